"""What the open tables share: reading in batches, cells, and choosing rows by a scope."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app import clock
from app.queries.table_shapes import By, Cells, NotChosenByError, Scope, Table
from models.item import DatePrecision

#: How many rows are held at once.
BATCH = 500


def batches(session: Session, query: Select[*tuple[Any, ...]]) -> Iterator[Sequence[Any]]:
    """The rows of `query`, a batch at a time."""
    yield from session.execute(query, execution_options={"yield_per": BATCH}).partitions()


def gather(session: Session, query: Select[*tuple[Any, ...]]) -> dict[int, set[str]]:
    """The second column of `query` by the first. One statement."""
    found: dict[int, set[str]] = defaultdict(set)
    for key, value in session.execute(query):
        found[key].add(value)
    return found


def joined(found: Mapping[int, set[str]], key: int) -> str | None:
    """What was gathered under `key`, in one order."""
    return ";".join(sorted(found.get(key, ()))) or None


def day(value: dt.date | None, precision: DatePrecision) -> dt.date | None:
    """A day where the day itself is known."""
    return value if precision is DatePrecision.DAY else None


def month(value: dt.date | None, precision: DatePrecision) -> str | None:
    """The month, `2016-06`, where at least that is known."""
    if value is None or precision is DatePrecision.UNKNOWN:
        return None
    return value.isoformat()[:7]


def today(session: Session, scope: Scope) -> dt.date:
    """The day on which rows stand: what was asked for, or that of the database in Almaty."""
    if scope.today is not None:
        return scope.today
    moment = session.scalar(select(func.current_timestamp()))
    if moment is None:
        raise LookupError("the database does not know the time")
    return clock.day(moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC))


def term_key(legislature: str, number: int) -> str:
    """How tables name a convocation: as addresses do, `kz-mazhilis-8`."""
    return f"{legislature}-{number}"


def topic_key(book: str | None, topic: str | None) -> str | None:
    """How tables name a topic, whatever the version of its book: `social-issues.health`."""
    return f"{book}.{topic}" if book and topic else None


def asked(scope: Scope) -> frozenset[By]:
    """By what a scope chooses."""
    given = {
        By.TERM: scope.term,
        By.PERIOD: scope.start or scope.end,
        By.REGION: scope.region,
        By.PARTY: scope.party,
        By.TOPIC: scope.topic,
        By.EDITION: scope.edition,
    }
    return frozenset(by for by, value in given.items() if value is not None)


def strict(table: Table) -> Table:
    """`table`, which raises NotChosenByError for what its rows cannot be chosen by."""
    read: Callable[[Session, Scope], Iterator[Cells]] = table.rows

    def rows(session: Session, scope: Scope) -> Iterator[Cells]:
        unknown = asked(scope) - table.by
        if unknown:
            raise NotChosenByError(table.name, min(unknown))
        return read(session, scope)

    return replace(table, rows=rows)
