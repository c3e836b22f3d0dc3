"""What waits for a third person, and what was decided."""

import datetime as dt
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, not_, or_, select
from sqlalchemy.orm import Session, selectinload

from app.queries.paging import Page, paginate
from app.queries.settled import (
    adjudication_id,
    first_pair_differs,
    is_adjudicated,
    is_coded,
    is_drawn,
    is_settled,
    readings_differ,
)
from models.coding import Coding, Reading
from models.item import DatePrecision, Item, Kind, Participation
from models.person import Deputy, Mandate
from models.reliability import Adjudication, Precedent
from models.user import User


class Show(StrEnum):
    """Which cases: those that wait, or those that were decided."""

    OPEN = "open"
    DECIDED = "decided"


class Why(StrEnum):
    """Why a case waits."""

    DIFFER = "differ"
    DOUBT = "doubt"


@dataclass(frozen=True)
class CaseRow:
    """A case in the list. `sampled` says that it is of the reliability sample."""

    participation_id: int
    kind: Kind
    title_kk: str | None
    title_ru: str | None
    number: str | None
    date: dt.date | None
    precision: DatePrecision
    deputy_kk: str | None
    deputy_ru: str | None
    deputy_en: str | None
    why: Why
    sampled: bool
    decided_at: datetime | None


@dataclass(frozen=True)
class Cases:
    """A page of cases, and how many wait for somebody else because this person read them."""

    page: Page[CaseRow]
    own: int


def _wanted(show: Show) -> ColumnElement[bool]:
    standing = and_(Item.merged_into_id.is_(None), ~Participation.withdrawn)
    if show is Show.DECIDED:
        return and_(standing, is_adjudicated())
    return and_(standing, is_coded(), not_(is_settled()))


def _read_by(person: User) -> ColumnElement[bool]:
    return (
        select(Coding.id)
        .where(Coding.participation_id == Participation.id, Coding.coder_id == person.id)
        .correlate(Participation)
        .exists()
    )


def cases(session: Session, person: User, show: Show, number: int = 1) -> Cases:
    """Page `number` of the cases that this person may settle. Three statements.

    Units of the sample come first: nothing of them is published before.
    """
    differ = or_(readings_differ(), first_pair_differs())
    query = (
        select(
            Participation.id, Item.kind, Item.title_kk, Item.title_ru, Item.number, Item.date,
            Item.date_precision, Deputy.name_kk, Deputy.name_ru, Deputy.name_en,
            case((differ, Why.DIFFER.value), else_=Why.DOUBT.value), is_drawn(),
            Adjudication.decided_at,
        )
        .select_from(Participation)
        .join(Item, Participation.item_id == Item.id)
        .join(Mandate, Participation.mandate_id == Mandate.id)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .outerjoin(Adjudication, Adjudication.id == adjudication_id())
        .where(_wanted(show), ~_read_by(person))
        .order_by(
            Adjudication.decided_at.desc().nulls_last(), is_drawn().desc(), Participation.id
        )
    )  # fmt: skip
    page = paginate(session, query, number)
    rows = [_case_row(tuple(row)) for row in page.rows]
    own = session.scalar(
        select(func.count(Participation.id))
        .join(Item, Participation.item_id == Item.id)
        .where(_wanted(show), _read_by(person))
    )
    return Cases(Page(rows, page.number, page.size, page.total), own or 0)


def _case_row(found: tuple[Any, ...]) -> CaseRow:
    values = dict(zip((field.name for field in fields(CaseRow)), found, strict=True))
    return CaseRow(**values | {"why": Why(values["why"]), "sampled": bool(values["sampled"])})


def is_ready(session: Session, participation_id: int) -> bool:
    """Whether a case may be looked at by who settles cases."""
    query = select(Participation.id).where(Participation.id == participation_id, is_coded())
    return session.scalar(query) is not None


def has_read(session: Session, participation_id: int, person: User) -> bool:
    """Whether this person has read the participation, and cannot settle it."""
    query = select(Participation.id).where(Participation.id == participation_id, _read_by(person))
    return session.scalar(query) is not None


def standing(session: Session, participation_id: int) -> Adjudication | None:
    """The decision that stands for a participation."""
    return session.scalar(
        select(Adjudication)
        .join(Participation, Participation.id == participation_id)
        .where(Adjudication.id == adjudication_id())
        .options(selectinload(Adjudication.thesis_tags), selectinload(Adjudication.topic_tags))
    )


def decisions(session: Session, participation_id: int) -> list[tuple[Adjudication, Precedent]]:
    """All decisions on a participation with the precedents made of them, the newest first."""
    query = (
        select(Adjudication, Precedent)
        .outerjoin(Precedent, Precedent.adjudication_id == Adjudication.id)
        .where(Adjudication.participation_id == participation_id)
        .order_by(Adjudication.id.desc())
    )
    return [(decision, precedent) for decision, precedent in session.execute(query)]


def first_open(session: Session, person: User, after: int = 0) -> int | None:
    """The next case that waits for this person: the one after `after`, else the first."""
    query = (
        select(Participation.id)
        .join(Item, Participation.item_id == Item.id)
        .where(_wanted(Show.OPEN), ~_read_by(person), Participation.id != after)
        .order_by((Participation.id > after).desc(), is_drawn().desc(), Participation.id)
    )
    return session.scalar(query.limit(1))


def waiting(session: Session) -> int:
    """How many cases wait for anybody."""
    query = (
        select(func.count(Participation.id))
        .join(Item, Participation.item_id == Item.id)
        .where(_wanted(Show.OPEN))
    )
    return session.scalar(query) or 0


#: Readings that a decision may be.
DECISIONS = (Reading.TAGGED, Reading.NONE_FITS, Reading.SKIPPED)
