"""Signing in and out: password, second step, and what ends a session."""

import re
from datetime import timedelta

import pyotp
import pytest

from app import clock
from app.services import passwords
from models.user import UserRole
from tests.accounts import PASSWORD, WRONG, enter, is_in, journal, path_of, renew
from tests.page_checks import check_page


@pytest.fixture
def admin(make_user):
    return make_user(
        UserRole.ADMINISTRATOR, name="Айгүл", password=passwords.hash_password(PASSWORD)
    )


@pytest.fixture
def other(app):
    return app.test_client()


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
