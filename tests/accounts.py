"""Coming in, as the tests of accounts do it."""

from sqlalchemy import select

from models.audit import Audit
from tests.page_checks import check_page

PASSWORD = "seven green camels"
WRONG = "seven brown camels"


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
