"""WARC files as any tool may have made them, and as an enemy might."""

import base64
import gzip
import hashlib
import zlib
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest

from scrapers import warcfile
from scrapers.replay import WarcTransport
from scrapers.transport import FetchError, Limits, NotCapturedError
from tests.unit.scrapers.warcs import http, packed, record, request, response

A = "http://www.parlam.kz/ru/a"
B = "http://www.parlam.kz/ru/b"


def noise(seed: int, size: int) -> bytes:
    """Bytes that cannot be packed, the same each time."""
    return hashlib.shake_128(b"%d" % seed).digest(size)


@pytest.fixture
def replay(tmp_path: Path):
    """Write files and open them."""

    def replay(*contents: bytes, **settings) -> WarcTransport:
        paths = []
        for number, content in enumerate(contents):
            paths.append(tmp_path / f"{number}.warc")
            paths[-1].write_bytes(content)
        return WarcTransport(paths, **settings)

    return replay


def bodies(transport: WarcTransport) -> list[bytes]:
    return [response.body for response in transport.enumerate()]


def test_the_real_captures_are_all_read(parlam_archive: Path):
    transport = WarcTransport([parlam_archive])
    found = list(transport.enumerate())
    assert len(found) == 125
    assert transport.warnings == []
    assert {response.captured_at.date().isoformat() for response in found} == {"2016-08-02"}
    assert transport.get("https://parlam.kz/en/mazhilis/People/DeputyList/A/").status == 200


@pytest.mark.parametrize("packing", ["plain", "a member each", "one member"])
def test_every_packing_of_a_file_is_read(replay, packing):
    records = [record("warcinfo", block=b"software: x"), response(A, b"a"), response(B, b"b")]
    content = {
        "plain": b"".join(records),
        "a member each": packed(*records),
        "one member": gzip.compress(b"".join(records)),
    }[packing]
    transport = replay(content)
    assert bodies(transport) == [b"a", b"b"]
    assert transport.get(B).body == b"b"
    assert transport.warnings == []


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body)[2:-4]),
        ("br", brotli.compress),
        ("gzip, br", lambda body: brotli.compress(gzip.compress(body))),
        ("gzip", lambda body: gzip.compress(body[:7]) + gzip.compress(body[7:])),
        ("gzip", lambda body: body),
        ("identity", lambda body: body),
    ],
)
@pytest.mark.parametrize("chunked", [False, True])
def test_payloads_are_unpacked_and_joined(replay, encoding, pack, chunked):
    body = b"words and words and words" * 20
    raw = pack(body)
    lines = [f"Content-Encoding: {encoding}"]
    sent = raw
    if chunked:
        lines.append("Transfer-Encoding: chunked")
        parts = [raw[i : i + 100] for i in range(0, len(raw), 100)]
        sent = b"".join(b"%x;x=1\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
    (found,) = replay(packed(response(A, sent, *lines))).enumerate()
    assert (found.body, found.raw) == (body, raw)


def test_a_payload_that_was_joined_before_is_taken_as_it_is(replay):
    joined = response(A, b"<html>not chunked", "Transfer-Encoding: chunked")
    assert bodies(replay(joined)) == [b"<html>not chunked"]


@pytest.mark.parametrize("order", ["request first", "response first"])
@pytest.mark.parametrize("pointing", ["request", "response"])
def test_the_language_asked_for_is_the_variant(replay, order, pointing):
    ids = ["<urn:uuid:1>", "<urn:uuid:2>"]
    asked = {"WARC_Record_ID": ids[0]}
    said = {"WARC_Record_ID": ids[1]}
    (asked if pointing == "request" else said)["WARC_Concurrent_To"] = (
        ids[1] if pointing == "request" else ids[0]
    )
    pair = [
        request(A, "Accept-Language: ru-RU,ru;q=0.9,kk;q=0.8", **asked),
        response(A, **said),
    ]
    if order == "response first":
        pair.reverse()
    content = packed(*pair)
    assert [one.variant for one in replay(content).enumerate()] == ["ru"]
    assert [one.variant for one in replay(content, variants=["ru", "kk"]).enumerate()] == ["ru"]
    assert [one.variant for one in replay(content, variants=[]).enumerate()] == [""]


def test_a_variant_is_never_taken_for_another(replay):
    ids = {"WARC_Record_ID": "<urn:uuid:1>"}
    pair = packed(
        response(A, b"in Russian", **ids),
        request(A, "Accept-Language: ru", WARC_Concurrent_To="<urn:uuid:1>"),
    )
    transport = replay(pair)
    assert transport.get(A, variant="ru").body == b"in Russian"
    with pytest.raises(NotCapturedError):
        transport.get(A, variant="kk")
    assert transport.get(A).body == b"in Russian"


def test_answers_to_anything_but_get_are_no_pages(replay):
    ids = {"WARC_Record_ID": "<urn:uuid:1>"}
    transport = replay(
        packed(
            response(A, b"", **ids),
            request(A, method="HEAD", WARC_Concurrent_To="<urn:uuid:1>"),
            response(A, b"the page"),
        )
    )
    assert bodies(transport) == [b"the page"]


@pytest.mark.parametrize("how", ["id", "address", "digest"])
def test_a_revisit_has_the_bytes_it_refers_to(replay, how):
    first = response(A, b"the page", WARC_Record_ID="<urn:uuid:1>", WARC_Payload_Digest="sha1:ABC")
    refers = {
        "id": {"WARC_Refers_To": "<urn:uuid:1>"},
        "address": {
            "WARC_Refers_To_Target_URI": A,
            "WARC_Refers_To_Date": "2016-08-02T20:07:39Z",
        },
        "digest": {"WARC_Payload_Digest": "sha1:ABC"},
    }[how]
    later = record("revisit", A, http(b""), WARC_Date="2016-09-01T00:00:00Z", **refers)
    transport = replay(packed(later), packed(first))
    found = sorted(transport.enumerate(), key=lambda one: one.captured_at)
    assert [(one.body, one.captured_at.month) for one in found] == [
        (b"the page", 8),
        (b"the page", 9),
    ]
    assert transport.get(A).captured_at == datetime(2016, 9, 1, tzinfo=UTC)


def test_a_revisit_without_its_first_copy_is_said_to_be(replay):
    transport = replay(packed(record("revisit", A, http(b""), WARC_Payload_Digest="sha1:ABC")))
    assert bodies(transport) == []
    assert "give the file with the earlier one too" in transport.warnings[0]


def test_the_newest_copy_is_given_by_address(replay):
    transport = replay(
        packed(
            response(A, b"new", WARC_Date="2016-08-03T00:00:00.123456Z"),
            response("http://parlam.kz/RU/A/", b"old"),
        )
    )
    assert transport.get(A).body == b"new"
    with pytest.raises(NotCapturedError):
        transport.get(B)


def test_only_what_the_source_accepts_is_given(replay):
    content = packed(response(A, b"a"), response("http://elsewhere.example/", b"x"))
    assert bodies(replay(content, accepts=lambda url: "parlam" in url)) == [b"a"]
    transport = replay(content, accepts=lambda url: False)
    assert bodies(transport) == []
    assert transport.warnings == ["none of the 2 responses belongs to this source"]


def test_other_kinds_of_record_and_address_are_passed_over(replay):
    transport = replay(
        packed(
            record("warcinfo", block=b"software: x"),
            record("metadata", A, b"via: x"),
            record("resource", A, b"x"),
            record("response", "dns:parlam.kz", b"x"),
            response(f"<{A}>", b"a"),
        )
    )
    assert bodies(transport) == [b"a"]
    assert transport.warnings == []


def test_a_file_that_breaks_off_gives_what_came_before_and_says_so(replay):
    content = packed(response(A, b"a"), response(B, noise(1, 500)))
    transport = replay(content[:-300])
    assert bodies(transport) == [b"a"]
    assert "breaks off; nothing follows it" in transport.warnings[0]


def test_a_plain_file_that_breaks_off_says_so(replay):
    transport = replay((response(A, b"a") + response(B, b"b" * 100))[:-50])
    assert bodies(transport) == [b"a"]
    assert len(transport.warnings) == 1


def test_one_member_that_breaks_off_still_gives_its_first_records(replay):
    records = [response(A, b"a"), response(B, noise(1, 5000))]
    transport = replay(gzip.compress(b"".join(records))[:-1000])
    assert bodies(transport) == [b"a"]
    assert len(transport.warnings) == 1


def test_reading_goes_on_behind_a_damaged_record(replay):
    records = [response(f"{A}{n}", noise(n, 300)) for n in range(3)]
    for pack in (packed, lambda *all_: b"".join(all_)):
        content = bytearray(pack(*records))
        start = len(pack(records[0]))
        content[start : start + 40] = b"\xff" * 40
        transport = replay(bytes(content))
        assert [one.url for one in transport.enumerate()] == [f"{A}0", f"{A}2"]
        assert "reading went on at byte" in transport.warnings[0]


def test_a_damaged_byte_never_becomes_a_page(replay):
    records = [
        response(A, noise(1, 200)),
        response(B, noise(2, 200)),
    ]
    whole = packed(*records)
    sound = set(bodies(replay(whole)))
    for position in range(0, len(whole), 7):
        changed = bytearray(whole)
        changed[position] ^= 0xFF
        transport = replay(bytes(changed))
        found = set(bodies(transport))
        # The header of a member holds bytes that say nothing of its content.
        assert found <= sound
        assert found == sound or transport.warnings


def test_a_plain_record_that_does_not_match_its_digest_is_refused(replay):
    block = http(b"a page")
    digest = base64.b32encode(hashlib.sha1(block, usedforsecurity=False).digest()).decode()
    good = record("response", A, block, WARC_Block_Digest=f"sha1:{digest}")
    bad = good.replace(b"a page", b"a paGe")
    assert bodies(replay(good)) == [b"a page"]
    transport = replay(bad)
    assert bodies(transport) == []
    assert "do not match its own digest" in transport.warnings[0]


def test_what_was_cut_short_at_capture_is_refused(replay):
    transport = replay(packed(response(A, b"half", WARC_Truncated="length")))
    assert bodies(transport) == []
    assert "already cut short" in transport.warnings[0]
    with pytest.raises(FetchError):
        transport.get(A)


def test_oversized_records_and_bombs_are_passed_over(replay):
    limits = Limits(raw=400_000, body=1_000_000)
    transport = replay(
        packed(
            response(A, b"x" * 800_000),
            response(B, gzip.compress(b"\0" * 2_000_000), "Content-Encoding: gzip"),
            response(A, b"a"),
        ),
        limits=limits,
    )
    assert bodies(transport) == [b"a"]
    assert [("larger than" in warning) for warning in transport.warnings] == [True, True]


def test_a_member_that_unpacks_without_end_is_left(replay, monkeypatch):
    monkeypatch.setattr(warcfile, "MAX_MEMBER", 1_000_000)
    transport = replay(
        packed(response(A, b"x" * 3_000_000), response(B, b"b")), limits=Limits(raw=1000)
    )
    assert bodies(transport) == [b"b"]
    assert "unpacks to more than" in transport.warnings[0]


@pytest.mark.parametrize(
    "hostile",
    [
        b"WARC/1.0\r\n" + b"X: 1\r\n" * 5000,
        b"WARC/1.0\r\nX: " + b"x" * 500_000,
        b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: -5\r\n\r\n",
        b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: much\r\n\r\n",
        b"WARC/1.0\r\nWARC-Type: response\r\n\r\n",
        b"<html>no archive</html>",
        b"\x1f\x8b\x08\x00 no gzip",
        record("response", A, b"no http"),
        record("response", A, http(status="9999 Odd")),
        response(A, WARC_Date="yesterday"),
        response(A, b"5\r\nabcde\r\nff\r\nabc", "Transfer-Encoding: chunked"),
        response(A, b"x", "Content-Encoding: zip"),
    ],
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_nonsense_is_a_warning_and_the_next_record_is_read(replay, hostile, pack):
    transport = replay(pack(hostile) + b"\r\n" + pack(response(B, b"b")), limits=Limits())
    assert bodies(transport) == [b"b"]
    assert len(transport.warnings) >= 1


def test_a_missing_file_is_a_warning_and_an_empty_one_is_empty(replay, tmp_path):
    transport = replay(packed(response(A, b"a")))
    transport.paths.append(tmp_path / "missing.warc")
    assert bodies(transport) == [b"a"]
    assert "missing.warc cannot be read" in transport.warnings[0]
    assert bodies(replay(b"")) == []


def test_an_archive_of_warcio_itself_reads_back(replay):
    import io

    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True)
    writer.write_record(writer.create_warcinfo_record("x.warc.gz", {"software": "x"}))
    head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.0")
    said = writer.create_warc_record(
        A, "response", payload=io.BytesIO(b"a page"), length=6, http_headers=head
    )
    asked = writer.create_warc_record(
        A,
        "request",
        http_headers=StatusAndHeaders(
            "GET / HTTP/1.0", [("Accept-Language", "kk")], is_http_request=True
        ),
    )
    writer.write_request_response_pair(asked, said)
    (found,) = replay(buffer.getvalue()).enumerate()
    assert (found.body, found.variant) == (b"a page", "kk")
