"""Figures that others stated: entered by hand with their source, and withdrawn."""

import datetime as dt
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.queries import reconciliation as queries
from app.services.errors import InvalidError, NotFoundError
from app.services.programmes import is_link
from models import audit
from models.base import Confidence, Lang
from models.figure import StatedFigure
from models.person import Mandate
from models.place import Convocation
from models.user import User

#: The largest value that both databases keep.
LARGEST = 2_147_483_647
WORD = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
ONE_DEPUTY = "deputy"


class Problem(StrEnum):
    """What can be wrong with a stated figure."""

    VALUE = "value"
    SCOPE = "scope"
    METRIC = "metric"
    DEPUTY_REQUIRED = "deputy_required"
    NO_DEPUTY = "no_deputy"
    PERIOD_REQUIRED = "period_required"
    ENDS_BEFORE_START = "ends_before_start"
    SOURCE_REQUIRED = "source_required"
    NOT_A_LINK = "not_a_link"
    UNKNOWN_TOTAL = "unknown_total"
    REASON_REQUIRED = "reason_required"


@dataclass(frozen=True)
class FigureFields:
    """What was stated: how many (`metric`), of whom (`scope` or one deputy), when, where said.

    `note` and `source` are of one language, `lang`.
    """

    scope: str
    metric: str
    value: int | None
    period_start: dt.date | None
    period_end: dt.date | None
    mandate_id: int | None = None
    lang: Lang | None = None
    note: str | None = None
    source: str | None = None
    source_url: str | None = None
    sum_key: str | None = None


def enter(
    session: Session,
    actor: User,
    now: datetime,
    convocation_id: int,
    entered: FigureFields,
    *,
    file_id: int | None = None,
    capture_id: int | None = None,
    key: str | None = None,
) -> StatedFigure:
    """Keep a figure that somebody stated, with words or a kept copy that say where.

    `key` is given by a spreadsheet, which states the same figure again when it is corrected.

    Raises NotFoundError for a convocation that is not there, and InvalidError.
    """
    if session.get(Convocation, convocation_id) is None:
        raise NotFoundError(f"there is no convocation {convocation_id}")
    problems = _problems(session, convocation_id, entered)
    if not (entered.source or file_id or capture_id):
        problems.append(("source", Problem.SOURCE_REQUIRED))
    if problems:
        raise InvalidError(problems)
    figure = StatedFigure(
        key=key or f"desk/{now:%Y%m%d}-{secrets.token_hex(4)}",
        convocation_id=convocation_id,
        entered_by_id=actor.id,
        file_id=file_id,
        capture_id=capture_id,
        confidence=Confidence.SOURCED,
        withdrawn=False,
        **entered.__dict__,
    )
    session.add(figure)
    session.flush()
    return figure


def restate(
    session: Session, figure_id: int, value: int, why: str, file_id: int | None = None
) -> StatedFigure:
    """Let a figure be what its source states now, with the file in which it does.

    Raises NotFoundError, and InvalidError for a value that is none or without a reason.
    """
    if not 0 <= value <= LARGEST:
        raise InvalidError([("value", Problem.VALUE)])
    figure = _mark(session, figure_id, why, withdrawn=False)
    with audit.reason(session, why.strip()):
        figure.value, figure.file_id = value, file_id
    return figure


def withdraw(session: Session, figure_id: int, why: str) -> StatedFigure:
    """Take a figure out of the comparison; it stays, and so does why.

    Raises NotFoundError, and InvalidError without a reason.
    """
    return _mark(session, figure_id, why, withdrawn=True)


def restore(session: Session, figure_id: int, why: str) -> StatedFigure:
    """Bring a withdrawn figure back. Raises NotFoundError, and InvalidError without a reason."""
    return _mark(session, figure_id, why, withdrawn=False)


def _mark(session: Session, figure_id: int, why: str, *, withdrawn: bool) -> StatedFigure:
    figure = session.get(
        StatedFigure, figure_id, with_for_update={"key_share": True, "of": StatedFigure}
    )
    if figure is None:
        raise NotFoundError(f"there is no figure {figure_id}")
    if not why.strip():
        raise InvalidError([("reason", Problem.REASON_REQUIRED)])
    with audit.reason(session, why.strip()):
        figure.withdrawn = withdrawn
    return figure


def _problems(
    session: Session, convocation_id: int, entered: FigureFields
) -> list[tuple[str, str]]:
    problems: list[tuple[str, str]] = []
    if entered.value is None or not 0 <= entered.value <= LARGEST:
        problems.append(("value", Problem.VALUE))
    if not WORD.fullmatch(entered.metric):
        problems.append(("metric", Problem.METRIC))
    if entered.scope == ONE_DEPUTY:
        seat = session.get(Mandate, entered.mandate_id) if entered.mandate_id else None
        if seat is None or seat.convocation_id != convocation_id:
            problems.append(("mandate", Problem.DEPUTY_REQUIRED))
    elif entered.mandate_id is not None:
        problems.append(("mandate", Problem.NO_DEPUTY))
    elif queries.scope_of(entered.scope, queries.parties(session)) is None:
        problems.append(("scope", Problem.SCOPE))
    problems += _period(entered)
    if not is_link(entered.source_url):
        problems.append(("source_url", Problem.NOT_A_LINK))
    if entered.sum_key is not None and not _is_total(session, convocation_id, entered.sum_key):
        problems.append(("sum_key", Problem.UNKNOWN_TOTAL))
    return problems


def _period(entered: FigureFields) -> list[tuple[str, str]]:
    start, end = entered.period_start, entered.period_end
    if start is None or end is None:
        return [("period_start" if start is None else "period_end", Problem.PERIOD_REQUIRED)]
    return [("period_end", Problem.ENDS_BEFORE_START)] if end < start else []


def _is_total(session: Session, convocation_id: int, key: str) -> bool:
    query = select(StatedFigure.id).where(
        StatedFigure.key == key,
        StatedFigure.convocation_id == convocation_id,
        StatedFigure.sum_key.is_(None),
        ~StatedFigure.withdrawn,
    )
    return session.scalar(query) is not None
