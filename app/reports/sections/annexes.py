"""The annexes: the table of the monitoring, all acts of the period, and where facts come from."""

import datetime as dt
from enum import Enum

from app.queries.acts import Act
from app.queries.table_shapes import Cell as TableCell
from app.queries.table_shapes import Type
from app.reports.document import Block, Cell, Foreign, Grid, Link, Paragraph, Points, Section, Tone
from app.reports.sections.cited import source
from app.reports.sections.deputies import title, when
from app.reports.shapes import AnnexTable, DeputyNumbers
from app.reports.shown import reads
from app.reports.teller import Teller
from app.scoring.words import N_

#: What a printed table has: numbers and states; everything else is in the file of the table.
SHOWN = (Type.NUMBER, Type.LABEL)
UNSHOWN = ("_confidence", "confidence", "edition", "stated")
#: Columns beside those that name a row that fit on a page.
WIDE = 4


def annexes(tell: Teller) -> Section:
    """The tables behind the report."""
    return Section(
        "annexes",
        tell.gettext("Annexes"),
        (),
        (
            *(_table(tell, table) for table in tell.numbers.annexes),
            Section("annex-acts", tell.gettext("Acts of the period"), _acts(tell)),
        ),
        apart=True,
    )


def _table(tell: Teller, table: AnnexTable) -> Section:
    """A table of the portal, its columns in groups that fit on a page beside who it is."""
    keys = [column.key for column in table.columns]
    who, district = keys.index("deputy"), keys.index("district")
    people = {one.slug: one for one in tell.numbers.deputies}
    rest = [
        n
        for n, column in enumerate(table.columns)
        if n != district
        and column.type in SHOWN
        and not column.key.endswith(UNSHOWN)
        and any(row[n] is not None for row in table.rows)
    ]
    grids: list[Block] = [
        tell.told(table.about),
        tell.note(N_("Columns of which nothing is known yet are left out.")),
    ]
    for start in range(0, len(rest), WIDE):
        places = rest[start : start + WIDE]
        grids.append(
            Grid(
                f"annex-{table.name}-{start // WIDE + 1}",
                tell.gettext(
                    "%(table)s, part %(number)s",
                    table=tell.gettext(table.title),
                    number=start // WIDE + 1,
                ),
                (
                    tell.gettext("Deputy"),
                    tell.gettext("District"),
                    *(tell.gettext(table.columns[n].title) for n in places),
                ),
                tuple(
                    (*_who(tell, people[str(row[who])]), *(_cell(tell, row[n]) for n in places))
                    for row in table.rows
                ),
            )
        )
    return Section(f"annex-{table.name}", tell.gettext(table.title), tuple(grids))


def _who(tell: Teller, one: DeputyNumbers) -> tuple[Cell, ...]:
    return tell.deputy(one), tell.district(one)


def _cell(tell: Teller, value: TableCell) -> Cell:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return tell.gettext("yes") if value else tell.gettext("no")
    if isinstance(value, Enum):
        return tell.label(value)
    if isinstance(value, dt.datetime):
        return value.date()
    return value


def _acts(tell: Teller) -> tuple[Block, ...]:
    """Each act once, with the districts of the deputies who took part in it."""
    acts: dict[str, Act] = {}
    took: dict[str, list[str]] = {}
    for one in tell.numbers.deputies:
        for act in one.acts:
            acts.setdefault(act.key, act)
            took.setdefault(act.key, []).append(tell.name(one))
    if not acts:
        return (tell.told(N_("No acts of the period were found.")),)
    ordered = sorted(acts.values(), key=lambda act: (act.kind.value, act.date is None, act.key))
    rows: list[tuple[Cell, ...]] = [
        (
            tell.label(act.kind),
            when(tell, act),
            act.number or "–",
            title(tell, act),
            "; ".join(took[act.key]),
        )
        for act in ordered
    ]
    return (
        Grid(
            "annex-acts",
            tell.gettext("Acts of the period, each once"),
            (
                tell.gettext("Kind"),
                tell.gettext("When"),
                tell.gettext("Number"),
                tell.gettext("What"),
                tell.gettext("Deputies of this report who took part"),
            ),
            tuple(rows),
        ),
    )


def sources(tell: Teller) -> Section:
    """Where the numbers and the stated figures come from."""
    stated = dict.fromkeys(source(tell, one) for one in tell.numbers.stated if not one.computed)
    items = [
        Paragraph(
            reads(one, tell.words), Tone.SOURCE, lang=one.lang if isinstance(one, Foreign) else None
        )
        for one in stated
        if one is not None
    ]
    blocks: list[Block] = []
    address = tell.address("/")
    if address:
        blocks.append(
            Paragraph(
                tell.gettext(
                    "Every number of this report, with the acts and kept copies behind it:"
                ),
                link=Link(address, address),
            )
        )
    edition = tell.numbers.period.edition
    if edition is not None:
        blocks.append(
            tell.told(
                N_("Edition %(number)s, SHA-256: %(hash)s."),
                number=edition.number,
                hash=edition.sha256,
            )
        )
    if items:
        blocks += [tell.told(N_("Stated figures were taken from:")), Points(tuple(items))]
    if tell.setting.licence:
        blocks.append(
            tell.told(N_("Licence of the data: %(licence)s."), licence=tell.setting.licence)
        )
    if tell.setting.contact:
        blocks.append(tell.told(N_("Contact: %(contact)s"), contact=tell.setting.contact))
    return Section("sources", tell.gettext("Sources"), tuple(blocks))
