"""Publishing on the desk and by the command, and what each says when the gate blocks."""

import json

import pytest
from sqlalchemy import func, select

from app.scoring.gate import Rule
from app.services import editions as service
from models.edition import Edition, EditionPart
from models.user import UserRole
from models.verdict import Status
from tests.factories.editions import Ready
from tests.page_checks import check_page

DAY = "2026-11-15"


@pytest.fixture
def ready(session, make_user):
    found = Ready(session, make_user)
    session.commit()
    return found


@pytest.fixture
def coordinator(client, make_user, sign_in):
    return sign_in(client, make_user(UserRole.COORDINATOR))


def run(app, *args):
    return app.test_cli_runner().invoke(args=["edition", *args])


def publish(app, *args, name="Осень", day=DAY):
    return run(app, "publish", "--name", name, "--as-of", day, *args)


def count(session):
    session.rollback()
    return session.scalar(select(func.count(Edition.id)))


def test_the_command_publishes(app, session, ready):
    result = publish(app, "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["ok"] is True and told["blocks"] == [] and told["edition"]["number"] == 1
    assert count(session) == 1
    assert run(app, "verify").exit_code == 0


def test_a_dry_run_publishes_nothing(app, session, ready):
    result = publish(app, "--dry-run", "--json")
    assert result.exit_code == 0 and json.loads(result.stdout)["edition"] is None
    assert count(session) == 0


@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
def test_a_portal_without_a_campaign_is_blocked(app, session, dry):
    result = publish(app, "--json", *dry)
    assert result.exit_code == 4
    told = json.loads(result.stdout)
    assert told["ok"] is False and [b["rule"] for b in told["blocks"]] == ["no_campaign"]
    assert told["blocks"][0]["sentence"].startswith("There is no campaign")
    assert count(session) == 0


@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
def test_what_blocks_is_told_with_its_numbers(app, session, ready, dry):
    ready.rate(4, Status.IN_PROGRESS)
    session.commit()
    result = publish(app, "--json", *dry)
    assert result.exit_code == 4
    (block,) = json.loads(result.stdout)["blocks"]
    assert (block["rule"], block["n"], block["of"]) == ("position_asked", 4, 5)
    assert block["keys"] == [f"{ready.first.deputy.slug}/5"]
    plain = publish(app, *dry)
    assert plain.exit_code == 4 and "Put before the deputy: 4 of 5 outcomes." in plain.output
    assert count(session) == 0


def test_a_campaign_is_chosen_by_its_key(app, session, ready):
    assert publish(app, "--campaign", "1999").exit_code == 1
    assert publish(app, "--campaign", "2026").exit_code == 0
    again = publish(app, "--campaign", "2026")
    assert again.exit_code == 1 and "Edition 1 has this name and day already" in again.output


@pytest.mark.parametrize("day", ["", "15.11.2026", "2026-13-01", "soon"])
def test_a_day_that_is_none_is_refused_in_a_sentence(app, session, day):
    result = publish(app, day=day)
    assert result.exit_code == 2 and "Traceback" not in result.output


def test_a_part_that_was_altered_ends_the_check_with_status_1(app, session, ready):
    publish(app)
    part = session.scalar(select(EditionPart).where(EditionPart.kind == "totals"))
    assert service.digest(part.body) == part.sha256
    broken = [service.Broken(1, "totals", "")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(service, "verify", lambda _session: iter([(1, broken)]))
        result = run(app, "verify")
    assert result.exit_code == 1 and "edition 1: totals is not what was published" in result.output


def desk(client, lang="en", query=f"?as_of={DAY}", status=200):
    response = client.get(f"/{lang}/desk/editions/{query}")
    assert response.status_code == status, response.text
    return check_page(response.text)


def text(page):
    return " ".join(page.main.get_text(" ").split())


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_the_desk_says_what_blocks_and_where_it_is_mended(session, ready, coordinator, lang):
    ready.rate(4, Status.IN_PROGRESS)
    session.commit()
    page = desk(coordinator, lang)
    assert page.select_one(f"a[href='/{lang}/desk/verdicts/']") or "verdicts" in str(page)
    assert page.select_one("form[method=post] button") is None or page.select("[name=sure]")
    assert f"{ready.first.deputy.slug}/5" in text(page)


def test_an_empty_portal_has_its_gate_page(coordinator):
    assert "There is no campaign: an edition is the result of one." in text(desk(coordinator))


def test_a_coordinator_publishes_after_a_look(session, ready, coordinator):
    assert "Nothing blocks." in text(desk(coordinator))
    form = {"campaign": "2026", "as_of": DAY, "name": "Осень 2026"}
    refused = coordinator.post("/en/desk/editions/", data=form)
    assert refused.status_code == 422 and "Tick this when you are sure." in refused.text
    assert "Осень 2026" in refused.text and count(session) == 0
    done = coordinator.post("/en/desk/editions/", data=form | {"sure": "y"})
    assert done.status_code == 303 and done.location.endswith("/en/editions/1/")
    again = coordinator.post("/en/desk/editions/", data=form | {"sure": "y"})
    assert again.status_code == 409 and count(session) == 1


def test_the_gate_blocks_on_the_desk_as_well(session, ready, coordinator):
    ready.rate(4, Status.IN_PROGRESS)
    session.commit()
    form = {"campaign": "2026", "as_of": DAY, "name": "Осень", "sure": "y"}
    refused = coordinator.post("/en/desk/editions/", data=form)
    assert refused.status_code == 409 and "The gate blocks this edition." in refused.text
    assert count(session) == 0


def test_a_campaign_that_is_not_there_has_no_gate(ready, coordinator):
    desk(coordinator, query="?campaign=1999", status=404)


def test_every_rule_that_can_block_says_where_it_is_mended():
    from app.web.edition_words import MENDED_AT

    assert set(Rule) - set(MENDED_AT) == {Rule.DAY_AHEAD, Rule.AGREEMENT_SHOWN}
