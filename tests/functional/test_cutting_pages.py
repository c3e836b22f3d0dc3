"""The cutting screen and the programme's page, whatever state the document is in."""

import io

import pytest
from sqlalchemy import select

from models.file import StoredFile
from models.person import Mandate
from models.programme import Programme, Thesis
from models.source import Capture
from models.user import UserRole
from tests.documents import docx_bomb, pdf
from tests.factories.world import World
from tests.functional.test_evidence import replayed
from tests.page_checks import check_page
from tests.programmes import KK, as_pdf, read_files
from tests.support import count_queries

__all__ = ["replayed"]


@pytest.fixture
def world(session):
    return World(session)


@pytest.fixture
def mandate(world, session):
    mandate = world.mandate(world.region(), name="Құспанов", party=world.party())
    world.mandate(name="Другой")
    world.topics("Дороги")
    session.commit()
    return mandate


@pytest.fixture
def activist(world, session, mandate, make_user):
    user = make_user(name="Активист Ә.")
    world.assign(user, mandate)
    session.commit()
    return user


@pytest.fixture
def signed(client, sign_in, activist):
    return sign_in(client, activist)


@pytest.fixture
def keep(app, signed, mandate):
    """Keep a document, and let the worker read it unless it is to wait."""

    def run(body, name="programme", read=True):
        address = f"/ru/desk/programmes/{mandate.id}"
        form = check_page(signed.get(f"{address}/edit").text)
        version = form.find(attrs={"name": "version"})["value"]
        sent = {"title": "П", "version": version, "file": (io.BytesIO(body), name)}
        assert signed.post(f"{address}/edit", data=sent).status_code == 303
        if read:
            read_files(app)
        return f"{address}/cut"

    return run


CUT = {"lang": "kk", "testable": "y"}


def now(session):
    session.rollback()
    return session


def test_without_a_document_the_screen_says_what_to_do(signed, mandate):
    page = check_page(signed.get(f"/ru/desk/programmes/{mandate.id}/cut").text)
    assert page.find("a", href=f"/ru/desk/programmes/{mandate.id}/edit")


def test_a_document_that_waits_to_be_read_shows_itself(app, signed, keep):
    address = keep(as_pdf(KK), read=False)
    page = check_page(signed.get(address).text)
    assert page.find(id="waiting")
    assert page.select_one('noscript meta[http-equiv="refresh"]')
    assert read_files(app) == 1
    assert KK[0] in check_page(signed.get(address).text).find(id="words").text


@pytest.mark.parametrize(
    ("body", "words"),
    [(pdf(), "pictures"), (b"%PDF-1.4 broken", "broken"), (docx_bomb(), "larger")],
)
def test_a_document_that_cannot_be_read_says_why(session, signed, keep, body, words):
    address = keep(body).replace("/ru/", "/en/")
    page = check_page(signed.get(address).text)
    assert words in page.select_one(".notice-warn").text
    assert page.find("a", href=lambda link: (link or "").endswith("/theses/new"))
    shown = check_page(signed.get(address.removesuffix("/cut")).text)
    assert words in shown.select_one(".facts").text
    kept = now(session).scalars(select(StoredFile)).one()
    assert kept.text is None and kept.text_error


def test_a_pasted_quote_is_cut_and_what_was_chosen_stays_for_the_next(session, signed, keep):
    address = keep(as_pdf(KK))
    topic = check_page(signed.get(address).text).select_one("#topic option[value]:not([value=''])")
    chosen = {"topic": topic["value"], "statement": "goal", "concerns_district": "yes"}
    answer = signed.post(address, data=CUT | chosen | {"quote": KK[5].replace(" ", "  ")})
    assert answer.status_code == 303 and answer.location.startswith("/ru/")
    thesis = now(session).scalars(select(Thesis)).one()
    assert (thesis.text_kk, thesis.page, thesis.lang) == (KK[5], "2", "kk")
    page = check_page(signed.get(answer.location).text)
    assert page.find("mark").text == KK[5]
    for name, value in {**chosen, "lang": "kk"}.items():
        assert page.select_one(f"#{name} option[selected]")["value"] == value
    follow = page.select_one("a[rel=next]")["href"]
    assert "statement=goal" in follow and follow.startswith("/ru/")


def test_the_language_of_the_document_is_offered(signed, keep):
    page = check_page(signed.get(keep(as_pdf(KK))).text)
    assert page.select_one("#lang option[selected]")["value"] == "kk"


def test_a_quote_that_is_not_there_is_refused_beside_its_field(session, signed, keep):
    address = keep(as_pdf(KK))
    answer = signed.post(address, data=CUT | {"quote": "Басқа уәде.", "start": "0", "end": "9"})
    assert answer.status_code == 422
    page = check_page(answer.text)
    assert page.find(id="quote-error") and page.find(id="paraphrased")
    assert page.find(id="quote").text.strip() == "Басқа уәде."
    assert now(session).scalars(select(Thesis)).all() == []
    again = {**CUT, "quote": "Басқа уәде.", "paraphrased": "y", "testable": ""}
    assert signed.post(address, data=again).status_code == 303


@pytest.mark.parametrize("place", [("-1", "5"), ("x", "y"), ("999999999999", "2"), ("5", "")])
def test_places_that_are_none_are_passed_over(session, signed, keep, place):
    address = keep(as_pdf(KK))
    sent = CUT | {"quote": KK[0], "start": place[0], "end": place[1]}
    assert signed.post(address, data=sent).status_code == 303
    thesis = now(session).scalars(select(Thesis)).one()
    assert session.get(StoredFile, thesis.file_id).text[
        thesis.text_start : thesis.text_end
    ] == KK[0]  # fmt: skip


def test_who_does_not_watch_the_deputy_cannot_enter(app, sign_in, make_user, mandate, signed, keep):
    others = [make_user(role) for role in (UserRole.ACTIVIST, UserRole.ANALYST)]
    address = keep(as_pdf(KK)).removesuffix("/cut")
    for user in others:
        other = sign_in(app.test_client(), user)
        page = check_page(other.get(address).text)
        assert page.find("a", href=f"{address}/cut") is None
        for path in ("edit", "cut", "theses/new"):
            assert other.get(f"{address}/{path}").status_code == 403
            assert other.post(f"{address}/{path}", data={}).status_code == 403


def test_the_page_shows_what_is_known_the_hash_and_who_changed_what(session, signed, keep, mandate):
    address = keep(as_pdf(KK)).removesuffix("/cut")
    form = check_page(signed.get(f"{address}/edit").text)
    version = form.find(attrs={"name": "version"})["value"]
    sent = {
        "availability": "published", "found_via": "media", "origin": "own_on_party",
        "specific_promises": "yes", "known_on": "2026-11-20", "source": "газета",
        "version": version,
    }  # fmt: skip
    assert signed.post(f"{address}/edit", data=sent | {"known_on": ""}).status_code == 422
    assert signed.post(f"{address}/edit", data=sent).status_code == 303
    shown = check_page(signed.get(address.replace("/ru/", "/en/")).text)
    digest = now(session).scalars(select(StoredFile.sha256)).one()
    facts = shown.select_one(".facts").text
    for words in ("publicly available", "in the media", "on the theses of the party", digest):
        assert words in facts
    history = shown.find("section", attrs={"aria-labelledby": "history"}).text
    assert "Активист Ә." in history and "on the theses of the party" in history


def test_a_party_programme_is_cut_and_its_theses_are_offered_to_deputies(
    app, sign_in, make_user, mandate, world, session
):
    boss = sign_in(app.test_client(), make_user(UserRole.COORDINATOR))
    app.config["WTF_CSRF_ENABLED"] = False
    party = f"/ru/desk/programmes/parties/{mandate.party_id}/{world.convocation.id}"
    sent = {"title": "П", "version": "0", "file": (io.BytesIO(as_pdf(KK)), "p")}
    assert boss.post(f"{party}/edit", data=sent).status_code == 303
    read_files(app)
    assert boss.post(f"{party}/cut", data=CUT | {"quote": KK[1]}).status_code == 303
    thesis = now(session).scalars(select(Thesis)).one()
    form = check_page(boss.get(f"/ru/desk/programmes/{mandate.id}/theses/new").text)
    assert KK[1] in form.select_one(f'#adapts option[value="{thesis.id}"]').text
    own = {"wording": "quoted", "lang": "ru", "text_ru": "Дадим воду", "testable": "y"}
    added = own | {"adapts": str(thesis.id)}
    assert boss.post(
        f"/ru/desk/programmes/{mandate.id}/theses/new", data=added
    ).status_code == 303  # fmt: skip
    page = check_page(boss.get(f"/ru/desk/theses/{thesis.id}").text)
    assert "Дадим воду" in page.find("section", attrs={"aria-labelledby": "adapted"}).text
    deputys = now(session).scalars(select(Thesis).where(Thesis.adapts_id == thesis.id)).one()
    shown = check_page(boss.get(f"/ru/desk/theses/{deputys.id}").text)
    assert shown.find("a", href=f"/ru/desk/theses/{thesis.id}")


def test_three_hundred_theses_cost_the_screen_no_more_queries(app, signed, keep, session, world):
    address = keep(as_pdf(KK))
    signed.post(address, data=CUT | {"quote": KK[0]})
    with count_queries(app) as few:
        check_page(signed.get(address).text)
    programme = now(session).scalars(select(Programme)).one()
    text = programme.file.text
    for number in range(2, 301):
        at = text.index(KK[number % 12])
        world.thesis(
            programme, number, text_ru=None, text_kk=KK[number % 12], file_id=programme.file_id,
            text_start=at, text_end=at + len(KK[number % 12]),
        )  # fmt: skip
    session.commit()
    with count_queries(app) as many:
        check_page(signed.get(address).text)
    assert many.count == few.count <= 20


def test_a_page_of_the_archive_is_kept_as_the_document_and_cut(
    replayed, session, client, sign_in, make_user
):
    capture = session.scalars(
        select(Capture).where(Capture.page_kind == "deputy").order_by(Capture.id)
    ).first()
    mandate = session.scalars(select(Mandate).order_by(Mandate.id)).first().id
    number, digest = capture.id, capture.sha256
    boss = sign_in(client, make_user(UserRole.COORDINATOR))
    address = f"/ru/desk/programmes/{mandate}"
    sent = {"title": "П", "version": "0", "capture": str(number)}
    assert boss.post(f"{address}/edit", data=sent).status_code == 303
    assert read_files(replayed) == 1
    programme = now(session).scalars(select(Programme)).one()
    assert (programme.capture_id, programme.file.sha256) == (number, digest)
    line = next(line for line in programme.file.text.splitlines() if len(line) > 40)
    quote = {"quote": line, "lang": "ru", "testable": "y"}
    session.rollback()
    assert boss.post(f"{address}/cut", data=quote).status_code == 303
    thesis = now(session).scalars(select(Thesis)).one()
    assert (thesis.capture_id, thesis.page) == (number, None)
    assert programme.file.text[thesis.text_start : thesis.text_end].split() == line.split()
    shown = check_page(boss.get(address).text)
    assert shown.find("a", href=f"/ru/captures/{number}") and digest in shown.text
