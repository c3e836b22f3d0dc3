"""The desk and coders' pages of double coding, driven as people do."""

import pytest
from sqlalchemy import select

from app.queries import coding as screens
from models.coding import Coding, Reading
from models.reliability import Adjudication, CaseComment, Precedent, SampleUnit
from models.user import UserRole
from tests.conftest import NOW
from tests.factories.campaign import make_campaign
from tests.factories.trust import NONE_FITS, draw_unit, read, tagged
from tests.factories.world import World
from tests.page_checks import check_page
from tests.support import count_queries


@pytest.fixture
def world(session):
    return World(session)


@pytest.fixture
def mandate(world):
    return world.mandate()


@pytest.fixture
def theses(world, mandate):
    return world.programme(mandate).theses


@pytest.fixture
def people(make_user):
    return [make_user(), make_user()]


@pytest.fixture
def campaign(session, world, mandate):
    return make_campaign(session, world.convocation, mandate, reliability_percent=0)


@pytest.fixture
def case(session, world, mandate, theses, people, campaign):
    """A unit that two people read differently."""
    part = world.participation(mandate)
    draw_unit(session, campaign, part, people[1])
    read(session, people[0], part, tagged(theses[0], note="К первому"))
    read(session, people[1], part, NONE_FITS)
    session.commit()
    return part


@pytest.fixture
def boss(client, make_user, sign_in):
    return sign_in(client, make_user(UserRole.COORDINATOR))


@pytest.fixture
def as_coder(app, sign_in):
    app.config["WTF_CSRF_ENABLED"] = False
    return lambda user: sign_in(app.test_client(), user)


def test_a_case_is_settled_and_becomes_a_precedent(session, boss, case, theses, as_coder, people):
    listed = boss.get("/ru/desk/cases").text
    assert f"/ru/desk/cases/{case.id}" in listed
    page = boss.get(f"/ru/desk/cases/{case.id}").text
    assert "К первому" in page
    assert people[0].name not in page and people[1].name not in page
    # Neither reading is filled in.
    assert 'name="reading" value="tagged" id="reading-tagged" checked' not in page
    wrong = boss.post(f"/ru/desk/cases/{case.id}", data={"reading": "none_fits", "base": 0})
    assert wrong.status_code == 422 and session.scalar(select(Adjudication)) is None
    saved = boss.post(
        f"/ru/desk/cases/{case.id}",
        data={
            "reading": "tagged", f"thesis-{theses[0].id}": "direct", "base": 0,
            "reason": "Речь о школе", "precedent": "y", "title": "Школы", "rule": "Это ремонт",
        },
    )  # fmt: skip
    assert saved.status_code == 302
    session.rollback()
    assert session.scalar(select(Precedent.title)) == "Школы"
    late = boss.post(
        f"/ru/desk/cases/{case.id}", data={"reading": "none_fits", "base": 0, "reason": "Нет"}
    )
    assert late.status_code == 409
    coder = as_coder(people[0])
    assert "Это ремонт" in coder.get("/ru/coding/precedents?q=ремонта").text
    assert "Речь о школе" in coder.get(f"/ru/coding/{case.id}/case").text


def test_coders_talk_of_a_case_once_both_have_read_it(session, case, people, as_coder, make_user):
    first, second, other = (as_coder(user) for user in (*people, make_user()))
    assert other.get(f"/ru/coding/{case.id}/case").status_code == 404
    assert other.post(f"/ru/coding/{case.id}/case", data={"text": "?"}).status_code == 404
    assert first.post(f"/ru/coding/{case.id}/case", data={"text": " "}).status_code == 422
    assert first.post(f"/ru/coding/{case.id}/case", data={"text": "О школе"}).status_code == 302
    assert f"/ru/coding/{case.id}/case" in second.get(f"/ru/coding/{case.id}").text
    page = second.get(f"/ru/coding/{case.id}/case").text
    assert "О школе" in page and people[0].name not in page
    session.rollback()
    comment = session.scalar(select(CaseComment))
    address = f"/ru/coding/{case.id}/comments/{comment.id}/withdraw"
    assert second.post(address).status_code == 404
    assert first.post(address).status_code == 302
    assert "О школе" not in second.get(f"/ru/coding/{case.id}/case").text


def test_what_cannot_be_read_is_an_answer_with_a_reason(session, world, mandate, people, as_coder):
    part = world.participation(mandate)
    session.commit()
    coder = as_coder(people[0])
    assert 'value="skipped"' in coder.get(f"/ru/coding/{part.id}").text
    data = {"reading": "skipped", "base": 0, "token": "a"}
    assert coder.post(f"/ru/coding/{part.id}", data=data).status_code == 422
    data["note"] = "файл повреждён"
    assert coder.post(f"/ru/coding/{part.id}", data=data).status_code == 303
    session.rollback()
    kept = screens.current_of(session, part.id, people[0].id)
    assert kept.reading is Reading.SKIPPED


def test_the_sample_is_drawn_and_handed_over_on_the_desk(
    session, world, mandate, boss, people, campaign, make_user
):
    campaign.reliability_percent = 20
    session.add(
        Coding(
            participation=world.participation(mandate), coder=people[0],
            reading=Reading.NONE_FITS, saved_at=NOW,
        )
    )  # fmt: skip
    session.commit()
    assert boss.post(f"/ru/desk/sample/{campaign.id}/draw").status_code == 302
    session.rollback()
    unit = session.scalar(select(SampleUnit))
    assert unit.coder_id == people[1].id
    third = make_user()
    for wanted in (people[0].id, third.id):
        boss.post(f"/ru/desk/sample/units/{unit.id}/hand-over", data={"coder": wanted})
    session.rollback()
    assert unit.coder_id == third.id
    page = boss.get(f"/ru/desk/sample?campaign={campaign.id}").text
    assert third.name in page


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_every_page_of_trust_is_well_made(session, boss, case, lang):
    for path in (
        "desk/cases", "desk/cases?show=decided", f"desk/cases/{case.id}", "desk/agreement",
        "desk/sample", "desk/recoding", "coding/precedents", f"coding/{case.id}/case",
    ):  # fmt: skip
        answer = boss.get(f"/{lang}/{path}")
        assert answer.status_code == 200, path
        check_page(answer.text)


def test_lists_take_the_same_number_of_queries_for_any_number_of_cases(
    app, session, world, mandate, theses, boss, people, campaign
):
    def fill(count):
        for _ in range(count):
            part = world.participation(mandate)
            draw_unit(session, campaign, part, people[1])
            read(session, people[0], part, tagged(theses[0]))
            read(session, people[1], part, NONE_FITS)
        session.commit()

    def count():
        found = []
        for path in ("cases", "sample", "agreement", "recoding"):
            with count_queries(app) as queries:
                assert boss.get(f"/ru/desk/{path}").status_code == 200
            found.append(queries.count)
        return found

    fill(2)
    few = count()
    fill(8)
    assert count() == few
    assert max(few) <= 14
