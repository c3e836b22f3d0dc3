"""What the method forbids is refused by the database itself, whoever writes into it."""

import datetime as dt

import pytest
from sqlalchemy import null
from sqlalchemy.exc import IntegrityError

from models.user import UserRole
from models.verdict import EvidenceKind, Reason, Status, VerdictState
from tests.conftest import NOW
from tests.factories import verdicts as make
from tests.factories.world import World


@pytest.fixture
def world(session):
    return World(session)


@pytest.fixture
def people(make_user):
    return make_user(UserRole.ACTIVIST), make_user(UserRole.COORDINATOR)


@pytest.fixture
def thesis(world, session, people):
    """A thesis that may be judged; another deputy's, with a verdict, stands beside it."""
    other = make.promise(world, world.mandate(), deadline=dt.date(2025, 1, 1))
    make.standing(world, other, *people)
    found = make.promise(world, world.mandate())
    session.commit()
    return found


def refused(session, name, insert):
    with pytest.raises(IntegrityError) as error:
        insert()
        session.flush()
    assert name in str(error.value).lower()
    session.rollback()


def test_a_lawful_verdict_is_taken(world, session, thesis, people):
    make.standing(world, thesis, *people)
    session.commit()


def test_a_thesis_that_cannot_be_tested_takes_no_verdict(world, session, people):
    thesis = make.promise(world, world.mandate(), testable=False)
    session.commit()
    refused(session, "foreign key", lambda: make.verdict(world, thesis, people[0]))
    refused(session, "testable", lambda: make.verdict(world, thesis, people[0], testable=null()))
    refused(session, "testable", lambda: make.verdict(world, thesis, people[0], testable=False))


def test_a_thesis_does_not_become_untestable_under_a_verdict(world, session, thesis, people):
    make.verdict(world, thesis, people[0])
    session.commit()

    def spoil():
        thesis.testable = False

    refused(session, "foreign key", spoil)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (Status.NOT_FULFILLED, None),
        (Status.NOT_FULFILLED, Reason.MANDATE_ENDED_EARLY),
        (Status.NOT_ASSESSABLE, None),
        (Status.NOT_ASSESSABLE, Reason.RENOUNCED),
        (Status.FULFILLED, Reason.BLOCKED),
        (Status.IN_PROGRESS, Reason.EVIDENCE_NOT_ACCESSIBLE),
    ],
)
def test_each_status_has_exactly_the_reason_that_fits(
    world, session, thesis, people, status, reason
):
    refused(
        session,
        "one_reason",
        lambda: make.verdict(world, thesis, people[0], status=status, reason=reason),
    )


@pytest.mark.parametrize("status", [Status.FULFILLED, Status.IN_PROGRESS, Status.NO_ACTION_FOUND])
def test_nothing_is_said_without_evidence(world, session, thesis, people, status):
    refused(
        session,
        "evidence",
        lambda: make.verdict(world, thesis, people[0], status=status, file_id=None),
    )


@pytest.mark.parametrize("status", [Status.FULFILLED, Status.PARTLY_FULFILLED])
@pytest.mark.parametrize("kind", [None, EvidenceKind.OTHER])
def test_what_was_done_needs_more_than_any_paper(world, session, thesis, people, status, kind):
    refused(
        session,
        "strong_evidence",
        lambda: make.verdict(world, thesis, people[0], status=status, evidence_kind=kind),
    )


def test_nobody_confirms_their_own_proposal(world, session, thesis, people):
    first = people[0]
    refused(session, "another_person", lambda: make.standing(world, thesis, first, first))


def test_nothing_stands_without_a_second_person(world, session, thesis, people):
    refused(
        session,
        "two_persons",
        lambda: make.verdict(world, thesis, people[0], state=VerdictState.CONFIRMED),
    )
    refused(
        session,
        "two_persons",
        lambda: make.verdict(world, thesis, people[0], state=VerdictState.SUPERSEDED),
    )


def test_no_two_stand_and_no_two_wait_at_once(world, session, thesis, people):
    make.standing(world, thesis, *people)
    make.verdict(world, thesis, people[0])
    session.commit()
    refused(session, "unique", lambda: make.standing(world, thesis, *reversed(people)))
    refused(session, "unique", lambda: make.verdict(world, thesis, people[1]))


def test_an_explanation_is_given_in_both_languages(world, session, thesis, people):
    for lang in ("kk", "ru"):
        words = {f"explanation_{lang}": ""}
        refused(session, "explained", lambda w=words: make.verdict(world, thesis, people[0], **w))


def test_what_is_over_lets_its_thesis_go(world, session, thesis, people):
    make.verdict(
        world, thesis, people[0], state=VerdictState.WITHDRAWN, testable=null(), settled_at=NOW,
        settled_why="опечатка",
    )  # fmt: skip
    thesis.testable = False
    session.commit()


def test_a_link_is_for_a_mandate_or_for_a_thesis(world, session, thesis, people):
    mandate = thesis.programme.mandate
    refused(session, "position", lambda: make.link(world, mandate, people[1], mandate_id=None))
    refused(session, "review", lambda: make.link(world, mandate, people[1], thesis_id=thesis.id))


def test_only_a_dispute_is_settled_and_nothing_withheld_without_a_reason(
    world, session, thesis, people
):
    on = make.standing(world, thesis, *people)
    by = make.link(world, thesis.programme.mandate, people[1])
    session.commit()
    refused(session, "only_disputes", lambda: make.position(world, on, by, settlement="stands"))
    refused(session, "withheld", lambda: make.position(world, on, by, state="withheld"))
