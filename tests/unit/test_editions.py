"""Publishing: the gate in the same transaction, numbers without gaps, and nothing that moves."""

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select, text

from app.extensions import db
from app.queries import editions as queries
from app.queries.frozen import DeputiesPart, DeputyPart, MethodPart, TotalsPart, canonical, plain
from app.scoring import Action, Outcome
from app.scoring.gate import Rule
from app.services import editions as service
from app.services.errors import InvalidError, NotFoundError
from models import audit, engine
from models.campaign import CampaignMandate
from models.edition import Edition, EditionPart
from models.item import Item
from models.user import User
from models.verdict import PositionState, Status
from tests.conftest import NOW
from tests.factories import verdicts
from tests.factories.campaign import make_campaign
from tests.factories.editions import AS_OF, Ready


@pytest.fixture
def ready(session, make_user):
    return Ready(session, make_user)


def publish(ready, name="Осень 2026", as_of=AS_OF, campaign="2026"):
    return service.publish(
        ready.session, ready.coordinator, NOW, campaign=campaign, name=name, as_of=as_of
    )


def check(ready):
    return service.check(ready.session, NOW, "2026", AS_OF)


def blocked(ready):
    return {block.rule: (block.n, block.of, block.keys) for block in check(ready).gate.blocks}


def test_a_campaign_that_followed_the_method_is_published(ready):
    edition = publish(ready)
    assert (edition.number, edition.name, edition.as_of) == (1, "Осень 2026", AS_OF)
    assert edition.gate.ok and edition.campaign.name_en == "Monitoring of 2026"
    part = queries.deputy(ready.session, edition, ready.first.deputy.slug)
    assert dict(part.card.headline.outcomes) == {
        Outcome.FULFILLED: 1,
        Outcome.PARTLY_FULFILLED: 1,
        Outcome.IN_PROGRESS: 1,
        Outcome.NOT_FULFILLED: 1,
        Outcome.NOT_YET_RATED: 1,
    }
    promise = part.card.programme.promises[0]
    assert promise.action is Action.RAISED and promise.tagged == 1
    rating = part.ratings[promise.id]
    assert rating.evidence[0].sha256 and rating.explanation_kk
    assert part.standings[promise.id].asked[0].asked_on == dt.date(2026, 10, 20)
    assert [act.key for act in part.acts[promise.id]] == [ready.parts[0].item.key]
    assert part.card.person.ended_early


def test_the_other_parts_are_there(ready):
    edition = publish(ready)
    listed = queries.part(ready.session, edition, "deputies", DeputiesPart)
    assert [line.district for line in listed.deputies] == sorted(
        line.district for line in listed.deputies
    )
    sums = queries.part(ready.session, edition, "totals", TotalsPart)
    assert (sums.deputies, sums.coded, sums.to_be_coded, sums.headline.testable) == (2, 3, 3, 6)
    method = queries.part(ready.session, edition, "method", MethodPart)
    assert method.version == 1
    assert all(said.text_kk and said.text_ru and said.text_en for said in method.definitions)


def test_an_act_of_two_deputies_is_one_item_and_two_participations(ready):
    item = ready.world.item(ready.first, ready.second)
    for part in item.participations:
        ready.read(part)
    edition = publish(ready)
    sums = queries.part(ready.session, edition, "totals", TotalsPart)
    assert sum(sums.items.values()) == 4 and sum(sums.participations.values()) == 5


def test_every_hash_can_be_computed_anew(ready):
    edition = publish(ready)
    ready.session.commit()
    assert list(service.verify(ready.session)) == [(1, [])]
    rows = ready.session.scalars(select(EditionPart)).all()
    assert {row.kind for row in rows} >= {"deputy", "deputies", "totals", "method", "outcomes"}
    for row in rows:
        found = queries.bytes_of(ready.session, edition, row.kind, row.key)
        assert json.loads(found) == row.body


@pytest.mark.parametrize(
    ("table", "column", "value", "place"),
    [
        ("edition_parts", "body", '{"deputies": 3}', "totals"),
        ("editions", "name", "Другое", "edition"),
        ("editions", "audit_head", "0" * 64, "edition"),
        ("edition_parts", "sha256", "0" * 64, "edition"),
    ],
)
def test_what_was_changed_behind_the_back_of_the_portal_is_found(
    ready, app, table, column, value, place
):
    publish(ready)
    ready.session.commit()
    with app.app_context(), db.engine.begin() as connection:
        kind = " WHERE kind = 'totals'" if table == "edition_parts" else ""
        for trigger in triggers(connection, table):
            connection.execute(text(trigger))
        statement = f"UPDATE {table} SET {column} = :value{kind}"  # noqa: S608  our own words
        connection.execute(text(statement), {"value": value})
    ready.session.expire_all()
    ((number, faults),) = service.verify(ready.session)
    assert number == 1 and place in {fault.kind for fault in faults}


def triggers(connection, table):
    """What takes away the guards of an append-only table, as somebody with the database could."""
    if connection.dialect.name == "sqlite":
        names = connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"),
            {"table": table},
        )
        return [f"DROP TRIGGER {name}" for (name,) in names]
    return [f"ALTER TABLE {table} DISABLE TRIGGER USER"]


def test_a_removed_edition_is_found(ready, app):
    publish(ready)
    publish(ready, name="Вторая")
    ready.session.commit()
    with app.app_context(), db.engine.begin() as connection:
        for table in ("edition_parts", "editions"):
            for trigger in triggers(connection, table):
                connection.execute(text(trigger))
        connection.execute(text("DELETE FROM edition_parts WHERE edition_id = 1"))
        connection.execute(text("DELETE FROM editions WHERE number = 1"))
    ready.session.expire_all()
    found = dict(service.verify(ready.session))
    assert [fault.kind for fault in found[1]] == ["missing"] and found[2] == []


def test_nothing_of_a_published_edition_follows_what_changes_later(ready):
    edition = publish(ready)
    ready.session.commit()
    before = {
        (row.kind, row.key): canonical(row.body)
        for row in ready.session.scalars(select(EditionPart))
    }
    ready.first.deputy.name_ru = "Другое Имя"
    ready.theses[0].text_ru = "Совсем другое"
    ready.theses[1].withdrawn = True
    ready.world.participation(ready.first)
    ready.session.commit()
    second = publish_later(ready)
    after = {
        (row.kind, row.key): canonical(row.body)
        for row in ready.session.scalars(select(EditionPart))
        if row.edition_id == edition.id
    }
    assert before == after and second.number == 2
    changed = queries.deputy(ready.session, second, ready.first.deputy.slug)
    assert changed.card.person.name.name_ru == "Другое Имя"


def publish_later(ready):
    ready.read(
        ready.session.scalars(select(Item).order_by(Item.id.desc())).first().participations[0]
    )
    return publish(ready, name="Зима 2026")


def test_the_gate_blocks_and_nothing_is_kept(ready):
    ready.world.participation(ready.first)
    with pytest.raises(service.GateBlockedError) as refused:
        publish(ready)
    assert refused.value.gate.blocks[0].rule is Rule.COVERAGE
    assert ready.session.scalars(select(Edition)).all() == []


def test_a_participation_that_was_read_once_blocks(ready):
    ready.read(ready.world.participation(ready.first), times=1)
    assert blocked(ready)[Rule.DOUBLE_CODED][:2] == (3, 4)


def test_readings_that_differ_block_until_they_are_settled(ready):
    part = ready.read(ready.world.participation(ready.first), ready.theses[0], times=1)
    ready.coders.reverse()
    ready.read(part, ready.theses[1], times=1)
    assert blocked(ready)[Rule.DOUBLE_CODED][:2] == (3, 4)


def test_acts_after_the_day_of_the_edition_stay_out_of_it(ready):
    late = ready.world.participation(ready.first, date=dt.date(2026, 11, 16))
    ready.read(late, ready.theses[0])
    edition = publish(ready)
    part = queries.deputy(ready.session, edition, ready.first.deputy.slug)
    assert part.card.programme.promises[0].tagged == 1
    assert part.card.totals.counted == 2 and part.card.coverage.total == 2


def test_a_verdict_nobody_put_before_the_deputy_blocks(ready):
    ready.rate(4, Status.IN_PROGRESS)
    slug = ready.first.deputy.slug
    assert blocked(ready) == {Rule.POSITION_ASKED: (4, 5, (f"{slug}/5",))}


def test_a_deputy_who_may_still_answer_blocks_until_an_answer_or_the_day(ready):
    verdict = ready.rate(4, Status.IN_PROGRESS)
    ready.ask(verdict, deadline=dt.date(2026, 12, 1))
    assert list(blocked(ready)) == [Rule.POSITION_DEADLINE]
    link = verdicts.link(ready.world, ready.first, ready.coordinator)
    said = verdicts.position(ready.world, verdict, link)
    assert list(blocked(ready)) == [Rule.POSITION_PUBLISHED]
    said.state, said.published_at = PositionState.PUBLISHED, NOW
    ready.session.flush()
    assert blocked(ready) == {}


def test_a_verdict_dated_after_the_day_of_the_edition_blocks(ready):
    ready.ask(ready.rate(4, Status.IN_PROGRESS, as_of=dt.date(2026, 11, 18)))
    assert list(blocked(ready)) == [Rule.VERDICT_LATER]


def test_without_a_campaign_there_is_nothing_to_publish(session, make_user):
    with pytest.raises(service.GateBlockedError) as refused:
        service.publish(session, None, NOW, campaign=None, name="x", as_of=AS_OF)
    assert [block.rule for block in refused.value.gate.blocks] == [Rule.NO_CAMPAIGN]


def test_a_campaign_that_is_not_there_is_said(ready):
    with pytest.raises(NotFoundError):
        service.check(ready.session, NOW, "1999", AS_OF)


@pytest.mark.parametrize("name", ["", "  ", "\x00", "x" * 201])
def test_an_edition_has_a_name(ready, name):
    with pytest.raises(InvalidError):
        publish(ready, name=name)


def test_the_same_form_sent_twice_is_one_edition(ready):
    publish(ready)
    with pytest.raises(service.AlreadyPublishedError) as refused:
        publish(ready)
    assert refused.value.number == 1


def test_only_deputies_of_the_campaign_are_in_it(ready):
    noise = ready.world.mandate()
    ready.world.participation(noise)
    row = ready.session.scalar(
        select(CampaignMandate).where(CampaignMandate.mandate_id == ready.second.id)
    )
    row.withdrawn = True
    ready.session.flush()
    edition = publish(ready)
    listed = queries.part(ready.session, edition, "deputies", DeputiesPart)
    assert [line.slug for line in listed.deputies] == [ready.first.deputy.slug]


def test_the_latest_edition_is_that_of_the_convocation(ready):
    publish(ready)
    make_campaign(ready.session, ready.convocation, ready.first, key="later")
    again = publish(ready, campaign="later", name="Вторая")
    assert queries.latest(ready.session, ready.convocation.id).number == again.number == 2
    assert queries.latest(ready.session, 10_000) is None


@pytest.mark.parametrize("same", [True, False])
def test_published_at_once_editions_are_numbered_without_gaps_or_doubles(ready, app, same):
    ready.session.commit()
    actor = ready.coordinator.id
    with app.app_context():
        maker = db.sessionmaker
    barrier = Barrier(4)

    def one(number):
        name = "Осень" if same else f"Выпуск {number}"
        with maker() as session:
            barrier.wait()
            engine.begin_write(session)
            audit.bind(session, actor=f"user:{actor}", now=NOW)
            try:
                made = service.publish(
                    session, session.get(User, actor), NOW, campaign="2026", name=name, as_of=AS_OF
                )
            except service.AlreadyPublishedError:
                return None
            session.commit()
            return made.number

    with ThreadPoolExecutor(4) as pool:
        numbers = sorted(n for n in pool.map(one, range(4)) if n)
    assert numbers == ([1] if same else [1, 2, 3, 4])
    ready.session.rollback()
    assert [faults for _n, faults in service.verify(ready.session)] == [[]] * len(numbers)


def test_a_part_is_restored_as_it_was(ready):
    edition = publish(ready)
    body = queries.body(ready.session, edition, "deputy", ready.first.deputy.slug)
    part = queries.deputy(ready.session, edition, ready.first.deputy.slug)
    assert isinstance(part, DeputyPart) and canonical(plain(part)) == canonical(body)
