"""The log of exports, and the choices that people keep."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from app.queries.paging import Page, paginate
from models.export import ExportRun, SavedView
from models.user import User


def log(session: Session, number: int) -> Page[ExportRun]:
    """A page of all exports with who took them, the newest first. Two statements."""
    query = (
        select(ExportRun)
        .options(joinedload(ExportRun.user))
        .order_by(ExportRun.begun_at.desc(), ExportRun.id.desc())
    )
    return paginate(session, query, number)


def saved(session: Session, reader: User, number: int, table: str | None = None) -> Page[SavedView]:
    """A page of the choices that a reader sees: their own, and those that others share.

    Of all tables, or of one. Two statements.
    """
    query = (
        select(SavedView)
        .options(joinedload(SavedView.owner))
        .where(~SavedView.withdrawn, or_(SavedView.owner_id == reader.id, SavedView.shared))
        .order_by(SavedView.name, SavedView.id)
    )
    if table is not None:
        query = query.where(SavedView.table_name == table)
    return paginate(session, query, number)


def view(session: Session, reader: User, view_id: int) -> SavedView | None:
    """A choice that a reader sees, or None. One statement."""
    query = select(SavedView).where(
        SavedView.id == view_id,
        ~SavedView.withdrawn,
        or_(SavedView.owner_id == reader.id, SavedView.shared),
    )
    return session.scalar(query)
