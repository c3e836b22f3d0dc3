"""Readings that were asked for again: of whom, under which version, and how far it is."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from app.queries import campaigns
from app.queries.drawing import of_campaign
from app.queries.paging import Page, paginate
from models.campaign import Campaign
from models.coding import Coding
from models.item import Item, Participation
from models.person import Deputy, Mandate
from models.reliability import Recoding
from models.topic import CodeBook
from models.user import User


def books_in_force(session: Session, campaign: Campaign) -> set[int]:
    """The numbers of the versions that a campaign codes by; the newest where it names none."""
    named = {book.id for book in campaigns.books(session, campaign.id)}
    if named:
        return named
    newest = {book.key: book.id for book in reversed(campaigns.all_books(session))}
    return set(newest.values())


def coded_before(
    session: Session, campaign: Campaign, book: CodeBook, participation_id: int | None = None
) -> list[tuple[int, int]]:
    """Participations and coders whose reading stands and was made under an older version.

    Without those who were asked already, and those who cannot read any longer. A reading of
    which no version was noted counts as older.
    """
    asked = aliased(Recoding)
    query = (
        select(Coding.participation_id, Coding.coder_id, Coding.books)
        .join(Participation, Coding.participation_id == Participation.id)
        .join(Item, Participation.item_id == Item.id)
        .join(User, Coding.coder_id == User.id)
        .outerjoin(
            asked,
            and_(
                asked.participation_id == Coding.participation_id,
                asked.coder_id == Coding.coder_id,
                asked.code_book_id == book.id,
                asked.coding_id.is_(None),
                ~asked.withdrawn,
            ),
        )
        .where(Coding.current, of_campaign(campaign), User.active, asked.id.is_(None))
        .order_by(Coding.participation_id, Coding.coder_id)
    )
    if participation_id is not None:
        query = query.where(Coding.participation_id == participation_id)
    return [
        (part, coder)
        for part, coder, books in session.execute(query)
        if (books or {}).get(book.key, 0) < book.version
    ]


@dataclass(frozen=True)
class Progress:
    """A version that readings were asked for under: how many, done, taken back."""

    book: CodeBook
    asked: int
    done: int
    withdrawn: int


def progress(session: Session) -> list[Progress]:
    """How far re-coding is, version by version, the newest first."""
    query = (
        select(
            CodeBook,
            func.count(Recoding.id),
            func.count(Recoding.coding_id),
            func.count(Recoding.id).filter(Recoding.withdrawn),
        )
        .join(Recoding, Recoding.code_book_id == CodeBook.id)
        .group_by(CodeBook.id)
        .order_by(CodeBook.key, CodeBook.version.desc())
    )
    return [Progress(*row) for row in session.execute(query)]


@dataclass(frozen=True)
class Wish:
    """A reading that was asked for and is not there yet; the coder is a number."""

    id: int
    participation_id: int
    title_kk: str | None
    title_ru: str | None
    deputy_kk: str | None
    deputy_ru: str | None
    deputy_en: str | None
    book: str
    version: int
    coder: str
    reason: str
    asked_at: datetime


def waiting(session: Session, number: int = 1) -> Page[Wish]:
    """What was asked for and waits, the oldest first."""
    query = (
        select(
            Recoding.id, Participation.id, Item.title_kk, Item.title_ru, Deputy.name_kk,
            Deputy.name_ru, Deputy.name_en, CodeBook.key, CodeBook.version, User.name,
            Recoding.reason, Recoding.asked_at,
        )
        .join(Participation, Recoding.participation_id == Participation.id)
        .join(Item, Participation.item_id == Item.id)
        .join(Mandate, Participation.mandate_id == Mandate.id)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .join(CodeBook, Recoding.code_book_id == CodeBook.id)
        .join(User, Recoding.coder_id == User.id)
        .where(Recoding.coding_id.is_(None), ~Recoding.withdrawn)
        .order_by(Recoding.id)
    )  # fmt: skip
    page = paginate(session, query, number)
    return Page([Wish(*row) for row in page.rows], page.number, page.size, page.total)
