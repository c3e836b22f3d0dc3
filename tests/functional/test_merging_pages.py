import pytest

from models.item import Item, Kind, MergeProposal, ProposalState
from models.merge import settle
from models.person import Deputy, Mandate, MandateKind
from models.place import Convocation, Legislature
from models.record import Record, RecordParticipation
from models.source import Source
from models.user import UserRole
from tests.support import count_queries


@pytest.fixture
def coordinator(client, make_user, sign_in):
    return sign_in(client, make_user(UserRole.COORDINATOR))


@pytest.fixture
def world(session):
    """Two acts that look the same, each with a record, and a name that nobody bears."""
    legislature = Legislature(key="mazhilis")
    source = Source(key="parlam-html", name="x")
    session.add_all([legislature, source])
    session.flush()
    convocation = Convocation(legislature_id=legislature.id, number=8)
    deputy = Deputy(slug="quspan", name_ru="Куспан Айгуль", name_key="quspan")
    session.add_all([convocation, deputy])
    session.flush()
    seat = Mandate(deputy_id=deputy.id, convocation_id=convocation.id, kind=MandateKind.NOT_STATED)
    session.add(seat)
    items = []
    for number in (1, 2):
        item = Item(
            key=f"s/{number}", convocation_id=convocation.id, kind=Kind.DEPUTY_REQUEST,
            title_ru=f"О ремонте дороги {number}",
        )  # fmt: skip
        session.add(item)
        session.flush()
        items.append(item)
        record = Record(
            source_id=source.id, source_uid=str(number), convocation_id=convocation.id,
            item_id=item.id, kind=Kind.DEPUTY_REQUEST, title_ru=item.title_ru,
        )  # fmt: skip
        session.add(record)
        session.flush()
        session.add(
            RecordParticipation(
                record_id=record.id, name="Қ. Айгүл", name_key="q aigul", role="not_stated"
            )
        )
    proposal = MergeProposal(first_id=items[0].id, second_id=items[1].id, score=0.93)
    session.add(proposal)
    session.flush()
    settle(session, [item.id for item in items])
    session.commit()
    return proposal.id, seat.id


def test_a_pair_is_merged_with_a_reason_and_taken_back(coordinator, session, world):
    number, _ = world
    shown = coordinator.get("/en/desk/sources/same").text
    assert "О ремонте дороги 1" in shown and "О ремонте дороги 2" in shown
    assert "Alike to 93 %" in shown
    coordinator.post(f"/en/desk/sources/same/{number}/merge", data={"reason": "same number"})
    session.rollback()
    proposal = session.get(MergeProposal, number)
    assert (proposal.state, proposal.reason) == (ProposalState.MERGED, "same number")
    assert proposal.second.merged_into_id == proposal.first_id
    assert "same number" in coordinator.get("/en/desk/sources/same?state=merged").text
    coordinator.post(f"/en/desk/sources/same/{number}/undo?state=merged", data={"reason": "no"})
    session.rollback()
    assert session.get(MergeProposal, number).state is ProposalState.OPEN
    assert session.get(MergeProposal, number).second.merged_into_id is None


def test_a_decision_without_a_reason_is_not_taken(coordinator, session, world):
    number, _ = world
    response = coordinator.post(f"/en/desk/sources/same/{number}/apart", data={"reason": " "})
    assert response.status_code == 422
    assert "Say in a few words why" in response.text
    session.rollback()
    assert session.get(MergeProposal, number).state is ProposalState.OPEN


def test_the_second_person_to_decide_is_told(coordinator, world):
    number, _ = world
    coordinator.post(f"/en/desk/sources/same/{number}/apart", data={"reason": "two roads"})
    response = coordinator.post(f"/en/desk/sources/same/{number}/merge", data={"reason": "one"})
    assert response.status_code == 409
    assert "Somebody decided this pair meanwhile" in response.text


def test_a_name_is_joined_to_a_deputy_in_all_its_records(coordinator, session, world):
    _, seat = world
    assert "Қ. Айгүл" in coordinator.get("/en/desk/sources/names").text
    coordinator.post("/en/desk/sources/names", data={"name_key": "q aigul", "mandate": seat})
    session.rollback()
    assert {p.mandate_id for item in session.query(Item) for p in item.participations} == {seat}
    assert "Every name fits a deputy." in coordinator.get("/en/desk/sources/names").text


def test_a_name_that_nobody_looks_for_any_more_is_said(coordinator, world):
    _, seat = world
    answer = coordinator.post("/en/desk/sources/names", data={"name_key": "x", "mandate": seat})
    assert answer.status_code == 404


def test_a_list_of_proposals_asks_the_same_number_of_questions(app, coordinator, session, world):
    def questions():
        with count_queries(app) as queries:
            coordinator.get("/en/desk/sources/same")
        return queries.count

    before = questions()
    proposal = session.get(MergeProposal, world[0])
    for number in range(3, 9):
        session.add(
            Item(
                key=f"s/{number}",
                convocation_id=proposal.first.convocation_id,
                kind=Kind.DEPUTY_REQUEST,
            )
        )
    session.flush()
    for item in session.query(Item).where(Item.id > proposal.second_id):
        session.add(MergeProposal(first_id=proposal.first_id, second_id=item.id, score=0.5))
    session.commit()
    assert questions() == before <= 8
