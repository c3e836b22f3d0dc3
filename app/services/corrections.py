"""Reported errors: taken from anybody, settled by a coordinator, told to everybody."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.queries.programmes import version as version_of
from app.services import caches
from app.services.errors import InvalidError, NotFoundError, StaleError
from models import audit
from models.base import Lang
from models.edition import Edition, ErrorReport, ReportState
from models.user import User

TEXT_LENGTH = 4_000
CONTACT_LENGTH = 200
PAGE_LENGTH = 500
#: A path of ours: a language and what follows it, without what a browser would read as more.
PAGE = re.compile(r"/(?:kk|ru|en)/[^\s\\]*")
#: The same words about the same page within this time are one report.
TWICE = timedelta(days=1)


class Problem(StrEnum):
    """What can be wrong with a report or its settlement."""

    TEXT_REQUIRED = "text_required"
    TOO_LONG = "too_long"
    WORDS_REQUIRED = "words_required"
    REASON_REQUIRED = "reason_required"


@dataclass(frozen=True)
class Correction:
    """What was changed and why, for everybody to read; English may be left out."""

    change_kk: str | None = None
    change_ru: str | None = None
    change_en: str | None = None
    why_kk: str | None = None
    why_ru: str | None = None
    why_en: str | None = None


def report(
    session: Session, now: datetime, *, page: str, lang: Lang, text: str, contact: str | None
) -> ErrorReport:
    """Take a report on `page` (a path of ours; any other is taken for the first page).

    The same form sent twice is one report. Raises InvalidError.
    """
    text, contact = text.strip(), (contact or "").strip() or None
    problems: list[tuple[str, str]] = []
    if not text:
        problems.append(("text", Problem.TEXT_REQUIRED))
    if len(text) > TEXT_LENGTH:
        problems.append(("text", Problem.TOO_LONG))
    if contact and len(contact) > CONTACT_LENGTH:
        problems.append(("contact", Problem.TOO_LONG))
    if problems:
        raise InvalidError(problems)
    page = page_of(page, lang)
    earlier = session.scalar(
        select(ErrorReport)
        .where(ErrorReport.page == page, ErrorReport.text == text)
        .where(ErrorReport.state == ReportState.OPEN, ErrorReport.reported_at > now - TWICE)
        .limit(1)
    )
    if earlier is not None:
        return earlier
    found = ErrorReport(page=page, lang=lang, text=text, contact=contact, reported_at=now)
    session.add(found)
    session.flush()
    return found


def page_of(path: str, lang: Lang) -> str:
    """`path` where it can be a page of ours, or else the first page in `lang`."""
    path = path.replace("\x00", "")[:PAGE_LENGTH]
    return path if PAGE.fullmatch(path) else f"/{lang.value}/"


def correct(
    session: Session,
    actor: User,
    now: datetime,
    report_id: int,
    words: Correction,
    *,
    version: int,
) -> ErrorReport:
    """Say what was changed and why, so that everybody can read it.

    It may be said again in better words; the journal keeps what was said before. Raises
    NotFoundError, InvalidError, and StaleError where somebody settled it meanwhile.
    """
    missing = [
        (name, Problem.WORDS_REQUIRED)
        for name in ("change_kk", "change_ru", "why_kk", "why_ru")
        if not (getattr(words, name) or "").strip()
    ]
    long = [
        (name, Problem.TOO_LONG)
        for name, value in vars(words).items()
        if value and len(value) > TEXT_LENGTH
    ]
    if missing or long:
        raise InvalidError([*missing, *long])
    found = _locked(session, report_id, version)
    for name, value in vars(words).items():
        setattr(found, name, (value or "").strip() or None)
    found.reason = None
    _settle(session, actor, now, found, ReportState.CORRECTED)
    return found


def decline(
    session: Session, actor: User, now: datetime, report_id: int, reason: str, *, version: int
) -> ErrorReport:
    """Leave everything as it is, with a reason for those who come after.

    Raises NotFoundError, InvalidError and StaleError.
    """
    reason = reason.strip()
    if not reason or len(reason) > TEXT_LENGTH:
        problem = Problem.TOO_LONG if reason else Problem.REASON_REQUIRED
        raise InvalidError([("reason", problem)])
    found = _locked(session, report_id, version)
    with audit.reason(session, reason):
        for name in vars(Correction()):
            setattr(found, name, None)
        found.reason = reason
        _settle(session, actor, now, found, ReportState.DECLINED)
    return found


def _locked(session: Session, report_id: int, version: int) -> ErrorReport:
    found = session.get(ErrorReport, report_id, with_for_update=True)
    if found is None:
        raise NotFoundError(f"there is no report {report_id}")
    now = version_of(session, "error_reports", report_id)
    if now != version:
        raise StaleError(now)
    return found


def _settle(
    session: Session, actor: User, now: datetime, found: ErrorReport, state: ReportState
) -> None:
    # Asked first: a question sends what is half changed to the database.
    actor_id, edition_id = actor.id, _edition(session, found.page)
    found.state, found.settled_at = state, now
    found.settled_by_id, found.edition_id = actor_id, edition_id
    session.flush()
    caches.forget(session, actor, now)


def _edition(session: Session, page: str) -> int | None:
    """The edition that the page belongs to, if it is the page of one."""
    number = re.match(r"/\w\w/editions/(\d{1,9})(?:/|$)", page)
    if number is None:
        return None
    return session.scalar(select(Edition.id).where(Edition.number == int(number[1])))
