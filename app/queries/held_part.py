"""Making the part of an edition that is searched: its deputies, promises and acts."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.queries.counting import counted_for
from app.queries.freezing import Frame
from app.queries.frozen import DeputyLine
from app.queries.frozen import Found as Published
from app.queries.search_held import HeldAct, HeldPart, HeldPerson, HeldPromise
from app.queries.terms import Term
from models.item import Item, Participation
from models.person import Deputy, Mandate
from models.programme import Thesis
from models.search import analyse


def held_part(
    session: Session,
    term: Term,
    frame: Frame,
    lines: Sequence[DeputyLine],
    said: Mapping[str, Mapping[int, Published]],
) -> HeldPart:
    """What an edition holds, to be searched. Four statements."""
    return HeldPart(
        term,
        tuple(_person(line) for line in lines),
        tuple(_promises(session, said)),
        tuple(_acts(session, term, frame, [line.slug for line in lines])),
    )


def _person(line: DeputyLine) -> HeldPerson:
    words = [line.name, line.region, line.party]
    spelt = [name for text in words if text for name in (text.name_kk, text.name_ru, text.name_en)]
    stems = analyse(" ".join(filter(None, spelt)))
    return HeldPerson(line.slug, line.name, line.district, line.region, line.party, stems)


def _promises(
    session: Session, said: Mapping[str, Mapping[int, Published]]
) -> Iterator[HeldPromise]:
    wanted = {thesis for found in said.values() for thesis in found}
    rows: dict[int, Any] = {}
    for part in _parts(sorted(wanted)):
        query = select(
            Thesis.id, Thesis.number, Thesis.text_kk, Thesis.text_ru, Thesis.text_en
        ).where(Thesis.id.in_(part))
        rows |= {row.id: row for row in session.execute(query)}
    seen: set[int] = set()
    for slug, found in said.items():
        for thesis in found:
            # Those of a party are shown with each of its deputies, and found once.
            if thesis in rows and thesis not in seen:
                seen.add(thesis)
                row = rows[thesis]
                texts = (row.text_kk, row.text_ru, row.text_en)
                stems = analyse(" ".join(filter(None, texts)))
                yield HeldPromise(thesis, row.number, slug, *texts, stems)


def _acts(session: Session, term: Term, frame: Frame, slugs: Sequence[str]) -> Iterator[HeldAct]:
    seats = (
        select(Mandate.id, Mandate.start, Deputy.slug)
        .join(Deputy)
        .where(Mandate.convocation_id == term.id, Deputy.slug.in_(slugs))
    )
    mandates = {number: (slug, start) for number, start, slug in session.execute(seats)}
    starts = {number: start for number, (_, start) in mandates.items() if start}
    query = (
        select(Item.id, Participation.mandate_id)
        .join(Participation, Participation.item_id == Item.id)
        .where(Participation.mandate_id.in_(mandates), counted_for(starts, term.start), frame.acts)
    )
    whose: dict[int, set[str]] = {}
    for item, mandate in session.execute(query):
        whose.setdefault(item, set()).add(mandates[mandate][0])
    for part in _parts(sorted(whose)):
        rows = select(
            Item.id, Item.key, Item.kind, Item.title_kk, Item.title_ru, Item.number, Item.date,
            Item.date_precision,
        ).where(Item.id.in_(part)).order_by(Item.id)  # fmt: skip
        for item, key, kind, kk, ru, number, day, precision in session.execute(rows):
            stems = analyse(" ".join(filter(None, (kk, ru, number))))
            of = tuple(sorted(whose[item]))
            yield HeldAct(key, kind, of, kk, ru, number, day, precision, stems)


def _parts(numbers: Sequence[int], size: int = 400) -> Iterator[Sequence[int]]:
    return (numbers[start : start + size] for start in range(0, len(numbers), size))
