"""What every section of a report is told with: its numbers, its words, its addresses.

A sentence never inflects a name, a place or a party: names stand after a colon, in a cell, or
alone. Numbers of things get their plural from the catalogue.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from app.queries.deputies import Text
from app.queries.report_texts import Texts
from app.reports.document import Cell, Foreign, Link, Paragraph, Tone
from app.reports.shapes import DeputyNumbers, Numbers
from app.words import Words


@dataclass(frozen=True)
class Setting:
    """What the portal is set to: its own address without a last slash, and who pays for it.

    `funder` is empty where nothing is set: the report then says nothing about it.
    """

    site: str | None = None
    funder: Text = field(default_factory=lambda: Text(None, None, None))
    licence: str | None = None
    contact: str | None = None
    training: bool = False


@dataclass(frozen=True)
class Teller:
    """One report in one language."""

    numbers: Numbers
    texts: Texts
    words: Words
    setting: Setting

    def gettext(self, text: str, **values: object) -> str:
        """A sentence of the catalogue."""
        return self.words.gettext(text, **values)

    def told(self, text: str, **values: object) -> Paragraph:
        """A sentence as a paragraph."""
        return Paragraph(self.gettext(text, **values))

    def note(self, text: str, **values: object) -> Paragraph:
        """A sentence as an aside."""
        return Paragraph(self.gettext(text, **values), Tone.NOTE)

    def ngettext(self, one: str, several: str, count: int) -> str:
        """A sentence with the form that `count` asks for."""
        return self.words.ngettext(one, several, count)

    def number(self, value: int) -> str:
        """A number as sentences write it."""
        return self.words.number(value)

    def counts(self, pairs: Iterable[tuple[str, int]]) -> str:
        """`Label: number; label: number.`, which needs no inflection."""
        said = "; ".join(f"{label}: {self.number(count)}" for label, count in pairs) + "."
        return said[0].upper() + said[1:]

    def span(self, start: dt.date | None, end: dt.date | None) -> str:
        """Two days in figures, or that no period is stated."""
        if start is None and end is None:
            return self.gettext("no period stated")
        first = self.words.day(start) if start else "…"
        return f"{first} – {self.words.day(end) if end else '…'}"

    @property
    def period(self) -> str:
        """The period of the report in figures."""
        return self.span(self.numbers.period.start, self.numbers.period.end)

    def label(self, member: Enum) -> str:
        """What people read for a value."""
        return self.words.label(member)

    def address(self, path: str, *, of_today: bool = False) -> str | None:
        """A page of the portal, of the edition where the report is one of it.

        Copies and files have one address, whatever the edition: they are asked `of_today`.
        """
        if self.setting.site is None:
            return None
        edition = None if of_today else self.numbers.period.edition
        state = f"/editions/{edition.number}" if edition else ""
        return f"{self.setting.site}/{self.words.lang}{state}{path}"

    def link(self, text: str, path: str) -> Link | str:
        """Words that lead to a page of the portal; the words alone where it has no address."""
        address = self.address(path)
        return Link(text, address) if address else text

    def deputy(self, one: DeputyNumbers) -> Cell:
        """The name of a deputy, leading to the page of theirs."""
        return self.link(self.name(one), f"/deputies/{one.slug}")

    def quoted(self, texts: Text | None, entered: str | None) -> Cell:
        """Words of somebody in the language of the report, or else as they were entered."""
        text, lang = self.words.picked(texts) if texts else (entered or "", self.words.lang)
        return Foreign(text, lang) if lang != self.words.lang else text or None

    def source(self, entered: str | None) -> Cell:
        """A source as it was entered, or in the words in which a stated figure names it too."""
        told = next((f.sources for f in self.numbers.stated if f.source == entered), None)
        return self.quoted(told, entered)

    def district(self, one: DeputyNumbers) -> str | None:
        """The number of the district of a deputy, written as it is in headings and diagrams."""
        number = one.counts.district
        return None if number is None else f"№\u00a0{number}"

    def name(self, one: DeputyNumbers) -> str:
        """The name of a deputy as the language, or else a source, has it."""
        return self.words.pick(one.page.card.person.name)

    def own(self, section: str) -> tuple[Paragraph, ...]:
        """The analyst's own paragraphs; of another language where this one has none."""
        for lang in (self.words.lang, *(x for x in ("kk", "ru", "en") if x != self.words.lang)):
            text = self.texts.own.get((section, lang))
            if text:
                pieces = (piece.strip() for piece in text.split("\n\n"))
                return tuple(Paragraph(p, Tone.OWN, lang) for p in pieces if p)
        return ()
