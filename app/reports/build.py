"""From a question to a file: which period, language and format, and the bytes of the report."""

import datetime as dt
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.queries import editions, report_texts, terms
from app.queries.chart_shapes import ChartsPart
from app.queries.editions import EditionShown
from app.queries.terms import Term
from app.reports.compose import compose
from app.reports.document import Document
from app.reports.numbers import Period, numbers
from app.reports.shown import Step, quiet
from app.reports.teller import Setting
from app.reports.writers import WRITERS
from app.words import Words


class RefusedError(Exception):
    """What was asked for cannot be built: the `field` that is wrong, and a sentence in English."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Asked:
    """What a report is wanted of; `deputy` is the slug of the one whose page alone is wanted."""

    start: dt.date
    end: dt.date
    lang: str
    format: str
    edition: int | None = None
    term: str | None = None
    deputy: str | None = None


@dataclass(frozen=True)
class Built:
    """A built report: what it is called, and its bytes."""

    name: str
    mime: str
    body: bytes
    period: Period


def period_of(session: Session, asked: Asked) -> Period:
    """The period that is meant. Raises RefusedError."""
    if asked.end < asked.start:
        raise RefusedError("end", "The last day lies before the first: give --to a later day.")
    if asked.edition is None:
        return Period(_term(session, asked.term), asked.start, asked.end)
    # A number that no database can hold is that of no edition.
    shown = editions.get(session, asked.edition)
    if shown is None:
        raise RefusedError("edition", f"There is no edition {asked.edition}.")
    term = _of_edition(session, shown)
    if asked.term not in (None, "", term.key):
        raise RefusedError("edition", f"Edition {shown.number} is of {term.key}: leave out --term.")
    return Period(term, asked.start, asked.end, shown)


def _term(session: Session, key: str | None) -> Term:
    found = terms.terms(session)
    term = next((term for term in found if key in (None, "", term.key)), None)
    if term is None and found:
        keys = ", ".join(one.key for one in found)
        raise RefusedError("term", f"There is no convocation {key}: there are {keys}.")
    if term is None:
        raise RefusedError("term", "There are no deputies yet: load a country pack first.")
    return term


def _of_edition(session: Session, shown: EditionShown) -> Term:
    part = editions.part(session, shown, "charts", ChartsPart)
    if part is None:
        raise RefusedError("edition", f"Edition {shown.number} froze no numbers of deputies.")
    # What is asked of the database needs today's number of the row.
    return terms.named(session, part.term.key) or part.term


def build(
    session: Session, asked: Asked, setting: Setting, now: dt.datetime, say: Step = quiet
) -> Built:
    """The report that is asked for, as it stands at the moment `now`; takes seconds.

    `say` is told each step. Raises RefusedError, and NoPangoError for a PDF without Pango.
    """
    period = period_of(session, asked)
    writer = WRITERS[asked.format]
    words = Words(asked.lang)
    say(0, None, "counting")
    counted = numbers(session, period, now)
    written = report_texts.texts(session, period.term.id, period.start, period.end)
    say(0, None, "composing")
    whole = compose(counted, written, words, setting)
    document = replace(whole, training=setting.training, made_at=now)
    if asked.deputy is not None:
        document = of_deputy(document, asked.deputy)
    body = writer.write(document, words, say)
    return Built(file_name(asked, period), writer.mime, body, period)


def of_deputy(document: Document, slug: str) -> Document:
    """The page of one deputy as a document of its own. Raises RefusedError."""
    for section in document.sections:
        for part in section.sections:
            if part.key == f"deputy-{slug}":
                title = f"{part.heading}. {document.title}"
                alone = replace(part, apart=False)
                return replace(document, title=title, sections=(alone,))
    raise RefusedError("deputy", f"There is no deputy {slug} in this report.")


def file_name(asked: Asked, period: Period) -> str:
    """What the file is called: letters that every system keeps."""
    whose = asked.deputy or "report"
    state = f"-edition-{asked.edition}" if asked.edition else ""
    days = f"{period.start:%Y%m%d}-{period.end:%Y%m%d}"
    return f"{whose}-{period.term.key}-{days}{state}-{asked.lang}.{asked.format}"
