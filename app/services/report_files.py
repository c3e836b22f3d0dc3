"""Reports as files: asking for one, and keeping what was built."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.queries import terms
from app.services import jobs
from app.services.errors import InvalidError
from models.base import Lang
from models.edition import Edition
from models.job import Job
from models.person import Deputy, Mandate
from models.report_file import ReportFile, ReportFormat
from models.user import User

KIND = "build_report"


class Problem(StrEnum):
    """What can be wrong with a question for a report."""

    ENDS_BEFORE_START = "ends_before_start"
    NO_EDITION = "no_edition"
    OTHER_TERM = "other_term"
    NO_TERM = "no_term"
    NO_DEPUTY = "no_deputy"


@dataclass(frozen=True)
class Wanted:
    """A report that is wanted; `deputy` is the slug of the one whose page alone it is."""

    start: dt.date
    end: dt.date
    lang: Lang
    format: ReportFormat
    edition: int | None = None
    term: str | None = None
    deputy: str | None = None

    def args(self) -> dict[str, object]:
        """The question as a job keeps it."""
        return {
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "lang": self.lang.value,
            "format": self.format.value,
            "edition": self.edition,
            "term": self.term,
            "deputy": self.deputy,
        }


def ask(session: Session, actor: User, now: dt.datetime, wanted: Wanted, site: str) -> Job:
    """Put the building of a report into the queue; `site` is the portal's own address.

    The same question that already waits is not asked twice. Raises InvalidError.
    """
    problems: list[tuple[str, str]] = []
    if wanted.end < wanted.start:
        problems.append(("end", Problem.ENDS_BEFORE_START))
    convocation = _convocation(session, wanted, problems)
    if wanted.deputy and convocation and not _sat(session, wanted.deputy, convocation):
        problems.append(("deputy", Problem.NO_DEPUTY))
    if problems:
        raise InvalidError(problems)
    return jobs.enqueue(session, actor, now, KIND, {**wanted.args(), "site": site})


def _convocation(session: Session, wanted: Wanted, problems: list[tuple[str, str]]) -> int | None:
    named = terms.named(session, wanted.term) if wanted.term else None
    if wanted.term and named is None:
        problems.append(("term", Problem.NO_TERM))
        return None
    if wanted.edition is None:
        found = [named] if named else terms.terms(session)
        if not found:
            problems.append(("term", Problem.NO_TERM))
        return found[0].id if found else None
    edition = session.scalar(
        select(Edition)
        .where(Edition.number == wanted.edition)
        .options(joinedload(Edition.campaign))
    )
    if edition is None:
        problems.append(("edition", Problem.NO_EDITION))
        return None
    if named and named.id != edition.campaign.convocation_id:
        problems.append(("edition", Problem.OTHER_TERM))
    return edition.campaign.convocation_id


def _sat(session: Session, slug: str, convocation_id: int) -> bool:
    seat = select(Mandate.id).join(Deputy).where(
        Deputy.slug == slug, Mandate.convocation_id == convocation_id
    )  # fmt: skip
    return session.scalar(seat.limit(1)) is not None


def keep(
    session: Session,
    now: dt.datetime,
    job_id: int,
    wanted: Wanted,
    *,
    convocation_id: int,
    name: str,
    size: int,
    sha256: str,
) -> ReportFile:
    """Write down that a report was built; its bytes already stand under `sha256`."""
    job = session.get_one(Job, job_id)
    edition_id = None
    if wanted.edition is not None:
        edition_id = session.scalar(select(Edition.id).where(Edition.number == wanted.edition))
    row = ReportFile(
        convocation_id=convocation_id,
        edition_id=edition_id,
        period_start=wanted.start,
        period_end=wanted.end,
        lang=wanted.lang,
        format=wanted.format,
        deputy=wanted.deputy,
        name=name,
        size=size,
        sha256=sha256,
        built_at=now,
        built_by_id=job.created_by_id,
        job_id=job.id,
    )
    session.add(row)
    session.flush()
    return row
