"""Which field of a JSON row holds what, and an account of every field that it holds.

Nobody has described the rows, so `source.yml` lists for each thing wanted the paths it may
stand under; the first that holds something wins. A path is dotted; a list is walked through
as if it were not there, so `documents.document_url` and `documents[].document_url` are the
same. `{lang}` in a path stands for the language that is read. Nothing is dropped in silence:
each field of each row is used, ignored by name, or reported as unknown.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

LANGS = ("kk", "ru", "en")
EXAMPLE = 60
TEXT_KEYS = ("name", "title", "text", "value", "name_{lang}", "title_{lang}", "{lang}")
LINK_KEYS = ("document_url", "file_url", "url", "file", "href")
#: What is read of a value that is an object, by the shape that source.yml gives the field.
SHAPES: Mapping[str, tuple[str, ...]] = {
    "text": TEXT_KEYS,
    "links": LINK_KEYS,
    "answer": (*TEXT_KEYS, *LINK_KEYS),
    "people": (
        "id",
        "full_name",
        "fio",
        "name",
        "last_name",
        "surname",
        "first_name",
        "patronymic",
        "middle_name",
        "full_name_{lang}",
        "name_{lang}",
    ),
}
#: What an example never shows: addresses of people and numbers that may be theirs.
PERSONAL = re.compile(r"[\w.+-]+\s*@\s*[\w.-]+|(?!\d{4}-\d\d-\d\d)(?<![\w-])\+?\d(?:[ ()-]*\d){9,}")
NAME_BREAK = re.compile(r"\s*[,;\n]\s*")


class FieldsError(ValueError):
    """What is wrong with a list of fields, in a sentence that names the place."""


class RowError(ValueError):
    """A row lacks a field that it cannot do without. The sentence says which."""


@dataclass(frozen=True)
class FieldRule:
    """One thing wanted of a row: where it may stand and in which shape it is read.

    A mandatory one makes a row unreadable by its absence; an optional one may stand under
    no known path in all rows without a word.
    """

    name: str
    paths: tuple[str, ...]
    shape: str = "text"
    mandatory: bool = False
    optional: bool = False


@dataclass(frozen=True)
class RowRules:
    """What is wanted of one kind of row, and which of its fields are left aside on purpose."""

    name: str
    fields: tuple[FieldRule, ...]
    ignore: tuple[str, ...] = ()

    @classmethod
    def from_mapping(cls, name: str, given: Mapping[str, Any]) -> "RowRules":
        """The rules that `source.yml` gives under `rows.<name>`. Raises FieldsError."""
        wanted = given.get("fields")
        if not isinstance(wanted, Mapping) or not wanted:
            raise FieldsError(f"rows.{name}.fields: list at least one field with its paths.")
        return cls(
            name,
            tuple(_rule(f"rows.{name}.fields.{key}", key, value) for key, value in wanted.items()),
            tuple(plain(path) for path in given.get("ignore") or ()),
        )


def _rule(place: str, name: str, given: Any) -> FieldRule:
    if isinstance(given, list):
        given = {"paths": given}
    if not isinstance(given, Mapping) or not isinstance(given.get("paths"), list):
        raise FieldsError(f"{place}: give a list of paths, for example [{name}].")
    unknown = set(given) - {"paths", "shape", "mandatory", "optional"}
    if unknown:
        raise FieldsError(f"{place}: {', '.join(sorted(unknown))} is not a setting of a field.")
    shape = given.get("shape", "text")
    if shape not in SHAPES:
        raise FieldsError(f"{place}.shape: {shape!r} is none of {', '.join(SHAPES)}.")
    return FieldRule(
        name,
        tuple(plain(path) for path in given["paths"]),
        shape,
        bool(given.get("mandatory")),
        bool(given.get("optional")),
    )


def plain(path: object) -> str:
    """`path` without the marks of lists."""
    return str(path).replace("[]", "")


class Leaf(NamedTuple):
    """A value of a row that holds no further ones, or an empty list or object."""

    path: str
    value: Any


def leaves(value: Any, path: str = "") -> Iterator[Leaf]:
    """Every leaf of `value` with its path; the items of a list share the list's path."""
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and value:
        for inner in value:
            yield from leaves(inner, path)
    else:
        yield Leaf(path, value)


def blank(value: Any) -> bool:
    """Whether `value` says nothing: null, an empty text, list or object."""
    return value is None or value in ("", [], {}) or (isinstance(value, str) and not value.strip())


_ABSENT = object()


def at(value: Any, path: str) -> Any:
    """What stands under the dotted `path`, lists walked through; `_ABSENT` where nothing does."""
    if not path:
        return value
    if isinstance(value, list):
        found = [inner for inner in (at(item, path) for item in value) if inner is not _ABSENT]
        return found if found else _ABSENT
    head, _, rest = path.partition(".")
    if not isinstance(value, Mapping) or head not in value:
        return _ABSENT
    return at(value[head], rest)


def spellings(path: str) -> tuple[str, ...]:
    """`path` in each language, where it says `{lang}`."""
    if "{lang}" not in path:
        return (path,)
    return tuple(path.replace("{lang}", lang) for lang in LANGS)


def example(value: Any) -> str:
    """`value` in a few words, without addresses and numbers that may be a person's own."""
    text = " ".join(str(value).split())
    text = PERSONAL.sub("…", text)
    return text if len(text) <= EXAMPLE else text[: EXAMPLE - 1] + "…"


@dataclass
class Account:
    """What became of the fields of all rows of one kind. Accounts of pages add up.

    `found` and `empty` count rows by (field, path), `unknown` and `ignored` by path.
    """

    rules: RowRules
    rows: int = 0
    unreadable: int = 0
    found: Counter[tuple[str, str]] = field(default_factory=Counter)
    empty: Counter[tuple[str, str]] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    ignored: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def add(self, other: "Account") -> None:
        """Take in the account of further rows of the same kind."""
        self.rows += other.rows
        self.unreadable += other.unreadable
        for name in ("found", "empty", "unknown", "ignored"):
            getattr(self, name).update(getattr(other, name))
        self.examples = other.examples | self.examples

    def absent(self) -> list[FieldRule]:
        """The wanted fields that no row has under a known path, not even empty."""
        seen = {name for name, _ in (*self.found, *self.empty)}
        return [rule for rule in self.rules.fields if rule.name not in seen] if self.rows else []

    def warnings(self) -> list[str]:
        """One sentence for each unknown field and each wanted one that was not found."""
        said = [
            f"{self.rules.name}: the field {path} is unknown, in {count} of {self.rows} rows, "
            f"for example {self.examples.get(path, '')!r}; name it in source.yml to use or "
            "ignore it"
            for path, count in sorted(self.unknown.items())
        ]
        for rule in self.absent():
            if rule.optional or rule.mandatory:
                continue
            unknown = ", ".join(sorted(self.unknown)) or "none"
            said.append(
                f"{self.rules.name}: no row has {rule.name} under {', '.join(rule.paths)}; "
                f"unknown fields of these rows: {unknown}; add the right one to source.yml"
            )
        if self.unreadable:
            mandatory = ", ".join(rule.name for rule in self.rules.fields if rule.mandatory)
            said.append(
                f"{self.rules.name}: {self.unreadable} of {self.rows} rows are left out, "
                f"for they lack {mandatory}"
            )
        return said


def read(row: Any, rules: RowRules, lang: str, account: Account) -> dict[str, Any]:
    """What `row` holds for each wanted field that it fills, as JSON gave it.

    Every field of the row is entered into `account`. Raises RowError where a mandatory field
    is missing or the row is no object.
    """
    account.rows += 1
    if not isinstance(row, Mapping):
        account.unreadable += 1
        raise RowError(f"{rules.name}: a row is {example(row)!r}, not an object.")
    values = {}
    for rule in rules.fields:
        value = _first(row, rule, lang, account)
        if value is not None:
            values[rule.name] = value
    _enter_rest(row, rules, account)
    for rule in rules.fields:
        if rule.mandatory and rule.name not in values:
            account.unreadable += 1
            raise RowError(f"{rules.name}: a row has no {rule.name}.")
    return values


def _first(row: Mapping[str, Any], rule: FieldRule, lang: str, account: Account) -> Any:
    """The first path that holds something; an empty one is entered only when none does."""
    hollow = None
    for path in rule.paths:
        value = at(row, path.replace("{lang}", lang))
        if value is _ABSENT:
            continue
        if blank(value):
            hollow = hollow or path
            continue
        account.found[rule.name, path] += 1
        account.examples.setdefault(f"{rule.name}:{path}", example(value))
        return value
    if hollow:
        account.empty[rule.name, hollow] += 1
    return None


def _enter_rest(row: Mapping[str, Any], rules: RowRules, account: Account) -> None:
    """Count each field of `row` that no rule reads, once a row."""
    readable = _readable(rules)
    seen: dict[str, Any] = {}
    for path, value in leaves(row):
        # An object that is wanted for a part of it may be absent as a whole.
        hollow = blank(value) and any(known.startswith(f"{path}.") for known in readable)
        if path not in readable and not hollow and (path not in seen or blank(seen[path])):
            seen[path] = value
    for path, value in seen.items():
        if any(path == left or path.startswith(f"{left}.") for left in rules.ignore):
            account.ignored[path] += 1
        else:
            account.unknown[path] += 1
            if not blank(value):
                account.examples.setdefault(path, example(value))


@cache
def _readable(rules: RowRules) -> frozenset[str]:
    """All paths whose value some rule would read."""
    paths = set()
    for rule in rules.fields:
        inner = [key for name in SHAPES[rule.shape] for key in spellings(name)]
        for path in (one for given in rule.paths for one in spellings(given)):
            paths.add(path)
            paths.update(f"{path}.{key}" for key in inner)
    return frozenset(paths)


class Person(NamedTuple):
    """A person that a row names; `uid` is the site's own number of them, or empty."""

    name: str
    uid: str


def text(value: Any, lang: str) -> str:
    """`value` in words: a text or number, an object that is named, or several of them."""
    if isinstance(value, list):
        return "; ".join(part for part in (text(item, lang) for item in value) if part)
    if isinstance(value, Mapping):
        for key in TEXT_KEYS:
            inner = value.get(key.replace("{lang}", lang))
            if not blank(inner) and not isinstance(inner, Mapping | list):
                return text(inner, lang)
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value).strip()


def people(value: Any, lang: str) -> tuple[Person, ...]:
    """The people that `value` names, each once, in its order.

    Takes a text of one name or several apart by commas, semicolons or lines; an object with
    a name or its parts; a list of any of these.
    """
    return tuple(dict.fromkeys(_people(value, lang)))


def _people(value: Any, lang: str) -> Iterator[Person]:
    if isinstance(value, list):
        for item in value:
            yield from _people(item, lang)
    elif isinstance(value, Mapping):
        uid = value.get("id")
        name = _name(value, lang)
        if name or uid is not None:
            yield Person(name, "" if uid is None else str(uid))
    elif isinstance(value, str):
        for name in NAME_BREAK.split(value.strip()):
            if name:
                yield Person(" ".join(name.split()), "")
    elif isinstance(value, int) and not isinstance(value, bool):
        # A bare number can only be the site's own number of the person.
        yield Person("", str(value))


def _name(value: Mapping[str, Any], lang: str) -> str:
    parts = (
        value.get("last_name") or value.get("surname"),
        value.get("first_name"),
        value.get("patronymic") or value.get("middle_name"),
    )
    if parts[0]:
        return " ".join(" ".join(str(part).split()) for part in parts if not blank(part))
    for key in ("full_name", f"full_name_{lang}", "fio", "name", f"name_{lang}"):
        if not blank(value.get(key)):
            return " ".join(str(value[key]).split())
    return ""


def links(value: Any) -> tuple[str, ...]:
    """The addresses that `value` holds: a text, an object with one, or a list of these."""
    if isinstance(value, list):
        return tuple(dict.fromkeys(link for item in value for link in links(item)))
    if isinstance(value, Mapping):
        return tuple(
            dict.fromkeys(
                link
                for key in LINK_KEYS
                if isinstance(value.get(key), str | list | Mapping)
                for link in links(value[key])
            )
        )
    return (value.strip(),) if isinstance(value, str) and value.strip() else ()
