"""What the method allows a verdict to say, as rules that are looked at twice.

They are looked at when a verdict is proposed and again when it is confirmed. Terms, deadlines
and kinds of evidence are facts that the portal knows, so nobody has to remember them.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import scoring
from app.queries import verdicts as queries
from app.queries.actions import actions
from app.services.errors import InvalidError, NotFoundError, ServiceError
from models.coding import Strength
from models.file import StoredFile
from models.item import Item, Kind, Participation
from models.person import Mandate
from models.programme import Thesis, Wording
from models.record import Record
from models.source import Capture
from models.verdict import EvidenceKind, Reason, Status, Verdict

TEXT_LENGTH = 5_000

NOT_FULFILLED = frozenset(
    {Reason.RENOUNCED, Reason.BLOCKED, Reason.DEADLINE_PASSED, Reason.TERM_SERVED}
)
NOT_ASSESSABLE = frozenset({Reason.MANDATE_ENDED_EARLY, Reason.EVIDENCE_NOT_ACCESSIBLE})
REASONS = {Status.NOT_FULFILLED: NOT_FULFILLED, Status.NOT_ASSESSABLE: NOT_ASSESSABLE}
#: Outcomes that need more than that somebody acted (method, 2).
DONE = frozenset({Status.PARTLY_FULFILLED, Status.FULFILLED})
STRONG = frozenset(EvidenceKind) - {EvidenceKind.OTHER}
#: Acts that prove that a deputy acted, and nothing of what came of it.
ACTION_ONLY = frozenset({Kind.DEPUTY_REQUEST, Kind.VOTER_MEETING, Kind.RECEPTION})


class Problem(StrEnum):
    """What can be wrong with a verdict."""

    STATUS_REQUIRED = "status_required"
    ACTION_FOUND = "action_found"
    REASON_REQUIRED = "reason_required"
    REASON_NOT_FITTING = "reason_not_fitting"
    AS_OF_REQUIRED = "as_of_required"
    AS_OF_IN_FUTURE = "as_of_in_future"
    AS_OF_BEFORE_MANDATE = "as_of_before_mandate"
    AS_OF_BEFORE_STANDING = "as_of_before_standing"
    EXPLANATION_REQUIRED = "explanation_required"
    TOO_LONG = "too_long"
    EVIDENCE_REQUIRED = "evidence_required"
    EVIDENCE_KIND_REQUIRED = "evidence_kind_required"
    STRONG_EVIDENCE_REQUIRED = "strong_evidence_required"
    ACT_PROVES_ACTION = "act_proves_action"
    NOT_AN_ANSWER = "not_an_answer"
    FOREIGN_ITEM = "foreign_item"
    ITEM_HAS_NO_COPY = "item_has_no_copy"
    UNKNOWN_COPY = "unknown_copy"
    ENDED_EARLY_ONLY = "ended_early_only"
    TERM_NOT_SERVED = "term_not_served"
    NO_DEADLINE = "no_deadline"
    DEADLINE_AHEAD = "deadline_ahead"
    DEADLINE_AFTER_MANDATE = "deadline_after_mandate"
    WHY_REQUIRED = "why_required"


class Bar(StrEnum):
    """Why a thesis takes no verdict at all."""

    PARTY = "party"
    PARAPHRASED = "paraphrased"
    UNSOURCED = "unsourced"
    UNTESTABLE = "untestable"
    WITHDRAWN = "withdrawn"


class NoVerdictError(ServiceError):
    """The method allows no verdict on this thesis; `bar` says why."""

    def __init__(self, bar: Bar) -> None:
        super().__init__(f"the thesis takes no verdict: {bar}")
        self.bar = bar


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence: a capture, a kept file, or an act whose kept copy is meant."""

    kind: EvidenceKind | None = None
    capture_id: int | None = None
    file_id: int | None = None
    item_id: int | None = None
    note: str | None = None

    @property
    def given(self) -> bool:
        """Whether anything was given at all."""
        return any((self.capture_id, self.file_id, self.item_id))


@dataclass(frozen=True)
class Proposal:
    """What a person says of the outcome of a thesis."""

    status: Status | None = None
    reason: Reason | None = None
    as_of: dt.date | None = None
    explanation_kk: str | None = None
    explanation_ru: str | None = None
    explanation_en: str | None = None
    evidence: Evidence = Evidence()
    further: tuple[Evidence, ...] = ()


def as_proposed(verdict: Verdict) -> Proposal:
    """What was proposed, to be looked at again."""
    return Proposal(
        status=verdict.status,
        reason=verdict.reason,
        as_of=verdict.as_of,
        explanation_kk=verdict.explanation_kk,
        explanation_ru=verdict.explanation_ru,
        explanation_en=verdict.explanation_en,
        evidence=Evidence(
            verdict.evidence_kind,
            verdict.capture_id,
            verdict.file_id,
            verdict.item_id,
            verdict.evidence_note,
        ),
        further=tuple(
            Evidence(piece.kind, piece.capture_id, piece.file_id, piece.item_id, piece.note)
            for piece in verdict.evidence
        ),
    )


def bar_of(thesis: Thesis) -> Bar | None:
    """Why the method allows no verdict on `thesis`; None where it does (method, 1)."""
    if thesis.withdrawn:
        return Bar.WITHDRAWN
    programme = thesis.programme
    sources = (programme.source, programme.source_url, programme.file_id, programme.capture_id)
    own = (thesis.source, thesis.source_url, thesis.file_id, thesis.capture_id)
    found = scoring.exclusion(
        scoring.Promise(
            quoted=thesis.wording is Wording.QUOTED,
            testable=thesis.testable,
            own=programme.mandate_id is not None,
            sourced=any(sources) or any(own),
        )
    )
    return Bar(found.value) if found else None


@dataclass(frozen=True)
class Term:
    """When a mandate was held, as far as is known, and how many months it would have had."""

    start: dt.date | None
    end: dt.date | None
    months: int | None

    @classmethod
    def of(cls, mandate: Mandate) -> "Term":
        """The term of `mandate`: empty dates are those of the convocation."""
        body = mandate.convocation
        return cls(mandate.start or body.start, mandate.end or body.end, body.term_months)

    def ended_early(self, day: dt.date) -> bool:
        """Whether the mandate was over before its time on `day`."""
        return scoring.ended_early(self.start, self.end, self.months, day)

    def served_in_full(self, day: dt.date) -> bool:
        """Whether the mandate was over on `day`, and not before its time."""
        return self.end is not None and self.end <= day and not self.ended_early(day)


def check(session: Session, thesis: Thesis, proposal: Proposal, today: dt.date) -> None:
    """Raise NoVerdictError or InvalidError where the method does not allow `proposal`."""
    bar = bar_of(thesis)
    if bar is not None:
        raise NoVerdictError(bar)
    mandate = session.get(Mandate, thesis.programme.mandate_id)
    if mandate is None:
        raise NotFoundError(f"there is no mandate {thesis.programme.mandate_id}")
    problems = [
        *_status_problems(thesis, Term.of(mandate), proposal),
        *_action_problems(session, thesis, proposal),
        *_day_problems(session, thesis, Term.of(mandate), proposal, today),
        *_text_problems(proposal),
        *_evidence_problems(session, mandate, proposal),
    ]
    if problems:
        raise InvalidError(problems)


def _status_problems(thesis: Thesis, term: Term, said: Proposal) -> list[tuple[str, str]]:
    if said.status is None:
        return [("status", Problem.STATUS_REQUIRED)]
    fitting = REASONS.get(said.status, frozenset())
    if said.reason is None:
        return [("reason", Problem.REASON_REQUIRED)] if fitting else []
    if said.reason not in fitting:
        return [("reason", Problem.REASON_NOT_FITTING)]
    problem = _reason_problem(thesis, term, said.reason, said.as_of)
    return [("reason", problem)] if problem else []


def _action_problems(session: Session, thesis: Thesis, said: Proposal) -> list[tuple[str, str]]:
    """What settled readings say against "no action found": the two scales may not contradict."""
    if said.status is not Status.NO_ACTION_FOUND:
        return []
    acts = actions(session, [thesis.id])[thesis.id].acts
    until = said.as_of or dt.date.max
    if any(act.strength is Strength.DIRECT and (act.date or until) <= until for act in acts):
        return [("status", Problem.ACTION_FOUND)]
    return []


def _reason_problem(
    thesis: Thesis, term: Term, reason: Reason, day: dt.date | None
) -> Problem | None:
    """What speaks against a reason: terms and deadlines are facts, not opinions (method, 2)."""
    if day is None:
        return None
    if reason is Reason.MANDATE_ENDED_EARLY and not term.ended_early(day):
        return Problem.ENDED_EARLY_ONLY
    if reason is Reason.TERM_SERVED and not term.served_in_full(day):
        return Problem.TERM_NOT_SERVED
    if reason is Reason.DEADLINE_PASSED:
        return _deadline_problem(thesis.deadline, term, day)
    return None


def _deadline_problem(deadline: dt.date | None, term: Term, day: dt.date) -> Problem | None:
    if deadline is None:
        return Problem.NO_DEADLINE
    if deadline >= day:
        return Problem.DEADLINE_AHEAD
    if term.end is not None and deadline > term.end:
        return Problem.DEADLINE_AFTER_MANDATE
    return None


def _day_problems(
    session: Session, thesis: Thesis, term: Term, said: Proposal, today: dt.date
) -> list[tuple[str, str]]:
    if said.as_of is None:
        return [("as_of", Problem.AS_OF_REQUIRED)]
    if said.as_of > today:
        return [("as_of", Problem.AS_OF_IN_FUTURE)]
    if term.start is not None and said.as_of < term.start:
        return [("as_of", Problem.AS_OF_BEFORE_MANDATE)]
    standing = queries.confirmed(session, [thesis.id]).get(thesis.id)
    if standing is not None and said.as_of < standing.as_of:
        return [("as_of", Problem.AS_OF_BEFORE_STANDING)]
    return []


def _text_problems(said: Proposal) -> list[tuple[str, str]]:
    problems: list[tuple[str, str]] = []
    for lang in ("kk", "ru", "en"):
        text = getattr(said, f"explanation_{lang}") or ""
        if not text.strip() and lang != "en":
            problems.append((f"explanation_{lang}", Problem.EXPLANATION_REQUIRED))
        if len(text) > TEXT_LENGTH:
            problems.append((f"explanation_{lang}", Problem.TOO_LONG))
    return problems


def _evidence_problems(session: Session, mandate: Mandate, said: Proposal) -> list[tuple[str, str]]:
    pieces = [("evidence", said.evidence), *(("further", piece) for piece in said.further)]
    problems: list[tuple[str, str]] = []
    for name, piece in pieces:
        problem = _piece_problem(session, mandate, piece) if piece.given else None
        if problem:
            problems.append((name, problem))
    if problems:
        return problems
    if not said.evidence.given:
        if said.status is not Status.NOT_ASSESSABLE:
            return [("evidence", Problem.EVIDENCE_REQUIRED)]
        return []
    # The first piece carries the verdict: the database looks at its kind.
    if said.status in DONE and said.evidence.kind not in STRONG:
        return [("evidence_kind", Problem.STRONG_EVIDENCE_REQUIRED)]
    return []


def _piece_problem(session: Session, mandate: Mandate, piece: Evidence) -> Problem | None:
    if piece.kind is None:
        return Problem.EVIDENCE_KIND_REQUIRED
    if piece.capture_id and session.get(Capture, piece.capture_id) is None:
        return Problem.UNKNOWN_COPY
    if piece.file_id and session.get(StoredFile, piece.file_id) is None:
        return Problem.UNKNOWN_COPY
    return _item_problem(session, mandate, piece) if piece.item_id else None


def _item_problem(session: Session, mandate: Mandate, piece: Evidence) -> Problem | None:
    item = session.get(Item, piece.item_id)
    if item is None or item.merged_into_id is not None or not _of(session, item, mandate):
        return Problem.FOREIGN_ITEM
    copy = kept(session, piece)
    if copy.capture_id is None and copy.file_id is None:
        return Problem.ITEM_HAS_NO_COPY
    answered = item.kind is Kind.ANSWER or _holds_an_answer(session, item)
    if piece.kind is EvidenceKind.ANSWER and not answered:
        return Problem.NOT_AN_ANSWER
    if item.kind in ACTION_ONLY and piece.kind in STRONG and not answered:
        return Problem.ACT_PROVES_ACTION
    return None


def _of(session: Session, item: Item, mandate: Mandate) -> bool:
    """Whether the deputy took part in the act, or in the request that it answers."""
    acts = [item.id] if item.answer_to_id is None else [item.id, item.answer_to_id]
    found = select(Participation.id).where(
        Participation.item_id.in_(acts),
        Participation.mandate_id == mandate.id,
        ~Participation.withdrawn,
    )
    return session.scalar(found.limit(1)) is not None


def _holds_an_answer(session: Session, item: Item) -> bool:
    """Whether a source shows an answer on the page of the request itself."""
    if item.kind is not Kind.DEPUTY_REQUEST:
        return False
    found = select(Record.id).where(Record.item_id == item.id, Record.answer != "")
    return session.scalar(found.limit(1)) is not None


def kept(session: Session, piece: Evidence) -> Evidence:
    """`piece` with the copy that is kept of its act, where no other copy was given."""
    if not piece.item_id or piece.capture_id or piece.file_id:
        return piece
    capture_id, file_id = queries.copies_of(session, piece.item_id)
    return Evidence(piece.kind, capture_id, file_id, piece.item_id, piece.note)
