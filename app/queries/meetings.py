"""What is known of meetings beyond title and date: where and when, who came, what was asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased, defer, joinedload, selectinload

from app.queries.deputies import Text
from models.file import StoredFile
from models.item import Item
from models.meeting import (
    Answer,
    Became,
    Decided,
    Meeting,
    MeetingTheme,
    Post,
    PostAccount,
    VotersOrder,
)
from models.record import Record
from models.source import Capture


@dataclass(frozen=True)
class CopyShown:
    """A kept copy of a post: a file, a capture or both, each with its sha256 in hex."""

    file: str | None
    capture_id: int | None
    capture_sha256: str | None


@dataclass(frozen=True)
class PostTold:
    """A post that tells of the act."""

    url: str
    network: str
    published_on: date | None
    title: str | None
    copy: CopyShown


@dataclass(frozen=True)
class OrderShown:
    """An order of voters and what became of it, with a copy that shows it."""

    text: str
    became: Became
    note: str | None
    copy: CopyShown


@dataclass(frozen=True)
class Facts:
    """What people entered of an act. Without a meeting only posts are known of it."""

    place: str | None
    in_district: tuple[Answer, Decided] | None
    in_session: tuple[Answer, Decided] | None
    audience: int | None
    audience_note: str | None
    themes: tuple[Text, ...]
    orders: tuple[OrderShown, ...]
    posts: tuple[PostTold, ...]
    withdrawn: bool


def known(column: ColumnElement[Answer]) -> ColumnElement[Answer]:
    """What is known of an act by a column of `Meeting`, also of one that was merged into it."""
    told = aliased(Item)
    query = (
        select(column)
        .join(told, Meeting.item_id == told.id)
        .where(or_(told.id == Item.id, told.merged_into_id == Item.id))
        .order_by(told.key)
        .limit(1)
        .correlate(Item)
    )
    return func.coalesce(query.scalar_subquery(), Answer.NOT_KNOWN.value)


def facts_of(session: Session, key: str) -> Facts | None:
    """What people entered of the act with that key; None where nobody has."""
    own = select(Item.id).where(Item.key == key).scalar_subquery()
    items = select(Item.id).where(or_(Item.key == key, Item.merged_into_id == own))
    query = (
        select(Meeting)
        .join(Item, Meeting.item_id == Item.id)
        .where(Meeting.item_id.in_(items))
        .options(
            selectinload(Meeting.themes).joinedload(MeetingTheme.topic),
            selectinload(Meeting.orders),
        )
        .order_by(Item.key)
    )
    meetings = session.scalars(query).all()
    records = session.execute(
        select(Record.id, Record.withdrawn).where(Record.item_id.in_(items))
    ).all()
    posts = _posts(session, [row.id for row in records if not row.withdrawn])
    if not meetings and not posts:
        return None
    first = meetings[0] if meetings else None
    orders = [row for meeting in meetings for row in meeting.orders if not row.withdrawn]
    themes = [row for meeting in meetings for row in meeting.themes if not row.withdrawn]
    return Facts(
        place=first.place if first else None,
        in_district=(first.in_district, first.in_district_by) if first else None,
        in_session=(first.in_session, first.in_session_by) if first else None,
        audience=first.audience if first else None,
        audience_note=first.audience_note if first else None,
        themes=tuple(Text(t.topic.name_kk, t.topic.name_ru, t.topic.name_en) for t in themes),
        orders=_orders(session, orders),
        posts=posts,
        withdrawn=bool(records) and all(row.withdrawn for row in records),
    )


def _posts(session: Session, records: Sequence[int]) -> tuple[PostTold, ...]:
    query = (
        select(Post)
        .join(PostAccount, PostAccount.post_id == Post.id)
        .where(PostAccount.record_id.in_(records), ~PostAccount.withdrawn, ~Post.withdrawn)
        .options(joinedload(Post.file).options(defer(StoredFile.text)), joinedload(Post.capture))
        .order_by(Post.published_on.asc().nulls_last(), Post.id)
    )
    return tuple(
        PostTold(
            post.url, post.network, post.published_on, post.title,
            CopyShown(
                post.file.sha256 if post.file else None,
                post.capture_id,
                post.capture.sha256 if post.capture else None,
            ),
        )
        for post in session.scalars(query).unique()
    )  # fmt: skip


def _orders(session: Session, orders: Sequence[VotersOrder]) -> tuple[OrderShown, ...]:
    files = select(StoredFile.id, StoredFile.sha256).where(
        StoredFile.id.in_([order.file_id for order in orders if order.file_id])
    )
    captures = select(Capture.id, Capture.sha256).where(
        Capture.id.in_([order.capture_id for order in orders if order.capture_id])
    )
    kept = dict(session.execute(files).all())
    seen = dict(session.execute(captures).all())
    return tuple(
        OrderShown(
            order.text, order.became, order.note,
            CopyShown(
                kept.get(order.file_id or 0), order.capture_id, seen.get(order.capture_id or 0)
            ),
        )
        for order in sorted(orders, key=lambda order: order.id)
    )  # fmt: skip
