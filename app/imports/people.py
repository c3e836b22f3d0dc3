"""Which deputy a name in a cell means; nothing is guessed where two could be meant."""

import re
from collections import defaultdict
from functools import lru_cache

from app.imports.problems import Problem, WrongError
from app.queries.imports import Known, SeatKnown
from models.names import PATRONYMIC, fold

SEPARATORS = re.compile(r"[;\n\r]+|,(?!\s*\w\.)")
#: "Құспан А.", "А. Құспан", "Куспан А.Б.": a surname with initials.
INITIAL = re.compile(r"^[a-z]{1,3}$")


class People:
    """The deputies of a convocation by every spelling of their names."""

    def __init__(self, known: Known) -> None:
        self.by_slug = {seat.slug: seat for seat in known.seats}
        self.whole: dict[frozenset[str], set[int]] = defaultdict(set)
        self.spelt: list[tuple[int, list[str]]] = []
        self.by_id = known.by_id
        for seat in known.seats:
            for name in seat.names:
                words = _words(name)
                self.spelt.append((seat.id, words))
                self.whole[frozenset(words)].add(seat.id)
        self.find = lru_cache(maxsize=4096)(self._find)

    def named(self, text: str) -> SeatKnown:
        """The one deputy whom `text` names. Raises WrongError for none and for several."""
        found = self.find(text)
        if len(found) != 1:
            problem = Problem.SEVERAL_DEPUTIES if found else Problem.UNKNOWN_DEPUTY
            names = "; ".join(shown_name(self.by_id[number]) for number in sorted(found))
            raise WrongError(problem, names, text)
        return self.by_id[next(iter(found))]

    def _find(self, text: str) -> frozenset[int]:
        words = _words(text)
        if not words:
            return frozenset()
        if exact := self.whole.get(frozenset(words)):
            return frozenset(exact)
        full = [word for word in words if not INITIAL.match(word)]
        short = [word for word in words if INITIAL.match(word)]
        if not full:
            return frozenset()
        return frozenset(
            number for number, spelt in self.spelt if _fits(full, short, spelt)
        )  # fmt: skip


def _fits(full: list[str], short: list[str], spelt: list[str]) -> bool:
    """Whether all whole words are of the name, the surname among them, and each initial too."""
    if spelt[0] not in full or not set(full) <= set(spelt):
        return False
    rest = [word for word in spelt if word not in full]
    return all(any(word.startswith(letter) for word in rest) for letter in short[:1])


def _words(name: str) -> list[str]:
    """The folded words of a name, the surname first, without the patronymic."""
    found = fold(re.sub(r"\.", ". ", name)).split()
    core = [word for word in found if not PATRONYMIC.search(word)]
    return core if len(core) > 1 else found


def parts(text: str) -> list[str]:
    """The names in a cell that holds several."""
    return [name for part in SEPARATORS.split(text) if (name := " ".join(part.split()))]


def shown_name(seat: SeatKnown) -> str:
    """A name for a message that is kept before anybody knows in which language it is read."""
    return seat.name_ru or seat.name_kk or seat.name_en or seat.slug
