"""Search: deputies by name in any script, acts by their words in both languages."""

import datetime as dt
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import DamerauLevenshtein
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, defer

from app.queries.deputies import Text
from app.queries.order import by_codepoint
from app.queries.paging import Page
from models import names
from models.item import DatePrecision, Item, Kind
from models.person import Deputy, Mandate
from models.place import Convocation, District
from models.search import MAX_QUERY, terms

MAX_PEOPLE = 12


@dataclass(frozen=True)
class PersonFound:
    """A deputy whose name is like the query; district and convocation of the latest seat."""

    slug: str
    name: Text
    district: int | None
    convocation: int


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
    return Found(tuple(_people(session, query)), _items(session, query, number, size))


def _alike(asked: str, word: str) -> bool:
    """Whether a typed word means a word of a name: its beginning, or it with a small error."""
    if word.startswith(asked) and len(asked) >= 3:
        return True
    allowed = 0 if len(asked) < 4 else 1 if len(asked) < 7 else 2
    return DamerauLevenshtein.distance(asked, word, score_cutoff=allowed) <= allowed


def _people(session: Session, query: str) -> list[PersonFound]:
    """Deputies each of whose asked words is like a word of their name, the likest first."""
    asked = names.fold(query).split()[:6]
    if not asked:
        return []
    statement = (
        select(Deputy, District.number, Convocation.number)
        .join(Mandate, Mandate.deputy_id == Deputy.id)
        .join(Convocation, Mandate.convocation_id == Convocation.id)
        .outerjoin(District, Mandate.district_id == District.id)
        .order_by(Convocation.start, Convocation.number, Mandate.seq)
    )
    # A later seat takes the place of an earlier one.
    seats = {deputy.id: (deputy, d, c) for deputy, d, c in session.execute(statement)}
    found = []
    for deputy, district, convocation in seats.values():
        spelt = [names.fold(n) for n in (deputy.name_ru, deputy.name_kk, deputy.name_en) if n]
        words = {word for name in [*spelt, deputy.name_key] for word in name.split()}
        if all(any(_alike(one, word) for word in words) for one in asked):
            likeness = max(fuzz.token_set_ratio(" ".join(asked), name) for name in spelt)
            name = Text(deputy.name_kk, deputy.name_ru, deputy.name_en)
            person = PersonFound(deputy.slug, name, district, convocation)
            found.append((-likeness, deputy.name_key, person))
    return [person for _, _, person in sorted(found, key=lambda row: row[:2])][:MAX_PEOPLE]


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
