"""Loading: who is one person, who is named, what is listed, what answers what."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from models.engine import begin_write
from models.item import Item, Participation, Role
from models.person import Deputy, DeputyIdentity, Mandate, MandateKind
from models.place import Convocation, Legislature
from models.record import Document, DocumentStatus, Record, RecordParticipation, Revision
from models.search_entry import SearchEntry
from models.source import Capture, Run, RunStatus, Source
from scrapers.load import load
from scrapers.records import (
    DeputySeen,
    DocumentSeen,
    Identity,
    ListSeen,
    Mention,
    PageRead,
    RecordSeen,
)
from tests import parlam
from tests.conftest import NOW

THEN = datetime(2024, 5, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def source():
    return parlam.settings()


@pytest.fixture
def page(session, source):
    """A page that was captured some days after THEN, showing what is given."""
    row = Source(key=source.key, name=source.name)
    run = Run(source=row, transport="warc", status=RunStatus.RUNNING, started_at=NOW)
    session.add_all([row, run])
    session.flush()

    def make(
        *seen, day: int = 0, url_key: str = "parlam.kz/list", kind: str = "deputy"
    ) -> PageRead:
        moment = THEN + timedelta(days=day)
        capture = Capture(
            source_id=row.id, run_id=run.id, url=f"http://{url_key}", url_key=url_key,
            captured_at=moment, archived_at=NOW, via="warc", status=200, mime="text/html",
            sha256=f"{url_key}{day}", size=1, warc_file="x", warc_offset=0, length=1,
            record_sha256="x", page_kind=kind,
        )  # fmt: skip
        session.add(capture)
        session.flush()
        convocation = source.convocation_at(moment)
        return PageRead(capture.id, url_key, moment, convocation, tuple(seen))

    return make


@pytest.fixture
def into(session, source):
    """Load pages in one go; gives what became of them."""

    def run(*pages, failures=None):
        loaded = load(session, source, pages, failures or {}, NOW)
        session.flush()
        return loaded

    return run


def person(name: str, lang: str = "ru", *numbers: str, **facts: str) -> DeputySeen:
    identities = tuple(Identity("api/deputy", number) for number in numbers)
    return DeputySeen(identities, lang, name, facts)


def record(
    uid: str, *names: str | Mention, list_key: str = "parlam.kz/list", **fields
) -> RecordSeen:
    values = {"title": f"Запрос {uid}", "category": "8", "date": "2024-04-30"} | fields
    documents = values.pop("documents", ())
    mentions = tuple(Mention(n) if isinstance(n, str) else n for n in names)
    return RecordSeen(uid, values.pop("lang", "ru"), f"http://x/{uid}", list_key, values, mentions,
                      documents)  # fmt: skip


@pytest.fixture
def pack_deputy(session):
    """A deputy of the 8th convocation as a country pack has them."""
    legislature = Legislature(key="kz-mazhilis", name_ru="Мажилис")
    convocation = Convocation(legislature=legislature, number=8)
    deputy = Deputy(slug="kuspan-abzal", name_ru="Куспан Абзал", name_key="kuspan abzal")
    seat = Mandate(deputy=deputy, convocation=convocation, kind=MandateKind.DISTRICT)
    session.add_all([legislature, convocation, deputy, seat])
    session.flush()
    return deputy


def test_a_deputy_of_the_pack_is_the_one_person_of_that_name(session, page, into, pack_deputy):
    loaded = into(page(person("ҚҰСПАН Абзал Темірғалиұлы", "kk", "77")))
    assert (loaded.deputies.created, loaded.deputies.updated) == (0, 1)
    assert session.scalars(select(Deputy)).all() == [pack_deputy]
    assert pack_deputy.name_kk == "Құспан Абзал Темірғалиұлы"
    assert pack_deputy.name_ru == "Куспан Абзал"
    assert pack_deputy.mandates[0].kind is MandateKind.DISTRICT
    assert session.scalars(select(DeputyIdentity.value)).one() == "77"


def test_a_namesake_with_another_number_is_another_person(session, page, into, pack_deputy):
    into(page(person("Куспан Абзал", "ru", "77")))
    loaded = into(page(person("Куспан Абзал", "ru", "78"), day=1))
    assert loaded.deputies.created == 1
    assert len(session.scalars(select(Deputy)).all()) == 2


def test_a_name_that_fits_two_is_left_to_a_person(session, page, into, pack_deputy):
    twin = Deputy(slug="kuspan-abzal-2", name_ru="Құспан Абзал", name_key="kuspan abzal")
    seat = pack_deputy.mandates[0]
    session.add(Mandate(deputy=twin, convocation_id=seat.convocation_id, kind=MandateKind.LIST))
    session.flush()
    loaded = into(page(person("Куспан Абзал", "ru", "77")))
    assert loaded.deputies.created == 1
    assert any("may be one of these deputies" in warning for warning in loaded.warnings)


def test_the_same_person_of_another_convocation_is_found_by_number_only(session, page, into):
    into(page(person("Ким Роман", "ru", "5")))
    old = PageRead(page(day=1).capture_id, "x", THEN, 6, (person("Ким Роман", "ru", "5"),))
    loaded = into(old)
    assert loaded.deputies.created == 0
    assert {m.convocation.number for m in session.scalars(select(Mandate))} == {6, 8}


def test_the_newest_name_and_committee_are_shown_whatever_came_first(session, page, into):
    newer = page(person("Ким Роман Ухенович", "ru", "5", committee="Комитет Б"), day=9)
    older = page(person("Ким Роман", "ru", "5", committee="Комитет А"), day=1)
    into(newer)
    into(older)
    deputy = session.scalars(select(Deputy)).one()
    assert deputy.name_ru == "Ким Роман Ухенович"
    assert deputy.mandates[0].committee_ru == "Комитет Б"


def test_participants_are_found_by_number_name_or_initials(session, page, into):
    people = [person("Нурумова Гульдара", "ru", "1"), person("Ким Роман", "ru", "2")]
    by_number = Mention("Ким Р. У.", "initiator", Identity("api/deputy", "2"))
    said = record("1", by_number, Mention("НУРУМОВА Г.", "signatory"), "Неизвестный Некто")
    loaded = into(page(*people, said))
    roles = {p.mandate.deputy.name_ru: p.role for p in session.scalars(select(Participation))}
    assert roles == {"Ким Роман": Role.INITIATOR, "Нурумова Гульдара": Role.SIGNATORY}
    unknown = select(RecordParticipation).where(RecordParticipation.mandate_id.is_(None))
    assert session.scalars(unknown).one().name == "Неизвестный Некто"
    assert any("Неизвестный Некто" in warning for warning in loaded.warnings)


def test_a_name_whose_deputy_comes_later_is_matched_then(session, page, into):
    into(page(record("1", "Ким Роман")))
    assert session.scalars(select(Participation)).all() == []
    into(page(person("Ким Роман", "ru", "2"), record("1", "Ким Роман"), day=1))
    assert session.scalars(select(Participation)).one().mandate.deputy.slug == "kim-roman"


def test_both_languages_are_one_record_and_one_item(session, page, into):
    kazakh = record("1", title="Жол туралы", lang="kk")
    into(page(record("1")), page(kazakh, url_key="parlam.kz/kk"))
    one = session.scalars(select(Record)).one()
    assert (one.title_ru, one.title_kk) == ("Запрос 1", "Жол туралы")
    assert session.scalars(select(Item)).one().title_kk == "Жол туралы"


def test_a_record_is_listed_until_no_list_of_it_shows_it(session, page, into):
    whole = ListSeen("parlam.kz/list", "ru")
    kk = "parlam.kz/kk-list"
    kazakh = record("1", lang="kk", list_key=kk)
    into(page(record("1"), whole), page(kazakh, ListSeen(kk, "kk"), url_key=kk))
    into(page(whole, day=1))
    one = session.scalars(select(Record)).one()
    assert one.listed
    loaded = into(page(ListSeen(kk, "kk"), day=2, url_key=kk))
    assert not one.listed
    assert loaded.records.no_longer_listed == 1
    into(page(record("1"), whole, day=3))
    assert one.listed


def test_a_list_in_parts_means_something_only_when_it_joins(session, page, into):
    key = "parlam.kz/api"

    def part(day: int, start: int, *uids: str, end: bool = False) -> PageRead:
        rows = [record(uid, list_key=key) for uid in uids]
        seen = ListSeen(key, "ru", start, len(uids), end)
        return page(*rows, seen, day=day, url_key=f"{key}?offset={start}")

    into(part(0, 0, "1", "2"), part(0, 2, "3", end=True))
    into(part(1, 0, "1"), part(1, 2, "3", end=True))
    two = session.scalars(select(Record).where(Record.source_uid == "2")).one()
    assert two.listed
    into(part(2, 0, "1", "3", end=True))
    assert not two.listed


def test_a_title_that_a_list_cuts_is_whole_and_no_revision(session, page, into):
    whole = "о " * 200
    into(
        page(record("1", title=whole[:255])),
        page(record("1", title=whole, list_key=""), url_key="parlam.kz/1", kind="details"),
    )
    assert session.scalars(select(Record)).one().title_ru == whole
    assert session.scalars(select(Revision)).all() == []


def test_an_edit_back_and_forth_is_two_revisions(session, page, into):
    for day, title in enumerate(("А", "Б", "А")):
        into(page(record("1", title=title), day=day))
    edits = session.scalars(select(Revision).order_by(Revision.to_capture_id)).all()
    assert [(edit.before, edit.after) for edit in edits] == [("А", "Б"), ("Б", "А")]


def test_an_answer_is_linked_by_number_and_day_or_by_what_the_source_says(session, page, into):
    into(
        page(
            record("1", number="ДЗ-397", date="2024-02-03"),
            record("2", title="Ответ на депутатский запрос ДЗ-397 от 03.02.2024"),
            record("3", title="Ответ на депутатский запрос ДЗ-397 от 04.02.2024"),
            record("4", title="Ответ на запрос", answer_to="1"),
        )
    )
    linked = {i.key[-1]: i.answer_to.key[-1] for i in session.scalars(select(Item)) if i.answer_to}
    assert linked == {"2": "1", "4": "1"}


def test_documents_are_pending_failed_or_read(session, page, into):
    urls = tuple(f"http://www.parlam.kz/{name}.pdf" for name in "abc")
    read = DocumentSeen(urls[0], "текст документа о паводках")
    into(
        page(record("1", documents=urls)),
        page(read, url_key="parlam.kz/a.pdf", kind="document"),
        failures={"parlam.kz/b.pdf": "the site answered 404"},
    )
    found = {d.url[-5]: d for d in session.scalars(select(Document))}
    assert found["a"].status is DocumentStatus.FETCHED
    assert (found["b"].status, found["b"].error) == (DocumentStatus.FAILED, "the site answered 404")
    assert found["c"].status is DocumentStatus.PENDING
    session.commit()
    assert " паводк " in "".join(session.scalars(select(SearchEntry.search_text)))


def test_fields_that_nobody_knows_are_an_error_of_the_parser(page, into):
    with pytest.raises(ValueError, match="fields that nobody knows: colour"):
        into(page(record("1", colour="red")))


def test_a_load_needs_one_transaction_that_others_wait_for(session, page, into):
    session.commit()
    begin_write(session)
    into(page(record("1")))
    session.rollback()
    assert session.scalars(select(Record)).all() == []
