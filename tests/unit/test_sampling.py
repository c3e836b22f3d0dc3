"""The reliability sample: what is drawn, who reads it, and that nothing is drawn twice."""

import datetime as dt
from collections import Counter

import pytest
from sqlalchemy import func, select

from app.queries import drawing, queue
from app.queries import sampling as queries
from app.queries.queue import Filter
from app.queries.settled import in_sample
from app.services import sampling as service
from app.services.errors import InvalidError, NotFoundError
from models.campaign import CampaignState
from models.coding import Coding, Reading
from models.item import Kind
from models.reliability import Offer, OfferArm, SampleUnit
from models.user import UserRole
from tests.conftest import NOW
from tests.factories.campaign import make_campaign, watch
from tests.factories.trust import NONE_FITS, draw_unit, read
from tests.factories.world import World
from tests.unit.test_coding_at_once import at_once

__all__ = ["at_once"]


@pytest.fixture
def world(session):
    return World(session)


@pytest.fixture
def people(make_user):
    return [make_user() for _ in range(3)]


@pytest.fixture
def seats(world):
    return [world.mandate() for _ in range(3)]


@pytest.fixture
def campaign(session, world, seats):
    return make_campaign(session, world.convocation, *seats[:2])


def units(session):
    return set(session.scalars(select(SampleUnit.participation_id)))


def read_raw(session, part, coder):
    """A reading from before there was a campaign."""
    session.add(Coding(participation=part, coder=coder, reading=Reading.NONE_FITS, saved_at=NOW))
    session.flush()


@pytest.mark.parametrize(
    ("coded", "percent", "wanted"), [(0, 20, 0), (1, 20, 1), (5, 20, 1), (6, 20, 2), (7, 100, 7)]
)
def test_the_share_is_rounded_up(coded, percent, wanted):
    assert drawing.needed(coded, percent) == wanted


def test_a_draw_takes_the_share_of_each_deputy_and_nothing_else(
    session, world, seats, people, campaign
):
    parts = {seat.id: [world.participation(seat) for _ in range(11)] for seat in seats}
    early = world.participation(seats[0], date=dt.date(2024, 2, 29))
    for group in (*parts.values(), [early]):
        for part in group:
            read_raw(session, part, people[0])
    world.participation(seats[0])
    drawn = service.draw(session, people[0], NOW, campaign.id)
    assert drawn.drawn == 6 and drawn.given == 6
    by_seat = Counter(unit.participation.mandate_id for unit in session.scalars(select(SampleUnit)))
    assert by_seat == {seats[0].id: 3, seats[1].id: 3}
    assert early.id not in units(session)
    assert service.draw(session, people[0], NOW, campaign.id).drawn == 0


def test_the_same_seed_draws_the_same_units_and_another_seed_others(
    session, world, seats, people, campaign
):
    for _ in range(40):
        read_raw(session, world.participation(seats[0]), people[0])
    first = service._missing(session, campaign)
    assert service._missing(session, campaign) == first
    campaign.seed = "another seed"
    assert set(service._missing(session, campaign)) != set(first)


def test_what_is_coded_later_tops_the_sample_up_and_takes_nothing_out(
    session, world, seats, people, campaign
):
    before = set()
    for count in range(1, 31):
        read(session, people[0], world.participation(seats[0]), NONE_FITS)
        now = units(session)
        assert before <= now and len(now) >= drawing.needed(count, 20)
        before = now
    assert len(before) <= 14
    campaign.reliability_percent = 100
    service.draw(session, people[0], NOW, campaign.id)
    assert before < units(session) and len(units(session)) == 30


def test_what_is_said_before_a_first_reading_holds_when_it_is_saved(
    session, world, seats, people, campaign
):
    for _ in range(25):
        part = world.participation(seats[0])
        said = in_sample(session, part.id, people[0].id)
        read(session, people[0], part, NONE_FITS)
        assert (part.id in units(session)) == said == in_sample(session, part.id, people[1].id)


def test_what_was_read_with_suggestions_is_drawn_only_by_its_place(
    session, world, seats, people, campaign
):
    part = world.participation(seats[0])
    while drawing.place(campaign.seed, part.id) < 0.2:
        part = world.participation(seats[0])
    session.add(
        Offer(participation_id=part.id, coder_id=people[0].id, arm=OfferArm.ORDERED, ranked=[],
              offered_at=NOW)
    )  # fmt: skip
    read(session, people[0], part, NONE_FITS)
    assert units(session) == set()
    service.draw(session, people[0], NOW, campaign.id)
    assert units(session) == {part.id}


def test_a_closed_campaign_draws_nothing(session, world, seats, people, campaign):
    campaign.state = CampaignState.CLOSED
    read(session, people[0], world.participation(seats[0]), NONE_FITS)
    assert units(session) == set()
    with pytest.raises(NotFoundError):
        service.draw(session, people[0], NOW, campaign.id)


def test_the_second_coder_is_another_person_and_the_work_is_spread(
    session, world, seats, people, make_user, campaign
):
    make_user(UserRole.ANALYST)
    make_user(UserRole.ADMINISTRATOR)
    make_user(active=False)
    campaign.reliability_percent = 100
    for _ in range(10):
        read(session, people[0], world.participation(seats[0]), NONE_FITS)
    loads = Counter(session.scalars(select(SampleUnit.coder_id)))
    assert loads == {people[1].id: 5, people[2].id: 5}


def test_people_of_the_campaign_come_first_and_coordinators_last(
    session, world, seats, people, make_user, campaign
):
    make_user(UserRole.COORDINATOR)
    watch(session, campaign, people[2], seats[0])
    read(session, people[0], world.participation(seats[0]), NONE_FITS)
    assert session.scalars(select(SampleUnit.coder_id)).all() == [people[2].id]


def test_a_unit_that_nobody_can_take_waits_and_is_given_later(
    session, world, seats, make_user, campaign
):
    alone = make_user()
    read(session, alone, world.participation(seats[0]), NONE_FITS)
    assert session.scalars(select(SampleUnit.coder_id)).all() == [None]
    assert service.draw(session, alone, NOW, campaign.id) == service.Drawn(0, 0, 1)
    second = make_user()
    assert service.draw_all(session, NOW) == {campaign.id: service.Drawn(0, 1, 0)}
    second.active = False
    third = make_user()
    service.draw(session, alone, NOW, campaign.id)
    assert session.scalars(select(SampleUnit.coder_id)).all() == [third.id]


def test_the_pair_is_what_stood_when_both_had_read(session, world, seats, people, campaign):
    part = world.participation(seats[0])
    unit = draw_unit(session, campaign, part, people[1])
    first = read(session, people[0], part, NONE_FITS)
    assert unit.completed_at is None
    second = read(session, people[1], part, NONE_FITS)
    read(session, people[1], part, NONE_FITS.__class__(Reading.UNSURE, note="нет"))
    session.refresh(unit)
    assert (unit.first_coding_id, unit.second_coding_id) == (first.id, second.id)


def test_a_unit_stands_in_the_second_coders_queue_like_any_other(
    session, world, seats, people, campaign
):
    for _ in range(3):
        world.participation(seats[0])
    part = world.participation(seats[2], kind=Kind.ANSWER, queued=False)
    draw_unit(session, campaign, part, people[1])
    read(session, people[0], part, NONE_FITS)
    assert queue.first(session, people[1], Filter()) == part.id
    assert part.id not in [
        row.participation_id for row in queue.queue(session, people[2], Filter()).page.rows
    ]
    read(session, people[1], part, NONE_FITS)
    assert queue.following(session, people[1], Filter(), part) is not None
    assert queue.first(session, people[1], Filter()) != part.id


def test_a_unit_of_a_merged_act_is_read_on_the_act_it_became(
    session, world, seats, people, campaign
):
    part, kept = world.participation(seats[0]), world.participation(seats[0])
    draw_unit(session, campaign, part, people[1])
    coding = read(session, people[0], part, NONE_FITS)
    part.item.merged_into = kept.item
    coding.participation_id = kept.id
    session.flush()
    assert queue.first(session, people[1], Filter()) == kept.id
    read(session, people[1], kept, NONE_FITS)
    assert session.scalar(select(SampleUnit)).completed_at is not None


def test_a_unit_is_handed_over_to_anybody_who_has_not_read_it(
    session, world, seats, people, make_user, campaign
):
    part = world.participation(seats[0])
    unit = draw_unit(session, campaign, part, people[1])
    read(session, people[0], part, NONE_FITS)
    boss = make_user(UserRole.COORDINATOR)
    for wrong in (people[0], make_user(UserRole.ANALYST), make_user(active=False)):
        with pytest.raises(InvalidError):
            service.hand_over(session, boss, NOW, unit.id, wrong.id)
    service.hand_over(session, boss, NOW, unit.id, people[2].id)
    assert queue.first(session, people[2], Filter()) == part.id
    read(session, people[2], part, NONE_FITS)
    with pytest.raises(InvalidError):
        service.hand_over(session, boss, NOW, unit.id, people[1].id)


def test_the_desk_sees_how_far_the_sample_is_and_nothing_of_what_was_read(
    session, world, seats, people, campaign
):
    for _ in range(6):
        read(session, people[0], world.participation(seats[0]), NONE_FITS)
    stratum = queries.strata(session, campaign)[0]
    assert (stratum.coded, stratum.needed, stratum.complete) == (6, 2, 0)
    page = queries.waiting(session, campaign)
    assert page.total == stratum.drawn >= 2
    assert {row.coder_id for row in page.rows} <= {people[1].id, people[2].id}


def test_two_draws_at_once_draw_once(at_once, session, world, seats, people, campaign):
    for _ in range(10):
        read_raw(session, world.participation(seats[0]), people[0])
    number = campaign.id
    session.commit()
    drawn = at_once(lambda own, _: service.draw(own, None, NOW, number).drawn, times=3)
    assert sorted(drawn) == [0, 0, 2]
    assert session.scalar(select(func.count(SampleUnit.id))) == 2
