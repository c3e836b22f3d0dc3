"""The journal as people read it: the history of one record, and all changes of a period.

Readings of others stay unseen while they could sway anybody: what belongs to codings stands in
no history before two people have read the unit, and never before who is a coder of it.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy import Enum as EnumType
from sqlalchemy.orm import Session, aliased

from app.queries.drawing import is_drawn
from app.queries.paging import Page, paginate
from app.queries.settled import is_adjudicated, is_hidden, read_by_two
from app.queries.undoable import Bar, why_not
from models.audit import Audit
from models.base import Base
from models.coding import Coding, ThesisTag, TopicTag
from models.item import Participation
from models.reliability import (
    Adjudication,
    CaseComment,
    Recoding,
    SampleUnit,
    SettledThesis,
    SettledTopic,
)
from models.user import User, UserRole

ALMATY = ZoneInfo("Asia/Almaty")
#: Tables that journalled rows belong to, by name.
MODELS: Mapping[str, type[Base]] = {
    mapper.class_.__tablename__: mapper.class_
    for mapper in Base.registry.mappers
    if mapper.class_.__audit__
}
#: What tells of codings: tables, and how each comes to the participation.
BLIND: Mapping[str, type[Base]] = {
    model.__tablename__: model
    for model in (
        Adjudication,
        CaseComment,
        Coding,
        Recoding,
        SampleUnit,
        SettledThesis,
        SettledTopic,
        ThesisTag,
        TopicTag,
    )
}
#: Accounts are the administrators' business.
ACCOUNTS = frozenset({"users", "account_links"})


@dataclass(frozen=True)
class Field:
    """A column before and after; `target` is the table that its numbers point into."""

    name: str
    before: Any
    after: Any
    target: str | None


@dataclass(frozen=True)
class Change:
    """A row of the journal; `bar` says why it cannot be undone, None where it can."""

    id: int
    at: datetime
    actor: str
    person: str | None
    action: str
    entity: str
    entity_id: int
    reason: str | None
    fields: tuple[Field, ...]
    bar: Bar | None


@dataclass(frozen=True)
class Wanted:
    """What the journal is narrowed to; days are those of Almaty, both included."""

    actor: int | None = None
    entity: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None


def record(
    session: Session, viewer: User, entity: str, entity_id: int, number: int
) -> Page[Change] | None:
    """What was changed in one record, the newest first; None where nothing may be shown of it."""
    if not _may_see(viewer, entity):
        return None
    query = select(Audit).where(
        Audit.entity == entity, Audit.entity_id == entity_id, *_blinders(viewer, entity)
    )
    page = _page(session, query, number)
    return page if page.total else None


def journal(session: Session, viewer: User, wanted: Wanted, number: int) -> Page[Change]:
    """All changes that `viewer` may see, the newest first. What tells of codings is listed only
    where it was asked for by name.
    """
    query = select(Audit)
    if wanted.entity is not None:
        known = _may_see(viewer, wanted.entity)
        query = query.where(Audit.entity == (wanted.entity if known else ""))
        query = query.where(*_blinders(viewer, wanted.entity))
    else:
        unseen = set(BLIND) if viewer.role is UserRole.ADMINISTRATOR else BLIND.keys() | ACCOUNTS
        query = query.where(Audit.entity.not_in(unseen))
    if wanted.actor is not None:
        query = query.where(Audit.actor == f"user:{wanted.actor}")
    if wanted.since is not None:
        query = query.where(Audit.at >= datetime.combine(wanted.since, time(), ALMATY))
    if wanted.until is not None:
        following = wanted.until + dt.timedelta(days=1)
        query = query.where(Audit.at < datetime.combine(following, time(), ALMATY))
    return _page(session, query, number)


def change(session: Session, viewer: User, change_id: int) -> Change | None:
    """One row of the journal, where `viewer` may see it."""
    row = session.get(Audit, change_id)
    if row is None or not _may_see(viewer, row.entity):
        return None
    query = select(Audit).where(Audit.id == change_id, *_blinders(viewer, row.entity))
    found = _page(session, query, 1).rows
    return found[0] if found else None


def entities(viewer: User) -> list[str]:
    """The tables that `viewer` may narrow the journal to."""
    return sorted(name for name in MODELS if _may_see(viewer, name))


def actors(session: Session) -> list[tuple[int, str]]:
    """The people who have an account: number and name."""
    query = select(User.id, User.name).order_by(User.name, User.id)
    return [(number, name) for number, name in session.execute(query)]


def _may_see(viewer: User, entity: str) -> bool:
    return entity in MODELS and (entity not in ACCOUNTS or viewer.role is UserRole.ADMINISTRATOR)


def _blinders(viewer: User, entity: str) -> list[ColumnElement[bool]]:
    """Conditions on rows of `entity`: none but where they tell of codings."""
    model: Any = BLIND.get(entity)
    if model is None:
        return []
    rows = select(model.id)
    if model in (ThesisTag, TopicTag):
        rows = rows.join(Coding, model.coding_id == Coding.id)
        owner: Any = Coding
    elif model in (SettledThesis, SettledTopic):
        rows = rows.join(Adjudication, model.adjudication_id == Adjudication.id)
        owner = Adjudication
    else:
        owner = model
    rows = rows.join(Participation, owner.participation_id == Participation.id).where(
        or_(read_by_two(), is_adjudicated()),
        ~is_hidden(),
        ~_coded_by(viewer),
        ~is_drawn(coder_id=viewer.id),
    )
    return [Audit.entity_id.in_(rows)]


def _coded_by(viewer: User) -> ColumnElement[bool]:
    """Parts that the viewer has read, whichever of their readings stands."""
    coding = aliased(Coding)
    return (
        select(coding.id)
        .where(coding.participation_id == Participation.id, coding.coder_id == viewer.id)
        .correlate(Participation)
        .exists()
    )


def _page(session: Session, query: Any, number: int) -> Page[Change]:
    page = paginate(session, query.order_by(Audit.id.desc()), number)
    ids = {int(row.actor[5:]) for row in page.rows if _is_person(row.actor)}
    names = dict(session.execute(select(User.id, User.name).where(User.id.in_(ids))).all())
    rows = [_change(row, names) for row in page.rows]
    return Page(rows, page.number, page.size, page.total)


def _is_person(actor: str) -> bool:
    return actor.startswith("user:") and actor[5:].isdecimal()


def _change(row: Audit, names: Mapping[int, str]) -> Change:
    before, after = row.before or {}, row.after or {}
    model = MODELS.get(row.entity)
    return Change(
        id=row.id,
        at=row.at,
        actor=row.actor,
        person=names.get(int(row.actor[5:])) if _is_person(row.actor) else None,
        action=row.action,
        entity=row.entity,
        entity_id=row.entity_id,
        reason=row.reason,
        fields=tuple(
            _field(model, name, before.get(name), after.get(name))
            for name in dict.fromkeys([*before, *after])
        ),
        bar=why_not(row),
    )


def _field(model: type[Base] | None, name: str, before: Any, after: Any) -> Field:
    column = model.__table__.columns.get(name) if model is not None else None
    if column is None:
        return Field(name, before, after, None)
    keys = list(column.foreign_keys)
    target = keys[0].column.table.name if keys else None
    return Field(
        name,
        _member(column.type, before),
        _member(column.type, after),
        target if target in MODELS else None,
    )


def _member(kind: Any, value: Any) -> Any:
    """The member that a kept word stands for, so that pages can say it in their own words."""
    cls = kind.enum_class if isinstance(kind, EnumType) else None
    if cls is None or not isinstance(value, str) or value not in {m.value for m in cls}:
        return value
    return cls(value)
