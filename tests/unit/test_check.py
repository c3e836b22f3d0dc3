"""What a check finds on pages of both sources, and what it says is missing or unused."""

import json
from datetime import UTC, datetime
from pathlib import Path

from scrapers import mazhilis_api, parlam_html
from scrapers.check import check
from scrapers.records import CapturedPage
from scrapers.replay import WarcTransport
from scrapers.source import read_source

API = mazhilis_api.adapter(read_source(Path("scrapers/mazhilis_api/source.yml")))
HTML = parlam_html.adapter(read_source(Path("scrapers/parlam_html/source.yml")))
REQUESTS = "https://mazhilis.parlam.kz/api/core/deputy-requests?limit=12&offset=0"


def captured(url, body, mime="application/json", variant="", adapter=API):
    moment = datetime(2026, 6, 1, tzinfo=UTC)
    key = adapter.source.key_of(url)
    return CapturedPage(0, url, key, variant, moment, 200, mime, body)


def requests_page(*rows):
    return captured(REQUESTS, json.dumps({"result": rows}).encode())


def finding(report, page, field):
    (one,) = [one for one in report.findings if (one.page, one.field) == (page, field)]
    return one


def test_each_field_of_a_row_is_reported_with_its_path_its_count_and_an_example():
    report = check(
        API,
        [
            requests_page({"id": 1, "number": "ДС-1"}, {"id": 2, "reg_number": "ДС-2"}),
            requests_page({"id": 3, "number": "ДС-3", "stage": "x", "recipient": {"id": 1}}),
        ],
    )
    number = finding(report, "deputy-requests", "number")
    assert number.where == (("number", 2), ("reg_number", 1))
    assert (number.found, number.of, number.unit, number.example) == (3, 3, "rows", "ДС-1")
    assert finding(report, "deputy-requests", "date").where == ()
    assert [(one.where, one.count, one.ignored, one.example) for one in report.unused] == [
        ("stage", 1, False, "x"),
        ("recipient.id", 1, True, ""),
    ]
    assert report.ok
    json.dumps(report.as_dict())


def test_a_mandatory_field_that_is_nowhere_is_missing():
    report = check(API, [requests_page({"uuid": "a", "number": "ДС-1"})])
    assert report.missing == ["deputy-requests: id"]
    assert not report.ok


def test_nothing_to_look_at_is_no_success():
    assert check(API, []).missing == ["no page that the adapter can read was found"]
    html = captured(REQUESTS, b"<!doctype html>", "text/html")
    report = check(API, [html])
    assert report.missing == ["no page that the adapter can read was found"]
    assert "a web page came instead of JSON" in report.warnings[0]


def test_the_real_pages_of_2016_show_what_their_classes_expect(parlam_archive):
    transport = WarcTransport([parlam_archive], aliases=HTML.source.aliases)
    pages = [
        captured(response.url, response.body, response.mime or "", adapter=HTML)
        for response in transport.enumerate()
        if HTML.accepts(response.url)
    ]
    report = check(HTML, pages)
    assert report.ok
    assert report.pages == {"index": 11, "deputy": 114}
    name = finding(report, "deputy", "name")
    assert (name.where, name.found, name.of) == (((".bio h2", 114),), 114, 114)
    assert name.example
    assert finding(report, "deputy", "date").example.startswith("201")
    assert any(one.where.startswith(".") for one in report.unused)


def test_a_page_that_lost_its_name_is_missing_it():
    url = "http://www.parlam.kz/ru/blogs/x"
    page = captured(url, b"<html><body><div class='new-bio'>x</div>", "text/html", adapter=HTML)
    report = check(HTML, [page])
    assert "deputy: name" in report.missing
    assert ("deputy", ".new-bio", 1) in [(u.page, u.where, u.count) for u in report.unused]
    assert "'.bio h2' found 0" in report.warnings[0]
