"""What the public is given no more of than its hash: the newest word about each copy."""

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

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


def withheld_why(session: Session, sha256: str, url_key: str) -> str | None:
    """Why the copies of these bytes or of this address are withheld; None when they are not."""
    query = (
        select(Row.why)
        .where(Row.withheld, or_(Row.sha256 == sha256, Row.url_key == url_key), standing())
        .order_by(Row.id.desc())
    )
    return session.scalar(query.limit(1))
