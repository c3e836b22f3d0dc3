"""Saves at the same moment: nothing is lost, and nothing is there twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.queries.readings import Entry
from app.services import coding as service
from app.services import theses
from models import audit, engine
from models.audit import Audit
from models.coding import Coding, Draft, Reading
from models.programme import Programme, Thesis
from models.user import User
from tests.conftest import NOW
from tests.factories.world import World


@pytest.fixture
def world(session):
    return World(session)


@pytest.fixture
def at_once(app):
    """Run `work(session, n)` for n from 0 to `times`, each in a transaction of its own."""

    def run(work, times=4):
        with app.app_context():
            maker = db.sessionmaker
        barrier = Barrier(times)

        def one(number):
            with maker() as session:
                barrier.wait()
                engine.begin_write(session)
                audit.bind(session, actor=f"user:{number}", now=NOW)
                result = work(session, number)
                session.commit()
                return result

        with ThreadPoolExecutor(times) as pool:
            return list(pool.map(one, range(times)))

    return run


def test_one_form_sent_many_times_at_once_makes_one_row(at_once, world, session, make_user):
    part, coder = world.participation(world.mandate()).id, make_user().id
    session.commit()

    def save(own, _number):
        entry = Entry(Reading.NONE_FITS, note="одно")
        actor = own.get(User, coder)
        return service.save(own, actor, NOW, part, entry, base=0, token="one").coding.id

    assert len(set(at_once(save))) == 1
    assert session.scalar(select(func.count(Coding.id))) == 1


def test_many_tabs_at_once_keep_every_reading_and_let_one_stand(at_once, world, session, make_user):
    part, coder = world.participation(world.mandate()).id, make_user().id
    session.commit()

    def save(own, number):
        entry = Entry(Reading.NONE_FITS, note=f"вкладка {number}")
        actor = own.get(User, coder)
        saved = service.save(own, actor, NOW, part, entry, base=0, token=f"tab {number}")
        return saved.other is not None

    assert sorted(at_once(save)) == [False, True, True, True]
    assert session.scalar(select(func.count(Coding.id))) == 4
    assert session.scalar(select(func.count(Coding.id)).where(Coding.current)) == 1


def test_many_people_at_once_are_all_but_one_told(at_once, world, session, make_user):
    part = world.participation(world.mandate()).id
    people = [make_user().id for _ in range(4)]
    session.commit()

    def save(own, number):
        entry, actor = Entry(Reading.NONE_FITS), own.get(User, people[number])
        return service.save(own, actor, NOW, part, entry, base=0, token="x").second

    assert sorted(at_once(save)) == [False, True, True, True]
    assert session.scalar(select(func.count(Coding.id)).where(Coding.current)) == 4


def test_drafts_and_theses_at_once_do_not_collide(at_once, world, session, make_user):
    mandate, user = world.mandate(), make_user()
    world.assign(user, mandate)
    part, coder, seat = world.participation(mandate).id, user.id, mandate.id
    session.commit()

    def work(own, number):
        actor = own.get(User, coder)
        service.keep_draft(own, actor, NOW, part, Entry(note=str(number)), base=0)
        fields = theses.ThesisFields(lang="ru", text_ru=f"Обещание {number}", testable=True)
        theses.add_thesis(own, actor, NOW, theses.Owner(seat), fields)

    at_once(work)
    assert session.scalar(select(func.count(Draft.id))) == 1
    assert session.scalar(select(func.count(Programme.id))) == 1
    assert sorted(session.scalars(select(Thesis.number))) == [1, 2, 3, 4]
    heads = select(func.count(Audit.id), func.count(Audit.prev_hash.distinct()))
    rows, distinct = session.execute(heads).one()
    assert rows == distinct
