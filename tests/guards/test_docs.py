"""What the documents tell people to type exists."""

import re

import click
import pytest

from app.config import ROOT

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
#: Words after which a command takes arguments of its own.
COMMAND = re.compile(r"`(?:\$ )?(?:[A-Z_]+=\S+ )*flask ((?:[a-z][a-z0-9-]*)(?: [a-z][a-z0-9-]*)?)")
TARGET = re.compile(r"`(?:\$ )?(?:[A-Z_]+=\S+ )*make ([a-z][a-z-]*)")


def known(app, words):
    group: click.Command = app.cli
    for word in words:
        if not isinstance(group, click.Group):
            return True
        command = group.get_command(click.Context(group), word)
        if command is None:
            return False
        group = command
    return True


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_in_it_exists(app, path):
    text = path.read_text()
    makefile = (ROOT / "Makefile").read_text()
    for words in COMMAND.findall(text):
        assert known(app, words.split()), f"flask {words}"
    for target in TARGET.findall(text):
        assert re.search(rf"(?m)^{target}:", makefile), f"make {target}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_it_links_to_exists(path):
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text()):
        assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_setting_it_names_is_read(path):
    code = (ROOT / "app" / "config.py").read_text() + (ROOT / "Makefile").read_text()
    code += (ROOT / "tests" / "conftest.py").read_text()
    for setting in re.findall(r"(?m)^\| `([A-Z][A-Z_]+)` \|", path.read_text()):
        assert setting in code, setting
