"""All that the public can find, with its stems: for a search that asks no portal.

Entries come in the order in which `app.queries.search` lists what it finds, titles apart, so that
the number of an entry is its place.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from app.queries import editions
from app.queries.deputies import Text
from app.queries.editions import EditionShown
from app.queries.finding import folded, towns_of, words_of
from app.queries.search import ORDER
from app.queries.search_held import HeldPart
from app.queries.search_hits import Shown, told, whose_of
from models.item import DatePrecision, Kind
from models.person import Deputy
from models.place import Convocation, District, Legislature, Region
from models.search_entry import Mirrored, SearchEntry, What
from models.search_sources import WHAT

#: Rows whose texts are in memory at once.
BATCH = 100


@dataclass(frozen=True)
class Entry:
    """One thing that can be found. `path` is its address after the language and the edition.

    `titles` and `stems` are as the index has them; `names` are by language.
    """

    what: What
    path: str
    names: Mapping[str, str]
    titles: str = ""
    stems: str = ""
    date: dt.date | None = None
    precision: DatePrecision = DatePrecision.DAY
    kind: Kind | None = None
    number: int | None = None
    deputies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Person:
    """A deputy, and the folded words of the name in every script."""

    slug: str
    name: Text
    district: int | None
    words: tuple[str, ...]
    stems: str = ""


@dataclass(frozen=True)
class Spot:
    """A district or a region (`number` None), and the folded words that name it."""

    path: str
    name: Text | None
    number: int | None
    convocation: int
    words: tuple[str, ...]
    of_region: tuple[str, ...] = ()


@dataclass(frozen=True)
class Searchable:
    """All of it."""

    entries: tuple[Entry, ...]
    people: tuple[Person, ...]
    spots: tuple[Spot, ...] = field(default=())


def everything(session: Session, edition: EditionShown | None = None) -> Searchable:
    """What can be found today, or in an edition."""
    if edition is None:
        return Searchable(tuple(_entries(session)), tuple(_people(session)), tuple(_spots(session)))
    held = editions.part(session, edition, "search", HeldPart)
    if held is None:
        return Searchable((), ())
    people = tuple(
        Person(one.slug, one.name, one.district, _words(one.name), one.stems) for one in held.people
    )
    term = held.term.id
    return Searchable(tuple(_held(held)), people, tuple(_spots(session, term)))


def _entries(session: Session) -> Iterator[Entry]:
    kinds = case({kind: place for place, kind in enumerate(ORDER)}, value=SearchEntry.what)
    query = (
        select(SearchEntry.id, SearchEntry.mirrored, SearchEntry.row_id)
        .where(SearchEntry.what != What.DEPUTY)
        .order_by(
            SearchEntry.what != What.PROMISE,
            SearchEntry.date.desc().nulls_last(),
            kinds,
            SearchEntry.row_id.desc(),
        )
    )
    for rows in _parts(session.execute(query).all()):
        stems = {
            number: (titles, text)
            for number, titles, text in session.execute(
                select(SearchEntry.id, SearchEntry.titles, SearchEntry.search_text).where(
                    SearchEntry.id.in_([row.id for row in rows])
                )
            )
        }
        shown = [Shown(row.mirrored, row.row_id) for row in rows]
        sources, facts, seats = told(session, shown)
        for row, one in zip(rows, shown, strict=True):
            source, known = sources.get(one), facts.get(one, {})
            path = _path(source.what, known) if source else None
            if source is None or path is None:
                continue
            names = {p.lang or "": p.text for p in reversed(source.titles)}
            if not names and known.get("file_name"):
                names = {"": known["file_name"]}
            yield Entry(
                source.what, path, names, *stems[row.id], source.date or known.get("date"),
                known.get("precision", DatePrecision.DAY), known.get("kind"), known.get("number"),
                tuple(whose.slug for whose in whose_of(source, seats)),
            )  # fmt: skip


def _path(what: What, known: Mapping[str, Any]) -> str | None:
    """The address of what was found, as the page of search has it."""
    slug, key = known.get("slug"), known.get("key")
    if what is What.PROMISE:
        if slug:
            return f"deputies/{slug}/promises/{known['thesis']}"
        return f"parties/{known['term']}/{known['party_key']}" if known.get("party_key") else None
    if what is What.DOCUMENT and known.get("capture"):
        return f"captures/{known['capture']}"
    if what is What.DOCUMENT and known.get("sha256"):
        return f"files/{known['sha256']}"
    if key:
        return f"items/{key}"
    return f"deputies/{slug}" if slug else None


def _held(part: HeldPart) -> Iterator[Entry]:
    """What an edition holds, in the order of its search."""
    for promise in part.promises:
        yield Entry(
            What.PROMISE,
            f"deputies/{promise.slug}/promises/{promise.id}",
            _spelt(promise, "text"),
            stems=promise.stems,
            number=promise.number,
            deputies=(promise.slug,),
        )
    newest = sorted(part.acts, key=lambda act: (-(act.date or dt.date.min).toordinal(), act.key))
    for act in newest:
        yield Entry(
            WHAT.get(act.kind, What.ACT), f"items/{act.key}", _spelt(act, "title"),
            stems=act.stems, date=act.date, precision=act.precision, kind=act.kind,
            deputies=act.slugs,
        )  # fmt: skip


def _spelt(of: object, field_name: str) -> dict[str, str]:
    found = {lang: getattr(of, f"{field_name}_{lang}", None) for lang in ("kk", "ru", "en")}
    return {lang: text for lang, text in found.items() if text}


def _words(name: Text, *more: str) -> tuple[str, ...]:
    spelt = [folded(one) for one in (name.name_ru, name.name_kk, name.name_en) if one]
    return tuple(dict.fromkeys(word for one in [*spelt, *more] for word in one.split()))


def _people(session: Session) -> Iterator[Person]:
    """Deputies in the alphabetical order of their Russian names. A few statements."""
    query = (
        select(Deputy, SearchEntry.search_text)
        .join(SearchEntry, SearchEntry.row_id == Deputy.id)
        .where(SearchEntry.mirrored == Mirrored.DEPUTY)
    )
    rows = session.execute(query).all()
    districts: dict[str, int | None] = {}
    for part in _parts(rows):
        _, facts, _ = told(session, [Shown(Mirrored.DEPUTY, person.id) for person, _ in part])
        districts |= {known["slug"]: known["district"] for known in facts.values()}
    found = [
        Person(
            person.slug,
            Text(person.name_kk, person.name_ru, person.name_en),
            districts.get(person.slug),
            _words(Text(person.name_kk, person.name_ru, person.name_en), person.name_key),
            stems,
        )
        for person, stems in rows
    ]
    return iter(sorted(found, key=lambda one: (one.words, one.slug)))


def _spots(session: Session, convocation: int | None = None) -> Iterator[Spot]:
    """Regions and districts, of the newest convocation first. Two statements."""
    query = (
        select(District, Region, Convocation, Legislature.key)
        .join(Convocation, District.convocation_id == Convocation.id)
        .join(Legislature)
        .outerjoin(Region, District.region_id == Region.id)
        .order_by(Convocation.start.desc().nulls_last(), Convocation.id, District.number)
    )
    if convocation is not None:
        query = query.where(Convocation.id == convocation)
    towns, of_regions = towns_of(session)
    regions: set[str] = set()
    for district, region, term, body in session.execute(query):
        key = f"{body}-{term.number}"
        of_region = words_of(Text.of(region))
        if region is not None and region.key not in regions:
            regions.add(region.key)
            words = of_region | of_regions[term.id, region.id]
            yield Spot(f"regions/{key}/{region.key}", Text.of(region), None, term.number,
                       tuple(sorted(words)))  # fmt: skip
        own = words_of(Text.of(district, "territory")) | words_of(district.seat)
        own |= towns[district.id]
        yield Spot(f"districts/{key}/{district.number}", Text.of(region), district.number,
                   term.number, tuple(sorted(own)), tuple(sorted(of_region)))  # fmt: skip


def _parts(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))
