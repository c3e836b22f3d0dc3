"""What goes wrong is told in one form, with what to do next, and tells nothing of the inside."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import OperationalError

from app import create_app
from app.extensions import db, limiter
from app.web.api import LIMIT

LONG = "ж" * 20_000
HUGE = 2**63


def problem(answer, status):
    """The problem that an answer tells."""
    assert answer.status_code == status, answer.text[:300]
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.json["status"] == status and answer.json["title"] and answer.json["type"]
    assert answer.json["detail"].endswith(".")
    assert not {"SELECT", "Traceback", "sqlite"} & set(answer.text.split())
    return answer.json


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("path", "name"),
        [
            ("deputies?partty=amanat", "partty"),
            ("deputies?page=0", "page"),
            ("deputies?page=-1", "page"),
            ("deputies?page=1.0", "page"),
            ("deputies?page=１", "page"),
            ("deputies?page=1&page=2", "page"),
            (f"deputies?page={HUGE}", "page"),
            (f"deputies?page={'9' * 5000}", "page"),
            ("deputies?page_size=201", "page_size"),
            ("deputies?edition=-1", "edition"),
            (f"deputies?edition={HUGE}", "edition"),
            ("deputies?edition=", "edition"),
            ("deputies?kind=best", "kind"),
            ("deputies?deputy=%00", "deputy"),
            ("deputies?deputy=a%0a", "deputy"),
            (f"deputies?region={LONG}", "region"),
            ("items?from=2024-02-30", "from"),
            ("items?from=20240201", "from"),
            ("items?from=2024-02-02&to=2024-02-01", "to"),
            ("items?counted=1", "counted"),
            ("search", "q"),
            ("search?q=", "q"),
            ("search?q=%00", "q"),
            (f"search?q={'a' * 301}", "q"),
            ("editions?edition=1", "edition"),
            ("items/site/1?term=x", "term"),
        ],
    )
    def test_an_argument_that_is_not_right_is_named(self, portal, path, name):
        answer = portal.client.get(f"/api/v1/{path}")
        found = problem(answer, 422)
        assert list(found["errors"]) == [name] and found["errors"][name][0].endswith(".")

    @pytest.mark.parametrize(
        ("path", "word"),
        [
            ("nowhere", "openapi.json"),
            ("deputies/", "openapi.json"),
            ("deputies/nobody", "nobody"),
            ("deputies/%00", "openapi.json"),
            ("deputies/%d2%9a", "Қ"),
            ("deputies/%2Fnobody", "openapi.json"),
            ("items/%2Fnobody", "openapi.json"),
            ("items/a%2F%2Fb", "a//b"),
            ("deputies?edition=99", "/api/v1/editions"),
            ("deputies?term=%ff%fe", "/api/v1/terms"),
            ("deputies?term=kz-senate-1", "/api/v1/terms"),
            ("deputies?edition=1&term=kz-senate-1", "/api/v1/terms"),
            ("deputies?deputy=nobody", "/api/v1/deputies"),
            ("deputies?region=KZ-99", "/api/v1/districts"),
            ("deputies?page=999", "1 pages"),
            ("theses?topic=issues.nothing", "/api/v1/topics"),
            ("items?topic=issues.nothing", "/api/v1/topics"),
            ("items?topic=issues.nothing&edition=1", "/api/v1/topics"),
            ("items/nothing/at/all", "nothing/at/all"),
            (f"theses/nobody/{HUGE}", "openapi.json"),
            ("theses/deputy-2/999999", "deputy-2/999999"),
            ("verdicts/deputy-2/999999", "deputy-2/999999"),
            ("districts/9999", "9999"),
            ("editions/99", "99"),
            ("editions/99/parts", "99"),
        ],
    )
    def test_what_is_not_there_says_where_to_look(self, portal, path, word):
        assert word in problem(portal.client.get(f"/api/v1/{path}"), 404)["detail"]

    @pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
    def test_nothing_can_be_changed(self, portal, method):
        for path in ("/api/v1/deputies", "/api/openapi.json"):
            answer = portal.client.open(path, method=method, data="x")
            problem(answer, 405)
            assert "GET" in answer.headers["Allow"]
        problem(portal.client.open("/api/v1/nowhere", method=method), 404)

    def test_pages_keep_their_own_errors(self, portal):
        for path in ("/ru/nowhere", "/ru/deputies/nobody", "/ru/apiary"):
            answer = portal.client.get(path)
            assert answer.status_code == 404 and answer.content_type.startswith("text/html")


class TestWhatBreaks:
    @pytest.fixture
    def broken(self, portal):
        app = portal.app
        view, propagate = app.view_functions["api.terms"], app.config.get("PROPAGATE_EXCEPTIONS")
        app.config["PROPAGATE_EXCEPTIONS"] = False

        def breaking(error):
            def fail(*_args, **_values):
                raise error

            fail.access = view.access
            app.view_functions["api.terms"] = fail
            return app.test_client().get("/api/v1/terms?page=7")

        yield breaking
        app.view_functions["api.terms"] = view
        app.config["PROPAGATE_EXCEPTIONS"] = propagate

    def test_an_error_of_ours_tells_nothing_of_the_inside(self, broken):
        answer = broken(ValueError("SELECT secret FROM users"))
        assert "secret" not in problem(answer, 500)["detail"]
        assert answer.headers["Cache-Control"] == "no-store"

    def test_a_database_that_is_away_says_when_to_ask_again(self, broken):
        answer = broken(OperationalError("SELECT secret", {}, Exception("locked")))
        assert "secret" not in problem(answer, 503)["detail"]
        assert answer.headers["Retry-After"] == "60"


class TestLimits:
    @pytest.fixture
    def live(self, portal):
        app = create_app(replace(portal.config, testing=False))
        yield app.test_client()
        limiter.enabled = False
        with app.app_context():
            db.engine.dispose()

    def test_who_asks_too_often_waits_and_nobody_else_does(self, live):
        def ask(path, address="192.0.2.1"):
            return live.get(path, environ_base={"REMOTE_ADDR": address})

        # Pages are not counted, and questions that are refused are.
        assert all(ask("/ru/nowhere").status_code == 404 for _ in range(20))
        allowed = int(LIMIT.partition("/")[0])
        assert all(ask("/api/v1/terms?x=1").status_code == 422 for _ in range(allowed))
        answer = ask("/api/v1/terms")
        assert "Retry-After" in problem(answer, 429)["detail"]
        assert 0 < int(answer.headers["Retry-After"]) <= 60
        assert ask("/api/v1/deputies").status_code == 429
        assert ask("/ru/api").status_code == 200
        assert ask("/api/v1/terms?x=1", "192.0.2.2").status_code == 422
