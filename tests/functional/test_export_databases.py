"""The same captures give the same files, whichever database and whichever machine."""

import dataclasses

import pytest
from sqlalchemy import create_engine

from app import create_app
from app.exports import TABLES
from app.extensions import db
from models.base import Base
from tests import postgres

PACK = "data/kz-mazhilis-8"
#: When and where a portal wrote a copy down is its own; what it keeps is the same in all.
KEPT = {"captures": "source,url,variant,captured_at,sha256,via,status,mime,size,withheld"}


def exported(config, folder, archive):
    """All tables of a new portal that loads the pack and replays the real captures."""
    app = create_app(config)
    run = app.test_cli_runner().invoke
    try:
        for arguments in (
            ["pack", "load", PACK],
            ["scrape", "run", "parlam-html", "--from-archive", str(archive), "--json"],
        ):
            result = run(args=arguments)
            assert result.exit_code == 0, result.output
        folder.mkdir()
        for table in TABLES:
            columns = ["--columns", KEPT[table]] if table in KEPT else []
            told = run(args=["export", table, *columns, "--out", str(folder / table)])
            assert told.exit_code == 0, told.output
    finally:
        with app.app_context():
            db.engine.dispose()
    return {table: (folder / table).read_bytes() for table in TABLES}


def config_on(config, url, folder):
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    engine.dispose()
    return dataclasses.replace(
        config, database_url=url, instance_dir=folder / "i", archive_dir=folder / "a"
    )


@pytest.mark.one_database
def test_both_databases_give_byte_identical_files(config, cluster, tmp_path, parlam_archive):
    postgres.create(cluster, "identical")
    try:
        one = config_on(config, f"sqlite:///{tmp_path / 'one.sqlite'}", tmp_path / "one")
        two = config_on(config, f"{cluster}&dbname=identical", tmp_path / "two")
        first = exported(one, tmp_path / "sqlite", parlam_archive)
        second = exported(two, tmp_path / "postgresql", parlam_archive)
    finally:
        postgres.drop(cluster, "identical")
    for table in TABLES:
        assert first[table] == second[table], table
    assert first["records"].count(b"\r\n") > 344
