"""Asking coders to read again, under another version of a code book.

A wish stands in the queue of the coder until a reading under that version, or a later one,
is saved. Nothing that was saved before is touched.
"""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.queries import recoding as queries
from app.services.errors import InvalidError, NotFoundError
from models.campaign import Campaign
from models.coding import Coding
from models.reliability import Recoding
from models.topic import CodeBook
from models.user import User

REASON_LENGTH = 1_000


class Problem(StrEnum):
    """What can be wrong with a wish."""

    REASON_REQUIRED = "reason_required"
    REASON_TOO_LONG = "reason_too_long"
    UNKNOWN_BOOK = "unknown_book"
    NOT_IN_FORCE = "not_in_force"
    NOTHING_TO_ASK = "nothing_to_ask"


def open_for(session: Session, participation_id: int, coder_id: int) -> list[Recoding]:
    """What the coder was asked to read again of a participation, and has not yet."""
    query = (
        select(Recoding)
        .where(
            Recoding.participation_id == participation_id,
            Recoding.coder_id == coder_id,
            Recoding.coding_id.is_(None),
            ~Recoding.withdrawn,
        )
        .options(joinedload(Recoding.code_book))
        .order_by(Recoding.id)
    )
    return list(session.scalars(query))


def fulfil(coding: Coding, asked: Collection[Recoding]) -> None:
    """Note that `coding` is what was asked for, where it was made under that version."""
    for wish in asked:
        version = (coding.books or {}).get(wish.code_book.key, 0)
        if version >= wish.code_book.version:
            wish.coding_id = coding.id


def ask(
    session: Session,
    actor: User,
    now: datetime,
    campaign_id: int,
    *,
    code_book_id: int,
    reason: str,
    participation_id: int | None = None,
) -> int:
    """Ask those who coded under an older version of a code book to read again.

    All of a campaign, or one participation of it. Returns how many readings were asked for;
    what was asked for already is not asked for twice. Raises NotFoundError, and InvalidError
    without a reason, for a version that the campaign does not code by, or where nothing was
    coded under an older one.
    """
    campaign = session.get(Campaign, campaign_id, with_for_update={"key_share": True})
    if campaign is None:
        raise NotFoundError(f"there is no campaign {campaign_id}")
    words = reason.strip()
    problems = []
    if not words or len(words) > REASON_LENGTH:
        missing = Problem.REASON_TOO_LONG if words else Problem.REASON_REQUIRED
        problems.append(("reason", missing))
    book = session.get(CodeBook, code_book_id)
    if book is None:
        problems.append(("book", Problem.UNKNOWN_BOOK))
    elif book.id not in queries.books_in_force(session, campaign):
        problems.append(("book", Problem.NOT_IN_FORCE))
    if problems or book is None:
        raise InvalidError(list(problems))
    stale = queries.coded_before(session, campaign, book, participation_id)
    if not stale:
        raise InvalidError([("book", Problem.NOTHING_TO_ASK)])
    for part, coder in stale:
        session.add(
            Recoding(
                participation_id=part, coder_id=coder, code_book_id=book.id, reason=words,
                asked_by_id=actor.id, asked_at=now,
            )
        )  # fmt: skip
    session.flush()
    return len(stale)


def withdraw(session: Session, actor: User, now: datetime, recoding_id: int) -> Recoding:
    """Take back a wish that was not fulfilled yet. Raises NotFoundError."""
    wish = session.get(Recoding, recoding_id, with_for_update={"key_share": True})
    if wish is None or wish.coding_id is not None:
        raise NotFoundError(f"there is no open wish {recoding_id}")
    wish.withdrawn = True
    session.flush()
    return wish
