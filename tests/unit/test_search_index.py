"""The index says what the rows say, in the same transaction, and nothing that is withheld."""

import datetime as dt

import pytest
from sqlalchemy import func, select, text

from models.file import StoredFile
from models.item import Kind, MergeProposal, ProposalState
from models.merge import settle
from models.programme import Availability, Programme
from models.record import Document, DocumentStatus, Record
from models.search_entry import Mirrored, SearchEntry, SearchSeat
from models.search_index import (
    batches,
    differences,
    rebuild_stems,
    refresh,
    stems_are_whole,
)
from models.withholding import CaptureWithholding
from tests.conftest import NOW
from tests.factories.acts import make_world


@pytest.fixture
def world(session):
    world = make_world(session)
    first = world.district(14, territory_ru="город Байконур")
    world.kuspan = world.deputy("kuspan", "Куспан Айгуль", first)
    world.abenov = world.deputy("abenov", "Абенов Серик")
    world.act(world.abenov, "О строительстве моста")
    session.commit()
    return world


def entry(session, mirrored, row):
    """What stands in the index for a row, or None."""
    return session.scalar(
        select(SearchEntry).where(SearchEntry.mirrored == mirrored, SearchEntry.row_id == row.id)
    )


def seats(session, found):
    query = select(SearchSeat.mandate_id).where(SearchSeat.entry_id == found.id)
    return set(session.scalars(query))


def all_differences(session):
    connection = session.connection()
    return [
        (found.mirrored, found.row_id, found.how)
        for mirrored in Mirrored
        for part in batches(connection, mirrored)
        for found in differences(connection, mirrored, part)
    ]


def test_an_act_is_found_by_the_words_of_its_records_once_it_is_committed(session, world):
    act = world.act(world.kuspan, "О ремонте дорог", kind=Kind.VOTER_MEETING)
    record = session.scalars(select(Record).where(Record.item_id == act.id)).one()
    record.text_kk = "Ауыл мектебіне көмек"
    session.commit()
    found = entry(session, Mirrored.ITEM, act)
    assert found.what.value == "meeting" and found.date == dt.date(2016, 6, 24)
    assert " дорог " in found.titles and " мектеп " in found.search_text
    assert seats(session, found) == {world.kuspan.id}
    assert all_differences(session) == []


def test_what_is_changed_is_found_by_its_new_words_alone(session, world):
    thesis = world.promise(world.kuspan, 1, "Построить мост")
    session.commit()
    thesis.text_ru = "Построить школу"
    session.commit()
    found = entry(session, Mirrored.THESIS, thesis)
    assert " школ " in found.search_text and " мост " not in found.search_text
    thesis.withdrawn = True
    session.commit()
    assert entry(session, Mirrored.THESIS, thesis) is None
    assert all_differences(session) == []


def test_what_is_taken_back_leaves_the_index_as_it_was(session, world):
    before = session.scalar(select(func.count(SearchEntry.id)))
    world.promise(world.kuspan, 1, "Построить мост")
    session.rollback()
    session.commit()
    assert session.scalar(select(func.count(SearchEntry.id))) == before
    assert all_differences(session) == []


def test_a_deputy_is_found_by_the_territory_of_the_district(session, world):
    world.kuspan.district.territory_ru = "город Приозёрск"
    session.commit()
    found = entry(session, Mirrored.DEPUTY, world.kuspan.deputy)
    assert " приозерск " in found.search_text and " байконур " not in found.search_text


def test_merged_acts_are_one_entry_with_the_words_of_both(session, world):
    first = world.act(world.kuspan, "О воде", uid="a1")
    second = world.act(world.abenov, "О каналах", uid="a2")
    world.add(
        Document(record_id=session.scalars(select(Record).where(Record.item_id == second.id))
                 .one().id, url="https://e/1.pdf", status=DocumentStatus.FETCHED, text="Арык")
    )  # fmt: skip
    session.commit()
    proposal = world.add(
        MergeProposal(first=first, second=second, score=1.0, state=ProposalState.MERGED)
    )
    settle(session, [first.id, second.id])
    session.commit()
    found = entry(session, Mirrored.ITEM, first)
    assert " канал " in found.search_text and entry(session, Mirrored.ITEM, second) is None
    assert all_differences(session) == []
    proposal.state = ProposalState.KEPT_APART
    settle(session, [first.id, second.id])
    session.commit()
    assert " канал " not in entry(session, Mirrored.ITEM, first).search_text
    assert all_differences(session) == []


def test_the_text_of_a_withheld_copy_is_not_in_the_index(session, world):
    act = world.act(world.kuspan, "О воде")
    record = session.scalars(select(Record).where(Record.item_id == act.id)).one()
    page, file = world.capture(), world.capture()
    record.capture_ru, record.text_ru = page, "Гражданин Иванов жалуется"
    paper = world.add(
        Document(record=record, url="https://e/1.pdf", status=DocumentStatus.FETCHED,
                 capture=file, text="Письмо гражданки Петровой")
    )  # fmt: skip
    session.commit()
    assert " иван " in entry(session, Mirrored.ITEM, act).search_text

    def decide(**about):
        world.add(CaptureWithholding(why="Люди", decided_at=NOW, **about))
        session.commit()

    decide(sha256=page.sha256, withheld=True)
    decide(url_key=file.url_key, withheld=True)
    assert " иван " not in entry(session, Mirrored.ITEM, act).search_text
    assert entry(session, Mirrored.DOCUMENT, paper) is None
    assert all_differences(session) == []
    decide(url_key=file.url_key, withheld=False)
    assert entry(session, Mirrored.DOCUMENT, paper) is not None


def test_only_a_programme_that_voters_could_read_is_searched_and_not_once_withheld(session, world):
    file = world.add(
        StoredFile(sha256="a" * 64, name="p.pdf", mime="application/pdf", size=1, stored_at=NOW,
                   text="Построим стадион\fи школу")
    )  # fmt: skip
    programme = world.add(Programme(mandate=world.kuspan, file=file))
    session.commit()
    assert entry(session, Mirrored.FILE, file) is None
    programme.availability = Availability.PUBLISHED
    session.commit()
    assert " стадион " in entry(session, Mirrored.FILE, file).search_text
    file.withheld_why = "Телефоны избирателей"
    session.commit()
    assert entry(session, Mirrored.FILE, file) is None


def test_checking_names_what_differs_and_a_rebuild_mends_it(session, world):
    act = world.act(world.kuspan, "О воде")
    gone = world.act(world.kuspan, "О газе")
    session.commit()
    for sql in (
        "UPDATE items SET title_ru = 'О хлебе' WHERE id = :act",
        "DELETE FROM search_seats WHERE entry_id IN "
        "(SELECT id FROM search_entries WHERE mirrored = 'item' AND row_id = :gone)",
        "DELETE FROM search_entries WHERE mirrored = 'item' AND row_id = :gone",
    ):
        session.execute(text(sql), {"act": act.id, "gone": gone.id})
    session.execute(
        SearchEntry.__table__.insert().values(
            mirrored=Mirrored.THESIS, row_id=999, what="promise", titles="", search_text=""
        )
    )
    assert all_differences(session) == [
        (Mirrored.THESIS, 999, "left over"),
        (Mirrored.ITEM, act.id, "wrong"),
        (Mirrored.ITEM, gone.id, "missing"),
    ]
    connection = session.connection()
    for mirrored in Mirrored:
        for part in batches(connection, mirrored):
            refresh(connection, mirrored, part)
    assert all_differences(session) == []


def test_a_lost_index_of_stems_is_noticed_and_made_anew(session, world):
    connection = session.connection()
    assert stems_are_whole(connection)
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO search_index(search_index) VALUES ('delete-all')"))
        assert not stems_are_whole(connection)
    rebuild_stems(connection)
    assert stems_are_whole(connection)


def test_a_night_that_changes_nothing_costs_the_index_nothing(app, session, world):
    from tests.support import count_queries

    for record in session.scalars(select(Record)):
        record.last_seen = NOW
    session.flush()
    with count_queries(app) as queries:
        session.commit()
    assert not [one for one in queries.statements if "search" in one]
