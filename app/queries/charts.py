"""The numbers of the charts: programmes, requests and meetings of the deputies of a convocation.

A request of ten deputies is one item of their group and ten participations: deputies are counted
by participations, groups by items, and no chart has both.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from app.queries import reconciliation
from app.queries.chart_shapes import (
    CHAMBER,
    SINGLE_MANDATE,
    UNKNOWN,
    ChartsPart,
    DeputyCounts,
    GroupCounts,
    Name,
    RequestRow,
    RequestRows,
    StatedBeside,
)
from app.queries.counting import counted_for
from app.queries.deputies import Text
from app.queries.freezing import Frame
from app.queries.frozen import DeputyLine
from app.queries.meetings import known
from app.queries.order import alphabetical
from app.queries.terms import Term
from models.item import Item, Kind, Participation, Role
from models.meeting import Answer, Meeting
from models.person import Deputy, Mandate, MandateKind, Party
from models.place import District
from models.programme import Availability, Origin, Programme


@dataclass(frozen=True)
class _Seats:
    """The mandates that are counted, with the person, the district and the party of each."""

    term: Term
    rows: Sequence[Any]
    within: ColumnElement[bool]

    @property
    def counted(self) -> ColumnElement[bool]:
        """Their participations that count."""
        own = {mandate.id: mandate.start for mandate, *_ in self.rows if mandate.start}
        mine = Participation.mandate_id.in_([mandate.id for mandate, *_ in self.rows])
        return counted_for(own, self.term.start) & mine & self.within


def _seats(
    session: Session,
    term: Term,
    within: ColumnElement[bool] | None,
    covered: Collection[str] | None,
) -> _Seats:
    query = (
        select(Mandate, Deputy, District, Party)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .outerjoin(District, Mandate.district_id == District.id)
        .outerjoin(Party, Mandate.party_id == Party.id)
        .where(Mandate.convocation_id == term.id)
        .order_by(Mandate.seq, Mandate.id)
    )
    rows = [r for r in session.execute(query) if covered is None or r[1].slug in covered]
    return _Seats(term, rows, true() if within is None else within)


def charts(
    session: Session,
    term: Term,
    *,
    within: ColumnElement[bool] | None = None,
    covered: Collection[str] | None = None,
    observed: tuple[date, date, date] | None = None,
) -> ChartsPart:
    """The numbers of all charts of a convocation. Nine statements at most.

    Only acts `within` and deputies `covered` count where they are given; `observed` is the
    period of an edition and the day that it stands for.
    """
    seats = _seats(session, term, within, covered)
    parts = _requests(session, seats)
    all_seats = all(row[0].kind is not MandateKind.DISTRICT for row in seats.rows)
    groups = tuple(_groups(seats, parts))
    start, end, as_of = observed or (None, None, None)
    return ChartsPart(
        term=term,
        deputies=tuple(_deputies(session, seats, parts, all_seats)),
        groups=groups,
        stated=tuple(_stated(session, term, {group.key for group in groups})),
        all_seats=all_seats,
        as_of=as_of,
        observed_from=start,
        observed_to=end,
    )


#: A participation in a request: the number of the item, that of the mandate, and the role.
Part = tuple[int, int, Role]


def _requests(session: Session, seats: _Seats) -> list[Part]:
    query = (
        select(Item.id, Participation.mandate_id, Participation.role)
        .join(Participation, Participation.item_id == Item.id)
        .where(Item.kind == Kind.DEPUTY_REQUEST, seats.counted)
    )
    return [(item, mandate, role) for item, mandate, role in session.execute(query)]


def _deputies(
    session: Session, seats: _Seats, parts: Iterable[Part], all_seats: bool
) -> list[DeputyCounts]:
    requests: dict[int, Counter[Role]] = defaultdict(Counter)
    for _, mandate, role in parts:
        requests[mandate][role] += 1
    held = _meetings(session, seats)
    programmes = _programmes(session, seats)
    # A person with two seats has one page, that of the later seat.
    latest = {
        deputy.slug: (mandate, deputy, district)
        for mandate, deputy, district, _ in seats.rows
        if all_seats or mandate.kind is MandateKind.DISTRICT
    }
    found = [
        DeputyCounts(
            slug=deputy.slug,
            name=Text(deputy.name_kk, deputy.name_ru, deputy.name_en),
            district=district.number if district else None,
            availability=programmes.get(mandate.id, (None, None))[0],
            origin=programmes.get(mandate.id, (None, None))[1],
            requests={role: requests[mandate.id][role] for role in Role},
            meetings={answer: held[mandate.id][answer] for answer in Answer},
        )
        for mandate, deputy, district in latest.values()
    ]
    return sorted(found, key=_place)


def _place(row: DeputyCounts) -> tuple[bool, int, tuple[int, ...], str]:
    """In the order of districts; those whose district is not known last, by name."""
    name = row.name.name_kk or row.name.name_ru or row.name.name_en or ""
    return row.district is None, row.district or 0, alphabetical(name), row.slug


def _meetings(session: Session, seats: _Seats) -> dict[int, Counter[Answer]]:
    each = (
        select(
            Participation.mandate_id.label("mandate"),
            known(Meeting.in_district.expression).label("place"),
        )
        .join(Item, Participation.item_id == Item.id)
        .where(Item.kind == Kind.VOTER_MEETING, seats.counted)
        .subquery()
    )
    query = select(each.c.mandate, each.c.place, func.count()).group_by(
        each.c.mandate, each.c.place
    )
    held: dict[int, Counter[Answer]] = defaultdict(Counter)
    for mandate, place, count in session.execute(query):
        held[mandate][Answer(place)] += count
    return held


def _programmes(
    session: Session, seats: _Seats
) -> dict[int, tuple[Availability | None, Origin | None]]:
    query = select(Programme.mandate_id, Programme.availability, Programme.origin).where(
        Programme.mandate_id.in_([mandate.id for mandate, *_ in seats.rows])
    )
    return {
        mandate: (known_as, origin)
        for mandate, known_as, origin in session.execute(query)
        if mandate is not None
    }


def _scope(party: Party | None, kind: MandateKind) -> str:
    """What stated figures call the group of such deputies."""
    if party is None:
        return UNKNOWN
    if not party.is_party:
        return "independents"
    ending = {MandateKind.DISTRICT: SINGLE_MANDATE, MandateKind.LIST: "list"}.get(kind, UNKNOWN)
    return f"{party.key.replace('-', '_')}_{ending}"


def _groups(seats: _Seats, parts: Sequence[Part]) -> Iterable[GroupCounts]:
    """Each party by kind of seat, and the sums of several of them. Those of no party come late."""
    scopes = {mandate.id: _scope(party, mandate.kind) for mandate, _, _, party in seats.rows}
    named = {scopes[mandate.id]: (party, mandate.kind) for mandate, _, _, party in seats.rows}
    for scope in sorted(named, key=lambda key: (key == UNKNOWN, key == "independents", key)):
        party, kind = named[scope]
        theirs = {mandate for mandate, of in scopes.items() if of == scope}
        known_kind = None if scope in (UNKNOWN, "independents") else kind
        yield _group(scope, theirs, parts, Text.of(party), known_kind)
    won = {m.id for m, *_ in seats.rows if m.kind is MandateKind.DISTRICT}
    if won and len({scopes[mandate] for mandate in won}) > 1 and len(won) < len(scopes):
        yield _group(SINGLE_MANDATE, won, parts)
    if len(named) > 1:
        yield _group(CHAMBER if len(won) < len(scopes) else SINGLE_MANDATE, set(scopes), parts)


def _group(
    key: str,
    mandates: Collection[int],
    parts: Iterable[Part],
    party: Text | None = None,
    kind: MandateKind | None = None,
) -> GroupCounts:
    found = Counter(_roles(mandates, parts).values())
    return GroupCounts(key, party, kind, len(mandates), {role: found[role] for role in Role})


#: Of several roles in one item, that which says the most of the group comes first.
_FIRST = (Role.INITIATOR, Role.NOT_STATED, Role.SIGNATORY)


def _roles(mandates: Collection[int], parts: Iterable[Part]) -> dict[int, Role]:
    """The items of a group, each with the role by which the group has it."""
    found: dict[int, Role] = {}
    for item, mandate, role in parts:
        if mandate in mandates:
            found[item] = min(found.get(item, role), role, key=_FIRST.index)
    return found


def request_rows(
    session: Session,
    term: Term,
    *,
    within: ColumnElement[bool] | None = None,
    covered: Collection[str] | None = None,
) -> list[RequestRows]:
    """Exactly the requests behind the numbers of each group. Three statements."""
    seats = _seats(session, term, within, covered)
    parts = _requests(session, seats)
    query = (
        select(
            Item.id, Item.key, Item.title_kk, Item.title_ru, Item.number, Item.date,
            Item.date_precision, Item.period_start, Item.period_end,
        )
        .join(Participation, Participation.item_id == Item.id)
        .where(Item.kind == Kind.DEPUTY_REQUEST, seats.counted)
        .distinct()
    )  # fmt: skip
    acts: dict[int, Any] = {row[0]: row[1:] for row in session.execute(query)}
    scopes = {mandate.id: _scope(party, mandate.kind) for mandate, _, _, party in seats.rows}
    found = []
    for group in _groups(seats, parts):
        theirs = {
            mandate.id
            for mandate, *_ in seats.rows
            if group.key in (scopes[mandate.id], CHAMBER)
            or (group.key == SINGLE_MANDATE and mandate.kind is MandateKind.DISTRICT)
        }
        rows = [
            RequestRow(key, role, *rest)
            for item, role in _roles(theirs, parts).items()
            for key, *rest in [acts[item]]
        ]
        rows.sort(key=lambda row: (row.date or date.min, row.key), reverse=True)
        found.append(RequestRows(group, tuple(rows)))
    return found


#: Metrics of stated figures, and the line of which chart they stand beside.
BESIDE: dict[str, tuple[Name, str]] = {
    "programmes_open": (Name.AVAILABILITY, Availability.PUBLISHED.value),
    "programmes_on_request": (Name.AVAILABILITY, Availability.ON_REQUEST.value),
    "programmes_not_available": (Name.AVAILABILITY, Availability.NOT_AVAILABLE.value),
    "programmes_own_independents": (Name.ORIGIN, Origin.OWN.value),
    "programmes_party_only": (Name.ORIGIN, Origin.PARTY_ONLY.value),
    "programmes_broken_link": (Name.ORIGIN, Origin.BROKEN_LINK.value),
    "programmes_not_provided": (Name.ORIGIN, Origin.NOT_PROVIDED.value),
    "deputies_without_meeting_information": (Name.MEETINGS, ""),
}


def _stated(session: Session, term: Term, groups: Collection[str]) -> Iterable[StatedBeside]:
    """The stated figures that a chart has a line for, in the order of their entry."""
    lines = reconciliation.lines(session, term.id, 1, 1000).rows
    counts = {line.figure.id: line.counted for line in lines}
    for figure in reconciliation.figures(session, term.id):
        metric = figure.metric
        role = reconciliation.METRICS[metric].role if metric in reconciliation.METRICS else None
        if metric.startswith("programmes_own_on_"):
            place: tuple[Name, str] | None = (Name.ORIGIN, Origin.OWN_ON_PARTY.value)
        elif metric in ("requests", "requests_initiated", "requests_signed"):
            place = (Name.FACTIONS, figure.scope) if figure.scope in groups else None
            if figure.mandate is not None:
                place = (Name.REQUESTS, figure.mandate.deputy.slug)
        else:
            place = BESIDE.get(metric)
        if place is not None:
            yield StatedBeside(
                *place,
                role=role,
                value=figure.value,
                counted=counts.get(figure.id),
                start=figure.period_start,
                end=figure.period_end,
                source=figure.source,
                sources=reconciliation.told(figure, "source"),
            )


def parts(
    session: Session, term: Term, frame: Frame, lines: Iterable[DeputyLine]
) -> Iterator[tuple[str, str, Any]]:
    """What an edition freezes of the charts: the numbers, and the requests of each group."""
    covered = {line.slug for line in lines}
    observed = (frame.campaign.observed_from, frame.campaign.observed_to, frame.as_of)
    numbers = charts(session, term, within=frame.acts, covered=covered, observed=observed)
    yield "charts", "", numbers
    for rows in request_rows(session, term, within=frame.acts, covered=covered):
        yield "chart_rows", rows.group.key, rows
