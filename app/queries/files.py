"""Kept files that the public may see: those that carry something that is published."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from models.file import StoredFile
from models.item import Item
from models.meeting import Meeting, Post, PostAccount, VotersOrder
from models.record import Record


@dataclass(frozen=True)
class Carried:
    """An act that the file carries."""

    key: str
    title_ru: str | None
    title_kk: str | None


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


def file_page(session: Session, sha256: str) -> FilePage | None:
    """The file of this hash where it carries an act; None for any other file. Four statements."""
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
    if not keys:
        return None
    url = select(Post.url).where(Post.file_id == row.id, ~Post.withdrawn).order_by(Post.id)
    return FilePage(*row, session.scalar(url.limit(1)), tuple(keys[key] for key in sorted(keys)))


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
