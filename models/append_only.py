"""Tables whose rows are only ever added: a change or a removal is refused before it is sent.

Which tables they are, and which of their columns may be noted afterwards, stands on the models
as `__append_only__`.
"""

from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.unitofwork import UOWTransaction

from models.base import Base


@event.listens_for(Session, "before_flush")
def refuse_changes(session: Session, _context: UOWTransaction, _objects: Any) -> None:
    """Raise RuntimeError where a row that may only be added is changed or removed."""
    for obj in session.dirty:
        if isinstance(obj, Base) and obj.__append_only__ is not None:
            state = inspect(obj)
            changed = {
                attr.key
                for attr in state.mapper.column_attrs
                if state.attrs[attr.key].history.has_changes()
            }
            _refuse(obj.__tablename__, changed - obj.__append_only__)
    for obj in session.deleted:
        if isinstance(obj, Base) and obj.__append_only__ is not None:
            raise RuntimeError(f"rows of {obj.__tablename__} are only ever added: none is removed")


@event.listens_for(Session, "do_orm_execute")
def refuse_statements(state: ORMExecuteState) -> None:
    """Raise RuntimeError for a statement that would change or remove such rows past the objects."""
    if not (state.is_update or state.is_delete) or state.bind_mapper is None:
        return
    model = state.bind_mapper.class_
    allowed = model.__append_only__ if issubclass(model, Base) else None
    if allowed is None:
        return
    if state.is_delete:
        raise RuntimeError(f"rows of {model.__tablename__} are only ever added: none is removed")
    # The values of a statement have no public name; without any, its parameters name them.
    values = getattr(state.statement, "_values", None) or {}
    sent = state.parameters if isinstance(state.parameters, dict) else {}
    changed = {getattr(column, "key", str(column)) for column in values} | set(sent)
    _refuse(model.__tablename__, (changed or {"?"}) - allowed)


def _refuse(table: str, columns: set[str]) -> None:
    if columns:
        names = ", ".join(sorted(columns))
        raise RuntimeError(f"rows of {table} are only ever added: {names} cannot change")
