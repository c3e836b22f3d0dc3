"""Versions of code books. What was coded under a version keeps it; a change is a new one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.queries import campaigns
from app.services.campaigns import key_of, use_books
from app.services.errors import InvalidError, NotFoundError, ServiceError
from models.base import Confidence
from models.topic import CodeBook, Topic
from models.user import User


class Problem(StrEnum):
    """What can be wrong with a topic or a version."""

    NAME_REQUIRED = "name_required"
    NO_TOPICS = "no_topics"
    UNKNOWN_PARENT = "unknown_parent"


class PublishedError(ServiceError):
    """The version is coded by, and can no longer be changed: make a new one."""


class DraftError(ServiceError):
    """A draft cannot be coded by before it is published."""


class DraftThereError(ServiceError):
    """There is a draft of this code book already: work on that one."""

    def __init__(self, book_id: int) -> None:
        super().__init__(f"code book {book_id} is a draft already")
        self.book_id = book_id


@dataclass(frozen=True)
class TopicFields:
    """What is said of a topic. `parent_id` is one of the same version."""

    name_kk: str | None = None
    name_ru: str | None = None
    name_en: str | None = None
    parent_id: int | None = None


def new_version(session: Session, actor: User, now: datetime, book_id: int) -> CodeBook:
    """Begin a draft of the next version, with the topics in use of the newest one.

    Raises NotFoundError, and DraftThereError where somebody has begun one already.
    """
    key = _book(session, book_id).key
    newest = session.scalars(
        select(CodeBook)
        .where(CodeBook.key == key)
        .order_by(CodeBook.version.desc())
        .limit(1)
        .with_for_update(key_share=True)
    ).one()
    if newest.draft:
        raise DraftThereError(newest.id)
    names = {f"name_{lang}": getattr(newest, f"name_{lang}") for lang in ("kk", "ru", "en")}
    draft = CodeBook(
        key=key,
        version=newest.version + 1,
        draft=True,
        source=newest.source,
        confidence=newest.confidence,
        **names,
    )
    try:
        with session.begin_nested():
            session.add(draft)
            session.flush()
    except IntegrityError as error:
        # Somebody else began the same version in this moment.
        raise DraftThereError(newest.id) from error
    _copy_topics(session, newest, draft)
    return draft


def _copy_topics(session: Session, newest: CodeBook, draft: CodeBook) -> None:
    copies: dict[int, Topic] = {}
    for topic in newest.topics:
        if topic.retired:
            continue
        copies[topic.id] = Topic(
            code_book_id=draft.id,
            key=topic.key,
            number=topic.number,
            name_kk=topic.name_kk,
            name_ru=topic.name_ru,
            name_en=topic.name_en,
            source=topic.source,
            confidence=topic.confidence,
        )
        session.add(copies[topic.id])
    session.flush()
    for topic in newest.topics:
        if topic.id in copies and topic.parent_id in copies:
            copies[topic.id].parent_id = copies[topic.parent_id].id
    session.flush()
    session.expire(draft, ["topics"])


def add_topic(
    session: Session, actor: User, now: datetime, book_id: int, entered: TopicFields
) -> Topic:
    """Add a topic at the end of a draft. Raises NotFoundError, PublishedError, InvalidError."""
    book = _draft(session, book_id)
    _check(session, book, entered)
    stem = key_of(entered.name_en or entered.name_ru or entered.name_kk or "")
    taken = set(
        session.scalars(select(Topic.key).join(Topic.code_book).where(CodeBook.key == book.key))
    )
    key, count = stem, 1
    while key in taken:
        # A key is never used for two topics, in whichever versions they are.
        count += 1
        key = f"{stem}-{count}"
    last = session.scalar(select(func.max(Topic.number)).where(Topic.code_book_id == book.id))
    topic = Topic(
        code_book_id=book.id,
        key=key,
        number=(last or 0) + 1,
        confidence=Confidence.SOURCED,
        **vars(entered),
    )
    session.add(topic)
    session.flush()
    session.expire(book, ["topics"])
    return topic


def save_topic(
    session: Session, actor: User, now: datetime, topic_id: int, entered: TopicFields
) -> Topic:
    """Rename or move a topic of a draft. Raises as `add_topic` does."""
    topic = _topic(session, topic_id)
    _check(session, topic.code_book, entered, topic)
    for name, value in vars(entered).items():
        setattr(topic, name, value)
    session.flush()
    return topic


def retire_topic(
    session: Session, actor: User, now: datetime, topic_id: int, *, retired: bool = True
) -> Topic:
    """Take a topic of a draft out of use, or into it again; it stays in the earlier versions.

    Raises NotFoundError and PublishedError.
    """
    topic = _topic(session, topic_id)
    topic.retired = retired
    session.flush()
    return topic


def publish(session: Session, actor: User, now: datetime, book_id: int) -> CodeBook:
    """Close a draft to changes, so that it can be coded by.

    Raises NotFoundError, PublishedError, and InvalidError where it has no topic in use.
    """
    book = _draft(session, book_id)
    if all(topic.retired for topic in book.topics):
        raise InvalidError([("topics", Problem.NO_TOPICS)])
    book.draft = False
    session.flush()
    return book


def use_in_campaign(
    session: Session, actor: User, now: datetime, campaign_id: int, book_id: int
) -> CodeBook:
    """Let a campaign code by this version, in the place of the one that it codes by now.

    Raises NotFoundError, DraftError, and ClosedError of a campaign that has ended.
    """
    book = _book(session, book_id)
    if book.draft:
        raise DraftError(book_id)
    others = {row.id for row in campaigns.books(session, campaign_id) if row.key != book.key}
    use_books(session, actor, now, campaign_id, others | {book.id})
    return book


def _check(
    session: Session, book: CodeBook, entered: TopicFields, own: Topic | None = None
) -> None:
    problems: list[tuple[str, str]] = []
    if not (entered.name_kk or entered.name_ru or entered.name_en):
        problems.append(("name_kk", Problem.NAME_REQUIRED))
    parent = session.get(Topic, entered.parent_id) if entered.parent_id is not None else None
    if entered.parent_id is not None:
        above = parent
        # A topic must not stand below itself, by however many steps.
        while above is not None and above is not own and above.parent_id is not None:
            above = session.get(Topic, above.parent_id)
        if parent is None or parent.code_book_id != book.id or (own and above is own):
            problems.append(("parent", Problem.UNKNOWN_PARENT))
    if problems:
        raise InvalidError(problems)


def _book(session: Session, book_id: int) -> CodeBook:
    book = session.get(CodeBook, book_id)
    if book is None:
        raise NotFoundError(f"there is no code book {book_id}")
    return book


def _draft(session: Session, book_id: int) -> CodeBook:
    book = session.get(CodeBook, book_id, with_for_update={"key_share": True, "of": CodeBook})
    if book is None:
        raise NotFoundError(f"there is no code book {book_id}")
    if not book.draft:
        raise PublishedError(book_id)
    return book


def _topic(session: Session, topic_id: int) -> Topic:
    topic = session.get(Topic, topic_id)
    if topic is None:
        raise NotFoundError(f"there is no topic {topic_id}")
    _draft(session, topic.code_book_id)
    return topic
