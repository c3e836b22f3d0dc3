import pytest
from sqlalchemy import delete, update

from models.audit import Audit
from models.edition import Edition, EditionPart
from models.source import Capture, Run, RunStatus, Source
from tests.conftest import NOW


@pytest.fixture
def capture(session):
    source = Source(key="parlam-html", name="x")
    session.add(source)
    session.flush()
    run = Run(source_id=source.id, transport="live", status=RunStatus.OK, started_at=NOW)
    session.add(run)
    session.flush()
    kept = Capture(
        source_id=source.id, run_id=run.id, url="http://x/", url_key="x/", captured_at=NOW,
        archived_at=NOW, via="live", status=200, sha256="0" * 64, size=1, warc_file="x.warc.gz",
        warc_offset=0, length=1, record_sha256="0" * 64,
    )  # fmt: skip
    session.add(kept)
    session.commit()
    return kept


def test_what_a_kept_page_turned_out_to_be_may_be_noted(session, capture):
    capture.page_kind = "blog"
    session.commit()
    session.execute(update(Capture).values(page_kind="list"))
    session.commit()
    assert session.get(Capture, capture.id, populate_existing=True).page_kind == "list"


def test_nothing_else_of_a_kept_page_changes(session, capture):
    capture.sha256 = "1" * 64
    with pytest.raises(RuntimeError, match="captures are only ever added: sha256"):
        session.flush()
    session.rollback()
    with pytest.raises(RuntimeError, match="only ever added"):
        session.execute(update(Capture).values(page_kind="x", url="http://y/"))


def test_a_kept_page_is_not_removed(session, capture):
    session.delete(capture)
    with pytest.raises(RuntimeError, match="none is removed"):
        session.flush()


@pytest.mark.parametrize("model", [Audit, Capture, Edition, EditionPart])
def test_no_statement_changes_or_removes_rows_that_are_only_added(session, model):
    with pytest.raises(RuntimeError, match="only ever added"):
        session.execute(delete(model))
    with pytest.raises(RuntimeError, match="only ever added"):
        session.execute(update(model).values(id=model.id + 1))
    with pytest.raises(RuntimeError, match="only ever added"):
        session.execute(update(model), [{"id": 1, "sha256": "x"}])


def test_a_row_of_the_journal_changes_as_little(session, make_user):
    make_user()
    row = session.query(Audit).first()
    row.reason = "afterthought"
    with pytest.raises(RuntimeError, match="audit are only ever added: reason"):
        session.flush()


def test_the_journal_knows_what_stood_before_even_where_nobody_had_read_it(session, make_user):
    user = make_user(lang="kk")
    session.expire(user)
    user.lang = "ru"
    session.commit()
    row = session.query(Audit).order_by(Audit.id.desc()).first()
    assert (row.before, row.after) == ({"lang": "kk"}, {"lang": "ru"})
