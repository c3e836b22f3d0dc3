"""Which acts concern which topic: by their theme, by what was spoken of, by settled readings.

A topic is the same in all versions of its code book, so it is named by two keys.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased, selectinload

from app.queries import campaigns
from app.queries.settled import settled_readings
from app.queries.terms import Term
from models.campaign import Campaign, CampaignState
from models.coding import Coding, TopicTag
from models.item import Item, Kind, Participation
from models.meeting import Meeting, MeetingTheme
from models.reliability import Adjudication, SettledTopic
from models.topic import CodeBook, Topic

#: A topic in whatever version of its code book: the keys of both.
Name = tuple[str, str]


@dataclass(frozen=True)
class Concern:
    """An act that concerns a topic: by its theme, by a settled reading, or by both."""

    kind: Kind
    themed: bool
    read: bool


@dataclass(frozen=True)
class Book:
    """A version of a code book; `in_force` where acts are coded by it."""

    key: str
    book: CodeBook
    in_force: bool


def books(session: Session) -> list[CodeBook]:
    """Every published version with its topics, the newest of each book first."""
    query = select(CodeBook).where(~CodeBook.draft).options(selectinload(CodeBook.topics))
    return list(session.scalars(query.order_by(CodeBook.key, CodeBook.version.desc())))


def books_in_force(session: Session, term: Term, found: Collection[CodeBook]) -> dict[str, Book]:
    """The version of each book that this convocation is coded by, or else its newest one.

    They are those of its open campaign, or of the newest; without one that names any, all are.
    """
    query = (
        select(Campaign.id)
        .where(Campaign.convocation_id == term.id)
        .order_by(Campaign.state != CampaignState.OPEN, Campaign.id.desc())
        .limit(1)
    )
    campaign = session.scalar(query)
    named = {book.key: book for book in campaigns.books(session, campaign)} if campaign else {}
    newest = {book.key: book for book in reversed(list(found))}
    return {
        key: Book(key, named.get(key, book), key in named or not named)
        for key, book in newest.items()
    }


def topic_rows(
    books: Collection[CodeBook], in_force: Mapping[str, Book]
) -> dict[Name, list[Topic]]:
    """The rows of each topic, that of the version in force first and then the newest."""
    found: dict[Name, list[Topic]] = defaultdict(list)
    for book in sorted(books, key=lambda b: (b.id != in_force[b.key].book.id, -b.version)):
        for row in book.topics:
            found[(book.key, row.key)].append(row)
    return dict(found)


def concerned(
    session: Session, counts: ColumnElement[bool], ids: Mapping[int, Name], *, readings: bool
) -> dict[Name, dict[str, Concern]]:
    """The acts that concern each topic of `ids`, by topic and by the key of the act.

    Seven statements, or two without readings.
    """
    found: dict[Name, dict[str, Concern]] = defaultdict(dict)
    themed = (
        select(Item.key, Item.kind, Item.theme_id)
        .join(Participation, Participation.item_id == Item.id)
        .where(counts, Item.theme_id.in_(ids))
        .distinct()
    )
    told = aliased(Item)
    spoken = (
        select(Item.key, Item.kind, MeetingTheme.topic_id)
        .join(Participation, Participation.item_id == Item.id)
        .join(told, or_(told.id == Item.id, told.merged_into_id == Item.id))
        .join(Meeting, Meeting.item_id == told.id)
        .join(MeetingTheme, MeetingTheme.meeting_id == Meeting.id)
        .where(counts, ~MeetingTheme.withdrawn, MeetingTheme.topic_id.in_(ids))
        .distinct()
    )
    for query in (themed, spoken):
        rows: Iterable[Any] = session.execute(query)
        for key, kind, topic_id in rows:
            found[ids[topic_id]][key] = Concern(kind, themed=True, read=False)
    read = settled_readings(session, counts, _read_on(ids)) if readings else {}
    items = select(Participation.id, Item.key, Item.kind).join(
        Item, Participation.item_id == Item.id
    )
    for part, key, kind in session.execute(items.where(Participation.id.in_(read))) if read else ():
        for topic_id in read[part].topics & ids.keys():
            acts = found[ids[topic_id]]
            acts[key] = Concern(kind, themed=key in acts and acts[key].themed, read=True)
    return dict(found)


def _read_on(ids: Collection[int]) -> ColumnElement[bool]:
    """Parts that any reading or decision puts under one of these topics, whether it stands."""
    tagged = (
        select(Coding.participation_id)
        .join(TopicTag, TopicTag.coding_id == Coding.id)
        .where(TopicTag.topic_id.in_(ids))
    )
    # A decision stands for the act, also where the part that it was made on was merged away.
    drawn, other = aliased(Participation), aliased(Item)
    decided = (
        select(func.coalesce(other.merged_into_id, other.id))
        .join(drawn, drawn.item_id == other.id)
        .join(Adjudication, Adjudication.participation_id == drawn.id)
        .join(SettledTopic, SettledTopic.adjudication_id == Adjudication.id)
        .where(SettledTopic.topic_id.in_(ids))
    )
    return or_(Participation.id.in_(tagged), Participation.item_id.in_(decided))
