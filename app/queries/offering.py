"""In which order the theses of a deputy stand for a coder, and whether that is an offer.

An order of likelihood is offered for a first reading outside the reliability sample, where both
readings must be the coders' own. One such reading in five keeps the order of the programme, so
that choices made with and without can be compared. Whoever turned the order off sees that of
the programme, and takes no part in the comparison.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app import suggestions
from app.queries.coding import Screen, ThesisView
from app.queries.drawing import in_sample
from app.suggestions import Act, Promise
from models.programme import Thesis
from models.reliability import Offer, OfferArm
from models.user import User

#: One first reading in so many stands in the order of the programme.
CONTROL = 5
#: As many different texts of an act are read; the records of one act mostly repeat each other.
TEXTS = 8


@dataclass(frozen=True)
class Offering:
    """How the theses stand on the screen.

    `ranked` are their ids, the likeliest first; `arm` is None where nothing is to be recorded;
    `likely` says that they stand in that order, `switch` that the coder may choose the other one.
    """

    theses: tuple[ThesisView, ...]
    ranked: tuple[int, ...] = ()
    arm: OfferArm | None = None
    likely: bool = False
    switch: bool = False


def arm_of(participation_id: int, coder_id: int) -> OfferArm:
    """To which arm a first reading belongs: the same whenever it is asked."""
    digest = hashlib.sha256(f"order:{participation_id}:{coder_id}".encode()).digest()
    plain = int.from_bytes(digest[:8], "big") % CONTROL == 0
    return OfferArm.PLAIN if plain else OfferArm.ORDERED


def offering(session: Session, seen: Screen, coder: User, *, wanted: bool) -> Offering:
    """The order for this coder; `wanted` is False where they turned the likely order off."""
    choosable = [thesis for thesis in seen.theses if not thesis.gone]
    if len(choosable) < 2:
        return Offering(seen.theses)
    if not wanted:
        return Offering(seen.theses, switch=True)
    known = offer_of(session, seen.participation_id, coder.id)
    if in_sample(session, seen.participation_id, coder.id):
        return Offering(seen.theses)
    arm = known.arm if known else arm_of(seen.participation_id, coder.id)
    if known is None and seen.mine is not None:
        # It was read before there were orders to choose from, or after they were turned off.
        arm = OfferArm.ORDERED
    ranked = ranking(session, seen, choosable)
    first = known is None and seen.mine is None
    if arm is OfferArm.PLAIN:
        return Offering(seen.theses, ranked, arm if first else None)
    places = {thesis: place for place, thesis in enumerate(ranked)}
    theses = sorted(seen.theses, key=lambda thesis: places.get(thesis.id, len(places)))
    return Offering(tuple(theses), ranked, arm if first else None, likely=True, switch=True)


def ranking(
    session: Session, seen: Screen, theses: Sequence[ThesisView] | None = None
) -> tuple[int, ...]:
    """The ids of the theses that can be chosen, the likeliest first. One statement."""
    choosable = theses if theses is not None else [t for t in seen.theses if not t.gone]
    party = _party_texts(session, [thesis.id for thesis in choosable])
    promises = [Promise(thesis.id, _words(thesis, party)) for thesis in choosable]
    return tuple(one.id for one in suggestions.rank(promises, act_of(seen)))


def offer_of(session: Session, participation_id: int, coder_id: int) -> Offer | None:
    """What was offered to the coder when they first read a participation."""
    return session.scalar(
        select(Offer).where(Offer.participation_id == participation_id, Offer.coder_id == coder_id)
    )


def _party_texts(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The wordings of the party's theses that these adapt."""
    party = aliased(Thesis)
    query = (
        select(Thesis.id, party.text_kk, party.text_ru, party.text_en)
        .join(party, Thesis.adapts_id == party.id)
        .where(Thesis.id.in_(ids))
    )
    return {row[0]: _given(row[1:]) for row in session.execute(query)}


def _words(thesis: ThesisView, party: dict[int, tuple[str, ...]]) -> tuple[str, ...]:
    own = [thesis.text_kk, thesis.text_ru, thesis.text_en]
    topic = thesis.topic
    named = [topic.name_kk, topic.name_ru, topic.name_en] if topic else []
    return _given([*own, *named]) + party.get(thesis.id, ())


def _given(texts: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def act_of(seen: Screen) -> Act:
    """What the act says, in both languages, each wording once; an answer with what was asked."""
    titles: dict[str, None] = dict.fromkeys(_given([seen.title_kk, seen.title_ru]))
    texts: dict[str, None] = {}
    if seen.answer_to is not None:
        asked = _given([seen.answer_to.title_kk, seen.answer_to.title_ru])
        texts |= dict.fromkeys(asked)
    for record in seen.records:
        titles |= dict.fromkeys(_given([record.title_kk, record.title_ru]))
        for _, lead, text, _ in record.passages:
            texts |= dict.fromkeys(_given([lead, text]))
        texts |= dict.fromkeys(_given([document.text for document in record.documents]))
    return Act(tuple(titles)[:TEXTS], tuple(texts)[:TEXTS])
