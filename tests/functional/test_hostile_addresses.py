"""What no page of ours sends: it is refused in words, and never breaks a page."""

import pytest
from sqlalchemy.exc import OperationalError

from app.forms.base import DateField, Form, MonthField
from models.user import UserRole
from tests.page_checks import check_page

NUMBERS = ["0", str(2**31), str(2**63), "9" * 30, "9" * 5000]
ROWS = [
    "coding/{}",
    "coding/readings/{}",
    "coding/documents/{}",
    "coding/records/{}",
    "desk/programmes/{}",
    "desk/programmes/parties/{}/{}",
    "desk/theses/{}",
    "desk/files/{}",
    "desk/people/{}",
    "desk/runs/{}",
    "desk/runs/{}/captures",
    "desk/jobs/{}",
    "captures/{}",
]


@pytest.fixture
def administrator(client, make_user, sign_in):
    return sign_in(client, make_user(UserRole.ADMINISTRATOR))


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("row", ROWS)
def test_a_number_that_no_row_has_leads_to_the_page_that_says_so(administrator, row, number):
    response = administrator.get("/en/" + row.replace("{}", number))
    assert response.status_code == 404
    check_page(response.text)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_filter_by_such_a_number_finds_nothing_and_says_so(administrator, number):
    assert administrator.get(f"/en/coding/queue?deputy={number}").status_code == 200
    assert administrator.get(f"/en/coding/start?deputy={number}").status_code == 302
    assert administrator.get(f"/en/desk/programmes/?convocation={number}").status_code == 200


@pytest.mark.parametrize("number", [*NUMBERS, "-1", "²", "a"])
def test_verdicts_of_a_mandate_that_cannot_be_are_shown_as_of_all(administrator, number):
    assert administrator.get(f"/en/desk/verdicts/?mandate={number}").status_code == 200


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "0000-00-00", "2026-02-30", "x"])
@pytest.mark.parametrize(
    "narrowed",
    [
        "desk/agreement?since={}",
        "desk/agreement?until={}",
        "desk/journal?since={}",
        "desk/journal?until={}",
        "desk/editions/?as_of={}",
        "coding/queue?since={}",
        "coding/queue?until={}",
    ],
)
def test_a_day_at_an_end_of_the_calendar_narrows_nothing(administrator, narrowed, day):
    response = administrator.get("/en/" + narrowed.format(day))
    assert response.status_code == 200
    check_page(response.text)


@pytest.mark.parametrize(("of", "text"), [(DateField, "{}-06-01"), (MonthField, "{}-06")])
@pytest.mark.parametrize("year", ["0001", "1026", "1899", "2200", "9999"])
def test_no_form_takes_a_day_of_a_year_in_which_nothing_here_happened(app, of, text, year):
    class OneDay(Form):
        day = of()

    app.config["WTF_CSRF_ENABLED"] = False
    values = {"day": text.format(year)}
    with app.test_request_context("/en/", method="POST", data=values):
        form = OneDay()
        assert not form.validate()
        assert form.day.data is None and "2024-03-29" in str(form.day.errors[0])


@pytest.mark.parametrize("path", ["deputies/%00", "items/a%00b", "account/link/%00", "%00"])
def test_an_address_with_a_nul_leads_nowhere(client, session, path):
    response = client.get(f"/en/{path}")
    assert response.status_code == 404
    check_page(response.text)


def test_a_nul_in_a_form_is_left_out_of_what_is_kept(client, make_user, sign_in, session):
    user = make_user()
    sign_in(client, user)
    values = {"name": "Да\x00на", "lang": "ru", "region": ""}
    assert client.post("/en/account/", data=values).status_code == 302
    session.rollback()
    session.refresh(user)
    assert user.name == "Дана"


@pytest.mark.parametrize("email", ["a\x00@example.org", "\x00"])
def test_a_nul_does_not_break_the_way_in(client, session, email):
    values = {"email": email, "password": "a\x00b"}
    assert client.post("/en/account/sign-in", data=values).status_code == 422


def test_a_database_that_is_away_is_said_to_be_so(app, client, make_user, sign_in, monkeypatch):
    def locked(_session):
        raise OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))

    sign_in(client, make_user())
    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr("app.web.hooks.engine.begin_write", locked)
    response = client.post("/en/account/", data={"name": "Дана", "lang": "ru", "region": ""})
    assert (response.status_code, response.headers["Retry-After"]) == (503, "60")
    check_page(response.text)
