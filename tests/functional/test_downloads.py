import csv
import io
from datetime import date

import pytest

from app.exports import TABLES
from models.user import UserRole
from tests.factories.acts import make_world
from tests.factories.appeals import letter
from tests.page_checks import check_page

MAY = (UserRole.ANALYST, UserRole.COORDINATOR, UserRole.ADMINISTRATOR)


@pytest.mark.parametrize("role", MAY)
def test_analysts_and_those_above_see_the_downloads(client, make_user, sign_in, role):
    sign_in(client, make_user(role))
    for lang in ("kk", "ru", "en"):
        page = check_page(client.get(f"/{lang}/downloads/").text)
        assert len(page.main.select("a[href*='/downloads/tables/']")) == len(TABLES)


def test_an_activist_does_not(client, make_user, sign_in):
    sign_in(client, make_user(UserRole.ACTIVIST))
    assert client.get("/ru/downloads/").status_code == 403
    assert client.get("/ru/downloads/codings.csv").status_code == 403


def test_a_stranger_is_sent_to_sign_in(client):
    assert client.get("/ru/downloads/codings.csv").status_code == 302


@pytest.mark.parametrize("name", list(TABLES))
def test_a_download_is_what_the_command_writes(
    app, client, session, make_user, sign_in, tmp_path, name
):
    world = make_world(session)
    analyst = make_user(UserRole.ANALYST)
    mandate = world.deputy("a-a", "А А")
    coder = make_user()
    world.read(world.act(mandate, "=1+1", uid="1"), mandate, coder)
    letter(session, mandate, coder, sent_on=date(2024, 3, 1), due_on=date(2024, 3, 28))
    session.commit()
    sign_in(client, analyst)
    response = client.get(f"/kk/downloads/{name}.csv")
    app.test_cli_runner().invoke(args=["export", name, "--out", str(tmp_path / "t.csv")])
    assert response.data == (tmp_path / "t.csv").read_bytes()
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert f'filename="{name}-' in response.headers["Content-Disposition"]
    assert len(list(csv.reader(io.StringIO(response.text)))) == 2


@pytest.mark.parametrize("file", ["users.csv", "records.xls", "records"])
def test_what_is_no_table_is_404(client, make_user, sign_in, file):
    sign_in(client, make_user(UserRole.ANALYST))
    assert client.get(f"/ru/downloads/{file}").status_code == 404
