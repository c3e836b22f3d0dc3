"""The pages of acts that an edition freezes: slim, so that there may be thousands of them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from app.queries.counting import standing
from app.queries.freezing import Frame, links_left_out
from app.queries.frozen import Found
from app.queries.items import ItemPage, pages_by_id
from app.queries.records import Edit, RecordShown
from app.queries.taking_part import Link, Part
from app.queries.terms import Term
from app.scoring.gate import Field, Standing
from models.item import Item, Participation
from models.person import Deputy, Mandate

#: So many acts are read at once.
CHUNK = 100
#: Of what a source changed, so many characters before and after are kept.
EDIT_LENGTH = 400


def item_parts(
    session: Session, term: Term, frame: Frame, found: Mapping[str, Mapping[int, Found]]
) -> Iterator[ItemPage]:
    """The acts that deputies covered took part in, and the official answers to them.

    Links to promises are those of deputies covered, and none where readers agree too little.
    """
    request, part, mine = aliased(Item), aliased(Participation), aliased(Mandate)
    covered = (
        select(Item.id)
        .join(Participation, Participation.item_id == Item.id)
        .join(Mandate, Participation.mandate_id == Mandate.id)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .where(Mandate.convocation_id == term.id, Deputy.slug.in_(found), standing(), frame.acts)
    )
    answers = (
        select(Item.id)
        .join(request, Item.answer_to_id == request.id)
        .join(part, part.item_id == request.id)
        .join(mine, part.mandate_id == mine.id)
        .join(Deputy, mine.deputy_id == Deputy.id)
        .where(mine.convocation_id == term.id, Deputy.slug.in_(found), ~part.withdrawn)
        .where(Item.merged_into_id.is_(None))
    )
    query = select(Item.id).where(or_(Item.id.in_(covered), Item.id.in_(answers)))
    ids = list(session.scalars(query.order_by(Item.id)))
    hidden = links_left_out(frame.gate)
    silent = frame.gate.standing(Field.ANSWER) is Standing.LEFT_OUT
    for first in range(0, len(ids), CHUNK):
        for page in pages_by_id(session, ids[first : first + CHUNK]):
            parts = tuple(_part(row, found, hidden, silent) for row in page.parts)
            yield replace(page, parts=parts, records=tuple(map(_slim, page.records)))


def _part(part: Part, found: Mapping[str, Mapping[int, Found]], hidden: bool, silent: bool) -> Part:
    """A deputy's part as it is published: of those not covered, nothing is said."""
    theses = found.get(part.slug, {})
    if part.slug not in found or hidden:
        return replace(part, links=(), readings=0, answer_reading=None)
    return replace(
        part,
        links=tuple(_link(link, theses) for link in part.links),
        answer_reading=None if silent else part.answer_reading,
    )


def _link(link: Link, theses: Collection[int]) -> Link:
    return replace(link, page=link.id in theses)


def _slim(record: RecordShown) -> RecordShown:
    """A record without its long texts: they stand in the kept copies."""
    return replace(
        record,
        lead=None,
        text=None,
        documents=tuple(replace(document, text=None) for document in record.documents),
        edits=tuple(_short(edit) for edit in record.edits),
    )


def _short(edit: Edit) -> Edit:
    before, after = (text and text[:EDIT_LENGTH] for text in (edit.before, edit.after))
    return replace(edit, before=before, after=after)
