"""What holds around every request: transactions, tokens of forms, errors, caching, throttling."""

import threading
from dataclasses import replace

import pytest
from flask import abort, render_template_string, request
from flask_login import current_user
from sqlalchemy import event, select

from app import clock, create_app
from app.extensions import db, limiter
from app.services import accounts, passwords
from app.services.errors import InvalidError, NotFoundError, StaleError
from app.web.permissions import ANYONE, STAFF, access
from models import audit, engine
from models.audit import Audit
from models.base import Lang
from models.topic import CodeBook
from models.user import User, UserRole
from tests.page_checks import check_page

PAGE = """{% extends "layouts/public.html" %}{% block title %}A page{% endblock %}
{% block content %}<h1>A page</h1>{% if form %}{{ csrf_token() }}{% endif %}{% endblock %}"""
ERRORS = {
    "stale": StaleError(2),
    "missing": NotFoundError(),
    "invalid": InvalidError([]),
    "last": accounts.LastAdministratorError(),
}


def probes(app):
    @app.route("/<lang:lang>/probe", methods=["GET", "POST"], endpoint="probe")
    @access(ANYONE)
    def probe():
        if request.method == "POST" or "write" in request.args:
            db.session.add(CodeBook(key="x", name_en="x"))
            db.session.flush()
        return render_template_string(PAGE, form="form" in request.args)

    @app.post("/<lang:lang>/staff-probe", endpoint="staff_probe")
    @access(*STAFF)
    def staff_probe():
        current_user.name = "Renamed"
        db.session.flush()
        return "", int(request.args.get("status", "200"))

    @app.route("/<lang:lang>/fail/<how>", endpoint="fail")
    @access(ANYONE)
    def fail(how):
        if how in ERRORS:
            raise ERRORS[how]
        if how.isdigit():
            abort(int(how))
        raise ZeroDivisionError

    return app


@pytest.fixture
def app(app):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return probes(app)


def names(session):
    session.rollback()
    return set(session.scalars(select(User.name)))


class TestTransactions:
    def test_a_change_is_kept_and_names_who_made_it(self, client, make_user, sign_in, session):
        user = make_user()
        sign_in(client, user)
        client.post("/en/staff-probe")
        assert names(session) == {"Renamed"}
        last = session.scalars(select(Audit).order_by(Audit.id.desc())).first()
        assert last.actor == f"user:{user.id}"

    def test_a_change_is_taken_back_when_the_answer_is_an_error(
        self, client, make_user, sign_in, session
    ):
        sign_in(client, make_user(name="Before"))
        client.post("/en/staff-probe?status=422")
        assert names(session) == {"Before"}

    @pytest.mark.parametrize("method", ["GET", "HEAD"])
    def test_reading_never_writes(self, client, session, method):
        assert client.open("/en/probe?write=1", method=method).status_code == 500
        session.rollback()
        assert session.scalar(select(CodeBook)) is None

    def test_the_user_is_loaded_inside_the_write_transaction(self, app, client, make_user, sign_in):
        sign_in(client, make_user())
        statements = []
        with app.app_context():
            heard = db.engine

        @event.listens_for(heard, "begin")
        def began(connection):
            statements.append(connection.get_execution_options().get("write_transaction"))

        client.post("/en/staff-probe")
        assert statements == [True], "one transaction, and it began as a writer"


class TestTokens:
    def test_a_form_without_its_token_is_told_what_to_do(self, app, make_user, sign_in, session):
        client = app.test_client()
        sign_in(client, make_user(name="Before"))
        response = client.post("/en/staff-probe")
        assert response.status_code == 400
        assert "Nothing was lost" in check_page(response.text).main.text
        assert names(session) == {"Before"}

    def test_signing_in_needs_the_token_of_its_page(self, app, make_user):
        hashed = passwords.hash_password("seven green camels")
        values = {"email": make_user(password=hashed).email, "password": "seven green camels"}
        client = app.test_client()
        assert client.post("/en/account/sign-in", data=values).status_code == 400
        page = check_page(client.get("/en/account/sign-in").text)
        token = page.select_one("[name=csrf_token]")["value"]
        response = client.post("/en/account/sign-in", data=values | {"csrf_token": token})
        assert response.status_code == 302
        again = client.post("/en/account/sign-out", data={"csrf_token": token})
        assert again.status_code == 400, "the token of before signing in is void"

    def test_what_a_compressed_page_tells_of_a_token_changes_every_second(self, app):
        """Pages with tokens are compressed: no answer repeats the part that is secret."""
        import time_machine

        client = app.test_client()
        tokens = []
        for moment in ("2026-11-20T10:00:00Z", "2026-11-20T10:00:01Z"):
            with time_machine.travel(moment, tick=False):
                page = check_page(client.get("/en/account/sign-in").text)
                tokens.append(page.select_one("[name=csrf_token]")["value"].split("."))
        (same, _at, signature), (again, later, other) = tokens
        assert same == again
        assert signature != other
        forged = {"csrf_token": f"{same}.{later}.{signature}"}
        assert client.post("/en/probe", data=forged).status_code == 400


class TestErrors:
    @pytest.mark.parametrize("lang", ["kk", "ru", "en"])
    @pytest.mark.parametrize("how", ["400", "403", "409", "410", "413", "422", "429", "500", "x"])
    def test_every_error_has_its_page(self, client, lang, how):
        response = client.get(f"/{lang}/fail/{how}")
        page = check_page(response.text)
        assert page.html["lang"] == lang
        assert page.main.p
        assert "Traceback" not in response.text
        assert "ZeroDivision" not in response.text
        assert response.status_code == (int(how) if how.isdigit() else 500)

    @pytest.mark.parametrize(
        ("how", "status", "words"),
        [
            ("stale", 409, "Somebody changed the same thing"),
            ("missing", 404, "not there, or is not yours"),
            ("invalid", 422, "mend it"),
            ("last", 409, "last administrator"),
        ],
    )
    def test_what_a_service_refuses_is_said_in_its_sentence(self, client, how, status, words):
        response = client.get(f"/en/fail/{how}")
        assert response.status_code == status
        assert words in check_page(response.text).main.text

    @pytest.mark.parametrize(
        ("path", "stated", "lang"),
        [
            ("/ru/nowhere", "en", "ru"),
            ("/nowhere", "ru,en;q=0.5", "ru"),
            ("/nowhere", "fr", "kk"),
            ("/xx/probe", "en", "en"),
        ],
    )
    def test_a_missing_page_answers_in_the_best_language(self, client, path, stated, lang):
        response = client.get(path, headers={"Accept-Language": stated})
        assert response.status_code == 404
        assert check_page(response.text).html["lang"] == lang

    def test_a_wrong_method_says_which_is_right(self, client):
        response = client.get("/en/account/sign-out")
        assert response.status_code == 405
        assert "POST" in response.headers["Allow"]
        check_page(response.text)

    def test_a_script_gets_the_sentence_as_json(self, client):
        response = client.get("/en/fail/409", headers={"Accept": "application/json"})
        assert response.json["advice"]

    def test_a_broken_database_still_shows_a_page(self, app, client, make_user, sign_in):
        sign_in(client, make_user())
        with app.app_context():
            engine_of = db.engine

        @event.listens_for(engine_of, "before_cursor_execute")
        def refuse(*_args):
            raise ZeroDivisionError

        response = client.get("/en/fail/409")
        assert response.status_code == 500
        check_page(response.text)


class TestCaching:
    def test_a_public_page_is_asked_for_again_only_when_it_changed(self, client):
        response = client.get("/en/probe")
        assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert "Cookie" in response.headers["Vary"]
        assert "Set-Cookie" not in response.headers
        tag = {"If-None-Match": response.headers["ETag"]}
        assert client.get("/en/probe", headers=tag).status_code == 304

    def test_a_compressed_page_is_told_apart(self, client):
        zipped = {"Accept-Encoding": "gzip"}
        response = client.get("/en/account/sign-in", headers=zipped)
        assert response.headers["Content-Encoding"] == "gzip"
        response = client.get("/en/probe", headers=zipped)
        tag = zipped | {"If-None-Match": response.headers["ETag"]}
        assert client.get("/en/probe", headers=tag).status_code == 304

    def test_what_one_person_sees_is_never_kept(self, client, make_user, sign_in):
        assert client.get("/en/probe?form=1").headers["Cache-Control"] == "no-store"
        sign_in(client, make_user())
        response = client.get("/en/probe")
        assert response.headers["Cache-Control"] == "no-store"
        assert "Back to work" in response.text
        assert (
            "immutable"
            in client.get(
                check_page(response.text).select_one("link[rel=stylesheet]")["href"]
            ).headers["Cache-Control"]
        )

    def test_only_public_pages_may_be_listed(self, client):
        assert "X-Robots-Tag" not in client.get("/en/probe").headers
        for path in ("/en/account/sign-in", "/en/desk/people"):
            assert client.get(path).headers["X-Robots-Tag"] == "noindex"


class TestThrottle:
    @pytest.fixture
    def client(self, app, config):
        # After `app`: the limiter is one for all, and follows the application made last.
        live = create_app(replace(config, testing=False))
        live.config["WTF_CSRF_ENABLED"] = False
        yield live.test_client()
        limiter.enabled = False

    def try_once(self, client, email, address="192.0.2.1", password=None):
        return client.post(
            "/en/account/sign-in",
            data={"email": email, "password": password or "a wrong password"},
            environ_base={"REMOTE_ADDR": address},
        )

    def test_ten_failures_shut_an_account_for_a_while_from_everywhere(
        self, client, make_user, session
    ):
        user = make_user(password=passwords.hash_password("seven green camels"))
        noise = make_user(password=user.password)
        email, other = user.email, noise.email
        session.rollback()
        for number in range(10):
            assert self.try_once(client, email, f"192.0.2.{number}").status_code == 422
        response = self.try_once(client, email.upper(), "198.51.100.1", "seven green camels")
        assert response.status_code == 429
        assert "Wait" in check_page(response.text).main.text
        assert int(response.headers["Retry-After"]) > 0
        right = self.try_once(client, other, "192.0.2.1", "seven green camels")
        assert right.status_code == 302

    def test_many_tries_from_one_address_are_stopped(self, client):
        codes = [self.try_once(client, f"{number}@example.org").status_code for number in range(31)]
        assert codes == [422] * 30 + [429]


def test_passwords_survive_another_secret_key(app, config, client, make_user):
    user = make_user(password=passwords.hash_password("seven green camels"))
    values = {"email": user.email, "password": "seven green camels"}
    moved = create_app(replace(config, secret_key="quite another key, as long as it has to be"))
    moved.config["WTF_CSRF_ENABLED"] = False
    response = moved.test_client().post("/en/account/sign-in", data=values)
    assert response.status_code == 302
    with moved.app_context():
        db.engine.dispose()


def test_of_two_people_with_one_link_one_comes_in(app, session):
    with app.app_context():
        maker = db.sessionmaker
    _link, token = accounts.invite(session, None, clock.now(), role=UserRole.ACTIVIST)
    session.commit()
    gate = threading.Barrier(2)
    results = []

    def come_in(email):
        with maker() as mine:
            gate.wait()
            engine.begin_write(mine)
            audit.bind(mine, actor="visitor", now=clock.now())
            try:
                accounts.accept(
                    mine,
                    clock.now(),
                    token,
                    name="X",
                    password="seven green camels",
                    lang=Lang.KK,
                    region_id=None,
                    email=email,
                )
                mine.commit()
                results.append("in")
            except accounts.LinkSpentError as error:
                results.append(error.state)

    people = [threading.Thread(target=come_in, args=(f"{n}@example.org",)) for n in "ab"]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert sorted(results) == ["in", "used"]
    session.rollback()
    assert len(session.scalars(select(User)).all()) == 1


def test_two_administrators_cannot_remove_each_other_at_once(app, session, make_user):
    with app.app_context():
        maker = db.sessionmaker
    first, second = make_user(UserRole.ADMINISTRATOR).id, make_user(UserRole.ADMINISTRATOR).id
    session.rollback()
    gate = threading.Barrier(2)
    results = []

    def remove(actor_id, user_id):
        with maker() as mine:
            gate.wait()
            engine.begin_write(mine)
            audit.bind(mine, actor=f"user:{actor_id}", now=clock.now())
            try:
                accounts.remove(mine, mine.get(User, actor_id), clock.now(), user_id)
                mine.commit()
                results.append("removed")
            except (accounts.LastAdministratorError, accounts.NotAllowedError):
                results.append("refused")

    pair = [(first, second), (second, first)]
    threads = [threading.Thread(target=remove, args=ids) for ids in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["refused", "removed"]
