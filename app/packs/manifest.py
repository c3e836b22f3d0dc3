"""What pack.yml must say."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from app.packs.problems import Problem
from app.packs.schema import TABLES

MANIFEST = "pack.yml"
KEY = "a key of small Latin letters and digits with single hyphens"


def _is_key(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value) is not None


def _is_words(value: object) -> bool:
    return isinstance(value, str) and value.isprintable() and bool(value.strip())


def _is_number(value: object) -> bool:
    return type(value) is int and value > 0


#: What pack.yml must say: how to tell whether it does, and what is expected.
REQUIRED: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "key": (_is_key, KEY),
    "title": (_is_words, "words"),
    "legislature": (_is_key, KEY),
    "convocation": (_is_number, "the number of the convocation"),
    "files": (lambda value: isinstance(value, list) and bool(value), "the list of its files"),
}
#: What a pack that belongs to no convocation leaves out, both or neither.
WHOSE = ("legislature", "convocation")


def read_manifest(directory: Path, problems: list[Problem]) -> dict[str, Any] | None:
    """The contents of pack.yml, or None where nothing more can be checked."""
    path = directory / MANIFEST
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError:
        problems.append(Problem(MANIFEST, None, None, "no such file", f"{MANIFEST} in {directory}"))
        return None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        row = mark.line + 1 if mark else None
        found = str(getattr(error, "problem", None) or error)
        problems.append(Problem(MANIFEST, row, None, found, "YAML in UTF-8"))
        return None
    if not isinstance(content, dict):
        problems.append(Problem(MANIFEST, None, None, str(content), f"keys {', '.join(REQUIRED)}"))
        return None
    before = len(problems)
    general = _is_general(content)
    for name, (is_sound, expected) in REQUIRED.items():
        value = content.get(name)
        if not is_sound(value) and not (general and name in WHOSE):
            found = "" if value is None else str(value)
            problems.append(Problem(MANIFEST, None, name, found, expected))
    for name in content.keys() - REQUIRED.keys() - {"source", "training"}:
        expected = f"no more than {', '.join(REQUIRED)}, source and training"
        problems.append(Problem(MANIFEST, None, str(name), str(content[name]), expected))
    if not isinstance(content.get("training", False), bool):
        found = str(content["training"])
        problems.append(Problem(MANIFEST, None, "training", found, "true or false"))
    source = content.get("source")
    if source is not None and not (
        isinstance(source, dict)
        and source.keys() == {"key", "name"}
        and _is_key(source["key"])
        and _is_words(source["name"])
    ):
        problems.append(Problem(MANIFEST, None, "source", str(source), f"{KEY}, and a name"))
    return content if len(problems) == before else None


def _is_general(content: Mapping[str, Any]) -> bool:
    """Whether a manifest names no convocation, and no file that would belong to one."""
    files = content.get("files")
    if any(name in content for name in WHOSE) or not isinstance(files, list):
        return False
    general = {table.file for table in TABLES.values() if table.general}
    return all(isinstance(file, str) and file in general for file in files)
