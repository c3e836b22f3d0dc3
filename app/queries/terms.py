"""Convocations that have deputies, and which one a page is about."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.person import Mandate, MandateKind
from models.place import Convocation, Legislature


@dataclass(frozen=True)
class Term:
    """A convocation of a legislature; `deputies` counts mandates, `by_district` those of them."""

    id: int
    legislature: str
    name_kk: str | None
    name_ru: str | None
    name_en: str | None
    number: int
    start: date | None
    end: date | None
    months: int | None
    deputies: int
    by_district: int

    @property
    def key(self) -> str:
        """How addresses name it: `kz-mazhilis-8`."""
        return f"{self.legislature}-{self.number}"


def terms(session: Session) -> list[Term]:
    """All convocations with deputies, the latest first. One statement."""
    query = (
        select(
            Convocation,
            Legislature,
            func.count(Mandate.id),
            func.count(Mandate.id).filter(Mandate.kind == MandateKind.DISTRICT),
        )
        .join(Legislature)
        .join(Mandate, Mandate.convocation_id == Convocation.id)
        .group_by(Convocation.id, Legislature.id)
    )
    found = [
        Term(
            id=c.id,
            legislature=body.key,
            name_kk=body.name_kk,
            name_ru=body.name_ru,
            name_en=body.name_en,
            number=c.number,
            start=c.start,
            end=c.end,
            months=c.term_months,
            deputies=deputies,
            by_district=by_district,
        )
        for c, body, deputies, by_district in session.execute(query)
    ]
    return sorted(found, key=lambda t: (t.start or date.min, t.number, t.legislature), reverse=True)


def choose(found: list[Term], legislature: str | None, number: int | None) -> Term | None:
    """The first of `found` that fits what was asked for, or None."""
    for term in found:
        if legislature in (None, "", term.legislature) and number in (None, term.number):
            return term
    return None


def named(session: Session, key: str) -> Term | None:
    """The convocation that addresses call `key`, or None. One statement."""
    return next((term for term in terms(session) if term.key == key), None)
