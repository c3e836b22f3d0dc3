"""Words in a stated language, for files and pictures that no request asks for.

Pages take the same words for values from here; see `app.web.labels`.
"""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

from app.queries.letters import LetterState
from app.queries.positions import StandingState
from app.queries.tables.meetings import InSession
from app.queries.tables.monitoring import Stated
from app.scoring import Action, Exclusion, Outcome
from app.scoring.gate import Field, Standing
from app.scoring.words import N_
from models.appeal import AnswerKind, Channel, Subject
from models.base import Confidence, Lang
from models.coding import AnswerReading, Reading, Strength
from models.item import DatePrecision, Kind, Role
from models.meeting import Answer, Became, Decided
from models.person import MandateKind
from models.programme import Availability, FoundVia, Origin, Statement, Wording
from models.report import Addressee, FollowUp, SectionKey
from models.verdict import EvidenceKind, Reason, Status, VerdictState

LANGS = ("kk", "ru", "en")
# Russian as it is used in Kazakhstan writes the tenge with its sign; there is no en_KZ.
LOCALES = {"kk": "kk", "ru": "ru_KZ", "en": "en"}
TRANSLATIONS = Path(__file__).resolve().parent / "translations"

#: What people read in place of the values that the database keeps.
LABELS: Mapping[type[Enum], Mapping[Enum, str]] = {
    StandingState: {
        StandingState.NOT_ASKED: N_("not asked yet"),
        StandingState.WAITING: N_("asked, the time to answer runs"),
        StandingState.NOT_DELIVERED: N_("tried, could not be delivered"),
        StandingState.NO_ANSWER: N_("asked, no answer received"),
        StandingState.RECEIVED: N_("answered, not published yet"),
        StandingState.PUBLISHED: N_("answered, published"),
        StandingState.WITHHELD: N_("answered, withheld"),
    },
    Addressee: {
        Addressee.DEPUTIES: N_("to deputies"),
        Addressee.CHAMBER: N_("to the representative body"),
        Addressee.PUBLIC_BODIES: N_("to public bodies"),
        Addressee.CIVIL_SOCIETY: N_("to civil society"),
        Addressee.MEDIA: N_("to the media"),
        Addressee.VOTERS: N_("to voters"),
        Addressee.OTHER: N_("to others"),
    },
    FollowUp: {
        FollowUp.OPEN: N_("open"),
        FollowUp.TAKEN_UP: N_("taken up"),
        FollowUp.PARTLY: N_("taken up in part"),
        FollowUp.NOT_TAKEN_UP: N_("not taken up"),
    },
    SectionKey: {
        SectionKey.INTRODUCTION: N_("Introduction"),
        SectionKey.METHOD: N_("Method"),
        SectionKey.PROGRAMMES: N_("Election programmes"),
        SectionKey.REQUESTS: N_("Deputy requests"),
        SectionKey.TOPICS: N_("Socially significant issues and topics"),
        SectionKey.MEETINGS: N_("Meetings with voters"),
        SectionKey.APPEALS: N_("Letters to deputies and their answers"),
        SectionKey.OUTCOMES: N_("Promises and what became of them"),
        SectionKey.RECONCILIATION: N_("Figures that others stated"),
        SectionKey.CHECKS: N_("Checks"),
        SectionKey.AGREEMENT: N_("Agreement of readers and the gate"),
        SectionKey.TURNOUT: N_("Who took part"),
        SectionKey.CONCLUSIONS: N_("Conclusions"),
        SectionKey.RECOMMENDATIONS: N_("Recommendations"),
        SectionKey.DEPUTIES: N_("A page for each deputy"),
    },
    Field: {
        Field.READING: N_("Reading"),
        Field.THESES: N_("Theses"),
        Field.STRENGTH: N_("Strength of the link"),
        Field.TOPICS: N_("Topics"),
        Field.ANSWER: N_("What an answer does"),
    },
    Standing: {
        Standing.PUBLISHED: N_("published"),
        Standing.APPROXIMATE: N_("published as approximate"),
        Standing.LEFT_OUT: N_("left out of the edition"),
    },
    Kind: {
        Kind.DEPUTY_REQUEST: N_("Deputy request"),
        Kind.ANSWER: N_("Answer of a public body"),
        Kind.VOTER_MEETING: N_("Meeting with voters"),
        Kind.RECEPTION: N_("Reception of citizens"),
        Kind.DISTRICT_WORK: N_("Work in the district"),
        Kind.LEGISLATIVE_WORK: N_("Law-making work"),
        Kind.INTERNATIONAL_WORK: N_("International work"),
        Kind.PUBLICATION: N_("Publication"),
        Kind.OTHER: N_("Other work"),
    },
    Role: {
        Role.INITIATOR: N_("initiated"),
        Role.SIGNATORY: N_("signed"),
        Role.NOT_STATED: N_("role not stated"),
    },
    MandateKind: {
        MandateKind.DISTRICT: N_("Elected in a single-mandate district"),
        MandateKind.LIST: N_("Elected on a party list"),
        MandateKind.NOT_STATED: N_("How the seat was won is not known yet"),
    },
    Action: {
        Action.NONE_FOUND: N_("none found so far"),
        Action.RAISED: N_("raised"),
        Action.FORMAL_RESULT: N_("formal result"),
    },
    Outcome: {
        Outcome.FULFILLED: N_("fulfilled"),
        Outcome.PARTLY_FULFILLED: N_("partly fulfilled"),
        Outcome.IN_PROGRESS: N_("in progress"),
        Outcome.NO_ACTION_FOUND: N_("no action found"),
        Outcome.NOT_FULFILLED: N_("not fulfilled"),
        Outcome.NOT_ASSESSABLE: N_("not assessable"),
        Outcome.NOT_YET_RATED: N_("not yet rated"),
    },
    Exclusion: {
        Exclusion.PARTY: N_("made by the party"),
        Exclusion.PARAPHRASED: N_("known only in paraphrase"),
        Exclusion.UNSOURCED: N_("quoted without a source"),
        Exclusion.UNTESTABLE: N_("cannot be tested"),
    },
    Strength: {
        Strength.DIRECT: N_("directly"),
        Strength.RELATED: N_("related"),
    },
    AnswerReading: {
        AnswerReading.ACTS: N_("It acts: something was done or paid for"),
        AnswerReading.PROMISES: N_("It promises: something will be done"),
        AnswerReading.REFUSES: N_("It refuses"),
        AnswerReading.FORMAL: N_("It is formal: it says nothing to the matter"),
    },
    Wording: {
        Wording.QUOTED: N_("quoted word for word"),
        Wording.PARAPHRASED: N_("paraphrased"),
    },
    Availability: {
        Availability.PUBLISHED: N_("publicly available"),
        Availability.ON_REQUEST: N_("sent after an appeal"),
        Availability.NOT_AVAILABLE: N_("not available"),
    },
    FoundVia: {
        FoundVia.MEDIA: N_("in the media"),
        FoundVia.SOCIAL_NETWORK: N_("on a social network"),
        FoundVia.OWN_SITE: N_("on a site of their own"),
        FoundVia.ELECTION_COMMISSION: N_("with the election commission"),
        FoundVia.OTHER: N_("elsewhere"),
    },
    Origin: {
        Origin.OWN: N_("a programme of their own"),
        Origin.OWN_ON_PARTY: N_("their own, on the theses of the party"),
        Origin.PARTY_ONLY: N_("the programme of the party only"),
        Origin.BROKEN_LINK: N_("a link that leads nowhere"),
        Origin.NOT_PROVIDED: N_("not provided"),
    },
    Statement: {
        Statement.COMMITMENT: N_("commitment: will do something"),
        Statement.GOAL: N_("goal: wants something to be so"),
        Statement.INSTRUMENT: N_("instrument: by what means"),
        Statement.PROBLEM: N_("problem: what is wrong"),
        Statement.ACHIEVEMENT: N_("achievement: what was done already"),
        Statement.DESCRIPTION: N_("description: of a person or a place"),
    },
    DatePrecision: {
        DatePrecision.DAY: N_("day"),
        DatePrecision.MONTH: N_("month"),
        DatePrecision.UNKNOWN: N_("not known"),
    },
    Confidence: {
        Confidence.SOURCED: N_("sourced"),
        Confidence.INFERRED: N_("inferred"),
        Confidence.MISSING: N_("not known"),
    },
    Lang: {Lang.KK: N_("Kazakh"), Lang.RU: N_("Russian"), Lang.EN: N_("English")},
    Reading: {
        Reading.TAGGED: N_("Bears on the theses or topics chosen"),
        Reading.NONE_FITS: N_("None of the theses fits"),
        Reading.UNSURE: N_("Unsure: see the note"),
        Reading.SKIPPED: N_("Cannot be read: see the note"),
    },
    Subject: {
        Subject.PROGRAMME: N_("the election programme"),
        Subject.ISSUE: N_("a socially significant issue"),
        Subject.OTHER: N_("something else"),
    },
    Channel: {
        Channel.SITE_FORM: N_("form on the site"),
        Channel.E_OTINISH: N_("e-Otinish"),
        Channel.EMAIL: N_("e-mail"),
        Channel.POST: N_("post"),
        Channel.IN_PERSON: N_("in person"),
        Channel.OTHER: N_("another way"),
    },
    AnswerKind: {
        AnswerKind.SUBSTANTIVE: N_("on the substance"),
        AnswerKind.GENERAL: N_("general words"),
        AnswerKind.LINK_WORKING: N_("working link"),
        AnswerKind.LINK_BROKEN: N_("broken link"),
        AnswerKind.SEE_THE_SITE: N_("“see the site”"),
        AnswerKind.COME_TO_RECEPTION: N_("“come to a reception”"),
        AnswerKind.REFUSAL: N_("refusal"),
    },
    LetterState: {
        LetterState.ANSWERED: N_("answered"),
        LetterState.NO_ANSWER: N_("no answer within the term"),
        LetterState.WAITING: N_("the time to answer runs"),
        LetterState.NOT_DELIVERED: N_("could not be delivered"),
    },
    Reason: {
        Reason.RENOUNCED: N_("the deputy renounced it"),
        Reason.BLOCKED: N_("others blocked it"),
        Reason.DEADLINE_PASSED: N_("its deadline has passed"),
        Reason.TERM_SERVED: N_("the term was served in full"),
        Reason.MANDATE_ENDED_EARLY: N_("the mandate ended early"),
        Reason.EVIDENCE_NOT_ACCESSIBLE: N_("the evidence is not accessible"),
    },
    EvidenceKind: {
        EvidenceKind.OFFICIAL_ACT: N_("official act"),
        EvidenceKind.ANSWER: N_("answer of a public body"),
        EvidenceKind.BUDGET_LINE: N_("line of a budget"),
        EvidenceKind.BUILT: N_("something built or opened"),
        EvidenceKind.OTHER: N_("something else"),
    },
    VerdictState: {
        VerdictState.PROPOSED: N_("proposed, waits for a second person"),
        VerdictState.CONFIRMED: N_("confirmed, stands"),
        VerdictState.REFUSED: N_("refused"),
        VerdictState.WITHDRAWN: N_("withdrawn"),
        VerdictState.SUPERSEDED: N_("superseded by a later one"),
    },
    Became: {
        Became.NOT_KNOWN: N_("not known yet"),
        Became.TAKEN_ON: N_("taken on by the deputy"),
        Became.RAISED: N_("raised with a public body"),
        Became.ANSWERED: N_("answered by a public body"),
        Became.DONE: N_("done"),
        Became.REFUSED: N_("refused"),
    },
    Decided: {
        Decided.COMPUTED: N_("told from the facts"),
        Decided.ASKED: N_("said by who entered it"),
    },
    InSession: {
        InSession.YES: N_("in session"),
        InSession.NO: N_("in recess"),
        InSession.NOT_KNOWN: N_("not known"),
    },
    Status: {
        Status.FULFILLED: N_("fulfilled"),
        Status.PARTLY_FULFILLED: N_("partly fulfilled"),
        Status.IN_PROGRESS: N_("in progress"),
        Status.NO_ACTION_FOUND: N_("no action found"),
        Status.NOT_FULFILLED: N_("not fulfilled"),
        Status.NOT_ASSESSABLE: N_("not assessable"),
    },
    Stated: {
        Stated.EDITION: N_("as the edition states"),
        Stated.NOT_COVERED: N_("not in the edition"),
        Stated.NO_EDITION: N_("no edition yet"),
    },
    # Of meetings: whether they were held in the district.
    Answer: {
        Answer.YES: N_("in the district"),
        Answer.NO: N_("outside the district"),
        Answer.NOT_KNOWN: N_("place not known"),
    },
}


@cache
def _catalogue(lang: str) -> NullTranslations:
    return Translations.load(TRANSLATIONS, [lang])


class Words:
    """The language `lang`: its sentences, numbers and days, as the pages write them."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._locale = LOCALES[lang]

    def gettext(self, text: str, **values: Any) -> str:
        """`text` in this language, with `values` in it."""
        said: str = _catalogue(self.lang).ugettext(text)
        return said % values if values else said

    def ngettext(self, one: str, many: str, count: int, **values: Any) -> str:
        """The form that `count` asks for; `num` is the count as it is written."""
        said: str = _catalogue(self.lang).ungettext(one, many, count)
        return said % ({"num": self.number(count)} | values)

    def label(self, member: Enum) -> str:
        """What people read for a value. Raises KeyError for one that has no words."""
        return self.gettext(LABELS[type(member)][member])

    def number(self, value: int) -> str:
        """A number with the separators of the language."""
        return format_decimal(value, locale=self._locale)

    def day(self, value: date) -> str:
        """A day in figures."""
        return format_date(value, "dd.MM.yyyy", locale=self._locale)

    def picked(self, of: object | None, field: str = "name") -> tuple[str, str]:
        """The text of `field` in this language, or else in the next one that has it; and which."""
        for lang in (self.lang, *(other for other in LANGS if other != self.lang)):
            text: str | None = getattr(of, f"{field}_{lang}", None)
            if text:
                return text, lang
        return "", self.lang

    def pick(self, of: object | None, field: str = "name") -> str:
        """The text alone."""
        return self.picked(of, field)[0]
