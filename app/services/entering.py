"""What all that people enter by hand has in common: whose it is, and why it is changed."""

from app.services.errors import InvalidError, ServiceError
from models.user import User, UserRole

REASON_LENGTH = 1_000
REASON_REQUIRED = "reason_required"


class NotYoursError(ServiceError):
    """An activist may change what they entered themselves; a coordinator everything."""


def may_change(actor: User, entered_by_id: int | None) -> bool:
    """Whether `actor` may change what that person entered."""
    trusted = actor.role in {UserRole.COORDINATOR, UserRole.ADMINISTRATOR}
    return trusted or actor.id == entered_by_id


def reason_of(words: str | None) -> str:
    """A reason as it is journalled. Raises InvalidError without one."""
    words = (words or "").strip()
    if not words:
        raise InvalidError([("reason", REASON_REQUIRED)])
    return words[:REASON_LENGTH]
