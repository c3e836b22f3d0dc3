"""Campaigns: made, changed, opened, closed; whom they cover and who watches whom in them."""

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.queries import campaigns as queries
from app.queries import queue
from app.queries.programmes import version
from app.services import assignments, campaigns
from app.services.campaigns import CampaignFields, ClosedError, Problem
from app.services.errors import InvalidError, NotFoundError, StaleError
from models.audit import Audit
from models.campaign import CampaignMandate, CampaignState
from models.coding import Assignment, Draft
from models.person import MandateKind
from models.place import Convocation, Legislature
from models.reliability import SampleUnit
from models.user import UserRole
from tests.conftest import NOW
from tests.factories.campaign import make_campaign, watch
from tests.factories.world import World


@pytest.fixture
def world(session):
    return World(session)


@pytest.fixture
def boss(make_user):
    return make_user(UserRole.COORDINATOR)


@pytest.fixture
def entered(world):
    return CampaignFields(
        convocation_id=world.convocation.id,
        observed_from=dt.date(2024, 3, 1),
        observed_to=dt.date(2024, 12, 31),
        work_from=dt.date(2024, 10, 1),
        work_to=dt.date(2024, 12, 31),
        name_ru="Мониторинг 2024",
    )


@pytest.fixture
def draft(session, boss, entered):
    return campaigns.create(session, boss, NOW, entered)


def wrong(caught):
    return dict(caught.value.problems)


def test_a_campaign_gets_a_key_of_its_name_a_seed_and_the_newest_books(
    session, world, boss, entered
):
    old = world.topics("a", key="issues")[0].code_book
    new = world.add(type(old)(key="issues", version=2, name_ru="Вопросы"))
    first = campaigns.create(session, boss, NOW, entered)
    second = campaigns.create(session, boss, NOW, entered)
    assert first.state is CampaignState.DRAFT
    assert [first.key, second.key] == ["monitoring-2024", "monitoring-2024-2"]
    assert len(first.seed) == 32 and first.seed != second.seed
    assert queries.books(session, first.id) == [new]
    assert queries.get(session, "monitoring-2024") is first
    assert queries.get(session, second.id) is second
    assert queries.get(session, "no such") is None


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"name_ru": None}, "name_kk", Problem.NAME_REQUIRED),
        ({"convocation_id": 987_654}, "convocation", Problem.UNKNOWN_CONVOCATION),
        ({"observed_to": dt.date(2024, 2, 1)}, "observed_to", Problem.ENDS_BEFORE_START),
        ({"work_to": dt.date(2024, 2, 1)}, "work_to", Problem.ENDS_BEFORE_START),
        ({"reliability_percent": 101}, "reliability_percent", Problem.SHARE),
        ({"appeal_days": 0}, "appeal_days", Problem.TERM),
        ({"position_days": -1}, "position_days", Problem.TERM),
        ({"coding_due": dt.date(2024, 9, 30)}, "coding_due", Problem.DUE_OUTSIDE),
    ],
)
def test_what_a_campaign_cannot_be_is_said_by_field(
    session, boss, entered, changes, field, problem
):
    with pytest.raises(InvalidError) as caught:
        campaigns.create(session, boss, NOW, replace(entered, **changes))
    assert wrong(caught) == {field: problem}


def test_a_campaign_opens_only_with_somebody_to_cover_and_closes_with_a_reason(
    session, world, boss, draft
):
    seat = world.mandate(world.region())
    with pytest.raises(campaigns.NothingCoveredError):
        campaigns.open(session, boss, NOW, draft.id)
    campaigns.cover(session, boss, NOW, draft.id, [seat.id])
    assert queries.current(session, seat.id) is None
    campaigns.open(session, boss, NOW, draft.id)
    assert queries.current(session, seat.id) is draft
    with pytest.raises(campaigns.WrongStateError):
        campaigns.open(session, boss, NOW, draft.id)
    with pytest.raises(InvalidError):
        campaigns.close(session, boss, NOW, draft.id, "  ")
    campaigns.close(session, boss, NOW, draft.id, "the report is out")
    assert queries.current(session, seat.id) is None
    last = session.scalars(select(Audit).order_by(Audit.id.desc())).first()
    assert (last.entity, last.reason) == ("campaigns", "the report is out")
    with pytest.raises(ClosedError):
        campaigns.cover(session, boss, NOW, draft.id, [seat.id])
    campaigns.reopen(session, boss, NOW, draft.id, "two verdicts are still open")
    assert queries.current(session, seat.id) is draft


def test_a_campaign_is_changed_by_whoever_saw_what_stands(session, boss, entered, draft):
    seen = version(session, "campaigns", draft.id)
    campaigns.edit(session, boss, NOW, draft.id, replace(entered, appeal_days=10), version=seen)
    assert draft.appeal_days == 10
    with pytest.raises(StaleError):
        campaigns.edit(session, boss, NOW, draft.id, entered, version=seen)


def test_the_convocation_stays_once_somebody_of_it_is_covered(session, world, boss, entered, draft):
    other = world.add(Convocation(legislature=world.convocation.legislature, number=9))
    moved = replace(entered, convocation_id=other.id)
    campaigns.cover(session, boss, NOW, draft.id, [world.mandate().id])
    seen = version(session, "campaigns", draft.id)
    with pytest.raises(InvalidError) as caught:
        campaigns.edit(session, boss, NOW, draft.id, moved, version=seen)
    assert wrong(caught) == {"convocation": Problem.CONVOCATION_FIXED}


def test_all_single_mandate_deputies_are_covered_at_once(session, world, boss, draft):
    seats = [world.mandate(world.region()) for _ in range(3)]
    world.mandate()  # one elected on a list
    assert campaigns.cover_districts(session, boss, NOW, draft.id) == 3
    assert campaigns.cover_districts(session, boss, NOW, draft.id) == 0
    found = queries.covered(session, draft.id)
    assert [seat.mandate_id for seat in found] == [seat.id for seat in seats]
    assert {seat.kind for seat in found} == {MandateKind.DISTRICT}


def test_a_mandate_of_another_legislature_is_not_covered(session, world, boss, draft):
    legislature = Legislature(key="other", name_ru="Маслихат")
    elsewhere = world.add(Convocation(legislature=legislature, number=1))
    seat = world.mandate()
    seat.convocation = elsewhere
    with pytest.raises(InvalidError) as caught:
        campaigns.cover(session, boss, NOW, draft.id, [seat.id])
    assert wrong(caught) == {"mandates": Problem.FOREIGN_MANDATE}


def test_who_is_left_out_of_an_open_campaign_is_watched_no_longer(session, world, boss, make_user):
    stays, goes = world.mandate(world.region()), world.mandate(world.region())
    campaign = make_campaign(session, world.convocation, stays, goes)
    watch(session, campaign, make_user(), stays, goes)
    with pytest.raises(InvalidError):
        campaigns.cover_only(session, boss, NOW, campaign.id, [stays.id])
    campaigns.cover_only(session, boss, NOW, campaign.id, [stays.id], reason="moved away")
    assert [seat.mandate_id for seat in queries.covered(session, campaign.id)] == [stays.id]
    assert set(queries.watches(session, campaign.id)) == {stays.id}
    campaigns.cover(session, boss, NOW, campaign.id, [goes.id])
    rows = session.scalars(select(CampaignMandate).where(CampaignMandate.mandate_id == goes.id))
    assert [row.withdrawn for row in rows] == [False]


def test_one_version_of_a_code_book_is_coded_by(session, world, boss, draft):
    old = world.topics("a", key="issues")[0].code_book
    new = world.add(type(old)(key="issues", version=2, name_ru="Вопросы"))
    with pytest.raises(InvalidError) as caught:
        campaigns.use_books(session, boss, NOW, draft.id, [old.id, new.id])
    assert wrong(caught) == {"books": Problem.TWO_VERSIONS}
    campaigns.use_books(session, boss, NOW, draft.id, [old.id])
    campaigns.use_books(session, boss, NOW, draft.id, [new.id])
    assert queries.books(session, draft.id) == [new]


def test_assignments_of_an_open_campaign_count_and_those_of_others_do_not(
    session, world, make_user
):
    coder = make_user()
    seats = [world.mandate() for _ in range(4)]
    for seat, state in zip(seats, CampaignState, strict=False):
        campaign = make_campaign(session, world.convocation, seat, state=state)
        watch(session, campaign, coder, seat)
    watch(session, None, coder, seats[3])
    _draft, opened, _closed, outside = seats
    assert queue.reach(session, coder).own == {opened.id, outside.id}


def test_only_a_covered_deputy_is_assigned_in_a_campaign(session, world, boss, make_user):
    seat, stranger = world.mandate(), world.mandate()
    campaign = make_campaign(session, world.convocation, seat)
    coder = make_user()
    args = {"campaign_id": campaign.id}
    with pytest.raises(InvalidError):
        assignments.assign(session, boss, NOW, coder.id, [seat.id, stranger.id], **args)
    with pytest.raises(InvalidError):
        assignments.assign(session, boss, NOW, make_user(UserRole.ANALYST).id, [seat.id], **args)
    assert assignments.assign(session, boss, NOW, coder.id, [seat.id], **args) == 1
    # The same again is nothing new; outside of the campaign it is another assignment.
    assert assignments.assign(session, boss, NOW, coder.id, [seat.id], **args) == 0
    assert assignments.assign(session, boss, NOW, coder.id, [seat.id]) == 1


def test_a_choice_of_watchers_leaves_alone_who_is_watched_already(session, world, boss, make_user):
    seats = [world.mandate() for _ in range(3)]
    campaign = make_campaign(session, world.convocation, *seats)
    one, two = make_user(), make_user()
    watch(session, campaign, one, seats[0])
    chosen = {seats[0].id: two.id, seats[1].id: two.id, seats[2].id: None}
    assert assignments.accept(session, boss, NOW, campaign.id, chosen) == 1
    found = queries.watches(session, campaign.id)
    assert {key: [w.user_id for w in value] for key, value in found.items()} == {
        seats[0].id: [one.id],
        seats[1].id: [two.id],
    }


def test_a_hand_over_keeps_who_watched_and_why_it_changed(session, world, boss, make_user):
    seat = world.mandate()
    campaign = make_campaign(session, world.convocation, seat)
    one, two = make_user(), make_user()
    watch(session, campaign, one, seat)
    old = session.scalars(select(Assignment)).one()
    for user, why in ((one, "x"), (two, " ")):
        with pytest.raises(InvalidError):
            assignments.hand_over(session, boss, NOW, old.id, user.id, reason=why)
    new = assignments.hand_over(session, boss, NOW, old.id, two.id, reason="a long illness")
    assert old.withdrawn and not new.withdrawn
    assert (new.user_id, new.mandate_id, new.campaign_id) == (two.id, seat.id, campaign.id)
    reasons = session.scalars(select(Audit.reason).where(Audit.entity == "assignments"))
    assert list(reasons)[-2:] == ["a long illness", "a long illness"]
    with pytest.raises(NotFoundError):
        assignments.hand_over(session, boss, NOW, old.id, two.id, reason="again")


def test_a_hand_over_passes_begun_readings_but_shows_nobody_a_first_coding(
    session, world, boss, make_user
):
    seat, other = world.mandate(), world.mandate()
    campaign = make_campaign(session, world.convocation, seat, other)
    one, two = make_user(), make_user()
    watch(session, campaign, one, seat)
    begun, sampled, elsewhere = (
        world.participation(seat), world.participation(seat), world.participation(other),
    )  # fmt: skip
    for part in (begun, sampled, elsewhere):
        world.add(
            Draft(participation_id=part.id, coder_id=one.id, fields={"note": "x"}, saved_at=NOW)
        )
    world.add(
        SampleUnit(
            campaign_id=campaign.id, participation_id=sampled.id, coder_id=two.id, drawn_at=NOW
        )
    )
    old = session.scalars(select(Assignment)).one()
    assignments.hand_over(session, boss, NOW, old.id, two.id, reason="a long illness")
    rows = session.scalars(select(Draft).order_by(Draft.participation_id))
    assert [row.coder_id for row in rows] == [two.id, one.id, one.id]
