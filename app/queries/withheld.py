"""What the public is given no more of than its hash: the newest word about each copy."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from app.queries.paging import Page, paginate
from models.source import Capture
from models.withholding import CaptureWithholding

Row = CaptureWithholding


def standing() -> ColumnElement[bool]:
    """Of rows of `CaptureWithholding`: nothing newer was said of the same bytes or address."""
    later = aliased(Row)
    same = or_(later.sha256 == Row.sha256, later.url_key == Row.url_key)
    return ~exists().where(later.id > Row.id, same).correlate(Row)


def is_withheld(capture: type[Capture] = Capture) -> ColumnElement[bool]:
    """Of captures: whether the public is given their hash alone.

    Every query that shows what stands in a copy to the public asks this of the copy.
    """
    about = or_(Row.sha256 == capture.sha256, Row.url_key == capture.url_key)
    return exists().where(and_(Row.withheld, about, standing())).correlate(capture)


def withheld_captures() -> Select[int]:
    """The numbers of all captures that are withheld, for `column.in_(…)`."""
    return select(Capture.id).where(is_withheld())


def why_withheld(session: Session, sha256: str) -> str | None:
    """Why captures with these bytes are withheld, or None where they are not. One statement.

    A file has it written beside it, whether it came before the decision or after it.
    """
    keys = select(Capture.url_key).where(Capture.sha256 == sha256)
    about = or_(Row.sha256 == sha256, Row.url_key.in_(keys))
    query = select(Row.why).where(Row.withheld, standing(), about).order_by(Row.id.desc())
    return session.scalar(query.limit(1))


@dataclass(frozen=True)
class Decision:
    """A row of the list; `holds` says that nothing newer was said of the same copies.

    `capture_id` is a capture of them, where there is one.
    """

    row: Row
    holds: bool
    capture_id: int | None
    url: str | None


def decisions(session: Session, number: int, size: int = 50) -> Page[Decision]:
    """Page `number` of what was withheld and released, the newest first. Two statements."""
    about = or_(Capture.sha256 == Row.sha256, Capture.url_key == Row.url_key)
    newest = select(Capture.id).where(about).order_by(Capture.id.desc()).limit(1)
    address = select(Capture.url).where(about).order_by(Capture.id.desc()).limit(1)
    query = (
        select(
            Row,
            standing().label("holds"),
            newest.correlate(Row).scalar_subquery().label("capture_id"),
            address.correlate(Row).scalar_subquery().label("url"),
        )
        .options(joinedload(Row.decided_by))
        .order_by(Row.id.desc())
    )
    page = paginate(session, query, number, size)
    rows = [Decision(row, bool(holds), capture, url) for row, holds, capture, url in page.rows]
    return Page(rows, page.number, page.size, page.total)
