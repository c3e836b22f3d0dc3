"""How runs and jobs are told to people."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext

from app.queries.sources import JobRow

RUN_STATUS = {
    "running": lazy_gettext("running"),
    "ok": lazy_gettext("ended well"),
    "partial": lazy_gettext("ended in part"),
    "drift": lazy_gettext("the site has changed"),
    "failed": lazy_gettext("failed"),
    "interrupted": lazy_gettext("was cut off"),
}
JOB_STATE = {
    "queued": lazy_gettext("waiting"),
    "running": lazy_gettext("running"),
    "done": lazy_gettext("ended well"),
    "failed": lazy_gettext("failed"),
    "cancelled": lazy_gettext("cancelled"),
    "missed": lazy_gettext("missed"),
}
LOOK = {
    "ok": "tag-ok",
    "done": "tag-ok",
    "partial": "tag-warn",
    "missed": "tag-warn",
    "interrupted": "tag-warn",
    "drift": "tag-bad",
    "failed": "tag-bad",
}
KIND = {
    "fetch": lazy_gettext("Reading the site"),
    "replay": lazy_gettext("Replaying a web archive"),
    "check": lazy_gettext("Checking the fields of the site"),
    "verify": lazy_gettext("Verifying the archive"),
    "verify_audit": lazy_gettext("Verifying the journal of changes"),
    "backup": lazy_gettext("Backup"),
    "draw_samples": lazy_gettext("Draw of the reliability samples"),
    "draw_cards": lazy_gettext("Pictures of the scorecards of an edition"),
    "open_data": lazy_gettext("Files of open data"),
    "clean_drafts": lazy_gettext("Clean-up of forgotten drafts"),
    "purge_cache": lazy_gettext("Telling the cache of a publication"),
    "build_report": lazy_gettext("Building a report"),
    "import_check": lazy_gettext("Checking a spreadsheet"),
    "import_apply": lazy_gettext("Bringing in a spreadsheet"),
    "keep_page": lazy_gettext("Keeping a page"),
}
#: What to do where what was kept is no longer what it was.
DIFFERS = {
    "verify": lazy_gettext(
        "The archive differs from what was kept. Run “flask archive verify” on the "
        "server to see where, and restore a backup."
    ),
    "verify_audit": lazy_gettext(
        "The journal of changes is not what was written: a row was altered, removed or "
        "inserted past the portal. The message names it; “flask audit verify” on the server "
        "tells more. Compare with a backup before anything is published."
    ),
}
TRANSPORT = {
    "live": lazy_gettext("live site"),
    "wayback": lazy_gettext("public web archive"),
    "replay": lazy_gettext("WARC file"),
    "warc": lazy_gettext("WARC file"),
}
COUNTS = {
    "seen": lazy_gettext("seen"),
    "created": lazy_gettext("new"),
    "updated": lazy_gettext("brought up to date"),
    "revised": lazy_gettext("edited by the site"),
    "unchanged": lazy_gettext("unchanged"),
    "no_longer_listed": lazy_gettext("no longer listed"),
    "merged": lazy_gettext("merged"),
    "merge_proposed": lazy_gettext("proposed for merging"),
    "fetched": lazy_gettext("read"),
    "failed": lazy_gettext("failed"),
    "pending": lazy_gettext("not read yet"),
}
ITEM_KIND = {
    "deputy_request": lazy_gettext("deputy request"),
    "answer": lazy_gettext("answer"),
    "voter_meeting": lazy_gettext("meeting with voters"),
    "reception": lazy_gettext("reception of citizens"),
    "district_work": lazy_gettext("work in the district"),
    "legislative_work": lazy_gettext("law-making"),
    "international_work": lazy_gettext("international work"),
    "publication": lazy_gettext("publication"),
    "other": lazy_gettext("other"),
}


def said(table: Mapping[str, Any], word: str) -> str:
    """The words for `word`, or the word itself where there are none."""
    return str(table.get(word, word))


def job_title(job: JobRow) -> str:
    """What a job does, and on which source."""
    title = said(KIND, job.kind)
    return f"{title}: {job.args['source']}" if "source" in job.args else title


def trouble(job: JobRow) -> str:
    """What went wrong with a job and what to do next."""
    if job.state == "missed":
        return gettext(
            "The portal was not running at the hour of its timetable. "
            "It was put into the queue as soon as it ran again."
        )
    if job.result.get("interrupted"):
        return _interrupted(repeated=bool(job.result.get("repeated")))
    if job.result.get("status") == "drift":
        return gettext(
            "The site looks different from what the adapter knows, so no record was changed. "
            "Open the run to see what is different and what to mend."
        )
    if job.kind in {"fetch", "check"}:
        return gettext(
            "The site could not be read. Try again later, or replay a web archive of it: "
            "upload a WARC file below, or run “flask scrape run %(source)s "
            "--from-archive FILE” on the server.",
            source=job.args.get("source", ""),
        )
    if job.kind in DIFFERS:
        return str(DIFFERS[job.kind])
    return gettext("Try again; if it fails again, show this message to the administrator.")


def _interrupted(*, repeated: bool) -> str:
    if repeated:
        return gettext("The process was ended from outside; the task was begun again.")
    return gettext(
        "The process was ended from outside several times. Ask the administrator "
        "whether the machine has enough memory, then start the task again."
    )


def percent(done: int, total: int | None) -> int | None:
    """How much is done, in percent; None where the end is not known."""
    return min(100, done * 100 // total) if total else None


def lines(value: Any) -> list[str]:
    """Warnings and failed addresses as lines, in whichever form a run reported them."""
    if not isinstance(value, list):
        return []
    return [
        ": ".join(str(part) for part in line.values()) if isinstance(line, dict) else str(line)
        for line in value
    ]
