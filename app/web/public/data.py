"""Open data: what can be downloaded, of today and of each edition, and how to check it."""

import csv
import io
import json
from dataclasses import asdict

from flask import (  # fmt: skip
    Response,
    abort,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    send_file,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from app import opendata
from app.config import Config
from app.exports.csv import neutral
from app.extensions import db, limiter
from app.queries import editions
from app.queries.change_rows import COLUMNS, before, change_rows
from app.queries.open_data import Given, Release, given
from app.queries.tables import TABLES
from app.web.permissions import ANYONE, access
from app.web.public import arguments, public
from app.web.public.state import page

#: A file stands at an address with its hash, so a browser may keep it; a shared cache asks again
#: after ten minutes, for a file may be withheld.
KEEP = "public, max-age=31536000, s-maxage=600, immutable"
TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".zip": "application/zip",
    ".md": "text/markdown; charset=utf-8",
}


@page("/data")
@access(ANYONE)
def data() -> str:
    """What can be downloaded, under which licence, and how to check it."""
    config: Config = current_app.extensions["config"]
    return render_template(
        "pages/public/data.html",
        page=editions.listing(db.session, arguments.page()) if g.edition is None else None,
        edition=g.edition,
        earlier=before(db.session, g.edition) if g.edition else None,
        given=_given(),
        tables=TABLES,
        licence=config.licence,
    )


@page("/data/<sha256>/<filename>")
@access(ANYONE)
@limiter.limit("120/minute")
def data_file(sha256: str, filename: str) -> Response:
    """A file by its hash: the same bytes for ever, as long as it is given out."""
    file = _release().file(filename)
    if file is None or file.sha256 != sha256:
        abort(404)
    path = opendata.path_of(current_app.extensions["config"], file.sha256)
    if not path.is_file():
        current_app.logger.error("the file of open data %s is not on disk", file.sha256)
        abort(503)
    ending = f".{filename.rpartition('.')[2]}"
    response = send_file(
        path,
        mimetype=TYPES.get(ending, "text/plain; charset=utf-8"),
        as_attachment=True,
        download_name=file.name,
        etag=file.sha256,
    )
    response.headers["Cache-Control"] = KEEP
    return response


@page("/data/<filename>")
@access(ANYONE)
def data_latest(filename: str) -> AnyResponse:
    """The way to the newest file of a name, for programs that come again."""
    file = _release().file(filename) or abort(404)
    response = redirect(url_for("public.data_file", sha256=file.sha256, filename=file.name))
    response.headers["Cache-Control"] = "no-cache"
    return response


@public.get("/editions/<int:edition>/changes.<ending>")
@access(ANYONE)
@limiter.limit("60/minute")
def edition_changes(ending: str) -> Response:
    """What the edition says otherwise than the one before it about the same convocation."""
    if ending not in ("csv", "json"):
        abort(404)
    earlier = before(db.session, g.edition) or abort(404)
    rows = change_rows(db.session, earlier, g.edition)
    if ending == "json":
        told = {
            "earlier": {"number": earlier.number, "sha256": earlier.sha256},
            "later": {"number": g.edition.number, "sha256": g.edition.sha256},
            "changes": [asdict(row) for row in rows],
        }
        body = json.dumps(told, ensure_ascii=False, indent=1)
    else:
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer)
        writer.writerow(COLUMNS)
        writer.writerows([neutral(str(cell)) for cell in asdict(row).values()] for row in rows)
        body = buffer.getvalue()
    response = make_response(body)
    response.headers["Content-Type"] = TYPES[f".{ending}"]
    name = f"changes-{earlier.number}-{g.edition.number}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _given() -> Given:
    return given(db.session, g.edition)


def _release() -> Release:
    found = _given()
    if found.release is None:
        abort(404)
    if found.waiting:
        # Something in it was withheld: until it is made anew nobody gets it.
        abort(503)
    return found.release
