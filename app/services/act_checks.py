"""What an act has to say before it is entered by hand, and what is told of it by facts."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.queries import campaigns, places
from app.services.timetable import ALMATY
from app.services.voters_orders import OrderFields
from models.item import Item, Kind
from models.meeting import Answer, Decided
from models.person import Mandate
from models.topic import Topic
from models.user import User, UserRole

KINDS = (Kind.VOTER_MEETING, Kind.RECEPTION, Kind.DISTRICT_WORK, Kind.OTHER)
ANSWERS = {True: Answer.YES, False: Answer.NO}
#: Who may enter for any deputy; an activist for those that an open campaign covers.
UNBOUND = (UserRole.COORDINATOR, UserRole.ADMINISTRATOR)


class ActProblem(StrEnum):
    """What can be wrong with an act."""

    MANDATE_REQUIRED = "mandate_required"
    NOT_COVERED = "not_covered"
    ONE_CONVOCATION = "one_convocation"
    TITLE_REQUIRED = "title_required"
    DATE_REQUIRED = "date_required"
    ONE_DATE = "one_date"
    FUTURE = "future"
    DISTRICT_ASKED = "district_asked"
    SESSION_ASKED = "session_asked"
    UNKNOWN_TOPIC = "unknown_topic"
    UNKNOWN_ACT = "unknown_act"
    NO_SUCH_KIND = "no_such_kind"


@dataclass(frozen=True)
class ActFields:
    """What is said of one act. `month` is the first day of a month, instead of a `day`.

    `in_district` and `in_session` are empty where they are to be told from place and day.
    `same_as` is the act that this is, `another` says that it is none of those that look alike.
    """

    mandate_id: int | None
    kind: Kind | None
    title: str | None
    lang: str = "ru"
    others: tuple[int, ...] = ()
    summary: str | None = None
    day: date | None = None
    month: date | None = None
    place: str | None = None
    in_district: Answer | None = None
    in_session: Answer | None = None
    audience: int | None = None
    audience_note: str | None = None
    topics: frozenset[int] = frozenset()
    orders: tuple[OrderFields, ...] = ()
    same_as: int | None = None
    another: bool = False

    @property
    def when(self) -> date | None:
        """The day, or the first one of the month."""
        return self.day or self.month


@dataclass
class Checked:
    """An act that may be saved, with what was told from place and day."""

    said: ActFields
    mandates: list[Mandate]
    in_district: tuple[Answer, Decided]
    in_session: tuple[Answer, Decided]
    same: Item | None = None
    problems: list[tuple[str, str]] = field(default_factory=list)


def check(
    session: Session, actor: User, now: datetime, said: ActFields, *, untitled: bool = False
) -> Checked:
    """What is wrong with an act, and what place and day tell of it.

    `untitled` is one that a site has told of, so that it has a title already.
    """
    mandates, problems = _mandates(session, actor, said)
    if said.kind not in KINDS:
        problems.append(("kind", ActProblem.NO_SUCH_KIND))
    if not said.title and not said.same_as and not untitled:
        problems.append(("title", ActProblem.TITLE_REQUIRED))
    if said.when is None:
        problems.append(("day", ActProblem.DATE_REQUIRED))
    elif said.day and said.month:
        problems.append(("day", ActProblem.ONE_DATE))
    elif said.when > now.astimezone(ALMATY).date():
        problems.append(("day", ActProblem.FUTURE))
    known = session.scalars(select(Topic.id).where(Topic.id.in_(said.topics))).all()
    if len(known) < len(said.topics):
        problems.append(("topics", ActProblem.UNKNOWN_TOPIC))
    same = session.get(Item, said.same_as) if said.same_as else None
    if said.same_as and (same is None or same.merged_into_id is not None):
        problems.append(("same", ActProblem.UNKNOWN_ACT))
    district = session_ = (Answer.NOT_KNOWN, Decided.COMPUTED)
    # Of an act that is there already what is known of it stands.
    if mandates and same is None:
        month = said.day is None
        told = places.told(session, mandates[0], said.place, said.when, month=month)
        district = _decide(said.in_district, told.in_district)
        session_ = _decide(said.in_session, told.in_session)
        unasked = said.in_district is None and told.in_district is None
        if unasked and told.has_district:
            problems.append(("in_district", ActProblem.DISTRICT_ASKED))
        if said.in_session is None and told.in_session is None and said.when is not None:
            problems.append(("in_session", ActProblem.SESSION_ASKED))
    return Checked(said, mandates, district, session_, same, problems)


def _decide(said: Answer | None, told: bool | None) -> tuple[Answer, Decided]:
    if said is not None:
        return said, Decided.ASKED
    return (Answer.NOT_KNOWN if told is None else ANSWERS[told]), Decided.COMPUTED


def _mandates(
    session: Session, actor: User, said: ActFields
) -> tuple[list[Mandate], list[tuple[str, str]]]:
    """The deputies of an act, the one whose act it is first; and what is wrong with them."""
    if said.mandate_id is None:
        return [], [("mandate", ActProblem.MANDATE_REQUIRED)]
    wanted = dict.fromkeys((said.mandate_id, *said.others))
    found = {
        mandate.id: mandate
        for mandate in session.scalars(select(Mandate).where(Mandate.id.in_(wanted)))
    }
    if len(found) < len(wanted):
        return [], [("mandate", ActProblem.MANDATE_REQUIRED)]
    mandates = [found[number] for number in wanted]
    if len({mandate.convocation_id for mandate in mandates}) > 1:
        return mandates, [("others", ActProblem.ONE_CONVOCATION)]
    watched = actor.role in UNBOUND or campaigns.current(session, mandates[0].id)
    return mandates, [] if watched else [("mandate", ActProblem.NOT_COVERED)]
