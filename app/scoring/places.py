"""Where and when a meeting was: what the facts of districts and sessions tell of it.

Both rules answer only what the facts carry; everything else is left to a person. Names of places
repeat: Abai is a region, a district of two cities and a village in most regions.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

# Letters that the two languages, and people who type, use for each other.
FOLD = str.maketrans("әғқңөұүһіёэыхю", "агкноуукиееико", "ьъ’'")
WORD = re.compile(r"[^\W\d_]+")
RUSSIAN = re.compile(
    r"(?:инск|енск|овск|евск|ск|цк)?(?:ий|ии|ии|ая|ое|ие|ого|его|ому|ем|ом|уо|им|их|ой|еи|ои)$"
)
KAZAKH = re.compile(r"(?:лари|лери|даги|деги|таги|теги|нин|дин|тин|нда|нде|дан|ден|тан|тен)$")
SHORTEST = 3
SHORTEST_PART = 4
LONGEST_ENDING = 2
#: Folded beginnings of words that no place is told apart by.
_GENERIC = (
    "раион аудан област облис город кала сел аул ауил посел поселок кент улиц кош микрораион икшам "
    "проспект школ мектеп вес вся весь буки икен обл мкр орталик центр окру округ казакс "
    "дом культур уи district region whole city village street акимат аким"
)
GENERIC = _GENERIC.split()
LONGEST_GENERIC_ENDING = 3
REGION_WORDS = ("област", "облис", "region", "обл")
CITY_WORDS = ("город", "кала", "city")


@dataclass(frozen=True)
class Shared:
    """How many words of a place a district has: in all, of its territory, of its region."""

    words: int
    territory: int
    region: int


@dataclass(frozen=True)
class Territory:
    """What is known of a district: texts of its territory, and names of its region."""

    texts: tuple[str, ...]
    region: tuple[str, ...]


def in_district(place: str, own: int, districts: Mapping[int, Territory]) -> bool | None:
    """Whether `place` lies in the district `own`; None where its words do not tell.

    Each district of the convocation is compared by the words it shares with the place. Yes: the
    own one shares the most, and no other as many. No: the own one shares none, and another one
    shares the name of its region, said to be a region or a city, or two words. `districts` are
    all of the convocation by their number.
    """
    said = stems(place)
    shared = {number: _shared(said, found) for number, found in districts.items()}
    mine = shared.get(own, Shared(0, 0, 0))
    best = max((found.words for found in shared.values()), default=0)
    if not best:
        return None
    if mine.words == best:
        alone = sum(1 for found in shared.values() if found.words == best) == 1
        return True if alone else None
    if mine.words:
        # Another part of the same city or region, where the parts of both are known.
        known = bool(districts[own].texts) and not mine.territory
        part = any(found.territory and found.region for found in shared.values())
        return False if known and part else None
    return False if _elsewhere(place, shared, districts) else None


def in_session(
    first: date, last: date, sessions: Iterable[tuple[date, date | None]], end: date | None
) -> bool | None:
    """Whether the days from `first` to `last` lie in a session, or all of them in a recess.

    A session without an end lasts until the convocation ends, `end`. None where no session is
    known so early, where the end of the last one is not, or where the days lie in both.
    """
    known = sorted(sessions)
    if not known or last < known[0][0]:
        return None
    days = [_within(day, known, end) for day in (first, last)]
    # A whole session or recess between the two days would make the month one of both.
    turns = any(
        first < start <= last or (stop is not None and first <= stop < last)
        for start, stop in known
    )
    return days[0] if days[0] == days[1] and not turns else None


def stems(text: str) -> frozenset[str]:
    """The words of `text` that tell a place apart, folded and without their endings."""
    found = {_stem(word) for word in WORD.findall(_fold(text))}
    return frozenset(stem for stem in found if len(stem) >= SHORTEST and not _generic(stem))


def _within(day: date, sessions: list[tuple[date, date | None]], end: date | None) -> bool | None:
    for start, stop in sessions:
        close = stop or end
        if day >= start and close is None:
            return None
        if close is not None and start <= day <= close:
            return True
    return False


def _elsewhere(
    place: str, shared: Mapping[int, Shared], districts: Mapping[int, Territory]
) -> bool:
    """Whether a place that shares nothing with its own district surely is of another one."""
    said_region = _says(place, REGION_WORDS)
    for number, found in shared.items():
        city = any(_says(name, CITY_WORDS) for name in districts[number].region)
        if found.words >= 2 or (found.region and (city or said_region)):
            return True
    return False


def _shared(said: frozenset[str], of: Territory) -> Shared:
    territory = _those(said, stems(" ".join(of.texts)))
    region = _those(said, stems(" ".join(of.region)))
    return Shared(len(territory | region), len(territory), len(region))


def _those(said: frozenset[str], known: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in said if any(_same(word, other) for other in known))


def _same(one: str, other: str) -> bool:
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    near = len(long) - len(short) <= LONGEST_ENDING
    return len(short) >= SHORTEST_PART and near and long.startswith(short)


def _generic(stem: str) -> bool:
    return any(
        stem.startswith(word) and len(stem) - len(word) <= LONGEST_GENERIC_ENDING
        for word in GENERIC
    )


def _says(text: str, words: tuple[str, ...]) -> bool:
    return any(word.startswith(words) for word in WORD.findall(_fold(text)))


def _fold(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).lower().translate(FOLD)
    text = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def _stem(word: str) -> str:
    for endings in (RUSSIAN, KAZAKH):
        shorter = endings.sub("", word)
        if len(shorter) >= SHORTEST:
            word = shorter
    return word
