"""How far the work on a deputy is, step by step: the same for the sheet, the home and the board.

Only whether something was read is counted here, never how, and to a second coder not even that.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.orm import Session

from app.queries.appeals import is_undelivered
from app.queries.counting import standing
from models.appeal import Appeal, Subject
from models.campaign import Campaign, SearchFinding, SearchStep
from models.coding import Coding
from models.item import Item, Participation
from models.programme import Availability, Origin, Programme, Thesis
from models.reliability import SampleUnit
from models.user import User
from models.verdict import AskedVerdict, Verdict, VerdictState


class Step(StrEnum):
    """The steps of the work on one deputy, in their order."""

    SEARCH = "search"
    PROGRAMME = "programme"
    THESES = "theses"
    APPEALS = "appeals"
    CODING = "coding"
    SECOND = "second"
    VERDICTS = "verdicts"
    POSITIONS = "positions"


#: What the person who watches does; the others are for a second coder or the coordinator.
OWN_STEPS = (Step.SEARCH, Step.PROGRAMME, Step.THESES, Step.APPEALS, Step.CODING)


class How(StrEnum):
    """How a step stands."""

    DONE = "done"
    BEGUN = "begun"
    WAITING = "waiting"
    LATE = "late"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True)
class StepState:
    """A step of one deputy: `done` of `total`, where the step is counted, and until when."""

    step: Step
    how: How
    done: int
    total: int
    due: dt.date | None


@dataclass(frozen=True)
class Progress:
    """What is there for one mandate. `acts` are the queued ones of the observed period."""

    looks: int = 0
    places: int = 0
    last_look: dt.date | None = None
    found: bool = False
    entered: bool = False
    availability: Availability | None = None
    origin: Origin | None = None
    theses: int = 0
    testable: int = 0
    letters: int = 0
    drafts: int = 0
    answered: int = 0
    overdue: int = 0
    programme_letters: int = 0
    acts: int = 0
    coded: int = 0
    second: int = 0
    second_done: int = 0
    verdicts: int = 0
    asked: int = 0


def progress(
    session: Session,
    viewer: User,
    campaign: Campaign | None,
    mandate_ids: Collection[int],
    today: dt.date,
) -> dict[int, Progress]:
    """What is there for each of these mandates as `viewer` may know it, in a campaign or none.

    Six statements, however many they are.
    """
    found: dict[int, dict[str, Any]] = {key: {} for key in mandate_ids}
    parts = (
        _looks(session, mandate_ids),
        _programmes(session, mandate_ids),
        _letters(session, campaign, mandate_ids, today),
        _acts(session, viewer, campaign, mandate_ids),
        _second(session, campaign, mandate_ids),
        _verdicts(session, mandate_ids),
    )
    for rows in parts:
        for mandate_id, values in rows.items():
            found[mandate_id] |= values
    return {key: Progress(**values) for key, values in found.items()}


def _named(rows: Any, *names: str) -> dict[int, dict[str, Any]]:
    return {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows}


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _looks(session: Session, ids: Collection[int]) -> dict[int, dict[str, Any]]:
    query = (
        select(
            SearchStep.mandate_id,
            func.count(),
            func.count(SearchStep.place.distinct()),
            func.max(SearchStep.looked_on),
            _count(SearchStep.finding == SearchFinding.FOUND),
        )
        .where(SearchStep.mandate_id.in_(ids), ~SearchStep.withdrawn)
        .group_by(SearchStep.mandate_id)
    )
    found = _named(session.execute(query), "looks", "places", "last_look", "found")
    return {key: values | {"found": values["found"] > 0} for key, values in found.items()}


def _programmes(session: Session, ids: Collection[int]) -> dict[int, dict[str, Any]]:
    query = (
        select(
            Programme.mandate_id,
            Programme.availability,
            Programme.origin,
            func.count(Thesis.id),
            _count(and_(Thesis.testable)),
        )
        .outerjoin(Thesis, and_(Thesis.programme_id == Programme.id, ~Thesis.withdrawn))
        .where(Programme.mandate_id.in_(ids))
        .group_by(Programme.id)
    )
    found = _named(session.execute(query), "availability", "origin", "theses", "testable")
    return {key: values | {"entered": True} for key, values in found.items()}


def _letters(
    session: Session, campaign: Campaign | None, ids: Collection[int], today: dt.date
) -> dict[int, dict[str, Any]]:
    sent = Appeal.sent_on.is_not(None)
    waiting = and_(Appeal.answered_on.is_(None), Appeal.due_on < today, ~is_undelivered())
    query = (
        select(
            Appeal.mandate_id,
            _count(sent),
            _count(~sent),
            _count(Appeal.answered_on.is_not(None)),
            _count(waiting),
            _count(and_(sent, Appeal.subject == Subject.PROGRAMME)),
        )
        .where(Appeal.mandate_id.in_(ids), ~Appeal.withdrawn, of_campaign(campaign))
        .group_by(Appeal.mandate_id)
    )
    names = ("letters", "drafts", "answered", "overdue", "programme_letters")
    return _named(session.execute(query), *names)


def of_campaign(campaign: Campaign | None) -> ColumnElement[bool]:
    """Letters of the campaign, and those that belong to none."""
    if campaign is None:
        return true()
    return or_(Appeal.campaign_id.is_(None), Appeal.campaign_id == campaign.id)


def to_code(campaign: Campaign | None) -> ColumnElement[bool]:
    """Parts in acts that are to be coded: queued, and of the observed period of the campaign."""
    wanted = and_(standing(), Item.queued)
    if campaign is None:
        return wanted
    return and_(wanted, Item.date.between(campaign.observed_from, campaign.observed_to))


def is_read(viewer: User) -> ColumnElement[bool]:
    """Parts that somebody has read, but none that `viewer` is still to read as second coder."""
    read = and_(Coding.participation_id == Participation.id, Coding.current)
    theirs = select(SampleUnit.id).where(
        SampleUnit.participation_id == Participation.id, SampleUnit.coder_id == viewer.id
    )
    own = select(Coding.id).where(read, Coding.coder_id == viewer.id)
    return and_(select(Coding.id).where(read).exists(), or_(~theirs.exists(), own.exists()))


def _acts(
    session: Session, viewer: User, campaign: Campaign | None, ids: Collection[int]
) -> dict[int, dict[str, Any]]:
    query = (
        select(Participation.mandate_id, func.count(), _count(is_read(viewer)))
        .join(Item, Participation.item_id == Item.id)
        .where(Participation.mandate_id.in_(ids), to_code(campaign))
        .group_by(Participation.mandate_id)
    )
    return _named(session.execute(query), "acts", "coded")


def _second(
    session: Session, campaign: Campaign | None, ids: Collection[int]
) -> dict[int, dict[str, Any]]:
    read = (
        select(Coding.id)
        .where(
            Coding.participation_id == SampleUnit.participation_id,
            Coding.coder_id == SampleUnit.coder_id,
            Coding.current,
        )
        .exists()
    )
    query = (
        select(Participation.mandate_id, func.count(), _count(read))
        .select_from(SampleUnit)
        .join(Participation, SampleUnit.participation_id == Participation.id)
        .where(Participation.mandate_id.in_(ids))
        .group_by(Participation.mandate_id)
    )
    if campaign is not None:
        query = query.where(SampleUnit.campaign_id == campaign.id)
    return _named(session.execute(query), "second", "second_done")


def _verdicts(session: Session, ids: Collection[int]) -> dict[int, dict[str, Any]]:
    asked = select(AskedVerdict.id).where(AskedVerdict.verdict_id == Verdict.id).exists()
    query = (
        select(Programme.mandate_id, func.count(), _count(asked))
        .select_from(Verdict)
        .join(Thesis, Verdict.thesis_id == Thesis.id)
        .join(Programme, Thesis.programme_id == Programme.id)
        .where(Programme.mandate_id.in_(ids), ~Thesis.withdrawn)
        .where(Verdict.state == VerdictState.CONFIRMED)
        .group_by(Programme.mandate_id)
    )
    return _named(session.execute(query), "verdicts", "asked")


#: What was found or sent instead of a programme of the deputy's own: there is nothing to cut.
WITHOUT_OWN = frozenset({Origin.PARTY_ONLY, Origin.BROKEN_LINK, Origin.NOT_PROVIDED})


def steps(found: Progress, campaign: Campaign | None, today: dt.date) -> tuple[StepState, ...]:
    """How each step stands on `today`, and until when it is to be done.

    A step that is not done after its day is late; a letter without an answer makes its step
    late from the day after the answer was due.
    """
    no_programme = (
        found.availability is Availability.NOT_AVAILABLE or found.origin in WITHOUT_OWN
    ) and not found.theses
    known = found.availability is not None
    none = found.availability is Availability.NOT_AVAILABLE
    published = found.availability is Availability.PUBLISHED or found.found or found.theses > 0
    counts = {
        # That there is none needs evidence too: only a programme in hand spares the search.
        Step.SEARCH: (int(found.looks > 0 or (known and not none)), 1),
        Step.PROGRAMME: (int(known), 1),
        Step.THESES: (int(found.theses > 0), 0 if no_programme else 1),
        Step.APPEALS: (found.answered, max(found.letters, 0 if published else 1)),
        Step.CODING: (found.coded, found.acts),
        Step.SECOND: (found.second_done, found.second),
        Step.VERDICTS: (min(found.verdicts, found.testable), found.testable),
        Step.POSITIONS: (found.asked, found.verdicts),
    }
    begun = {
        Step.PROGRAMME: found.entered,
        Step.APPEALS: found.letters + found.drafts > 0,
    }
    return tuple(
        _state(step, *counts[step], begun.get(step, False), found, campaign, today) for step in Step
    )


def _due(step: Step, campaign: Campaign | None) -> dt.date | None:
    if campaign is None:
        return None
    if step in (Step.CODING, Step.SECOND):
        return campaign.coding_due
    if step in (Step.VERDICTS, Step.POSITIONS):
        return campaign.verdict_due
    return None if step is Step.APPEALS else campaign.programme_due


def _state(  # noqa: PLR0917  # one call, right above
    step: Step,
    done: int,
    total: int,
    begun: bool,
    found: Progress,
    campaign: Campaign | None,
    today: dt.date,
) -> StepState:
    due = _due(step, campaign)
    if total == 0:
        how = How.NOT_NEEDED
    elif done >= total:
        how = How.DONE
    elif (due is not None and due < today) or (step is Step.APPEALS and found.overdue):
        how = How.LATE
    else:
        how = How.BEGUN if done or begun else How.WAITING
    return StepState(step, how, done, total, due)
