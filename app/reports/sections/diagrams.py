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
from app.reports.sections.cited import Cited
from app.reports.teller import Teller
from app.scoring.words import N_
from models.item import Kind, Role
from models.meeting import Answer

#: Where and when a meeting was held, as its facts answer.
ANSWERS = (Answer.YES, Answer.NO, Answer.NOT_KNOWN)
PLACES = (N_("in the district"), N_("outside the district"), N_("place not known"))
TIMES = (N_("in session"), N_("in recess"), N_("time not known"))
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
    # Beside a faction stands how many deputies it has, beside a deputy the district.
    counts: Cell = int(line.note) if line.note.isdecimal() else line.note or None
    note = (counts,) if noted else ()
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
    cited = Cited(tell)
    rows: list[tuple[Cell, ...]] = [
        (
            stated.metric(tell, one),
            stated.whose(tell, one),
            tell.span(one.start, one.end),
            one.value,
            "–" if one.counted is None else one.counted,
            cited.of(one),
        )
        for one in mine
    ]
    head = (
        tell.gettext("What"),
        tell.gettext("Of whom"),
        tell.gettext("Period"),
        tell.gettext("As stated"),
        tell.gettext("Counted here"),
        tell.gettext("Source"),
    )
    caption = tell.gettext("As stated by others, and as counted here")
    return (Grid(f"stated-{name.value}", caption, head, tuple(rows), note=cited.note()),)


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
    kinds = (Kind.VOTER_MEETING, Kind.RECEPTION)
    held = [
        [(act.held, act.sat) for one in tell.numbers.deputies for act in one.of(kind)]
        for kind in kinds
    ]
    rows: list[tuple[Cell, ...]] = [
        (label, *(sum(when[of] is answer for when in acts) for acts in held))
        for of, labels in enumerate((PLACES, TIMES))
        for answer, label in zip(ANSWERS, map(tell.gettext, labels), strict=True)
    ]
    rows.append((tell.gettext("All"), *map(len, held)))
    return Grid(
        "meetings-held",
        tell.gettext("Where and when meetings and receptions were held"),
        (tell.gettext("Where and when"), *map(tell.label, kinds)),
        tuple(rows),
        sums=True,
    )


def _none(tell: Teller) -> tuple[Block, ...]:
    """The deputies of whom no meeting was found, in the order of districts."""
    none = [one for one in tell.numbers.deputies if not one.of(Kind.VOTER_MEETING)]
    if not none:
        return ()
    rows = tuple((tell.deputy(one), tell.district(one)) for one in none)
    return (
        Grid(
            "meetings-none",
            tell.gettext("Deputies of whom no meeting was found"),
            (tell.gettext("Deputy"), tell.gettext("District")),
            rows,
            note=tell.gettext("It does not mean that they met nobody."),
        ),
    )
