"""What an edition, its gate and its outcomes are called."""

from flask_babel import gettext, lazy_gettext

from app.scoring import Outcome
from app.scoring.gate import SENTENCES, Field, Finding, Rule, Standing, values
from app.services.editions import AlreadyPublishedError, GateBlockedError, Problem
from app.web.labels import LABELS
from app.web.words import say
from models.programme import Availability, FoundVia, Origin
from models.verdict import Settlement, Status

LABELS[Field] = {
    Field.READING: lazy_gettext("what was read at all"),
    Field.THESES: lazy_gettext("links of items to promises"),
    Field.STRENGTH: lazy_gettext("how closely an item bears on a promise"),
    Field.TOPICS: lazy_gettext("topics"),
    Field.ANSWER: lazy_gettext("what an answer does"),
}
LABELS[Standing] = {
    Standing.PUBLISHED: lazy_gettext("published"),
    Standing.APPROXIMATE: lazy_gettext("approximate"),
    Standing.LEFT_OUT: lazy_gettext("left out"),
}
LABELS.setdefault(Status, {s: LABELS[Outcome][Outcome(s.value)] for s in Status})
LABELS.setdefault(
    Settlement,
    {
        Settlement.STANDS: lazy_gettext("the verdict stands"),
        Settlement.CHANGED: lazy_gettext("the verdict is changed"),
    },
)
LABELS.setdefault(
    Availability,
    {
        Availability.PUBLISHED: lazy_gettext("published"),
        Availability.ON_REQUEST: lazy_gettext("sent after an appeal"),
        Availability.NOT_AVAILABLE: lazy_gettext("not available"),
    },
)
LABELS.setdefault(
    FoundVia,
    {
        FoundVia.MEDIA: lazy_gettext("in the media"),
        FoundVia.SOCIAL_NETWORK: lazy_gettext("on a social network"),
        FoundVia.OWN_SITE: lazy_gettext("on a site of their own"),
        FoundVia.ELECTION_COMMISSION: lazy_gettext("with the election commission"),
        FoundVia.OTHER: lazy_gettext("elsewhere"),
    },
)
LABELS.setdefault(
    Origin,
    {
        Origin.OWN: lazy_gettext("a programme of their own"),
        Origin.OWN_ON_PARTY: lazy_gettext("their own, on the theses of the party"),
        Origin.PARTY_ONLY: lazy_gettext("the programme of the party only"),
        Origin.BROKEN_LINK: lazy_gettext("a link that leads nowhere"),
        Origin.NOT_PROVIDED: lazy_gettext("not provided"),
    },
)

#: Where a finding is mended: the endpoint of the desk and the name of the link.
MENDED_AT = {
    Rule.NO_CAMPAIGN: ("desk.campaigns", lazy_gettext("Campaigns")),
    Rule.NOBODY_COVERED: ("desk.campaigns", lazy_gettext("Campaigns")),
    Rule.NOTHING_CODED: ("coding.queue", lazy_gettext("Queue")),
    Rule.COVERAGE: ("coding.queue", lazy_gettext("Queue")),
    Rule.DEPUTY_COVERAGE: ("coding.queue", lazy_gettext("Queue")),
    Rule.DOUBLE_CODED: ("desk.agreement", lazy_gettext("Sample and agreement")),
    Rule.SAMPLE_SHARE: ("desk.agreement", lazy_gettext("Sample and agreement")),
    Rule.SAMPLE_SETTLED: ("desk.cases", lazy_gettext("Cases to settle")),
    Rule.AGREEMENT: ("desk.agreement", lazy_gettext("Sample and agreement")),
    Rule.AGREEMENT_UNKNOWN: ("desk.agreement", lazy_gettext("Sample and agreement")),
    Rule.TWO_PERSONS: ("desk.verdicts", lazy_gettext("Verdicts")),
    Rule.VERDICT_LATER: ("desk.verdicts", lazy_gettext("Verdicts")),
    Rule.POSITION_ASKED: ("desk.verdicts", lazy_gettext("Verdicts")),
    Rule.POSITION_DELIVERED: ("desk.verdicts", lazy_gettext("Verdicts")),
    Rule.POSITION_DEADLINE: ("desk.verdicts", lazy_gettext("Verdicts")),
    Rule.POSITION_PUBLISHED: ("desk.verdicts", lazy_gettext("Verdicts")),
    Rule.PROPOSED: ("desk.verdicts", lazy_gettext("Verdicts")),
    Rule.NOT_YET_RATED: ("desk.verdicts", lazy_gettext("Verdicts")),
}
PROBLEMS = {
    Problem.NAME_REQUIRED: lazy_gettext("Give the edition a name."),
    Problem.NAME_TOO_LONG: lazy_gettext("Give at most 200 characters."),
}

say(
    GateBlockedError,
    lazy_gettext("The gate blocks this edition. Go back: the page says what has to be mended."),
)
say(
    AlreadyPublishedError,
    lazy_gettext("An edition with this name and day was published already. Look at the list."),
)


def finding_words(finding: Finding) -> str:
    """A finding of the gate as a sentence in the language of the page."""
    return gettext(SENTENCES[finding.rule], **values(finding))
