"""Which theses an act is likely to bear on: texts in, an order out. It proposes; people choose.

BM25 over the runs of three to five letters within words, folded as in the search. No analyser of
Kazakh is needed for that, endings weigh little, and words that Russian and Kazakh share find each
other. How rare a run is, and so how much it says, is counted within the one programme.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock

import bm25s

from models.search import STOP, WORD, fold

SHORTEST, LONGEST = 3, 5
#: Characters of an act that are read: what it is about is said at its beginning.
READ = 2_000
#: A run in the title says as much as so many in the text.
TITLE_WEIGHT = 2.0
#: Programmes whose index is kept in this process.
KEPT = 200
#: Words of the trade, which stand in the title of nearly every act.
_TRADE = (
    "вопрос вопросы вопросах состоянии ситуации мерах проблемах обеспечении встреча "
    "избирателями жителями просим жители туралы жонинде маселеси маселелери жагдайы "
    "кездесу тургындары тургындарымен халык халкын"
)
TRADE = frozenset(_TRADE.split()) | STOP


@dataclass(frozen=True)
class Promise:
    """A thesis with all the words there are for it: its own, the topic's, the party's thesis."""

    id: int
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Act:
    """What an act says, in every language it was published in."""

    titles: tuple[str, ...]
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ranked:
    """A thesis with its score, 0 where it shares nothing with the act. Scores only order."""

    id: int
    score: float


def grams(text: str) -> list[str]:
    """The runs of letters in the words of `text`, a mark at both ends of each word."""
    found = []
    for word in WORD.findall(fold(text)):
        if word in TRADE or len(word) < SHORTEST:
            continue
        padded = f"_{word}_"
        for size in range(SHORTEST, LONGEST + 1):
            found += [padded[at : at + size] for at in range(len(padded) - size + 1)]
    return found


class Index:
    """The theses of one programme, ready to be asked."""

    def __init__(self, promises: Sequence[Promise]) -> None:
        self._ids = [promise.id for promise in promises]
        corpus = [grams(" ".join(promise.texts)) for promise in promises]
        self._words = {gram for text in corpus for gram in text}
        self._model = bm25s.BM25()
        if self._words:
            self._model.index(corpus, show_progress=False)

    def rank(self, act: Act) -> list[Ranked]:
        """All theses, the likeliest first; equal ones stay in the order of the programme."""
        scores = [0.0] * len(self._ids)
        for texts, weight in ((act.titles, TITLE_WEIGHT), (act.texts, 1.0)):
            for place, score in enumerate(self._scores(texts)):
                scores[place] += weight * score
        places = sorted(range(len(scores)), key=lambda place: (-round(scores[place], 6), place))
        return [Ranked(self._ids[place], round(scores[place], 6)) for place in places]

    def _scores(self, texts: Iterable[str]) -> list[float]:
        """A run that stands several times in a text counts once: long texts are not louder."""
        asked = sorted({gram for text in texts for gram in grams(text[:READ])} & self._words)
        return [float(score) for score in self._model.get_scores(asked)] if asked else []


_indexes: OrderedDict[str, Index] = OrderedDict()
_lock = Lock()


def index_of(promises: Sequence[Promise]) -> Index:
    """The index of these very theses; a changed wording makes another one."""
    body = repr([(promise.id, promise.texts) for promise in promises])
    key = hashlib.sha256(body.encode()).hexdigest()
    with _lock:
        if key in _indexes:
            _indexes.move_to_end(key)
            return _indexes[key]
    made = Index(promises)
    with _lock:
        _indexes[key] = made
        while len(_indexes) > KEPT:
            _indexes.popitem(last=False)
    return made


def rank(promises: Sequence[Promise], act: Act) -> list[Ranked]:
    """All `promises`, the likeliest to bear on `act` first. The same texts give the same order."""
    return index_of(promises).rank(act) if promises else []
