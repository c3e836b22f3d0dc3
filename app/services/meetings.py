"""Meetings, receptions and other acts that people enter from posts and articles."""

import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.queries.look_alikes import LookAlike, look_alikes
from app.services import voters_orders
from app.services.act_checks import ActFields, Checked, check
from app.services.entering import NotYoursError, may_change, reason_of
from app.services.errors import InvalidError, NotFoundError, ServiceError
from models import audit
from models.item import QUEUED_KINDS, DatePrecision, Item, Kind, Role
from models.meeting import Meeting, MeetingTheme, Post, PostAccount
from models.merge import settle
from models.names import words
from models.person import Mandate
from models.record import Record, RecordParticipation
from models.source import Source
from models.user import User

HAND, HAND_NAME = "hand", "entered by hand"


class LookAlikeError(ServiceError):
    """Acts are there that may be the same: by the place of the entered one in the list."""

    def __init__(self, found: Mapping[int, Sequence[LookAlike]]) -> None:
        super().__init__(f"look-alikes of {sorted(found)}")
        self.found = found


def look(
    session: Session, actor: User, now: datetime, acts: Sequence[ActFields]
) -> tuple[list[Checked], list[tuple[str, str]]]:
    """The acts as they may be saved, and what is wrong with fields like `acts-0-title`."""
    checked = [check(session, actor, now, act) for act in acts]
    problems = [
        (f"acts-{number}-{name}", problem)
        for number, act in enumerate(checked)
        for name, problem in act.problems
    ]
    return checked, problems


def refuse_alike(session: Session, checked: Sequence[Checked]) -> None:
    """Raise LookAlikeError where an act may be there and nobody has said that it is another."""
    found = {
        number: alike
        for number, act in enumerate(checked)
        if act.same is None and not act.said.another and (alike := alike_to(session, act.said))
    }
    if found:
        raise LookAlikeError(found)


def save(
    session: Session, actor: User, now: datetime, post: Post, checked: Sequence[Checked]
) -> list[Record]:
    """Save the acts that `post` tells of, or note of which acts it tells."""
    return [_save(session, actor, now, post, act) for act in checked]


def alike_to(session: Session, act: ActFields) -> list[LookAlike]:
    """Acts that may be this one; none while it has no deputy or date."""
    if act.mandate_id is None or act.when is None:
        return []
    return look_alikes(
        session, act.mandate_id, act.when, month=act.day is None, title=act.title or "",
        place=act.place,
    )  # fmt: skip


def edit(
    session: Session, actor: User, now: datetime, record_id: int, said: ActFields, *, reason: str
) -> Record:
    """Correct an act that was entered by hand, with a reason.

    Raises NotFoundError, NotYoursError and InvalidError.
    """
    record = own_record(session, actor, record_id)
    checked = check(session, actor, now, said, untitled=_borrowed(record))
    if checked.problems:
        raise InvalidError(checked.problems)
    with audit.reason(session, reason_of(reason)):
        if not _borrowed(record):
            _describe(record, said, {record.url_kk, record.url_ru} - {None})
            record.item.kind, record.item.queued = record.kind, record.kind in QUEUED_KINDS
        _name(session, record, checked.mandates)
        _describe_meeting(session, actor, now, record.item, checked)
        _settle(session, record.item)
    return record


def own_record(session: Session, actor: User, record_id: int) -> Record:
    """A record that was entered by hand, for a change. Raises NotFoundError, NotYoursError."""
    record = session.get(Record, record_id, with_for_update={"of": Record})
    if record is None or record.source_row.key != HAND:
        raise NotFoundError(f"there is no record {record_id} that was entered by hand")
    owners = (
        select(Post.entered_by_id)
        .join(PostAccount, PostAccount.post_id == Post.id)
        .where(PostAccount.record_id == record.id)
    )
    if not any(may_change(actor, owner) for owner in session.scalars(owners)):
        raise NotYoursError
    return record


def carried(session: Session, record_id: int) -> bool:
    """Whether a post that stands tells of this record."""
    query = (
        select(PostAccount.id)
        .join(Post, PostAccount.post_id == Post.id)
        .where(PostAccount.record_id == record_id, ~PostAccount.withdrawn, ~Post.withdrawn)
    )
    return session.scalar(query.limit(1)) is not None


def take_back(session: Session, record: Record) -> None:
    """Let a record carry nothing any longer; an act without another one counts no more."""
    record.withdrawn = True
    _settle(session, record.item)


def bring_back(session: Session, record: Record) -> None:
    """Let a record that was taken back count again."""
    record.withdrawn = False
    _settle(session, record.item)


def _save(session: Session, actor: User, now: datetime, post: Post, act: Checked) -> Record:
    record = _known_record(session, act.same) if act.same else None
    if record is None:
        record = _new_record(session, now, post, act)
    account = session.scalar(
        select(PostAccount).where(
            PostAccount.post_id == post.id, PostAccount.record_id == record.id
        )
    )
    if account is None:
        session.add(PostAccount(post_id=post.id, record_id=record.id))
    else:
        account.withdrawn = False
    known = select(Meeting.id).where(Meeting.item_id == record.item_id)
    if act.same is None or session.scalar(known) is None:
        _describe_meeting(session, actor, now, record.item, act)
    voters_orders.add(session, record.item, act.said.orders)
    _settle(session, record.item)
    return record


def _known_record(session: Session, item: Item) -> Record | None:
    """The record of an act that people entered before, where there is one that stands."""
    query = select(Record).join(Source).where(
        Record.item_id == item.id, Source.key == HAND, ~Record.withdrawn
    )  # fmt: skip
    return session.scalar(query.order_by(Record.id).limit(1))


def _new_record(session: Session, now: datetime, post: Post, act: Checked) -> Record:
    """A record of its own; of an act that a site has told of, it says nothing but the link."""
    uid = uuid.uuid4().hex[:12]
    said, mandate = act.said, act.mandates[0]
    kind = said.kind or Kind.OTHER
    item = act.same
    if item is None:
        item = Item(
            key=f"{HAND}/{uid}", convocation_id=mandate.convocation_id, kind=kind,
            kind_by_person=True, queued=kind in QUEUED_KINDS,
        )  # fmt: skip
        session.add(item)
        session.flush()
    record = Record(
        source_id=_source(session).id, source_uid=uid, convocation_id=item.convocation_id,
        item=item, kind=item.kind, kind_rule=HAND, first_seen=now,
        date_precision=DatePrecision.UNKNOWN,
    )  # fmt: skip
    session.add(record)
    if act.same is None:
        _describe(record, said, {post.url})
    else:
        record.url_ru = post.url
    session.flush()
    _name(session, record, act.mandates)
    return record


def _describe(record: Record, said: ActFields, urls: set[str | None]) -> None:
    """Write what is said of an act into its record; the rest follows from records."""
    url = next((found for found in sorted(filter(None, urls))), None)
    for lang in ("kk", "ru"):
        here = lang == said.lang
        setattr(record, f"title_{lang}", said.title if here else None)
        setattr(record, f"lead_{lang}", said.summary if here else None)
        setattr(record, f"url_{lang}", url if here else None)
    record.kind = said.kind or record.kind
    record.date = said.when
    record.date_precision = DatePrecision.DAY if said.day else DatePrecision.MONTH


def _name(session: Session, record: Record, mandates: Sequence[Mandate]) -> None:
    """Let the record name these deputies and no others."""
    query = select(RecordParticipation).where(RecordParticipation.record_id == record.id)
    named = {mention.mandate_id: mention for mention in session.scalars(query)}
    for mandate in mandates:
        if mandate.id not in named:
            person = mandate.deputy
            name = person.name_ru or person.name_kk or person.name_en or ""
            key = f"{' '.join(words(name))} {mandate.id}"
            mention = RecordParticipation(
                record_id=record.id, mandate_id=mandate.id, name=name, name_key=key,
                role=Role.NOT_STATED,
            )  # fmt: skip
            session.add(mention)
    wanted = {mandate.id for mandate in mandates}
    for mandate_id, mention in named.items():
        if mandate_id not in wanted:
            session.delete(mention)
    session.flush()


def _describe_meeting(
    session: Session, actor: User, now: datetime, item: Item, act: Checked
) -> Meeting:
    said = act.said
    meeting = session.scalar(select(Meeting).where(Meeting.item_id == item.id))
    if meeting is None:
        meeting = Meeting(item_id=item.id, entered_by_id=actor.id, entered_at=now)
        session.add(meeting)
    meeting.place = said.place
    meeting.in_district, meeting.in_district_by = act.in_district
    meeting.in_session, meeting.in_session_by = act.in_session
    meeting.audience, meeting.audience_note = said.audience, said.audience_note
    session.flush()
    themes = {theme.topic_id: theme for theme in meeting.themes}
    for topic_id in sorted(said.topics - themes.keys()):
        meeting.themes.append(MeetingTheme(topic_id=topic_id))
    for topic_id, theme in themes.items():
        theme.withdrawn = topic_id not in said.topics
    session.flush()
    return meeting


def _settle(session: Session, item: Item) -> None:
    """Bring the act up to its records: an act without one that stands waits for nobody."""
    session.flush()
    settle(session, {item.id})
    if not item.key.startswith(f"{HAND}/"):
        return
    stands = select(Record.id).where(Record.item_id == item.id, ~Record.withdrawn).limit(1)
    item.confirmed = session.scalar(stands) is not None
    item.queued = item.confirmed and item.kind in QUEUED_KINDS
    session.flush()


def _borrowed(record: Record) -> bool:
    """Whether the act was told of by a site, and the record only adds a link to it."""
    return record.item.key != f"{HAND}/{record.source_uid}"


def _source(session: Session) -> Source:
    """The source of all that people enter; made by whoever enters first."""
    query = select(Source).where(Source.key == HAND)
    found = session.scalar(query)
    if found is not None:
        return found
    # Somebody else may be the first in the same moment.
    with suppress(IntegrityError), session.begin_nested():
        session.add(Source(key=HAND, name=HAND_NAME))
    return session.scalars(query).one()
