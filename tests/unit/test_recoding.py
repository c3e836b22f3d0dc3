"""Asking for another reading under a newer version of a code book."""

import pytest
from sqlalchemy import select

from app.queries import queue
from app.queries import recoding as queries
from app.queries.queue import Filter
from app.services import recoding as service
from app.services.errors import InvalidError, NotFoundError
from app.services.recoding import Problem
from models.campaign import CampaignBook
from models.coding import Coding
from models.reliability import Recoding
from models.topic import CodeBook, Topic
from models.user import UserRole
from tests.conftest import NOW
from tests.factories.campaign import make_campaign
from tests.factories.trust import NONE_FITS, read, tagged
from tests.factories.world import World


@pytest.fixture
def world(session):
    return World(session)


@pytest.fixture
def people(make_user):
    return [make_user(), make_user()]


@pytest.fixture
def boss(make_user):
    return make_user(UserRole.COORDINATOR)


@pytest.fixture
def mandate(world):
    return world.mandate()


@pytest.fixture
def first(world):
    return world.topics("roads")[0].code_book


@pytest.fixture
def campaign(session, world, mandate, first):
    return make_campaign(session, world.convocation, mandate, books=(first,), reliability_percent=0)


@pytest.fixture
def newer(session, world, campaign, first):
    """A second version, by which the campaign codes from now on: `call()` brings it in."""

    def newer():
        book = world.add(CodeBook(key=first.key, version=2, name_ru="Вопросы", name_kk="Мәселелер"))
        world.add(Topic(code_book=book, key="roads", number=1, name_ru="Дороги", name_kk="Жолдар"))
        campaign.books[0].withdrawn = True
        world.add(CampaignBook(campaign=campaign, code_book=book))
        return book

    return newer


def test_a_coding_keeps_under_which_versions_it_was_made(
    session, world, mandate, people, campaign, newer
):
    old = read(session, people[0], world.participation(mandate), NONE_FITS)
    world.topics("water", key="policy")
    newer()
    new = read(session, people[0], world.participation(mandate), NONE_FITS)
    outside = read(session, people[0], world.participation(world.mandate()), NONE_FITS)
    assert (old.books, new.books) == ({"issues": 1}, {"issues": 2})
    assert outside.books == {"issues": 2, "policy": 1}


def test_all_who_coded_under_the_old_version_are_asked_once(
    session, world, mandate, people, boss, campaign, newer
):
    parts = [world.participation(mandate) for _ in range(3)]
    for part in parts[:2]:
        read(session, people[0], part, NONE_FITS)
    read(session, people[1], parts[1], NONE_FITS)
    read(session, people[0], world.participation(world.mandate()), NONE_FITS)
    book = newer()
    read(session, people[0], parts[2], NONE_FITS)

    def ask(**fields):
        return service.ask(
            session, boss, NOW, campaign.id, code_book_id=book.id, reason="Новая книга", **fields
        )

    assert ask(participation_id=parts[0].id) == 1
    assert ask() == 2
    with pytest.raises(InvalidError) as caught:
        ask()
    assert caught.value.problems == [("book", Problem.NOTHING_TO_ASK)]
    shown = queries.progress(session)[0]
    assert (shown.asked, shown.done, shown.withdrawn) == (3, 0, 0)


def test_a_wish_stands_in_the_queue_until_it_is_read_again_even_the_same(
    session, world, mandate, people, boss, campaign, newer
):
    part = world.participation(mandate)
    world.participation(mandate)
    old = read(session, people[0], part, NONE_FITS)
    book = newer()
    service.ask(session, boss, NOW, campaign.id, code_book_id=book.id, reason="Новая книга")
    assert queue.first(session, people[0], Filter(deputy=mandate.deputy_id)) in {part.id}
    assert part.id not in [
        row.participation_id for row in queue.queue(session, people[1], Filter()).page.rows
    ]
    again = read(session, people[0], part, NONE_FITS)
    assert again.id != old.id and again.supersedes_id == old.id
    assert session.scalars(select(Recoding.coding_id)).all() == [again.id]
    assert session.get(Coding, old.id).books == {"issues": 1}
    assert part.id not in [
        row.participation_id for row in queue.queue(session, people[0], Filter()).page.rows
    ]


def test_a_wish_is_taken_back_unless_it_was_fulfilled(
    session, world, mandate, people, boss, campaign, newer
):
    part = world.participation(mandate)
    read(session, people[0], part, tagged(topics=campaign.books[0].code_book.topics))
    book = newer()
    service.ask(session, boss, NOW, campaign.id, code_book_id=book.id, reason="Новая книга")
    wish = queries.waiting(session).rows[0]
    service.withdraw(session, boss, NOW, wish.id)
    assert queries.waiting(session).total == 0
    service.ask(session, boss, NOW, campaign.id, code_book_id=book.id, reason="Всё-таки")
    wish = queries.waiting(session).rows[0]
    read(session, people[0], part, NONE_FITS)
    with pytest.raises(NotFoundError):
        service.withdraw(session, boss, NOW, wish.id)


def test_only_a_version_that_the_campaign_codes_by_is_asked_for_with_a_reason(
    session, boss, campaign, first, newer
):
    newer()
    for book, reason, wanted in (
        (first.id, "Причина", [("book", Problem.NOT_IN_FORCE)]),
        (98765, "", [("reason", Problem.REASON_REQUIRED), ("book", Problem.UNKNOWN_BOOK)]),
    ):
        with pytest.raises(InvalidError) as caught:
            service.ask(session, boss, NOW, campaign.id, code_book_id=book, reason=reason)
        assert caught.value.problems == wanted
