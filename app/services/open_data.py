"""Writing down which files of open data were made."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.queries.open_data import DataFile
from app.services import jobs
from models.edition import Edition
from models.open_data import DataRelease, MadeWhy
from models.user import User

JOB = "open_data"


def order(session: Session, actor: User | None, now: datetime, edition: int | None = None) -> None:
    """Have files made: of one edition, or of today and of every edition that needs it."""
    jobs.enqueue(session, actor, now, JOB, {"edition": edition} if edition else {})


def released(
    session: Session,
    now: datetime,
    *,
    edition: int | None,
    as_of: date,
    why: MadeWhy,
    withheld: str,
    files: Sequence[DataFile],
) -> None:
    """Give out these files from now on; `edition` is a number, or None for today's."""
    edition_id = None
    if edition is not None:
        edition_id = session.scalars(select(Edition.id).where(Edition.number == edition)).one()
    session.add(
        DataRelease(
            edition_id=edition_id,
            made_at=now,
            as_of=as_of,
            why=why,
            withheld=withheld,
            files=[asdict(file) for file in files],
        )
    )
    session.flush()
