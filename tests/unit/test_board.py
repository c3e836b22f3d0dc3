"""Steps of the work on a deputy, who is stuck with them, and what the board counts."""

import datetime as dt
from dataclasses import replace

import pytest

from app.queries.board import Wanted, board
from app.queries.progress import How, Progress, Step, progress, steps
from models.appeal import Appeal, Channel, Subject
from models.base import Lang
from models.campaign import Reminder, SearchFinding, SearchPlace, SearchStep
from models.coding import Coding, Reading
from models.item import Item
from models.programme import Availability, Origin, Programme
from models.reliability import SampleUnit
from models.user import User, UserRole
from models.verdict import (
    AskedVerdict,
    EvidenceKind,
    GuestLink,
    LinkPurpose,
    PositionAsk,
    Status,
    Verdict,
    VerdictState,
)
from tests.conftest import NOW
from tests.factories.campaign import make_campaign, watch
from tests.factories.world import World

TODAY = dt.date(2026, 11, 20)
LATER = dt.date(2026, 12, 1)
BEFORE = dt.date(2026, 11, 1)


@pytest.fixture
def world(session):
    return World(session)


def look(world, seat, user, at=NOW, **fields):
    values = {
        "place": SearchPlace.MEDIA, "address": "газета", "finding": SearchFinding.NOTHING,
        "looked_on": at.date(), "entered_by_id": user.id, "entered_at": at,
    }  # fmt: skip
    return world.add(SearchStep(mandate=seat, **(values | fields)))


def letter(world, seat, user, **fields):
    values = {
        "subject": Subject.PROGRAMME, "channel": Channel.EMAIL, "lang": Lang.RU,
        "heading": "О программе", "text": "Просим", "entered_by_id": user.id, "entered_at": NOW,
        "sent_on": BEFORE, "term_days": 15, "due_on": LATER,
    }  # fmt: skip
    return world.add(Appeal(mandate=seat, **(values | fields)))


def code(world, part, coder, at=NOW):
    return world.add(
        Coding(participation=part, coder=coder, reading=Reading.NONE_FITS, saved_at=at)
    )


def verdict(world, thesis, one, two, **fields):
    values = {
        "status": Status.IN_PROGRESS, "as_of": TODAY, "explanation_kk": "x", "explanation_ru": "x",
        "evidence_kind": EvidenceKind.OTHER, "state": VerdictState.CONFIRMED,
        "file": world.file(sha256=f"{thesis.id:064}", name="a", mime="text/plain", size=1,
                           stored_at=NOW),
        "proposed_by_id": one.id, "proposed_at": NOW, "confirmed_by_id": two.id,
    }  # fmt: skip
    return world.add(Verdict(thesis=thesis, **(values | fields)))


def test_nothing_is_there_at_first(session, world):
    seat = world.mandate()
    assert progress(session, User(id=0), None, [seat.id], TODAY) == {seat.id: Progress()}
    assert progress(session, User(id=0), None, [], TODAY) == {}


def test_everything_that_was_done_is_counted_for_its_own_deputy(session, world, make_user):
    seat, other = world.mandate(), world.mandate()
    one, two = make_user(), make_user(UserRole.COORDINATOR)
    campaign = make_campaign(session, world.convocation, seat, other)
    for noise in (seat, other):
        look(world, noise, one)
    look(world, seat, one, place=SearchPlace.PARTY_SITE)
    look(world, seat, one, withdrawn=True)
    programme = world.programme(seat, theses=3, availability=Availability.PUBLISHED)
    world.thesis(programme, 4, testable=False)
    world.thesis(programme, 5, withdrawn=True)
    letter(world, seat, one)
    letter(world, seat, one, due_on=BEFORE)
    letter(world, seat, one, withdrawn=True)
    letter(world, seat, one, sent_on=None, due_on=None, term_days=None)
    letter(world, seat, one, answered_on=TODAY, answer_kind="general", due_on=BEFORE)
    parts = [world.participation(seat) for _ in range(3)]
    world.participation(seat, date=dt.date(2023, 1, 1))  # before the observed period
    world.participation(seat, queued=False)
    code(world, parts[0], one)
    code(world, parts[1], one)
    code(world, parts[0], two)
    for part in parts[:2]:
        world.add(SampleUnit(campaign=campaign, participation=part, coder_id=two.id, drawn_at=NOW))
    confirmed = verdict(world, programme.theses[0], one, two)
    verdict(world, programme.theses[1], one, two, state=VerdictState.PROPOSED,
            confirmed_by_id=None)  # fmt: skip
    link = world.add(
        GuestLink(purpose=LinkPurpose.POSITION, token_sha256="x", mandate=seat, guest="office",
                  lang=Lang.KK, issued_by_id=two.id, issued_at=NOW, expires_at=NOW)
    )  # fmt: skip
    ask = PositionAsk(link=link, channel=Channel.POST, address="x", asked_on=TODAY,
                      entered_by_id=two.id, entered_at=NOW)  # fmt: skip
    world.add(AskedVerdict(ask=ask, verdict=confirmed))
    found = progress(session, one, campaign, [seat.id, other.id], TODAY)
    assert found[other.id] == Progress(looks=1, places=1, last_look=TODAY)
    assert found[seat.id] == Progress(
        looks=2, places=2, last_look=TODAY, found=False, entered=True,
        availability=Availability.PUBLISHED, theses=4, testable=3,
        letters=3, drafts=1, answered=1, overdue=1, programme_letters=3,
        acts=3, coded=2, second=2, second_done=1, verdicts=1, asked=1,
    )  # fmt: skip


def test_a_second_coder_is_not_told_that_an_act_was_read(session, world, make_user):
    seat = world.mandate()
    campaign = make_campaign(session, world.convocation, seat)
    first, second, third = make_user(), make_user(), make_user()
    part, _other = world.participation(seat), world.participation(seat)
    world.add(SampleUnit(campaign=campaign, participation=part, coder_id=second.id, drawn_at=NOW))

    def coded():
        return [
            progress(session, user, campaign, [seat.id], TODAY)[seat.id].coded
            for user in (first, second, third)
        ]

    assert coded() == [0, 0, 0]
    code(world, part, first)
    assert coded() == [1, 0, 1]
    code(world, part, second)
    assert coded() == [1, 1, 1]


def test_an_act_that_became_another_one_is_not_coded_twice(session, world):
    seat = world.mandate()
    campaign = make_campaign(session, world.convocation, seat)
    part, double = world.participation(seat), world.participation(seat)
    session.get(Item, double.item_id).merged_into_id = part.item_id
    session.flush()
    assert progress(session, User(id=0), campaign, [seat.id], TODAY)[seat.id].acts == 1


def hows(found, campaign=None, today=TODAY):
    return {state.step: state.how for state in steps(found, campaign, today)}


def test_steps_begin_end_and_come_late(session, world):
    campaign = make_campaign(session, world.convocation, world.mandate(), programme_due=BEFORE,
                             coding_due=LATER)  # fmt: skip
    found = hows(Progress(acts=4, coded=1), campaign)
    assert found[Step.SEARCH] is found[Step.PROGRAMME] is found[Step.THESES] is How.LATE
    assert found[Step.APPEALS] is How.WAITING
    assert found[Step.CODING] is How.BEGUN
    assert found[Step.SECOND] is found[Step.VERDICTS] is found[Step.POSITIONS] is How.NOT_NEEDED
    assert hows(Progress(acts=4, coded=1), campaign, LATER)[Step.CODING] is How.BEGUN
    assert (
        hows(Progress(acts=4, coded=1), campaign, LATER + dt.timedelta(1))[Step.CODING] is How.LATE
    )
    assert hows(Progress(acts=4, coded=4), campaign)[Step.CODING] is How.DONE


def test_that_there_is_no_programme_must_be_looked_for_and_one_in_hand_not():
    gone = Progress(entered=True, availability=Availability.NOT_AVAILABLE)
    assert hows(gone)[Step.SEARCH] is How.WAITING
    assert hows(replace(gone, looks=1))[Step.SEARCH] is How.DONE
    for there in (Availability.PUBLISHED, Availability.ON_REQUEST):
        assert hows(replace(gone, availability=there))[Step.SEARCH] is How.DONE


@pytest.mark.parametrize(
    ("found", "how"),
    [
        (Progress(), How.WAITING),
        (Progress(drafts=1), How.BEGUN),
        (Progress(letters=1), How.BEGUN),
        (Progress(letters=1, overdue=1), How.LATE),
        (Progress(letters=2, answered=2), How.DONE),
        # Nobody has to ask for what is published already.
        (Progress(availability=Availability.PUBLISHED), How.NOT_NEEDED),
        (Progress(found=True), How.NOT_NEEDED),
        (Progress(found=True, letters=1, overdue=1), How.LATE),
    ],
)
def test_a_letter_is_needed_where_the_programme_is_not_public(found, how):
    assert hows(found)[Step.APPEALS] is how


@pytest.mark.parametrize(
    "found",
    [
        Progress(availability=Availability.NOT_AVAILABLE),
        Progress(availability=Availability.PUBLISHED, origin=Origin.PARTY_ONLY),
        Progress(availability=Availability.PUBLISHED, origin=Origin.BROKEN_LINK),
    ],
)
def test_where_there_is_no_programme_of_their_own_nothing_is_cut(found):
    assert hows(found)[Step.THESES] is How.NOT_NEEDED
    assert hows(found)[Step.PROGRAMME] is How.DONE


@pytest.fixture
def watched(session, world, make_user):
    """Three deputies: of one who works, of one who does not, and of nobody."""
    seats = [world.mandate(world.region()) for _ in range(3)]
    campaign = make_campaign(session, world.convocation, *seats, work_from=dt.date(2026, 1, 1))
    busy, idle = make_user(name="Busy"), make_user(name="Idle")
    watch(session, campaign, busy, seats[0])
    watch(session, campaign, idle, seats[1])
    return campaign, seats, busy, idle


def on(days):
    return NOW.date() + dt.timedelta(days)


def test_who_does_nothing_for_some_days_is_stuck(session, world, watched):
    campaign, seats, busy, _idle = watched
    look(world, seats[0], busy, NOW + dt.timedelta(days=8))
    # What others do for the same deputy moves nobody on.
    look(world, seats[1], busy, NOW + dt.timedelta(days=8))
    found = board(session, User(id=0), campaign, on(9), wanted=Wanted(days=7))
    assert [(row.idle, row.stuck) for row in found.rows.rows] == [(1, False), (9, True), (0, False)]
    assert found.unwatched == 1
    assert [(row.name, row.deputies, row.stuck) for row in found.people] == [
        ("Busy", 1, 0),
        ("Idle", 1, 1),
    ]
    only = board(session, User(id=0), campaign, on(9), wanted=Wanted(days=7, stuck=True))
    assert [row.seat.mandate_id for row in only.rows.rows] == [seats[1].id]
    assert not board(
        session, User(id=0), campaign, on(9), wanted=Wanted(days=14, stuck=True)
    ).rows.rows


def test_a_day_that_has_passed_makes_stuck_even_who_works(session, world, watched):
    campaign, seats, busy, _idle = watched
    campaign.programme_due = on(-1)
    look(world, seats[0], busy)
    found = board(session, User(id=0), campaign, on(0), wanted=Wanted(user_id=busy.id))
    (row,) = found.rows.rows
    assert row.stuck and row.waiting.step is Step.PROGRAMME


def test_who_has_done_all_is_not_stuck_however_long_ago(session, world, watched):
    campaign, seats, _busy, idle = watched
    world.programme(seats[1], availability=Availability.PUBLISHED, origin=Origin.PARTY_ONLY,
                    theses=0)  # fmt: skip
    found = board(session, User(id=0), campaign, on(99), wanted=Wanted(user_id=idle.id))
    (row,) = found.rows.rows
    assert not row.stuck and row.waiting is None


def test_reading_coding_and_changing_a_programme_are_work(session, world, watched):
    from models import audit

    campaign, seats, busy, idle = watched
    part = world.participation(seats[0])
    code(world, part, busy, NOW + dt.timedelta(days=3))
    programme = world.programme(seats[1], theses=1)
    audit.bind(session, actor=f"user:{idle.id}", now=NOW + dt.timedelta(days=5))
    session.get(Programme, programme.id).title = "Программа"
    session.flush()
    found = board(session, User(id=0), campaign, on(6), wanted=Wanted())
    assert [row.idle for row in found.rows.rows] == [3, 1, 0]


def test_a_reminder_that_was_not_read_is_told(session, world, watched):
    campaign, seats, busy, idle = watched
    values = {"campaign_id": campaign.id, "sender_id": idle.id, "sent_at": NOW, "step": "search"}
    world.add(Reminder(user_id=busy.id, mandate_id=seats[0].id, **values))
    world.add(Reminder(user_id=idle.id, mandate_id=seats[1].id, seen_at=NOW, **values))
    found = board(session, User(id=0), campaign, on(0), wanted=Wanted())
    assert [set(row.reminded) for row in found.rows.rows] == [{"search"}, set(), set()]
