"""The promises of many deputies: each one's own, or those of the party that stand in for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import scoring
from app.queries import editions
from app.queries.deputies import Text
from app.queries.found import Found
from app.queries.frozen import DeputyPart
from app.queries.listed import held
from app.queries.listed.keys import Narrow, SeatKey
from app.queries.listed.programmes import programmes
from app.queries.listed.seats import by_slug, chosen
from app.queries.listed.state import NotThereError, State
from app.queries.paging import Page, slice_of
from app.queries.quotes import Quote, quotes
from app.queries.topic_shapes import TopicPart
from models.programme import Thesis
from models.topic import CodeBook, Topic


@dataclass(frozen=True)
class Wanted:
    """Which promises are asked for. `topic` is `book.topic`; outcomes are those of an edition.

    `counted` asks for those that stand in denominators, or for the others.
    """

    seats: Narrow = field(default_factory=Narrow)
    topic: str | None = None
    outcome: scoring.Outcome | None = None
    action: scoring.Action | None = None
    counted: bool | None = None


@dataclass(frozen=True)
class Pair:
    """A promise of one deputy, and what the edition that states outcomes says of it."""

    seat: SeatKey
    thesis: int
    own: bool
    exclusion: scoring.Exclusion | None
    found: Found | None


@dataclass(frozen=True)
class ThesisLine:
    """A promise in the list; `words` has its texts, its page and its source."""

    pair: Pair
    words: Any
    topic: Text | None
    quote: Quote | None


def page(
    session: Session, state: State, wanted: Wanted, number: int, size: int
) -> Page[ThesisLine]:
    """One page, in the order of districts and numbers. A fixed number of statements."""
    found = slice_of(_fitting(session, state, wanted), number, size)
    make = _of_today if state.edition is None else _of_edition
    return Page(make(session, state, found.rows), found.number, found.size, found.total)


def _fitting(session: Session, state: State, wanted: Wanted) -> list[Pair]:
    seats = by_slug(chosen(session, state, wanted.seats))
    pairs = pairs_of(session, state, seats)
    on_topic = _of_topic(session, state, wanted.topic) if wanted.topic else None
    return [
        pair
        for pair in pairs
        if (on_topic is None or pair.thesis in on_topic)
        and wanted.counted in (None, pair.exclusion is None)
        and (wanted.outcome is None or _outcome(pair) is wanted.outcome)
        and (wanted.action is None or (pair.found and pair.found.action is wanted.action))
    ]


def _outcome(pair: Pair) -> scoring.Outcome | None:
    """The outcome behind a number of a headline: only promises that count have one."""
    return pair.found.outcome if pair.found and pair.exclusion is None else None


def pairs_of(session: Session, state: State, seats: Mapping[str, SeatKey]) -> list[Pair]:
    """The promises of these deputies. Three statements at most."""
    if state.edition is not None:
        return [
            Pair(
                seats[one.slug], one.thesis, one.own, one.exclusion, Found(one.action, one.outcome)
            )
            for one in held.of_people(session, state.edition)[1]
            if one.slug in seats
        ]
    if state.term is None:
        return []
    known = programmes(session, state.term)
    said = editions.outcomes(session, state.stated) if state.stated else {}
    return [
        Pair(seat, key.id, of[1], key.exclusion, said.get(seat.slug, {}).get(key.id))
        for seat in seats.values()
        if (of := known.of(seat))
        for key in known.theses.get(of[0], ())
    ]


def _of_topic(session: Session, state: State, asked: str) -> set[int]:
    """The promises of a topic. One statement, of today two. Raises NotThereError without one."""
    if state.edition is not None:
        part = editions.part(session, state.edition, "topic", TopicPart, asked)
        if part is None:
            raise NotThereError("topic", asked)
        own, theirs = part.promises, part.party_promises
        return {one.id for one in own} | {one.id for one in theirs}
    book, _, key = asked.partition(".")
    topics = (
        select(Topic.id)
        .join(CodeBook, Topic.code_book_id == CodeBook.id)
        .where(CodeBook.key == book, Topic.key == key, ~CodeBook.draft)
    )
    ids = session.scalars(topics).all()
    if not ids:
        raise NotThereError("topic", asked)
    return set(session.scalars(select(Thesis.id).where(Thesis.topic_id.in_(ids))))


def _of_today(session: Session, _state: State, pairs: Sequence[Pair]) -> list[ThesisLine]:
    ids = {pair.thesis for pair in pairs}
    query = (
        select(Thesis, Topic)
        .outerjoin(Topic, Thesis.topic_id == Topic.id)
        .where(Thesis.id.in_(ids))
    )
    rows = {thesis.id: (thesis, topic) for thesis, topic in session.execute(query)}
    cut = quotes(session, ids)
    return [
        ThesisLine(pair, thesis, Text.of(topic), cut.get(thesis.id))
        for pair in pairs
        for thesis, topic in [rows[pair.thesis]]
    ]


def _of_edition(session: Session, state: State, pairs: Sequence[Pair]) -> list[ThesisLine]:
    if state.edition is None:
        return []
    slugs = {pair.seat.slug for pair in pairs}
    parts = editions.several(session, state.edition, "deputy", DeputyPart, slugs)
    known = {
        (slug, promise.id): promise
        for slug, part in parts.items()
        if part.card.programme
        for promise in part.card.programme.promises
    }
    found = []
    for pair in pairs:
        promise = known[(pair.seat.slug, pair.thesis)]
        quote = parts[pair.seat.slug].quotes.get(pair.thesis)
        found.append(ThesisLine(pair, promise, promise.topic, quote))
    return found
