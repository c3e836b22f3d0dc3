"""Posts that people entered, the acts in them and the orders of voters, for staff."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.queries.campaigns import Seat, open_ids, seat_of, seat_query, seats
from app.queries.paging import Page, paginate
from app.queries.programmes import Change, history
from models.campaign import CampaignMandate
from models.file import StoredFile
from models.item import Item
from models.meeting import Meeting, MeetingTheme, Post, PostAccount, VotersOrder
from models.person import Mandate
from models.place import Convocation
from models.record import Record, RecordParticipation
from models.source import Capture, Source
from models.user import User, UserRole

HAND = "hand"


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; `entered_by` is a person's number."""

    mandate: int | None = None
    entered_by: int | None = None
    withdrawn: bool = False


@dataclass(frozen=True)
class ActShown:
    """An act that a post tells of. `seats` are its deputies, `meeting` what is known beyond it.

    `borrowed` is one that a site had told of, to which the post was only added.
    """

    record: Record
    item: Item
    seats: tuple[Seat, ...]
    meeting: Meeting | None
    themes: tuple[Any, ...]
    orders: tuple[VotersOrder, ...]

    @property
    def borrowed(self) -> bool:
        """Whether the record only adds a link to an act of a site."""
        return self.item.key != f"{HAND}/{self.record.source_uid}"


@dataclass(frozen=True)
class PostShown:
    """A post with its kept copies and the acts that it tells of."""

    post: Post
    file: StoredFile | None
    capture: Capture | None
    acts: tuple[ActShown, ...]


@dataclass(frozen=True)
class PostPage:
    """The page of a post; `changes` are of the post, its acts and their meetings."""

    shown: PostShown
    changes: tuple[Change, ...]


def listing(session: Session, wanted: Wanted, number: int, size: int = 20) -> Page[PostShown]:
    """Page `number` of the posts, the newest first. A fixed number of statements."""
    query = (
        select(Post)
        .where(Post.withdrawn.is_(wanted.withdrawn))
        .options(joinedload(Post.file).defer(StoredFile.text), joinedload(Post.capture))
        .order_by(Post.published_on.desc().nulls_last(), Post.id.desc())
    )
    if wanted.entered_by is not None:
        query = query.where(Post.entered_by_id == wanted.entered_by)
    if wanted.mandate is not None:
        query = query.where(Post.id.in_(_posts_of(wanted.mandate)))
    page = paginate(session, query, number, size)
    return Page(_shown(session, page.rows), page.number, page.size, page.total)


def _posts_of(mandate_id: int) -> Select[int]:
    return (
        select(PostAccount.post_id)
        .join(
            RecordParticipation, RecordParticipation.record_id == PostAccount.record_id
        )
        .where(RecordParticipation.mandate_id == mandate_id, ~PostAccount.withdrawn)
    )  # fmt: skip


def post_page(session: Session, post_id: int) -> PostPage | None:
    """A post with all that hangs on it; None where there is none."""
    post = session.get(Post, post_id, options=[joinedload(Post.file), joinedload(Post.capture)])
    if post is None:
        return None
    shown = _shown(session, [post])[0]
    changes = list(history(session, "posts", post.id))
    for act in shown.acts:
        changes += history(session, "records", act.record.id)
        if act.meeting is not None:
            changes += history(session, "meetings", act.meeting.id)
        for order in act.orders:
            changes += history(session, "voters_orders", order.id)
    return PostPage(shown, tuple(sorted(changes, key=lambda change: change.at, reverse=True)))


def act(session: Session, record_id: int) -> ActShown | None:
    """An act that was entered by hand, by the number of its record."""
    record = session.scalar(
        select(Record).join(Source).where(Record.id == record_id, Source.key == HAND)
    )
    return acts(session, [record])[record.id] if record else None


def order(session: Session, order_id: int) -> VotersOrder | None:
    """An order of voters that stands."""
    found = session.get(VotersOrder, order_id, options=[joinedload(VotersOrder.meeting)])
    return None if found is None or found.withdrawn else found


def post_with(session: Session, item_id: int) -> int | None:
    """The newest post that tells of an act, as the page to go back to from it."""
    query = (
        select(PostAccount.post_id)
        .join(Record, PostAccount.record_id == Record.id)
        .where(Record.item_id == item_id, ~PostAccount.withdrawn)
    )
    return session.scalar(query.order_by(PostAccount.post_id.desc()).limit(1))


def acts(session: Session, records: Sequence[Record]) -> dict[int, ActShown]:
    """What is shown of these records, by number. Five statements."""
    items = {
        item.id: item
        for item in session.scalars(
            select(Item).where(Item.id.in_({record.item_id for record in records}))
        )
    }
    found = meetings_of(session, items)
    named: dict[int, list[int]] = defaultdict(list)
    query = select(RecordParticipation.record_id, RecordParticipation.mandate_id).where(
        RecordParticipation.record_id.in_([record.id for record in records]),
    )
    for record_id, mandate_id in session.execute(query.order_by(RecordParticipation.id)):
        if mandate_id is not None:
            named[record_id].append(mandate_id)
    people = seats(session, [number for numbers in named.values() for number in numbers])
    return {
        record.id: _act(record, items[record.item_id], found, [people[n] for n in named[record.id]])
        for record in records
    }


def _act(record: Record, item: Item, found: dict[int, Meeting], people: Iterable[Seat]) -> ActShown:
    meeting = found.get(item.id)
    themes = [row.topic for row in meeting.themes if not row.withdrawn] if meeting else []
    orders = [row for row in meeting.orders if not row.withdrawn] if meeting else []
    return ActShown(record, item, tuple(people), meeting, tuple(themes), tuple(orders))


def meetings_of(session: Session, item_ids: Collection[int]) -> dict[int, Meeting]:
    """What is known of the meetings of these items. Three or four statements."""
    query = (
        select(Meeting)
        .where(Meeting.item_id.in_(list(item_ids)))
        .options(
            selectinload(Meeting.themes).joinedload(MeetingTheme.topic),
            selectinload(Meeting.orders),
        )
    )
    return {meeting.item_id: meeting for meeting in session.scalars(query)}


def _shown(session: Session, posts: Sequence[Post]) -> list[PostShown]:
    query = (
        select(PostAccount.post_id, Record)
        .join(Record, PostAccount.record_id == Record.id)
        .where(PostAccount.post_id.in_([post.id for post in posts]), ~PostAccount.withdrawn)
        .order_by(PostAccount.id)
    )
    told = defaultdict(list)
    for post_id, record in session.execute(query):
        told[post_id].append(record)
    shown = acts(session, [record for records in told.values() for record in records])
    return [
        PostShown(post, post.file, post.capture, tuple(shown[r.id] for r in told[post.id]))
        for post in posts
    ]


def enterable(session: Session, actor: User) -> tuple[Seat, ...]:
    """The deputies for whom `actor` may enter posts: an activist, those that a campaign covers."""
    query = seat_query(session)
    covered = select(CampaignMandate.mandate_id).where(
        CampaignMandate.campaign_id.in_(open_ids()), ~CampaignMandate.withdrawn
    )
    if actor.role is UserRole.ACTIVIST:
        return tuple(seat_of(row) for row in session.execute(query.where(Mandate.id.in_(covered))))
    # Without an open campaign a coordinator enters for the latest convocations.
    latest = select(func.max(Convocation.number), Convocation.legislature_id).group_by(
        Convocation.legislature_id
    )
    of = {(number, legislature) for number, legislature in session.execute(latest)}
    convocations = [
        row.id for row in session.scalars(select(Convocation))
        if (row.number, row.legislature_id) in of
    ]  # fmt: skip
    query = query.where(Mandate.convocation_id.in_(convocations) | Mandate.id.in_(covered))
    return tuple(seat_of(row) for row in session.execute(query))
