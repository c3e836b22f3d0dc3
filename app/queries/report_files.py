"""Built reports: the list of them, one of them, and what is being built."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.queries import sources
from app.queries.deputies import Text
from app.queries.paging import Page, paginate
from app.queries.sources import JobRow
from app.queries.terms import Term
from models.edition import Edition
from models.person import Deputy, Mandate
from models.report_file import ReportFile
from models.user import User

KIND = "build_report"
JOBS_SHOWN = 5


@dataclass(frozen=True)
class FileLine:
    """A built report; `size` in bytes, `deputy` the one whose page alone it is."""

    id: int
    name: str
    lang: str
    format: str
    period_start: dt.date
    period_end: dt.date
    edition: int | None
    deputy: str | None
    size: int
    sha256: str
    built_at: dt.datetime
    built_by: str | None


def listing(session: Session, number: int, size: int = 20) -> Page[FileLine]:
    """A page of built reports, the newest first. Two statements."""
    query = (
        select(ReportFile, Edition.number, User.name)
        .outerjoin(Edition, Edition.id == ReportFile.edition_id)
        .outerjoin(User, User.id == ReportFile.built_by_id)
        .order_by(ReportFile.id.desc())
    )
    found = paginate(session, query, number, size)
    return Page([_line(*row) for row in found.rows], found.number, found.size, found.total)


def get(session: Session, file_id: int) -> FileLine | None:
    """One built report, or None. One statement."""
    row = session.execute(
        select(ReportFile, Edition.number, User.name)
        .outerjoin(Edition, Edition.id == ReportFile.edition_id)
        .outerjoin(User, User.id == ReportFile.built_by_id)
        .where(ReportFile.id == file_id)
    ).one_or_none()
    return _line(*row) if row else None


def _line(row: ReportFile, edition: int | None, name: str | None) -> FileLine:
    return FileLine(
        id=row.id,
        name=row.name,
        lang=row.lang.value,
        format=row.format.value,
        period_start=row.period_start,
        period_end=row.period_end,
        edition=edition,
        deputy=row.deputy,
        size=row.size,
        sha256=row.sha256,
        built_at=row.built_at,
        built_by=name,
    )


def building(session: Session) -> tuple[JobRow, ...]:
    """What waits or is being built, and what failed of late and was not begun again or built since.

    One statement.
    """
    shown: list[JobRow] = []
    built: list[Mapping[str, object]] = []
    for job in sources.jobs_of(session, KIND, JOBS_SHOWN):
        asked = {name: value for name, value in job.args.items() if name != "attempt"}
        made_good = job.result.get("repeated") or asked in built
        if job.state == "done":
            built.append(asked)
        elif job.active or (job.state == "failed" and not made_good):
            shown.append(job)
    return tuple(shown)


def deputies(session: Session, term: Term) -> list[tuple[str, Text]]:
    """Whose page can be had alone, by name. One statement."""
    query = (
        select(Deputy)
        .join(Mandate)
        .where(Mandate.convocation_id == term.id)
        .order_by(Deputy.slug)
        .distinct()
    )
    return [
        (row.slug, Text(row.name_kk, row.name_ru, row.name_en)) for row in session.scalars(query)
    ]
