"""Which changes the method lets somebody take back from the history, and why not the others.

What people read, judged, published or kept is never taken back: it is superseded, in the open,
where it was made. Taken back are slips in facts: a mark, a name, a kind.
"""

from collections.abc import Mapping
from enum import StrEnum

from models.audit import Audit


class Bar(StrEnum):
    """Why a change cannot be undone."""

    READING = "reading"
    JUDGED = "judged"
    KEPT = "kept"
    CREATED = "created"
    ELSEWHERE = "elsewhere"


NAMES = frozenset({"name_kk", "name_ru", "name_en"})
MARK = frozenset({"withdrawn"})
#: By table, the columns that may be set back to what they were.
COLUMNS: Mapping[str, frozenset[str]] = {
    "items": frozenset({"kind", "kind_by_person", "queued", "answer_to_id"}),
    "theses": MARK,
    "appeals": MARK,
    "assignments": MARK,
    "campaign_books": MARK,
    "campaign_mandates": MARK,
    "memberships": MARK,
    "precedents": MARK,
    "saved_views": MARK,
    "search_steps": MARK,
    "social_accounts": MARK,
    "stated_figures": MARK,
    "voters_orders": MARK,
    "campaigns": NAMES | {"programme_due", "coding_due", "verdict_due"},
    "districts": NAMES,
    "parties": NAMES,
    "programmes": frozenset({"title", "note", "source", "source_url"}),
    "regions": NAMES,
}
READINGS = frozenset(
    {
        "adjudications", "case_comments", "codings", "recodings", "sample_units",
        "settled_theses", "settled_topics", "thesis_tags", "topic_tags",
    }
)  # fmt: skip
JUDGED = frozenset(
    {
        "asked_verdicts", "error_reports", "guest_links", "position_asks", "positions",
        "verdict_evidence", "verdicts",
    }
)  # fmt: skip
KEPT = frozenset(
    {"documents", "edition_parts", "editions", "export_runs", "revisions", "stored_files"}
)


def why_not(row: Audit) -> Bar | None:
    """Why the change `row` cannot be undone, None where it can."""
    for bar, tables in ((Bar.READING, READINGS), (Bar.JUDGED, JUDGED), (Bar.KEPT, KEPT)):
        if row.entity in tables:
            return bar
    if row.action != "update":
        return Bar.CREATED
    changed = set(row.after or ())
    if not changed or not changed <= COLUMNS.get(row.entity, frozenset()):
        return Bar.ELSEWHERE
    # Of an act only the kind is taken back; what followed from it follows again.
    return Bar.ELSEWHERE if row.entity == "items" and "kind" not in changed else None
