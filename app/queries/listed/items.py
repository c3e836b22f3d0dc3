"""The acts of a convocation: those that count, or those that are only listed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, not_, select, true
from sqlalchemy.orm import Session

from app.queries import editions, topics
from app.queries.counting import standing
from app.queries.gathered import counted_in
from app.queries.items import ItemPage, by_key
from app.queries.listed import held
from app.queries.listed.keys import Narrow
from app.queries.listed.seats import chosen
from app.queries.listed.state import NotThereError, State
from app.queries.order import by_codepoint
from app.queries.paging import Page, paginate, slice_of
from app.queries.terms import Term
from app.queries.topic_shapes import TopicPart
from models.item import Item, Kind, Participation, Role


@dataclass(frozen=True)
class Wanted:
    """Which acts are asked for. A seat and a role are asked of one participation.

    `counted` asks for those that totals count, or for the others; both days are included.
    """

    seats: Narrow = field(default_factory=Narrow)
    kind: Kind | None = None
    role: Role | None = None
    topic: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    counted: bool = True


def page(session: Session, state: State, wanted: Wanted, number: int, size: int) -> Page[ItemPage]:
    """One page, the newest first and undated ones last. A fixed number of statements."""
    if state.edition is not None:
        return _of_edition(session, state, wanted, number, size)
    if state.term is None:
        return Page((), 1, size, 0)
    found = paginate(session, _query(session, state, state.term, wanted), number, size)
    keys = [row.key for row in found.rows]
    shown = by_key(session, keys)
    return Page([shown[key] for key in keys], found.number, found.size, found.total)


def _query(session: Session, state: State, term: Term, wanted: Wanted) -> Select[*tuple[Any, ...]]:
    counts = counted_in(session, term)
    parts = select(Participation.item_id).join(Item, Participation.item_id == Item.id)
    of_term = and_(Item.convocation_id == term.id, Item.merged_into_id.is_(None))
    counting = Item.id.in_(parts.where(counts))
    where = [of_term, counting if wanted.counted else not_(counting), *_of_act(wanted)]
    if wanted.seats or wanted.role:
        mandates = [seat.mandate for seat in chosen(session, state, wanted.seats)]
        asked = and_(
            counts if wanted.counted else standing(),
            Participation.mandate_id.in_(mandates),
            Participation.role == wanted.role if wanted.role else true(),
        )
        where.append(Item.id.in_(parts.where(asked)))
    if wanted.topic:
        found = topics.topic(session, term, wanted.topic, {})
        if found is None:
            raise NotThereError("topic", wanted.topic)
        where.append(Item.key.in_([act.key for act in found.gathered.acts]))
    return (
        select(Item.id, Item.key)
        .where(*where)
        .order_by(Item.date.desc().nulls_last(), by_codepoint(session, Item.key).desc())
    )


def _of_act(wanted: Wanted) -> Sequence[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if wanted.kind:
        where.append(Item.kind == wanted.kind)
    if wanted.since:
        where.append(Item.date >= wanted.since)
    if wanted.until:
        where.append(Item.date <= wanted.until)
    return where


def _of_edition(
    session: Session, state: State, wanted: Wanted, number: int, size: int
) -> Page[ItemPage]:
    if state.edition is None:
        return Page((), 1, size, 0)
    slugs = {seat.slug for seat in chosen(session, state, wanted.seats)}
    on_topic = None
    if wanted.topic:
        part = editions.part(session, state.edition, "topic", TopicPart, wanted.topic)
        if part is None:
            raise NotThereError("topic", wanted.topic)
        on_topic = {act.key for act in part.gathered.acts}
    rows = [
        act
        for act in held.acts(session, state.edition)
        if _fits(act, wanted, slugs) and (on_topic is None or act.key in on_topic)
    ]
    found = slice_of([act.key for act in rows], number, size)
    shown = editions.several(session, state.edition, "item", ItemPage, found.rows)
    kept = [shown[key] for key in found.rows if key in shown]
    return Page(kept, found.number, found.size, found.total)


def _fits(act: held.HeldAct, wanted: Wanted, slugs: set[str]) -> bool:
    took = any(
        one.slug in slugs
        and wanted.role in (None, one.role)
        and (one.counted or not wanted.counted)
        for one in act.took
    )
    return (
        took
        and act.counted is wanted.counted
        and wanted.kind in (None, act.kind)
        and (wanted.since is None or (act.date is not None and act.date >= wanted.since))
        and (wanted.until is None or (act.date is not None and act.date <= wanted.until))
    )
