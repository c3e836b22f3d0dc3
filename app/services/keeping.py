"""Keeping a page of the web now, before it disappears: asked for here, done by the worker."""

from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from app.services import jobs
from app.services.errors import InvalidError
from models.job import Job
from models.user import User

KIND = "keep_page"
LONGEST = 2000


def is_address(url: str | None) -> bool:
    """Whether `url` is an address of the web that anybody could open: without a password."""
    try:
        parts = urlsplit(url or "")
        port = parts.port
        # A name with an empty or an endless part is that of no host.
        (parts.hostname or "").encode("idna")
    except ValueError:
        return False
    plain = parts.username is None and parts.password is None and port != 0
    sane = len(url or "") <= LONGEST and not any(ord(letter) < 33 for letter in url or "")
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and plain and sane


def keep_page(session: Session, actor: User, now: datetime, url: str) -> Job:
    """Put the keeping of `url` into the queue, or return the job that waits to do it.

    What may not be fetched from a portal, the worker refuses: it asks public addresses only.
    Raises InvalidError where `url` is no address of the web.
    """
    if not is_address(url):
        raise InvalidError([("capture", "not_a_link")])
    return jobs.enqueue(session, actor, now, KIND, {"url": url})
