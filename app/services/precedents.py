"""The precedent log: rules drawn from decisions, for the next case like them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.services.errors import InvalidError, NotFoundError
from models import audit
from models.item import Item, Participation
from models.programme import Thesis
from models.reliability import Adjudication, Precedent, SettledThesis
from models.search import analyse
from models.user import User

TITLE_LENGTH = 200
RULE_LENGTH = 4_000
REASON_LENGTH = 1_000


class Problem(StrEnum):
    """What can be wrong with a precedent."""

    TITLE_REQUIRED = "title_required"
    TITLE_TOO_LONG = "title_too_long"
    RULE_REQUIRED = "rule_required"
    RULE_TOO_LONG = "rule_too_long"
    WITHDRAWAL_REASON = "withdrawal_reason"


def problems(title: str, rule: str) -> list[tuple[str, str]]:
    """What is wrong with the words of a precedent, by the fields of the form."""
    found: list[tuple[str, str]] = []
    if not title.strip():
        found.append(("title", Problem.TITLE_REQUIRED))
    if len(title.strip()) > TITLE_LENGTH:
        found.append(("title", Problem.TITLE_TOO_LONG))
    if not rule.strip():
        found.append(("rule", Problem.RULE_REQUIRED))
    if len(rule.strip()) > RULE_LENGTH:
        found.append(("rule", Problem.RULE_TOO_LONG))
    return found


def make(
    session: Session, actor: User, now: datetime, decision: Adjudication, *, title: str, rule: str
) -> Precedent:
    """Make a precedent of a decision. Raises InvalidError without a title or a rule."""
    if wrong := problems(title, rule):
        raise InvalidError(wrong)
    precedent = Precedent(
        adjudication_id=decision.id,
        title=title.strip(),
        rule=rule.strip(),
        made_by_id=actor.id,
        made_at=now,
        search_text=analyse(" ".join([title, rule, decision.reason, *_words(session, decision)])),
    )
    session.add(precedent)
    session.flush()
    return precedent


def _words(session: Session, decision: Adjudication) -> list[str]:
    """The words of the case, by which it is found again: titles of the act, and the theses."""
    titles = session.execute(
        select(Item.title_kk, Item.title_ru, Item.number)
        .join(Participation, Participation.item_id == Item.id)
        .where(Participation.id == decision.participation_id)
    ).one()
    theses = session.execute(
        select(Thesis.text_kk, Thesis.text_ru, Thesis.text_en)
        .join(SettledThesis, SettledThesis.thesis_id == Thesis.id)
        .where(SettledThesis.adjudication_id == decision.id)
    )
    return [text for row in (titles, *theses) for text in row if text]


def withdraw(
    session: Session, actor: User, now: datetime, precedent_id: int, *, reason: str
) -> Precedent:
    """Say that a precedent holds no longer, with a reason. What it was made of stays.

    Raises NotFoundError, or InvalidError without a reason.
    """
    precedent = session.get(Precedent, precedent_id, with_for_update={"key_share": True})
    if precedent is None:
        raise NotFoundError(f"there is no precedent {precedent_id}")
    words = reason.strip()
    if not words or len(words) > REASON_LENGTH:
        raise InvalidError([("reason", Problem.WITHDRAWAL_REASON)])
    with audit.reason(session, words):
        precedent.withdrawn = True
    return precedent
