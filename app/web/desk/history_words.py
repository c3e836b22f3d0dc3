"""How the journal is told: tables, columns, who acts, and why a change cannot be undone."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from flask_babel import gettext, lazy_gettext

from app.queries.history import Change
from app.queries.undoable import Bar
from app.services.history import (
    ChangedSinceError,
    InTheWayError,
    NotUndoableError,
    Problem,
)
from app.web.desk import programme_words
from app.web.labels import LABELS
from app.web.words import say

ACTIONS = programme_words.ACTIONS
ENTITIES: Mapping[str, Any] = {
    "account_links": lazy_gettext("Account links"),
    "adjudications": lazy_gettext("Adjudications"),
    "appeal_events": lazy_gettext("Steps of letters"),
    "appeal_files": lazy_gettext("Files of letters"),
    "appeals": lazy_gettext("Letters to deputies"),
    "asked_verdicts": lazy_gettext("Verdicts sent to deputies"),
    "assignments": lazy_gettext("Assignments"),
    "calendar_years": lazy_gettext("Calendar years"),
    "campaign_books": lazy_gettext("Code books of campaigns"),
    "campaign_mandates": lazy_gettext("Deputies of campaigns"),
    "campaigns": lazy_gettext("Campaigns"),
    "capture_withholdings": lazy_gettext("Withheld copies"),
    "case_comments": lazy_gettext("Comments on cases"),
    "code_books": lazy_gettext("Code books"),
    "codings": lazy_gettext("Readings"),
    "convocations": lazy_gettext("Convocations"),
    "deputies": lazy_gettext("Deputies"),
    "deputy_facts": lazy_gettext("Facts about deputies"),
    "deputy_identities": lazy_gettext("Deputies at the sources"),
    "districts": lazy_gettext("Districts"),
    "documents": lazy_gettext("Documents"),
    "edition_parts": lazy_gettext("Parts of editions"),
    "data_releases": lazy_gettext("Files of open data"),
    "editions": lazy_gettext("Editions"),
    "report_files": lazy_gettext("Built reports"),
    "error_reports": lazy_gettext("Reported errors"),
    "export_runs": lazy_gettext("Exports"),
    "guest_links": lazy_gettext("Links for guests"),
    "imports": lazy_gettext("Files brought in"),
    "items": lazy_gettext("Acts"),
    "legislatures": lazy_gettext("Legislatures"),
    "mandates": lazy_gettext("Mandates"),
    "meeting_themes": lazy_gettext("Themes of meetings"),
    "meetings": lazy_gettext("Meetings"),
    "memberships": lazy_gettext("Committees and working groups"),
    "merge_proposals": lazy_gettext("Acts that look the same"),
    "participations": lazy_gettext("Parts in acts"),
    "parties": lazy_gettext("Parties"),
    "period_reports": lazy_gettext("Reports of periods"),
    "places": lazy_gettext("Places of districts"),
    "position_asks": lazy_gettext("Attempts to reach deputies"),
    "positions": lazy_gettext("Positions of deputies"),
    "post_accounts": lazy_gettext("Meetings told in posts"),
    "posts": lazy_gettext("Posts"),
    "precedents": lazy_gettext("Precedents"),
    "programmes": lazy_gettext("Programmes"),
    "recodings": lazy_gettext("Wishes to read again"),
    "recommendation_states": lazy_gettext("States of recommendations"),
    "recommendations": lazy_gettext("Recommendations"),
    "report_texts": lazy_gettext("Texts of reports"),
    "record_participations": lazy_gettext("Names in records"),
    "records": lazy_gettext("Records"),
    "regions": lazy_gettext("Regions"),
    "reminders": lazy_gettext("Reminders"),
    "revisions": lazy_gettext("Edits by the sources"),
    "sample_units": lazy_gettext("Units of the reliability sample"),
    "saved_views": lazy_gettext("Saved choices of tables"),
    "search_steps": lazy_gettext("Looks for programmes"),
    "sessions": lazy_gettext("Sessions of the chamber"),
    "settled_theses": lazy_gettext("Theses of adjudications"),
    "settled_topics": lazy_gettext("Topics of adjudications"),
    "social_accounts": lazy_gettext("Social accounts"),
    "sources": lazy_gettext("Sources"),
    "special_days": lazy_gettext("Holidays and moved days"),
    "stated_figures": lazy_gettext("Official totals"),
    "stored_files": lazy_gettext("Kept files"),
    "successors": lazy_gettext("Who represents a place now"),
    "theses": lazy_gettext("Theses"),
    "thesis_tags": lazy_gettext("Theses of readings"),
    "topic_tags": lazy_gettext("Topics of readings"),
    "topics": lazy_gettext("Topics"),
    "users": lazy_gettext("Accounts"),
    "verdict_evidence": lazy_gettext("Evidence of verdicts"),
    "verdicts": lazy_gettext("Verdicts"),
    "voters_orders": lazy_gettext("Orders of voters"),
}
FIELDS: Mapping[str, Any] = {
    **programme_words.FIELDS,
    "name_kk": lazy_gettext("Name in Kazakh"),
    "name_ru": lazy_gettext("Name in Russian"),
    "name_en": lazy_gettext("Name in English"),
    "title_kk": lazy_gettext("Title in Kazakh"),
    "title_ru": lazy_gettext("Title in Russian"),
    "kind": lazy_gettext("Kind"),
    "kind_by_person": lazy_gettext("Kind set by a person"),
    "role": lazy_gettext("Role"),
    "date": lazy_gettext("Date"),
    "state": lazy_gettext("State"),
    "status": lazy_gettext("Status"),
    "reason": lazy_gettext("Reason"),
    "as_of": lazy_gettext("As of"),
    "explanation_kk": lazy_gettext("Explanation in Kazakh"),
    "explanation_ru": lazy_gettext("Explanation in Russian"),
    "explanation_en": lazy_gettext("Explanation in English"),
    "thesis_id": lazy_gettext("Thesis"),
    "programme_id": lazy_gettext("Programme"),
    "mandate_id": lazy_gettext("Mandate"),
    "campaign_id": lazy_gettext("Campaign"),
    "convocation_id": lazy_gettext("Convocation"),
    "party_id": lazy_gettext("Party"),
    "item_id": lazy_gettext("Act"),
    "participation_id": lazy_gettext("Part in an act"),
    "capture_id": lazy_gettext("Kept copy"),
    "user_id": lazy_gettext("Person"),
    "coder_id": lazy_gettext("Coder"),
    "proposed_by_id": lazy_gettext("Proposed by"),
    "confirmed_by_id": lazy_gettext("Confirmed by"),
    "observed_from": lazy_gettext("Observed from"),
    "observed_to": lazy_gettext("Observed to"),
    "work_from": lazy_gettext("Work from"),
    "work_to": lazy_gettext("Work to"),
    "programme_due": lazy_gettext("Programmes due"),
    "coding_due": lazy_gettext("Coding due"),
    "verdict_due": lazy_gettext("Verdicts due"),
    "sent_on": lazy_gettext("Sent on"),
    "due_on": lazy_gettext("Due on"),
    "answered_on": lazy_gettext("Answered on"),
    "channel": lazy_gettext("Channel"),
    "text": lazy_gettext("Text"),
    "confidence": lazy_gettext("How sure it is"),
}
BARS: Mapping[Bar, Any] = {
    Bar.READING: lazy_gettext(
        "Readings are never taken back here: the coder saves a new one, and the old one stays."
    ),
    Bar.JUDGED: lazy_gettext(
        "What was judged, asked or answered stays: a new verdict or a settlement takes its place."
    ),
    Bar.KEPT: lazy_gettext("What was kept or published never changes."),
    Bar.CREATED: lazy_gettext("What was entered is withdrawn on its own page, not erased."),
    Bar.ELSEWHERE: lazy_gettext("This is changed on its own page, where its rules are checked."),
}
PROBLEMS = {Problem.REASON_REQUIRED: lazy_gettext("Give the reason in a few words.")}

say(
    NotUndoableError,
    lazy_gettext("The method does not let this change be taken back from the history."),
)
say(
    ChangedSinceError,
    lazy_gettext(
        "The record was changed again since. Take back the newer change first, or correct the "
        "record on its own page."
    ),
)
say(
    InTheWayError,
    lazy_gettext("What stands there now does not let the former value come back."),
)


def actor(change: Change) -> str:
    """Who acted: a person by name and number of the account, or what of the portal."""
    kind, _, number = change.actor.partition(":")
    if kind == "user":
        name = change.person or gettext("removed account")
        return gettext("%(name)s (account %(number)s)", name=name, number=number)
    said = {
        "visitor": gettext("a visitor"),
        "cli": gettext("the command line"),
        "worker": gettext("the worker"),
        "run": gettext("run %(number)s of a source", number=number),
        "job": gettext("task %(number)s", number=number),
        "pack": gettext("the country pack %(number)s", number=number),
    }
    return said.get(kind, change.actor)


def value(found: Any) -> str:
    """A kept value in words, as far as there are words for it."""
    if found is None or found == "":
        return "—"
    if isinstance(found, bool):
        return gettext("yes") if found else gettext("no")
    if isinstance(found, Enum):
        words = LABELS.get(type(found), {}).get(found)
        return str(words if words is not None else found.value)
    return str(found)
