"""Search over promises, acts, documents and deputies: the same on both databases, in one order.

An entry is found when it has a stem of every asked word. Deputies are listed first. The rest stands
in this order: more of the asked words in the title; promises before acts and documents; the newest
first, undated ones last; then by kind and number, so that no two entries are ever equal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    Text,
    and_,
    bindparam,
    case,
    column,
    func,
    literal_column,
    or_,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from app.queries.finding import (
    DistrictFound,
    PersonFound,
    RegionFound,
    find,
    folded,
    people,
    places,
)
from app.queries.finding import words as words_of
from app.queries.paging import Page
from app.queries.search_filters import Wanted, conditions
from app.queries.search_hits import Hit, Shown, hits
from app.queries.terms import Term
from models.person import Deputy
from models.search import MAX_QUERY, terms
from models.search_entry import Mirrored, SearchEntry, What

__all__ = ["Found", "PersonFound", "Wanted", "find", "search"]

SIZE = 20
#: More people than this are pages of their own.
PEOPLE_BESIDE = 5
#: Kinds as they stand in the order, deputies apart.
ORDER = (What.PROMISE, What.REQUEST, What.MEETING, What.ACT, What.DOCUMENT)
Asked = Sequence[tuple[str, ...]]


@dataclass(frozen=True)
class Found:
    """What a query found. `counts` are of each kind under all filters but that of the kind.

    `people` are the first deputies, of whom `counts` tells how many there are; empty where `page`
    lists them.
    """

    counts: dict[What, int]
    page: Page[Hit]
    people: tuple[Hit, ...] = ()
    districts: tuple[DistrictFound, ...] = ()
    regions: tuple[RegionFound, ...] = ()

    @property
    def total(self) -> int:
        """How many entries fit, of all kinds."""
        return sum(self.counts.values())


def search(
    session: Session, wanted: Wanted, term: Term | None = None, number: int = 1, lang: str = "kk"
) -> Found:
    """Page `number` of what `wanted` finds in a convocation, or in all. Fixed number of statements.

    Only the first 300 characters of a query are looked at.
    """
    query = wanted.query[:MAX_QUERY]
    asked = terms(query)
    slugs = _people(session, query, asked, wanted, term)
    named = _named_places(session, query, wanted, number, term)
    where = and_(_matches(session, asked), conditions(wanted, term)) if asked else None
    counts = _counts(session, where) if where is not None else {}
    counts = {What.DEPUTY: len(slugs)} | counts if slugs else counts
    if wanted.what is What.DEPUTY:
        page = _slice(slugs, number)
        people = Page(hits(session, page.rows, asked, lang), page.number, page.size, page.total)
        return Found(counts, people)
    beside = slugs[:PEOPLE_BESIDE] if wanted.what is None else []
    total = sum(n for what, n in counts.items() if what in (wanted.what, *_all(wanted.what)))
    number = min(max(1, number), max(1, -(-total // SIZE)))
    rows = _rows(session, where, asked, wanted.what, number) if where is not None and total else []
    shown = hits(session, [*beside, *rows], asked, lang)
    return Found(
        counts,
        Page(shown[len(beside) :], number, SIZE, total),
        tuple(shown[: len(beside)]) if number == 1 else (),
        *named,
    )


def _named_places(
    session: Session, query: str, wanted: Wanted, number: int, term: Term | None
) -> tuple[tuple[DistrictFound, ...], tuple[RegionFound, ...]]:
    """Districts and regions that the query names, above the first page. Two statements."""
    asked = words_of(query)
    if wanted.narrowed or wanted.what is not None or number > 1 or not asked:
        return (), ()
    return places(session, asked, term)


def _all(what: What | None) -> tuple[What, ...]:
    return ORDER if what is None else ()


def _slice(rows: Sequence[Shown], number: int) -> Page[Shown]:
    number = min(max(1, number), max(1, -(-len(rows) // SIZE)))
    return Page(rows[(number - 1) * SIZE : number * SIZE], number, SIZE, len(rows))


def _matches(session: Session, asked: Asked) -> ColumnElement[bool]:
    """Entries whose text has a stem of every asked word, by the index of each database.

    Stems are letters and digits and nothing else, so no sign of a query language gets through.
    """
    if session.get_bind().dialect.name == "postgresql":
        # Written as in the index, which is not used otherwise.
        stems: ColumnElement[Any] = literal_column(
            "string_to_array(search_entries.search_text, ' ')"
        )
        return and_(*(stems.op("&&")(bindparam(None, list(group), ARRAY(Text))) for group in asked))
    index = table("search_index", column("rowid"))
    words = " AND ".join("(" + " OR ".join(f'"{stem}"' for stem in group) + ")" for group in asked)
    matched = literal_column("search_index").op("MATCH")(bindparam(None, words, String))
    return SearchEntry.id.in_(select(index.c.rowid).where(matched))


def _in_titles(session: Session, asked: Asked) -> ColumnElement[int]:
    """How many of the asked words stand in the titles."""
    postgresql = session.get_bind().dialect.name == "postgresql"
    place = func.strpos if postgresql else func.instr
    parts = [
        case((or_(*(place(SearchEntry.titles, f" {stem} ") > 0 for stem in group)), 1), else_=0)
        for group in asked
    ]
    total: ColumnElement[int] = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def _counts(session: Session, where: ColumnElement[bool]) -> dict[What, int]:
    """How many entries of each kind fit, people apart. One statement."""
    query = (
        select(SearchEntry.what, func.count(SearchEntry.id))
        .where(where, SearchEntry.what != What.DEPUTY)
        .group_by(SearchEntry.what)
    )
    found = dict(session.execute(query).all())
    return {what: found[what] for what in ORDER if what in found}


def _rows(
    session: Session, where: ColumnElement[bool], asked: Asked, what: What | None, number: int
) -> list[Shown]:
    """One page of entries in their order. One statement."""
    kinds = case({kind: place for place, kind in enumerate(ORDER)}, value=SearchEntry.what)
    kind = SearchEntry.what == what if what else SearchEntry.what != What.DEPUTY
    query = (
        select(SearchEntry.mirrored, SearchEntry.row_id)
        .where(where, kind)
        .order_by(
            _in_titles(session, asked).desc(),
            SearchEntry.what != What.PROMISE,
            SearchEntry.date.desc().nulls_last(),
            kinds,
            SearchEntry.row_id.desc(),
        )
        .limit(SIZE)
        .offset((number - 1) * SIZE)
    )
    return [Shown(*row) for row in session.execute(query)]


def _people(
    session: Session, query: str, asked: Asked, wanted: Wanted, term: Term | None
) -> list[Shown]:
    """Deputies by their names, the likest first, then those found by words. Two statements."""
    if wanted.dated or wanted.what not in (None, What.DEPUTY) or not words_of(query):
        return []
    named = [person.slug for person in people(session, query, term, limit=None)]
    rows = (
        select(Deputy.slug, Deputy.id, Deputy.name_ru, Deputy.name_kk)
        .join(SearchEntry, SearchEntry.row_id == Deputy.id)
        .where(SearchEntry.mirrored == Mirrored.DEPUTY, conditions(wanted, term))
    )
    by_words = _matches(session, asked) if asked else SearchEntry.id.is_(None)
    rows = rows.where(or_(Deputy.slug.in_(named), by_words))
    likeness = {slug: place for place, slug in enumerate(named)}
    found = [
        (likeness.get(slug, len(named)), folded(ru or kk or slug), slug, number)
        for slug, number, ru, kk in session.execute(rows)
    ]
    return [Shown(Mirrored.DEPUTY, number) for *_, number in sorted(found)]
