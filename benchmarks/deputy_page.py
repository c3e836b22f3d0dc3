"""A deputy's page, against an empty page of the same layout and the page's bare statements."""

from flask import Flask, render_template_string
from sqlalchemy import event, func, select

from app import ingest
from app.extensions import db
from benchmarks.measure import ARCHIVE, Measured, best, portal
from models.item import Participation
from models.person import Deputy

MOST = 12.0
TIMES = 20
EMPTY = '{% extends "layouts/public.html" %}{% block title %}x{% endblock %}'


def busiest(app: Flask) -> str:
    """The deputy with most acts."""
    with app.app_context(), db.sessionmaker() as session:
        query = (
            select(Deputy.slug)
            .join(Deputy.mandates)
            .outerjoin(Participation)
            .group_by(Deputy.slug)
            .order_by(func.count(Participation.id).desc(), Deputy.slug)
        )
        return session.scalars(query.limit(1)).one()


def run() -> Measured:
    """Measure the page of the deputy with most acts."""
    with portal() as app:
        client = app.test_client()
        with app.app_context():
            if ARCHIVE.exists():
                request = ingest.RunRequest("parlam-html", archives=(ARCHIVE,))
                ingest.run_source(app.extensions["config"], request)
            engine = db.engine
        path = f"/ru/deputies/{busiest(app)}"
        statements: list[tuple[str, object]] = []

        def note(_conn: object, _cursor: object, sql: str, parameters: object, *_: object) -> None:
            if sql.lstrip().upper().startswith(("SELECT", "WITH")):
                statements.append((sql, parameters))

        event.listen(engine, "before_cursor_execute", note)
        answer = client.get(path)
        event.remove(engine, "before_cursor_execute", note)

        def bare() -> None:
            with app.test_request_context(path), engine.connect() as connection:
                for sql, parameters in statements:
                    connection.exec_driver_sql(sql, parameters).fetchall()  # type: ignore[arg-type]
                render_template_string(EMPTY)

        bare()
        return Measured(
            title="A deputy's page",
            what=f"{len(answer.data) // 1024} KB, {len(statements)} statements",
            seconds=best(lambda: client.get(path), TIMES),
            limit_what="the empty layout and the same statements sent bare",
            against=best(bare, TIMES),
            most=MOST,
        )
