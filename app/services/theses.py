"""Entering, correcting and withdrawing theses. A quote is held against the kept document."""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from app.queries import programmes as queries
from app.queries.programmes import Owner
from app.queries.theses import is_party_thesis
from app.services import quotes
from app.services.errors import InvalidError, NotFoundError, StaleError
from app.services.programmes import ensure, is_link, require_writer
from models import audit
from models.base import Lang
from models.file import StoredFile
from models.programme import Origin, Programme, Statement, Thesis, Wording
from models.topic import Topic
from models.user import User
from models.verdict import Verdict, VerdictState

LANGS = ("kk", "ru", "en")


class Problem(StrEnum):
    """What can be wrong with a thesis."""

    NOT_A_LINK = "not_a_link"
    TEXT_REQUIRED = "text_required"
    LANG_REQUIRED = "lang_required"
    ORIGINAL_REQUIRED = "original_required"
    PARAPHRASE_NOT_TESTABLE = "paraphrase_not_testable"
    REASON_REQUIRED = "reason_required"
    UNKNOWN_TOPIC = "unknown_topic"
    NOT_IN_DOCUMENT = "not_in_document"
    NOT_A_PARTY_THESIS = "not_a_party_thesis"
    PARTY_ONLY = "party_only"
    VERDICT_STANDS = "verdict_stands"
    HAS_VERDICT = "has_verdict"


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
    statement: Statement | None = None
    testable: bool = False
    untestable_reason: str | None = None
    deadline: date | None = None
    concerns_district: bool | None = None
    adapts_id: int | None = None
    source_url: str | None = None


@dataclass(frozen=True)
class Cut:
    """Where somebody says that a quote stands: on a page, or between two characters."""

    page: int | None = None
    start: int | None = None
    end: int | None = None


def add_thesis(
    session: Session,
    actor: User,
    now: datetime,
    owner: Owner,
    entered: ThesisFields,
    *,
    cut: Cut = Cut(),
) -> Thesis:
    """Add a thesis at the end, and the programme itself where there was none yet.

    Raises NotFoundError for an owner that is not there or not the actor's, and InvalidError.
    """
    require_writer(session, actor, owner)
    check_thesis(session, owner, entered)
    programme = ensure(session, owner)
    session.refresh(programme, with_for_update={"key_share": True, "of": Programme})
    if programme.origin is Origin.PARTY_ONLY:
        raise InvalidError([(_original(entered), Problem.PARTY_ONLY)])
    last = session.scalar(
        select(func.max(Thesis.number)).where(Thesis.programme_id == programme.id)
    )
    thesis = Thesis(programme_id=programme.id, number=(last or 0) + 1)
    _put(session, thesis, programme, entered, cut)
    session.add(thesis)
    session.flush()
    return thesis


def save_thesis(
    session: Session,
    actor: User,
    now: datetime,
    thesis_id: int,
    entered: ThesisFields,
    *,
    version: int,
) -> Thesis:
    """Correct a thesis. Raises NotFoundError, InvalidError and StaleError."""
    thesis = _thesis(session, actor, thesis_id)
    check_thesis(session, Owner.of(thesis.programme), entered, own=thesis.id)
    stands = queries.version(session, "theses", thesis.id)
    if stands != version:
        raise StaleError(stands)
    if thesis.testable and not entered.testable:
        _no_verdict(session, thesis, "testable")
    try:
        with session.begin_nested():
            _put(session, thesis, thesis.programme, entered, Cut(start=thesis.text_start))
            session.flush()
    except IntegrityError as error:
        # What was once judged stays testable: the verdict, be it withdrawn, refers to both.
        raise InvalidError([("testable", Problem.HAS_VERDICT)]) from error
    return thesis


def withdraw_thesis(
    session: Session, actor: User, now: datetime, thesis_id: int, why: str
) -> Thesis:
    """Take a thesis that was entered in error out of use; it stays visible to staff.

    Raises NotFoundError, and InvalidError without a reason.
    """
    return _mark(session, actor, thesis_id, why, withdrawn=True)


def restore_thesis(
    session: Session, actor: User, now: datetime, thesis_id: int, why: str
) -> Thesis:
    """Bring a withdrawn thesis back. Raises NotFoundError, and InvalidError without a reason."""
    return _mark(session, actor, thesis_id, why, withdrawn=False)


def place_quotes(session: Session, file: StoredFile) -> int:
    """Find the quotes that were entered before `file` was kept or read; how many it has.

    What is not found stays as it is: the cutting screen lists it.
    """
    query = (
        select(Thesis)
        .join(Thesis.programme)
        .where(
            Programme.file_id == file.id,
            Thesis.wording == Wording.QUOTED,
            Thesis.text_start.is_(None) | (Thesis.file_id != file.id),
        )
        .options(joinedload(Thesis.programme))
    )
    placed = 0
    for thesis in session.scalars(query):
        quote = getattr(thesis, f"text_{thesis.lang}") if thesis.lang else None
        found = _locate(file, quote, Cut()) if quote and file.text else None
        if found is not None:
            _place(thesis, file, found)
            thesis.capture_id = thesis.programme.capture_id
            thesis.page = _page_at(file, found[0]) or thesis.page
            placed += 1
    session.flush()
    return placed


def check_thesis(
    session: Session, owner: Owner, entered: ThesisFields, own: int | None = None
) -> None:
    """Raise InvalidError where the method does not allow `entered`; `own` is the thesis itself."""
    problems = _wording_problems(entered)
    if not is_link(entered.source_url):
        problems.append(("source_url", Problem.NOT_A_LINK))
    if entered.topic_id is not None and session.get(Topic, entered.topic_id) is None:
        problems.append(("topic", Problem.UNKNOWN_TOPIC))
    if entered.adapts_id is not None and not is_party_thesis(
        session, owner, entered.adapts_id, own
    ):
        problems.append(("adapts", Problem.NOT_A_PARTY_THESIS))
    if problems:
        raise InvalidError(problems)


def _wording_problems(entered: ThesisFields) -> list[tuple[str, str]]:
    problems: list[tuple[str, str]] = []
    texts = {lang: getattr(entered, f"text_{lang}") for lang in LANGS}
    quoted = entered.wording is Wording.QUOTED
    if not any(texts.values()):
        problems.append((_original(entered), Problem.TEXT_REQUIRED))
    elif quoted and entered.lang is None:
        problems.append(("lang", Problem.LANG_REQUIRED))
    elif quoted and not texts[str(entered.lang)]:
        problems.append((_original(entered), Problem.ORIGINAL_REQUIRED))
    if not quoted and entered.testable:
        problems.append(("testable", Problem.PARAPHRASE_NOT_TESTABLE))
    if quoted and not entered.testable and not entered.untestable_reason:
        problems.append(("untestable_reason", Problem.REASON_REQUIRED))
    return problems


def _put(
    session: Session, thesis: Thesis, programme: Programme, entered: ThesisFields, cut: Cut
) -> None:
    """Write `entered` to `thesis`, its quote held against the document. Raises InvalidError."""
    file, span = _find_quote(session, thesis, programme, entered, cut)
    if file is not None and span is not None:
        name = _original(entered)
        words = quotes.wording(file.text or "", span, getattr(entered, name))
        found: dict[str, Any] = {name: words, "page": _page_at(file, span[0]) or entered.page}
        entered = replace(entered, **found)
    for field in fields(entered):
        setattr(thesis, field.name, getattr(entered, field.name))
    _place(thesis, file, span)
    thesis.capture_id = programme.capture_id if file and file.id == programme.file_id else None


def _find_quote(
    session: Session, thesis: Thesis, programme: Programme, entered: ThesisFields, cut: Cut
) -> tuple[StoredFile | None, tuple[int, int] | None]:
    """The document that has the quote, and where; neither where there is none to compare with.

    A quote from a document that was replaced since may stand in that one.
    """
    if entered.wording is not Wording.QUOTED:
        return None, None
    quote = getattr(entered, _original(entered))
    texts = []
    for file_id in dict.fromkeys((programme.file_id, thesis.file_id)):
        file = session.get(StoredFile, file_id) if file_id is not None else None
        if file is not None and file.text:
            texts.append(file)
            found = _locate(file, quote, cut)
            if found is not None:
                return file, found
    if texts:
        raise InvalidError([(_original(entered), Problem.NOT_IN_DOCUMENT)])
    return None, None


def _locate(file: StoredFile, quote: str, cut: Cut) -> tuple[int, int] | None:
    """Where `quote` stands in the text of `file`: as near as possible to where `cut` says."""
    text = file.text or ""
    if cut.start is not None and cut.end is not None:
        span = (cut.start, cut.end)
        if quotes.fits(text, span, quote):
            inside = text[span[0] : span[1]]
            start = span[0] + len(inside) - len(inside.lstrip())
            return start, start + len(inside.strip())
    found = quotes.find(text, quote)
    if not found:
        return None
    if cut.start is not None:
        return min(found, key=lambda span: abs(span[0] - (cut.start or 0)))
    on_page = [span for span in found if text.count("\f", 0, span[0]) + 1 == cut.page]
    return (on_page or found)[0]


def _place(thesis: Thesis, file: StoredFile | None, span: tuple[int, int] | None) -> None:
    thesis.file_id = file.id if file else None
    thesis.text_start, thesis.text_end = span or (None, None)


def _page_at(file: StoredFile, place: int) -> str | None:
    """The page of a place in the text; None where the document has none that are known."""
    text = file.text or ""
    if file.mime != "application/pdf" and "\f" not in text:
        return None
    return str(text.count("\f", 0, place) + 1)


def _original(entered: ThesisFields) -> str:
    """The field of the text in the language in which the thesis was made."""
    return f"text_{entered.lang or 'ru'}"


def _mark(session: Session, actor: User, thesis_id: int, why: str, *, withdrawn: bool) -> Thesis:
    thesis = _thesis(session, actor, thesis_id)
    if not why.strip():
        raise InvalidError([("reason", Problem.REASON_REQUIRED)])
    if not withdrawn and thesis.programme.origin is Origin.PARTY_ONLY:
        raise InvalidError([("reason", Problem.PARTY_ONLY)])
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


def _thesis(session: Session, actor: User, thesis_id: int) -> Thesis:
    thesis = session.get(Thesis, thesis_id, with_for_update={"key_share": True, "of": Thesis})
    if thesis is None:
        raise NotFoundError(f"there is no thesis {thesis_id}")
    require_writer(session, actor, Owner.of(thesis.programme))
    return thesis
