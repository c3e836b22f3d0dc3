"""What deputies say to verdicts, how they were asked, and how their disputes end."""

import datetime as dt
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.queries import verdicts as queries
from app.services import files, guests, open_data
from app.services.accounts import NotAllowedError
from app.services.errors import InvalidError, NotFoundError, ServiceError
from app.services.verdicts import SETTLES
from models import audit
from models.appeal import Channel
from models.base import Lang
from models.file import StoredFile
from models.user import User
from models.verdict import (
    AskedVerdict,
    GuestLink,
    LinkPurpose,
    Position,
    PositionAsk,
    PositionState,
    Settlement,
)

TEXT_LENGTH = 20_000
#: How often one may add to what was said of one verdict, and how many files one link brings.
MOST_WORDS = 10
MOST_FILES = 40
#: What a guest may attach: pages that could run something are not among it.
TAKEN = frozenset(
    {"application/pdf", files.DOCX, "image/png", "image/jpeg", "image/gif", "image/webp"}
)


class Problem(StrEnum):
    """What can be wrong with a position, an attempt or a settlement."""

    TEXT_REQUIRED = "text_required"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    FILE_NOT_TAKEN = "file_not_taken"
    ADDRESS_REQUIRED = "address_required"
    DATE_REQUIRED = "date_required"
    DATE_IN_FUTURE = "date_in_future"
    DATE_BEFORE_LINK = "date_before_link"
    DATE_AFTER_DEADLINE = "date_after_deadline"
    PROOF_REQUIRED = "proof_required"
    NOTHING_TO_ASK = "nothing_to_ask"
    WHY_REQUIRED = "why_required"
    WORDS_REQUIRED = "words_required"


class NoDisputeError(ServiceError):
    """There is no dispute that could be settled: none was raised, or it is settled already."""


class NotPublishedError(ServiceError):
    """A dispute is settled in public, so that its position is published or withheld first."""


@dataclass(frozen=True)
class Upload:
    """A file as it came: its name and its bytes."""

    name: str
    data: bytes


def answer(  # the form of a guest, with where its file is kept
    session: Session,
    now: datetime,
    key: str,
    token: str,
    verdict_id: int,
    *,
    text: str,
    lang: Lang,
    disputes: bool = False,
    upload: Upload | None = None,
    root: Path | None = None,
) -> Position:
    """Take what a deputy says to one verdict, as written. The same words twice are one.

    Raises NoSuchLinkError, NotFoundError for a verdict that the link does not show, and
    InvalidError.
    """
    link = guests.open_link(session, now, key, token, hold=True)
    if link.purpose is not LinkPurpose.POSITION or link.mandate_id is None:
        raise guests.NoSuchLinkError
    if verdict_id not in {rating.id for rating in queries.of_mandate(session, link.mandate_id)}:
        raise NotFoundError(f"link {link.id} shows no verdict {verdict_id}")
    earlier = list(session.scalars(select(Position).where(Position.link_id == link.id)))
    own = [position for position in earlier if position.verdict_id == verdict_id]
    words = text.replace("\r\n", "\n").strip()
    _check_words(words, own)
    same = next((p for p in own if (p.text, p.disputes) == (words, disputes)), None)
    if same is not None and upload is None:
        return same
    with audit.reason(session, f"by link {link.id}"):
        position = Position(
            verdict_id=verdict_id,
            link_id=link.id,
            lang=lang,
            text=words,
            disputes=disputes,
            file_id=_keep(session, now, root, upload, earlier),
            received_at=now,
        )
        session.add(position)
    return position


def _check_words(words: str, own: list[Position]) -> None:
    if not words:
        raise InvalidError([("text", Problem.TEXT_REQUIRED)])
    if len(words) > TEXT_LENGTH:
        raise InvalidError([("text", Problem.TOO_LONG)])
    if len(own) >= MOST_WORDS:
        raise InvalidError([("text", Problem.TOO_MANY)])


def _keep(
    session: Session,
    now: datetime,
    root: Path | None,
    upload: Upload | None,
    earlier: list[Position],
) -> int | None:
    """Keep the file of a guest, known by its content; None where there is none."""
    if upload is None or root is None:
        return None
    if sum(position.file_id is not None for position in earlier) >= MOST_FILES:
        raise InvalidError([("file", Problem.TOO_MANY)])
    try:
        taken = bool(upload.data) and files.content_type(upload.data) in TAKEN
    except files.UnknownTypeError:
        taken = False
    if not taken:
        raise InvalidError([("file", Problem.FILE_NOT_TAKEN)])
    return files.keep(session, now, root, upload.name, upload.data).id


def note_attempt(  # an attempt says all that proves it
    session: Session,
    actor: User,
    now: datetime,
    link_id: int,
    *,
    channel: Channel,
    address: str,
    asked_on: dt.date | None,
    delivered: bool | None,
    proof: str | None = None,
    proof_file: StoredFile | None = None,
) -> PositionAsk:
    """Note an attempt to bring the standing verdicts of a mandate before its holder.

    What is said to be delivered, or not, needs proof in words or as a file. Raises
    NotAllowedError, NotFoundError and InvalidError.
    """
    _require(actor)
    link = session.get(GuestLink, link_id)
    if link is None or link.mandate_id is None:
        raise NotFoundError(f"there is no link {link_id} for a position")
    shown = queries.of_mandate(session, link.mandate_id)
    problems: list[tuple[str, str]] = []
    if not address.strip():
        problems.append(("address", Problem.ADDRESS_REQUIRED))
    problem = _day_problem(link, asked_on, clock.day(now))
    if problem:
        problems.append(("asked_on", problem))
    if delivered is not None and not (proof or "").strip() and proof_file is None:
        problems.append(("proof", Problem.PROOF_REQUIRED))
    if not shown:
        problems.append(("link", Problem.NOTHING_TO_ASK))
    if problems:
        raise InvalidError(problems)
    ask = PositionAsk(
        link_id=link.id,
        channel=channel,
        address=address.strip(),
        asked_on=asked_on,
        delivered=delivered,
        proof=(proof or "").strip() or None,
        proof_file_id=proof_file.id if proof_file else None,
        entered_by_id=actor.id,
        entered_at=now,
        verdicts=[AskedVerdict(verdict_id=rating.id) for rating in shown],
    )
    session.add(ask)
    session.flush()
    return ask


def _day_problem(link: GuestLink, asked_on: dt.date | None, today: dt.date) -> Problem | None:
    if asked_on is None:
        return Problem.DATE_REQUIRED
    if asked_on > today:
        return Problem.DATE_IN_FUTURE
    if asked_on < clock.day(link.issued_at):
        return Problem.DATE_BEFORE_LINK
    if link.deadline is not None and asked_on > link.deadline:
        return Problem.DATE_AFTER_DEADLINE
    return None


def publish(session: Session, actor: User, now: datetime, position_id: int) -> Position:
    """Publish a position as it was written. Raises NotAllowedError and NotFoundError."""
    position = _position(session, actor, position_id)
    if position.state is not PositionState.PUBLISHED:
        if position.state is PositionState.WITHHELD:
            open_data.order(session, actor, now)
        position.state, position.withheld_why = PositionState.PUBLISHED, None
        position.published_by_id, position.published_at = actor.id, now
        session.flush()
    return position


def withhold(session: Session, actor: User, now: datetime, position_id: int, why: str) -> Position:
    """Keep a position from the public, saying why: it names people who are no deputies.

    Raises NotAllowedError, NotFoundError, and InvalidError without a reason.
    """
    position = _position(session, actor, position_id)
    if not why.strip():
        raise InvalidError([("reason", Problem.WHY_REQUIRED)])
    with audit.reason(session, why.strip()):
        position.state, position.withheld_why = PositionState.WITHHELD, why.strip()
        position.published_by_id, position.published_at = actor.id, now
    open_data.order(session, actor, now)
    return position


def settle_dispute(
    session: Session,
    actor: User,
    now: datetime,
    position_id: int,
    *,
    settlement: Settlement,
    words_kk: str,
    words_ru: str,
) -> Position:
    """Say in public how a dispute ended: the verdict stands, or a new one is to be proposed.

    Raises NotAllowedError, NotFoundError, NoDisputeError, NotPublishedError and InvalidError.
    """
    position = _position(session, actor, position_id)
    if not position.disputes or position.settlement is not None:
        raise NoDisputeError
    if position.state is PositionState.RECEIVED:
        raise NotPublishedError
    given = {"words_kk": words_kk.strip(), "words_ru": words_ru.strip()}
    problems: list[tuple[str, str]] = [
        (name, Problem.WORDS_REQUIRED) for name, words in given.items() if not words
    ]
    if problems:
        raise InvalidError(problems)
    position.settlement = settlement
    position.settlement_kk, position.settlement_ru = given["words_kk"], given["words_ru"]
    position.settled_by_id, position.settled_at = actor.id, now
    session.flush()
    return position


def _position(session: Session, actor: User, position_id: int) -> Position:
    _require(actor)
    position = session.get(Position, position_id)
    if position is None:
        raise NotFoundError(f"there is no position {position_id}")
    session.refresh(position, with_for_update={"of": Position})
    return position


def _require(actor: User) -> None:
    if actor.role not in SETTLES:
        raise NotAllowedError(f"a {actor.role} may not do this")
