"""Orders that voters gave to their deputies, and what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.services.errors import InvalidError, NotFoundError
from models import audit
from models.item import Item
from models.meeting import Became, Meeting, VotersOrder

LONGEST = 2_000


@dataclass(frozen=True)
class OrderFields:
    """An order; its copies show what became of it, empty ones change nothing."""

    text: str
    became: Became = Became.NOT_KNOWN
    note: str | None = None
    file_id: int | None = None
    capture_id: int | None = None


def add(session: Session, item: Item, orders: Sequence[OrderFields]) -> None:
    """Add the orders to the meeting of an act; one with the same words is not added twice."""
    if not orders:
        return
    meeting = session.scalars(select(Meeting).where(Meeting.item_id == item.id)).one()
    there = {order.text for order in meeting.orders if not order.withdrawn}
    for order in orders:
        if order.text not in there:
            meeting.orders.append(
                VotersOrder(text=order.text, became=order.became, note=order.note)
            )
    session.flush()


def add_to(session: Session, item_id: int, order: OrderFields) -> VotersOrder:
    """Add an order to the meeting of an act. Raises NotFoundError and InvalidError."""
    meeting = session.scalar(select(Meeting).where(Meeting.item_id == item_id).with_for_update())
    if meeting is None:
        raise NotFoundError(f"nothing was entered of a meeting of item {item_id}")
    row = VotersOrder(meeting_id=meeting.id)
    _set(row, order)
    session.add(row)
    session.flush()
    return row


def update(session: Session, order_id: int, said: OrderFields) -> VotersOrder:
    """Say what became of an order. Raises NotFoundError and InvalidError."""
    row = _get(session, order_id)
    _set(row, said)
    session.flush()
    return row


def withdraw(session: Session, order_id: int, *, reason: str) -> VotersOrder:
    """Take an order back, with a reason. Raises NotFoundError."""
    row = _get(session, order_id)
    with audit.reason(session, reason):
        row.withdrawn = True
    return row


def _get(session: Session, order_id: int) -> VotersOrder:
    row = session.get(VotersOrder, order_id, with_for_update=True)
    if row is None or row.withdrawn:
        raise NotFoundError(f"there is no order {order_id}")
    return row


def _set(row: VotersOrder, said: OrderFields) -> None:
    if not said.text:
        raise InvalidError([("text", "text_required")])
    row.text, row.became, row.note = said.text, said.became, said.note
    if said.file_id is not None or said.capture_id is not None:
        row.file_id, row.capture_id = said.file_id, said.capture_id
