"""What the pages of topics, parties and sessions share: the convocation, and one list of acts."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, g, request

from app.extensions import db
from app.queries import editions
from app.queries.editions import EditionShown
from app.queries.gathered import ActOf, Gathered, Narrow, Seat
from app.queries.paging import Page, slice_of
from app.queries.terms import Term, terms
from app.queries.topics import Said
from app.web.public import arguments, public
from models.item import Kind, Role
from models.meeting import Answer

#: As many acts stand on one page of a list.
SIZE = 20
LONGEST = 200


@dataclass(frozen=True)
class Listing:
    """A page of acts with what its filters can ask for; `by` is what they ask."""

    gathered: Gathered
    by: Narrow
    page: Page[ActOf]
    seats: dict[int, Seat]

    @property
    def arguments(self) -> dict[str, str]:
        """The filters as the arguments of an address."""
        asked = {name: value for name, value in vars(self.by).items() if value is not None}
        return {
            name: f"{value:%Y-%m}" if isinstance(value, dt.date) else str(value)
            for name, value in asked.items()
        }


@public.app_template_global("part_sum")
def part_sum(
    parts: Mapping[tuple[Kind, Role, Answer | None], int],
    sats: Sequence[Answer | None],
    kind: str,
    role: str | None = None,
) -> int:
    """Participations of one seat of a kind, and in a role; `sats` are the times that count."""
    return sum(
        count
        for (its_kind, its_role, sat), count in parts.items()
        if its_kind == kind and sat in sats and role in (None, its_role)
    )


def named(key: str) -> Term:
    """The convocation that an address names, or the page that says there is none."""
    return next((term for term in terms(db.session) if term.key == key), None) or abort(404)


def said_of(term: Term) -> tuple[EditionShown | None, Said]:
    """The newest edition about a convocation, and what it says of each promise."""
    edition = editions.latest(db.session, term.id)
    return edition, editions.outcomes(db.session, edition) if edition else {}


def stating() -> EditionShown | None:
    """The edition that the figures of this page are of: the one being read, if any is."""
    found: EditionShown | None = g.get("edition")
    return found


def listing(gathered: Gathered) -> Listing:
    """The page of acts that the address asks for."""
    by = Narrow(
        deputy=_word("deputy"),
        party=_word("party"),
        kind=arguments.member("kind", Kind),
        role=arguments.member("role", Role),
        month=_month(),
        sat=arguments.member("sat", Answer),
    )
    page = slice_of(gathered.narrowed(by), arguments.page(), SIZE)
    return Listing(gathered, by, page, {seat.mandate: seat for seat in gathered.seats})


def deputy_link(term: Term) -> dict[str, Any]:
    """What the address of a deputy needs beside their name: the convocation, if not the latest."""
    if stating() is not None or terms(db.session)[0].id == term.id:
        return {}
    return {"legislature": term.legislature, "convocation": term.number}


def _word(name: str) -> str | None:
    return request.args.get(name, "").replace("\x00", "")[:LONGEST] or None


def _month() -> dt.date | None:
    """The month that the address asks for, `2023-09`."""
    try:
        return dt.datetime.strptime(request.args.get("month", ""), "%Y-%m").date()  # noqa: DTZ007  a month has no zone
    except ValueError:
        return None
