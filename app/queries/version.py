"""A word for the state of all that public pages show, cheap to be asked at each request."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.audit import Audit
from models.source import Capture, Run


def version(session: Session) -> str:
    """What changes whenever anything changes that a public page reads. One statement.

    Every change of a record writes the journal, in its own transaction. What is not journalled
    (captures, what they said, when something was last seen) is written by runs alone, which add
    captures and end. Asked before a page is made, it is never newer than what the page shows.
    """
    row = session.execute(
        select(
            select(func.max(Audit.id)).scalar_subquery(),
            select(func.max(Capture.id)).scalar_subquery(),
            select(func.count(Run.id)).scalar_subquery(),
            select(func.max(Run.finished_at)).scalar_subquery(),
        )
    ).one()
    return "/".join(str(part) for part in row)
