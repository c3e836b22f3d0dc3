"""`flask archive verify`, as a person calls it."""

import json

import pytest

from app import ingest
from app.config import Config
from models.source import RunStatus
from tests.unit.scrapers.conftest import answer


@pytest.fixture
def kept(app, config: Config):
    """Two captures in the archive."""
    with app.app_context():
        store = ingest.store(config)
        with store.run(
            "parlam-html", name="A site", base_url=None, transport="warc", actor="test"
        ) as run:
            captures = [run.keep(answer(url=f"http://www.parlam.kz/ru/{n}")) for n in "ab"]
            run.finish(RunStatus.OK)
    return captures


def verify(app, *args: str):
    return app.test_cli_runner().invoke(args=["archive", "verify", *args])


def test_a_sound_archive_passes(app, kept):
    result = verify(app)
    assert result.exit_code == 0
    assert "2 captures in 1 files: 0 errors" in result.output


def test_an_empty_archive_passes(app):
    assert verify(app).exit_code == 0


def test_a_changed_byte_is_an_error_that_names_its_capture(app, config, kept):
    path = config.archive_dir / kept[1].warc_file
    data = bytearray(path.read_bytes())
    data[kept[1].warc_offset + 100] ^= 1
    path.write_bytes(data)
    result = verify(app, "--json")
    assert result.exit_code == 1
    report = json.loads(result.output)
    assert report["sound"] is False
    assert [f["error"] for f in report["findings"]] == [True]
    assert f"capture {kept[1].id} have changed" in report["findings"][0]["message"]


def test_a_missing_file_is_an_error_for_each_of_its_captures(app, config, kept):
    (config.archive_dir / kept[0].warc_file).unlink()
    result = verify(app)
    assert result.exit_code == 1
    assert result.output.count("ERROR") == 2


def test_bytes_that_belong_to_no_capture_are_an_error(app, config, kept):
    with (config.archive_dir / kept[0].warc_file).open("ab") as file:
        file.write(b"more")
    result = verify(app)
    assert result.exit_code == 1
    assert "belong to no capture" in result.output


def test_a_file_that_no_run_wrote_is_an_error(app, config, kept):
    path = (config.archive_dir / kept[0].warc_file).with_name("other.warc.gz")
    path.write_bytes(b"")
    assert verify(app).exit_code == 1
