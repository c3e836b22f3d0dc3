"""Who watches whom."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.services.errors import NotFoundError
from models.coding import Assignment
from models.person import Mandate
from models.user import User


def assign(session: Session, user_id: int, mandate_ids: Collection[int]) -> int:
    """Let a person watch these mandates, and return how many are new to them.

    Raises NotFoundError for a person or a mandate that is not there.
    """
    user = session.get(User, user_id, with_for_update={"key_share": True, "of": User})
    if user is None or not user.active:
        raise NotFoundError(f"there is no active user {user_id}")
    wanted = set(mandate_ids)
    if wanted != set(session.scalars(select(Mandate.id).where(Mandate.id.in_(wanted)))):
        raise NotFoundError("there is no such mandate")
    query = select(Assignment).where(
        Assignment.user_id == user_id, Assignment.mandate_id.in_(wanted)
    )
    known = {row.mandate_id: row for row in session.scalars(query)}
    added = 0
    for mandate_id in sorted(wanted):
        if mandate_id not in known:
            session.add(Assignment(user_id=user_id, mandate_id=mandate_id))
        elif known[mandate_id].withdrawn:
            known[mandate_id].withdrawn = False
        else:
            continue
        added += 1
    session.flush()
    return added


def take_back(session: Session, assignment_id: int) -> Assignment:
    """End an assignment. What was coded stays. Raises NotFoundError."""
    assignment = session.get(Assignment, assignment_id)
    if assignment is None:
        raise NotFoundError(f"there is no assignment {assignment_id}")
    assignment.withdrawn = True
    session.flush()
    return assignment
