"""Saving, undoing and drafting of codings.

Nothing is ever overwritten: a save is a new row, and `current` says which one stands.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from app.queries import books
from app.queries import coding as queries
from app.queries.readings import Entry, own_coding
from app.queries.settled import is_drawn
from app.services import recoding, sampling
from app.services.errors import InvalidError, NotFoundError, ServiceError
from models.coding import Coding, Draft, Reading, ThesisTag, TopicTag
from models.item import Kind, Participation
from models.user import User

NOTE_LENGTH = 4_000
#: A lock that lets others still refer to the row.
LOCK = {"key_share": True, "of": Participation}


class Problem(StrEnum):
    """What can be wrong with a reading."""

    READING_REQUIRED = "reading_required"
    TAG_REQUIRED = "tag_required"
    NO_THESES = "no_theses"
    NOTHING_READ = "nothing_read"
    NOTE_REQUIRED = "note_required"
    NOTE_TOO_LONG = "note_too_long"
    FOREIGN_THESIS = "foreign_thesis"
    UNKNOWN_TOPIC = "unknown_topic"
    NOT_AN_ANSWER = "not_an_answer"


class NotCodableError(ServiceError):
    """The participation was withdrawn: no record says any longer that the deputy took part."""


class CannotUndoError(ServiceError):
    """The coding is not the one that stands, so that there is nothing to take back."""


@dataclass(frozen=True)
class Saved:
    """What became of a save.

    `other` is the coder's own reading that stands in its stead, because it was saved from
    another tab meanwhile; `second` says that somebody else had already coded the
    participation, of what is not in the reliability sample; `moved` that a merge had moved it.
    """

    coding: Coding
    other: Coding | None = None
    second: bool = False
    moved: bool = False


def save(
    session: Session,
    actor: User,
    now: datetime,
    participation_id: int,
    entry: Entry,
    *,
    base: int,
    token: str,
) -> Saved:
    """Keep `entry` as the reading of `actor`, made when `base` was their reading (0: none).

    The same form sent twice makes one row: `token` is the form's own. A reading that was made
    on another base is kept beside the one that stands, and does not replace it.

    Raises NotFoundError, NotCodableError, and InvalidError with the fields of the form and a
    `Problem` each.
    """
    participation = _locked(session, participation_id)
    check(session, participation, entry)
    key = _key(participation_id, token, entry)
    current = queries.current_of(session, participation.id, actor.id)
    coding = session.scalar(select(Coding).where(Coding.coder_id == actor.id, Coding.token == key))
    asked = recoding.open_for(session, participation.id, actor.id)
    # Whoever was asked to read again, and found the same again, has read it again.
    if coding is None and current is not None and not asked and Entry.of(current) == entry:
        coding = current
    if coding is None:
        stands = current is None or current.id == base
        first = not _read_by_anyone(session, participation.id)
        if current is not None and stands:
            current.current = False
            session.flush()
        coding = _add(
            session, actor, now, participation, entry=entry, key=key, current=current, stands=stands
        )
        if stands:
            sampling.after_save(session, now, coding, first=first)
            recoding.fulfil(coding, asked)
    elif not coding.current and current is None:
        coding.current = True
    moved = participation.id != participation_id
    if moved and coding.moved_from_id is None:
        coding.moved_from_id = participation_id
    discard_draft(session, actor, {participation_id, participation.id})
    session.flush()
    return Saved(
        coding,
        other=None if coding.current else current,
        second=_coded_by_others(session, participation.id, actor),
        moved=moved,
    )


def _locked(session: Session, participation_id: int) -> Participation:
    """The participation that takes the coding, locked so that saves come one after another."""
    found = session.get(Participation, participation_id)
    participation = queries.surviving(session, found) if found else None
    if participation is None:
        raise NotFoundError(f"there is no participation {participation_id}")
    session.refresh(participation, with_for_update=LOCK)
    if participation.withdrawn:
        raise NotCodableError(f"participation {participation.id} was withdrawn")
    return participation


def check(session: Session, participation: Participation, entry: Entry) -> None:
    """Raise InvalidError where `entry` is not a reading that may be saved on `participation`."""
    problems: list[tuple[str, str]] = []
    if entry.reading is None:
        problems.append(("reading", Problem.READING_REQUIRED))
    if entry.reading is Reading.TAGGED and not entry.theses and not entry.topics:
        problems.append(("reading", Problem.TAG_REQUIRED))
    if entry.reading is Reading.NONE_FITS and entry.theses:
        problems.append(("reading", Problem.NO_THESES))
    if entry.reading is Reading.SKIPPED and (entry.theses or entry.topics):
        problems.append(("reading", Problem.NOTHING_READ))
    if entry.reading in (Reading.UNSURE, Reading.SKIPPED) and not entry.note:
        problems.append(("note", Problem.NOTE_REQUIRED))
    if len(entry.note) > NOTE_LENGTH:
        problems.append(("note", Problem.NOTE_TOO_LONG))
    chosen = set(entry.theses)
    if chosen != queries.codable_theses(session, participation.mandate, chosen):
        problems.append(("theses", Problem.FOREIGN_THESIS))
    if entry.topics != queries.existing_topics(session, entry.topics):
        problems.append(("topics", Problem.UNKNOWN_TOPIC))
    if entry.answer_reading and participation.item.kind is not Kind.ANSWER:
        problems.append(("answer_reading", Problem.NOT_AN_ANSWER))
    if problems:
        raise InvalidError(problems)


def _key(participation_id: int, token: str, entry: Entry) -> str:
    """What a form sent twice has in common, and a form filled in twice has not."""
    body = json.dumps([participation_id, token, entry.as_fields()], sort_keys=True)
    return hashlib.sha256(body.encode()).hexdigest()


def _add(
    session: Session,
    actor: User,
    now: datetime,
    participation: Participation,
    *,
    entry: Entry,
    key: str,
    current: Coding | None,
    stands: bool,
) -> Coding:
    if entry.reading is None:
        raise InvalidError([("reading", Problem.READING_REQUIRED)])
    coding = Coding(
        participation_id=participation.id,
        coder_id=actor.id,
        reading=entry.reading,
        answer_reading=entry.answer_reading,
        note=entry.note or None,
        saved_at=now,
        current=stands,
        supersedes_id=current.id if current else None,
        token=key,
        books=books.versions(books.books_in_force(session, participation.mandate_id)),
        thesis_tags=[
            ThesisTag(thesis_id=thesis, strength=strength)
            for thesis, strength in sorted(entry.theses.items())
        ],
        topic_tags=[TopicTag(topic_id=topic) for topic in sorted(entry.topics)],
    )
    session.add(coding)
    session.flush()
    return coding


def _read_by_anyone(session: Session, participation_id: int) -> bool:
    query = exists().where(Coding.participation_id == participation_id, Coding.current)
    return bool(session.scalar(select(query)))


def _coded_by_others(session: Session, participation_id: int, actor: User) -> bool:
    """Whether somebody else has coded it, outside the sample: no more than that may be told."""
    return bool(
        session.scalar(
            select(
                exists().where(
                    Coding.participation_id == participation_id,
                    Participation.id == Coding.participation_id,
                    Coding.coder_id != actor.id,
                    Coding.current,
                    ~is_drawn(),
                )
            )
        )
    )


def choose(session: Session, actor: User, coding_id: int) -> Coding:
    """Let one of the actor's own readings of a participation stand in the place of the other.

    Both rows stay. Raises NotFoundError for a coding that is not the actor's.
    """
    coding = own_coding(session, actor, coding_id)
    if coding is None:
        raise NotFoundError(f"there is no coding {coding_id} of this coder")
    session.refresh(coding.participation, with_for_update=LOCK)
    current = queries.current_of(session, coding.participation_id, actor.id)
    if current is not None and current.id != coding.id:
        current.current = False
        session.flush()
        if current.supersedes_id != coding.id:
            coding.supersedes_id = current.id
    coding.current = True
    session.flush()
    return coding


def undo(session: Session, actor: User, now: datetime, coding_id: int) -> Coding:
    """Take back a save: the reading before it stands again, or none.

    What was taken back stays as a draft, so that a slip of a key costs one key.

    Raises NotFoundError for a coding that is not the actor's, and CannotUndoError for one
    that does not stand.
    """
    coding = own_coding(session, actor, coding_id)
    if coding is None:
        raise NotFoundError(f"there is no coding {coding_id} of this coder")
    session.refresh(coding.participation, with_for_update=LOCK)
    session.refresh(coding)
    if not coding.current:
        raise CannotUndoError(f"coding {coding_id} does not stand")
    coding.current = False
    # The same form may be sent again after this, and is then a new save.
    coding.token = None
    session.flush()
    before = session.get(Coding, coding.supersedes_id) if coding.supersedes_id else None
    if before is not None and before.participation_id == coding.participation_id:
        before.current = True
    base = before.id if before is not None and before.current else 0
    keep_draft(session, actor, now, coding.participation_id, Entry.of(coding), base=base)
    session.flush()
    return coding


def keep_draft(
    session: Session,
    actor: User,
    now: datetime,
    participation_id: int,
    entry: Entry,
    *,
    base: int,
) -> Draft:
    """Keep what is entered so far; nothing is checked but that the participation exists.

    Raises NotFoundError.
    """
    # Two drafts sent at the same moment must not both become the first one.
    if session.get(Participation, participation_id, with_for_update=LOCK) is None:
        raise NotFoundError(f"there is no participation {participation_id}")
    draft = queries.draft_of(session, participation_id, actor.id)
    if draft is None:
        draft = Draft(participation_id=participation_id, coder_id=actor.id)
        session.add(draft)
    # A draft is of any length: what does not fit is told when it is saved.
    draft.fields = {**entry.as_fields(), "base": base}
    draft.saved_at = now
    session.flush()
    return draft


def discard_draft(session: Session, actor: User, participation_ids: set[int]) -> None:
    """Forget the actor's drafts on these participations."""
    session.execute(
        delete(Draft).where(
            Draft.coder_id == actor.id, Draft.participation_id.in_(participation_ids)
        )
    )
