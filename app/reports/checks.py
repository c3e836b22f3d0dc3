"""Where figures that were stated do not agree with one another, found by rules and not by a list.

The rules know how figures are named, not what any report says: a report with other errors is
read by the same ones. Figures that were computed from stated ones prove nothing and are used as
totals only.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.queries.report_figures import Stated
from app.scoring.words import N_

#: Parts of a report in which one list may be counted again.
PARTS_OF_REPORT = (
    "analysis", "annex", "conclusion", "conclusions", "diagram", "introduction", "method",
    "methodology", "summary", "table", "text",
)  # fmt: skip
AVAILABLE = ("programmes_open", "programmes_on_request")
NOT_AVAILABLE = ("programmes_not_available",)
OWN = "programmes_own_"
NOT_OWN = ("programmes_party_only", "programmes_broken_link", "programmes_not_provided")
#: What a number is divided by, as the ending of a metric says it.
WHOLES: Mapping[str, tuple[str, ...]] = {
    "seat": ("districts", "seats"),
    "district": ("districts",),
    "deputy": ("deputies", "districts", "seats"),
}
BOUND = re.compile(r"(?P<base>.+)_(?P<bound>more_than|less_than)")
RATIO = re.compile(r"(?P<part>.+)_per_(?P<whole>[a-z]+)")
SHARE = re.compile(r"(?P<part>.+)_percent_of_(?P<whole>.+)")
VARIANT = re.compile(rf"(?P<base>.+)_in_({'|'.join(PARTS_OF_REPORT)})")
STATED_AS = re.compile(r"(?P<base>.+)_stated_as_.+")


class Rule(StrEnum):
    """What figures must hold to."""

    SUM = "sum"
    TWICE = "twice"
    LIST = "list"
    NAMED = "named"
    PLACE = "place"
    REACH = "reach"
    GROUPS = "groups"
    BOUND = "bound"
    SHARE = "share"
    DETAIL = "detail"
    COUNTED = "counted"


SENTENCES: Mapping[Rule, str] = {
    Rule.SUM: N_("The parts do not make the total"),
    Rule.TWICE: N_("One thing is stated with different numbers"),
    Rule.LIST: N_("One list has different lengths in different parts of the report"),
    Rule.NAMED: N_("Fewer are named than counted"),
    Rule.PLACE: N_("One thing is put in different places"),
    Rule.REACH: N_("Fewer places than the districts lie in"),
    Rule.GROUPS: N_("Groups of the same deputies do not make the same number"),
    Rule.BOUND: N_("A bound does not hold"),
    Rule.SHARE: N_("A percentage is not that of its numbers"),
    Rule.DETAIL: N_("A total is stated of all, and numbers of single deputies for a few"),
    Rule.COUNTED: N_("The portal counts another number"),
}


@dataclass(frozen=True)
class Known:
    """What the portal itself knows of the places: regions of the districts, and districts."""

    regions: int = 0
    districts: int = 0


@dataclass(frozen=True)
class Found:
    """A place where figures disagree. `gap` is the second side less the first.

    `numbers` is what stands against what, in figures alone; `figures` are those that say it.
    """

    rule: Rule
    figures: tuple[Stated, ...]
    numbers: str
    gap: int

    @property
    def sources(self) -> tuple[str, ...]:
        """Where it is stated, each source once."""
        return tuple(dict.fromkeys(one.source for one in self.figures if one.source))


def check(stated: Iterable[Stated], known: Known) -> tuple[Found, ...]:
    """Every place where the figures disagree, rule by rule in the order of `Rule`."""
    figures = tuple(stated)
    found = [place for rule in RULES for place in rule(figures, known)]
    order = list(Rule)
    return tuple(sorted(found, key=lambda place: order.index(place.rule)))


def _whose(one: Stated) -> tuple[object, ...]:
    """Of whom and of when a figure speaks."""
    return one.scope, one.slug, one.start, one.end


def _groups(
    figures: Iterable[Stated], key: Callable[[Stated], object | None]
) -> list[tuple[Stated, ...]]:
    """Stated figures with the same key, in the order of entry; None is no key."""
    found: dict[object, list[Stated]] = defaultdict(list)
    for one in figures:
        of = None if one.computed else key(one)
        if of is not None:
            found[of].append(one)
    return [tuple(rows) for rows in found.values()]


def _sum_of(rows: Iterable[Stated]) -> tuple[str, int]:
    values = [one.value for one in rows]
    total = sum(values)
    return (" + ".join(map(str, values)) + (f" = {total}" if len(values) > 1 else "")), total


def _sums(figures: tuple[Stated, ...], _known: Known) -> Iterator[Found]:
    by_key = {one.key: one for one in figures}
    for parts in _groups(figures, lambda one: one.sum_key):
        total = by_key.get(parts[0].sum_key or "")
        said, made = _sum_of(parts)
        if total is not None and made != total.value:
            yield Found(Rule.SUM, (total, *parts), f"{total.value} ≠ {said}", made - total.value)


def _twice(figures: tuple[Stated, ...], _known: Known) -> Iterator[Found]:
    for rows in _groups(figures, lambda one: (one.metric, *_whose(one))):
        if len({one.value for one in rows}) > 1:
            yield _differing(Rule.TWICE, rows)


def _differing(rule: Rule, rows: tuple[Stated, ...]) -> Found:
    values = [one.value for one in rows]
    return Found(rule, rows, " ≠ ".join(map(str, values)), max(values) - min(values))


def _lists(figures: tuple[Stated, ...], _known: Known) -> Iterator[Found]:
    def key(one: Stated) -> object | None:
        match = VARIANT.fullmatch(one.metric)
        return (match["base"], one.source, *_whose(one)) if match and not one.sum_key else None

    for rows in _groups(figures, key):
        if len({one.value for one in rows}) > 1:
            yield _differing(Rule.LIST, rows)


def _named(figures: tuple[Stated, ...], _known: Known) -> Iterator[Found]:
    counts = {(one.metric, *_whose(one)): one for one in figures}
    for one in figures:
        whole = counts.get((one.metric.removesuffix("_named"), *_whose(one)))
        if one.metric.endswith("_named") and whole is not None and one.value < whole.value:
            yield Found(
                Rule.NAMED, (whole, one), f"{whole.value} > {one.value}", one.value - whole.value
            )


def _places(figures: tuple[Stated, ...], _known: Known) -> Iterator[Found]:
    def key(one: Stated) -> object | None:
        match = STATED_AS.fullmatch(one.metric)
        return (match["base"], *_whose(one)) if match and one.value else None

    for rows in _groups(figures, key):
        if len({one.metric for one in rows}) > 1:
            numbers = " : ".join(str(one.value) for one in rows)
            yield Found(Rule.PLACE, rows, numbers, min(one.value for one in rows))


def _reach(figures: tuple[Stated, ...], known: Known) -> Iterator[Found]:
    for one in figures:
        if one.computed:
            continue
        whole = known.regions if one.metric.endswith("_regions") else 0
        if whole and one.value < whole:
            yield Found(Rule.REACH, (one,), f"{one.value} < {whole}", whole - one.value)


def _partitions(figures: tuple[Stated, ...], known: Known) -> Iterator[Found]:
    """Groups into which a source divides the same deputies: each way makes all of them."""
    for rows in _groups(figures, lambda one: one.source or ""):
        yield from _partition(rows, known)


def _partition(rows: tuple[Stated, ...], known: Known) -> Iterator[Found]:
    def those(of: Callable[[str], bool]) -> tuple[Stated, ...]:
        return tuple(one for one in rows if one.scope == "single_mandate" and of(one.metric))

    can_read = those(lambda metric: metric in AVAILABLE)
    cannot = those(lambda metric: metric in NOT_AVAILABLE)
    own = those(lambda metric: metric.startswith(OWN))
    other = those(lambda metric: metric in NOT_OWN)
    elected = those(lambda metric: metric.startswith("elected_"))
    seats = tuple(one for one in rows if one.metric == "districts")
    ways = [way for way in (seats, can_read + cannot, own + other, elected) if way]
    pairs = list(zip(ways[:1] * len(ways[1:]), ways[1:], strict=True))
    pairs += [pair for pair in ((can_read, own), (cannot, other)) if all(pair)]
    if seats and known.districts and seats[0].value != known.districts:
        gap = known.districts - seats[0].value
        yield Found(Rule.GROUPS, seats, f"{seats[0].value} ≠ {known.districts}", gap)
    for one, two in pairs:
        (first, a), (second, b) = _sum_of(one), _sum_of(two)
        if a != b:
            yield Found(Rule.GROUPS, (*one, *two), f"{first} ≠ {second}", b - a)


def _bounds(figures: tuple[Stated, ...], _known: Known) -> Iterator[Found]:
    for one in figures:
        match = BOUND.fullmatch(one.metric)
        if match is None or one.computed:
            continue
        over = match["bound"] == "more_than"
        for said, part, whole, used in _values(one, match["base"], figures):
            # Compared as whole numbers: part / whole against the bound.
            holds = part > one.value * whole if over else part < one.value * whole
            if not holds:
                sign = "≤" if over else "≥"
                gap = part // whole - one.value
                yield Found(Rule.BOUND, (one, *used), f"{said} {sign} {one.value}", gap)


def _values(
    bound: Stated, base: str, figures: tuple[Stated, ...]
) -> Iterator[tuple[str, int, int, tuple[Stated, ...]]]:
    """What a bound speaks of: stated, counted here, or one stated figure over another."""
    mine = [one for one in figures if _whose(one) == _whose(bound) and not one.computed]
    for one in mine:
        if one.metric == base:
            yield str(one.value), one.value, 1, (one,)
    ratio = RATIO.fullmatch(base)
    if ratio is None:
        return
    parts = [one for one in mine if one.metric == ratio["part"]]
    names = WHOLES.get(ratio["whole"], (ratio["whole"],))
    wholes = [one for one in mine if one.metric in names and one.value]
    for part in parts:
        for whole in wholes[:1]:
            yield f"{part.value} / {whole.value}", part.value, whole.value, (part, whole)


def _shares(figures: tuple[Stated, ...], _known: Known) -> Iterator[Found]:
    for one in figures:
        match = SHARE.fullmatch(one.metric)
        if match is None:
            continue
        mine = {other.metric: other for other in figures if _whose(other) == _whose(one)}
        part, whole = mine.get(match["part"]), mine.get(match["whole"])
        if part is None or whole is None or not whole.value:
            continue
        # Rounded up or down, a percentage is within one of what its numbers make.
        if abs(100 * part.value - one.value * whole.value) >= whole.value:
            made = round(100 * part.value / whole.value)
            said = f"{one.value} % ≠ {part.value} / {whole.value} = {made} %"
            yield Found(Rule.SHARE, (one, part, whole), said, made - one.value)


def _details(figures: tuple[Stated, ...], known: Known) -> Iterator[Found]:
    totals = {one.metric: one for one in figures if one.scope == "single_mandate"}
    for rows in _groups(figures, lambda one: one.slug and (one.metric, one.start, one.end)):
        base = rows[0].metric.removesuffix("_initiated")
        total = totals.get(rows[0].metric) or totals.get(base)
        told = len({one.slug for one in rows})
        if total is not None and rows[0].start == total.start and told < known.districts:
            numbers = f"{told} < {known.districts}"
            yield Found(Rule.DETAIL, (total, *rows), numbers, known.districts - told)


def _counted(figures: tuple[Stated, ...], _known: Known) -> Iterator[Found]:
    for one in figures:
        if one.counted is None or one.computed:
            continue
        if not one.counted <= one.value <= one.counted + one.open:
            numbers = f"{one.value} ≠ {one.counted}"
            yield Found(Rule.COUNTED, (one,), numbers, one.counted - one.value)


RULES: tuple[Callable[[tuple[Stated, ...], Known], Iterator[Found]], ...] = (
    _sums,
    _twice,
    _lists,
    _named,
    _places,
    _reach,
    _partitions,
    _bounds,
    _shares,
    _details,
    _counted,
)
