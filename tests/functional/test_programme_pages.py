"""Programmes, theses, files and assignments on the desk."""

import io
import zipfile

import pytest
from sqlalchemy import func, select

from models.coding import Assignment
from models.file import StoredFile
from models.programme import Programme, Thesis, Wording
from models.user import UserRole
from tests.factories.world import World
from tests.page_checks import check_page
from tests.support import count_queries


@pytest.fixture
def world(session):
    return World(session)


@pytest.fixture
def mandate(world, session):
    mandate = world.mandate(world.region(), name="Құспанов")
    world.mandate(name="Другой")
    session.commit()
    return mandate


@pytest.fixture
def signed(client, sign_in, make_user):
    return sign_in(client, make_user(UserRole.COORDINATOR, name="Координатор Ә."))


def now(session):
    """The session, seeing what the pages have saved since."""
    session.rollback()
    return session


THESIS = {"wording": "quoted", "lang": "ru", "text_ru": "Построить школу", "testable": "y"}


def test_a_programme_is_entered_and_its_history_shown(session, signed, mandate):
    address = f"/ru/desk/programmes/{mandate.id}"
    assert "empty" in signed.get(address).text
    sent = {"title": "Программа", "source_url": "https://example.org/p", "version": "0"}
    assert signed.post(f"{address}/edit", data=sent).location == address
    page = check_page(signed.get(address).text)
    assert "Координатор Ә." in page.text
    assert page.find("a", href="https://example.org/p")


def test_a_link_that_is_none_is_refused_beside_its_field(session, signed, mandate):
    sent = {"title": "Название", "source_url": "javascript:alert(1)", "version": "0"}
    answer = signed.post(f"/ru/desk/programmes/{mandate.id}/edit", data=sent)
    assert answer.status_code == 422
    page = check_page(answer.text)
    assert page.find(id="source_url-error")
    assert page.find(id="title")["value"] == "Название"
    assert now(session).scalar(select(func.count(Programme.id))) == 0


def test_a_row_of_theses_is_entered_one_after_another(session, signed, mandate):
    address = f"/ru/desk/programmes/{mandate.id}/theses/new"
    for number in range(1, 6):
        sent = THESIS | {"text_ru": f"Обещание {number}", "then": "next"}
        answer = signed.post(address, data=sent)
        assert answer.status_code == 303
        page = check_page(signed.get(answer.location).text)
        assert page.find(id="text_ru").has_attr("autofocus")
        assert page.find(id="text_ru").text.strip() == ""
    assert signed.post(address, data=THESIS | {"then": "finish"}).location.endswith(
        f"/programmes/{mandate.id}"
    )
    numbers = now(session).scalars(select(Thesis.number).order_by(Thesis.id)).all()
    assert numbers == [1, 2, 3, 4, 5, 6]


def test_theses_of_which_nobody_says_where_they_come_from_are_told_of(signed, mandate):
    address = f"/en/desk/programmes/{mandate.id}"
    signed.post(f"{address}/theses/new", data={**THESIS, "version": "0", "then": "finish"})
    assert "Nothing says where" in signed.get(address).text
    form = check_page(signed.get(f"{address}/edit").text)
    version = form.find(attrs={"name": "version"})["value"]
    signed.post(f"{address}/edit", data={"source": "листовка", "version": version})
    assert "листовка" in signed.get(address).text
    assert "Nothing says where" not in signed.get(address).text


def test_a_paraphrase_cannot_be_testable_and_the_form_says_why(session, signed, mandate):
    answer = signed.post(
        f"/ru/desk/programmes/{mandate.id}/theses/new", data=THESIS | {"wording": "paraphrased"}
    )
    assert answer.status_code == 422
    page = check_page(answer.text)
    assert page.find(id="testable-error")
    assert page.find(id="text_ru").text.strip() == "Построить школу"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text_ru": ""}, "text_ru"),
        ({"lang": ""}, "lang"),
        ({"lang": "kk"}, "text_kk"),
        ({"testable": ""}, "untestable_reason"),
        ({"source_url": "file:///etc/passwd"}, "source_url"),
    ],
)
def test_what_a_thesis_lacks_is_told_beside_its_field(signed, mandate, change, field):
    sent = {key: value for key, value in (THESIS | change).items() if value}
    answer = signed.post(f"/ru/desk/programmes/{mandate.id}/theses/new", data=sent)
    assert answer.status_code == 422
    assert check_page(answer.text).find(id=f"{field}-error")


def test_a_correction_keeps_its_history_and_a_second_person_loses_nothing(
    world, session, signed, mandate
):
    thesis = world.programme(mandate, theses=1).theses[0]
    topic = world.topics("Дороги")[0].id
    session.commit()
    address = f"/ru/desk/theses/{thesis.id}/edit"
    opened = check_page(signed.get(address).text).find(attrs={"name": "version"})["value"]
    first = signed.post(address, data=THESIS | {"text_ru": "Первое", "version": opened})
    assert first.status_code == 303
    second = signed.post(address, data=THESIS | {"text_ru": "Второе", "version": opened})
    assert second.status_code == 409
    page = check_page(second.text)
    assert page.find(id="text_ru").text.strip() == "Второе"
    assert page.select_one(".notice .quote").text.startswith("Первое")
    stands = page.find(attrs={"name": "version"})["value"]
    again = signed.post(
        address, data=THESIS | {"text_ru": "Второе", "topic": str(topic), "version": stands}
    )
    history = check_page(signed.get(again.location).text)
    last = history.select_one("section ol > li")
    changes = list(zip(last("del"), last("ins"), strict=True))
    assert [(was.text, became.text) for was, became in changes] == [
        ("Первое", "Второе"),
        ("—", "Дороги"),
    ]


def test_a_withdrawn_thesis_stays_visible_and_comes_back(world, session, signed, mandate):
    thesis = world.programme(mandate, theses=1).theses[0]
    session.commit()
    number = thesis.id
    signed.post(f"/ru/desk/theses/{number}/withdraw", data={"reason": ""})
    assert not now(session).get(Thesis, number).withdrawn
    signed.post(f"/ru/desk/theses/{number}/withdraw", data={"reason": "внесён дважды"})
    assert now(session).get(Thesis, number).withdrawn
    session.rollback()
    page = check_page(signed.get(f"/ru/desk/programmes/{mandate.id}").text)
    assert page.find(class_="card").find("del")
    assert "внесён дважды" in signed.get(f"/ru/desk/theses/{number}").text
    signed.post(f"/ru/desk/theses/{number}/restore", data={"reason": "ошибка"})
    assert not now(session).get(Thesis, number).withdrawn


def docx() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "mime"),
    [
        ("програма.txt", b"%PDF-1.7 ...", "application/pdf"),
        ("a.pdf", b"<!DOCTYPE html><script>alert(1)</script>", "text/html"),
        ("b.html", "Обещаю школу".encode(), "text/plain"),
        (
            "c.zip",
            docx(),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
    ],
)
def test_a_file_is_known_by_its_content_and_never_opened_inline(
    session, signed, mandate, config, name, data, mime
):
    address = f"/ru/desk/programmes/{mandate.id}"
    sent = {"title": "П", "version": "0", "file": (io.BytesIO(data), name)}
    assert signed.post(f"{address}/edit", data=sent).status_code == 303
    kept = now(session).scalars(select(StoredFile)).one()
    assert (kept.mime, kept.size) == (mime, len(data))
    link = check_page(signed.get(address).text).find("a", href=lambda h: "/files/" in (h or ""))
    answer = signed.get(link["href"])
    assert answer.data == data
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "html" not in answer.mimetype
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("data", [b"MZ\x90\x00\x03\x00", b"PK\x03\x04 not an archive", b""])
def test_other_files_are_refused(session, signed, mandate, data):
    sent = {"title": "Т", "version": "0", "file": (io.BytesIO(data), "a.pdf")}
    answer = signed.post(f"/ru/desk/programmes/{mandate.id}/edit", data=sent)
    assert answer.status_code == 422
    assert check_page(answer.text).find(id="file-error")
    assert now(session).scalar(select(func.count(StoredFile.id))) == 0


def test_the_list_is_narrowed_and_asks_a_fixed_number_of_times(
    app, world, session, signed, mandate
):
    world.programme(mandate, theses=2)
    session.commit()
    with count_queries(app) as few:
        signed.get("/ru/desk/programmes/")
    for _ in range(20):
        world.programme(world.mandate(), theses=1)
    session.commit()
    with count_queries(app) as many:
        signed.get("/ru/desk/programmes/")
    assert many.count == few.count <= 8

    def names(query):
        page = check_page(signed.get(f"/ru/desk/programmes/?{query}").text)
        return [row.find("a").text for row in page.select("#programmes tbody tr")]

    assert names("state=none") == ["Другой"]
    assert names(f"region={mandate.district.region_id}") == ["Құспанов"]
    assert len(names("")) == 22
    assert names("convocation=999") == []


def test_a_partys_programme_has_the_same_pages(world, session, signed):
    party = world.party()
    world.programme(party=party, theses=1)
    session.commit()
    address = f"/ru/desk/programmes/parties/{party.id}/{world.convocation.id}"
    check_page(signed.get(address).text)
    assert signed.post(f"{address}/theses/new", data=THESIS).status_code == 303
    assert now(session).scalar(select(func.count(Thesis.id))) == 2


@pytest.mark.parametrize(
    ("role", "writes"),
    [
        (UserRole.ACTIVIST, 403),
        (UserRole.ANALYST, 403),
        (UserRole.COORDINATOR, 200),
        (UserRole.ADMINISTRATOR, 200),
    ],
)
def test_all_staff_see_and_two_roles_write(
    client, sign_in, make_user, world, session, mandate, role, writes
):
    thesis = world.programme(mandate, theses=1).theses[0]
    session.commit()
    sign_in(client, make_user(role))
    address = f"/kk/desk/programmes/{mandate.id}"
    for seen in ("/kk/desk/programmes/", address, f"/kk/desk/theses/{thesis.id}"):
        check_page(client.get(seen).text)
    for written in (
        f"{address}/edit",
        f"{address}/theses/new",
        f"/kk/desk/theses/{thesis.id}/edit",
        "/kk/desk/assignments/",
    ):
        assert client.get(written).status_code == writes


def test_deputies_are_assigned_and_taken_back(session, signed, mandate, make_user):
    person = make_user()
    sent = {"user": str(person.id), "mandates": [str(mandate.id)]}
    for _ in range(2):
        assert signed.post("/ru/desk/assignments/", data=sent).status_code == 303
    row = now(session).scalars(select(Assignment)).one()
    check_page(signed.get("/ru/desk/assignments/").text)
    number = row.id
    session.rollback()
    signed.post(f"/ru/desk/assignments/{number}/take-back")
    assert now(session).get(Assignment, number).withdrawn
    session.rollback()
    signed.post("/ru/desk/assignments/", data=sent)
    assert not now(session).get(Assignment, number).withdrawn


def test_the_database_itself_refuses_a_testable_paraphrase(world, session, mandate):
    from sqlalchemy.exc import IntegrityError

    programme = world.programme(mandate, theses=0)
    with pytest.raises(IntegrityError):
        world.thesis(programme, 1, wording=Wording.PARAPHRASED)
    session.rollback()
