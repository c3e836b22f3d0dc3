"""What came of orders that were offered: how often the right thesis stood first, and what an
order does to choices.

Only first readings are counted, and none that nobody may know of yet.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.queries.settled import is_hidden
from models.coding import Coding, Reading, ThesisTag
from models.item import Item, Participation
from models.reliability import Offer, OfferArm

#: Below so many readings a share says little, and the page says so.
FEW = 30
#: Languages in which the title of an act is given.
LANGUAGES = ("kk", "ru", "both")


@dataclass(frozen=True)
class Choice:
    """A first reading: the order that was computed for it, and what the coder chose."""

    arm: OfferArm
    lang: str
    ranked: tuple[int, ...]
    reading: Reading
    chosen: frozenset[int]

    @property
    def place(self) -> int | None:
        """Where the first chosen thesis stands in the order, from 1; None without any."""
        places = [self.ranked.index(one) + 1 for one in self.chosen if one in self.ranked]
        return min(places, default=None)


@dataclass(frozen=True)
class Tally:
    """Counts over first readings. `linked` are those with a thesis that was in the order."""

    n: int
    tagged: int
    none_fits: int
    open: int
    theses: int
    linked: int
    first: int
    first_three: int

    @property
    def few(self) -> bool:
        """Whether these are too few for a share to say much."""
        return self.n < FEW


@dataclass(frozen=True)
class Figures:
    """By arm, and by arm and language of the act. The keys of arms are their values."""

    arms: dict[str, Tally]
    by_lang: dict[str, dict[str, Tally]]
    waiting: int

    @property
    def empty(self) -> bool:
        """Whether nothing was offered yet."""
        return not any(tally.n for tally in self.arms.values())


def figures(session: Session) -> Figures:
    """The page of figures. Two statements."""
    query = (
        select(Offer.id, Offer.arm, Offer.ranked, Coding.id, Coding.reading, Item.title_kk,
               Item.title_ru)
        .join(Participation, Offer.participation_id == Participation.id)
        .join(Item, Participation.item_id == Item.id)
        .outerjoin(Coding, Offer.coding_id == Coding.id)
        .where(~is_hidden())
    )  # fmt: skip
    tags: dict[int, set[int]] = defaultdict(set)
    tied = select(ThesisTag.coding_id, ThesisTag.thesis_id).join(
        Offer, Offer.coding_id == ThesisTag.coding_id
    )
    for coding_id, thesis_id in session.execute(tied):
        tags[coding_id].add(thesis_id)
    choices, waiting = [], 0
    for _, arm, ranked, coding_id, reading, kk, ru in session.execute(query):
        if coding_id is None:
            waiting += 1
            continue
        lang = "both" if kk and ru else "kk" if kk else "ru"
        choices.append(Choice(arm, lang, tuple(ranked), reading, frozenset(tags[coding_id])))
    return Figures(
        arms={arm.value: tally(one for one in choices if one.arm is arm) for arm in OfferArm},
        by_lang={
            lang: {
                arm.value: tally(one for one in choices if one.arm is arm and one.lang == lang)
                for arm in OfferArm
            }
            for lang in LANGUAGES
        },
        waiting=waiting,
    )


def tally(choices: Iterable[Choice]) -> Tally:
    """Count `choices`. Formula of hit@k: readings whose best placed chosen thesis stands among
    the first k, over readings with a thesis of the order; in the plain arm that is the order
    which was computed and not shown.
    """
    found = list(choices)
    places = [one.place for one in found if one.place is not None]
    return Tally(
        n=len(found),
        tagged=sum(one.reading is Reading.TAGGED for one in found),
        none_fits=sum(one.reading is Reading.NONE_FITS for one in found),
        open=sum(one.reading in (Reading.UNSURE, Reading.SKIPPED) for one in found),
        theses=sum(len(one.chosen) for one in found),
        linked=len(places),
        first=sum(place == 1 for place in places),
        first_three=sum(place <= 3 for place in places),
    )
