"""What the holder of a link sees and sends, and what anybody else does not."""

import datetime as dt
import io
import re
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from app import clock, create_app
from app.services import files
from models.campaign import Campaign
from models.edition import Edition, EditionPart
from models.file import StoredFile
from models.user import UserRole
from models.verdict import GuestLink, Position, PositionState, Verdict, VerdictState
from tests.factories import verdicts as make
from tests.factories.world import World
from tests.page_checks import check_page

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
PDF = b"%PDF-1.7 the act"


@pytest.fixture
def world(session):
    return World(session)


@pytest.fixture
def people(make_user):
    return make_user(UserRole.ACTIVIST, name="Тайный Активист"), make_user(UserRole.COORDINATOR)


@pytest.fixture
def staff(app, sign_in, people):
    app.config["WTF_CSRF_ENABLED"] = False
    return sign_in(app.test_client(), people[1])


@pytest.fixture
def kept(session, config):
    """Keep bytes as a file of evidence."""

    def keep(name, data):
        return files.keep(session, clock.now(), config.archive_dir, name, data)

    return keep


@pytest.fixture
def verdict(world, session, people, kept):
    """A standing verdict with a file; two more of another deputy and of a later proposal."""
    other = make.promise(world, world.mandate(name="Чужой"), text_ru="Чужое обещание")
    make.standing(world, other, *people, file_id=kept("b.pdf", PDF + b"other").id)
    mandate = world.mandate(world.region(), name="Құспанов")
    first = make.promise(world, mandate)
    second = world.thesis(first.programme, 2, lang="ru", text_ru="Ещё не оценено")
    make.verdict(world, second, people[0])
    found = make.standing(world, first, *people, file_id=kept("a.pdf", PDF).id)
    session.commit()
    return found


@pytest.fixture
def link(staff, verdict):
    """The path of a link for the deputy, made at the desk."""
    mandate = verdict.thesis.programme.mandate_id
    sent = {"guest": "Приёмная депутата", "lang": "ru", "deadline": days(10)}
    page = check_page(staff.post(f"/ru/desk/positions/{mandate}/ask", data=sent).text)
    letters = [letter.get_text() for letter in page.select("article.letter")]
    address = page.select_one("#link").text
    others = [address.replace("/ru/", f"/{lang}/") for lang in ("kk", "ru")]
    assert [own in letter for own, letter in zip(others, letters, strict=True)] == [True, True]
    return "/" + address.split("/", 3)[3]


def days(number):
    return (clock.day(clock.now()) + dt.timedelta(days=number)).isoformat()


def answer_path(link, verdict):
    return f"{link}/answers/{verdict.id}"


def sent(verdict, **fields):
    values = {"text": "Мы построили её", "lang": "ru"} | fields
    return {f"v{verdict.id}-{name}": value for name, value in values.items()}


def now(session):
    session.rollback()
    return session


def test_a_guest_sees_their_verdicts_and_nothing_else(client, verdict, link):
    answer = client.get(link)
    page = check_page(answer.text)
    assert "Строительство начато" in page.get_text()
    for secret in ("Чужое обещание", "Ещё не оценено", "Тайный Активист", "a.pdf"):
        assert secret not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    assert not page.find("link", rel="canonical") and not page.find("link", rel="alternate")


def test_a_guest_answers_comes_back_and_disputes(session, client, staff, verdict, link):
    answer = client.post(answer_path(link, verdict), data=sent(verdict))
    assert answer.status_code == 303
    more = sent(verdict, text="Это не так", disputes="y", file=(io.BytesIO(PNG), "../x.png"))
    assert client.post(answer_path(link, verdict), data=more).status_code == 303
    page = check_page(client.get(link).text)
    assert "Мы построили её" in page.get_text() and "Это не так" in page.get_text()
    rows = now(session).scalars(select(Position).order_by(Position.id)).all()
    assert [row.disputes for row in rows] == [False, True]
    own = page.find("a", href=re.compile(rf"/files/{rows[1].file_id}$"))
    assert client.get(own["href"]).data == PNG
    desk = f"/ru/desk/positions/{verdict.thesis.programme.mandate_id}"
    session.rollback()
    for row in rows:
        assert staff.post(f"/ru/desk/positions/said/{row.id}/publish").location == desk
    settled = {"settlement": "changed", "words_kk": "Өзгереді", "words_ru": "Изменим"}
    settle = f"/ru/desk/positions/said/{rows[1].id}/settle"
    assert staff.post(settle, data=settled | {"words_kk": ""}).location == desk
    assert now(session).get(Position, rows[1].id).settlement is None
    session.rollback()
    staff.post(settle, data=settled)
    assert "Изменим" in check_page(client.get(link).text).get_text()
    thesis = f"/ru/desk/theses/{verdict.thesis_id}/verdict"
    assert check_page(staff.get(thesis).text).find(class_="notice-warn")
    check_page(staff.get(desk).text)


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"text": "  "}, "text"),
        ({"text": "я" * 20_001}, "text"),
        ({"file": (io.BytesIO(b"<html><script>alert(1)</script></html>"), "a.pdf")}, "file"),
        ({"file": (io.BytesIO(b"MZ\x90\x00"), "a.png")}, "file"),
        ({"file": (io.BytesIO(b"PK\x03\x04" + b"0" * 100), "a.docx")}, "file"),
        ({"file": (io.BytesIO(b""), "empty.pdf")}, "file"),
        ({"file": (io.BytesIO(PDF + b"0" * files.LARGEST), "long.pdf")}, "file"),
        ({"lang": "fr"}, "lang"),
    ],
    ids=["empty", "long", "html", "exe", "zip", "no bytes", "too large", "language"],
)
def test_what_cannot_be_taken_is_told_and_kept_in_the_form(
    session, client, verdict, link, config, fields, where
):
    answer = client.post(answer_path(link, verdict), data=sent(verdict, **fields))
    assert answer.status_code == 422
    page = check_page(answer.text)
    assert page.find(id=f"v{verdict.id}-{where}-error")
    assert now(session).scalar(select(func.count(Position.id))) == 0
    assert now(session).scalar(select(func.count(StoredFile.id))) == 3
    assert len([path for path in (config.archive_dir / "files").rglob("*") if path.is_file()]) == 2


def test_a_form_larger_than_any_file_is_not_read(client, verdict, link):
    huge = sent(verdict, file=(io.BytesIO(PDF + b"0" * (files.LARGEST + 400_000)), "a.pdf"))
    assert client.post(answer_path(link, verdict), data=huge).status_code == 413


def test_wrong_expired_withdrawn_and_foreign_tokens_answer_alike(
    session, client, staff, verdict, link
):
    base = link.rsplit("/", 1)[0]
    token = link.rsplit("/", 1)[1]
    other_verdict = now(session).scalars(select(Verdict).where(Verdict.id != verdict.id)).first()
    dead = [
        client.get(f"{base}/guess"),
        client.get(f"{link}x"),
        client.get(f"{base}/{token.split('.')[0]}.forged"),
        client.post(answer_path(link, other_verdict), data=sent(other_verdict)),
        client.get(f"{link}/files/{other_verdict.file_id}"),
        client.get(f"{link}/files/999999"),
        client.post(f"{link}/review/{verdict.id}", data={"decision": "confirm", "words": "да"}),
    ]
    row = session.scalars(select(GuestLink)).one()
    row.expires_at, ends = clock.now(), row.expires_at
    session.commit()
    dead.append(client.get(link))
    row.expires_at = ends
    session.commit()
    assert client.get(link).status_code == 200
    staff.post(f"/ru/desk/guests/{row.id}/withdraw")
    dead += [client.get(link), client.post(answer_path(link, verdict), data=sent(verdict))]
    dead.append(client.get(f"{link}/files/{verdict.file_id}"))
    assert {answer.status_code for answer in dead} == {404}
    shown = {" ".join(check_page(answer.text).find("main").text.split()) for answer in dead}
    assert len(shown) == 1
    assert {answer.headers["Cache-Control"] for answer in dead} == {"no-store"}


def test_evidence_is_reached_by_the_link_alone_until_an_edition_shows_it(
    world, session, client, staff, verdict, link
):
    public = f"/ru/evidence/{verdict.file_id}"
    shown = check_page(client.get(link).text).find("a", href=re.compile("/files/"))["href"]
    answer = client.get(shown)
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "a.pdf" not in answer.headers["Content-Disposition"]
    assert answer.mimetype == "application/octet-stream"
    assert client.get(public).status_code == 404
    assert staff.get(public).status_code == 404
    session.rollback()
    publish(world, verdict)
    session.commit()
    assert client.get(public).data == PDF
    unpublished = now(session).scalars(select(Verdict).where(Verdict.id != verdict.id)).first()
    assert client.get(f"/ru/evidence/{unpublished.file_id}").status_code == 404


def test_what_shows_third_persons_is_given_to_nobody(world, session, client, verdict, link):
    session.rollback()
    publish(world, verdict)
    session.get(StoredFile, verdict.file_id).withheld_why = "лица жителей"
    session.commit()
    for address in (f"{link}/files/{verdict.file_id}", f"/ru/evidence/{verdict.file_id}"):
        assert client.get(address).status_code == 403


def publish(world, verdict, body=None):
    """An edition whose part of the deputy shows the verdict, as editions freeze it."""
    day = dt.date(2026, 1, 1)
    campaign = world.add(
        Campaign(key="c", name_ru="К", convocation=world.convocation, observed_from=day,
                 observed_to=day, work_from=day, work_to=day, seed="s")
    )  # fmt: skip
    edition = world.add(
        Edition(number=1, name="I", campaign=campaign, as_of=day, method_version=1,
                published_at=clock.now(), gate={}, audit_head="0", sha256="0")
    )  # fmt: skip
    slug = verdict.thesis.programme.mandate.deputy.slug
    body = body or {
        "ratings": [{"id": verdict.id, "evidence": [{"kind": "answer", "file": verdict.file_id}]}]
    }
    world.add(EditionPart(edition=edition, kind="deputy", key=slug, body=body, sha256="0"))


def test_a_withheld_position_takes_its_file_from_the_public(
    world, session, client, verdict, link, people
):
    client.post(
        answer_path(link, verdict), data=sent(verdict, file=(io.BytesIO(PNG), "letter.png"))
    )
    row = now(session).scalars(select(Position)).one()
    row.state, row.published_at = PositionState.PUBLISHED, clock.now()
    publish(world, verdict, {"standings": {"1": {"positions": [{"file": row.file_id}]}}})
    session.commit()
    public = f"/ru/evidence/{row.file_id}"
    answer = client.get(public)
    assert answer.status_code == 200, answer.text[-900:]
    assert answer.data == PNG
    row.state, row.withheld_why = PositionState.WITHHELD, "третьи лица"
    session.commit()
    assert client.get(public).status_code == 404


@pytest.fixture
def review(session, staff, verdict):
    """The path of a link for a reviewer, and the proposal that it is for."""
    waiting = session.scalars(select(Verdict).where(Verdict.state == VerdictState.PROPOSED)).one()
    session.rollback()
    sent = {"name": "Внешний Человек", "email": "out@example.org", "lang": "ru"}
    page = check_page(staff.post(f"/ru/desk/verdicts/{waiting.id}/reviewer", data=sent).text)
    return "/" + page.select_one("#link").text.split("/", 3)[3], waiting


def test_a_reviewer_sees_one_proposal_and_decides_once(session, app, staff, verdict, review):
    link, waiting = review
    client = app.test_client()
    page = check_page(client.get(link).text)
    assert "Ещё не оценено" in page.get_text()
    assert "Тайный Активист" not in page.get_text() and "Построить школу" not in page.get_text()
    decide = f"{link}/review/{waiting.id}"
    assert client.post(decide, data={"decision": "confirm"}).status_code == 422
    wrong = f"{link}/review/{verdict.id}"
    word = {"decision": "confirm", "words": "Видел сам"}
    assert client.post(wrong, data=word).status_code == 404
    done = client.post(decide, data=word)
    assert done.location == "/ru/guest/thanks"
    check_page(client.get(done.location).text)
    kept = now(session).get(Verdict, waiting.id)
    assert (kept.state, kept.settled_why) == (VerdictState.CONFIRMED, "Видел сам")
    session.rollback()
    assert client.get(link).status_code == 404
    assert client.post(decide, data=word).status_code == 404
    shown = check_page(staff.get(f"/ru/desk/theses/{waiting.thesis_id}/verdict").text)
    assert "Внешний Человек" in shown.get_text() and "Видел сам" in shown.get_text()


def test_nobody_with_an_account_decides_by_a_link(session, staff, review):
    link, waiting = review
    assert not check_page(staff.get(link).text).find("form", action=re.compile("/review/"))
    word = {"decision": "confirm", "words": "Сам себе"}
    staff.post(f"{link}/review/{waiting.id}", data=word)
    assert now(session).get(Verdict, waiting.id).state is VerdictState.PROPOSED


def test_a_guest_sends_nothing_without_the_token_of_the_page(session, app, verdict, link, review):
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()
    assert client.post(answer_path(link, verdict), data=sent(verdict)).status_code == 400
    word = {"decision": "confirm", "words": "да"}
    assert client.post(f"{review[0]}/review/{review[1].id}", data=word).status_code == 400
    page = check_page(client.get(link, base_url="https://portal.example").text)
    token = page.find(attrs={"name": "csrf_token"})["value"]
    # What a browser sends of the address of this page is its origin and no more.
    answer = client.post(
        answer_path(link, verdict),
        data=sent(verdict) | {"csrf_token": token},
        base_url="https://portal.example",
        headers={"Referer": "https://portal.example/"},
    )
    assert answer.status_code == 303
    assert now(session).scalar(select(func.count(Position.id))) == 1


def test_trying_tokens_is_throttled(config, session):
    app = create_app(replace(config, testing=False))
    client = app.test_client()
    found = [client.get(f"/ru/guest/token{number}").status_code for number in range(17)]
    assert found[:15] == [404] * 15 and found[-1] == 429


def test_an_attempt_is_noted_with_its_proof_and_the_mandates_are_listed(
    session, staff, verdict, link
):
    row = now(session).scalars(select(GuestLink)).one()
    address, mandate = f"/ru/desk/positions/links/{row.id}/attempt", row.mandate_id
    session.rollback()
    check_page(staff.get(address).text)
    sent = {"channel": "post", "address": "Астана, а/я 1", "asked_on": days(0),
            "delivered": "yes", "proof": ""}  # fmt: skip
    wrong = staff.post(address, data=sent)
    assert wrong.status_code == 422 and check_page(wrong.text).find(id="proof-error")
    sent["file"] = (io.BytesIO(PDF + b"notice"), "уведомление.pdf")
    assert staff.post(address, data=sent).location == f"/ru/desk/positions/{mandate}"
    page = check_page(staff.get(f"/ru/desk/positions/{mandate}").text)
    assert "уведомление.pdf" in page.get_text() and "а/я 1" in page.get_text()
    listed = check_page(staff.get("/ru/desk/positions/").text)
    assert len(listed.select("#positions tbody tr")) == 2
