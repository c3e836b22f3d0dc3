"""Taking a change back, as a new change with a reason: nothing is erased from the journal."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Date, Enum
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.queries.history import MODELS, change
from app.services import appeals, merging, theses
from app.services.errors import InvalidError, NotFoundError, ServiceError
from models import audit
from models.base import Base
from models.campaign import Campaign, CampaignState
from models.item import Kind
from models.user import User


class Problem(StrEnum):
    """What is missing to take a change back."""

    REASON_REQUIRED = "reason_required"


class NotUndoableError(ServiceError):
    """The method does not let this change be taken back."""


class ChangedSinceError(ServiceError):
    """The record was changed again: taking back the older change would lose the newer one."""


class InTheWayError(ServiceError):
    """What stands there now does not let the former value come back."""


def undo(session: Session, actor: User, now: datetime, change_id: int, why: str) -> tuple[str, int]:
    """Set what a change touched back to what it was; returns the table and number of the record.

    Raises NotFoundError where `actor` may not see such a change, NotUndoableError,
    ChangedSinceError, InTheWayError, and InvalidError without a reason.
    """
    row = change(session, actor, change_id)
    if row is None:
        raise NotFoundError(f"there is no change {change_id} for this person")
    if row.bar is not None:
        raise NotUndoableError(row.bar)
    if not why.strip():
        raise InvalidError([("reason", Problem.REASON_REQUIRED)])
    record: Any = session.get(MODELS[row.entity], row.entity_id, with_for_update=True)
    if record is None:
        raise NotFoundError(f"{row.entity} has no row {row.entity_id} any more")
    kept = session.get_one(audit.Audit, change_id)
    before, after = kept.before or {}, kept.after or {}
    if any(audit.plain(getattr(record, name)) != value for name, value in after.items()):
        raise ChangedSinceError(f"{row.entity} {row.entity_id} was changed after {change_id}")
    _refuse_closed(session, record)
    # A sign instead of a word: reasons are read in three languages.
    words = f"↶ {change_id}: {why.strip()}"
    try:
        with session.begin_nested():
            _set_back(session, actor, now, record, before=before, words=words)
    except IntegrityError as error:
        raise InTheWayError(f"{row.entity} {row.entity_id} cannot go back") from error
    return row.entity, row.entity_id


def _refuse_closed(session: Session, record: Any) -> None:
    """A campaign that was closed stays as it was closed."""
    campaign = record if isinstance(record, Campaign) else None
    if campaign is None and getattr(record, "campaign_id", None) is not None:
        campaign = session.get(Campaign, record.campaign_id)
    if campaign is not None and campaign.state is CampaignState.CLOSED:
        raise NotUndoableError(f"campaign {campaign.id} is closed")


def _set_back(
    session: Session,
    actor: User,
    now: datetime,
    record: Base,
    *,
    before: dict[str, Any],
    words: str,
) -> None:
    """Where a service knows what goes with a change, it is the one that makes it."""
    table = record.__tablename__
    if table == "items":
        merging.set_kind(session, actor, now, record.id, Kind(before["kind"]), reason=words)
    elif table == "theses":
        mark = theses.withdraw_thesis if before["withdrawn"] else theses.restore_thesis
        mark(session, actor, now, record.id, words)
    elif table == "appeals":
        put = appeals.withdraw if before["withdrawn"] else appeals.restore
        put(session, actor, record.id, words)
    else:
        with audit.reason(session, words):
            for name, value in before.items():
                setattr(record, name, _value(record, name, value))


def _value(record: Base, name: str, value: Any) -> Any:
    """A value as the column wants it, from what the journal keeps."""
    kind = record.__table__.columns[name].type
    if value is None:
        return None
    if isinstance(kind, Enum) and kind.enum_class is not None:
        return kind.enum_class(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value
