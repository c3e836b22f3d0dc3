"""One chart in words and numbers: what its page, its pictures and its table all show.

Nothing is counted here but sums of a line, and no name is put into a sentence: names are never
inflected, and a sentence says the same in every language.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from app.charts.sheet import Beside, Line, Series, Sheet
from app.queries.chart_shapes import (
    CHAMBER,
    SINGLE_MANDATE,
    UNKNOWN,
    ChartsPart,
    DeputyCounts,
    GroupCounts,
    Name,
    StatedBeside,
)
from app.words import Words
from models.item import Role
from models.meeting import Answer
from models.person import MandateKind
from models.programme import Availability, Origin


def sheet(
    name: Name,
    part: ChartsPart,
    words: Words,
    *,
    edition: int | None = None,
    today: date | None = None,
    source: str = "",
) -> Sheet:
    """The chart `name` of `part` in the language of `words`; `source` is where its rows stand.

    Outside an edition it stands for `today`, which a saved picture of it tells too.
    """
    made = _MAKERS[name](part, words)
    beside = tuple(_beside(made, of, words) for of in part.stated if of.chart is name)
    return replace(made, beside=beside, state=state(part, words, edition, today), source=source)


def state(part: ChartsPart, words: Words, edition: int | None, today: date | None = None) -> str:
    """Which edition it is and what it observed, or that it is what was found by `today`."""
    body = f"{words.pick(part.term)}, " + words.gettext(
        "convocation %(number)s", number=part.term.number
    )
    if edition is None or not (part.as_of and part.observed_from and part.observed_to):
        if today is None:
            return body + ". " + words.gettext("All that was found so far, preliminary.")
        found = words.gettext("Found by %(day)s, preliminary.", day=words.day(today))
        return f"{body}. {found}"
    said = words.gettext(
        "Edition %(number)s as of %(day)s; acts from %(start)s to %(end)s.",
        number=edition,
        day=words.day(part.as_of),
        start=words.day(part.observed_from),
        end=words.day(part.observed_to),
    )
    return f"{body}. {said}"


def _counts(pairs: list[tuple[str, int]], words: Words) -> str:
    """`label: number; label: number.` needs no inflection."""
    said = "; ".join(f"{label}: {words.number(count)}" for label, count in pairs) + "."
    return said[0].upper() + said[1:]


def _deputies(count: int, words: Words) -> str:
    return words.ngettext("%(num)s deputy.", "%(num)s deputies.", count)


def _categories(
    name: Name,
    title: str,
    members: list[tuple[Availability | Origin | None, tuple[DeputyCounts, ...]]],
    words: Words,
) -> Sheet:
    """One bar for each value, and one for what nobody knows yet."""
    lines = tuple(
        Line(
            kind="members",
            key=value.value if value else "not_known",
            label=words.label(value) if value else words.gettext("not known yet"),
            lang=words.lang,
            values=(len(theirs),),
            looks=(0 if value else 3,),
            members=theirs,
        )
        for value, theirs in members
    )
    known = _counts([(line.label, line.total) for line in lines], words)
    return Sheet(
        name=name,
        lang=words.lang,
        title=title,
        sentences=(_deputies(sum(line.total for line in lines), words), known),
        head=words.gettext("Programme"),
        series=(Series("deputies", words.gettext("Deputies"), 0),),
        lines=lines,
        beside=(),
        state="",
        source="",
    )


def _availability(part: ChartsPart, words: Words) -> Sheet:
    values = [*Availability, None]
    members = [(v, tuple(d for d in part.deputies if d.availability is v)) for v in values]
    title = words.gettext("Are the programmes available to voters?")
    return _categories(Name.AVAILABILITY, title, members, words)


def _origin(part: ChartsPart, words: Words) -> Sheet:
    values = [*Origin, None]
    members = [(v, tuple(d for d in part.deputies if d.origin is v)) for v in values]
    title = words.gettext("What was found or sent as a programme")
    return _categories(Name.ORIGIN, title, members, words)


ROLES = (Role.INITIATOR, Role.SIGNATORY, Role.NOT_STATED)
PLACES = (Answer.YES, Answer.NO, Answer.NOT_KNOWN)
#: The looks of three series of which the last is what nobody stated.
LOOKS = (0, 1, 3)


def _series(members: tuple[Role, ...] | tuple[Answer, ...], words: Words) -> tuple[Series, ...]:
    return tuple(
        Series(member.value, words.label(member), look)
        for member, look in zip(members, LOOKS, strict=True)
    )


def group_label(group: GroupCounts, words: Words) -> tuple[str, str]:
    """What a group is called, and the language of its name."""
    fixed = {
        UNKNOWN: words.gettext("Party not known yet"),
        SINGLE_MANDATE: words.gettext("All from single-mandate districts, each request once"),
        CHAMBER: words.gettext("All deputies, each request once"),
    }
    if group.key in fixed:
        return fixed[group.key], words.lang
    name, lang = words.picked(group.party)
    seats = {
        MandateKind.DISTRICT: words.gettext("single-mandate districts"),
        MandateKind.LIST: words.gettext("party list"),
        MandateKind.NOT_STATED: words.gettext("kind of seat not known"),
    }
    return (f"{name}: {seats[group.kind]}" if group.kind else name), lang


def _factions(part: ChartsPart, words: Words) -> Sheet:
    lines = []
    for group in part.groups:
        label, lang = group_label(group, words)
        lines.append(
            Line(
                kind="group",
                key=group.key,
                label=label,
                lang=lang,
                values=tuple(group.requests.get(role, 0) for role in ROLES),
                note=words.number(group.deputies),
                looks=LOOKS,
                sums=group.key in (SINGLE_MANDATE, CHAMBER),
            )
        )
    once = words.gettext(
        "A request of several deputies of a group is one request of that group; "
        "one of two groups is counted in both, and once in the sums."
    )
    said = [once]
    if part.groups:
        whole = part.groups[-1]
        count = words.ngettext("%(num)s request.", "%(num)s requests.", whole.total)
        roles = _counts([(words.label(r), whole.requests.get(r, 0)) for r in ROLES], words)
        said = [count, roles, once]
    return Sheet(
        name=Name.FACTIONS,
        lang=words.lang,
        title=words.gettext("Requests by faction and kind of seat"),
        sentences=tuple(said),
        head=words.gettext("Group of deputies"),
        series=_series(ROLES, words),
        lines=tuple(lines),
        beside=(),
        state="",
        source="",
        total=words.gettext("All requests"),
    )


def _of_deputies(
    part: ChartsPart,
    words: Words,
    values: Callable[[DeputyCounts], tuple[int, ...]],
    kind: str,
    empty: str,
) -> tuple[Line, ...]:
    """One bar for each deputy, in the order of districts."""
    found = []
    for deputy in part.deputies:
        name, lang = words.picked(deputy.name)
        found.append(
            Line(
                kind=kind,
                key=deputy.slug,
                label=name,
                lang=lang,
                values=values(deputy),
                note="" if deputy.district is None else f"№ {deputy.district}",
                looks=LOOKS,
                empty=empty,
            )
        )
    return tuple(found)


def _requests(part: ChartsPart, words: Words) -> Sheet:
    lines = _of_deputies(
        part,
        words,
        lambda deputy: tuple(deputy.requests.get(role, 0) for role in ROLES),
        "requests",
        words.gettext("no request found"),
    )
    sums = [
        (words.label(role), sum(line.values[n] for line in lines)) for n, role in enumerate(ROLES)
    ]
    title = words.gettext("Requests by deputy of a single-mandate district")
    return Sheet(
        name=Name.REQUESTS,
        lang=words.lang,
        title=words.gettext("Requests by deputy") if part.all_seats else title,
        sentences=(
            _deputies(len(lines), words),
            _parts(sum(line.total for line in lines), words),
            _counts(sums, words),
            words.gettext("A request that several deputies signed is a part of each of them."),
        ),
        head=words.gettext("Deputy"),
        series=_series(ROLES, words),
        lines=lines,
        beside=(),
        state="",
        source="",
        total=words.gettext("All parts in requests"),
    )


def _parts(count: int, words: Words) -> str:
    return words.ngettext("%(num)s part in requests.", "%(num)s parts in requests.", count)


def _meetings(part: ChartsPart, words: Words) -> Sheet:
    lines = _of_deputies(
        part,
        words,
        lambda deputy: tuple(deputy.meetings.get(place, 0) for place in PLACES),
        "meetings",
        words.gettext("no meeting found"),
    )
    sums = [
        (words.label(place), sum(line.values[n] for line in lines))
        for n, place in enumerate(PLACES)
    ]
    held = sum(line.total for line in lines)
    none = sum(1 for line in lines if not line.total)
    return Sheet(
        name=Name.MEETINGS,
        lang=words.lang,
        title=words.gettext("Meetings with voters"),
        sentences=(
            _deputies(len(lines), words),
            words.ngettext("%(num)s part in meetings.", "%(num)s parts in meetings.", held),
            _counts(sums, words),
            words.gettext(
                "Deputies of whom no meeting was found: %(none)s of %(all)s. "
                "It does not mean that they met nobody.",
                none=words.number(none),
                all=words.number(len(lines)),
            ),
        ),
        head=words.gettext("Deputy"),
        series=_series(PLACES, words),
        lines=lines,
        beside=(),
        state="",
        source="",
        total=words.gettext("All meetings"),
    )


_MAKERS: dict[Name, Callable[[ChartsPart, Words], Sheet]] = {
    Name.AVAILABILITY: _availability,
    Name.ORIGIN: _origin,
    Name.FACTIONS: _factions,
    Name.REQUESTS: _requests,
    Name.MEETINGS: _meetings,
}


def _beside(made: Sheet, of: StatedBeside, words: Words) -> Beside:
    """A stated figure in words. Of programmes what is counted has no period, and neither has it."""
    line = next((line for line in made.lines if line.key == of.line), None)
    what = line.label if line else words.gettext("Deputies without information on meetings")
    if of.role is not None:
        what = f"{what}: {words.label(of.role)}"
    counted = of.counted
    if line is not None and line.kind == "members":
        counted = line.total
    source, lang = words.picked(of.sources) if of.sources else (of.source or "", None)
    return Beside(what, of.value, counted, _period(of.start, of.end, words), source, lang)


def _period(start: date | None, end: date | None, words: Words) -> str:
    if start is None and end is None:
        return words.gettext("no period stated")
    return f"{words.day(start) if start else '…'} – {words.day(end) if end else '…'}"
