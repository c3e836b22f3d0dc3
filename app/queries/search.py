"""Search: deputies by name in any script, acts by their words in both languages."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, defer

from app.queries.finding import PersonFound, find, people
from app.queries.order import by_codepoint
from app.queries.paging import Page
from models.item import DatePrecision, Item, Kind
from models.search import MAX_QUERY, terms

__all__ = ["Found", "ItemFound", "PersonFound", "find", "search"]


@dataclass(frozen=True)
class ItemFound:
    """An act that has all the words."""

    key: str
    kind: Kind
    title_ru: str | None
    title_kk: str | None
    date: dt.date | None
    precision: DatePrecision


@dataclass(frozen=True)
class Found:
    """What a query found; `items` is empty for a query without a word."""

    people: tuple[PersonFound, ...]
    items: Page[ItemFound]


def search(session: Session, query: str, number: int = 1, size: int = 20) -> Found:
    """Deputies and acts for `query`. Only its first 300 characters are looked at."""
    query = query[:MAX_QUERY]
    return Found(tuple(people(session, query)), _items(session, query, number, size))


def _items(session: Session, query: str, number: int, size: int) -> Page[ItemFound]:
    """Acts whose text has a stem of every asked word, the newest first. Two statements.

    Texts are read once, for the numbers of all acts found; only those of the page are loaded.
    """
    asked = terms(query)
    if not asked:
        return Page([], 1, size, 0)
    # Both look for the very letters, unlike LIKE, whose idea of case differs.
    postgresql = session.get_bind().dialect.name == "postgresql"
    place = func.strpos if postgresql else func.instr
    statement = select(Item.id).where(Item.merged_into_id.is_(None))
    for stems in asked:
        statement = statement.where(
            or_(*(place(Item.search_text, f" {stem} ") > 0 for stem in stems))
        )
    order = (Item.date.desc().nulls_last(), by_codepoint(session, Item.key).desc())
    found = session.scalars(statement.order_by(*order)).all()
    number = min(max(1, number), max(1, -(-len(found) // size)))
    shown = found[(number - 1) * size : number * size]
    rows = [
        ItemFound(i.key, i.kind, i.title_ru, i.title_kk, i.date, i.date_precision)
        for i in session.scalars(
            select(Item).options(defer(Item.search_text)).where(Item.id.in_(shown)).order_by(*order)
        )
    ]
    return Page(rows, number, size, len(found))
