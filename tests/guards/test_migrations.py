"""Migrations make exactly the tables of the models, on both databases, with rows in them."""

import pytest
from sqlalchemy import (
    CheckConstraint,
    MetaData,
    UniqueConstraint,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import IntegrityError

from app import create_app
from app.extensions import alembic, db
from models.base import Base
from models.place import Legislature
from models.search_entry import is_of_index
from models.source import Source
from tests.conftest import NOW


@pytest.fixture
def migrated(config, database_url, request, tmp_path):
    """An application whose database came from the migrations alone."""
    from dataclasses import replace

    if database_url.startswith("sqlite"):
        config = replace(config, database_url=f"sqlite:///{tmp_path / 'migrated.sqlite'}")
    app = create_app(config)
    with app.app_context():
        if not database_url.startswith("sqlite"):
            Base.metadata.drop_all(db.engine)
        alembic.upgrade()
        yield app
        db.engine.dispose()


def test_migrations_equal_models(migrated):
    assert alembic.compare_metadata() == []


def test_checks_and_unique_rules_are_those_of_the_models(migrated):
    found = inspect(db.engine)
    for table in Base.metadata.sorted_tables:
        wanted = {str(c.name) for c in table.constraints if isinstance(c, CheckConstraint)}
        assert {c["name"] for c in found.get_check_constraints(table.name)} == wanted, table.name
        unique = {
            frozenset(column.name for column in rule.columns)
            for rule in table.constraints
            if isinstance(rule, UniqueConstraint)
        }
        # By columns: PostgreSQL cuts long names.
        present = {frozenset(c["column_names"]) for c in found.get_unique_constraints(table.name)}
        assert present == unique, table.name


def test_every_revision_goes_down_and_up_again_with_rows_present(migrated):
    script = alembic.script_directory
    with db.sessionmaker() as session:
        session.execute(Legislature.__table__.insert().values(key="mazhilis", name_kk="Мәжіліс"))
        session.execute(Source.__table__.insert().values(key="a", name="a"))
        session.commit()
    revisions = [revision.revision for revision in script.walk_revisions()]
    for _ in revisions:
        alembic.downgrade("-1")
    left = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
    assert left == set()
    alembic.upgrade()
    assert alembic.compare_metadata() == []
    with db.sessionmaker() as session:
        assert session.scalars(select(Source)).all() == []


def test_a_migration_carries_rows_through_every_step_above_the_first(migrated):
    """Rows of the revision below the newest are still there above it, where there is one."""
    revisions = [revision.revision for revision in alembic.script_directory.walk_revisions()]
    with db.sessionmaker() as session:
        session.execute(Legislature.__table__.insert().values(key="mazhilis", name_kk="Мәжіліс"))
        session.commit()
    if len(revisions) > 1:
        alembic.downgrade("-1")
        alembic.upgrade()
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT name_kk FROM legislatures")) == "Мәжіліс"


#: Rows that refer to each other through every table that a later migration makes anew.
REFERRING = {
    "legislatures": {"key": "m"},
    "convocations": {"legislature_id": 1, "number": 8},
    "deputies": {"slug": "d", "name_key": "d"},
    "mandates": {"deputy_id": 1, "convocation_id": 1, "seq": 1, "kind": "district"},
    "users": {"email": "a@b", "name": "A", "role": "activist", "lang": "kk", "active": True,
              "fs_uniquifier": "u", "created_at": NOW},
    "assignments": {"user_id": 1, "mandate_id": 1, "withdrawn": False},
    "programmes": {"mandate_id": 1},
    "theses": {"programme_id": 1, "number": 1, "text_kk": "Жол", "wording": "quoted",
               "testable": True, "withdrawn": False},
    "items": {"key": "i", "convocation_id": 1, "kind": "deputy_request", "search_text": "",
              "kind_by_person": False, "date_precision": "day", "confirmed": True, "queued": True},
    "participations": {"item_id": 1, "mandate_id": 1, "role": "initiator", "withdrawn": False},
    "codings": {"participation_id": 1, "coder_id": 1, "reading": "tagged", "saved_at": NOW,
                "current": True},
    "thesis_tags": {"coding_id": 1, "thesis_id": 1, "strength": "direct"},
}  # fmt: skip


def test_a_migration_that_makes_tables_anew_keeps_what_refers_to_them(migrated):
    first = next(reversed(list(alembic.script_directory.walk_revisions())))
    alembic.downgrade(first.revision)
    old = MetaData()
    old.reflect(db.engine)
    with db.engine.begin() as connection:
        for name, values in REFERRING.items():
            columns = set(old.tables[name].columns.keys())
            sure = dict.fromkeys((c for c in columns if c.endswith("confidence")), "sourced")
            connection.execute(old.tables[name].insert().values(id=1, **values, **sure))
    alembic.upgrade()
    with db.engine.connect() as connection:
        for name in REFERRING:
            rows = connection.scalar(text(f"SELECT count(*) FROM {name}"))  # noqa: S608
            assert rows == 1, name
        refused = text(
            "INSERT INTO thesis_tags (coding_id, thesis_id, strength) VALUES (1, 9, 'direct')"
        )
        with pytest.raises(IntegrityError):
            connection.execute(refused)


def test_there_is_one_line_of_migrations():
    from app.config import ROOT

    files = sorted((ROOT / "migrations").glob("*.py"))
    assert files and all(file.name[:4].isdigit() for file in files)


def test_reflected_tables_are_all_known(migrated):
    reflected = MetaData()
    reflected.reflect(db.engine, only=lambda name, _: not is_of_index(name))
    assert set(reflected.tables) - {"alembic_version"} == set(Base.metadata.tables)
