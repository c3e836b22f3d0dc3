"""Names of files, links in pages, lists of hashes and keys, and what hostile ones come to."""

import base64
import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.config import Config, ConfigError
from app.mirror import keys, manifest
from app.mirror.addresses import LONGEST_PATH, Place, Scope, canonical, file_name
from app.mirror.folder import Folder, locked
from app.mirror.reading import UNKNOWN, Own
from app.mirror.rewriting import Fate, Rewriter, Sheet, Target, policy_of, relative
from app.mirror.shapes import MirrorBusyError, MirrorError
from app.mirror.verify import verify
from app.words import Words

SEED = bytes(range(32))
HTML = "text/html"


@pytest.mark.parametrize(
    ("address", "mime", "name"),
    [
        ("/kk/", HTML, "kk/index.html"),
        ("/kk/deputies/", HTML, "kk/deputies/index.html"),
        ("/kk/deputies/anna", HTML, "kk/deputies/anna.html"),
        ("/kk/deputies/anna/items?page=2", HTML, "kk/deputies/anna/items~page.2.html"),
        ("/kk/deputies/anna/photo", "image/jpeg", "kk/deputies/anna/photo.jpg"),
        ("/kk/charts/a-8/x.svg", "image/svg+xml", "kk/charts/a-8/x.svg"),
        ("/kk/captures/1/bytes", "application/octet-stream", "kk/captures/1/bytes.bin"),
        ("/kk/a.html", "application/octet-stream", "kk/a.html.bin"),
        ("/static/css/site.css", "text/css", "static/css/site.css"),
    ],
)
def test_an_address_has_a_name_that_says_what_it_is(address, mime, name):
    if name == "kk/a.html.bin":
        assert file_name(address, mime).endswith(".bin")
    else:
        assert file_name(address, mime) == name


@given(st.lists(st.text(min_size=1, max_size=300), min_size=1, max_size=6), st.text(max_size=300))
def test_every_name_fits_every_file_system(words, query):
    address = canonical("/kk/" + "/".join(w.replace("/", "") or "x" for w in words) + f"?q={query}")
    name = file_name(address, HTML)
    assert len(name) <= LONGEST_PATH + 20 and manifest.is_safe(name) and name == name.lower()
    for part in name.split("/"):
        assert part.split(".")[0] not in ("con", "nul", "aux", "prn", "com1", "lpt9")


def test_addresses_that_differ_by_case_alone_have_two_files():
    assert file_name("/kk/items/ABC", HTML) != file_name("/kk/items/abc", HTML)
    assert file_name("/kk/items/Abc", HTML).lower() != file_name("/kk/items/aBc", HTML).lower()


def test_the_first_page_and_the_order_of_names_make_no_second_address():
    assert canonical("/kk/a?page=1") == "/kk/a"
    assert canonical("/kk/a?b=2&a=1") == canonical("/kk/a?a=1&b=2")
    assert canonical("/kk/compare?d=b&d=a") != canonical("/kk/compare?d=a&d=b")


def test_what_is_copied_is_decided_by_the_address():
    scope = Scope(("kk", "ru"), feeds=False)
    assert scope.place("/kk/deputies/") is Place.COPIED
    assert scope.place("/en/deputies/") is Place.OUTSIDE
    assert scope.place("/en/account/sign-in") is Place.STAFF
    assert scope.place("/kk/editions/1/search?q=a") is Place.SEARCH
    assert scope.place("/kk/feeds/all.atom") is Place.OUTSIDE
    assert scope.place("/api/v1/deputies") is Place.OUTSIDE
    one = Scope(edition=2)
    assert one.place("/kk/editions/2/deputies/") is Place.COPIED
    assert one.place("/kk/editions/1/deputies/") is Place.OUTSIDE


def rewritten(text, base=UNKNOWN, files=None):
    known = files or {"/kk/b": "kk/b.html"}

    def resolve(link):
        if link in known:
            return Target(Fate.FILE, known[link])
        return Target(Fate.NOTHING) if "account" in link else Target(Fate.ORIGINAL, link)

    sheet = Sheet("/kk/x/a", "kk/x/a.html", "default-src 'none'", Words("en"))
    body = f"<!doctype html><html><head><title>t</title></head><body>{text}</body></html>"
    return Rewriter(base, resolve).page(body.encode(), sheet).decode()


def test_links_become_relative_and_keep_their_anchors():
    assert 'href="../b.html#c"' in rewritten('<a href="/kk/b#c">b</a>')
    assert 'href="../b.html"' in rewritten(f'<a href="{UNKNOWN}/kk/b">b</a>')
    assert 'href="#c"' in rewritten('<a href="#c">b</a>')
    assert 'srcset="../b.html 2x"' in rewritten('<img srcset="/kk/b 2x, https://e.org/c 3x">')


def test_links_out_of_the_copy_lead_to_the_original_or_are_words():
    assert "<span>gone</span>" in rewritten('<p>a <a href="/kk/gone">gone</a> b</p>')
    assert 'href="https://e.org/kk/gone"' in rewritten(
        '<a href="https://e.org/kk/gone">gone</a>', "https://e.org"
    )
    assert "Sign in" not in rewritten('<ul><li><a href="/kk/account/in">Sign in</a></li></ul>')


def test_nothing_of_another_site_is_loaded():
    shown = rewritten('<script src="https://e.org/a.js"></script><img src="//e.org/a" alt="x">')
    assert "e.org" not in shown


def test_a_form_becomes_a_sentence():
    shown = rewritten('<form method="post" action="/kk/send"><input name="a"></form>')
    assert "<form" not in shown and "need the site itself" in shown


def test_an_unknown_host_leaves_no_trace():
    shown = rewritten(
        f'<p>Cite {UNKNOWN}/kk/b</p><a href="https://wa.me/?text=http%3A%2F%2Foriginal.invalid">W</a>'
        f'<p><input readonly value="{UNKNOWN}/kk/b"></p>'
    )
    assert "original.invalid" not in shown and "Cite /kk/b" in shown


def test_a_policy_becomes_one_that_a_page_can_give_itself():
    made = policy_of("default-src 'none'; style-src 'self'; frame-ancestors 'none'; sandbox")
    assert made == "default-src 'none'; style-src 'self' file:"


def test_an_address_is_the_same_with_and_without_the_folder_of_the_portal():
    own = Own("https://e.org/watch/")
    assert own.address("/watch/kk/a?page=2#b", "/kk/") == ("/kk/a?page=2", "b")
    assert own.address("/ru/a", "/kk/") == ("/ru/a", "")
    assert own.address("https://e.org:444/watch/kk/a", "/kk/") is None


def test_relative_addresses_always_name_a_file():
    assert relative("index.html", "kk/a/b.html") == "../../index.html"


@pytest.fixture
def whole(tmp_path):
    """A copy of two files, signed."""
    root = tmp_path / "copy"
    with locked(root):
        folder = Folder(root)
        folder.prepare()
        folder.put("index.html", b"<p>hello")
        folder.put("kk/a.html", b"<p>a")
        said = manifest.Manifest(
            "https://e.org", "2026-01-01", "now", None, ("kk",), "g", keys.public(SEED),
            files=folder.files,
        ).written()  # fmt: skip
        folder.sign(said, keys.sign(SEED, said))
    return root


def test_a_whole_copy_has_no_fault(whole):
    found = verify(whole, keys.public(SEED))
    assert (found.faults, found.files, found.compared) == ([], 2, True)
    assert verify(whole).signed_by == keys.public(SEED)


def test_every_file_that_is_not_as_it_was_is_named(whole):
    (whole / "index.html").write_bytes(b"<p>hellO")
    (whole / "kk" / "a.html").unlink()
    (whole / "kk" / "b.html").write_bytes(b"new")
    assert verify(whole).faults == ["altered: index.html", "missing: kk/a.html", "added: kk/b.html"]


def test_a_list_that_was_altered_has_a_bad_signature(whole):
    body = (whole / "MANIFEST.json").read_text()
    (whole / "MANIFEST.json").write_text(body.replace("2026-01-01", "2026-01-02"))
    assert verify(whole).faults[0].startswith("bad signature")


def test_another_key_is_told(whole):
    other = keys.public(bytes(32))
    assert verify(whole, other).faults[0].startswith("wrong key")


def test_a_list_without_its_signature_is_no_signed_one(whole):
    (whole / "MANIFEST.json.sig").unlink()
    assert verify(whole).faults == ["not signed: MANIFEST.json.sig is missing or no signature"]


def test_links_and_pipes_are_named_and_never_opened(whole, tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(b"<p>hello")
    (whole / "index.html").unlink()
    (whole / "index.html").symlink_to(secret)
    (whole / "out").symlink_to("/")
    os.mkfifo(whole / "pipe")
    assert sorted(verify(whole).faults) == [
        "added, and no plain file: out",
        "added, and no plain file: pipe",
        "altered, and no plain file: index.html",
    ]


@pytest.mark.parametrize(
    "path",
    ["../a", "/etc/passwd", "a/../../b", "C:/a", "a\\b", "a//b", "", ".", ".git/x", "a\x00b",
     "a/./b", "é", "a" * 300, "MANIFEST.json"],
)  # fmt: skip
def test_a_list_with_a_hostile_path_is_refused(whole, path):
    said = json.loads((whole / "MANIFEST.json").read_text())
    said["files"][path] = {"sha256": "0" * 64, "size": 1}
    (whole / "MANIFEST.json").write_text(json.dumps(said))
    (fault,) = verify(whole).faults
    assert fault.startswith("unreadable: ")


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'{"format": 1}', b'{"format": 2, "files": {}}', b"\xff\xfe",
     b'{"format": 1, "files": {"a": 5}}', b'{"format": 1, "files": {"a": {"sha256": "x"}}}',
     b'{"format": 1, "files": {"a": {"sha256": "' + b"0" * 64 + b'", "size": -1}}}',
     b'{"format": 1, "format": 1, "files": {}}', b"[" * 200_000],
)  # fmt: skip
def test_a_list_that_is_none_is_refused(whole, body):
    (whole / "MANIFEST.json").write_bytes(body)
    (fault,) = verify(whole).faults
    assert fault.startswith("unreadable: ")


def test_empty_folders_and_folders_without_end_are_named(whole):
    (whole / "empty").mkdir()
    (whole / "kk" / "a.html").unlink()
    (whole / "kk" / "a.html").mkdir()
    # Deeper than functions may call themselves, and gone again before anybody else cleans up.
    nested = [f"{whole}{'/d' * depth}" for depth in range(1, 1_200)]
    for path in nested:
        os.mkdir(path)  # noqa: PTH102  a Path of so many parts is slow, and cannot make itself
    found = verify(whole).faults
    for path in reversed(nested):
        os.rmdir(path)  # noqa: PTH106  as above
    assert found[0] == "missing: kk/a.html"
    told = [fault.partition(": ") for fault in found[1:]]
    assert {kind for kind, _, _ in told} == {"added, and empty"}
    assert {path.strip("d/") for _, _, path in told} == {"", "kk/a.html", "empty"}


def test_names_that_no_terminal_shows_are_told_in_letters(whole):
    for name in (b"new\nline", b"\xff\xfe", b"\x1b[2J"):
        (whole / os.fsdecode(name)).write_bytes(b"")
    told = "\n".join(verify(whole).faults)
    assert r"added: 'new\nline'" in told and r"\udcff" in told and r"\x1b" in told
    assert told.encode() and "\x1b" not in told


@pytest.mark.parametrize(
    "said", [{"languages": 5}, {"languages": [1, None]}, {"site": "\ud800"}, {"built": "\x1b[2J"}]
)
def test_what_a_list_says_of_itself_breaks_no_terminal(app, whole, said):
    body = json.loads((whole / "MANIFEST.json").read_text()) | said
    (whole / "MANIFEST.json").write_text(json.dumps(body))
    done = app.test_cli_runner().invoke(args=["mirror", "verify", str(whole)])
    assert isinstance(done.exception, SystemExit) and done.exit_code == 1
    assert "bad signature" in done.output and "\x1b" not in done.output


def test_a_list_that_is_too_long_or_a_folder_is_told_as_such(whole):
    (whole / "MANIFEST.json").unlink()
    with (whole / "MANIFEST.json").open("wb") as file:
        file.truncate(manifest.LARGEST + 1)
    assert verify(whole).faults == ["unreadable: MANIFEST.json is no plain file of at most 128 MB"]
    (whole / "MANIFEST.json").unlink()
    (whole / "MANIFEST.json").mkdir()
    assert verify(whole).faults[0].startswith("unreadable: ")


def test_an_unfinished_build_is_told(whole):
    (whole / ".building").touch()
    assert verify(whole).faults[0].startswith("unfinished")


def test_an_empty_folder_is_no_copy(tmp_path):
    assert verify(tmp_path).faults[0].startswith("missing: MANIFEST.json")


def test_a_second_build_in_the_same_folder_is_refused(tmp_path):
    with locked(tmp_path), pytest.raises(MirrorBusyError, match="Another build"), locked(tmp_path):
        pass
    with locked(tmp_path):
        pass


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / "letters.doc").write_text("mine")
    with pytest.raises(MirrorError, match="no copy of the portal"), locked(tmp_path):
        Folder(tmp_path).prepare()
    assert (tmp_path / "letters.doc").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["letters.doc"]


def test_a_lock_that_leads_elsewhere_and_a_folder_that_is_none_are_refused(tmp_path):
    (tmp_path / ".lock").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "file").write_text("mine")
    for folder in (tmp_path, tmp_path / "file" / "copy"):
        with pytest.raises(MirrorError, match="choose another folder"), locked(folder):
            pass
    assert not (tmp_path / "elsewhere").exists()


def test_nothing_is_written_through_a_link(whole, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (whole / "ru").symlink_to(outside)
    with pytest.raises(MirrorError, match="remove it"):
        Folder(whole).put("ru/a.html", b"x")
    assert not list(outside.iterdir())


def test_a_file_that_changes_waits_until_all_new_ones_are_there(whole):
    folder = Folder(whole)
    folder.prepare()
    folder.put("index.html", b"<p>changed")
    folder.put("kk/new.html", b"<p>new")
    assert (whole / "index.html").read_bytes() == b"<p>hello"
    assert (whole / "kk" / "new.html").read_bytes() == b"<p>new"
    assert (whole / "kk" / "a.html").exists()
    folder.finish(["kk/a.html", "../../etc/passwd"])
    assert (whole / "index.html").read_bytes() == b"<p>changed"
    assert not (whole / "kk" / "a.html").exists()


@pytest.mark.parametrize("told", [SEED.hex(), base64.b64encode(SEED).decode(),
                                  base64.b64encode(SEED).decode().rstrip("=")])  # fmt: skip
def test_a_key_is_read_in_each_way_of_writing_and_from_a_file(tmp_path, told):
    base = {"INSTANCE_DIR": str(tmp_path)}
    assert Config.from_environ({**base, "MIRROR_KEY": told}).mirror_key == SEED
    (tmp_path / "key").write_text(f"{told}\n")
    assert Config.from_environ({**base, "MIRROR_KEY": str(tmp_path / "key")}).mirror_key == SEED


@pytest.mark.parametrize("told", ["secret-word", "00" * 31, "zz" * 32, "\x00", "a" * 5000])
def test_a_wrong_key_is_told_and_never_repeated(tmp_path, told):
    with pytest.raises(ConfigError) as error:
        Config.from_environ({"INSTANCE_DIR": str(tmp_path), "MIRROR_KEY": told})
    assert "MIRROR_KEY" in str(error.value) and told not in str(error.value)


def test_the_configuration_never_shows_the_key(tmp_path):
    config = Config.from_environ({"INSTANCE_DIR": str(tmp_path), "MIRROR_KEY": SEED.hex()})
    assert str(SEED) not in repr(config) and SEED.hex() not in repr(config)


def test_a_public_key_is_read_in_each_way_of_writing():
    key = keys.public(SEED)
    raw = bytes.fromhex(key)
    for told in (key, key.upper(), base64.b64encode(raw).decode(), keys.pem(key)):
        assert keys.read_public(told) == key
    for told in ("", "x", key[:-2], "€"):
        with pytest.raises(keys.NoKeyError):
            keys.read_public(told)


def test_the_command_makes_a_key_that_only_its_owner_reads_and_never_twice(app, tmp_path):
    path = tmp_path / "key"
    done = app.test_cli_runner().invoke(args=["mirror", "key", str(path)])
    assert done.exit_code == 0 and path.stat().st_mode & 0o777 == 0o600
    seed = path.read_text().strip()
    assert seed not in done.output and keys.public(bytes.fromhex(seed)) in done.output
    again = app.test_cli_runner().invoke(args=["mirror", "key", str(path)])
    assert again.exit_code == 1 and path.read_text().strip() == seed


def test_the_command_of_the_check_ends_with_1_and_names_the_file(app, whole):
    runner = app.test_cli_runner()
    assert runner.invoke(args=["mirror", "verify", str(whole)]).exit_code == 0
    (whole / "index.html").write_bytes(b"x")
    done = runner.invoke(args=["mirror", "verify", str(whole), "--key", keys.public(SEED)])
    assert done.exit_code == 1 and "altered: index.html" in done.output
    wrong = runner.invoke(args=["mirror", "verify", str(whole), "--key", "nonsense"])
    assert wrong.exit_code == 1 and "64 hexadecimal digits" in wrong.output
