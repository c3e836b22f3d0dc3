"""What people read in place of the values that the database keeps."""

from enum import Enum

from flask_babel import LazyString, lazy_gettext

from app.queries.activity import Show
from app.scoring import Action, Exclusion, Outcome
from models.coding import AnswerReading, Strength
from models.item import Kind, Role
from models.person import MandateKind
from models.programme import Availability, FoundVia, Origin, Statement, Wording
from models.record import DocumentStatus

LABELS: dict[type[Enum], dict[Enum, LazyString]] = {
    Kind: {
        Kind.DEPUTY_REQUEST: lazy_gettext("Deputy request"),
        Kind.ANSWER: lazy_gettext("Answer of a public body"),
        Kind.VOTER_MEETING: lazy_gettext("Meeting with voters"),
        Kind.RECEPTION: lazy_gettext("Reception of citizens"),
        Kind.DISTRICT_WORK: lazy_gettext("Work in the district"),
        Kind.LEGISLATIVE_WORK: lazy_gettext("Law-making work"),
        Kind.INTERNATIONAL_WORK: lazy_gettext("International work"),
        Kind.PUBLICATION: lazy_gettext("Publication"),
        Kind.OTHER: lazy_gettext("Other work"),
    },
    Role: {
        Role.INITIATOR: lazy_gettext("initiated"),
        Role.SIGNATORY: lazy_gettext("signed"),
        Role.NOT_STATED: lazy_gettext("role not stated"),
    },
    MandateKind: {
        MandateKind.DISTRICT: lazy_gettext("Elected in a single-mandate district"),
        MandateKind.LIST: lazy_gettext("Elected on a party list"),
        MandateKind.NOT_STATED: lazy_gettext("How the seat was won is not known yet"),
    },
    Action: {
        Action.NONE_FOUND: lazy_gettext("none found so far"),
        Action.RAISED: lazy_gettext("raised"),
        Action.FORMAL_RESULT: lazy_gettext("formal result"),
    },
    Outcome: {
        Outcome.FULFILLED: lazy_gettext("fulfilled"),
        Outcome.PARTLY_FULFILLED: lazy_gettext("partly fulfilled"),
        Outcome.IN_PROGRESS: lazy_gettext("in progress"),
        Outcome.NO_ACTION_FOUND: lazy_gettext("no action found"),
        Outcome.NOT_FULFILLED: lazy_gettext("not fulfilled"),
        Outcome.NOT_ASSESSABLE: lazy_gettext("not assessable"),
        Outcome.NOT_YET_RATED: lazy_gettext("not yet rated"),
    },
    Exclusion: {
        Exclusion.PARTY: lazy_gettext("made by the party"),
        Exclusion.PARAPHRASED: lazy_gettext("known only in paraphrase"),
        Exclusion.UNSOURCED: lazy_gettext("quoted without a source"),
        Exclusion.UNTESTABLE: lazy_gettext("cannot be tested"),
    },
    Strength: {
        Strength.DIRECT: lazy_gettext("directly"),
        Strength.RELATED: lazy_gettext("related"),
    },
    AnswerReading: {
        AnswerReading.ACTS: lazy_gettext("It acts: something was done or paid for"),
        AnswerReading.PROMISES: lazy_gettext("It promises: something will be done"),
        AnswerReading.REFUSES: lazy_gettext("It refuses"),
        AnswerReading.FORMAL: lazy_gettext("It is formal: it says nothing to the matter"),
    },
    Wording: {
        Wording.QUOTED: lazy_gettext("quoted word for word"),
        Wording.PARAPHRASED: lazy_gettext("paraphrased"),
    },
    Availability: {
        Availability.PUBLISHED: lazy_gettext("publicly available"),
        Availability.ON_REQUEST: lazy_gettext("sent after an appeal"),
        Availability.NOT_AVAILABLE: lazy_gettext("not available"),
    },
    FoundVia: {
        FoundVia.MEDIA: lazy_gettext("in the media"),
        FoundVia.SOCIAL_NETWORK: lazy_gettext("on a social network"),
        FoundVia.OWN_SITE: lazy_gettext("on a site of their own"),
        FoundVia.ELECTION_COMMISSION: lazy_gettext("with the election commission"),
        FoundVia.OTHER: lazy_gettext("elsewhere"),
    },
    Origin: {
        Origin.OWN: lazy_gettext("a programme of their own"),
        Origin.OWN_ON_PARTY: lazy_gettext("their own, on the theses of the party"),
        Origin.PARTY_ONLY: lazy_gettext("the programme of the party only"),
        Origin.BROKEN_LINK: lazy_gettext("a link that leads nowhere"),
        Origin.NOT_PROVIDED: lazy_gettext("not provided"),
    },
    Statement: {
        Statement.COMMITMENT: lazy_gettext("commitment: will do something"),
        Statement.GOAL: lazy_gettext("goal: wants something to be so"),
        Statement.INSTRUMENT: lazy_gettext("instrument: by what means"),
        Statement.PROBLEM: lazy_gettext("problem: what is wrong"),
        Statement.ACHIEVEMENT: lazy_gettext("achievement: what was done already"),
        Statement.DESCRIPTION: lazy_gettext("description: of a person or a place"),
    },
    DocumentStatus: {
        DocumentStatus.PENDING: lazy_gettext("not fetched yet"),
        DocumentStatus.FETCHED: lazy_gettext("kept"),
        DocumentStatus.FAILED: lazy_gettext("could not be fetched"),
    },
    Show: {
        Show.ALL: lazy_gettext("all that are listed"),
        Show.COUNTED: lazy_gettext("only those that are counted"),
        Show.TAGGED: lazy_gettext("only those linked to a promise (preliminary)"),
        Show.CODED: lazy_gettext("only those that were read"),
        Show.TO_BE_CODED: lazy_gettext("only those that are to be read"),
        Show.BEFORE: lazy_gettext("only those dated before this mandate"),
        Show.UNCONFIRMED: lazy_gettext("only those not confirmed"),
    },
}

#: Fields of a person or of a record, as sources' revisions and facts name them.
FIELDS = {
    "post": lazy_gettext("Post"),
    "position": lazy_gettext("Post"),
    "faction": lazy_gettext("Faction"),
    "committee": lazy_gettext("Committee"),
    "region": lazy_gettext("Region"),
    "title": lazy_gettext("Title"),
    "date": lazy_gettext("Date"),
    "lead": lazy_gettext("Summary"),
    "text": lazy_gettext("Text"),
    "number": lazy_gettext("Number"),
    "addressee": lazy_gettext("Addressee"),
    "answer": lazy_gettext("Answer"),
}


def label(member: Enum) -> LazyString:
    """What people read for a value. Raises KeyError for one that has no words yet."""
    return LABELS[type(member)][member]


def field_label(name: str) -> LazyString | str:
    """What people read for a field; the source's own name where it has no words."""
    return FIELDS.get(name, name)
