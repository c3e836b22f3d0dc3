"""Posts of social networks and the media, and the meetings in them, entered by hand.

An act that is entered is a record of the source `hand`, as an act of a site is a record of that
site: runs, merges and counts treat it like any other. Nothing is deleted; what was entered by
mistake is taken back, with a reason.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.services import meetings
from app.services.entering import NotYoursError, may_change, reason_of
from app.services.errors import InvalidError, NotFoundError, ServiceError
from app.services.keeping import is_address
from app.services.meetings import ActFields
from app.services.timetable import ALMATY
from models import audit
from models.meeting import Post, PostAccount
from models.record import Record
from models.user import User


class PostProblem(StrEnum):
    """What can be wrong with a post."""

    NOT_A_LINK = "not_a_link"
    COPY_REQUIRED = "copy_required"
    ACT_REQUIRED = "act_required"
    FUTURE = "future"


class PostKnownError(ServiceError):
    """The post has been entered already: `post_id` is its number."""

    def __init__(self, post_id: int) -> None:
        super().__init__(f"the post is there: {post_id}")
        self.post_id = post_id


@dataclass(frozen=True)
class PostFields:
    """What is said of a post. `url_key` is the address with all its spellings folded.

    `file_id` and `capture_id` are its kept copies; of a correction, empty ones change nothing.
    """

    url: str
    url_key: str | None
    network: str
    published_on: date | None = None
    title: str | None = None
    file_id: int | None = None
    capture_id: int | None = None


def enter(
    session: Session, actor: User, now: datetime, post: PostFields, acts: Sequence[ActFields]
) -> Post:
    """Enter a post, and the acts that it tells of.

    Raises InvalidError with fields like `acts-0-title`, PostKnownError, `meetings.LookAlikeError`
    where acts are there that may be the same and nobody has said so, and NotFoundError.
    """
    problems = _wrong(post, now)
    if post.file_id is None and post.capture_id is None:
        problems.append(("file", PostProblem.COPY_REQUIRED))
    if not acts:
        problems.append(("acts", PostProblem.ACT_REQUIRED))
    checked, wrong = meetings.look(session, actor, now, acts)
    if problems or wrong:
        raise InvalidError(problems + wrong)
    _refuse_known(session, post.url_key, None)
    meetings.refuse_alike(session, checked)
    row = Post(url_key=post.url_key, entered_by_id=actor.id, entered_at=now, **_said(post))
    row.file_id, row.capture_id = post.file_id, post.capture_id
    with _told_apart(session, row.url_key):
        session.add(row)
    meetings.save(session, actor, now, row, checked)
    return row


def add_acts(
    session: Session, actor: User, now: datetime, post_id: int, acts: Sequence[ActFields]
) -> Post:
    """Enter further acts that a post tells of. Raises as `enter` does."""
    post = _post(session, post_id)
    if post.withdrawn:
        raise NotFoundError(f"post {post_id} was taken back")
    checked, problems = meetings.look(session, actor, now, acts)
    if not acts or problems:
        raise InvalidError(problems or [("acts", PostProblem.ACT_REQUIRED)])
    meetings.refuse_alike(session, checked)
    meetings.save(session, actor, now, post, checked)
    return post


def edit_post(
    session: Session, actor: User, now: datetime, post_id: int, said: PostFields, *, reason: str
) -> Post:
    """Correct what is said of a post, with a reason.

    Raises NotFoundError, NotYoursError, InvalidError and PostKnownError.
    """
    post = _own(session, actor, post_id)
    problems = _wrong(said, now)
    if problems:
        raise InvalidError(problems)
    _refuse_known(session, said.url_key, post)
    with audit.reason(session, reason_of(reason)), _told_apart(session, said.url_key):
        for name, value in (_said(said) | {"url_key": said.url_key}).items():
            setattr(post, name, value)
        if said.file_id is not None or said.capture_id is not None:
            post.file_id, post.capture_id = said.file_id, said.capture_id
    return post


def withdraw_post(
    session: Session, actor: User, now: datetime, post_id: int, *, reason: str
) -> Post:
    """Take a post back, and the acts that no other post tells of.

    Raises NotFoundError, NotYoursError, and InvalidError without a reason.
    """
    post = _own(session, actor, post_id)
    with audit.reason(session, reason_of(reason)):
        post.withdrawn = True
        session.flush()
        for account in _accounts(session, post):
            if not meetings.carried(session, account.record_id):
                meetings.take_back(session, account.record)
    return post


def restore_post(
    session: Session, actor: User, now: datetime, post_id: int, *, reason: str
) -> Post:
    """Bring a post back, with the acts that it tells of.

    Raises NotFoundError, NotYoursError, PostKnownError, and InvalidError without a reason.
    """
    post = _own(session, actor, post_id)
    _refuse_known(session, post.url_key, post)
    with audit.reason(session, reason_of(reason)):
        with _told_apart(session, post.url_key):
            post.withdrawn = False
        for account in _accounts(session, post):
            meetings.bring_back(session, account.record)
    return post


def withdraw_act(
    session: Session, actor: User, now: datetime, record_id: int, *, reason: str
) -> Record:
    """Take back an act that was entered by hand, whatever posts tell of it.

    Raises NotFoundError, NotYoursError, and InvalidError without a reason.
    """
    record = meetings.own_record(session, actor, record_id)
    with audit.reason(session, reason_of(reason)):
        meetings.take_back(session, record)
    return record


def restore_act(
    session: Session, actor: User, now: datetime, record_id: int, *, reason: str
) -> Record:
    """Bring an act back that was taken back. Raises as `withdraw_act` does."""
    record = meetings.own_record(session, actor, record_id)
    with audit.reason(session, reason_of(reason)):
        meetings.bring_back(session, record)
    return record


def _wrong(post: PostFields, now: datetime) -> list[tuple[str, str]]:
    problems: list[tuple[str, str]] = []
    if not is_address(post.url) or post.url_key is None:
        problems.append(("url", PostProblem.NOT_A_LINK))
    if post.published_on is not None and post.published_on > now.astimezone(ALMATY).date():
        problems.append(("published_on", PostProblem.FUTURE))
    return problems


def _said(post: PostFields) -> dict[str, object]:
    names = ("url", "network", "published_on", "title")
    return {name: getattr(post, name) for name in names}


def _refuse_known(session: Session, url_key: str | None, post: Post | None) -> None:
    """Raise PostKnownError where another post of that address stands."""
    known = select(Post.id).where(Post.url_key == url_key, ~Post.withdrawn)
    if post is not None:
        known = known.where(Post.id != post.id)
    if (found := session.scalar(known)) is not None:
        raise PostKnownError(found)


@contextmanager
def _told_apart(session: Session, url_key: str | None) -> Iterator[None]:
    """Write what the block changes; the database has the last word on whether it is there."""
    try:
        with session.begin_nested():
            yield
    except IntegrityError as error:
        _refuse_known(session, url_key, None)
        raise error from None


def _post(session: Session, post_id: int) -> Post:
    post = session.get(Post, post_id, with_for_update=True)
    if post is None:
        raise NotFoundError(f"there is no post {post_id}")
    return post


def _own(session: Session, actor: User, post_id: int) -> Post:
    post = _post(session, post_id)
    if not may_change(actor, post.entered_by_id):
        raise NotYoursError
    return post


def _accounts(session: Session, post: Post) -> Sequence[PostAccount]:
    query = select(PostAccount).where(PostAccount.post_id == post.id, ~PostAccount.withdrawn)
    return session.scalars(query.order_by(PostAccount.id)).all()
