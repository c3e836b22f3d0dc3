"""Checked records into the database. Nothing else of the scrapers writes acts or people.

Each thing that a capture said is one row that is only ever added; everything else is computed
from those rows, the newest capture winning. So the same archive twice changes nothing, and
archives in any order end in the same state.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.merge import settle
from models.record import Record
from models.source import Source
from scrapers.load.alike import propose
from scrapers.load.answers import link_answers
from scrapers.load.deputies import DeputyCounts, clustered, load_deputies
from scrapers.load.derive import RecordCounts, count, derive, move
from scrapers.load.documents import had_documents, load_documents
from scrapers.load.earlier import earlier_counts, last_complete_report
from scrapers.load.ground import ground
from scrapers.load.observe import Observed, observe
from scrapers.load.participants import who_is_known
from scrapers.load.photos import load_photos
from scrapers.records import PageRead
from scrapers.source import SourceConfig

__all__ = [
    "Loaded",
    "classify_again",
    "clustered",
    "earlier_counts",
    "had_documents",
    "last_complete_report",
    "load",
]


@dataclass
class Loaded:
    """What a load changed: the numbers of the run report."""

    deputies: DeputyCounts = field(default_factory=DeputyCounts)
    records: RecordCounts = field(default_factory=RecordCounts)
    records_by_kind: dict[str, int] = field(default_factory=dict)
    records_by_category: dict[str, int] = field(default_factory=dict)
    items_created: int = 0
    merged: int = 0
    merge_proposed: int = 0
    participations: int = 0
    documents: int = 0
    warnings: list[str] = field(default_factory=list)


def load(
    session: Session,
    source: SourceConfig,
    pages: Sequence[PageRead],
    failures: Mapping[str, str],
    now: datetime,
) -> Loaded:
    """Load what the pages showed. `failures` says of folded addresses why they failed.

    The caller has begun a writing transaction, has bound who acts, and commits.
    """
    row = session.scalars(select(Source).where(Source.key == source.key)).one()
    loaded = Loaded()
    convocations = ground(session, source, {page.convocation for page in pages})
    known = who_is_known(session)
    load_deputies(
        session, source, pages, convocations, counts=loaded.deputies, warnings=loaded.warnings
    )
    load_photos(session, source, pages, warnings=loaded.warnings)
    observed = observe(session, source, row, pages, convocations)
    loaded.items_created = len(observed.created)
    loaded.documents, other_documents = load_documents(session, source, row, pages, failures)
    observed.touch(other_documents)
    if who_is_known(session) != known:
        # A name that fitted nobody may fit now, and one that fitted a deputy may fit two.
        observed.touch(observed.shown)
    move(session, observed, pages)
    _derive(session, source, row, observed, loaded=loaded)
    return loaded


def classify_again(session: Session, source: SourceConfig) -> RecordCounts:
    """Apply the rules of classification to all that is stored of a source.

    What a person has set stays. The caller has begun the transaction, and commits.
    """
    row = session.scalar(select(Source).where(Source.key == source.key))
    loaded = Loaded()
    if row is not None:
        records = set(session.scalars(select(Record.id).where(Record.source_id == row.id)))
        _derive(session, source, row, Observed(shown=records, touched=records), loaded=loaded)
    return loaded.records


def _derive(
    session: Session, source: SourceConfig, row: Source, observed: Observed, *, loaded: Loaded
) -> None:
    items = derive(session, source, row, observed, loaded=loaded)
    count(session, observed, loaded)
    if items:
        settle(session, items)
        loaded.merged, loaded.merge_proposed = propose(session, items)
        link_answers(session, row)
