"""Code books with their versions, and what each version is used for."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from app.queries.paging import Page, paginate
from models.campaign import Campaign, CampaignBook
from models.programme import Thesis
from models.topic import CodeBook, Topic


@dataclass(frozen=True)
class BookRow:
    """A code book by its newest version; `topics` counts those in use."""

    book: CodeBook
    topics: int
    versions: int


@dataclass(frozen=True)
class TopicRow:
    """A topic with the number of its theses, compared with the version before.

    How often it was coded is not told here: the second coder of a unit must not learn it.
    """

    topic: Topic
    parent: Topic | None
    theses: int
    added: bool
    renamed: Topic | None


@dataclass(frozen=True)
class CampaignUse:
    """A campaign that codes by some version of the book."""

    campaign: Campaign
    version: int


@dataclass(frozen=True)
class BookSheet:
    """One version on its page. `gone` are the topics of the version before it has no longer."""

    book: CodeBook
    versions: tuple[CodeBook, ...]
    topics: tuple[TopicRow, ...]
    gone: tuple[Topic, ...]
    campaigns: tuple[CampaignUse, ...]

    @property
    def newest(self) -> CodeBook:
        """The newest version, be it a draft."""
        return self.versions[0]


def listing(session: Session, number: int) -> Page[BookRow]:
    """The code books by their keys. Three statements."""
    newest = (
        select(
            CodeBook.key,
            func.max(CodeBook.version).label("version"),
            func.count().label("versions"),
        )
        .group_by(CodeBook.key)
        .subquery()
    )
    used = (
        select(Topic.code_book_id, func.count().label("topics"))
        .where(~Topic.retired)
        .group_by(Topic.code_book_id)
        .subquery()
    )
    query = (
        select(CodeBook.id, used.c.topics, newest.c.versions)
        .join(newest, (CodeBook.key == newest.c.key) & (CodeBook.version == newest.c.version))
        .outerjoin(used, used.c.code_book_id == CodeBook.id)
        .order_by(CodeBook.key)
    )
    page = paginate(session, query, number)
    found = select(CodeBook).where(CodeBook.id.in_([row[0] for row in page.rows]))
    books = {book.id: book for book in session.scalars(found)}
    rows = [BookRow(books[row[0]], row[1] or 0, row[2]) for row in page.rows]
    return Page(rows, page.number, page.size, page.total)


def sheet(session: Session, book_id: int) -> BookSheet | None:
    """The page of one version; None where there is none. Six statements."""
    book = session.get(CodeBook, book_id)
    if book is None:
        return None
    versions = session.scalars(
        select(CodeBook)
        .where(CodeBook.key == book.key)
        .options(selectinload(CodeBook.topics))
        .order_by(CodeBook.version.desc())
    ).all()
    earlier = next((row for row in versions if row.version < book.version), None)
    before = {topic.key: topic for topic in earlier.topics if not topic.retired} if earlier else {}
    keys = {topic.key for topic in book.topics if not topic.retired}
    ids = {topic.id: topic for topic in book.topics}
    counted = (
        select(Thesis.topic_id, func.count())
        .where(Thesis.topic_id.in_(ids), ~Thesis.withdrawn)
        .group_by(Thesis.topic_id)
    )
    theses: dict[int | None, int] = dict(session.execute(counted).all())
    rows = [
        TopicRow(
            topic,
            ids.get(topic.parent_id) if topic.parent_id else None,
            theses.get(topic.id, 0),
            earlier is not None and topic.key not in before,
            _renamed(before.get(topic.key), topic),
        )
        for topic in book.topics
    ]
    gone = tuple(topic for key, topic in before.items() if key not in keys)
    uses = session.execute(
        select(Campaign, CodeBook.version)
        .join(CampaignBook, CampaignBook.campaign_id == Campaign.id)
        .join(CodeBook, CampaignBook.code_book_id == CodeBook.id)
        .where(CodeBook.key == book.key, ~CampaignBook.withdrawn)
        .order_by(Campaign.id.desc())
    )
    campaigns = tuple(CampaignUse(campaign, version) for campaign, version in uses)
    return BookSheet(book, tuple(versions), tuple(rows), gone, campaigns)


def topic(session: Session, topic_id: int) -> Topic | None:
    """A topic with its book."""
    return session.get(Topic, topic_id)


def _renamed(before: Topic | None, now: Topic) -> Topic | None:
    names = [f"name_{lang}" for lang in ("kk", "ru", "en")]
    same = before is None or all(getattr(before, name) == getattr(now, name) for name in names)
    return None if same else before
