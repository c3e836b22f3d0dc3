"""What changed between two editions, as rows for a file: one for each thing that is said otherwise.

Words of positions stand in none of them: a position can be withheld later.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from enum import Enum, StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import scoring
from app.queries import editions
from app.queries.changes import DeputyChange, PromiseChange, changes
from app.queries.editions import EditionShown
from app.queries.frozen import TotalsPart
from models.campaign import Campaign
from models.edition import Edition
from models.item import Kind


class Change(StrEnum):
    """What a row tells of."""

    DEPUTY_ADDED = "deputy_added"
    DEPUTY_REMOVED = "deputy_removed"
    PROMISE_ADDED = "promise_added"
    PROMISE_REMOVED = "promise_removed"
    OUTCOME = "outcome"
    ACTION = "action"
    WORDING = "wording"
    POSITION = "position"
    COUNT = "count"
    TOTAL = "total"


@dataclass(frozen=True)
class ChangeRow:
    """Something that the later edition says otherwise.

    `deputy` and `promise` are empty where it is about all. `what` names a count, or a language of
    a wording. `before` and `after` are permanent values, numbers as digits, or words; empty where
    there was nothing.
    """

    change: Change
    deputy: str = ""
    district: str = ""
    promise: str = ""
    what: str = ""
    before: str = ""
    after: str = ""
    reason: str = ""
    as_of: str = ""


COLUMNS = tuple(field.name for field in fields(ChangeRow))


def before(session: Session, edition: EditionShown) -> EditionShown | None:
    """The edition before this one about the same convocation, or None. Two statements."""
    convocation = (
        select(Campaign.convocation_id)
        .join(Edition, Edition.campaign_id == Campaign.id)
        .where(Edition.id == edition.id)
        .scalar_subquery()
    )
    number = session.scalar(
        select(Edition.number)
        .join(Campaign)
        .where(Campaign.convocation_id == convocation, Edition.number < edition.number)
        .order_by(Edition.number.desc())
        .limit(1)
    )
    return editions.get(session, number) if number is not None else None


def change_rows(session: Session, earlier: EditionShown, later: EditionShown) -> list[ChangeRow]:
    """Every change, deputy by deputy in the order of districts, then totals. Four statements."""
    found = changes(session, earlier, later)
    rows = [row for deputy in found.deputies for row in _deputy(deputy)]
    return [*rows, *_totals(session, earlier, later)]


def _deputy(change: DeputyChange) -> Iterator[ChangeRow]:
    who = {"deputy": change.slug, "district": _said(change.district)}
    if change.added:
        yield ChangeRow(Change.DEPUTY_ADDED, **who)
    if change.removed:
        yield ChangeRow(Change.DEPUTY_REMOVED, **who)
    for promise in change.promises:
        yield from _promise(promise, who | {"promise": _said(promise.number)})
    counts = _headline(change.headline_before), _headline(change.headline_after)
    for what, was, now in _differing(*counts):
        yield ChangeRow(Change.COUNT, **who, what=what, before=was, after=now)


def _promise(change: PromiseChange, who: dict[str, str]) -> Iterator[ChangeRow]:
    was, now = change.before, change.after
    if was is None:
        yield ChangeRow(Change.PROMISE_ADDED, **who)
    if now is None:
        yield ChangeRow(Change.PROMISE_REMOVED, **who)
    if change.outcome:
        rating = change.rating
        yield ChangeRow(
            Change.OUTCOME,
            **who,
            before=_said(was.outcome) if was else "",
            after=_said(now.outcome) if now else "",
            reason=_said(rating.reason) if rating else "",
            as_of=_said(rating.as_of) if rating else "",
        )
    if change.action and was and now:
        yield ChangeRow(Change.ACTION, **who, before=_said(was.action), after=_said(now.action))
    if change.wording and was and now:
        for lang in ("kk", "ru", "en"):
            texts = [_said(getattr(one, f"text_{lang}")) for one in (was, now)]
            if texts[0] != texts[1]:
                yield ChangeRow(Change.WORDING, **who, what=lang, before=texts[0], after=texts[1])
    if change.position:
        yield ChangeRow(Change.POSITION, **who)


def _totals(session: Session, earlier: EditionShown, later: EditionShown) -> Iterator[ChangeRow]:
    parts = [editions.part(session, one, "totals", TotalsPart) for one in (earlier, later)]
    counts = [_sums(part) if part else {} for part in parts]
    for what, was, now in _differing(*counts):
        yield ChangeRow(Change.TOTAL, what=what, before=was, after=now)


def _sums(part: TotalsPart) -> dict[str, str]:
    names = ("deputies", "tagged", "coded", "to_be_coded")
    found = {name: _said(getattr(part, name)) for name in names}
    for name, counted in (("items", part.items), ("participations", part.participations)):
        found |= {f"{name}.{kind.value}": str(counted.get(kind, 0)) for kind in Kind}
    return found | {f"promises.{what}": said for what, said in _headline(part.headline).items()}


def _headline(headline: scoring.Headline | None) -> dict[str, str]:
    """The counts of a headline by their names."""
    if headline is None:
        return {}
    excluded = dict(headline.excluded)
    return (
        {"testable": str(headline.testable)}
        | {f"outcome.{outcome.value}": str(headline.of(outcome)) for outcome in scoring.Outcome}
        | {f"excluded.{why.value}": str(excluded.get(why, 0)) for why in scoring.Exclusion}
    )


def _differing(was: dict[str, str], now: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """What differs; where there was nothing to count it is empty, not zero."""
    for what in sorted(was.keys() | now.keys()):
        if was.get(what, "") != now.get(what, ""):
            yield what, was.get(what, ""), now.get(what, "")


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Enum):
        return str(value.value)
    return value.isoformat() if isinstance(value, date) else str(value)
