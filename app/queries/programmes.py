"""Programmes and theses for the desk, with the history of each."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.queries.campaigns import assignment_counts
from app.queries.paging import Page, paginate
from models.audit import Audit
from models.campaign import Campaign, CampaignState
from models.coding import Assignment
from models.file import StoredFile
from models.names import fold
from models.person import Deputy, Mandate, Party
from models.place import Convocation, District, Legislature, Region
from models.programme import Availability, Origin, Programme, Thesis
from models.source import Capture
from models.topic import Topic
from models.user import User, UserRole


@dataclass(frozen=True)
class Owner:
    """Whose programme it is: of a mandate, or of a party in one convocation."""

    mandate_id: int | None = None
    party_id: int | None = None
    convocation_id: int | None = None

    @property
    def args(self) -> dict[str, int]:
        """The owner as the arguments of an address."""
        values = vars(self)
        return {name: value for name, value in values.items() if value is not None}

    @classmethod
    def of(cls, programme: Programme) -> "Owner":
        """Whose `programme` is."""
        return cls(programme.mandate_id, programme.party_id, programme.convocation_id)


class State(StrEnum):
    """How far the programme of a mandate has come."""

    NONE = "none"
    NO_THESES = "no_theses"
    THESES = "theses"


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to."""

    convocation: int | None = None
    region: int | None = None
    name: str = ""
    state: State | None = None
    availability: Availability | None = None
    origin: Origin | None = None


@dataclass(frozen=True)
class ProgrammeRow:
    """One mandate with the state of its programme; `theses` counts those not withdrawn."""

    mandate_id: int
    deputy_kk: str | None
    deputy_ru: str | None
    deputy_en: str | None
    convocation: int
    district: int | None
    region_kk: str | None
    region_ru: str | None
    region_en: str | None
    availability: Availability | None
    origin: Origin | None
    state: State
    theses: int
    testable: int


@dataclass(frozen=True)
class Change:
    """One row of the journal: who, when, and each field before and after."""

    at: datetime
    actor: str
    name: str | None
    action: str
    reason: str | None
    fields: tuple[tuple[str, Any, Any], ...]


@dataclass(frozen=True)
class Sheet:
    """A programme on its page."""

    owner: Owner
    mandate: Mandate | None
    party: Party | None
    convocation: Convocation
    programme: Programme | None
    file: StoredFile | None
    capture: Capture | None
    theses: tuple[Thesis, ...]
    changes: tuple[Change, ...]


def listing(session: Session, wanted: Wanted, number: int) -> Page[ProgrammeRow]:
    """Mandates of all convocations, the newest first, by district and name. Two statements."""
    counted = (
        select(
            Thesis.programme_id,
            func.count().label("theses"),
            func.sum(case((Thesis.testable, 1), else_=0)).label("testable"),
        )
        .where(~Thesis.withdrawn)
        .group_by(Thesis.programme_id)
        .subquery()
    )
    query = (
        select(
            Mandate.id,
            Deputy.name_kk,
            Deputy.name_ru,
            Deputy.name_en,
            Convocation.number,
            District.number,
            Region.name_kk,
            Region.name_ru,
            Region.name_en,
            Programme.availability,
            Programme.origin,
            Programme.id,
            counted.c.theses,
            counted.c.testable,
        )
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .join(Convocation, Mandate.convocation_id == Convocation.id)
        .outerjoin(District, Mandate.district_id == District.id)
        .outerjoin(Region, District.region_id == Region.id)
        .outerjoin(Programme, Programme.mandate_id == Mandate.id)
        .outerjoin(counted, counted.c.programme_id == Programme.id)
        .order_by(
            Convocation.number.desc(),
            func.coalesce(District.number, 10_000),
            Deputy.name_key,
            Mandate.id,
        )
    )
    if wanted.convocation is not None:
        query = query.where(Mandate.convocation_id == wanted.convocation)
    if wanted.region is not None:
        query = query.where(District.region_id == wanted.region)
    for word in fold(wanted.name).split():
        query = query.where(Deputy.name_key.contains(word))
    if wanted.availability is not None:
        query = query.where(Programme.availability == wanted.availability)
    if wanted.origin is not None:
        query = query.where(Programme.origin == wanted.origin)
    if wanted.state is State.NONE:
        query = query.where(Programme.id.is_(None))
    elif wanted.state is State.NO_THESES:
        query = query.where(Programme.id.is_not(None), counted.c.theses.is_(None))
    elif wanted.state is State.THESES:
        query = query.where(counted.c.theses > 0)
    # The columns have names in common, and a subquery wants each name once.
    named = query.with_only_columns(
        *(column.label(f"c{place}") for place, column in enumerate(query.selected_columns))
    )
    page = paginate(session, named, number)
    return Page([_row(row) for row in page.rows], page.number, page.size, page.total)


def _row(row: Any) -> ProgrammeRow:
    programme, theses, testable = row[-3:]
    state = State.NONE if programme is None else State.THESES if theses else State.NO_THESES
    values: list[Any] = [*row[:-3], state, theses or 0, testable or 0]
    return ProgrammeRow(*values)


@dataclass(frozen=True)
class Choices:
    """What the list can be narrowed to, and the parties that have a programme."""

    convocations: tuple[Convocation, ...]
    regions: tuple[Region, ...]
    party_programmes: tuple[Programme, ...]


def narrowing(session: Session) -> Choices:
    """The convocations, the regions and the programmes of parties."""
    convocations = (
        select(Convocation)
        .join(Legislature)
        .options(joinedload(Convocation.legislature))
        .order_by(Legislature.key, Convocation.number.desc())
    )
    parties = (
        select(Programme)
        .where(Programme.party_id.is_not(None))
        .options(joinedload(Programme.party))
        .order_by(Programme.id)
    )
    return Choices(
        tuple(session.scalars(convocations)),
        tuple(session.scalars(select(Region).order_by(Region.key))),
        tuple(session.scalars(parties)),
    )


def programme_of(session: Session, owner: Owner) -> Programme | None:
    """The programme of `owner`, where one was entered."""
    if owner.mandate_id is not None:
        return session.scalar(select(Programme).where(Programme.mandate_id == owner.mandate_id))
    return session.scalar(
        select(Programme).where(
            Programme.party_id == owner.party_id, Programme.convocation_id == owner.convocation_id
        )
    )


def may_write(session: Session, actor: User, owner: Owner) -> bool:
    """Whether `actor` may enter what `owner` promised: desks all of it, others what they watch."""
    if actor.role in {UserRole.COORDINATOR, UserRole.ADMINISTRATOR}:
        return True
    if actor.role is not UserRole.ACTIVIST or owner.mandate_id is None:
        return False
    query = (
        select(Assignment.id)
        .outerjoin(Campaign, Assignment.campaign_id == Campaign.id)
        .where(
            Assignment.user_id == actor.id,
            Assignment.mandate_id == owner.mandate_id,
            ~Assignment.withdrawn,
            or_(Campaign.id.is_(None), Campaign.state != CampaignState.CLOSED),
        )
    )
    return session.scalar(query.limit(1)) is not None


def sheet(session: Session, owner: Owner) -> Sheet | None:
    """The page of `owner`; None where there is no such mandate, party or convocation."""
    mandate = party = None
    convocation_id = owner.convocation_id
    if owner.mandate_id is not None:
        query = select(Mandate).where(Mandate.id == owner.mandate_id)
        mandate = session.scalar(
            query.options(joinedload(Mandate.deputy), joinedload(Mandate.party))
        )
        convocation_id = mandate.convocation_id if mandate else None
    else:
        party = session.get(Party, owner.party_id)
    convocation = session.get(Convocation, convocation_id) if convocation_id else None
    if convocation is None or (mandate is None and party is None):
        return None
    programme = programme_of(session, owner)
    return Sheet(
        owner=owner,
        mandate=mandate,
        party=party,
        convocation=convocation,
        programme=programme,
        file=programme.file if programme else None,
        capture=programme.capture if programme else None,
        theses=_theses(session, programme) if programme else (),
        changes=history(session, "programmes", programme.id) if programme else (),
    )


def _theses(session: Session, programme: Programme) -> tuple[Thesis, ...]:
    query = (
        select(Thesis)
        .where(Thesis.programme_id == programme.id)
        .options(joinedload(Thesis.topic), joinedload(Thesis.adapts))
        .order_by(Thesis.number)
    )
    return tuple(session.scalars(query))


def version(session: Session, entity: str, key: int) -> int:
    """The number of the last change of a row: it grows whenever anybody changes the row."""
    last = select(func.max(Audit.id)).where(Audit.entity == entity, Audit.entity_id == key)
    return session.scalar(last) or 0


def history(session: Session, entity: str, key: int) -> tuple[Change, ...]:
    """What was changed in a row, the newest first; a topic stands there as itself."""
    query = (
        select(Audit)
        .where(Audit.entity == entity, Audit.entity_id == key)
        .order_by(Audit.id.desc())
        .limit(200)
    )
    rows = list(session.scalars(query))
    ids = {int(row.actor.removeprefix("user:")) for row in rows if row.actor.startswith("user:")}
    people = select(User.id, User.name).where(User.id.in_(ids))
    names = {f"user:{key}": name for key, name in session.execute(people)}
    values = [side.get("topic_id") for row in rows for side in (row.before or {}, row.after or {})]
    found = select(Topic).where(Topic.id.in_({value for value in values if value is not None}))
    named = {topic.id: topic for topic in session.scalars(found)}

    def shown(name: str, value: Any) -> Any:
        return named.get(value) if name == "topic_id" else value

    return tuple(
        Change(
            row.at,
            row.actor,
            names.get(row.actor),
            row.action,
            row.reason,
            tuple(
                (name, shown(name, (row.before or {}).get(name)), shown(name, value))
                for name, value in (row.after or {}).items()
                if value != (row.before or {}).get(name)
            ),
        )
        for row in rows
    )


def stored_file(session: Session, file_id: int) -> StoredFile | None:
    """A file that somebody uploaded."""
    return session.get(StoredFile, file_id)


@dataclass(frozen=True)
class Watcher:
    """A person who codes, with the deputies they watch: (assignment, mandate)."""

    user: User
    region: Region | None
    watched: tuple[tuple[int, Mandate], ...]


def watchers(session: Session) -> list[Watcher]:
    """Everybody active who codes, with their assignments. Three statements."""
    people = (
        select(User, Region)
        .outerjoin(Region, User.region_id == Region.id)
        .where(User.active, User.role.in_([UserRole.ACTIVIST, UserRole.COORDINATOR]))
        .order_by(User.name, User.id)
    )
    query = (
        select(Assignment, Mandate)
        .join(Mandate, Assignment.mandate_id == Mandate.id)
        .where(assignment_counts())
        .options(joinedload(Mandate.deputy), joinedload(Mandate.district))
        .order_by(Assignment.id)
    )
    watched: dict[int, list[tuple[int, Mandate]]] = {}
    for assignment, mandate in session.execute(query):
        watched.setdefault(assignment.user_id, []).append((assignment.id, mandate))
    return [
        Watcher(user, region, tuple(watched.get(user.id, ())))
        for user, region in session.execute(people)
    ]


def assignable(session: Session) -> list[Mandate]:
    """The mandates that can be assigned: those of districts first, the newest convocation first."""
    query = (
        select(Mandate)
        .join(Convocation, Mandate.convocation_id == Convocation.id)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .outerjoin(District, Mandate.district_id == District.id)
        .options(
            joinedload(Mandate.deputy),
            joinedload(Mandate.convocation),
            joinedload(Mandate.district).joinedload(District.region),
        )
        .order_by(
            Convocation.number.desc(), func.coalesce(District.number, 10_000), Deputy.name_key
        )
    )
    return list(session.scalars(query))
