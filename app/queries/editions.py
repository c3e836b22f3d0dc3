"""Editions: which there are, and what stands in their parts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.queries.deputies import Text
from app.queries.frozen import (
    DeputiesPart,
    DeputyLine,
    DeputyPart,
    Found,
    OutcomesPart,
    canonical,
    restored,
)
from app.queries.items import ItemPage
from app.queries.paging import Page, paginate
from app.queries.unquoted import quiet, unquoted
from app.scoring.gate import Field, Gate, Standing
from models.campaign import Campaign
from models.edition import Edition, EditionPart

T = TypeVar("T")
#: Kinds of parts that quote documents and what sources edited.
QUOTING = frozenset({"deputy", "history"})


#: The largest number that the column of an edition holds.
LARGEST = 2**31 - 1


@dataclass(frozen=True)
class EditionShown:
    """What every page of an edition says of it. `gate` is what the gate found, and let pass."""

    id: int
    number: int
    name: str
    as_of: date
    method_version: int
    published_at: datetime
    sha256: str
    audit_head: str
    campaign: Text
    campaign_key: str
    observed_from: date
    observed_to: date
    gate: Gate

    def standing(self, field: str) -> str:
        """How a field was published: published, approximate or left_out."""
        return self.gate.standing(Field(field)).value

    @property
    def links_left_out(self) -> bool:
        """Whether links of items to promises are left out."""
        return any(self.standing(field) == Standing.LEFT_OUT for field in ("reading", "theses"))

    @property
    def actions_left_out(self) -> bool:
        """Whether the action scale is left out for everybody."""
        return self.links_left_out or self.standing("strength") == Standing.LEFT_OUT

    @property
    def actions_approximate(self) -> bool:
        """Whether anything that the action scale rests on is only approximate."""
        fields = ("reading", "theses", "strength", "answer")
        return not self.actions_left_out and any(
            self.standing(field) == Standing.APPROXIMATE for field in fields
        )


def _shown(edition: Edition) -> EditionShown:
    return EditionShown(
        id=edition.id,
        number=edition.number,
        name=edition.name,
        as_of=edition.as_of,
        method_version=edition.method_version,
        published_at=edition.published_at,
        sha256=edition.sha256,
        audit_head=edition.audit_head,
        campaign=Text(**edition.gate["campaign_name"]),
        campaign_key=edition.gate["campaign"],
        observed_from=date.fromisoformat(edition.gate["observed"][0]),
        observed_to=date.fromisoformat(edition.gate["observed"][1]),
        gate=restored(edition.gate["found"], Gate),
    )


def listing(session: Session, number: int, size: int = 20) -> Page[EditionShown]:
    """A page of all editions, the newest first. Two statements."""
    query = select(Edition).order_by(Edition.number.desc())
    page = paginate(session, query, number, size)
    return Page([_shown(row) for row in page.rows], page.number, page.size, page.total)


def get(session: Session, number: int) -> EditionShown | None:
    """The edition of that number, or None. One statement."""
    # A number that no column holds is asked for as one that no edition has.
    found = session.scalar(select(Edition).where(Edition.number == min(number, LARGEST)))
    return _shown(found) if found else None


def latest(session: Session, convocation_id: int) -> EditionShown | None:
    """The newest edition about a convocation, or None before the first. One statement."""
    found = session.scalar(
        select(Edition)
        .join(Campaign)
        .where(Campaign.convocation_id == convocation_id)
        .order_by(Edition.number.desc())
        .limit(1)
    )
    return _shown(found) if found else None


def newest_by_term(session: Session) -> dict[int, int]:
    """The number of the newest edition about each convocation that has one. One statement."""
    query = (
        select(Campaign.convocation_id, func.max(Edition.number))
        .join(Edition, Edition.campaign_id == Campaign.id)
        .group_by(Campaign.convocation_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


@dataclass(frozen=True)
class Latest:
    """What the newest edition says of one deputy; `part` is None where it does not cover them."""

    edition: EditionShown
    part: DeputyPart | None

    def promise(self, thesis_id: int) -> Any:
        """The promise as the edition shows it, or None where it was not in it."""
        programme = self.part.card.programme if self.part else None
        promises = programme.promises if programme else ()
        return next((promise for promise in promises if promise.id == thesis_id), None)


def latest_of(session: Session, convocation_id: int, slug: str) -> Latest | None:
    """The newest edition about a convocation with its part on one deputy. Two statements."""
    edition = latest(session, convocation_id)
    if edition is None:
        return None
    return Latest(edition, deputy(session, edition, slug))


def latest_lines(
    session: Session, convocation_id: int
) -> tuple[EditionShown | None, dict[str, DeputyLine]]:
    """The newest edition and the lines of its deputies by slug. Two statements."""
    edition = latest(session, convocation_id)
    return edition, lines(session, edition) if edition else {}


def lines(session: Session, edition: EditionShown) -> dict[str, DeputyLine]:
    """The lines of the deputies of an edition by slug. One statement."""
    found = part(session, edition, "deputies", DeputiesPart)
    return {line.slug: line for line in found.deputies} if found else {}


def body(session: Session, edition: EditionShown, kind: str, key: str = "") -> Any | None:
    """A part as plain values, or None. One statement."""
    return session.scalar(
        select(EditionPart.body)
        .where(EditionPart.edition_id == edition.id)
        .where(EditionPart.kind == kind, EditionPart.key == key)
    )


def part(
    session: Session, edition: EditionShown, kind: str, shape: type[T], key: str = ""
) -> T | None:
    """A part as the type it was frozen from, or None. One statement, and for parts that quote
    kept copies one more: they are told without what was withheld since.
    """
    found = body(session, edition, kind, key)
    if found is not None and kind in QUOTING:
        found = quiet(session, found)
    return None if found is None else restored(found, shape)


def tells_withheld(session: Session, edition: EditionShown, kind: str, key: str = "") -> bool:
    """Whether a part, as it was hashed, has words of what was withheld since."""
    found = body(session, edition, kind, key)
    if found is None:
        return False
    if kind == "item":
        page = restored(found, ItemPage)
        return unquoted(session, page) != page
    return kind in QUOTING and quiet(session, found) != found


def several(
    session: Session, edition: EditionShown, kind: str, shape: type[T], keys: Collection[str]
) -> dict[str, T]:
    """Those parts of a kind that there are among `keys`, by key. Told as `part` tells them, in as
    many statements.
    """
    query = select(EditionPart.key, EditionPart.body).where(
        EditionPart.edition_id == edition.id, EditionPart.kind == kind, EditionPart.key.in_(keys)
    )
    found: dict[str, Any] = {row.key: row.body for row in session.execute(query)}
    if found and kind in QUOTING:
        found = quiet(session, found)
    return {key: restored(body, shape) for key, body in found.items()}


def deputy(session: Session, edition: EditionShown, slug: str) -> DeputyPart | None:
    """The part of one deputy, or None where the edition does not cover them. One statement."""
    return part(session, edition, "deputy", DeputyPart, slug)


def outcomes(session: Session, edition: EditionShown) -> Mapping[str, Mapping[int, Found]]:
    """What an edition says of every promise, by deputy and thesis. One statement.

    Empty for an edition of before this was kept in one place.
    """
    found = part(session, edition, "outcomes", OutcomesPart)
    return found.deputies if found else {}


@dataclass(frozen=True, order=True)
class PartLine:
    """A part of an edition and its hash."""

    kind: str
    key: str
    sha256: str


def parts(session: Session, edition: EditionShown) -> list[PartLine]:
    """All parts of an edition, in the order in which they are hashed. One statement."""
    query = select(EditionPart.kind, EditionPart.key, EditionPart.sha256).where(
        EditionPart.edition_id == edition.id
    )
    # Sorted here: the order must not follow the collation of a database.
    return sorted(PartLine(*row) for row in session.execute(query))


def bytes_of(session: Session, edition: EditionShown, kind: str, key: str = "") -> bytes | None:
    """A part byte by byte as it was hashed, or None. One statement."""
    found = body(session, edition, kind, key)
    return None if found is None else canonical(found)
