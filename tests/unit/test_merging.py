"""Acts that look the same: merged by rule, proposed, decided by people, undone."""

import datetime as dt

import pytest
from sqlalchemy import select

from app.services import merging
from app.services.errors import InvalidError
from models.coding import Coding, Reading
from models.item import Item, Kind, MergeProposal, Participation, ProposalState, Role
from models.place import Convocation, Legislature
from models.record import Record, RecordParticipation
from models.source import Run, RunStatus, Source
from models.user import UserRole
from scrapers.load.alike import propose
from tests.conftest import NOW
from tests.factories.acts import World

DAY = dt.date(2016, 6, 22)


@pytest.fixture
def world(session) -> World:
    """A chamber with three deputies, and acts of another convocation as noise."""
    legislature = Legislature(key="chamber", name_ru="Палата")
    convocation = Convocation(legislature=legislature, number=6)
    other = Convocation(legislature=legislature, number=5)
    source = Source(key="parlam-html", name="A site")
    run = Run(source=source, transport="warc", status=RunStatus.OK, started_at=NOW)
    session.add_all([convocation, other, source, run])
    session.flush()
    world = World(session, legislature, convocation, source, run)
    world.seats = [
        world.deputy("kim", "Ким Роман"),
        world.deputy("abdirov", "Абдиров Нурлан"),
        world.deputy("kosarev", "Косарев Владислав"),
    ]
    add(world, "900", "Запрос о дорогах Жетысу", convocation=other, number="397")
    return world


def add(world: World, uid: str, title: str, seat: int | None = None, **fields) -> Item:
    """An item with one record that names one deputy."""
    role = fields.pop("role", Role.NOT_STATED)
    values = {"kind": Kind.DEPUTY_REQUEST, "date": DAY, "number": None, "title_ru": title}
    values |= {"convocation": world.convocation} | fields
    item = Item(key=f"parlam-html/{uid}", **values)
    record = Record(source_id=world.source.id, source_uid=uid, item=item, **values)
    world.session.add_all([item, record])
    world.session.flush()
    if seat is not None:
        mandate = world.seats[seat]
        world.session.add_all(
            [
                Participation(item_id=item.id, mandate_id=mandate.id, role=role),
                RecordParticipation(
                    record_id=record.id, mandate_id=mandate.id, name=mandate.deputy.name_ru,
                    name_key=mandate.deputy.slug, role=role,
                ),
            ]
        )  # fmt: skip
    world.session.flush()
    return item


def run(world: World) -> tuple[int, int]:
    """What a load does at its end."""
    items = set(world.session.scalars(select(Item.id)))
    return propose(world.session, items)


def stands(item: Item) -> list[tuple[str, str]]:
    """Who takes part in an item, and how."""
    return sorted(
        (p.mandate.deputy.slug, p.role.value) for p in item.participations if not p.withdrawn
    )


def code(world: World, item: Item, coder) -> Coding:
    """A reading of the item's only participation."""
    coding = Coding(
        participation_id=item.participations[0].id, coder_id=coder.id,
        reading=Reading.NONE_FITS, saved_at=NOW,
    )  # fmt: skip
    world.session.add(coding)
    world.session.flush()
    return coding


@pytest.mark.parametrize("order", [("1", "2", "3"), ("3", "2", "1"), ("2", "3", "1")])
def test_the_same_number_and_day_are_one_act_whoever_came_first(world, order):
    seats = {"1": 0, "2": 1, "3": 2}
    items = {}
    for uid in order:
        items[uid] = add(
            world, uid, f"Запрос {uid}", seats[uid], number="397",
            role=Role.INITIATOR if uid == "3" else Role.SIGNATORY,
        )  # fmt: skip
        run(world)
    assert items["1"].merged_into_id is None
    assert items["2"].merged_into_id == items["3"].merged_into_id == items["1"].id
    assert stands(items["1"]) == [
        ("abdirov", "signatory"), ("kim", "signatory"), ("kosarev", "initiator"),
    ]  # fmt: skip
    pairs = {(p.first.key, p.second.key, p.by_rule, p.state.value)
             for p in world.session.scalars(select(MergeProposal))}  # fmt: skip
    assert pairs == {
        ("parlam-html/1", "parlam-html/2", True, "merged"),
        ("parlam-html/1", "parlam-html/3", True, "merged"),
    }


@pytest.mark.parametrize(
    "other", [{"number": "398"}, {"date": DAY + dt.timedelta(1)}, {"kind": Kind.ANSWER}]
)
def test_another_number_day_or_kind_is_another_act(world, other):
    add(world, "1", "Запрос", 0, number="397")
    second = add(world, "2", "Запрос", 1, **({"number": "397"} | other))
    assert run(world)[0] == 0
    assert second.merged_into_id is None


def test_a_number_that_the_source_corrects_takes_the_merge_back(world):
    first = add(world, "1", "Запрос о школах Астаны", 0, number="397")
    second = add(world, "2", "Запрос о газе Тараза", 1, number="397")
    assert run(world) == (1, 0)
    second.number = "399"
    world.session.scalars(select(Record).where(Record.item_id == second.id)).one().number = "399"
    world.session.flush()
    run(world)
    assert second.merged_into_id is None
    assert stands(first) == [("kim", "not_stated")]


def test_near_acts_are_proposed_once_with_the_evidence(world):
    title = "Требуют восстановить субсидирование сельского хозяйства"
    add(world, "1", title, 0)
    add(world, "2", title + "!", 1, date=DAY + dt.timedelta(2))
    add(world, "3", "депутатский запрос", 0)
    add(world, "4", "депутатский запрос", 1)
    add(world, "5", title, 2, date=DAY + dt.timedelta(9))
    assert run(world) == (0, 1)
    assert run(world) == (0, 0)
    [proposal] = world.session.scalars(select(MergeProposal))
    assert (proposal.state, proposal.by_rule) == (ProposalState.OPEN, False)
    assert proposal.evidence == {"title": 1.0, "deputies": [], "names": [], "days": 2}


def test_a_title_that_names_the_other_deputy_needs_less_likeness(world):
    add(world, "1", "Состоится встреча депутатов Н.Абдирова и К.Мусина в городе Жезказган", 0,
        kind=Kind.VOTER_MEETING)  # fmt: skip
    add(world, "2", "СОСТОЯЛАСЬ ВСТРЕЧА ДЕПУТАТОВ АБДИРОВА, МУСИНА В Г.ЖЕЗКАЗГАН", 1,
        kind=Kind.VOTER_MEETING)  # fmt: skip
    assert run(world) == (0, 1)
    [proposal] = world.session.scalars(select(MergeProposal))
    assert proposal.evidence["names"] == ["abdirov"]


@pytest.fixture
def pair(world):
    """Two acts that look the same, and the proposal."""
    first = add(world, "1", "Восстановить субсидирование сельского хозяйства", 0)
    second = add(world, "2", "Восстановить субсидирование сельского хозяйства", 0)
    run(world)
    return first, second, world.session.scalars(select(MergeProposal)).one()


def test_a_merge_moves_codings_and_an_undo_brings_them_back(world, pair, make_user, session):
    first, second, proposal = pair
    coordinator, coder = make_user(UserRole.COORDINATOR), make_user()
    coding = code(world, second, coder)
    home = coding.participation_id
    merging.decide(session, coordinator, NOW, proposal.id, merge=True, reason="one request")
    assert second.merged_into_id == first.id
    assert coding.participation_id == first.participations[0].id
    assert coding.moved_from_id == home
    assert (proposal.decided_by_id, proposal.reason) == (coordinator.id, "one request")
    merging.undo(session, coordinator, NOW, proposal.id, reason="two requests")
    assert second.merged_into_id is None
    assert (coding.participation_id, coding.moved_from_id) == (home, None)
    assert proposal.state is ProposalState.OPEN


def test_a_coder_who_has_read_both_keeps_both_readings(world, pair, make_user, session):
    first, second, proposal = pair
    coder = make_user()
    one, two = code(world, first, coder), code(world, second, coder)
    merging.decide(session, make_user(), NOW, proposal.id, merge=True, reason="the same")
    assert one.participation_id != two.participation_id
    assert one.current
    assert two.current


def test_what_came_from_the_other_act_is_withdrawn_and_never_deleted(world, make_user, session):
    first = add(world, "1", "Запрос", 0, number="397")
    add(world, "2", "Запрос", 1, number="397")
    run(world)
    assert stands(first) == [("abdirov", "not_stated"), ("kim", "not_stated")]
    proposal = session.scalars(select(MergeProposal)).one()
    merging.undo(session, make_user(), NOW, proposal.id, reason="another convocation's number")
    assert stands(first) == [("kim", "not_stated")]
    assert len(first.participations) == 2
    assert proposal.state is ProposalState.KEPT_APART
    run(world)
    assert proposal.state is ProposalState.KEPT_APART
    assert stands(first) == [("kim", "not_stated")]


def test_what_a_person_keeps_apart_stays_apart(world, pair, make_user, session):
    _, second, proposal = pair
    merging.decide(session, make_user(), NOW, proposal.id, merge=False, reason="two offices")
    assert run(world) == (0, 0)
    assert second.merged_into_id is None
    assert proposal.state is ProposalState.KEPT_APART


def test_chains_of_merges_have_one_survivor_and_come_apart_again(world, make_user, session):
    title = "Восстановить субсидирование сельского хозяйства"
    items = [add(world, str(n), title, n - 1) for n in (1, 2, 3)]
    run(world)
    coordinator = make_user()
    proposals = {(p.first_id, p.second_id): p for p in session.scalars(select(MergeProposal))}
    last = proposals[items[1].id, items[2].id]
    first = proposals[items[0].id, items[1].id]
    for proposal in (last, first):
        merging.decide(session, coordinator, NOW, proposal.id, merge=True, reason="one")
    assert {item.merged_into_id for item in items[1:]} == {items[0].id}
    assert len(stands(items[0])) == 3
    merging.undo(session, coordinator, NOW, first.id, reason="not that one")
    assert items[1].merged_into_id is None
    assert items[2].merged_into_id == items[1].id
    assert stands(items[0]) == [("kim", "not_stated")]


def test_decisions_need_a_reason_and_are_made_once(pair, make_user, session):
    proposal = pair[2]
    user = make_user()
    with pytest.raises(InvalidError):
        merging.decide(session, user, NOW, proposal.id, merge=True, reason="  ")
    with pytest.raises(merging.NothingToUndoError):
        merging.undo(session, user, NOW, proposal.id, reason="x")
    merging.decide(session, user, NOW, proposal.id, merge=True, reason="x")
    with pytest.raises(merging.AlreadyDecidedError):
        merging.decide(session, user, NOW, proposal.id, merge=False, reason="x")


def test_a_kind_that_a_person_sets_enters_or_leaves_the_queue(world, make_user, session):
    item = add(world, "1", "Отчет", 0, kind=Kind.DISTRICT_WORK)
    merging.set_kind(session, make_user(), NOW, item.id, Kind.VOTER_MEETING, reason="a meeting")
    assert (item.kind, item.kind_by_person, item.queued) == (Kind.VOTER_MEETING, True, True)
