"""Exports: that they were begun and how they ended, and choices that people keep for later."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.services.errors import InvalidError, NotFoundError
from models.export import ExportRun, ExportState, SavedView
from models.user import User, UserRole

NAME_LENGTH = 100


@dataclass(frozen=True)
class Taken:
    """What is taken: tables, by what their rows are chosen, which columns where not all, how."""

    tables: tuple[str, ...]
    format: str
    lang: str | None = None
    asked: Mapping[str, str] = field(default_factory=dict)
    columns: Sequence[str] = ()


def begin(session: Session, actor: User | int | None, now: datetime, taken: Taken) -> ExportRun:
    """Write down that an export begins. `actor` is an account or its number, None a command."""
    run = ExportRun(
        user_id=actor.id if isinstance(actor, User) else actor,
        tables=list(taken.tables),
        format=taken.format,
        lang=taken.lang,
        asked=dict(taken.asked),
        columns=list(taken.columns),
        state=ExportState.BEGUN,
        begun_at=now,
    )
    session.add(run)
    session.flush()
    return run


def finish(
    session: Session, now: datetime, run_id: int, *, rows: int, size: int, sha256: str
) -> None:
    """Write down that all of the file was given. Raises NotFoundError."""
    run = _open(session, run_id)
    run.state, run.ended_at, run.rows, run.size = ExportState.DONE, now, rows, size
    run.sha256 = sha256
    session.flush()


def break_off(session: Session, now: datetime, run_id: int, *, rows: int, size: int) -> None:
    """Write down that an export ended before its file was whole, and how far it came."""
    run = _open(session, run_id)
    run.state, run.ended_at, run.rows, run.size = ExportState.BROKEN, now, rows, size
    session.flush()


def _open(session: Session, run_id: int) -> ExportRun:
    run = session.get(ExportRun, run_id)
    if run is None or run.state is not ExportState.BEGUN:
        raise NotFoundError(f"no export {run_id} is under way")
    return run


def save(
    session: Session, actor: User, now: datetime, *, name: str, shared: bool, taken: Taken
) -> SavedView:
    """Keep a choice under a name. Raises InvalidError for a name that is none, or is taken."""
    view = SavedView(
        owner_id=actor.id,
        name=_name(session, actor.id, name),
        table_name=taken.tables[0],
        asked=dict(taken.asked),
        columns=list(taken.columns),
        lang=taken.lang,
        format=taken.format,
        shared=shared,
        saved_at=now,
    )
    with _one_of_a_name(session):
        session.add(view)
    return view


def rename(session: Session, actor: User, view_id: int, *, name: str, shared: bool) -> SavedView:
    """Give a choice another name, or share it or no longer. Raises NotFoundError, InvalidError."""
    view = _mine(session, actor, view_id)
    with _one_of_a_name(session):
        if name.strip() != view.name:
            view.name = _name(session, view.owner_id, name)
        view.shared = shared
    return view


def withdraw(session: Session, actor: User, view_id: int) -> SavedView:
    """Take a choice off the list. Raises NotFoundError."""
    view = _mine(session, actor, view_id)
    view.withdrawn = True
    session.flush()
    return view


def may_change(view: SavedView, actor: User) -> bool:
    """Whether a choice is the actor's; a shared one is the administrators' too."""
    helps = view.shared and actor.role is UserRole.ADMINISTRATOR
    return view.owner_id == actor.id or helps


def _mine(session: Session, actor: User, view_id: int) -> SavedView:
    view = session.get(SavedView, view_id)
    if view is None or view.withdrawn or not may_change(view, actor):
        raise NotFoundError(f"{actor.id} has no saved choice {view_id}")
    return view


@contextmanager
def _one_of_a_name(session: Session) -> Iterator[None]:
    """Write what the block does. Raises InvalidError where the name was taken in this moment."""
    try:
        with session.begin_nested():
            yield
    except IntegrityError:
        raise InvalidError([("name", "taken")]) from None


def _name(session: Session, owner_id: int, name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= NAME_LENGTH:
        raise InvalidError([("name", "length")])
    query = select(SavedView.id).where(
        SavedView.owner_id == owner_id, SavedView.name == name, ~SavedView.withdrawn
    )
    if session.scalar(query) is not None:
        raise InvalidError([("name", "taken")])
    return name
