"""What is different between two editions, from their frozen parts alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import scoring
from app.queries.deputies import Text
from app.queries.editions import EditionShown
from app.queries.frozen import DeputyPart, restored
from app.queries.scorecard_shapes import Promise
from app.queries.verdicts import Rating
from models.edition import EditionPart


@dataclass(frozen=True)
class PromiseChange:
    """A promise that the two editions show differently; `before` or `after` is None where it
    was not in one of them. `rating` is what the later one says of the outcome.

    `action` tells that the action differs and may be compared.
    """

    number: int
    text_kk: str | None
    text_ru: str | None
    text_en: str | None
    before: Promise | None
    after: Promise | None
    outcome: bool = False
    action: bool = False
    wording: bool = False
    position: bool = False
    rating: Rating | None = None
    rated_before: Rating | None = None


@dataclass(frozen=True)
class DeputyChange:
    """What changed of one deputy. `added` and `removed` are said of the deputy as a whole."""

    slug: str
    name: Text
    district: int | None
    added: bool
    removed: bool
    headline_before: scoring.Headline | None
    headline_after: scoring.Headline | None
    promises: tuple[PromiseChange, ...] = ()


@dataclass(frozen=True)
class Changes:
    """All that changed; `same` counts deputies of whom nothing did.

    `actions_compared` is false where the action is left out or approximate in either (method, 6).
    """

    actions_compared: bool
    deputies: tuple[DeputyChange, ...]
    same: int


def changes(session: Session, earlier: EditionShown, later: EditionShown) -> Changes:
    """What the edition `later` says otherwise than `earlier`. Two statements."""
    compared = not any(e.actions_left_out or e.actions_approximate for e in (earlier, later))
    before, after = _parts(session, earlier), _parts(session, later)
    order = sorted(before.keys() | after.keys(), key=lambda slug: _place(slug, before, after))
    found = [_deputy(slug, before.get(slug), after.get(slug), compared) for slug in order]
    changed = tuple(change for change in found if change is not None)
    return Changes(compared, changed, len(found) - len(changed))


def _parts(session: Session, edition: EditionShown) -> dict[str, DeputyPart]:
    query = select(EditionPart.key, EditionPart.body).where(
        EditionPart.edition_id == edition.id, EditionPart.kind == "deputy"
    )
    return {key: restored(body, DeputyPart) for key, body in session.execute(query)}


def _place(
    slug: str, before: dict[str, DeputyPart], after: dict[str, DeputyPart]
) -> tuple[bool, int, str]:
    person = (after.get(slug) or before[slug]).card.person
    return person.district is None, person.district or 0, slug


def _deputy(
    slug: str, before: DeputyPart | None, after: DeputyPart | None, compared: bool
) -> DeputyChange | None:
    shown = after or before
    if shown is None:
        return None
    promises = tuple(_promises(before, after, compared)) if before and after else ()
    if before and after and not promises and before.card.headline == after.card.headline:
        return None
    person = shown.card.person
    return DeputyChange(
        slug=slug,
        name=person.name,
        district=person.district,
        added=before is None,
        removed=after is None,
        headline_before=before.card.headline if before else None,
        headline_after=after.card.headline if after else None,
        promises=promises,
    )


def _promises(before: DeputyPart, after: DeputyPart, compared: bool) -> Iterator[PromiseChange]:
    old, new = _by_id(before), _by_id(after)
    for thesis in sorted(old.keys() | new.keys(), key=lambda t: (new.get(t) or old[t]).number):
        was, now = old.get(thesis), new.get(thesis)
        shown = now or was
        if shown is None:
            continue
        rating, rated_before = after.ratings.get(thesis), before.ratings.get(thesis)
        change = PromiseChange(
            number=shown.number,
            text_kk=shown.text_kk,
            text_ru=shown.text_ru,
            text_en=shown.text_en,
            before=was,
            after=now,
            outcome=_said(rating) != _said(rated_before),
            action=bool(compared and was and now and was.action != now.action),
            wording=bool(was and now and _words(was) != _words(now)),
            position=_heard(after, thesis) != _heard(before, thesis),
            rating=rating,
            rated_before=rated_before,
        )
        if not (was and now) or any(
            (change.outcome, change.action, change.wording, change.position)
        ):
            yield change


def _by_id(part: DeputyPart) -> dict[int, Promise]:
    programme = part.card.programme
    return {promise.id: promise for promise in programme.promises} if programme else {}


def _words(promise: Promise) -> tuple[str | None, ...]:
    return promise.text_kk, promise.text_ru, promise.text_en


def _said(rating: Rating | None) -> tuple[str, str | None, date] | None:
    return (rating.status, rating.reason, rating.as_of) if rating else None


def _heard(part: DeputyPart, thesis: int) -> tuple[tuple[str | None, object], ...]:
    """What the deputy said to it, and how a dispute ended."""
    standing = part.standings.get(thesis)
    return tuple((s.text, s.settlement) for s in standing.positions) if standing else ()
