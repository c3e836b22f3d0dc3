"""What is shown of each entry that was found: its name, the words around, whose it is."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from app.queries.deputies import Text
from app.queries.snippets import Asked, Snippet, best, whole
from models.file import StoredFile
from models.item import DatePrecision, Item, Kind
from models.meeting import Post, PostAccount
from models.person import Deputy, Mandate, Party
from models.place import Convocation, District, Legislature, Region
from models.programme import Programme, Thesis
from models.record import Document, Record
from models.search_entry import Mirrored, What
from models.search_sources import Findable, Passage, read

#: Names beside an act; of more deputies only the number is told.
NAMED = 3


class Shown(NamedTuple):
    """A row that an entry stands for."""

    mirrored: Mirrored
    row_id: int


@dataclass(frozen=True)
class Whose:
    """A deputy beside what was found."""

    slug: str
    name: Text
    district: int | None


@dataclass(frozen=True)
class Hit:
    """One thing found. What its address needs is set for its kind, the rest is None."""

    what: What
    title: Snippet | None
    snippet: Snippet | None
    deputies: tuple[Whose, ...] = ()
    others: int = 0
    #: Of a deputy and of a promise.
    slug: str | None = None
    thesis: int | None = None
    number: int | None = None
    district: int | None = None
    region: Text | None = None
    party: Text | None = None
    party_key: str | None = None
    term: str | None = None
    convocation: int | None = None
    #: Of an act, and of the act that a document belongs to.
    key: str | None = None
    kind: Kind | None = None
    date: dt.date | None = None
    precision: DatePrecision = DatePrecision.DAY
    #: Of a document.
    capture: int | None = None
    sha256: str | None = None
    file_name: str | None = None


def hits(session: Session, rows: Sequence[Shown], asked: Asked, lang: str) -> list[Hit]:
    """What is shown of these rows, in their order. A fixed number of statements for each kind."""
    sources, facts, seats = told(session, rows)
    return [
        _hit(sources[row], facts.get(row, {}), seats, asked, lang) for row in rows if row in sources
    ]


def told(
    session: Session, rows: Sequence[Shown]
) -> tuple[dict[Shown, Findable], dict[Shown, dict[str, Any]], dict[int, Whose]]:
    """The texts of rows, what their addresses need, and whose they are by mandate."""
    wanted: dict[Mirrored, list[int]] = defaultdict(list)
    for mirrored, row_id in rows:
        wanted[mirrored].append(row_id)
    sources: dict[Shown, Findable] = {}
    facts: dict[Shown, dict[str, Any]] = {}
    for mirrored, ids in wanted.items():
        sources |= {Shown(mirrored, f.row_id): f for f in read(session.connection(), mirrored, ids)}
        found = _FACTS[mirrored](session, ids)
        facts |= {Shown(mirrored, row_id): values for row_id, values in found.items()}
    return (
        sources,
        facts,
        _seats(session, {seat for source in sources.values() for seat in source.seats}),
    )


def _hit(
    source: Findable, facts: dict[str, Any], seats: dict[int, Whose], asked: Asked, lang: str
) -> Hit:
    title = title_of(source.titles, asked, lang)
    rest = [one for one in source.titles if title is None or one.lang != title.lang]
    around = best((*source.bodies, *rest), asked)
    whose = whose_of(source, seats)
    hit = Hit(source.what, title, around, tuple(whose[:NAMED]), max(0, len(whose) - NAMED))
    return replace(hit, **facts)


def whose_of(source: Findable, seats: dict[int, Whose]) -> list[Whose]:
    """The deputies of an entry, in the order of districts."""
    return sorted(
        {seats[seat].slug: seats[seat] for seat in source.seats if seat in seats}.values(),
        key=lambda one: (one.district is None, one.district or 0, one.slug),
    )


def title_of(titles: Iterable[Passage], asked: Asked, lang: str) -> Snippet | None:
    """The title in the reader's language, or in the first one that it has."""
    known = list(titles)
    if not known:
        return None
    return whole(next((one for one in known if one.lang == lang), known[0]), asked)


def _seats(session: Session, mandates: set[int]) -> dict[int, Whose]:
    query = (
        select(Mandate.id, Deputy.slug, Deputy.name_kk, Deputy.name_ru, Deputy.name_en,
               District.number)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .outerjoin(District, Mandate.district_id == District.id)
        .where(Mandate.id.in_(mandates))
    )  # fmt: skip
    return {
        seat: Whose(slug, Text(kk, ru, en), district)
        for seat, slug, kk, ru, en, district in session.execute(query)
    }


def _of_deputies(session: Session, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    query = (
        select(Mandate, Deputy.slug, District.number, Region, Party, Convocation.number)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .join(Convocation, Mandate.convocation_id == Convocation.id)
        .outerjoin(District, Mandate.district_id == District.id)
        .outerjoin(Region, District.region_id == Region.id)
        .outerjoin(Party, Mandate.party_id == Party.id)
        .where(Mandate.deputy_id.in_(ids))
        .order_by(Convocation.start, Convocation.number, Mandate.seq)
    )
    # A later seat takes the place of an earlier one.
    return {
        mandate.deputy_id: {
            "slug": slug,
            "district": number,
            "region": Text.of(region),
            "party": Text.of(party),
            "convocation": convocation,
            "deputies": (),
            "others": 0,
        }
        for mandate, slug, number, region, party, convocation in session.execute(query)
    }


def _of_theses(session: Session, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    query = (
        select(Thesis.id, Thesis.number, Deputy.slug, Party, Legislature.key, Convocation.number)
        .join(Programme, Thesis.programme_id == Programme.id)
        .outerjoin(Mandate, Programme.mandate_id == Mandate.id)
        .outerjoin(Deputy, Mandate.deputy_id == Deputy.id)
        .outerjoin(Party, Programme.party_id == Party.id)
        .outerjoin(
            Convocation,
            Convocation.id == func.coalesce(Mandate.convocation_id, Programme.convocation_id),
        )
        .outerjoin(Legislature, Convocation.legislature_id == Legislature.id)
        .where(Thesis.id.in_(ids))
    )
    return {
        thesis: {
            "thesis": thesis,
            "number": number,
            "slug": slug,
            "party": Text.of(party),
            "party_key": party.key if party else None,
            "term": f"{body}-{convocation}" if body else None,
        }
        for thesis, number, slug, party, body, convocation in session.execute(query)
    }


def _of_items(session: Session, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    query = select(Item.id, Item.key, Item.kind, Item.date, Item.date_precision)
    return {
        row.id: {"key": row.key, "kind": row.kind, "date": row.date,
                 "precision": row.date_precision}
        for row in session.execute(query.where(Item.id.in_(ids)))
    }  # fmt: skip


def _of_documents(session: Session, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    joined = aliased(Item)
    query = (
        select(
            Document.id, Document.url, Document.capture_id, Record.date, Record.date_precision,
            case((joined.id.is_(None), Item.key), else_=joined.key).label("key"),
        )
        .join(Record, Document.record_id == Record.id)
        .join(Item, Record.item_id == Item.id)
        .outerjoin(joined, Item.merged_into_id == joined.id)
        .where(Document.id.in_(ids))
    )  # fmt: skip
    return {
        row.id: {
            "key": row.key,
            "capture": row.capture_id,
            "file_name": row.url.rsplit("/", 1)[-1].split("?")[0] or row.url,
            "date": row.date,
            "precision": row.date_precision,
        }
        for row in session.execute(query)
    }


def _of_files(session: Session, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    files = select(StoredFile.id, StoredFile.sha256, StoredFile.name).where(StoredFile.id.in_(ids))
    found: dict[int, dict[str, Any]] = {
        row.id: {"file_name": row.name} for row in session.execute(files)
    }
    posts = (
        select(StoredFile.id, StoredFile.sha256, Item.key)
        .join(Post, Post.file_id == StoredFile.id)
        .join(PostAccount, PostAccount.post_id == Post.id)
        .join(Record, PostAccount.record_id == Record.id)
        .join(Item, Record.item_id == Item.id)
        .where(Post.file_id.in_(ids), ~Post.withdrawn, ~PostAccount.withdrawn)
        .order_by(Item.id.desc())
    )
    for file, sha256, key in session.execute(posts):
        found[file] |= {"sha256": sha256, "key": key}
    programmes = (
        select(StoredFile.id, Deputy.slug)
        .join(Programme, Programme.file_id == StoredFile.id)
        .join(Mandate, Programme.mandate_id == Mandate.id)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .where(Programme.file_id.in_(ids))
        .order_by(Programme.id.desc())
    )
    for file, slug in session.execute(programmes):
        found[file]["slug"] = slug
    return found


_FACTS = {
    Mirrored.DEPUTY: _of_deputies,
    Mirrored.THESIS: _of_theses,
    Mirrored.ITEM: _of_items,
    Mirrored.DOCUMENT: _of_documents,
    Mirrored.FILE: _of_files,
}
