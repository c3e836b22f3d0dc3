"""The versions of code books that acts are coded by, and topics carried from one to another."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.queries import campaigns
from app.queries.readings import Entry
from models.topic import CodeBook, Topic


@dataclass(frozen=True)
class TopicGroup:
    """A code book with its topics."""

    key: str
    book: CodeBook
    topics: tuple[Topic, ...]


def books_in_force(session: Session, mandate_id: int) -> list[CodeBook]:
    """The versions of code books that a deputy's acts are coded by, by their keys.

    They are those of the open campaign; without one that names any, the newest.
    """
    campaign = campaigns.current(session, mandate_id)
    named = campaigns.books(session, campaign.id) if campaign else []
    if named:
        return named
    newest = {book.key: book for book in reversed(campaigns.all_books(session))}
    return [newest[key] for key in sorted(newest)]


def carried(session: Session, entry: Entry, groups: Collection[TopicGroup]) -> Entry:
    """`entry` with topics of other versions as those of the same key in the versions shown."""
    offered = {topic.id for group in groups for topic in group.topics}
    old = entry.topics - offered
    if not old:
        return entry
    same = {(group.key, topic.key): topic.id for group in groups for topic in group.topics}
    query = (
        select(Topic.id, CodeBook.key, Topic.key)
        .join(CodeBook, Topic.code_book_id == CodeBook.id)
        .where(Topic.id.in_(old))
    )
    named = {number: same.get((book, key)) for number, book, key in session.execute(query)}
    found = {named.get(topic, topic) for topic in entry.topics}
    return replace(entry, topics=frozenset(topic for topic in found if topic is not None))


def versions(books: Collection[CodeBook]) -> dict[str, int]:
    """The versions by key, as a coding keeps them."""
    return {book.key: book.version for book in books}


def groups_of(session: Session, mandate_id: int) -> tuple[TopicGroup, ...]:
    """The code books in force, with their topics in use."""
    ids = [book.id for book in books_in_force(session, mandate_id)]
    query = select(CodeBook).where(CodeBook.id.in_(ids)).options(selectinload(CodeBook.topics))
    groups = [
        TopicGroup(book.key, book, tuple(topic for topic in book.topics if not topic.retired))
        for book in session.scalars(query.order_by(CodeBook.key))
    ]
    return tuple(group for group in groups if group.topics)
