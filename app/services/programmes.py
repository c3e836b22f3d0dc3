"""Entering and correcting programmes and their theses. The journal keeps what they were."""

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.queries import programmes as queries
from app.queries.programmes import Owner
from app.services.errors import InvalidError, NotFoundError, StaleError
from models import audit
from models.base import Confidence, Lang
from models.file import StoredFile
from models.person import Mandate, Party
from models.programme import Programme, Thesis, Wording
from models.topic import Topic
from models.verdict import Verdict, VerdictState

LANGS = ("kk", "ru", "en")


class Problem(StrEnum):
    """What can be wrong with a programme or a thesis."""

    NOT_A_LINK = "not_a_link"
    TEXT_REQUIRED = "text_required"
    LANG_REQUIRED = "lang_required"
    ORIGINAL_REQUIRED = "original_required"
    PARAPHRASE_NOT_TESTABLE = "paraphrase_not_testable"
    REASON_REQUIRED = "reason_required"
    UNKNOWN_TOPIC = "unknown_topic"
    VERDICT_STANDS = "verdict_stands"


@dataclass(frozen=True)
class ProgrammeFields:
    """What is said of a programme as a whole."""

    title: str | None = None
    note: str | None = None
    source: str | None = None
    source_url: str | None = None


@dataclass(frozen=True)
class ThesisFields:
    """What is said of one thesis."""

    wording: Wording = Wording.QUOTED
    lang: Lang | None = None
    text_kk: str | None = None
    text_ru: str | None = None
    text_en: str | None = None
    page: str | None = None
    topic_id: int | None = None
    testable: bool = False
    untestable_reason: str | None = None
    deadline: date | None = None
    source_url: str | None = None


def save_programme(
    session: Session,
    owner: Owner,
    entered: ProgrammeFields,
    *,
    file: StoredFile | None = None,
    version: int = 0,
) -> Programme:
    """Enter the programme of `owner`, or correct it; `file` replaces the one kept before.

    `version` is the one that was corrected, 0 for none. Raises NotFoundError, InvalidError,
    and StaleError when somebody changed the programme meanwhile.
    """
    if not is_link(entered.source_url):
        raise InvalidError([("source_url", Problem.NOT_A_LINK)])
    programme = queries.programme_of(session, owner)
    _check_version(session, "programmes", programme.id if programme else None, version)
    if programme is None:
        programme = _create(session, owner)
    _set(programme, entered)
    if file is not None:
        programme.file_id = file.id
    if programme.source or programme.source_url:
        programme.confidence = Confidence.SOURCED
    session.flush()
    return programme


def add_thesis(session: Session, owner: Owner, entered: ThesisFields) -> Thesis:
    """Add a thesis at the end, and the programme itself where there was none yet.

    Raises NotFoundError and InvalidError.
    """
    check_thesis(session, entered)
    programme = queries.programme_of(session, owner) or _create(session, owner)
    session.refresh(programme, with_for_update={"key_share": True, "of": Programme})
    last = session.scalar(
        select(func.max(Thesis.number)).where(Thesis.programme_id == programme.id)
    )
    thesis = Thesis(programme_id=programme.id, number=(last or 0) + 1)
    _set(thesis, entered)
    session.add(thesis)
    session.flush()
    return thesis


def save_thesis(session: Session, thesis_id: int, entered: ThesisFields, *, version: int) -> Thesis:
    """Correct a thesis. Raises NotFoundError, InvalidError and StaleError."""
    thesis = _thesis(session, thesis_id)
    check_thesis(session, entered)
    _check_version(session, "theses", thesis.id, version)
    if thesis.testable and not entered.testable:
        _no_verdict(session, thesis, "testable")
    _set(thesis, entered)
    session.flush()
    return thesis


def withdraw_thesis(session: Session, thesis_id: int, why: str) -> Thesis:
    """Take a thesis that was entered in error out of use; it stays visible to staff.

    Raises NotFoundError, and InvalidError without a reason.
    """
    return _mark(session, thesis_id, why, withdrawn=True)


def restore_thesis(session: Session, thesis_id: int, why: str) -> Thesis:
    """Bring a withdrawn thesis back. Raises NotFoundError, and InvalidError without a reason."""
    return _mark(session, thesis_id, why, withdrawn=False)


def _mark(session: Session, thesis_id: int, why: str, *, withdrawn: bool) -> Thesis:
    thesis = _thesis(session, thesis_id)
    if not why.strip():
        raise InvalidError([("reason", Problem.REASON_REQUIRED)])
    if withdrawn:
        _no_verdict(session, thesis, "reason")
    with audit.reason(session, why.strip()):
        thesis.withdrawn = withdrawn
    return thesis


def _no_verdict(session: Session, thesis: Thesis, field: str) -> None:
    """Raise InvalidError while a verdict on `thesis` is proposed or stands."""
    open_ones = (VerdictState.PROPOSED, VerdictState.CONFIRMED)
    found = select(Verdict.id).where(Verdict.thesis_id == thesis.id, Verdict.state.in_(open_ones))
    if session.scalar(found.limit(1)) is not None:
        raise InvalidError([(field, Problem.VERDICT_STANDS)])


def check_thesis(session: Session, entered: ThesisFields) -> None:
    """Raise InvalidError where the method does not allow `entered`."""
    problems: list[tuple[str, str]] = []
    texts = {lang: getattr(entered, f"text_{lang}") for lang in LANGS}
    if not any(texts.values()):
        problems.append((f"text_{entered.lang or 'ru'}", Problem.TEXT_REQUIRED))
    elif entered.wording is Wording.QUOTED:
        if entered.lang is None:
            problems.append(("lang", Problem.LANG_REQUIRED))
        elif not texts[entered.lang]:
            problems.append((f"text_{entered.lang}", Problem.ORIGINAL_REQUIRED))
    if entered.wording is Wording.PARAPHRASED and entered.testable:
        problems.append(("testable", Problem.PARAPHRASE_NOT_TESTABLE))
    if entered.wording is Wording.QUOTED and not entered.testable and not entered.untestable_reason:
        problems.append(("untestable_reason", Problem.REASON_REQUIRED))
    if not is_link(entered.source_url):
        problems.append(("source_url", Problem.NOT_A_LINK))
    if entered.topic_id is not None and session.get(Topic, entered.topic_id) is None:
        problems.append(("topic", Problem.UNKNOWN_TOPIC))
    if problems:
        raise InvalidError(problems)


def is_link(url: str | None) -> bool:
    """Whether `url` is nothing, or an address on the web: no script and no file hides in it."""
    if not url:
        return True
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _create(session: Session, owner: Owner) -> Programme:
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


def _thesis(session: Session, thesis_id: int) -> Thesis:
    thesis = session.get(Thesis, thesis_id, with_for_update={"key_share": True, "of": Thesis})
    if thesis is None:
        raise NotFoundError(f"there is no thesis {thesis_id}")
    return thesis


def _check_version(session: Session, entity: str, key: int | None, version: int) -> None:
    stands = queries.version(session, entity, key) if key is not None else 0
    if stands != version:
        raise StaleError(stands)


def _set(target: Programme | Thesis, entered: ProgrammeFields | ThesisFields) -> None:
    for field in fields(entered):
        setattr(target, field.name, getattr(entered, field.name))
