"""The index that a copy is searched by: small script files, of bounded size altogether.

A stem leads to the numbers of the entries that have it; numbers follow the order of the portal's
own search, so that the first of them are shown first. What was left out for its size is told.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from anyascii import anyascii

from app.queries.deputies import Text
from app.queries.finding import OF_PEOPLE, OF_PLACES
from app.queries.search_dump import Entry, Searchable
from app.words import LANGS, Words
from models import search
from models.item import DatePrecision
from models.search_entry import What

SOURCES = Path(__file__).parent / "files"
#: Bytes of one file of the index, about, and of all files together.
SHARD, MOST = 90_000, 24_000_000
LONGEST_TITLE = 200
#: Letters whose Latin spelling is told to the script, which has no table of its own.
LETTERS = range(0xA1, 0x530)

Find = Callable[[str, str], str | None]


@dataclass(frozen=True)
class Index:
    """The files by their paths, and how many entries they find; `titles_only` of them, where the
    index would have been too large, by their titles alone.
    """

    files: Mapping[str, bytes]
    entries: int
    titles_only: int = 0


def index(found: Searchable, where: Find, langs: Iterable[str], most: int = MOST) -> Index:
    """The index of what the copy holds. `where` gives the file of an address in a language,
    relative to the folder of the language, or None where the copy has no such page.
    """
    lang = next(iter(langs))
    entries = [(one, path) for one in found.entries if (path := where(lang, one.path))]
    people = [(one, path) for one in found.people if (path := where(lang, f"deputies/{one.slug}"))]
    spots = [(one, path) for one in found.spots if (path := where(lang, one.path))]
    fixed = {
        "search/stems.js": (SOURCES / "stems.js").read_bytes(),
        "search/search.js": (SOURCES / "search.js").read_bytes(),
        "search/words.js": _given("words", {one: words_of(Words(one)) for one in langs}),
        "search/names.js": _given("names", _names(people, spots)),
    }
    numbers = {person.slug: at for at, (person, _) in enumerate(people)}
    for left_out in ((), (What.DOCUMENT,), tuple(What)):
        # What is longest and least often looked for goes first: texts of documents, then all texts.
        kept = [
            (replace(one, stems=one.titles) if one.what in left_out and one.titles else one, path)
            for one, path in entries
        ]
        files = {**fixed, **_parts(kept, numbers, langs)}
        if sum(map(len, files.values())) <= most:
            break
    short = sum(one.what in left_out for one, _ in entries)
    return Index(files, len(entries), short)


def words_of(words: Words) -> dict[str, Any]:
    """What the script says, in one language."""
    return {
        "kinds": {
            What.PROMISE.value: words.gettext("Promise %(number)s", number="").strip(),
            What.REQUEST.value: words.gettext("Requests and answers"),
            What.MEETING.value: words.gettext("Meetings"),
            What.ACT.value: words.gettext("Other items"),
            What.DOCUMENT.value: words.gettext("Document"),
        },
        "found": words.gettext("Found: %(count)s", count="%s"),
        "nothing": words.gettext("Nothing was found."),
        "untitled": words.gettext("[title not known yet]"),
        "places": words.gettext("Places"),
        "deputies": words.gettext("Deputies"),
        "rest": words.gettext("Promises, items and documents"),
        "district": words.gettext("District %(number)s", number="%s"),
        "back": words.gettext("Previous page"),
        "on": words.gettext("Next page"),
    }


def _names(people: Iterable[tuple[Any, str]], spots: Iterable[tuple[Any, str]]) -> dict[str, Any]:
    return {
        "rules": {
            "endings": search.ENDINGS, "least": search.MIN_STEM, "longest": search.MAX_QUERY,
            "most": search.MAX_TERMS, "stop": sorted(search.STOP),
        },
        "letters": {chr(code): anyascii(chr(code)).lower() for code in LETTERS},
        "notPeople": sorted(OF_PEOPLE),
        "notPlaces": sorted(OF_PLACES),
        "people": [
            {"p": path, "n": _text(one.name), "d": one.district, "w": one.words, "s": one.stems}
            for one, path in people
        ],
        "spots": [
            {"p": path, "m": _text(one.name), "n": one.number, "w": one.words, "r": one.of_region}
            for one, path in spots
        ],
    }  # fmt: skip


def _text(name: Text | None) -> dict[str, str]:
    found = {lang: getattr(name, f"name_{lang}", None) for lang in LANGS}
    return {lang: text for lang, text in found.items() if text}


def _parts(
    entries: list[tuple[Entry, str]], people: Mapping[str, int], langs: Iterable[str]
) -> dict[str, bytes]:
    """The parts that grow with what can be found, and the table that leads to them."""
    files: dict[str, bytes] = {}
    table: dict[str, list[tuple[Any, str]]] = {"stems": [], "entries": []}
    shown = {lang: Words(lang) for lang in langs}
    rows = ((at, _entry(one, path, people, shown)) for at, (one, path) in enumerate(entries))
    for number, part in enumerate(_cut(rows)):
        name = f"e-{number}"
        table["entries"].append((part[0][0], name))
        files[f"search/{name}.js"] = _given(name, [row for _, row in part])
    postings = _postings(one for one, _ in entries)
    letter, number = "", 0
    for words in _cut(postings, apart=lambda stem: stem[0]):
        first = words[0][0]
        letter, number = first[0], number + 1 if first[0] == letter else 0
        name = f"s-{ord(letter):x}-{number}"
        table["stems"].append((first, name))
        files[f"search/{name}.js"] = _given(name, dict(words))
    return {**files, "search/table.js": _given("table", table)}


def _entry(
    one: Entry, path: str, people: Mapping[str, int], shown: Mapping[str, Words]
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "k": one.what.value,
        "p": path,
        "m": {lang: _short(name) for lang, name in one.names.items()},
    }
    if one.number is not None:
        row["n"] = one.number
    if one.date is not None:
        day = one.date.strftime("%d.%m.%Y" if one.precision is DatePrecision.DAY else "%m.%Y")
        row["t"] = {"kk": day}
    known = [people[slug] for slug in one.deputies if slug in people]
    return {**row, "d": known} if known else row


def _short(name: str) -> str:
    text = " ".join(name.split())
    return text if len(text) <= LONGEST_TITLE else f"{text[:LONGEST_TITLE]}…"


def _postings(entries: Iterable[Entry]) -> Iterator[tuple[str, str]]:
    """Each stem with the numbers of its entries as differences, `!` where it is of the title."""
    found: dict[str, list[tuple[int, bool]]] = {}
    for number, one in enumerate(entries):
        titles = set(one.titles.split())
        for stem in dict.fromkeys(one.stems.split()):
            found.setdefault(stem, []).append((number, stem in titles))
    for stem in sorted(found, key=_by_units):
        told, before, size = [], 0, 0
        for number, titled in found[stem]:
            word = f"{_base36(number - before)}{'!' if titled else ''}"
            size += len(word) + 1
            if size > SHARD:
                # Nobody leafs through so many: the first ones in the order of the search stay.
                break
            told.append(word)
            before = number
        yield stem, " ".join(told)


def _by_units(text: str) -> bytes:
    """The order in which a script compares texts: by the units of UTF-16."""
    return text.encode("utf-16-be")


def _base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    told = digits[number % 36]
    while number := number // 36:
        told = digits[number % 36] + told
    return told


def _cut(
    rows: Iterable[tuple[Any, Any]], apart: Callable[[Any], str] | None = None
) -> Iterator[list[tuple[Any, Any]]]:
    """Rows in parts of about SHARD bytes; with `apart`, no part has rows of two kinds."""
    part: list[tuple[Any, Any]] = []
    size = 0
    for key, value in rows:
        grown = len(json.dumps([key, value], ensure_ascii=False).encode())
        other = apart is not None and bool(part) and apart(part[-1][0]) != apart(key)
        if part and (other or size + grown > SHARD):
            yield part
            part, size = [], 0
        part.append((key, value))
        size += grown
    if part:
        yield part


def _given(name: str, value: Any) -> bytes:
    """A part as a script. What stands in it is data: JSON, without what would end a script."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f'mirror.give("{name}",{text});\n'.encode()
