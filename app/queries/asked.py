"""What is asked of a table, as addresses, commands and saved choices write it: texts."""

import re
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.queries import editions
from app.queries.editions import EditionShown
from app.queries.gathered import NO_PARTY
from app.queries.table_shapes import By, Column, Scope, Table
from app.queries.terms import Term, terms
from models.edition import Edition
from models.person import Party
from models.place import Region
from models.topic import CodeBook, Topic

DAY = re.compile(r"\d{4}-\d\d-\d\d")
YEARS = range(1900, 2200)


@dataclass(frozen=True)
class Asked:
    """By what rows are chosen; empty is all. Days are written 2023-03-29, topics `book.topic`."""

    term: str = ""
    start: str = ""
    end: str = ""
    region: str = ""
    party: str = ""
    topic: str = ""
    edition: str = ""

    @property
    def given(self) -> dict[str, str]:
        """What is not left open, by field."""
        return {key: value for key, value in asdict(self).items() if value}


#: What each field of Asked chooses by.
BY = {
    "term": By.TERM,
    "start": By.PERIOD,
    "end": By.PERIOD,
    "region": By.REGION,
    "party": By.PARTY,
    "topic": By.TOPIC,
    "edition": By.EDITION,
}
FIELDS = tuple(field.name for field in fields(Asked))


class Fault(StrEnum):
    """What can be wrong with what is asked."""

    NOT_BY = "not_by"
    UNKNOWN = "unknown"
    NO_DAY = "no_day"
    ENDS_BEFORE_START = "ends_before_start"
    NO_COLUMNS = "no_columns"
    UNKNOWN_COLUMN = "unknown_column"
    TWICE = "twice"


class AskedError(ValueError):
    """What is asked cannot be: which field, its value, what is wrong, and what there is."""

    def __init__(self, field: str, value: str, fault: Fault, known: Collection[str] = ()) -> None:
        super().__init__(f"{field} {value!r}: {fault}")
        self.field, self.value, self.fault, self.known = field, value, fault, tuple(known)


@dataclass(frozen=True)
class Named:
    """Something to choose from: its key and its names."""

    key: str
    name_kk: str | None
    name_ru: str | None
    name_en: str | None


#: Deputies whose party nobody has stated.
UNSTATED = Named(NO_PARTY, None, None, None)


@dataclass(frozen=True)
class Offered:
    """What rows can be chosen by. Topics have the key `book.topic`."""

    terms: tuple[Term, ...]
    regions: tuple[Named, ...]
    parties: tuple[Named, ...]
    topics: tuple[Named, ...]
    editions: tuple[EditionShown, ...]


def offered(session: Session, by: Collection[By]) -> Offered:
    """What there is to choose from, of the kinds in `by`. One statement a kind."""
    return Offered(
        terms=tuple(terms(session)) if By.TERM in by else (),
        regions=_named(session, Region) if By.REGION in by else (),
        parties=(*_named(session, Party), UNSTATED) if By.PARTY in by else (),
        topics=_topics(session) if By.TOPIC in by else (),
        editions=_editions(session) if By.EDITION in by else (),
    )


def _named(session: Session, model: type[Region] | type[Party]) -> tuple[Named, ...]:
    query = select(model.key, model.name_kk, model.name_ru, model.name_en)
    return tuple(sorted((Named(*row) for row in session.execute(query)), key=lambda n: n.key))


def _topics(session: Session) -> tuple[Named, ...]:
    """Topics once, however many versions of their books have them, in the order of the books."""
    query = (
        select(CodeBook.key, CodeBook.version, Topic.number, Topic)
        .join(CodeBook, Topic.code_book_id == CodeBook.id)
        .where(~CodeBook.draft)
    )
    found: dict[str, tuple[Any, Named]] = {}
    rows = sorted(session.execute(query), key=lambda row: (row[0], row[1], row[2]))
    for book, _version, number, topic in rows:
        key = f"{book}.{topic.key}"
        named = Named(key, topic.name_kk, topic.name_ru, topic.name_en)
        found[key] = (book, number), named
    return tuple(named for _place, named in sorted(found.values(), key=lambda each: each[0]))


def _editions(session: Session) -> tuple[EditionShown, ...]:
    numbers = session.scalars(select(Edition.number).order_by(Edition.number.desc())).all()
    if not numbers:
        return ()
    return tuple(editions.listing(session, 1, len(numbers)).rows)


def scope(session: Session, table: Table, asked: Asked) -> Scope:
    """The rows that are asked for. Raises AskedError with the first thing that is wrong."""
    for field in asked.given:
        if BY[field] not in table.by:
            known = [name for name in FIELDS if BY[name] in table.by]
            raise AskedError(field, getattr(asked, field), Fault.NOT_BY, known)
    start, end = _day("start", asked.start), _day("end", asked.end)
    if start and end and end < start:
        raise AskedError("end", asked.end, Fault.ENDS_BEFORE_START)
    found = offered(session, {BY[field] for field in asked.given} - {By.EDITION})
    return Scope(
        term=_of("term", asked.term.replace("/", "-"), found.terms),
        start=start,
        end=end,
        region=_key("region", asked.region, found.regions),
        party=_key("party", asked.party, found.parties),
        topic=_key("topic", asked.topic.replace("/", "."), found.topics),
        edition=_edition(session, asked.edition),
    )


def columns(table: Table, keys: Sequence[str]) -> tuple[Column, ...]:
    """Those columns in that order; all for no keys. Raises AskedError."""
    if not keys:
        return table.columns
    known = {column.key: column for column in table.columns}
    for place, key in enumerate(keys):
        if key not in known:
            raise AskedError("columns", key, Fault.UNKNOWN_COLUMN, known)
        if key in keys[:place]:
            raise AskedError("columns", key, Fault.TWICE)
    return tuple(known[key] for key in keys)


def _day(field: str, text: str) -> date | None:
    if not text:
        return None
    try:
        found = date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise AskedError(field, text, Fault.NO_DAY)
    return found


def _of(field: str, key: str, known: Sequence[Term]) -> Term | None:
    if not key:
        return None
    found = {each.key: each for each in known}
    if key not in found:
        raise AskedError(field, key, Fault.UNKNOWN, found)
    return found[key]


def _key(field: str, key: str, known: Sequence[Named]) -> str | None:
    if not key:
        return None
    keys = [each.key for each in known]
    if key not in keys:
        raise AskedError(field, key, Fault.UNKNOWN, keys)
    return key


def _edition(session: Session, number: str) -> EditionShown | None:
    if not number:
        return None
    sound = number.isascii() and number.isdecimal() and len(number) < 10
    found = editions.get(session, int(number)) if sound else None
    if found is None:
        known = [str(each.number) for each in _editions(session)]
        raise AskedError("edition", number, Fault.UNKNOWN, known)
    return found
