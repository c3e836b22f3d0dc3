"""Accounts through their pages: coming in by links, and who may let others in."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app import clock
from app.services import accounts, passwords
from models.place import Region
from models.user import AccountLink, User, UserRole
from tests.accounts import (
    PASSWORD,
    WRONG,
    accept,
    enter,
    first_link,
    invite,
    is_in,
    journal,
    path_of,
    renew,
)
from tests.page_checks import check_page
from tests.support import count_queries


@pytest.fixture
def admin(make_user):
    return make_user(
        UserRole.ADMINISTRATOR, name="Айгүл", password=passwords.hash_password(PASSWORD)
    )


@pytest.fixture
def other(app):
    return app.test_client()


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

    def test_the_welcome_is_in_the_language_just_chosen(self, app, client):
        path = path_of(first_link(app)).replace("/kk/", "/en/")
        accept(client, path, email="dana@example.org", lang="kk")
        assert "Қош келдіңіз" in client.get("/kk/coding/").text

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
