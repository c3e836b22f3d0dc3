"""Kept files that the public may see: those that carry something that is published."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.queries.deputies import Text
from models.file import StoredFile
from models.item import Item
from models.meeting import Meeting, Post, PostAccount, VotersOrder
from models.person import Deputy, Mandate, Party
from models.programme import Programme, Thesis
from models.record import Record


@dataclass(frozen=True)
class Carried:
    """An act that the file carries."""

    key: str
    title_ru: str | None
    title_kk: str | None


@dataclass(frozen=True)
class CarriedProgramme:
    """An election programme of which the file is the document; `slug` is that of the deputy."""

    owner: Text | None
    slug: str | None
    title: str | None


@dataclass(frozen=True)
class FilePage:
    """A kept file; `withheld_why` says why the public is given its hash alone."""

    id: int
    sha256: str
    name: str
    mime: str
    size: int
    stored_at: datetime
    withheld_why: str | None
    post_url: str | None
    acts: tuple[Carried, ...]
    programmes: tuple[CarriedProgramme, ...] = ()


def file_page(session: Session, sha256: str) -> FilePage | None:
    """The file of this hash where it carries an act or a programme; None for any other file.

    Five statements.
    """
    row = session.execute(
        select(
            StoredFile.id, StoredFile.sha256, StoredFile.name, StoredFile.mime, StoredFile.size,
            StoredFile.stored_at, StoredFile.withheld_why,
        ).where(StoredFile.sha256 == sha256)
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    keys: dict[str, Carried] = {}
    for query in (_posts(row.id), _orders(row.id)):
        for key, title_ru, title_kk in session.execute(query):
            keys[key] = Carried(key, title_ru, title_kk)
    programmes = _programmes(session, row.id)
    if not keys and not programmes:
        return None
    url = select(Post.url).where(Post.file_id == row.id, ~Post.withdrawn).order_by(Post.id)
    acts = tuple(keys[key] for key in sorted(keys))
    return FilePage(*row, session.scalar(url.limit(1)), acts, programmes)


def _programmes(session: Session, file_id: int) -> tuple[CarriedProgramme, ...]:
    """The programmes of which the file is the document, or from which a promise was cut."""
    cut = select(Thesis.programme_id).where(Thesis.file_id == file_id, ~Thesis.withdrawn)
    query = (
        select(Programme.title, Party, Deputy)
        .outerjoin(Party, Programme.party_id == Party.id)
        .outerjoin(Mandate, Programme.mandate_id == Mandate.id)
        .outerjoin(Deputy, Mandate.deputy_id == Deputy.id)
        .where(or_(Programme.file_id == file_id, Programme.id.in_(cut)))
        .order_by(Programme.id)
    )
    return tuple(
        CarriedProgramme(Text.of(deputy or party), deputy.slug if deputy else None, title)
        for title, party, deputy in session.execute(query)
    )


def _posts(file_id: int) -> Select[str, str | None, str | None]:
    return (
        select(Item.key, Item.title_ru, Item.title_kk)
        .join(Record, Record.item_id == Item.id)
        .join(PostAccount, PostAccount.record_id == Record.id)
        .join(Post, PostAccount.post_id == Post.id)
        .where(
            Post.file_id == file_id, ~Post.withdrawn, ~PostAccount.withdrawn, ~Record.withdrawn
        )
    )  # fmt: skip


def _orders(file_id: int) -> Select[str, str | None, str | None]:
    return (
        select(Item.key, Item.title_ru, Item.title_kk)
        .join(Meeting, Meeting.item_id == Item.id)
        .join(VotersOrder, VotersOrder.meeting_id == Meeting.id)
        .where(VotersOrder.file_id == file_id, ~VotersOrder.withdrawn, Item.confirmed)
    )
