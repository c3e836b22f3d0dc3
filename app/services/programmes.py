"""Entering and correcting what is said of a programme. The journal keeps what it was."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.queries import programmes as queries
from app.queries.programmes import Owner
from app.services import jobs
from app.services.errors import InvalidError, NotFoundError, StaleError
from models import audit
from models.base import Confidence
from models.person import Mandate, Party
from models.programme import Availability, FoundVia, Origin, Programme, Thesis
from models.user import User

#: What is said of the programme itself, and so needs to be sourced and dated.
CLAIMS = ("availability", "found_via", "origin", "specific_promises")
#: Where nothing could be read, nothing can be kept.
NOTHING_CAME = {Origin.BROKEN_LINK, Origin.NOT_PROVIDED}
OF_PARTY = {Origin.OWN_ON_PARTY, Origin.PARTY_ONLY}


class Problem(StrEnum):
    """What can be wrong with what is said of a programme."""

    NOT_A_LINK = "not_a_link"
    SOURCE_REQUIRED = "source_required"
    DAY_REQUIRED = "day_required"
    DAY_TO_COME = "day_to_come"
    SAME_SOURCE = "same_source"
    FOUND_WHERE = "found_where"
    NOT_AVAILABLE_YET_KEPT = "not_available_yet_kept"
    AVAILABLE_YET_NOTHING_CAME = "available_yet_nothing_came"
    PARTY_HAS_NO_PARTY = "party_has_no_party"
    HAS_OWN_THESES = "has_own_theses"


@dataclass(frozen=True)
class ProgrammeFields:
    """What is said of a programme as a whole. What is None is not known."""

    title: str | None = None
    note: str | None = None
    source: str | None = None
    source_url: str | None = None
    availability: Availability | None = None
    found_via: FoundVia | None = None
    origin: Origin | None = None
    specific_promises: bool | None = None
    known_on: date | None = None


@dataclass(frozen=True)
class Kept:
    """The document of a programme: a file, of a capture where its bytes are those of one."""

    file_id: int | None = None
    capture_id: int | None = None


def save_programme(
    session: Session,
    actor: User,
    now: datetime,
    owner: Owner,
    entered: ProgrammeFields,
    *,
    kept: Kept = Kept(),
    version: int = 0,
    why: str | None = None,
) -> Programme:
    """Enter the programme of `owner`, or correct it; `kept` replaces the document kept before.

    `version` is the one that was corrected, 0 for none; `why` tells a correction of what was
    entered wrongly from news, which have a source and a day of their own. The text of the
    document is read by a job.

    Raises NotFoundError for an owner that is not there or not the actor's, InvalidError, and
    StaleError when somebody changed the programme meanwhile.
    """
    require_writer(session, actor, owner)
    return write_programme(session, actor, now, owner, entered, kept=kept, version=version, why=why)


def write_programme(
    session: Session,
    actor: User,
    now: datetime,
    owner: Owner,
    entered: ProgrammeFields,
    *,
    kept: Kept = Kept(),
    version: int = 0,
    why: str | None = None,
) -> Programme:
    """As `save_programme`, for a caller that has made sure that `actor` may: an import."""
    programme = queries.programme_of(session, owner)
    if programme is not None:
        session.refresh(programme, with_for_update={"key_share": True, "of": Programme})
    _check_version(session, programme, version)
    _check(session, owner, programme, entered, now.date(), kept=kept, why=why)
    if programme is None:
        programme = ensure(session, owner)
    if why and why.strip():
        with audit.reason(session, why.strip()):
            _set(programme, entered)
    else:
        _set(programme, entered)
    if kept.file_id is not None and kept.file_id != programme.file_id:
        # Its text is read, if it was not before, and the quotes of this programme found in it.
        jobs.enqueue(session, actor, now, "read_file", {"file": kept.file_id})
    if kept.file_id is not None:
        programme.file_id, programme.capture_id = kept.file_id, kept.capture_id
    if programme.source or programme.source_url:
        programme.confidence = Confidence.SOURCED
    session.flush()
    return programme


def require_writer(session: Session, actor: User, owner: Owner) -> None:
    """Raise NotFoundError unless `actor` may enter what `owner` promised."""
    if not queries.may_write(session, actor, owner):
        raise NotFoundError("this programme is not the actor's to enter")


def ensure(session: Session, owner: Owner) -> Programme:
    """The programme of `owner`, begun where there was none. Raises NotFoundError."""
    # Two people who begin at once: the second waits here and then finds the first's.
    model = Mandate if owner.mandate_id is not None else Party
    key = owner.mandate_id if owner.mandate_id is not None else owner.party_id
    if session.get(model, key, with_for_update={"key_share": True, "of": model}) is None:
        raise NotFoundError(f"there is no {model.__name__} {key}")
    found = queries.programme_of(session, owner)
    if found is not None:
        return found
    programme = Programme(
        mandate_id=owner.mandate_id,
        party_id=owner.party_id,
        convocation_id=owner.convocation_id,
        confidence=Confidence.MISSING,
    )
    session.add(programme)
    session.flush()
    return programme


def is_link(url: str | None) -> bool:
    """Whether `url` is nothing, or an address on the web: no script and no file hides in it."""
    if not url:
        return True
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _check(
    session: Session,
    owner: Owner,
    before: Programme | None,
    entered: ProgrammeFields,
    today: date,
    *,
    kept: Kept,
    why: str | None,
) -> None:
    problems = problems_of(session, owner, before, entered, today, kept=kept, why=why)
    if problems:
        raise InvalidError(problems)


def problems_of(
    session: Session,
    owner: Owner,
    before: Programme | None,
    entered: ProgrammeFields,
    today: date,
    *,
    kept: Kept = Kept(),
    why: str | None = None,
) -> list[tuple[str, str]]:
    """What is wrong with what would be said of a programme: fields and members of Problem."""
    document = kept.file_id or (before.file_id or before.capture_id if before else None)
    problems = [
        *_sourcing(before, entered, today, why),
        *_contradictions(owner, entered, bool(document)),
    ]
    if entered.origin is Origin.PARTY_ONLY and before is not None and _theses(session, before):
        problems.append(("origin", Problem.HAS_OWN_THESES))
    return problems


def _sourcing(
    before: Programme | None, entered: ProgrammeFields, today: date, why: str | None
) -> list[tuple[str, str]]:
    """Every change of what is claimed has a source and a day, and news have their own."""
    problems: list[tuple[str, str]] = []
    if not is_link(entered.source_url):
        problems.append(("source_url", Problem.NOT_A_LINK))
    if entered.known_on is not None and entered.known_on > today:
        problems.append(("known_on", Problem.DAY_TO_COME))
    was = {name: getattr(before, name, None) for name in CLAIMS}
    if all(was[name] == getattr(entered, name) for name in CLAIMS):
        return problems
    if not (entered.source or entered.source_url):
        problems.append(("source", Problem.SOURCE_REQUIRED))
    if entered.known_on is None:
        problems.append(("known_on", Problem.DAY_REQUIRED))
    proof = ("source", "source_url", "known_on")
    repeated = all(getattr(before, name, None) == getattr(entered, name) for name in proof)
    said_before = any(was[name] not in (None, getattr(entered, name)) for name in CLAIMS)
    if not problems and repeated and said_before and not (why or "").strip():
        problems.append(("why", Problem.SAME_SOURCE))
    return problems


def _contradictions(
    owner: Owner, entered: ProgrammeFields, document: bool
) -> list[tuple[str, str]]:
    """What cannot be true together, whatever the source says."""
    problems: list[tuple[str, str]] = []
    if entered.availability is Availability.PUBLISHED and entered.found_via is None:
        problems.append(("found_via", Problem.FOUND_WHERE))
    if entered.availability is Availability.NOT_AVAILABLE and document:
        problems.append(("availability", Problem.NOT_AVAILABLE_YET_KEPT))
    available = entered.availability in {Availability.PUBLISHED, Availability.ON_REQUEST}
    if entered.origin in NOTHING_CAME and (available or document):
        problems.append(("origin", Problem.AVAILABLE_YET_NOTHING_CAME))
    if entered.origin in OF_PARTY and owner.mandate_id is None:
        problems.append(("origin", Problem.PARTY_HAS_NO_PARTY))
    return problems


def _theses(session: Session, programme: Programme) -> int:
    query = select(func.count()).where(Thesis.programme_id == programme.id, ~Thesis.withdrawn)
    return session.scalar(query) or 0


def _check_version(session: Session, programme: Programme | None, version: int) -> None:
    stands = queries.version(session, "programmes", programme.id) if programme else 0
    if stands != version:
        raise StaleError(stands)


def _set(programme: Programme, entered: ProgrammeFields) -> None:
    for field in fields(entered):
        setattr(programme, field.name, getattr(entered, field.name))
