"""The order in which theses are offered, on acts whose thesis is known.

The set is our own: invented programmes and acts in the style of the real ones, in
`tests/fixtures/suggestions`. `cross` are acts in one language against theses in the other one
only. Figures on a set that somebody wrote say less than those of the desk, which are counted on
what coders choose.
"""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app import suggestions
from app.config import ROOT
from app.suggestions import Act, Promise
from benchmarks.measure import Compared, Row, best

SET = ROOT / "tests" / "fixtures" / "suggestions"
OWN = ("text_ru", "text_kk")
MORE = ("topic_ru", "topic_kk", "party_ru", "party_kk")
#: How many times better than the order of the programme the first place must be, by language.
LEAST = {"ru": 5.0, "kk": 5.0, "cross": 3.0}


@dataclass(frozen=True)
class Case:
    """An act of the set and the thesis it bears on."""

    lang: str
    programme: str
    thesis: int
    act: Act


@dataclass(frozen=True)
class Score:
    """Shares of acts whose thesis stands first, among the first three; mean of 1/place."""

    n: int
    hit1: float
    hit3: float
    mrr: float


def _read(name: str) -> list[dict[str, str]]:
    with (SET / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def programmes(columns: Sequence[str] = OWN + MORE) -> dict[str, list[Promise]]:
    """The theses of each programme with the texts of `columns`."""
    found: dict[str, list[Promise]] = {}
    for row in _read("theses.csv"):
        texts = tuple(row[column] for column in columns if row[column])
        found.setdefault(row["programme"], []).append(Promise(int(row["number"]), texts))
    return found


def cases(*, leads: bool = True) -> list[Case]:
    """The acts, with the first lines of their texts or with their titles only."""
    return [
        Case(
            row["lang"],
            row["programme"],
            int(row["theses"]),
            Act((row["title"],), (row["lead"],) if leads else ()),
        )
        for row in _read("items.csv")
    ]


def evaluate(
    found: Sequence[Case],
    theses: dict[str, list[Promise]],
    order: Callable[[Sequence[Promise], Act], list[int]],
) -> dict[str, Score]:
    """The figures of an order, by language."""
    places: dict[str, list[int]] = {}
    for case in found:
        ids = order(theses[case.programme], case.act)
        places.setdefault(case.lang, []).append(ids.index(case.thesis) + 1)
    return {
        lang: Score(
            len(rows),
            sum(place == 1 for place in rows) / len(rows),
            sum(place <= 3 for place in rows) / len(rows),
            sum(1 / place for place in rows) / len(rows),
        )
        for lang, rows in places.items()
    }


def ours(theses: Sequence[Promise], act: Act) -> list[int]:
    """The order of likelihood."""
    return [ranked.id for ranked in suggestions.rank(theses, act)]


def plain(theses: Sequence[Promise], _act: Act) -> list[int]:
    """The order of the programme."""
    return [promise.id for promise in theses]


def run() -> Compared:
    """Hold the order of likelihood against that of the programme, in each language."""
    found, theses = cases(), programmes()
    base = evaluate(found, theses, plain)
    full = evaluate(found, theses, ours)
    bare = evaluate(found, programmes(OWN), ours)
    titles = evaluate(cases(leads=False), theses, ours)
    rows = []
    for lang, least in LEAST.items():
        said = (
            f"{lang}, n={full[lang].n}: {_figures(full[lang])}; without topic and party text "
            f"{_figures(bare[lang])}; titles only {_figures(titles[lang])}; "
            f"order of the programme {_figures(base[lang])}"
        )
        rows.append(Row(said, full[lang].hit1, base[lang].hit1, least))
    seconds = best(lambda: [suggestions.rank(theses[case.programme], case.act) for case in found])
    return Compared(
        title="Theses in the order of likelihood: the right one stands first",
        what=f"{seconds / len(found) * 1000:.2f} ms an act; hit@1 / hit@3 / mean of 1/place",
        rows=tuple(rows),
    )


def _figures(score: Score) -> str:
    return f"{score.hit1:.2f} / {score.hit3:.2f} / {score.mrr:.2f}"
