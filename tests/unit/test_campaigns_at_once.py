"""Two coordinators at the same moment: one watcher, one hand-over, two different keys."""

import datetime as dt

import pytest
from sqlalchemy import select

from app.queries import campaigns as queries
from app.queries.progress import Step
from app.services import assignments, campaigns, reminders
from app.services.errors import InvalidError, NotFoundError
from models.campaign import Campaign, Reminder
from models.coding import Assignment
from models.user import User, UserRole
from tests.conftest import NOW
from tests.factories.campaign import make_campaign, watch
from tests.factories.world import World
from tests.unit.test_coding_at_once import at_once

__all__ = ["at_once"]


@pytest.fixture
def world(session):
    return World(session)


@pytest.fixture
def boss(make_user):
    return make_user(UserRole.COORDINATOR).id


def test_campaigns_of_one_name_begun_at_once_get_keys_of_their_own(at_once, session, world, boss):
    day = dt.date(2024, 10, 1)
    entered = campaigns.CampaignFields(
        convocation_id=world.convocation.id, observed_from=day, observed_to=day, work_from=day,
        work_to=day, name_en="Watch",
    )  # fmt: skip
    session.commit()

    def begin(own, _number):
        campaigns.create(own, own.get(User, boss), NOW, entered)

    at_once(begin)
    keys = session.scalars(select(Campaign.key).order_by(Campaign.key))
    assert list(keys) == ["watch", "watch-2", "watch-3", "watch-4"]


def test_one_deputy_gets_one_watcher_though_two_choose_at_once(
    at_once, session, world, boss, make_user
):
    seats = [world.mandate() for _ in range(3)]
    campaign = make_campaign(session, world.convocation, *seats).id
    people = [make_user().id for _ in range(4)]
    ids = [seat.id for seat in seats]
    session.commit()

    def choose(own, number):
        chosen = dict.fromkeys(ids, people[number])
        return assignments.accept(own, own.get(User, boss), NOW, campaign, chosen)

    assert sorted(at_once(choose)) == [0, 0, 0, 3]
    assert [len(found) for found in queries.watches(session, campaign).values()] == [1, 1, 1]


def test_one_hand_over_wins(at_once, session, world, boss, make_user):
    seat = world.mandate()
    campaign = make_campaign(session, world.convocation, seat)
    watch(session, campaign, make_user(), seat)
    number = session.scalars(select(Assignment.id)).one()
    people = [make_user().id for _ in range(4)]
    campaign_id = campaign.id
    session.commit()

    def give(own, place):
        actor = own.get(User, boss)
        try:
            assignments.hand_over(own, actor, NOW, number, people[place], reason="on leave")
        except NotFoundError:
            return 0
        return 1

    assert sum(at_once(give)) == 1
    assert [len(found) for found in queries.watches(session, campaign_id).values()] == [1]


def test_one_reminder_is_put_though_it_was_sent_twice(at_once, session, world, boss, make_user):
    seat = world.mandate()
    campaign, user = make_campaign(session, world.convocation, seat).id, make_user().id
    mandate = seat.id
    session.commit()

    def send(own, _number):
        actor = own.get(User, boss)
        values = {"user_id": user, "mandate_id": mandate, "step": Step.SEARCH}
        try:
            reminders.send(own, actor, NOW, campaign, **values)
        except InvalidError:
            return 0
        return 1

    assert sum(at_once(send)) == 1
    assert len(session.scalars(select(Reminder)).all()) == 1
