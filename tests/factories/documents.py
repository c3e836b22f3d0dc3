"""A report made by hand that has everything a report may have, in a stated language."""

import datetime as dt

from app.charts.sheets import sheet
from app.queries.chart_shapes import ChartsPart, DeputyCounts, GroupCounts, Name
from app.queries.deputies import Text
from app.queries.terms import Term
from app.reports.document import (
    Diagram,
    Document,
    Grid,
    Link,
    Paragraph,
    Points,
    Section,
    Tone,
)
from app.words import Words
from models.item import Role
from models.meeting import Answer
from models.programme import Availability, Origin

#: What would run, or stop a template, if a format took it for its own.
HOSTILE = "<b>&{{ x }}</b> {% raw %} =1+1 <script>alert(1)</script> \x07 {{r 'x' }}"
SITE = Link("parlam.kz", "https://www.parlam.kz/a?b=1&c=2")
LETTERS = "Әә Ғғ Ққ Ңң Өө Ұұ Үү Һһ Іі"
TITLES = {
    "kk": "Депутаттардың сайлаушылар алдындағы жұмысы",
    "ru": "Работа депутатов перед избирателями",
    "en": "How deputies worked for their voters",
}


def charts_part(deputies: int = 12) -> ChartsPart:
    """Counts of so many deputies, each different."""
    values, origins = list(Availability), list(Origin)
    people = tuple(
        DeputyCounts(
            slug=f"deputy-{n}",
            name=Text(f"Қожағұлов Әбілқайыр {n}", f"Кожагулов Абилкаир {n}", None),
            district=n,
            availability=values[n % 3] if n % 4 else None,
            origin=origins[n % 5] if n % 4 else None,
            requests={Role.INITIATOR: n, Role.SIGNATORY: 2 * n, Role.NOT_STATED: n % 3},
            meetings={Answer.YES: n % 5, Answer.NO: n % 2} if n % 3 else {},
        )
        for n in range(1, deputies + 1)
    )
    group = GroupCounts("chamber", None, None, deputies, {Role.INITIATOR: 22, Role.SIGNATORY: 7})
    term = Term(
        id=1, legislature="m", name_kk="Мәжіліс", name_ru="Мажилис", name_en="Mazhilis", number=8,
        start=None, end=None, months=None, deputies=deputies, by_district=deputies,
    )  # fmt: skip
    return ChartsPart(term=term, deputies=people, groups=(group,))


def diagram(name: Name, words: Words, part: ChartsPart) -> Diagram:
    """A chart of the portal with its table, as a report has it."""
    made = sheet(name, part, words)
    columns = made.columns(words)
    notes = len(columns) - 1 - len(made.series) - bool(made.total)
    rows = tuple(
        (line.label, *(line.note,) * notes, *line.values, *((line.total,) if made.total else ()))
        for line in made.lines
    )
    grid = Grid(f"{name.value}-table", made.title, columns, rows)
    return Diagram(name.value, made.title, " ".join(made.sentences), made, grid)


def small_document(lang: str) -> Document:
    """Every kind of block once, hostile words, unknown cells, links, a sum."""
    words = Words(lang)
    plain = Grid(
        "plain", f"{TITLES[lang]} {HOSTILE}",
        ("№", "Депутат", "Күні / дата", "Сауалдар", "Link"),
        (
            (1, "Құспан Абзал", dt.date(2023, 3, 29), 1234567, SITE),
            (2, HOSTILE, None, 0, Link("bad", "javascript:alert(1)")),
            (3, LETTERS, dt.date(2023, 12, 29), None, None),
            (6, "Σ", None, 1234567, ""),
        ),
        sums=True, note="Ескерту: " + LETTERS,
    )  # fmt: skip
    foreign = "ru" if lang == "kk" else "kk"
    first = Section(
        "intro", f"1. {TITLES[lang]}",
        (
            Paragraph(f"{LETTERS}. " * 6 + HOSTILE),
            Paragraph("Line one\nline two", Tone.OWN),
            Paragraph("Салыстырып тексеру: 51 + 87 ≠ 140.", Tone.NOTE),
            Paragraph("Обещаю построить школу в каждом селе." if foreign == "ru" else
                      "Әр ауылда мектеп саламын.", Tone.QUOTE, lang=foreign),
            Paragraph("2024", Tone.SOURCE, link=Link("example.org", "https://example.org/2024")),
            Points((Paragraph("first", lang="en"), Paragraph("екінші", lang="kk")), numbered=True),
            Points((Paragraph("and so on"),)),
            plain,
        ),
        (Section("more", "1.1. <i>&amp;</i>", (Points((Paragraph("again"),), numbered=True),)),),
    )  # fmt: skip
    part = charts_part(4)
    second = Section(
        "programmes", "2. Diagrams",
        (diagram(Name.AVAILABILITY, words, part), diagram(Name.REQUESTS, words, part)), apart=True,
    )  # fmt: skip
    front = (
        Paragraph("29.03.2023 – 29.12.2023"),
        Paragraph("Қоры: " + LETTERS, Tone.NOTE),
    )
    return Document(
        lang, TITLES[lang], "VIII · " + HOSTILE, front, "2026-11-22 · sha256 0f3a", (first, second)
    )


def rich_document(lang: str) -> Document:
    """The small one with all diagrams, a table of 300 rows and one that is very wide."""
    words = Words(lang)
    small = small_document(lang)
    part = charts_part(29)
    long = Grid(
        "long", TITLES[lang], ("Сауал", "Күні", "Депутат", "Тақырып", "Саны"),
        tuple((f"ДС-{n}", dt.date(2023, 4, 1) + dt.timedelta(n), f"Өтегенов Үміт {n}",
               "Тұрғын үй-коммуналдық шаруашылық және инженерлік инфрақұрылым", n * 37)
              for n in range(300)),
    )  # fmt: skip
    wide = Grid(
        "wide", "Monitoring", ("Deputy", *(f"Көрсеткіш № {n}" for n in range(1, 22))),
        tuple((f"Қожахметов Нұрлан {n}", *(n * m for m in range(21))) for n in range(30)),
    )  # fmt: skip
    charts = Section("charts", "3. " + TITLES[lang],
                     tuple(diagram(name, words, part) for name in Name
                           if name not in (Name.AVAILABILITY, Name.REQUESTS)))  # fmt: skip
    lying = Section("annex-wide", "4.1. Wide", (wide,))
    end = Section("annex-end", "4.2. End", (Paragraph("end"),))
    tables = Section("annex", "4. Annex", (long,), (lying, end), apart=True)
    return Document(lang, small.title, small.subtitle, small.front, small.made,
                    (*small.sections, charts, tables), training=True)  # fmt: skip
