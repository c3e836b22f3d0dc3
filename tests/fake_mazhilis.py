"""A server that imitates the API of mazhilis.parlam.kz as far as it is known, with its faults.

Every fault is a name in `faults`, to be switched on alone or together with others, also while
somebody reads.
"""

import io
import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from PIL import Image

from tests.documents import DOCX, PDF, docx, docx_bomb, pdf

FAULTS = (
    "shifting_rows",  # a new request appears before each page but the first
    "repeated_rows",  # each page begins with the last row of the one before it
    "failing_page",  # the second page answers 500 the first two times
    "truncated_json",  # the second page is cut short the first time
    "html_for_json",  # the third page is a web page the first time
    "dead_page",  # the second page is a web page each time
    "wrong_count",
    "no_count",
    "ignored_offset",
    "empty_page",  # the second page is empty the first time
    "hollow_page",  # the second page is empty each time, though rows follow
    "document_404",
    "foreign_redirect",
    "private_redirect",
    "moved_document",
    "broken_pdf",
    "docx_bomb",
    "extra_fields",
    "renamed_field",  # what was `number` is now `nomer`
    "no_id",
    "no_photo",
    "photo_page",  # a photo that is a web page
    "huge_photo",
)
#: Not part of `all together`: after these not all requests can be had.
FATAL = {"dead_page", "ignored_offset", "renamed_field", "no_id"}

REGION = {"kk": "Абай облысы", "ru": "область Абай"}
PARTY = {"kk": "Amanat", "ru": "Amanat"}
COMMITTEE = {"kk": "Аграрлық мәселелер комитеті", "ru": "Комитет по аграрным вопросам"}
# (id, last name, first name, patronymic) in Kazakh and in Russian
DEPUTIES = (
    (56, ("Қалықов", "Арман", None), ("Калыков", "Арман", None)),
    (101, ("Бапи", "Ермұрат", None), ("Бапи", "Ермурат", None)),
    (102, ("Базарбек", "Бақытжан", "Жұмабекұлы"), ("Базарбек", "Бакытжан", "Жумабекулы")),
    (103, ("Смышляева", "Екатерина", "Васильевна"), ("Смышляева", "Екатерина", "Васильевна")),
    (1681, ("Амантай", "Жарқынбек", None), ("Амантай", "Жаркынбек", None)),
)
SUBJECTS = (
    ("Ауыл мектептерінің құрылысы туралы", "О строительстве сельских школ"),
    ("Автожол жөндеу туралы", "О ремонте автомобильной дороги"),
    ("Ауыз су тапшылығы туралы", "О нехватке питьевой воды"),
)


def lang_asked(header: str) -> str:
    return "ru" if header.lower().startswith("ru") else "kk"


@dataclass
class FakeMazhilis:
    """What the server holds, and how it misbehaves. Change it while it runs."""

    base_url: str
    faults: set[str] = field(default_factory=set)
    requests: list[dict[str, Any]] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    asked: list[tuple[str, str]] = field(default_factory=list)
    foreign: str = "http://elsewhere.example/file.pdf"

    def deputies(self, lang: str) -> list[dict[str, Any]]:
        return [self.deputy(entry, lang) for entry in DEPUTIES]

    def deputy(self, entry: tuple[Any, ...], lang: str) -> dict[str, Any]:
        uid, kk, ru = entry
        last, first, patronymic = kk if lang == "kk" else ru
        return {
            "id": uid,
            "first_name": first,
            "patronymic": patronymic,
            "last_name": last,
            "email": f" deputy{uid} @parlam.kz",
            # A deputy of the party list with a region: it says nothing about the seat.
            "region": {"name": REGION[lang]} if uid in (56, 103) else None,
            "party": None if uid == 101 else {"name": PARTY[lang]},
        }

    def by_alphabet(self, lang: str) -> list[dict[str, Any]]:
        groups: dict[str, list[dict[str, Any]]] = {}
        for entry in DEPUTIES:
            row = self.deputy(entry, lang) | {
                "is_active": entry[0] != 1681,
                "position": "депутат",
                "avatar_url": f"{self.base_url}/media/avatars/{entry[0]}.jpg",
                "committee": {"name": COMMITTEE[lang]},
                "facebook_link": None,
                "instagram_link": "",
                "youtube_link": None,
            }
            groups.setdefault(row["last_name"][0], []).append(row)
        return [{"deputies": rows} for rows in groups.values()]

    def row(self, request: dict[str, Any], lang: str) -> dict[str, Any]:
        """A request as the API shows it in one language."""
        row = {key: value for key, value in request.items() if key not in ("subject", "number")}
        row["subject"] = request["subject"][lang]
        number = f"{'ДЗ' if lang == 'ru' else 'ДС'}-{request['number']}"
        row["nomer" if "renamed_field" in self.faults else "number"] = number
        named = request["initiator"], request["participants"]
        if isinstance(named[0], int):
            row["initiator"] = self.person(named[0], lang)
        if isinstance(named[1], list):
            row["participants"] = [self.person(uid, lang) for uid in named[1]]
        row["recipient"] = {"id": 1, "name": "Үкімет" if lang == "kk" else "Правительство"}
        if "extra_fields" in self.faults:
            row |= {"stage": {"code": "sent"}, "views": 10}
        if "no_id" in self.faults:
            del row["id"]
        return row

    def person(self, uid: int, lang: str) -> dict[str, Any]:
        row = next(self.deputy(entry, lang) for entry in DEPUTIES if entry[0] == uid)
        return {key: row[key] for key in ("id", "last_name", "first_name", "patronymic")}

    def add_request(self, uid: int, **given: Any) -> dict[str, Any]:
        """A request more, at the head of the list."""
        kk, ru = SUBJECTS[uid % len(SUBJECTS)]
        request = {
            "id": uid,
            "number": uid - 8000,
            "request_date": f"2025-{uid % 12 + 1:02}-{uid % 28 + 1:02}",
            "subject": {"kk": f"{kk} ({uid})", "ru": f"{ru} ({uid})"},
            "initiator": DEPUTIES[uid % 5][0],
            "participants": [DEPUTIES[(uid + step) % 5][0] for step in (1, 2)],
            "answer": None,
            "document_url": self.document_url(uid),
        } | given
        self.requests.insert(0, request)
        return request

    def document_url(self, uid: int) -> str | None:
        """PDF, DOCX or none; the names are Cyrillic and percent-encoded, the scheme http."""
        if uid % 3 == 2 or uid > 8610:
            return None
        ending = "pdf" if uid % 3 == 0 else "docx"
        return f"{self.base_url}/media/{quote(f'сауал {uid}')}.{ending}"

    def page(self, offset: int, limit: int, number: int, lang: str) -> dict[str, Any]:
        if "shifting_rows" in self.faults and number > 0:
            self.add_request(max(request["id"] for request in self.requests) + 1)
        if "ignored_offset" in self.faults:
            offset = 0
        if "repeated_rows" in self.faults and offset:
            offset -= 1
        hollow = "hollow_page" in self.faults and number == 1
        if hollow or ("empty_page" in self.faults and number == 1 and self.first("empty", lang)):
            found = []
        else:
            found = self.requests[offset : offset + limit]
        answer: dict[str, Any] = {"result": [self.row(request, lang) for request in found]}
        if "no_count" not in self.faults:
            wrong = "wrong_count" in self.faults
            answer["count"] = 3 if wrong else len(self.requests)
        return answer

    def first(self, what: str, lang: str, times: int = 1) -> bool:
        """Whether this is one of the first `times` that `what` was asked for in a language."""
        self.seen[f"{what}:{lang}"] += 1
        return self.seen[f"{what}:{lang}"] <= times


class Handler(BaseHTTPRequestHandler):
    """Answers for `server.fake`."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        fake: FakeMazhilis = self.server.fake  # type: ignore[attr-defined]
        parts = urlsplit(self.path)
        lang = lang_asked(self.headers.get("Accept-Language") or "")
        fake.asked.append((self.path, lang))
        if parts.path == "/api/core/deputies/":
            self.answer_json(fake.deputies(lang))
        elif parts.path == "/api/core/deputies/by-alphabet/":
            self.answer_json(fake.by_alphabet(lang))
        elif parts.path == "/api/core/deputy-requests":
            asked = parse_qs(parts.query)
            self.requests(fake, int(asked["limit"][0]), int(asked["offset"][0]), lang)
        elif parts.path.startswith("/media/avatars/"):
            self.photo(fake, parts.path)
        elif parts.path.startswith("/media/"):
            self.document(fake, unquote(parts.path))
        elif parts.path == "/robots.txt":
            self.answer(404, "text/plain", b"")
        else:
            # An Angular application answers any other address with its one page.
            self.answer(200, "text/html", b"<!doctype html><html><app-root></app-root></html>")

    def requests(self, fake: FakeMazhilis, limit: int, offset: int, lang: str) -> None:
        number = offset // limit
        second, third = number == 1, number == 2
        if second and "failing_page" in fake.faults and fake.first("500", lang, 2):
            self.answer(500, "text/plain", b"out of order")
        elif second and "truncated_json" in fake.faults and fake.first("cut", lang):
            body = json.dumps(fake.page(offset, limit, number, lang)).encode()
            self.answer(200, "application/json", body[: len(body) // 2])
        elif (third and "html_for_json" in fake.faults and fake.first("html", lang)) or (
            second and "dead_page" in fake.faults
        ):
            self.answer(200, "text/html", b"<!doctype html><html>maintenance</html>")
        else:
            self.answer_json(fake.page(offset, limit, number, lang))

    def document(self, fake: FakeMazhilis, path: str) -> None:
        """The documents of the newest requests misbehave, each in its own way."""
        name = path.removeprefix("/media/")
        uid = int("".join(c for c in name if c.isdigit()))
        wanted = {
            "document_404": (8601, lambda: self.answer(404, "text/html", b"<html>no</html>")),
            "foreign_redirect": (8602, lambda: self.redirect(fake.foreign)),
            "private_redirect": (8604, lambda: self.redirect("http://10.0.0.1/file.pdf")),
            "moved_document": (8605, lambda: self.redirect(f"/media/moved-{uid}.docx")),
            "broken_pdf": (8607, lambda: self.answer(200, PDF, b"%PDF-1.4\nbroken")),
            "docx_bomb": (8608, lambda: self.answer(200, DOCX, docx_bomb())),
        }
        for fault, (which, misbehave) in wanted.items():
            if fault in fake.faults and uid == which and not name.startswith("moved"):
                misbehave()
                return
        subject = SUBJECTS[uid % len(SUBJECTS)][0]
        if name.endswith(".pdf"):
            self.answer(200, PDF, pdf(f"Депутаттық сауал {uid}", subject))
        else:
            self.answer(200, DOCX, docx(f"Депутаттық сауал {uid}", subject, table=(("а", "ә"),)))

    def photo(self, fake: FakeMazhilis, path: str) -> None:
        """A photo of a deputy, or what a site gives in its place."""
        uid = path.rpartition("/")[2].removesuffix(".jpg")
        if "no_photo" in fake.faults and uid == "56":
            self.answer(404, "text/html", b"<html>no</html>")
        elif "photo_page" in fake.faults and uid == "101":
            self.answer(200, "text/html", b"<html><script>alert(1)</script></html>")
        elif "huge_photo" in fake.faults and uid == "103":
            self.answer(200, "image/jpeg", portrait(uid) + bytes(4 * 1024 * 1024))
        else:
            self.answer(200, "image/jpeg", portrait(uid))

    def redirect(self, to: str) -> None:
        self.answer(302, "text/plain", b"", ("Location", to))

    def answer_json(self, value: Any) -> None:
        self.answer(200, "application/json", json.dumps(value, ensure_ascii=False).encode())

    def answer(self, status: int, mime: str, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", mime)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the output of a test run is for its failures."""


def portrait(uid: str) -> bytes:
    """A photo of its own for each number."""
    out = io.BytesIO()
    Image.new("RGB", (300, 400), (int(uid) % 256, 60, 90)).save(out, "JPEG")
    return out.getvalue() + uid.encode()


@contextmanager
def serving(requests: int = 30) -> Iterator[FakeMazhilis]:
    """A server on a port of its own with that many requests, the newest first."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake = FakeMazhilis(f"http://127.0.0.1:{server.server_address[1]}")
    for number in range(requests):
        fake.add_request(8600 + number)
    server.fake = fake  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
