"""What others stated: beside our own count, as parts of totals, and where it disagrees."""

from app.queries.report_figures import Stated
from app.reports import figure_words
from app.reports.checks import SENTENCES, Found, Known, Rule, check
from app.reports.document import Block, Cell, Grid, Section
from app.reports.sections.cited import Cited
from app.reports.teller import Teller
from app.scoring.words import N_


def metric(tell: Teller, one: Stated) -> str:
    """What a figure counts."""
    return figure_words.metric(one.metric, tell.words, tell.numbers.parties)


def whose(tell: Teller, one: Stated) -> str:
    """Of whom it speaks."""
    return figure_words.scope(one, tell.words, tell.numbers.parties)


def named(tell: Teller, one: Stated) -> str:
    """What a figure counts and of whom, where a table has one column for both."""
    return f"{metric(tell, one)} ({whose(tell, one)})"


def reconciliation(tell: Teller) -> Section:
    """Stated figures: those counted here too, those not, and totals with their parts."""
    stated = tell.numbers.stated
    blocks: list[Block] = [
        tell.told(
            N_(
                "What others stated of this period stands here as they stated it, each figure with "
                "its source. What the portal counts stands beside it and is never mixed with it."
            )
        ),
        tell.told(
            N_(
                "The portal counts only acts that it can show: where it counts less, it has "
                "not found more, which does not mean that there was no more."
            )
        ),
        *_lines(tell, tuple(one for one in stated if one.counted is not None)),
        *_sums(tell),
        *_others(tell, tuple(one for one in stated if one.counted is None)),
        *tell.own("reconciliation"),
    ]
    if not stated:
        blocks = [
            tell.told(N_("No figures of others are known for this period.")),
            *tell.own("reconciliation"),
        ]
    return Section("reconciliation", tell.gettext("Figures that others stated"), tuple(blocks))


def _lines(tell: Teller, lines: tuple[Stated, ...]) -> tuple[Block, ...]:
    if not lines:
        return ()
    cited = Cited(tell)
    rows: list[tuple[Cell, ...]] = [
        (
            named(tell, one),
            tell.span(one.start, one.end),
            one.value,
            one.counted,
            (one.counted or 0) - one.value,
            one.not_stated + one.undated,
            cited.of(one),
        )
        for one in lines
    ]
    return (
        Grid(
            "stated-counted",
            tell.gettext("As stated by others, and as counted here"),
            (
                tell.gettext("What, and of whom"),
                tell.gettext("Period"),
                tell.gettext("As stated"),
                tell.gettext("Counted here"),
                tell.gettext("Difference"),
                tell.gettext("Could not be counted"),
                tell.gettext("Source"),
            ),
            tuple(rows),
            note=cited.note(
                tell.gettext(
                    "Difference: counted less stated. Could not be counted: items in which the "
                    "role is not stated, and items without a day."
                )
            ),
        ),
    )


def _sums(tell: Teller) -> tuple[Block, ...]:
    stated = tell.numbers.stated
    parts = {one.key: [each for each in stated if each.sum_key == one.key] for one in stated}
    cited = Cited(tell)
    rows: list[tuple[Cell, ...]] = []
    for one in stated:
        mine = parts[one.key]
        if mine:
            made = sum(each.value for each in mine)
            rows.append(
                (
                    metric(tell, one),
                    whose(tell, one),
                    one.value,
                    " + ".join(str(each.value) for each in mine),
                    made,
                    made - one.value,
                    cited.of(one),
                )
            )
    if not rows:
        return ()
    return (
        Grid(
            "stated-sums",
            tell.gettext("Stated totals and the parts that were stated of them"),
            (
                tell.gettext("What"),
                tell.gettext("Of whom"),
                tell.gettext("Total"),
                tell.gettext("Parts"),
                tell.gettext("Sum of the parts"),
                tell.gettext("Gap"),
                tell.gettext("Source"),
            ),
            tuple(rows),
            note=cited.note(),
        ),
    )


def _others(tell: Teller, others: tuple[Stated, ...]) -> tuple[Block, ...]:
    if not others:
        return ()
    cited = Cited(tell)
    rows: list[tuple[Cell, ...]] = [
        (
            metric(tell, one),
            whose(tell, one),
            tell.span(one.start, one.end),
            one.value,
            tell.quoted(one.notes, one.note) or "–",
            cited.of(one),
        )
        for one in others
    ]
    return (
        Grid(
            "stated-only",
            tell.gettext("As stated by others, and not counted here"),
            (
                tell.gettext("What"),
                tell.gettext("Of whom"),
                tell.gettext("Period"),
                tell.gettext("As stated"),
                tell.gettext("Note"),
                tell.gettext("Source"),
            ),
            tuple(rows),
            note=cited.note(),
        ),
    )


def found(tell: Teller) -> tuple[Found, ...]:
    """Every disagreement among the stated figures of the period."""
    term = tell.numbers.period.term
    return check(tell.numbers.stated, Known(tell.numbers.regions, term.by_district))


def checks(tell: Teller) -> Section:
    """Where stated figures disagree with one another, or with our own count."""
    places = found(tell)
    counted = [place for place in places if place.rule is Rule.COUNTED]
    stated = sum(not one.computed for one in tell.numbers.stated)
    said: list[Block] = [
        tell.told(
            N_(
                "Rules compare the stated figures with one another. Stated figures: "
                "%(stated)s; places where they disagree: %(places)s."
            ),
            stated=tell.number(stated),
            places=tell.number(len(places) - len(counted)),
        ),
        tell.told(
            N_("Stated figures of which the portal counts another number: %(counted)s."),
            counted=tell.number(len(counted)),
        ),
    ]
    for key, caption, mine in (
        (
            "checks",
            tell.gettext("Where stated figures disagree"),
            [place for place in places if place.rule is not Rule.COUNTED],
        ),
        (
            "checks-counted",
            tell.gettext("Where the portal counts another number than was stated"),
            counted,
        ),
    ):
        if mine:
            head = (
                tell.gettext("What is wrong"),
                tell.gettext("Where"),
                tell.gettext("Numbers"),
                tell.gettext("Gap"),
                tell.gettext("Source"),
            )
            cited = Cited(tell)
            rows = tuple(_row(tell, place, cited) for place in mine)
            said.append(Grid(key, caption, head, rows, note=cited.note()))
    return Section("checks", tell.gettext("Checks"), (*said, *tell.own("checks")))


def _row(tell: Teller, place: Found, cited: Cited) -> tuple[Cell, ...]:
    where = "; ".join(named(tell, one) for one in place.figures)
    return (
        tell.gettext(SENTENCES[place.rule]),
        where,
        place.numbers,
        place.gap,
        cited.of(*place.figures),
    )
