"""Versions of code books: a draft is changed, a published one never."""

import datetime as dt

import pytest
from sqlalchemy import select

from app.queries import campaigns
from app.queries import code_books as queries
from app.queries.books import groups_of
from app.queries.theses import topics
from app.services import code_books as service
from app.services.code_books import (
    DraftError,
    DraftThereError,
    Problem,
    PublishedError,
    TopicFields,
)
from app.services.errors import InvalidError, NotFoundError
from models.campaign import Campaign, CampaignBook, CampaignMandate, CampaignState
from models.topic import CodeBook, Topic
from models.user import UserRole
from tests.conftest import NOW
from tests.factories.world import World


@pytest.fixture
def world(session):
    world = World(session)
    world.topics("Налоги", key="other")
    return world


@pytest.fixture
def book(world):
    roads, schools, _ = world.topics("Дороги", "Школы", "Вода")
    schools.parent_id = roads.id
    world.session.flush()
    return roads.code_book


@pytest.fixture
def boss(make_user):
    return make_user(UserRole.COORDINATOR)


def keys(book):
    return [(topic.key, topic.retired) for topic in book.topics]


def test_a_new_version_is_a_copy_that_can_be_changed(session, boss, book):
    draft = service.new_version(session, boss, NOW, book.id)
    assert (draft.version, draft.draft, draft.key) == (2, True, "issues")
    assert keys(draft) == [("Дороги", False), ("Школы", False), ("Вода", False)]
    assert draft.topics[1].parent_id == draft.topics[0].id
    added = service.add_topic(session, boss, NOW, draft.id, TopicFields(name_en="Housing"))
    service.save_topic(session, boss, NOW, draft.topics[0].id, TopicFields(name_ru="Улицы"))
    service.retire_topic(session, boss, NOW, draft.topics[2].id)
    assert (added.number, added.key) == (4, "housing")
    seen = queries.sheet(session, draft.id)
    assert [(row.added, bool(row.renamed), row.topic.retired) for row in seen.topics] == [
        (False, True, False), (False, False, False), (False, False, True), (True, False, False),
    ]  # fmt: skip
    assert [topic.name_ru for topic in seen.gone] == ["Вода"]
    assert [topic.name_ru for topic in book.topics] == ["Дороги", "Школы", "Вода"]


def test_a_published_version_never_changes(session, boss, book):
    for change in (
        lambda: service.add_topic(session, boss, NOW, book.id, TopicFields(name_ru="Х")),
        lambda: service.save_topic(session, boss, NOW, book.topics[0].id, TopicFields(name_ru="Х")),
        lambda: service.retire_topic(session, boss, NOW, book.topics[0].id),
        lambda: service.publish(session, boss, NOW, book.id),
    ):
        with pytest.raises(PublishedError):
            change()
    with pytest.raises(NotFoundError):
        service.new_version(session, boss, NOW, 10_000)


def test_there_is_one_draft_at_a_time(session, boss, book):
    draft = service.new_version(session, boss, NOW, book.id)
    with pytest.raises(DraftThereError) as told:
        service.new_version(session, boss, NOW, book.id)
    assert told.value.book_id == draft.id
    service.publish(session, boss, NOW, draft.id)
    assert service.new_version(session, boss, NOW, book.id).version == 3


def test_what_a_draft_lacks_is_told(session, boss, book):
    draft = service.new_version(session, boss, NOW, book.id)
    parent, child = draft.topics[0], draft.topics[1]
    for entered, problem in (
        (TopicFields(), ("name_kk", Problem.NAME_REQUIRED)),
        (TopicFields(name_ru="Х", parent_id=book.topics[0].id), ("parent", Problem.UNKNOWN_PARENT)),
        (TopicFields(name_ru="Х", parent_id=child.id), ("parent", Problem.UNKNOWN_PARENT)),
        (TopicFields(name_ru="Х", parent_id=parent.id), ("parent", Problem.UNKNOWN_PARENT)),
    ):
        with pytest.raises(InvalidError) as told:
            service.save_topic(session, boss, NOW, parent.id, entered)
        assert told.value.problems == [problem]
    for topic in draft.topics:
        service.retire_topic(session, boss, NOW, topic.id)
    with pytest.raises(InvalidError):
        service.publish(session, boss, NOW, draft.id)


def test_a_key_is_never_used_for_two_topics(session, boss, book):
    draft = service.new_version(session, boss, NOW, book.id)
    made = [
        service.add_topic(session, boss, NOW, draft.id, TopicFields(name_en="Water")).key
        for _ in range(2)
    ]
    assert made == ["water", "water-2"]


def test_theses_are_put_under_topics_of_the_newest_published_version(session, boss, book):
    draft = service.new_version(session, boss, NOW, book.id)
    service.retire_topic(session, boss, NOW, draft.topics[0].id)
    offered = {member.id for _, members in topics(session) for member in members}
    assert {topic.id for topic in book.topics} < offered
    service.publish(session, boss, NOW, draft.id)
    after = {member.id for _, members in topics(session) for member in members}
    assert {topic.id for topic in draft.topics[1:]} < after
    assert not {topic.id for topic in book.topics} & after
    kept = {member.id for _, members in topics(session, book.topics[0].id) for member in members}
    assert kept - after == {book.topics[0].id}


def test_while_a_campaign_codes_by_an_older_version_so_are_its_theses_put(
    session, boss, book, campaign, world
):
    seat = world.mandate()
    world.add(CampaignMandate(campaign_id=campaign.id, mandate_id=seat.id))
    campaign.state = CampaignState.OPEN
    draft = service.publish(session, boss, NOW, service.new_version(session, boss, NOW, book.id).id)
    before = [row.version for row, _ in topics(session, mandate_id=seat.id)]
    service.use_in_campaign(session, boss, NOW, campaign.id, draft.id)
    after = [row.version for row, _ in topics(session, mandate_id=seat.id)]
    assert (before, after) == ([1, 1], [2, 1])


def test_a_retired_topic_is_not_coded_by(session, boss, book, world):
    draft = service.new_version(session, boss, NOW, book.id)
    gone = draft.topics[1].id
    service.retire_topic(session, boss, NOW, gone)
    service.publish(session, boss, NOW, draft.id)
    offered = {
        topic.id for group in groups_of(session, world.mandate().id) for topic in group.topics
    }
    assert draft.topics[0].id in offered and gone not in offered


@pytest.fixture
def campaign(world, book):
    day = dt.date(2026, 1, 1)
    made = world.add(
        Campaign(
            key="c", name_ru="К", convocation_id=world.convocation.id, seed="1",
            observed_from=day, observed_to=day, work_from=day, work_to=day,
        )
    )  # fmt: skip
    other = world.session.scalars(select(CodeBook).where(CodeBook.key == "other")).one()
    for row in (book, other):
        world.add(CampaignBook(campaign_id=made.id, code_book_id=row.id))
    return made


def test_a_campaign_changes_to_the_new_version_and_what_it_used_stays(
    session, boss, book, campaign
):
    draft = service.new_version(session, boss, NOW, book.id)
    with pytest.raises(DraftError):
        service.use_in_campaign(session, boss, NOW, campaign.id, draft.id)
    service.publish(session, boss, NOW, draft.id)
    assert campaigns.books(session, campaign.id)[0].id == book.id
    service.use_in_campaign(session, boss, NOW, campaign.id, draft.id)
    used = [(row.key, row.version) for row in campaigns.books(session, campaign.id)]
    assert used == [("issues", 2), ("other", 1)]
    rows = session.scalars(select(CampaignBook)).all()
    assert [row.withdrawn for row in rows if row.code_book_id == book.id] == [True]
    assert [row.version for row in queries.sheet(session, book.id).campaigns] == [2]


def test_the_list_shows_each_book_once(session, boss, book):
    service.new_version(session, boss, NOW, book.id)
    page = queries.listing(session, 1)
    assert [(row.book.key, row.book.version, row.topics, row.versions) for row in page.rows] == [
        ("issues", 2, 3, 2), ("other", 1, 1, 1),
    ]  # fmt: skip
    assert session.scalars(select(Topic.key).where(Topic.retired)).all() == []
