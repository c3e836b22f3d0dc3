"""What a page of the API becomes: rows in, deputies and requests out."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scrapers.mazhilis_api import adapter
from scrapers.mazhilis_api.rows import NotJsonError, payload
from scrapers.pages import LayoutError
from scrapers.records import CapturedPage, DeputySeen, Identity, ListSeen, Mention, RecordSeen
from scrapers.source import read_source
from scrapers.urls import url_key

SOURCE = read_source(Path("scrapers/mazhilis_api/source.yml"))
BASE = "https://mazhilis.parlam.kz"
REQUESTS = f"{BASE}/api/core/deputy-requests?limit=12&offset=0"
DEPUTIES = f"{BASE}/api/core/deputies/?ord=last_name"


def page(answer: Any, url: str = REQUESTS, variant: str = "ru", status: int = 200):
    """The page object of a captured answer."""
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    moment = datetime(2026, 6, 1, tzinfo=UTC)
    captured = CapturedPage(1, url, url_key(url), variant, moment, status, "application/json", body)
    kind = adapter(SOURCE).page_for(captured.url_key, captured.mime)
    assert kind is not None
    return kind(captured, SOURCE)


def records(row: dict[str, Any], variant: str = "ru") -> list[RecordSeen]:
    found = page({"result": [{"id": 8639} | row]}, variant=variant).rows()
    return [seen for seen in found if isinstance(seen, RecordSeen)]


def record(row: dict[str, Any], variant: str = "ru") -> RecordSeen:
    (found,) = records(row, variant)
    return found


def test_a_deputy_is_read_with_an_absent_patronymic_and_spaces_in_the_address():
    row = {
        "id": 56,
        "first_name": " Арман",
        "patronymic": None,
        "last_name": "Калыков ",
        "email": " kalykov @parlam.kz ",
        "region": None,
        "party": {"name": "Amanat"},
    }
    (deputy,) = page([row], DEPUTIES).rows()
    assert deputy == DeputySeen(
        (Identity("mazhilis-api/deputy", "56"),),
        "ru",
        "Калыков Арман",
        {"party": "Amanat"},
        {"email": "kalykov@parlam.kz"},
    )


def test_groups_by_letter_are_taken_apart_and_give_more_of_each_deputy():
    row = {
        "id": 1681,
        "first_name": "Жарқынбек",
        "last_name": "Амантай",
        "is_active": False,
        "position": "депутат",
        "avatar_url": "/media/1681.jpg",
        "committee": {"name": "Аграрлық комитет"},
        "facebook_link": None,
        "youtube_link": "https://youtube.com/@a",
    }
    found = list(
        page(
            [{"deputies": []}, {"deputies": [row]}], f"{BASE}/api/core/deputies/by-alphabet/", ""
        ).rows()
    )
    assert found == [
        DeputySeen(
            (Identity("mazhilis-api/deputy", "1681"),),
            "kk",
            "Амантай Жарқынбек",
            {"committee": "Аграрлық комитет", "post": "депутат"},
            {
                "photo_url": f"{BASE}/media/1681.jpg",
                "active": "false",
                "youtube_url": "https://youtube.com/@a",
            },
        )
    ]


def test_a_request_is_read_whole():
    found = record(
        {
            "number": "ДЗ-397",
            "request_date": "2025-03-12",
            "subject": "О школах",
            "initiator": {"id": 56, "name": "Калыков Арман"},
            "participants": [
                {"id": 56, "name": "Калыков Арман"},
                {"id": 101, "first_name": "Ермурат", "last_name": "Бапи", "patronymic": None},
            ],
            "recipient": {"id": 1, "name": "Правительство"},
            "document_url": "http://mazhilis.parlam.kz/media/%D1%81%20397.pdf",
        }
    )
    assert found == RecordSeen(
        source_uid="8639",
        lang="ru",
        url=f"{BASE}/#/activity/deputys-requests/request?id=8639",
        list_key="mazhilis.parlam.kz/api/core/deputy-requests",
        fields={
            "category": "request",
            "date": "2025-03-12",
            "title": "О школах",
            "number": "397",
            "addressee": "Правительство",
        },
        mentions=(
            Mention("Калыков Арман", "initiator", Identity("mazhilis-api/deputy", "56")),
            Mention("Бапи Ермурат", "signatory", Identity("mazhilis-api/deputy", "101")),
        ),
        documents=("http://mazhilis.parlam.kz/media/%D1%81%20397.pdf",),
    )


@pytest.mark.parametrize(
    ("row", "field", "value"),
    [
        ({"reg_number": "ДС-0397"}, "number", "397"),
        ({"number": 397}, "number", "397"),
        ({"date": "2025-03-12T10:00:00+05:00"}, "date", "2025-03-12"),
        ({"date": "2025-03-11T19:00:00Z"}, "date", "2025-03-12"),
        ({"request_date": None, "date": "12.03.2025"}, "date", "2025-03-12"),
        ({"date": "2025 жылғы 12 наурыз"}, "date", "2025-03-12"),
        ({"date": "весной"}, "date_text", "весной"),
        ({"title": {"kk": "Мектептер", "ru": "Школы"}}, "title", "Школы"),
        ({"addressee": ["Правительство", {"name": "МВД"}]}, "addressee", "Правительство; МВД"),
        ({"answer": True}, "answer", "true"),
    ],
)
def test_a_field_is_found_under_each_accepted_path(row, field, value):
    assert record(row).fields[field] == value


def test_what_a_row_does_not_give_is_left_out():
    assert record({"number": None, "subject": " "}).fields == {"category": "request"}


def test_names_in_one_text_are_apart_and_who_initiates_is_no_signatory_too():
    found = record({"initiator": "Бапи Е.", "participants": "Бапи Е., Базарбек Б.; Смышляева Е."})
    assert [(one.name, one.role) for one in found.mentions] == [
        ("Бапи Е.", "initiator"),
        ("Базарбек Б.", "signatory"),
        ("Смышляева Е.", "signatory"),
    ]


def test_an_answer_with_text_or_a_file_is_an_act_of_its_own():
    request, answer = records(
        {
            "number": "ДЗ-397",
            "subject": "О школах",
            "initiator": "Бапи Ермурат",
            "answer": {"text": "Средства выделены", "date": "01.04.2025", "file": "/files/a.pdf"},
        }
    )
    assert request.documents == ()
    assert answer.source_uid == "8639/answer"
    assert answer.fields == {
        "category": "answer",
        "answer_to": "8639",
        "date": "2025-04-01",
        "text": "Средства выделены",
        "title": "О школах",
        "number": "397",
    }
    assert [one.role for one in answer.mentions] == ["not_stated"]
    assert answer.documents == (f"{BASE}/files/a.pdf",)


def test_a_link_that_is_no_address_is_left_out_with_a_warning():
    one = page({"result": [{"id": 1, "document_url": "javascript:alert(1)"}]})
    (found, _) = one.rows()
    assert found.documents == ()
    assert "'javascript:alert(1)' is no address of a document" in one.warnings[0]


def test_a_page_says_which_part_of_the_list_it_is():
    rows = [{"id": number} for number in range(12)]
    key = "mazhilis.parlam.kz/api/core/deputy-requests"
    assert list(page({"result": rows}).rows())[-1] == ListSeen(key, "ru", 0, 12, end=False)
    url = REQUESTS.replace("offset=0", "offset=12")
    assert list(page({"result": rows[:5]}, url).rows())[-1] == ListSeen(key, "ru", 12, 5, end=True)
    assert list(page({"result": []}, url).rows()) == []


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"<!doctype html><html>", "a web page came instead of JSON"),
        (b'{"result": [{"id": 1}, {"i', "the JSON is cut short or broken"),
        (b"", "what came is no JSON"),
        (b"[" * 100_000, "the JSON is cut short or broken"),
    ],
)
def test_what_is_no_json_is_told_by_a_sentence(body, sentence):
    with pytest.raises(NotJsonError, match=sentence):
        payload(body)
    one = page(body)
    assert list(one.rows()) == []
    assert sentence in one.warnings[0]


def test_an_answer_without_a_list_names_what_it_has():
    one = page({"detail": "not found", "code": 4})
    assert list(one.rows()) == []
    assert (
        "no list of rows under result, results, items, data, deputies; it has code, detail"
        in (one.warnings[0])
    )


def test_rows_that_all_lack_their_id_are_a_layout_that_is_not_known():
    with pytest.raises(LayoutError):
        list(page({"result": [{"uuid": "a"}, {"uuid": "b"}]}).rows())


def test_the_account_names_unknown_fields_and_wanted_ones_that_are_absent():
    one = page({"result": [{"id": 1, "nomer": "ДЗ-1", "stage": {"code": "x"}}]})
    list(one.rows())
    assert set(one.account.unknown) == {"nomer", "stage.code"}
    assert {rule.name for rule in one.account.absent()} >= {"number", "date", "title"}


def test_an_archive_takes_the_lists_and_documents_and_leaves_the_rest():
    api = adapter(SOURCE)
    assert api.accepts("http://MAZHILIS.parlam.kz/api/core/deputies/?ord=last_name")
    assert api.accepts("http://www.parlam.kz/media/%D1%81.PDF")
    assert not api.accepts(f"{BASE}/main.js")
    assert not api.accepts(f"{BASE}/api/core/news/")
    assert api.accepts(f"{BASE}/media/avatars/1.jpg")
    assert api.page_for("mazhilis.parlam.kz/media/avatars/1.jpg", "").kind == "photo"
    assert not api.accepts(f"{BASE}/media/news/2024/1.jpg")
    assert not api.accepts("http://elsewhere.example/media/avatars/1.jpg")
    assert not api.accepts("http://elsewhere.example/a.pdf")
