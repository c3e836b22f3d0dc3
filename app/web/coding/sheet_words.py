"""What the deputy sheet, its steps and its refusals are called."""

from flask_babel import lazy_gettext

from app.queries.progress import How, Step
from app.services.sheets import NotYoursError, Problem
from app.web.words import say
from models.campaign import AccountUse, BodyKind, SearchFinding, SearchPlace
from models.programme import Availability, Origin

STEPS = {
    Step.SEARCH: lazy_gettext("Programme looked for"),
    Step.PROGRAMME: lazy_gettext("Programme entered"),
    Step.THESES: lazy_gettext("Theses cut"),
    Step.APPEALS: lazy_gettext("Letters answered"),
    Step.CODING: lazy_gettext("Acts coded"),
    Step.SECOND: lazy_gettext("Second readings"),
    Step.VERDICTS: lazy_gettext("Verdicts confirmed"),
    Step.POSITIONS: lazy_gettext("Positions asked"),
}
HOWS = {
    How.DONE: lazy_gettext("done"),
    How.BEGUN: lazy_gettext("begun"),
    How.WAITING: lazy_gettext("not begun"),
    How.LATE: lazy_gettext("late"),
    How.NOT_NEEDED: lazy_gettext("not needed"),
}
#: The looks of the mark beside each.
MARKS = {
    How.DONE: "tag-ok",
    How.BEGUN: "tag-warn",
    How.WAITING: "",
    How.LATE: "tag-bad",
    How.NOT_NEEDED: "tag-quiet",
}
PLACES = {
    SearchPlace.PARLIAMENT_SITE: lazy_gettext("Site of the representative body"),
    SearchPlace.OWN_SITE: lazy_gettext("The deputy's own site"),
    SearchPlace.PARTY_SITE: lazy_gettext("Site of the party"),
    SearchPlace.SOCIAL_NETWORK: lazy_gettext("Social network"),
    SearchPlace.MEDIA: lazy_gettext("Media"),
    SearchPlace.ELECTION_COMMISSION: lazy_gettext("Election commission"),
    SearchPlace.SEARCH_ENGINE: lazy_gettext("Search engine"),
    SearchPlace.OTHER: lazy_gettext("Elsewhere"),
}
FINDINGS = {
    SearchFinding.FOUND: lazy_gettext("The programme is there"),
    SearchFinding.NOTHING: lazy_gettext("Nothing"),
    SearchFinding.BROKEN_LINK: lazy_gettext("A link that does not work"),
    SearchFinding.UNREACHABLE: lazy_gettext("The page did not open"),
}
USES = {
    AccountUse.ACTIVE: lazy_gettext("Active: there are posts of the last month"),
    AccountUse.RARE: lazy_gettext("Rare: a few posts a year"),
    AccountUse.ABANDONED: lazy_gettext("Abandoned: no posts for a year or more"),
    AccountUse.CLOSED: lazy_gettext("Closed to those who are not friends"),
    AccountUse.NONE_FOUND: lazy_gettext("No account was found on this network"),
}
ANSWERED = (
    ("yes", lazy_gettext("yes")),
    ("no", lazy_gettext("no")),
    ("", lazy_gettext("not known")),
)
BODIES = {
    BodyKind.COMMITTEE: lazy_gettext("Committee"),
    BodyKind.WORKING_GROUP: lazy_gettext("Working group"),
    BodyKind.OTHER: lazy_gettext("Another body"),
}
AVAILABILITY = {
    Availability.PUBLISHED: lazy_gettext("published"),
    Availability.ON_REQUEST: lazy_gettext("sent after a letter"),
    Availability.NOT_AVAILABLE: lazy_gettext("not available"),
}
ORIGINS = {
    Origin.OWN: lazy_gettext("the deputy's own"),
    Origin.OWN_ON_PARTY: lazy_gettext("the deputy's own, on theses of the party"),
    Origin.PARTY_ONLY: lazy_gettext("the programme of the party alone"),
    Origin.BROKEN_LINK: lazy_gettext("a link that does not work"),
    Origin.NOT_PROVIDED: lazy_gettext("not provided"),
}
PROBLEMS = {
    Problem.IN_FUTURE: lazy_gettext("This day has not come yet: give the day on which you looked."),
    Problem.NOT_A_LINK: lazy_gettext("Give a link that begins with http:// or https://."),
    Problem.ADDRESS_REQUIRED: lazy_gettext(
        "Give the address of the page, or in words where exactly you looked."
    ),
    Problem.ADDRESS_OR_NONE_FOUND: lazy_gettext(
        "Give the address of the account, or leave it empty and say that no account was found."
    ),
    Problem.NAME_REQUIRED: lazy_gettext("Give the name in at least one language."),
    Problem.NETWORK_REQUIRED: lazy_gettext("Say which network it is."),
    Problem.SOURCE_REQUIRED: lazy_gettext("Say in words or by a link where you have it from."),
    Problem.ENDS_BEFORE_START: lazy_gettext("The last day is before the first."),
    Problem.CLICKS: lazy_gettext("Give a number of clicks from 0 to 1000."),
    Problem.REASON_REQUIRED: lazy_gettext("Give the reason in a few words."),
}

say(
    NotYoursError,
    lazy_gettext(
        "This deputy is not assigned to you, so that you can read the sheet but not write in it. "
        "If you should watch this deputy, ask your coordinator to assign them to you."
    ),
    403,
)
