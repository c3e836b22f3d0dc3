"""What each kind of job does. A handler runs in an application context and returns its result."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import requests
from flask import current_app
from sqlalchemy import select

from app import auditing, clock, ingest
from app import backup as backups
from app import report_files as files_of_reports
from app.charts import card as card_drawing
from app.charts import store
from app.config import Config
from app.extensions import alembic, db
from app.opendata_task import open_data
from app.queries import editions
from app.queries.cards import of_part
from app.reports import build as building
from app.reports.pdf import NoPangoError
from app.services import (
    caches,
    files,
    imports,
    jobs,
    pieces,
    report_files,
    sampling,
    theses,
    upkeep,
)
from app.services.errors import ServiceError
from app.services.jobs import Claimed
from app.words import LANGS, Words
from models import audit, engine
from models.base import Lang
from models.file import StoredFile
from models.imports import Import, ImportState
from models.job import Job
from models.report_file import ReportFormat
from models.source import Run, Source
from models.user import User

#: As many nightly backups are kept; those made by hand are never touched.
BACKUPS_KEPT = 14
NIGHTLY = "nightly-"


class Progress(Protocol):
    """How a handler says how far it is; raises CancelledError when it is to stop."""

    def __call__(self, done: int, total: int | None = None, message: str | None = None) -> None:
        """`done` of `total` steps, `total` None where it is not known."""


class JobFailedError(Exception):
    """A job that did its work and found that something is wrong. The sentence says what."""

    def __init__(self, reason: str, result: dict[str, Any] | None = None) -> None:
        super().__init__(reason)
        self.result = result


Handler = Callable[[Claimed, Progress], dict[str, Any] | None]


def backup(job: Claimed, say: Progress) -> dict[str, Any]:
    """Make the nightly backup, check it, and drop the oldest ones."""
    config: Config = current_app.extensions["config"]
    now = clock.now()
    path = config.backup_dir / f"{NIGHTLY}{now.astimezone(clock.ALMATY):%Y%m%d-%H%M%S}.zip"
    head = str(alembic.script_directory.get_current_head())
    made = backups.create(config, db.engine, path, revision=head, now=now, say=say)
    old = sorted(config.backup_dir.glob(f"{NIGHTLY}*.zip"))[:-BACKUPS_KEPT]
    for file in old:
        file.unlink()
    rows = sum(member.rows or 0 for member in made.members.values())
    return {"file": path.name, "rows": rows, "files": len(made.files), "removed": len(old)}


def clean_drafts(job: Claimed, say: Progress) -> dict[str, Any]:
    """Remove drafts, and uploads that came in part, which were forgotten."""
    config: Config = current_app.extensions["config"]
    with db.sessionmaker() as session:
        engine.begin_write(session)
        now = clock.now()
        audit.bind(session, actor=f"job:{job.id}", now=now)
        removed = upkeep.clean_drafts(session, now)
        uploads = pieces.clean(session, now, config.instance_dir / "uploads")
        session.commit()
    return {"removed": removed, "uploads": uploads}


def draw_cards(job: Claimed, say: Progress) -> dict[str, Any]:
    """Draw the picture of each scorecard of an edition in each language, before anybody asks."""
    config: Config = current_app.extensions["config"]
    with db.sessionmaker() as session:
        edition = editions.get(session, job.args["edition"])
        if edition is None:
            raise JobFailedError("There is no such edition.")
        slugs = [part.key for part in editions.parts(session, edition) if part.kind == "deputy"]
        for done, slug in enumerate(slugs, 1):
            part = editions.deputy(session, edition, slug)
            if part is None:
                continue
            for lang in LANGS:
                card = card_drawing.draw(
                    of_part(part, edition), Words(lang), training=config.training
                )
                store.picture(config.instance_dir / store.FOLDER, card)
            say(done, len(slugs))
    return {"deputies": len(slugs), "languages": len(LANGS)}


def draw_samples(job: Claimed, say: Progress) -> dict[str, Any]:
    """Bring the reliability sample of every open campaign up to its share."""
    with db.sessionmaker() as session:
        engine.begin_write(session)
        now = clock.now()
        audit.bind(session, actor=f"job:{job.id}", now=now)
        found = sampling.draw_all(session, now).values()
        session.commit()
    return {
        "drawn": sum(each.drawn for each in found),
        "given": sum(each.given for each in found),
        "without": sum(each.without for each in found),
    }


def fetch(job: Claimed, say: Progress) -> dict[str, Any]:
    """Read a site, or what a web archive kept of it."""
    return _run(job, say, ingest.RunRequest(job.args["source"], wayback=job.args.get("wayback")))


def replay(job: Claimed, say: Progress) -> dict[str, Any]:
    """Replay a WARC file that somebody uploaded, then remove it: every page of it is kept."""
    config: Config = current_app.extensions["config"]
    path = config.instance_dir / "uploads" / Path(job.args["file"]).name
    if not path.exists():
        raise JobFailedError("The uploaded file is no longer there: upload it again.")
    result = _run(job, say, ingest.RunRequest(job.args["source"], archives=(path,)))
    path.unlink()
    return result


def _run(job: Claimed, say: Progress, request: ingest.RunRequest) -> dict[str, Any]:
    config: Config = current_app.extensions["config"]
    tick = _Tick(job, say)
    try:
        report = ingest.run_source(config, request, actor=f"job:{job.id}", tick=tick)
    except (ingest.RefusedError, ingest.BusyError) as error:
        raise JobFailedError(str(error)) from error
    result = {key: report[key] for key in ("status", "captures", "deputies", "records", "items")}
    result["warnings"], result["failed"] = len(report["warnings"]), len(report["failed_urls"])
    tick.attach()
    if report["status"] in {"failed", "drift"}:
        first = next(iter(report["warnings"] or report["failed_urls"]), "nothing could be read")
        raise JobFailedError(report["message"] or str(first), result)
    return result


class _Tick:
    """Tells of the steps of a run, and once which run it is."""

    def __init__(self, job: Claimed, say: Progress) -> None:
        self.job, self.say = job, say
        self._attached = False

    def __call__(self, done: int, total: int | None) -> None:
        if not self._attached:
            self.attach()
        self.say(done, total)

    def attach(self) -> None:
        """Note the newest run of the source with the job: no other can run beside it."""
        with db.sessionmaker() as session:
            engine.begin_write(session)
            newest = (
                select(Run.id).join(Source).where(Source.key == self.job.args["source"])
            ).order_by(Run.id.desc())
            run_id = session.scalar(newest.limit(1))
            if run_id is not None:
                jobs.attach_run(session, self.job.id, run_id)
                self._attached = True
            session.commit()


def verify(job: Claimed, say: Progress) -> dict[str, Any]:
    """Read every kept record again and compare its hash."""
    config: Config = current_app.extensions["config"]
    total = ingest.count_captures(config)
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        say(done, total)

    found = ingest.verify_archive(config, tick)
    wrong = [f"{finding.warc_file}: {finding.message}" for finding in found.findings]
    result = {"captures": found.captures, "files": found.files, "findings": wrong[:100]}
    if not found.sound:
        raise JobFailedError(wrong[0], result)
    return result


def verify_audit(job: Claimed, say: Progress) -> dict[str, Any]:
    """Recompute the journal's chain and hold it against the heads that are kept outside."""
    config: Config = current_app.extensions["config"]
    found = auditing.verify(config, db.engine, say)
    told = [finding.message for finding in found.findings]
    result = {"rows": found.rows, "heads": found.heads, "findings": told[:100]}
    if not found.sound:
        first = next(finding.message for finding in found.findings if finding.error)
        raise JobFailedError(first, result)
    return result


def check(job: Claimed, say: Progress) -> dict[str, Any]:
    """Look which fields a site still has where they are expected; changes nothing."""
    config: Config = current_app.extensions["config"]
    request = ingest.RunRequest(job.args["source"], wayback=job.args.get("wayback"))
    try:
        report = ingest.check_source(config, request, tick=say)
    except ingest.RefusedError as error:
        raise JobFailedError(str(error)) from error
    if not report["ok"]:
        raise JobFailedError(f"Missing: {', '.join(report['missing'])}.", report)
    return report


def keep_page(job: Claimed, say: Progress) -> dict[str, Any]:
    """Fetch one address into the archive, because a person asked for it."""
    config: Config = current_app.extensions["config"]
    try:
        kept = ingest.keep_page(config, job.args["url"], actor=f"job:{job.id}", tick=say)
    except (ingest.RefusedError, ingest.BusyError) as error:
        raise JobFailedError(str(error)) from error
    return {"capture": kept.capture_id, "status": kept.status}


def read_file(job: Claimed, say: Progress) -> dict[str, Any]:
    """Read the text of a kept file once, and find the quotes of its programmes in it."""
    config: Config = current_app.extensions["config"]
    with db.sessionmaker() as session:
        kept = session.get_one(StoredFile, job.args["file"])
        path = files.path_of(config.archive_dir, kept.sha256)
        text, problem, mime = kept.text, kept.text_error, kept.mime
    if text is None and problem is None:
        text, problem = ingest.file_text(path.read_bytes(), mime)
    with db.sessionmaker() as session:
        engine.begin_write(session)
        audit.bind(session, actor=f"job:{job.id}", now=clock.now())
        kept = session.get_one(StoredFile, job.args["file"])
        kept.text, kept.text_error = text, problem
        placed = theses.place_quotes(session, kept)
        session.commit()
    return {"characters": len(text or ""), "problem": problem, "quotes": placed}


def purge_cache(job: Claimed, say: Progress) -> dict[str, Any]:
    """Tell the cache in front of the portal to forget all pages with these tags."""
    config: Config = current_app.extensions["config"]
    if config.cache_purge_url is None:
        return {"told": False}
    tags = list(job.args["tags"])
    headers = {"Cache-Tag": ",".join(tags), "Surrogate-Key": " ".join(tags)}
    try:
        answer = requests.request(
            "PURGE", config.cache_purge_url, headers=headers, timeout=20, allow_redirects=False
        )
        reason = None if answer.ok else f"it answered {answer.status_code}"
    except requests.RequestException as error:
        reason = type(error).__name__
    if reason is None:
        return {"told": True, "status": answer.status_code}
    with db.sessionmaker() as session:
        engine.begin_write(session)
        again = caches.try_later(session, clock.now(), job.args)
        session.commit()
    what = "it is told again" if again else "pages of before may be shown until they expire"
    raise JobFailedError(f"The cache could not be told to forget: {reason}; {what}.")


def build_report(job: Claimed, say: Progress) -> dict[str, Any]:
    """Build a report, and put it into its place and into the list."""
    config: Config = current_app.extensions["config"]
    wanted = report_files.Wanted(
        start=date.fromisoformat(job.args["start"]),
        end=date.fromisoformat(job.args["end"]),
        lang=Lang(job.args["lang"]),
        format=ReportFormat(job.args["format"]),
        **{name: job.args.get(name) for name in ("edition", "term", "deputy")},
    )
    asked = building.Asked(
        wanted.start, wanted.end, wanted.lang.value, wanted.format.value, wanted.edition,
        wanted.term, wanted.deputy,
    )  # fmt: skip
    try:
        with db.sessionmaker() as session:
            setting = files_of_reports.setting(config, job.args.get("site"))
            built = building.build(session, asked, setting, clock.now(), say)
    except (building.RefusedError, NoPangoError) as error:
        raise JobFailedError(str(error)) from error
    sha256 = hashlib.sha256(built.body).hexdigest()
    path = files_of_reports.path_of(config, sha256, asked.format)
    path.parent.mkdir(parents=True, exist_ok=True)
    files_of_reports.write_whole(path, built.body)
    with db.sessionmaker() as session:
        engine.begin_write(session)
        now = clock.now()
        audit.bind(session, actor=f"job:{job.id}", now=now)
        kept = report_files.keep(
            session, now, job.id, wanted, convocation_id=built.period.term.id,
            name=built.name, size=len(built.body), sha256=sha256,
        )  # fmt: skip
        session.commit()
        return {"file": kept.id, "name": built.name, "size": kept.size, "sha256": sha256}


def import_check(job: Claimed, say: Progress) -> dict[str, Any]:
    """Find out what a long spreadsheet would change, and keep it for the preview."""
    config: Config = current_app.extensions["config"]
    number, tools, now = job.args["import"], ingest.import_tools(config), clock.now()
    with db.sessionmaker() as session:
        found = imports.find(session, now, number, tools, say)
    with db.sessionmaker() as session:
        engine.begin_write(session)
        audit.bind(session, actor=f"job:{job.id}", now=now)
        imports.keep_found(session, number, found)
        session.commit()
    return dict(found.counts)


def import_apply(job: Claimed, say: Progress) -> dict[str, Any]:
    """Write what the preview of a long spreadsheet showed, in the name of who asked for it."""
    config: Config = current_app.extensions["config"]
    number, tools, now = job.args["import"], ingest.import_tools(config), clock.now()
    with db.sessionmaker() as session:
        row = session.get_one(Import, number)
        if job.attempt > 1 and row.state is ImportState.APPLIED:
            # The process died after everything was written, before it could say so.
            return dict(row.counts)
        try:
            # Read first, saying how far it is: within the writing nobody else could be told.
            imports.find(session, now, number, tools, say)
        except ServiceError as error:
            # The row is locked here, and the note of why is written by a session of its own.
            session.rollback()
            raise _refused(job, number, error) from error
    with db.sessionmaker() as session:
        engine.begin_write(session)
        actor = session.get_one(User, session.get_one(Job, job.id).created_by_id)
        audit.bind(session, actor=f"user:{actor.id}", now=now)
        try:
            row = imports.apply(session, actor, now, number, tools, revision=job.args["revision"])
        except ServiceError as error:
            session.rollback()
            raise _refused(job, number, error) from error
        session.commit()
        return dict(row.counts)


def _refused(job: Claimed, number: int, error: ServiceError) -> JobFailedError:
    """Note with the import why it was not applied."""
    with db.sessionmaker() as session:
        engine.begin_write(session)
        audit.bind(session, actor=f"job:{job.id}", now=clock.now())
        with suppress(ServiceError):
            imports.note_problem(session, number, type(error).__name__)
        session.commit()
    return JobFailedError(f"Nothing was applied: {str(error) or type(error).__name__}.")


HANDLERS: dict[str, Handler] = {
    "fetch": fetch,
    "replay": replay,
    "check": check,
    "verify": verify,
    "verify_audit": verify_audit,
    "backup": backup,
    "clean_drafts": clean_drafts,
    "keep_page": keep_page,
    "read_file": read_file,
    "draw_samples": draw_samples,
    "draw_cards": draw_cards,
    "open_data": open_data,
    "purge_cache": purge_cache,
    "build_report": build_report,
    "import_check": import_check,
    "import_apply": import_apply,
}
