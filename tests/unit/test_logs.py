import json

import pytest
import structlog

from app import create_app, logs


@pytest.fixture
def lines(config, capsys):
    """What a portal in production wrote while a block ran."""
    from dataclasses import replace

    app = create_app(replace(config, testing=False, production=True))
    yield app.test_client(), lambda: [json.loads(x) for x in capsys.readouterr().err.splitlines()]
    structlog.reset_defaults()


def test_a_request_leaves_one_line_without_its_query(lines):
    client, written = lines
    response = client.get("/?q=Құспан&token=secret")
    (line,) = written()
    assert (line["method"], line["path"], line["status"]) == ("GET", "/", 302)
    assert line["request_id"] == response.headers["X-Request-Id"]
    assert "secret" not in json.dumps(line) and "q=" not in json.dumps(line)


def test_the_token_of_a_one_time_link_is_left_out(lines):
    client, written = lines
    client.get("/kk/account/invitation/Vq3k9sJd8fWm2nXb7Lp0ZtYc5Rg1")
    assert written()[-1]["path"] == "/kk/account/invitation/…"


def test_an_address_that_got_into_a_message_is_blotted_out(lines):
    _, written = lines
    logs.log.warning("a failure", reason="no account aidar@example.kz here")
    assert written()[-1]["reason"] == "no account [e-mail] here"
