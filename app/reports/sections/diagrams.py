"""The five diagrams: programmes, requests and meetings, each with its table."""

from dataclasses import replace

from app.charts.sheet import Line, Sheet
from app.charts.sheets import sheet
from app.queries.chart_shapes import Name
from app.queries.charts import BESIDE
from app.queries.report_figures import Stated
from app.reports import figure_words
from app.reports.document import Block, Cell, Diagram, Grid, Paragraph, Section
from app.reports.sections import stated
from app.reports.teller import Teller
from models.item import Kind, Role
from models.meeting import Answer

#: Metrics of requests, which stand beside a group or beside one deputy.
REQUESTS = frozenset(("requests", "requests_initiated", "requests_signed"))


def drawn(tell: Teller, name: Name) -> Sheet:
    """A chart over the acts of the period; what others stated has a section of its own."""
    edition = tell.numbers.period.edition
    made = sheet(
        name,
        tell.numbers.charts,
        tell.words,
        edition=edition.number if edition else None,
        today=tell.numbers.on,
        source=tell.address("/charts/") or "",
    )
    said = tell.gettext("Period: %(period)s.", period=tell.period)
    return replace(made, beside=(), state=f"{said} {made.state}" if not edition else said)


def diagram(tell: Teller, name: Name) -> Diagram:
    """A chart with its caption, its words for who cannot see it, and its table."""
    made = drawn(tell, name)
    return Diagram(
        key=name.value,
        caption=made.title,
        alternative=" ".join((f"{made.title}.", *made.sentences)),
        sheet=made,
        grid=_grid(tell, made),
    )


def _grid(tell: Teller, made: Sheet) -> Grid:
    head = made.columns(tell.words)
    noted = len(head) > 1 + len(made.series) + bool(made.total)
    return Grid(
        key=f"table-{made.name.value}",
        caption=made.title,
        head=head,
        rows=tuple(_row(tell, made, line, noted) for line in made.lines),
    )


def _row(tell: Teller, made: Sheet, line: Line, noted: bool) -> tuple[Cell, ...]:
    label: Cell = line.label
    if line.kind in ("requests", "meetings"):
        label = tell.link(line.label, f"/deputies/{line.key}")
    note = (line.note or None,) if noted else ()
    return (label, *note, *line.values, *((line.total,) if made.total else ()))


def _one(tell: Teller, key: str, heading: str, *names: Name) -> Section:
    blocks: list[Block] = []
    for name in names:
        made = diagram(tell, name)
        blocks += [Paragraph(" ".join(made.sheet.sentences)), made, *_beside(tell, name)]
    return Section(key, heading, (*blocks, *tell.own(key)))


def _is_of(one: Stated, name: Name) -> bool:
    """Whether a stated figure speaks of what a diagram shows."""
    if one.metric in REQUESTS:
        return name is (Name.REQUESTS if one.slug else Name.FACTIONS)
    if one.metric.startswith(figure_words.ON_PARTY):
        return name is Name.ORIGIN
    return BESIDE.get(one.metric, (None, ""))[0] is name


def _beside(tell: Teller, name: Name) -> tuple[Block, ...]:
    """What others stated of the same, beside our own count and never mixed with it."""
    mine = [one for one in tell.numbers.stated if _is_of(one, name)]
    if not mine:
        return ()
    rows: list[tuple[Cell, ...]] = [
        (
            stated.metric(tell, one),
            stated.whose(tell, one),
            tell.span(one.start, one.end),
            one.value,
            "–" if one.counted is None else one.counted,
            stated.source(tell, one),
        )
        for one in mine
    ]
    head = (
        tell.gettext("What"),
        tell.gettext("Of whom"),
        tell.gettext("Period"),
        tell.gettext("As stated"),
        tell.gettext("Counted here"),
        tell.gettext("Stated by"),
    )
    caption = tell.gettext("As stated by others, and as counted here")
    return (Grid(f"stated-{name.value}", caption, head, tuple(rows)),)


def programmes(tell: Teller) -> Section:
    """Whether voters can read the programmes, and what was found or sent as one."""
    return _one(
        tell,
        "programmes",
        tell.gettext("Election programmes"),
        Name.AVAILABILITY,
        Name.ORIGIN,
    )


def requests(tell: Teller) -> Section:
    """Requests by faction, by deputy, and by what a deputy's part was."""
    made = _one(tell, "requests", tell.gettext("Deputy requests"), Name.FACTIONS, Name.REQUESTS)
    return replace(made, blocks=(*made.blocks, *_roles(tell)))


def _roles(tell: Teller) -> tuple[Block, ...]:
    """Initiators and signatories: how many deputies did either, and the largest counts."""
    deputies = tell.numbers.deputies
    rows: list[tuple[Cell, ...]] = []
    for role in Role:
        found = [one.requests.get(role, 0) for one in deputies]
        rows.append(
            (tell.label(role), sum(found), sum(n > 0 for n in found), max(found, default=0))
        )
    return (
        Grid(
            "roles",
            tell.gettext("Parts of single-mandate deputies in requests")
            if not tell.numbers.charts.all_seats
            else tell.gettext("Parts of deputies in requests"),
            (
                tell.gettext("Part in the request"),
                tell.gettext("Parts"),
                tell.gettext("Deputies with at least one"),
                tell.gettext("Largest number of one deputy"),
            ),
            tuple(rows),
        ),
    )


def meetings(tell: Teller) -> Section:
    """Meetings by place, by session and recess, and of whom nothing was found."""
    made = _one(tell, "meetings", tell.gettext("Meetings with voters"), Name.MEETINGS)
    return replace(made, blocks=(*made.blocks, _sat(tell), *_none(tell)))


def _sat(tell: Teller) -> Grid:
    """Meetings and receptions by where and by when they were held."""
    answers = (Answer.YES, Answer.NO, Answer.NOT_KNOWN)
    rows: list[tuple[Cell, ...]] = []
    for kind in (Kind.VOTER_MEETING, Kind.RECEPTION):
        held = [(act.held, act.sat) for one in tell.numbers.deputies for act in one.of(kind)]
        places = [sum(place is answer for place, _ in held) for answer in answers]
        times = [sum(time is answer for _, time in held) for answer in answers]
        rows.append((tell.label(kind), *places, *times, len(held)))
    return Grid(
        "meetings-held",
        tell.gettext("Where and when meetings and receptions were held"),
        (
            tell.gettext("Kind"),
            tell.gettext("in the district"),
            tell.gettext("outside the district"),
            tell.gettext("place not known"),
            tell.gettext("in session"),
            tell.gettext("in recess"),
            tell.gettext("time not known"),
            tell.gettext("All"),
        ),
        tuple(rows),
    )


def _none(tell: Teller) -> tuple[Block, ...]:
    """The deputies of whom no meeting was found, in the order of districts."""
    none = [one for one in tell.numbers.deputies if not one.of(Kind.VOTER_MEETING)]
    if not none:
        return ()
    rows = tuple((tell.deputy(one), one.counts.district) for one in none)
    return (
        Grid(
            "meetings-none",
            tell.gettext("Deputies of whom no meeting was found"),
            (tell.gettext("Deputy"), tell.gettext("District")),
            rows,
            note=tell.gettext("It does not mean that they met nobody."),
        ),
    )
