"""Kept copies by what people give for them."""

from collections.abc import Collection

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from models.meeting import Upload
from models.source import Capture, Source

HTTP_OK = 200


def capture_exists(session: Session, capture_id: int) -> bool:
    """Whether there is a kept copy of that number."""
    return session.scalar(select(Capture.id).where(Capture.id == capture_id)) is not None


def newest_capture(session: Session, url_keys: Collection[str]) -> int | None:
    """The newest capture of an address given by its folded forms; None where it has none.

    A page that was answered with comes before an error that the site gave later.
    """
    return session.scalar(
        select(Capture.id)
        # The index begins with the source, so every one of them is named.
        .where(Capture.source_id.in_(select(Source.id)), Capture.url_key.in_(url_keys))
        .order_by(
            case((Capture.status == HTTP_OK, 0), else_=1),
            Capture.captured_at.desc(),
            Capture.id.desc(),
        )
        .limit(1)
    )


def finished_upload(session: Session, user_id: int, token: str) -> Upload | None:
    """The upload of that token where it is this person's and has come whole."""
    return session.scalar(
        select(Upload).where(
            Upload.token == token, Upload.user_id == user_id, Upload.file_id.is_not(None)
        )
    )
