"""How much the same pages showed the last time, to notice when a site has changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.record import Observation
from models.source import Capture, Run, RunStatus, Source
from scrapers.load.parts import parts
from scrapers.source import SourceConfig


def earlier_counts(
    session: Session, source: SourceConfig, pages: Mapping[str, datetime]
) -> dict[str, int]:
    """The records that the newest earlier capture of each page showed.

    `pages` maps a folded address to the moment before which a capture is an earlier one. A
    page that was never read before is left out.
    """
    found: dict[str, int] = {}
    for keys in parts(pages):
        query = (
            select(Capture.url_key, Capture.captured_at, func.count(Observation.id))
            .join(Source, Capture.source_id == Source.id)
            .outerjoin(Observation, Observation.capture_id == Capture.id)
            .where(
                Source.key == source.key,
                Capture.url_key.in_(keys),
                Capture.page_kind.is_not(None),
            )
            .group_by(Capture.id, Capture.url_key, Capture.captured_at)
            .order_by(Capture.captured_at)
        )
        for key, captured_at, count in session.execute(query):
            if captured_at < pages[key]:
                found[key] = count
    return found


def last_complete_report(session: Session, source: SourceConfig) -> dict[str, Any] | None:
    """The report of the last run that went over the whole live site and ended well."""
    return session.scalar(
        select(Run.report)
        .join(Source, Run.source_id == Source.id)
        .where(Source.key == source.key, Run.transport == "live", Run.status == RunStatus.OK)
        .order_by(Run.id.desc())
        .limit(1)
    )
