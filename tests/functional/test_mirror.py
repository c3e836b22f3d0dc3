"""The copy of the public site: every link of every file, what is said, what a next build does."""

import json
import os
import re
import subprocess
import time
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from lxml import html
from sqlalchemy import select

from app.cli.mirror import OwnSite
from app.extensions import db
from app.mirror import keys
from app.mirror.folder import Folder
from app.mirror.reading import UNKNOWN, set_of
from app.mirror.verify import verify
from models import audit
from models.programme import Thesis
from tests.conftest import NOW
from tests.factories.mirror import SEED, copy, portal, publish

HOST = UNKNOWN.split("://")[1]

#: The pages are made by the portal itself, a second for each ten of them on a quiet machine.
pytestmark = [pytest.mark.timeout(900), pytest.mark.one_database]


@pytest.fixture(scope="module")
def app(template, request, tmp_path_factory):
    kind = request.config.getoption("--db")
    folder = tmp_path_factory.mktemp("portal")
    with portal(template, kind, folder, mirror_key=SEED) as app:
        yield app


@pytest.fixture(scope="module")
def made(app, tmp_path_factory, request):
    folder = tmp_path_factory.mktemp("copy") / "mirror"
    begun = time.monotonic()
    built = copy(app, folder)
    seconds = time.monotonic() - begun
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print(f"\nthe copy: {built.files} files, {built.size} bytes, {seconds:.0f} s")
    return folder, built


@pytest.fixture
def folder(made):
    return made[0]


def pages(folder: Path):
    for path in sorted(folder.rglob("*.html")):
        yield path, html.document_fromstring(path.read_text("utf-8"))


def addresses(page):
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        for name in ("href", "src", "action", "poster", "data"):
            if (value := element.get(name)) is not None and name != "data-root":
                yield element, value
        for address, _ in set_of(element.get("srcset", "")):
            yield element, address


def broken(folder: Path) -> tuple[list[str], int]:
    """Links that lead nowhere in the copy, and how many there are at all."""
    ids = {path: set(page.xpath("//@id")) for path, page in pages(folder)}
    wrong, links = [], 0
    for path, page in pages(folder):
        for element, address in addresses(page):
            if re.match(r"[a-z]+:", address):
                continue
            links += 1
            whole, anchor = urldefrag(address)
            whole = whole.partition("?")[0]
            target = Path(os.path.normpath(path.parent / unquote(whole))) if whole else path
            if address.startswith("/") or not target.is_file():
                wrong.append(f"{path}: {address}")
            elif anchor and target in ids and unquote(anchor) not in ids[target]:
                wrong.append(f"{path}: no anchor {address}")
            elif element.tag == "a" and not whole and not anchor:
                wrong.append(f"{path}: empty")
    return wrong, links


def test_every_link_of_every_file_leads_to_a_file_and_to_an_anchor_that_is_there(made):
    wrong, links = broken(made[0])
    assert not wrong, wrong[:20]
    assert links > 1000
    assert made[1].dead == [] and made[1].failed == []


def test_nothing_is_loaded_from_elsewhere_and_the_portal_is_nowhere_named(folder):
    for path, page in pages(folder):
        for element, address in addresses(page):
            if element.tag not in ("a", "area"):
                assert not re.match(r"(https?:|//)", address), (path, address)
        text = path.read_text("utf-8")
        assert HOST not in text and "localhost" not in text, path
        policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert len(policy) == 1 and policy[0].startswith("default-src 'none'"), path
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix in (".json", ".txt", ".css", ".js", ".csv", ".svg"):
            assert HOST not in path.read_text("utf-8"), path


def test_no_page_has_a_form_that_needs_a_server_or_leads_to_staff(folder):
    for path, page in pages(folder):
        for form in page.iter("form"):
            assert form.get("role") == "search" and form.get("method", "get") == "get", path
        said = " ".join(address for _, address in addresses(page))
        assert not re.search(r"(account|coding|desk|guest|report-error)[/.]", said), path
        assert not page.xpath("//input[@name='csrf_token']"), path


def test_every_page_says_that_it_is_a_copy_and_of_when(folder):
    for path, page in pages(folder):
        if path.parent == folder or "/embed" in str(path) or path.name == "page.html":
            continue
        banner = page.xpath("//aside[contains(@class, 'mirror')]")
        assert len(banner) == 1, path
        assert "20.11.2026" in banner[0].text_content(), path
        assert banner[0].xpath(".//a[contains(@href, 'mirror.html')]"), path


def test_every_language_is_there_with_its_own_search_and_its_kept_copy(folder):
    for lang in ("kk", "ru", "en"):
        for name in ("index", "search", "mirror", "deputies/index", "captures/1/page"):
            assert (folder / lang / f"{name}.html").is_file(), (lang, name)
        shown = html.document_fromstring((folder / lang / "search.html").read_text("utf-8"))
        assert shown.get("lang") == lang
        home = html.document_fromstring((folder / lang / "index.html").read_text("utf-8"))
        sections = home.xpath("//header//nav")[0].text_content()
        assert {"kk": "Депутаттар", "ru": "Депутаты", "en": "Deputies"}[lang] in sections
        assert shown.xpath("//main//ul/li/a[contains(@href, 'deputies/')]")


def test_names_are_short_and_fit_every_file_system(folder):
    paths = [path.relative_to(folder).as_posix() for path in folder.rglob("*")]
    assert len({path.lower() for path in paths}) == len(paths)
    for path in paths:
        assert len(path) <= 200
        assert re.fullmatch(r"[A-Za-z0-9._~/-]+", path), path


def test_the_copy_is_sound_and_signed_and_standard_tools_say_so_too(folder):
    found = verify(folder, keys.public(SEED))
    assert found.faults == [] and found.compared and found.files > 100
    summed = subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=folder)
    assert summed.returncode == 0
    signed = subprocess.run(
        ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "mirror.pem", "-rawin", "-in",
         "MANIFEST.json", "-sigfile", "MANIFEST.json.sig"],
        cwd=folder, capture_output=True,
    )  # fmt: skip
    assert signed.returncode == 0, signed.stderr
    readme = (folder / "README.txt").read_text("utf-8")
    assert readme.count("sha256sum --quiet -c SHA256SUMS") == 3 and keys.public(SEED) in readme


def test_the_key_is_nowhere_in_the_copy(folder):
    for path in folder.rglob("*"):
        if path.is_file():
            body = path.read_bytes()
            assert SEED not in body and SEED.hex().encode() not in body, path


def test_the_list_says_what_the_copy_is(folder):
    said = json.loads((folder / "MANIFEST.json").read_text("utf-8"))
    assert said["site"] is None and said["edition"] is None and said["as_of"] == "2026-11-20"
    assert said["languages"] == ["kk", "ru", "en"] and said["public_key"] == keys.public(SEED)
    assert said["generator"].startswith("Promises Watch ")
    listed = set(said["files"]) | {"MANIFEST.json", "MANIFEST.json.sig"}
    standing = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert listed == standing


def test_an_edition_is_copied_alone_and_says_so_on_every_page(
    template, request, tmp_path_factory, tmp_path
):
    home = tmp_path_factory.mktemp("edition")
    kind = request.config.getoption("--db")
    with portal(template, kind, home, publish) as app:
        copy(app, tmp_path / "m", langs=("ru",), edition=1, base="https://watch.example/site")
    wrong, links = broken(tmp_path / "m")
    assert not wrong and links > 500, wrong[:20]
    root = html.document_fromstring((tmp_path / "m" / "index.html").read_text("utf-8"))
    assert root.xpath("//main//a/@href")[0] == "ru/editions/1/index.html"
    names = {p.relative_to(tmp_path / "m").as_posix() for p in (tmp_path / "m").rglob("*.html")}
    assert "ru/editions/1/deputies/index.html" in names
    assert "ru/deputies/index.html" not in names and not any(n.startswith("kk/") for n in names)
    shown = (tmp_path / "m/ru/editions/1/deputies/index.html").read_text("utf-8")
    assert "15.11.2026" in shown and "watch.example/site/ru/" in shown
    page = html.document_fromstring(shown)
    (canonical,) = page.xpath("//link[@rel='canonical']/@href")
    assert canonical == "https://watch.example/site/ru/editions/1/deputies/"
    assert verify(tmp_path / "m").faults == []
    said = json.loads((tmp_path / "m" / "MANIFEST.json").read_text("utf-8"))
    assert (said["edition"], said["as_of"]) == (1, "2026-11-15")
    assert said["public_key"] is None and said["site"] == "https://watch.example/site"


def test_a_build_that_is_stopped_leaves_the_former_copy_and_goes_on_where_it_was(
    app, made, monkeypatch
):
    folder, _ = made
    (folder / "ru" / "recall.html").unlink()
    before = {p: p.stat().st_mtime_ns for p in folder.rglob("*") if p.is_file()}
    real, asked = OwnSite.fetch, []

    def dies(site, path, known=None):
        asked.append(path)
        if len(asked) > 40:
            raise KeyboardInterrupt
        return real(site, path, known)

    monkeypatch.setattr(OwnSite, "fetch", dies)
    with pytest.raises(KeyboardInterrupt):
        copy(app, folder)
    assert {p: p.stat().st_mtime_ns for p in before if p.exists()} == before
    monkeypatch.undo()

    real_finish = Folder.finish

    def stopped(self, former):
        raise KeyboardInterrupt

    monkeypatch.setattr(Folder, "finish", stopped)
    with pytest.raises(KeyboardInterrupt):
        copy(app, folder)
    monkeypatch.setattr(Folder, "finish", real_finish)
    assert verify(folder).faults[0].startswith("unfinished")
    wrong, _ = broken(folder)
    assert not wrong
    built = copy(app, folder)
    assert verify(folder, keys.public(SEED)).faults == []
    assert built.same == built.asked and (folder / "ru" / "recall.html").is_file()


def test_a_second_build_leaves_every_file_as_it_was_and_makes_no_page(app, made):
    folder, first = made
    own = {"MANIFEST.json", "MANIFEST.json.sig"}
    before = {path: path.stat() for path in folder.rglob("*") if path.is_file()}
    built = copy(app, folder)
    for path, was in before.items():
        now = path.stat()
        if path.name not in own:
            assert (now.st_ino, now.st_mtime_ns) == (was.st_ino, was.st_mtime_ns), path
    assert (built.files, built.written, built.removed) == (first.files, 0, 0)
    assert built.same == built.asked == first.asked


def test_a_change_rewrites_the_pages_that_show_it_and_no_others(app, made):
    folder, _ = made
    before = {p: p.stat().st_mtime_ns for p in folder.rglob("*.html")}
    (folder / "kk" / "mine.html").write_text("mine")
    with app.app_context(), db.sessionmaker() as session:
        audit.bind(session, actor="test", now=NOW)
        session.scalars(select(Thesis)).one().text_ru = "Построить мост"
        session.commit()
    built = copy(app, folder)
    changed = {p for p, was in before.items() if p.stat().st_mtime_ns != was}
    assert any("promises" in p.as_posix() for p in changed)
    assert 0 < len(changed) < len(before) / 2 and built.strangers == 1
    assert folder / "ru" / "about.html" not in changed
    assert verify(folder).faults == ["added: kk/mine.html"]
    assert "построить мост" in " ".join(
        p.read_text("utf-8").lower() for p in (folder / "search").glob("e-*.js")
    )
