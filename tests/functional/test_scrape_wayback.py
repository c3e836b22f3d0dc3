"""The same real pages through a public web archive's replay: the same records come out."""

import json

import pytest

from tests import parlam
from tests.unit.scrapers.servers import serving
from tests.unit.scrapers.test_wayback import Archive


@pytest.fixture
def wayback():
    with serving() as site:
        archive = Archive(site)
        archive.size = 1000
        yield archive


def test_a_web_archive_gives_what_the_warc_file_of_the_same_pages_gives(
    app, wayback, parlam_archive, tmp_path
):
    pages = parlam.of(parlam.real_pages(parlam_archive), "Kosarev", "Karaken", "k")
    for url, body, moment in pages:
        wayback.add(f"{moment:%Y%m%d%H%M%S}", url, body, Content_Type="text/html; charset=utf-8")
    wayback.add("20160802000000", "http://www.parlam.kz/ru/blogs/Kosarev/letters", b"a letter")
    mended = tmp_path / "source.yml"
    text = parlam.SOURCE_FILE.read_text().replace("rate: 1.0", "rate: 10000")
    mended.write_text(text)
    config = app.extensions["config"]
    object.__setattr__(config, "wayback_base_url", wayback.site.base_url)

    def run(*options: str):
        args = ["scrape", "run", "parlam-html", "--json", "--source-file", str(mended), *options]
        result = app.test_cli_runner().invoke(args=args)
        return result.exit_code, json.loads(result.stdout.splitlines()[-1])

    code, report = run("--from-wayback", "20160803")
    assert (code, report["status"]) == (0, "ok"), report
    assert report["captures"] == len(pages) == 5
    assert report["records"]["created"] > 10
    warc = parlam.write_archive(tmp_path / "same.warc.gz", pages)
    code, again = run("--from-archive", str(warc))
    assert code == 0
    assert again["records"]["created"] == again["records"]["revised"] == 0
    assert again["deputies"]["unchanged"] == report["deputies"]["seen"]
