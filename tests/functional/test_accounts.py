"""Accounts through their pages: coming in, going out, and who may let others in."""

import re
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import func, select

from app import clock
from app.services import accounts, passwords
from models.audit import Audit
from models.place import Region
from models.user import AccountLink, User, UserRole
from tests.page_checks import check_page
from tests.support import count_queries

PASSWORD = "seven green camels"
WRONG = "seven brown camels"


@pytest.fixture
def admin(make_user):
    return make_user(
        UserRole.ADMINISTRATOR, name="Айгүл", password=passwords.hash_password(PASSWORD)
    )


@pytest.fixture
def other(app):
    return app.test_client()


def first_link(app, *args):
    result = app.test_cli_runner().invoke(args=["accounts", "first-link", *args])
    assert result.exit_code == 0, result.output
    return result.stdout.strip()


def path_of(link):
    return "/" + link.split("/", 3)[3]


def accept(client, path, **changes):
    values = {"name": "Дана", "new": PASSWORD, "repeat": PASSWORD, "lang": "ru", "region": ""}
    return client.post(path, data=values | changes)


def enter(client, email, password=PASSWORD, lang="en", target=""):
    address = f"/{lang}/account/sign-in{target}"
    return client.post(address, data={"email": email, "password": password})


def is_in(client):
    return client.get("/en/account/").status_code == 200


def invite(client, email="new@example.org", role="activist"):
    response = client.post(
        "/en/desk/people/invite", data={"email": email, "role": role, "name": "", "region": ""}
    )
    assert response.status_code == 200, response.text
    return path_of(check_page(response.text).select_one("#link").text)


def renew(session, person):
    """Read a person anew: a test's session goes on seeing what it saw first."""
    session.rollback()
    session.refresh(person)


def journal(session):
    session.rollback()
    return " ".join(
        f"{row.before} {row.after} {row.reason}" for row in session.scalars(select(Audit))
    )


class TestFirstAdministrator:
    def test_the_first_link_asks_for_a_name_and_a_password_then_signs_in(
        self, app, client, session
    ):
        path = path_of(first_link(app))
        check_page(client.get(path).text)
        assert accept(client, path, email="Dana@Example.org").status_code == 302
        assert is_in(client)
        user = session.scalar(select(User))
        assert (user.role, user.email, user.lang) == (
            UserRole.ADMINISTRATOR,
            "dana@example.org",
            "ru",
        )
        assert user.password.startswith("$argon2id$")

    def test_a_new_start_prints_a_fresh_link_and_withdraws_the_old_one(self, app, client):
        old, new = path_of(first_link(app)), path_of(first_link(app, "--if-none"))
        assert client.get(old).status_code == 410
        assert client.get(new).status_code == 200

    def test_nothing_is_printed_once_there_is_an_administrator(self, app, admin):
        assert first_link(app, "--if-none") == ""
        result = app.test_cli_runner().invoke(args=["accounts", "first-link"])
        assert result.exit_code == 1
        assert "flask accounts invite" in result.output

    def test_the_console_helps_an_administrator_who_is_locked_out(self, app, client, admin):
        result = app.test_cli_runner().invoke(args=["accounts", "recover", admin.email.upper()])
        path = path_of(result.output.strip())
        response = client.post(path, data={"new": WRONG, "repeat": WRONG})
        assert response.status_code == 302
        assert is_in(client)


class TestLinks:
    def test_a_link_works_once(self, app, client, other):
        path = path_of(first_link(app))
        accept(client, path, email="a@example.org")
        for response in (other.get(path), accept(other, path, email="b@example.org")):
            assert response.status_code == 410
            assert "пайдалан" in response.text or "already" in response.text
        assert not is_in(other)

    def test_a_link_expires(self, app, client, session):
        path = path_of(first_link(app))
        session.rollback()
        session.scalar(select(AccountLink)).expires_at = clock.now() - timedelta(seconds=1)
        session.commit()
        assert client.get(path).status_code == 410

    def test_an_unknown_link_is_told_what_to_do(self, client):
        response = client.get("/en/account/link/nothing")
        assert response.status_code == 410
        assert "whole address" in check_page(response.text).main.text

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"new": "short", "repeat": "short"}, "at least 10"),
            ({"new": "Password2024!", "repeat": "Password2024!"}, "easy to guess"),
            ({"new": "new@example.org", "repeat": "new@example.org"}, "must not be the e-mail"),
            ({"repeat": WRONG}, "not the same"),
            ({"name": " "}, "Fill this in"),
        ],
    )
    def test_a_bad_answer_keeps_the_link_usable(self, app, client, changes, words):
        path = path_of(first_link(app)).replace("/kk/", "/en/")
        response = accept(client, path, email="new@example.org", **changes)
        assert response.status_code == 422
        assert words in check_page(response.text).main.text
        assert accept(client, path, email="new@example.org").status_code == 302

    def test_only_the_hash_of_a_token_is_kept_and_the_journal_names_no_address(
        self, app, client, session
    ):
        path = path_of(first_link(app))
        accept(client, path, email="dana@example.org")
        token = path.rsplit("/", 1)[1]
        assert session.scalar(select(AccountLink)).token_sha256 != token
        written = journal(session)
        for secret in (token, "dana@example.org", "Дана", "argon2"):
            assert secret not in written
        assert "invitation" in written


class TestInvitations:
    def test_an_invitation_fixes_role_region_and_address(
        self, client, other, session, admin, sign_in
    ):
        region = Region(key="KZ-19", name_kk="Алматы облысы")
        session.add(region)
        session.commit()
        sign_in(client, admin)
        data = {"email": "new@example.org", "role": "analyst", "region": str(region.id)}
        response = client.post("/en/desk/people/invite", data=data)
        path = path_of(check_page(response.text).select_one("#link").text)
        page = check_page(other.get(path).text)
        assert page.select_one("option[selected]").text == "Алматы облысы"
        assert page.select_one("[name=email]") is None
        accept(other, path, email="else@example.org", region=str(region.id))
        session.rollback()
        user = session.scalar(select(User).where(User.email == "new@example.org"))
        assert (user.role, user.region_id) == (UserRole.ANALYST, region.id)

    def test_a_coordinator_invites_activists_and_analysts_only(self, client, make_user, sign_in):
        sign_in(client, make_user(UserRole.COORDINATOR))
        page = check_page(client.get("/en/desk/people/invite").text)
        assert [r["value"] for r in page.select("[name=role]")] == ["activist", "analyst"]
        data = {"email": "x@example.org", "role": "administrator"}
        assert client.post("/en/desk/people/invite", data=data).status_code == 422

    def test_an_address_that_has_an_account_is_not_invited(self, client, admin, sign_in):
        sign_in(client, admin)
        data = {"email": admin.email.upper(), "role": "activist"}
        response = client.post("/en/desk/people/invite", data=data)
        assert response.status_code == 422
        assert "already is an account" in response.text

    def test_a_withdrawn_invitation_lets_nobody_in(self, client, other, admin, session, sign_in):
        sign_in(client, admin)
        path = invite(client)
        session.rollback()
        link_id = session.scalar(select(func.max(AccountLink.id)))
        assert "new@example.org" in client.get("/en/desk/people").text
        client.post(f"/en/desk/people/links/{link_id}/withdraw")
        assert other.get(path).status_code == 410
        assert accept(other, path).status_code == 410
        assert "new@example.org" not in client.get("/en/desk/people").text
        again = client.post(f"/en/desk/people/links/{link_id}/withdraw")
        assert again.status_code == 410

    def test_an_invitation_falls_with_the_right_of_who_issued_it(
        self, client, other, make_user, session, sign_in
    ):
        coordinator = make_user(UserRole.COORDINATOR)
        sign_in(client, coordinator)
        path = invite(client)
        session.rollback()
        coordinator.role = UserRole.ACTIVIST
        session.commit()
        assert accept(other, path).status_code == 410

    def test_a_coordinator_withdraws_no_link_of_an_administrator(
        self, client, other, admin, make_user, session, sign_in
    ):
        sign_in(other, admin)
        invite(other, role="coordinator")
        session.rollback()
        link_id = session.scalar(select(func.max(AccountLink.id)))
        session.rollback()
        sign_in(client, make_user(UserRole.COORDINATOR))
        assert "new@example.org" not in client.get("/en/desk/people").text
        response = client.post(f"/en/desk/people/links/{link_id}/withdraw")
        assert response.status_code == 403
        check_page(response.text)


class TestSignIn:
    def test_address_and_password_let_in_whatever_the_case_of_the_address(self, client, admin):
        response = enter(client, f" {admin.email.upper()} ")
        assert response.status_code == 302
        assert response.location.startswith("/kk/"), "the language of the person's work"
        assert is_in(client)

    @pytest.mark.parametrize("who", ["unknown", "wrong", "removed"])
    def test_every_failure_reads_the_same(self, client, admin, make_user, who):
        removed = make_user(active=False, password=admin.password)
        email = {"unknown": "x@example.org", "wrong": admin.email, "removed": removed.email}[who]
        response = enter(client, email, WRONG if who == "wrong" else PASSWORD)
        assert response.status_code == 422
        page = check_page(response.text)
        assert "do not belong together" in page.select_one(".field-error").text
        assert not is_in(client)

    def test_an_account_without_a_password_is_entered_by_none(self, client, make_user):
        assert enter(client, make_user(password=None).email, "").status_code == 422
        assert enter(client, make_user(password=None).email, "x").status_code == 422

    def test_a_stranger_is_led_back_to_the_page_they_wanted(self, client, admin):
        response = client.get("/ru/desk/people?page=2")
        assert response.location.startswith("/ru/account/sign-in?next=")
        target = "?" + response.location.partition("?")[2]
        assert enter(client, admin.email, target=target).location == "/ru/desk/people?page=2"

    @pytest.mark.parametrize(
        "target",
        [
            "https://evil.example/kk/",
            "//evil.example/kk/",
            "/\\evil.example/kk/",
            "/kk/\r\nX: y",
            "javascript:alert(1)",
            "/kk/account/sign-out",
            "evil",
        ],
    )
    def test_nobody_is_led_elsewhere(self, client, admin, target):
        from urllib.parse import quote

        response = enter(client, admin.email, target=f"?next={quote(target)}")
        assert response.status_code == 302
        assert re.match(r"/kk/(?!account/sign)", response.location)
        assert "evil" not in response.location

    def test_signing_out_ends_the_session_and_needs_a_form(self, client, admin):
        enter(client, admin.email)
        assert client.get("/en/account/sign-out").status_code == 405
        assert client.post("/en/account/sign-out").status_code == 302
        assert not is_in(client)

    def test_a_removed_account_is_out_with_its_next_request(
        self, client, other, admin, make_user, sign_in
    ):
        user = make_user()
        sign_in(other, user)
        assert is_in(other)
        sign_in(client, admin)
        client.post(f"/en/desk/people/{user.id}/remove")
        assert not is_in(other)
        client.post(f"/en/desk/people/{user.id}/restore")
        assert not is_in(other), "the old session stays void"

    def test_a_new_password_ends_every_other_session(self, client, other, admin):
        enter(client, admin.email)
        enter(other, admin.email)
        data = {"old": PASSWORD, "new": WRONG, "repeat": WRONG}
        assert client.post("/en/account/password", data=data).status_code == 302
        assert is_in(client)
        assert not is_in(other)
        assert enter(other, admin.email, WRONG).status_code == 302

    def test_a_password_is_changed_only_by_who_knows_it(self, client, admin):
        enter(client, admin.email)
        data = {"old": WRONG, "new": "other green camels", "repeat": "other green camels"}
        response = client.post("/en/account/password", data=data)
        assert response.status_code == 422
        assert "not your present password" in check_page(response.text).main.text


class TestSecondStep:
    @pytest.fixture
    def secret(self, client, admin):
        enter(client, admin.email)
        page = check_page(client.get("/en/account/two-step/on").text)
        assert page.select_one("img.qr")["src"].startswith("data:image/svg+xml;base64,")
        return page.select_one("code.secret").text

    @pytest.fixture
    def codes(self, client, secret):
        code = pyotp.TOTP(secret).at(clock.now() - timedelta(seconds=30))
        response = client.post("/en/account/two-step/on", data={"code": code})
        page = check_page(response.text)
        assert response.headers["Cache-Control"] == "no-store"
        return [code.text for code in page.select("code.secret")]

    def test_a_wrong_code_switches_nothing_on(self, client, secret, session, admin):
        response = client.post("/en/account/two-step/on", data={"code": "000000x"})
        assert response.status_code == 422
        renew(session, admin)
        assert admin.tf_totp_secret is None

    def test_the_code_of_the_telephone_is_asked_for_and_works_once(
        self, client, other, admin, secret, codes
    ):
        assert len(set(codes)) == 10
        response = enter(other, admin.email, target="?next=/ru/desk/people")
        assert response.location == "/en/account/sign-in/code"
        assert not is_in(other), "the password alone is not enough"
        check_page(other.get(response.location).text)
        code = pyotp.TOTP(secret).now()
        response = other.post(response.location, data={"code": f"{code[:3]} {code[3:]}"})
        assert response.location == "/ru/desk/people"
        assert is_in(other)
        enter(client, admin.email)
        again = client.post("/en/account/sign-in/code", data={"code": code})
        assert again.status_code == 422

    def test_a_recovery_code_lets_in_once(self, other, admin, codes):
        for expected in (302, 422):
            enter(other, admin.email)
            response = other.post("/en/account/sign-in/code", data={"code": codes[0].upper()})
            assert response.status_code == expected
            other.post("/en/account/sign-out")

    def test_recovery_codes_are_kept_hashed(self, session, admin, codes):
        renew(session, admin)
        assert not set(codes) & set(admin.mf_recovery_codes)
        assert admin.tf_totp_secret not in journal(session)

    def test_switching_off_and_new_codes_need_the_password(self, client, admin, codes, session):
        wrong = client.post("/en/account/two-step/off", data={"password": WRONG})
        assert wrong.status_code == 422
        check_page(wrong.text)
        fresh = client.post("/en/account/two-step/codes", data={"password": PASSWORD})
        assert not set(codes) & {c.text for c in check_page(fresh.text).select("code.secret")}
        client.post("/en/account/two-step/off", data={"password": PASSWORD})
        renew(session, admin)
        assert admin.tf_totp_secret is None
        assert admin.mf_recovery_codes is None

    def test_the_code_page_is_closed_to_who_gave_no_password(self, other):
        assert other.get("/en/account/sign-in/code").location == "/en/account/sign-in"

    def test_recovery_by_an_administrator_switches_the_second_step_off(
        self, app, client, other, admin, codes
    ):
        response = client.post(f"/en/desk/people/{admin.id}/recover")
        path = path_of(check_page(response.text).select_one("#link").text)
        check_page(other.get(path).text)
        assert other.post(path, data={"new": WRONG, "repeat": WRONG}).status_code == 302
        assert is_in(other)
        assert not is_in(client)
        third = app.test_client()
        enter(third, admin.email, WRONG)
        assert is_in(third)


class TestPeople:
    def test_the_last_administrator_stays(self, client, admin, make_user, sign_in):
        make_user(UserRole.ADMINISTRATOR, active=False)
        sign_in(client, admin)
        removal = client.post(f"/en/desk/people/{admin.id}/remove")
        assert removal.status_code == 409
        assert "last administrator" in check_page(removal.text).main.text
        demotion = client.post(f"/en/desk/people/{admin.id}/role", data={"role": "activist"})
        assert demotion.status_code == 422
        assert "last administrator" in check_page(demotion.text).main.text
        assert is_in(client)

    def test_one_of_two_administrators_may_go(self, client, admin, make_user, sign_in):
        second = make_user(UserRole.ADMINISTRATOR)
        sign_in(client, admin)
        assert client.post(f"/en/desk/people/{second.id}/remove").status_code == 302

    def test_a_role_changes_with_the_next_request(self, client, other, admin, make_user, sign_in):
        user = make_user(UserRole.ACTIVIST)
        sign_in(other, user)
        assert other.get("/en/desk/people").status_code == 403
        sign_in(client, admin)
        client.post(f"/en/desk/people/{user.id}/role", data={"role": "coordinator", "region": ""})
        assert other.get("/en/desk/people").status_code == 200

    def test_the_list_is_paged_with_the_open_accounts_first(
        self, client, admin, make_user, sign_in
    ):
        for _ in range(55):
            make_user(active=False)
        sign_in(client, admin)
        page = check_page(client.get("/en/desk/people").text)
        assert len(page.select("#people tbody tr")) == 50
        assert page.select_one("#people tbody th").text.strip() == "Айгүл"
        page = check_page(client.get("/en/desk/people?page=2").text)
        assert len(page.select("#people tbody tr")) == 6

    def test_the_list_asks_as_much_of_the_database_for_many_as_for_few(
        self, app, client, admin, make_user, session, sign_in
    ):
        sign_in(client, admin)
        counts = []
        for more in (2, 20):
            for _ in range(more):
                someone = make_user(UserRole.COORDINATOR)
                accounts.invite(session, someone, clock.now(), role=UserRole.ACTIVIST)
                accounts.recover(session, admin, clock.now(), someone.id)
            session.commit()
            with count_queries(app) as queries:
                page = check_page(client.get("/en/desk/people").text)
            assert "example.org" in page.select_one("#links").text
            counts.append(queries.count)
        assert counts == [4, 4], "the reader, the total, the page, the links"

    def test_the_profile_changes_name_language_and_region(self, client, admin, session):
        enter(client, admin.email)
        data = {"name": "Aigul", "lang": "ru", "region": ""}
        assert client.post("/en/account/", data=data).location == "/ru/account/"
        renew(session, admin)
        assert (admin.name, admin.lang) == ("Aigul", "ru")


ALL = {"activist", "analyst", "coordinator", "administrator"}
MATRIX = {
    ("GET", "/account/"): ALL,
    ("GET", "/account/password"): ALL,
    ("GET", "/account/two-step"): ALL,
    ("GET", "/account/two-step/on"): ALL,
    ("POST", "/account/two-step/off"): ALL,
    ("POST", "/account/two-step/codes"): ALL,
    ("GET", "/desk/people"): {"coordinator", "administrator"},
    ("GET", "/desk/people/invite"): {"coordinator", "administrator"},
    ("POST", "/desk/people/links/0/withdraw"): {"coordinator", "administrator"},
    ("GET", "/desk/people/0"): {"administrator"},
    ("POST", "/desk/people/0/role"): {"administrator"},
    ("POST", "/desk/people/0/remove"): {"administrator"},
    ("POST", "/desk/people/0/restore"): {"administrator"},
    ("POST", "/desk/people/0/recover"): {"administrator"},
}


@pytest.mark.parametrize(("method", "path"), MATRIX)
def test_each_page_opens_to_its_roles_alone(client, app, make_user, sign_in, method, path):
    stranger = client.open(f"/en{path}", method=method)
    assert stranger.status_code == 302
    assert "/account/sign-in" in stranger.location
    for role in UserRole:
        person = sign_in(app.test_client(), make_user(role))
        response = person.open(f"/en{path}", method=method)
        assert (response.status_code == 403) == (role.value not in MATRIX[method, path]), role
        if response.status_code != 302:
            check_page(response.text)


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_the_pages_are_whole_in_every_language(client, admin, sign_in, lang):
    check_page(client.get(f"/{lang}/account/sign-in").text)
    sign_in(client, admin)
    for path in ("account/", "account/password", "account/two-step", "account/two-step/on"):
        check_page(client.get(f"/{lang}/{path}").text)
    for path in ("people", "people/invite", f"people/{admin.id}"):
        check_page(client.get(f"/{lang}/desk/{path}").text)
