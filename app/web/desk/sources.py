"""Where the data comes from: runs, long tasks, and the buttons that start them."""

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app import clock
from app.config import Config
from app.extensions import db
from app.forms.sources import UploadForm, WaybackForm
from app.queries import sources as queries
from app.services import jobs, timetable, uploads
from app.web.desk import desk
from app.web.desk import source_words as words
from app.web.permissions import ADMINISTRATOR, COORDINATOR, access
from models.user import User

LISTS = {"seen": queries.run_records, "revised": queries.run_revised}


@desk.url_value_preprocessor
def let_archives_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """A web archive may be larger than other uploads, for those who ever signed in here."""
    if endpoint == "desk.replay_upload" and "_user_id" in session:
        config: Config = current_app.extensions["config"]
        request.max_content_length = config.upload_limit


def _me() -> User:
    return current_user._get_current_object()


def _known(key: str) -> str:
    """`key` if it is a source that can be fetched; 404 otherwise."""
    return key if key in jobs.SOURCES else abort(404)


def _overview(status: int = 200, **forms: Any) -> ResponseReturnValue:
    now = clock.now()
    page = render_template(
        "pages/desk/sources.html",
        overview=queries.overview(db.session, jobs.SOURCES, now),
        upcoming=timetable.upcoming(now),
        limit_mb=current_app.extensions["config"].upload_limit // 1024 // 1024,
        words=words,
        **{"wayback": WaybackForm(formdata=None), "upload": UploadForm(formdata=None), **forms},
    )
    return page, status


def _ask(kind: str, **args: Any) -> ResponseReturnValue:
    """Put a job into the queue and go back to where its progress shows."""
    jobs.enqueue(db.session, _me(), clock.now(), kind, args)
    flash(gettext("It is in the queue. How far it is shows below."))
    return redirect(url_for("desk.sources"))


@desk.get("/sources")
@access(COORDINATOR, ADMINISTRATOR)
def sources() -> ResponseReturnValue:
    """All sources, what runs now and what went wrong of late."""
    return _overview()


@desk.post("/sources/<key>/fetch")
@access(COORDINATOR, ADMINISTRATOR)
def fetch(key: str) -> ResponseReturnValue:
    """Read the live site."""
    return _ask("fetch", source=_known(key))


@desk.post("/sources/<key>/wayback")
@access(COORDINATOR, ADMINISTRATOR)
def fetch_wayback(key: str) -> ResponseReturnValue:
    """Read what a public web archive kept of the site."""
    form = WaybackForm()
    if form.validate_on_submit():
        return _ask("fetch", source=_known(key), wayback=form.timestamp)
    return _overview(422, wayback=form, at=_known(key))


@desk.post("/sources/<key>/upload")
@access(COORDINATOR, ADMINISTRATOR)
def replay_upload(key: str) -> ResponseReturnValue:
    """Replay a WARC file from the person's computer."""
    form = UploadForm()
    if form.validate_on_submit():
        config: Config = current_app.extensions["config"]
        try:
            kept = uploads.keep_warc(form.file.data.stream, config.instance_dir / "uploads")
        except uploads.NotAWarcError:
            form.file.errors = [gettext("This is no WARC file. Choose one that ends in .warc.gz.")]
        except uploads.NoRoomError:
            form.file.errors = [gettext("The disk of the portal is full. Tell the administrator.")]
        else:
            name = form.file.data.filename or kept.path.name
            return _ask("replay", source=_known(key), file=kept.path.name, name=name[:200])
    return _overview(422, upload=form, at=_known(key))


@desk.post("/sources/<key>/check")
@access(COORDINATOR, ADMINISTRATOR)
def check_source(key: str) -> ResponseReturnValue:
    """Look which fields the site still has where we expect them."""
    return _ask("check", source=_known(key))


@desk.post("/sources/upkeep/<kind>")
@access(COORDINATOR, ADMINISTRATOR)
def upkeep(kind: str) -> ResponseReturnValue:
    """Verify the archive or make a backup now."""
    return _ask(kind) if kind in {"verify", "verify_audit", "backup"} else abort(404)


@desk.post("/jobs/<int:job_id>/cancel")
@access(COORDINATOR, ADMINISTRATOR)
def cancel_job(job_id: int) -> ResponseReturnValue:
    """Stop a long task."""
    try:
        jobs.cancel(db.session, _me(), clock.now(), job_id)
        flash(gettext("It is told to stop."))
    except jobs.JobEndedError:
        flash(gettext("It had already ended."))
    return redirect(url_for("desk.sources"))


@desk.get("/jobs/<int:job_id>")
@access(COORDINATOR, ADMINISTRATOR)
def job(job_id: int) -> ResponseReturnValue:
    """One long task and what came of it."""
    found = queries.job_page(db.session, job_id) or abort(404)
    return render_template("pages/desk/job.html", job=found, words=words)


@desk.get("/sources/<key>/runs")
@access(COORDINATOR, ADMINISTRATOR)
def source_runs(key: str) -> ResponseReturnValue:
    """All runs over one source."""
    page = queries.runs(db.session, _known(key), request.args.get("page", 1, type=int))
    return render_template("pages/desk/runs.html", page=page, key=key, words=words)


@desk.get("/runs/<int:run_id>")
@access(COORDINATOR, ADMINISTRATOR)
def source_run(run_id: int) -> ResponseReturnValue:
    """One run: its numbers, warnings and failures."""
    run = queries.run_page(db.session, run_id) or abort(404)
    return render_template("pages/desk/run.html", run=run, words=words)


@desk.get("/runs/<int:run_id>/captures")
@access(COORDINATOR, ADMINISTRATOR)
def run_captures(run_id: int) -> ResponseReturnValue:
    """The copies that a run kept."""
    run = queries.run_page(db.session, run_id) or abort(404)
    page = queries.run_captures(db.session, run_id, request.args.get("page", 1, type=int))
    return render_template("pages/desk/run_captures.html", run=run, page=page, words=words)


@desk.get("/runs/<int:run_id>/records/<which>")
@access(COORDINATOR, ADMINISTRATOR)
def run_records(run_id: int, which: str) -> ResponseReturnValue:
    """The records that a run saw, or found edited."""
    run = queries.run_page(db.session, run_id) or abort(404)
    ask = LISTS.get(which) or abort(404)
    page = ask(db.session, run_id, request.args.get("page", 1, type=int))
    return render_template(
        "pages/desk/run_records.html", run=run, page=page, which=which, words=words
    )
