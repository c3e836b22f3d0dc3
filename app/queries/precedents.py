"""The precedent log, searched by the same analysis as acts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.queries.paging import Page, paginate
from models.coding import Reading
from models.item import Item, Participation
from models.person import Deputy, Mandate
from models.reliability import Adjudication, Precedent
from models.search import terms


@dataclass(frozen=True)
class PrecedentRow:
    """A rule with the case that it was drawn from."""

    id: int
    title: str
    rule: str
    reason: str
    reading: Reading
    item: str
    title_kk: str | None
    title_ru: str | None
    deputy_kk: str | None
    deputy_ru: str | None
    deputy_en: str | None
    made_at: datetime
    withdrawn: bool


def search(
    session: Session, text: str = "", number: int = 1, *, size: int = 20, holding: bool = False
) -> Page[PrecedentRow]:
    """Precedents with a stem of every word of `text`, the newest first; all without words.

    `holding` leaves out those that were withdrawn. Two statements.
    """
    query = (
        select(
            Precedent.id, Precedent.title, Precedent.rule, Adjudication.reason,
            Adjudication.reading, Item.key, Item.title_kk, Item.title_ru, Deputy.name_kk,
            Deputy.name_ru, Deputy.name_en, Precedent.made_at, Precedent.withdrawn,
        )
        .join(Adjudication, Precedent.adjudication_id == Adjudication.id)
        .join(Participation, Adjudication.participation_id == Participation.id)
        .join(Item, Participation.item_id == Item.id)
        .join(Mandate, Participation.mandate_id == Mandate.id)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .order_by(Precedent.withdrawn, Precedent.id.desc())
    )  # fmt: skip
    if holding:
        query = query.where(~Precedent.withdrawn)
    # Both look for the very letters, unlike LIKE, whose idea of case differs.
    place = func.strpos if session.get_bind().dialect.name == "postgresql" else func.instr
    for stems in terms(text):
        query = query.where(or_(*(place(Precedent.search_text, f" {stem} ") > 0 for stem in stems)))
    page = paginate(session, query, number, size)
    return Page([PrecedentRow(*row) for row in page.rows], page.number, page.size, page.total)
