"""What is kept of sources, and what others state."""

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from app import clock
from app.queries.order import by_codepoint
from app.queries.table_shapes import By, Cells, Scope, Table
from app.queries.tables import columns as c
from app.queries.tables.common import batches, term_key
from app.queries.tables.scoping import of_mandate, of_people
from app.queries.withheld import is_withheld
from app.scoring.words import N_
from models.figure import StatedFigure
from models.person import Deputy, Mandate
from models.place import Convocation, Legislature
from models.source import Capture, Source

CAPTURES = (
    c.key(c.text(key="source", title=N_("Source"), about=N_("Key of the site."))),
    c.key(c.link(key="url", title=N_("Address"), about=N_("The address that was asked."))),
    c.key(c.text(key="variant", title=N_("Variant"),
                 about=N_("The language asked for, where one address answers in several."))),
    c.key(c.moment(key="captured_at", title=N_("Captured"),
                   about=N_("When the site said it, in UTC."))),
    c.key(c.text(key="sha256", title=N_("Hash"), about=N_("SHA-256 of the body."))),
    c.moment(key="archived_at", title=N_("Archived"), about=N_("When it was kept here, in UTC.")),
    c.text(key="via", title=N_("Way"), about=N_("By which way it came.")),
    c.number(key="status", title=N_("Status"), about=N_("HTTP status of the answer.")),
    c.text(key="mime", title=N_("Type"), about=N_("Media type of the answer.")),
    c.number(key="size", title=N_("Size"), about=N_("Bytes of the body.")),
    c.text(key="warc_file", title=N_("Archive file"), about=N_("WARC file that holds it.")),
    c.number(key="warc_offset", title=N_("Place in the archive"),
             about=N_("Byte at which its record begins there.")),
    c.text(key="record_sha256", title=N_("Hash of the record"),
           about=N_("SHA-256 of the record in the archive.")),
    c.yes_no(key="withheld", title=N_("Withheld"),
             about=N_("Whether the public is given no more than the hash.")),
)  # fmt: skip
FIGURES = (
    c.key(c.text(key="figure", title=N_("Figure"), about=N_("Key of the stated figure."))),
    c.CONVOCATION,
    c.text(key="scope", title=N_("Of whom"), about=N_("The group that the figure speaks of.")),
    c.text(key="metric", title=N_("What"), about=N_("What the figure counts.")),
    c.number(key="value", title=N_("Value"), about=N_("The number as it was stated.")),
    c.DEPUTY,
    c.date(key="period_start", title=N_("From"), about=N_("First day that it speaks of.")),
    c.date(key="period_end", title=N_("To"), about=N_("Last day that it speaks of.")),
    c.text(key="part_of", title=N_("Part of"),
           about=N_("Key of the stated total that it is a part of.")),
    c.LANG,
    c.text(key="note", title=N_("Note"), about=N_("What is to be known of the figure.")),
    c.text(key="note_kk", title=N_("Note in Kazakh"), about=N_("The note, translated.")),
    c.text(key="note_ru", title=N_("Note in Russian"), about=N_("The note, translated.")),
    c.text(key="note_en", title=N_("Note in English"), about=N_("The note, translated.")),
    c.link(key="source_url", title=N_("Address of the source"), about=N_("Where it is stated.")),
    c.SOURCE, *c.SOURCE_TOLD, c.CONFIDENCE,
)  # fmt: skip


def captures(session: Session, scope: Scope) -> Iterator[Cells]:
    """Every kept response, also those of which only the hash is public."""
    query = (
        select(Capture, Source.key, is_withheld().label("withheld"))
        .join(Source, Capture.source_id == Source.id)
        .where(*_captured(scope))
        .order_by(by_codepoint(session, Source.key), by_codepoint(session, Capture.url))
        .order_by(Capture.variant, Capture.captured_at, Capture.sha256, Capture.id)
    )
    for batch in batches(session, query):
        for row, source, withheld in batch:
            yield (
                source, row.url, row.variant, row.captured_at, row.sha256, row.archived_at, row.via,
                row.status, row.mime, row.size, row.warc_file, row.warc_offset, row.record_sha256,
                bool(withheld),
            )  # fmt: skip


def _captured(scope: Scope) -> Iterator[ColumnElement[bool]]:
    """Captures of the period, whose days are those of Almaty."""
    if scope.start is not None:
        yield Capture.captured_at >= _midnight(scope.start)
    if scope.end is not None:
        yield Capture.captured_at < _midnight(scope.end + dt.timedelta(days=1))


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), clock.ALMATY)


def figures(session: Session, scope: Scope) -> Iterator[Cells]:
    """Every figure that somebody else stated and that stands."""
    query = (
        select(StatedFigure, Convocation.number, Legislature.key, Deputy.slug)
        .join(Convocation, StatedFigure.convocation_id == Convocation.id)
        .join(Legislature)
        .outerjoin(Mandate, StatedFigure.mandate_id == Mandate.id)
        .outerjoin(Deputy, Mandate.deputy_id == Deputy.id)
        .where(~StatedFigure.withdrawn, *_stated(scope))
        .order_by(by_codepoint(session, StatedFigure.key))
    )
    for batch in batches(session, query):
        for row, number, legislature, slug in batch:
            yield (
                row.key, term_key(legislature, number), row.scope, row.metric, row.value, slug,
                row.period_start, row.period_end, row.sum_key, row.lang, row.note, row.note_kk,
                row.note_ru, row.note_en, row.source_url, row.source, row.source_kk,
                row.source_ru, row.source_en, row.confidence,
            )  # fmt: skip


def _stated(scope: Scope) -> Iterator[ColumnElement[bool]]:
    """Figures of the convocation and of the people, whose period lies in the one asked for."""
    yield StatedFigure.convocation_id == scope.term.id if scope.term else true()
    yield of_mandate(scope) if of_people(scope) else true()
    yield StatedFigure.period_start >= scope.start if scope.start else true()
    yield StatedFigure.period_end <= scope.end if scope.end else true()


TABLES = (
    Table("captures", N_("Kept copies"),
          N_("Every response of a source that is kept, with its hash and its place."),
          CAPTURES, captures, frozenset({By.PERIOD})),
    Table("figures", N_("Stated figures"),
          N_("Numbers that others state, to be held against what is counted here."),
          FIGURES, figures, frozenset({By.TERM, By.PERIOD, By.REGION, By.PARTY})),
)  # fmt: skip
