"""Kept copies by what people give for them."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from models.job import Job, JobState
from models.meeting import Upload
from models.source import Capture, Source

HTTP_OK = 200
REDIRECTS = {301, 302, 303, 307, 308}
#: The source of what people enter, and of the pages that they had kept.
HAND = "hand"


def capture_exists(session: Session, capture_id: int) -> bool:
    """Whether there is a kept copy of that number."""
    return session.scalar(select(Capture.id).where(Capture.id == capture_id)) is not None


def newest_capture(session: Session, url_keys: Collection[str]) -> int | None:
    """The newest capture of an address given by its folded forms; None where it has none.

    A page that was answered with comes before an error that the site gave later. Where a page
    that a person had kept only led to another one, it is that one.
    """
    found = session.execute(
        select(Capture.id, Capture.status, Capture.run_id, Source.key)
        .join(Capture.source)
        # The index begins with the source, so every one of them is named.
        .where(Capture.source_id.in_(select(Source.id)), Capture.url_key.in_(url_keys))
        .order_by(
            case((Capture.status == HTTP_OK, 0), else_=1),
            Capture.captured_at.desc(),
            Capture.id.desc(),
        )
        .limit(1)
    ).one_or_none()
    if found is None or found.status not in REDIRECTS or found.key != HAND:
        return found.id if found else None
    return session.scalar(
        select(Capture.id)
        .where(Capture.run_id == found.run_id)
        .order_by(Capture.id.desc())
        .limit(1)
    )


@dataclass(frozen=True)
class Keeping:
    """How the keeping of a page stands; `status` is what the site answered."""

    url: str
    state: JobState
    capture_id: int | None
    status: int | None
    message: str | None

    @property
    def active(self) -> bool:
        """Whether it goes on."""
        return self.state in {JobState.QUEUED, JobState.RUNNING}


def keeping(session: Session, job_id: int) -> Keeping | None:
    """The keeping of a page by the number of its job."""
    job = session.scalar(select(Job).where(Job.id == job_id, Job.kind == "keep_page"))
    if job is None:
        return None
    result = job.result or {}
    return Keeping(
        job.args["url"], job.state, result.get("capture"), result.get("status"), job.message
    )


def finished_upload(session: Session, user_id: int, token: str) -> Upload | None:
    """The upload of that token where it is this person's and has come whole."""
    return session.scalar(
        select(Upload).where(
            Upload.token == token, Upload.user_id == user_id, Upload.file_id.is_not(None)
        )
    )
