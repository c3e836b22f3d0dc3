"""What changed on the page of a deputy: editions, outcomes, corrections, edits at the sources."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session, aliased

from app import scoring
from app.queries.corrections import about
from app.queries.counting import standing
from app.queries.frozen import DeputyPart, Edited, HistoryPart, Published, restored
from app.queries.scorecard_shapes import Promise
from app.queries.verdicts import Rating
from app.queries.withheld import is_withheld
from models.campaign import Campaign
from models.edition import Edition, EditionPart
from models.item import Item, Participation
from models.record import Record, Revision
from models.source import Capture


@dataclass(frozen=True)
class Stood:
    """A promise with the outcomes that stand and stood on it, the newest first."""

    promise: Promise
    ratings: tuple[Rating, ...]


def history(
    session: Session,
    slug: str,
    convocation_id: int,
    mandate_id: int,
    within: ColumnElement[bool] | None = None,
) -> HistoryPart:
    """All that changed on the page of a deputy up to now. Three statements.

    Edits are those of records of acts `within`, where it is given.
    """
    return HistoryPart(
        editions=_editions(session, slug, convocation_id),
        corrections=about(session, f"/deputies/{slug}"),
        edits=_edits(session, mandate_id, within),
    )


def outcomes(part: DeputyPart | None) -> list[Stood]:
    """What stands and what stood on each promise that an edition rates, by its number."""
    promises: Iterable[Promise] = (
        part.card.programme.promises if part and part.card.programme else ()
    )
    return [
        Stood(promise, (part.ratings[promise.id], *part.history.get(promise.id, ())))
        for promise in promises
        if part and promise.id in part.ratings
    ]


def _editions(session: Session, slug: str, convocation_id: int) -> tuple[Published, ...]:
    query = (
        select(Edition, EditionPart.body["card"]["headline"])
        .join(EditionPart, EditionPart.edition_id == Edition.id)
        .join(Campaign, Edition.campaign_id == Campaign.id)
        .where(Campaign.convocation_id == convocation_id)
        .where(EditionPart.kind == "deputy", EditionPart.key == slug)
        .order_by(Edition.number.desc())
    )
    return tuple(
        Published(
            number=edition.number,
            name=edition.name,
            as_of=edition.as_of,
            published_at=edition.published_at,
            headline=restored(headline, scoring.Headline),
        )
        for edition, headline in session.execute(query)
    )


def _edits(
    session: Session, mandate_id: int, within: ColumnElement[bool] | None
) -> tuple[Edited, ...]:
    """Records of an act that was merged into another one are records of that one."""
    told, later, earlier = aliased(Item), aliased(Capture), aliased(Capture)
    query = (
        select(Revision, Item, later.captured_at)
        .join(Record, Revision.record_id == Record.id)
        .join(told, Record.item_id == told.id)
        .join(Item, Item.id == func.coalesce(told.merged_into_id, told.id))
        .join(Participation, Participation.item_id == Item.id)
        .join(later, Revision.to_capture_id == later.id)
        .join(earlier, Revision.from_capture_id == earlier.id)
        # What stands in a copy that is withheld is not quoted from it here either.
        .where(~is_withheld(later), ~is_withheld(earlier))
        .where(Participation.mandate_id == mandate_id, standing(), ~Record.withdrawn)
        .where(true() if within is None else within)
        .order_by(later.captured_at.desc(), Revision.id.desc())
    )
    return tuple(
        Edited(
            key=item.key,
            kind=item.kind,
            title_kk=item.title_kk,
            title_ru=item.title_ru,
            lang=revision.lang,
            field=revision.field,
            before=revision.before,
            after=revision.after,
            seen_at=seen_at,
            from_capture=revision.from_capture_id,
            to_capture=revision.to_capture_id,
        )
        for revision, item, seen_at in session.execute(query)
    )
