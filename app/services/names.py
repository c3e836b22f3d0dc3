"""Names in records that fit no deputy, or several, until a person says who is meant."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.services.errors import NotFoundError
from models import audit, merge
from models.person import Mandate
from models.record import Record, RecordParticipation
from models.user import User


def join(session: Session, actor: User, now: datetime, name_key: str, mandate_id: int) -> int:
    """Say that `name_key` means the holder of a seat, in all records of that convocation.

    Returns in how many records it stood. Raises NotFoundError when there is no such seat, or
    when nobody is looked for by that name any more.
    """
    mandate = session.get(Mandate, mandate_id)
    if mandate is None:
        raise NotFoundError(f"there is no mandate {mandate_id}")
    rows = list(
        session.scalars(
            select(RecordParticipation)
            .join(Record)
            .options(joinedload(RecordParticipation.record))
            .where(
                RecordParticipation.name_key == name_key,
                RecordParticipation.mandate_id.is_(None),
                Record.convocation_id == mandate.convocation_id,
            )
        )
    )
    if not rows:
        raise NotFoundError(f"nobody is looked for by {name_key!r}")
    with audit.reason(session, "a person said who is meant"):
        for row in rows:
            row.mandate_id = mandate.id
        merge.settle(session, {row.record.item_id for row in rows})
    return len(rows)
