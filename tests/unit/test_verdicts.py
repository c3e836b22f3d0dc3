"""Two people make a verdict, and the rules of the method are looked at by both."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.queries import verdicts as queries
from app.queries.programmes import version as version_of
from app.services import theses
from app.services import verdicts as service
from app.services.accounts import NotAllowedError
from app.services.errors import InvalidError, NotFoundError
from app.services.verdict_rules import Bar, Evidence, NoVerdictError, Problem, Proposal, check
from models import audit, engine
from models.audit import Audit
from models.coding import Strength
from models.item import Kind
from models.programme import Programme, Wording
from models.record import Record
from models.user import User, UserRole
from models.verdict import EvidenceKind, Reason, Status, Verdict, VerdictState
from tests.conftest import NOW
from tests.factories import verdicts as make
from tests.factories.trust import read, tagged
from tests.factories.world import World


@pytest.fixture
def world(session):
    made = World(session)
    made.convocation.start, made.convocation.end = dt.date(2023, 3, 29), dt.date(2026, 7, 1)
    made.convocation.term_months = 60
    return made


@pytest.fixture
def thesis(world, session, first, second):
    """A thesis that may be judged; one with a verdict of another deputy stands beside it."""
    make.standing(world, make.promise(world, world.mandate()), first, second)
    found = make.promise(world, world.mandate())
    session.commit()
    return found


@pytest.fixture
def first(make_user):
    return make_user(UserRole.ACTIVIST)


@pytest.fixture
def second(make_user):
    return make_user(UserRole.COORDINATOR)


@pytest.fixture
def proposal(world, session):
    file = make.file(world)
    session.commit()
    return Proposal(
        status=Status.IN_PROGRESS,
        as_of=dt.date(2026, 6, 1),
        explanation_kk="Құрылыс басталды",
        explanation_ru="Строительство начато",
        evidence=Evidence(EvidenceKind.OFFICIAL_ACT, file_id=file.id),
    )


def problems(session, actor, thesis, proposal):
    with pytest.raises(InvalidError) as error:
        service.propose(session, actor, NOW, thesis.id, proposal)
    return error.value.problems


def test_what_one_proposes_stands_when_another_confirms(session, thesis, proposal, first, second):
    verdict = service.propose(session, first, NOW, thesis.id, proposal)
    assert queries.confirmed(session, [thesis.id]) == {}
    service.confirm(session, second, NOW, verdict.id)
    standing = queries.confirmed(session, [thesis.id])[thesis.id]
    assert (standing.status, standing.outside) == (Status.IN_PROGRESS, False)
    assert [piece.file for piece in standing.evidence] == [proposal.evidence.file_id]


def test_the_proposer_neither_confirms_nor_refuses(session, thesis, proposal, second):
    verdict = service.propose(session, second, NOW, thesis.id, proposal)
    with pytest.raises(service.OwnProposalError):
        service.confirm(session, second, NOW, verdict.id)
    with pytest.raises(service.OwnProposalError):
        service.refuse(session, second, NOW, verdict.id, "нет")


def test_an_analyst_does_neither(session, thesis, proposal, first, make_user):
    analyst = make_user(UserRole.ANALYST)
    with pytest.raises(NotAllowedError):
        service.propose(session, analyst, NOW, thesis.id, proposal)
    verdict = service.propose(session, first, NOW, thesis.id, proposal)
    for settle in (service.confirm, lambda *a: service.refuse(*a, "нет")):
        with pytest.raises(NotAllowedError):
            settle(session, analyst, NOW, verdict.id)


def test_a_refusal_needs_a_reason_and_lets_the_thesis_go(session, thesis, proposal, first, second):
    verdict = service.propose(session, first, NOW, thesis.id, proposal)
    with pytest.raises(InvalidError):
        service.refuse(session, second, NOW, verdict.id, "  ")
    service.refuse(session, second, NOW, verdict.id, "это письмо о другой школе")
    assert (verdict.state, verdict.testable) == (VerdictState.REFUSED, None)
    assert queries.history(session, thesis.id) == []
    reasons = session.scalars(select(Audit.reason).where(Audit.entity == "verdicts")).all()
    assert reasons[-1] == "это письмо о другой школе"
    with pytest.raises(service.SettledMeanwhileError):
        service.confirm(session, second, NOW, verdict.id)


def test_a_newer_verdict_supersedes_and_the_older_stays(session, thesis, proposal, first, second):
    old = service.propose(session, first, NOW, thesis.id, proposal)
    service.confirm(session, second, NOW, old.id)
    later = replace(proposal, status=Status.FULFILLED, as_of=dt.date(2026, 9, 1))
    with pytest.raises(service.AlreadyProposedError):
        service.propose(session, second, NOW, thesis.id, later)
        service.propose(session, second, NOW, thesis.id, later)
    new = session.scalars(select(Verdict).where(Verdict.state == VerdictState.PROPOSED)).one()
    service.confirm(session, first, NOW, new.id)
    rows = queries.history(session, thesis.id)
    assert [(row.status, row.state) for row in rows] == [
        (Status.FULFILLED, VerdictState.CONFIRMED),
        (Status.IN_PROGRESS, VerdictState.SUPERSEDED),
    ]
    assert rows[0].supersedes == rows[1].id
    back = replace(proposal, as_of=dt.date(2026, 8, 31))
    assert problems(session, first, thesis, back) == [("as_of", Problem.AS_OF_BEFORE_STANDING)]


def test_who_proposed_takes_it_back_and_only_a_coordinator_what_stands(
    session, thesis, proposal, first, second, make_user
):
    stranger = make_user(UserRole.ACTIVIST)
    verdict = service.propose(session, first, NOW, thesis.id, proposal)
    with pytest.raises(NotAllowedError):
        service.withdraw(session, stranger, NOW, verdict.id, "не моё")
    service.withdraw(session, first, NOW, verdict.id, "опечатка")
    again = service.propose(session, first, NOW, thesis.id, proposal)
    service.confirm(session, second, NOW, again.id)
    with pytest.raises(NotAllowedError):
        service.withdraw(session, first, NOW, again.id, "передумал")
    service.withdraw(session, second, NOW, again.id, "доказательство подложное")
    assert queries.confirmed(session, [thesis.id]) == {}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"status": None}, ("status", Problem.STATUS_REQUIRED)),
        ({"status": Status.NOT_FULFILLED}, ("reason", Problem.REASON_REQUIRED)),
        ({"reason": Reason.BLOCKED}, ("reason", Problem.REASON_NOT_FITTING)),
        (
            {"status": Status.NOT_ASSESSABLE, "reason": Reason.RENOUNCED},
            ("reason", Problem.REASON_NOT_FITTING),
        ),
        (
            {"status": Status.NOT_ASSESSABLE, "reason": Reason.MANDATE_ENDED_EARLY},
            ("reason", Problem.ENDED_EARLY_ONLY),
        ),
        (
            {"status": Status.NOT_FULFILLED, "reason": Reason.DEADLINE_PASSED},
            ("reason", Problem.NO_DEADLINE),
        ),
        (
            {
                "status": Status.NOT_FULFILLED, "reason": Reason.TERM_SERVED,
                "as_of": dt.date(2026, 9, 1),
            },
            ("reason", Problem.TERM_NOT_SERVED),
        ),
        ({"as_of": None}, ("as_of", Problem.AS_OF_REQUIRED)),
        ({"as_of": dt.date(2026, 11, 21)}, ("as_of", Problem.AS_OF_IN_FUTURE)),
        ({"as_of": dt.date(2023, 3, 28)}, ("as_of", Problem.AS_OF_BEFORE_MANDATE)),
        ({"explanation_kk": " "}, ("explanation_kk", Problem.EXPLANATION_REQUIRED)),
        ({"explanation_ru": "я" * 5001}, ("explanation_ru", Problem.TOO_LONG)),
        ({"evidence": Evidence()}, ("evidence", Problem.EVIDENCE_REQUIRED)),
        (
            {"evidence": Evidence(EvidenceKind.OTHER, file_id=999)},
            ("evidence", Problem.UNKNOWN_COPY),
        ),
        (
            {"further": (Evidence(capture_id=999),)},
            ("further", Problem.EVIDENCE_KIND_REQUIRED),
        ),
    ],
)  # fmt: skip
def test_each_rule_has_a_sentence_beside_its_field(
    session, thesis, proposal, first, change, problem
):
    assert problems(session, first, thesis, replace(proposal, **change)) == [problem]


def test_done_needs_strong_evidence(world, session, thesis, proposal, first):
    weak = Evidence(EvidenceKind.OTHER, file_id=proposal.evidence.file_id)
    done = replace(proposal, status=Status.PARTLY_FULFILLED, evidence=weak)
    assert problems(session, first, thesis, done) == [
        ("evidence_kind", Problem.STRONG_EVIDENCE_REQUIRED)
    ]


def test_a_request_proves_action_and_not_outcome(world, session, thesis, proposal, first):
    mandate, capture = thesis.programme.mandate, make.capture(world)
    request = world.item(mandate)
    foreign = world.item(world.mandate())
    answer = world.item(kind=Kind.ANSWER, answer_to_id=request.id)
    bare = world.item(mandate)
    for item in (request, foreign, answer):
        session.scalars(select(Record).where(Record.item_id == item.id)).one(
        ).capture_ru_id = capture.id  # fmt: skip
    session.commit()

    def with_item(item, kind):
        return replace(proposal, status=Status.FULFILLED, evidence=Evidence(kind, item_id=item.id))

    act = with_item(request, EvidenceKind.OFFICIAL_ACT)
    assert problems(session, first, thesis, act) == [("evidence", Problem.ACT_PROVES_ACTION)]
    called = with_item(request, EvidenceKind.ANSWER)
    assert problems(session, first, thesis, called) == [("evidence", Problem.NOT_AN_ANSWER)]
    other = with_item(foreign, EvidenceKind.ANSWER)
    assert problems(session, first, thesis, other) == [("evidence", Problem.FOREIGN_ITEM)]
    empty = with_item(bare, EvidenceKind.OTHER)
    assert problems(session, first, thesis, empty) == [("evidence", Problem.ITEM_HAS_NO_COPY)]
    verdict = service.propose(
        session, first, NOW, thesis.id, with_item(answer, EvidenceKind.ANSWER)
    )
    assert (verdict.item_id, verdict.capture_id) == (answer.id, capture.id)


def test_no_action_is_not_found_where_a_settled_reading_found_one(
    world, session, thesis, proposal, first
):
    part = world.participation(thesis.programme.mandate, date=dt.date(2024, 3, 1))
    said = replace(proposal, status=Status.NO_ACTION_FOUND)
    read(session, first, part, tagged(thesis, strength=Strength.RELATED))
    check(session, thesis, said, clock.day(NOW))
    read(session, first, part, tagged(thesis))
    assert problems(session, first, thesis, said) == [("status", Problem.ACTION_FOUND)]
    check(session, thesis, replace(said, as_of=dt.date(2024, 1, 1)), clock.day(NOW))


def test_open_theses_of_a_mandate_that_ended_early_are_not_broken(session, thesis, proposal, first):
    over = replace(
        proposal,
        status=Status.NOT_ASSESSABLE,
        reason=Reason.MANDATE_ENDED_EARLY,
        as_of=dt.date(2026, 7, 2),
        evidence=Evidence(),
    )
    service.propose(session, first, NOW, thesis.id, over)


def test_a_deadline_counts_only_within_the_mandate(session, thesis, proposal, first):
    broken = replace(
        proposal,
        status=Status.NOT_FULFILLED,
        reason=Reason.DEADLINE_PASSED,
        as_of=dt.date(2026, 11, 1),
    )
    for deadline, problem in (
        (dt.date(2026, 12, 1), Problem.DEADLINE_AHEAD),
        (dt.date(2026, 9, 1), Problem.DEADLINE_AFTER_MANDATE),
    ):
        thesis.deadline = deadline
        assert problems(session, first, thesis, broken) == [("reason", problem)]
    thesis.deadline = dt.date(2025, 12, 31)
    service.propose(session, first, NOW, thesis.id, broken)


def test_theses_that_carry_no_outcome_are_refused_with_the_reason(
    world, session, thesis, proposal, first
):
    party = world.programme(party=world.party(), theses=1, source="сайт").theses[0]
    unsourced = world.programme(world.mandate(), theses=1).theses[0]
    untestable = make.promise(world, world.mandate(), testable=False)
    told = make.promise(world, world.mandate(), testable=False, wording=Wording.PARAPHRASED)
    gone = make.promise(world, world.mandate(), withdrawn=True)
    bars = []
    for row in (party, unsourced, untestable, told, gone):
        with pytest.raises(NoVerdictError) as error:
            service.propose(session, first, NOW, row.id, proposal)
        bars.append(error.value.bar)
    assert bars == [Bar.PARTY, Bar.UNSOURCED, Bar.UNTESTABLE, Bar.PARAPHRASED, Bar.WITHDRAWN]
    with pytest.raises(NotFoundError):
        service.propose(session, first, NOW, 999_999, proposal)


def test_the_rules_are_looked_at_again_when_it_is_confirmed(
    session, thesis, proposal, first, second
):
    verdict = service.propose(session, first, NOW, thesis.id, proposal)
    session.get(Programme, thesis.programme_id).source = None
    session.flush()
    with pytest.raises(NoVerdictError):
        service.confirm(session, second, NOW, verdict.id)
    assert verdict.state is VerdictState.PROPOSED


def test_a_thesis_under_a_verdict_is_neither_untestable_nor_withdrawn(
    session, thesis, proposal, first, second
):
    verdict = service.propose(session, first, NOW, thesis.id, proposal)
    fields = theses.ThesisFields(
        lang="ru", text_ru=thesis.text_ru, testable=False, untestable_reason="нет срока"
    )
    version = version_of(session, "theses", thesis.id)
    with pytest.raises(InvalidError) as error:
        theses.save_thesis(session, second, NOW, thesis.id, fields, version=version)
    assert error.value.problems == [("testable", theses.Problem.VERDICT_STANDS)]
    with pytest.raises(InvalidError):
        theses.withdraw_thesis(session, second, NOW, thesis.id, "дважды")
    service.withdraw(session, first, NOW, verdict.id, "сначала мандат")
    theses.save_thesis(session, second, NOW, thesis.id, fields, version=version)


def at_once(app, works):
    """Run each of `works` in a transaction of its own, all at the same moment."""
    with app.app_context():
        maker = db.sessionmaker
    barrier = Barrier(len(works))

    def one(work):
        with maker() as session:
            barrier.wait()
            engine.begin_write(session)
            audit.bind(session, actor="test", now=NOW)
            try:
                work(session)
            except service.ServiceError as error:
                session.rollback()
                return type(error)
            session.commit()
            return None

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def test_of_two_people_who_confirm_at_once_one_is_told(
    app, session, thesis, proposal, first, make_user
):
    people = [make_user(UserRole.COORDINATOR).id for _ in range(3)]
    verdict = service.propose(session, first, NOW, thesis.id, proposal).id
    session.commit()

    def confirm(person):
        return lambda own: service.confirm(own, own.get(User, person), NOW, verdict)

    found = at_once(app, [confirm(person) for person in people])
    assert sorted(found, key=str) == sorted(
        [None, service.SettledMeanwhileError, service.SettledMeanwhileError], key=str
    )


def test_of_two_people_who_propose_at_once_one_is_told(
    app, session, thesis, proposal, first, second
):
    people, key = (first.id, second.id), thesis.id

    def propose(person):
        return lambda own: service.propose(own, own.get(User, person), NOW, key, proposal)

    found = at_once(app, [propose(person) for person in people])
    assert set(found) == {None, service.AlreadyProposedError}
    session.rollback()
    assert len(session.scalars(select(Verdict).where(Verdict.thesis_id == key)).all()) == 1
