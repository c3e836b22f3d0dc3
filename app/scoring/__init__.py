"""The method: pure arithmetic without database, clock or Flask, one version at a time.

Everything that a public page counts, and every word it uses for a count, is decided here, and
the methodology page prints the definitions from here. A change that can alter a published
number raises METHOD_VERSION.
"""

from app.scoring.actions import Action, SettledTag, action, settled
from app.scoring.actions import counted as actions_counted
from app.scoring.definitions import DEFINITIONS, Definition
from app.scoring.headline import (
    Bounds,
    Coverage,
    Exclusion,
    Headline,
    Outcome,
    Promise,
    bounds,
    exclusion,
    headline,
    percent,
)
from app.scoring.office import ended_early, months_between

METHOD_VERSION = 1

__all__ = [
    "DEFINITIONS",
    "METHOD_VERSION",
    "Action",
    "Bounds",
    "Coverage",
    "Definition",
    "Exclusion",
    "Headline",
    "Outcome",
    "Promise",
    "SettledTag",
    "action",
    "actions_counted",
    "bounds",
    "ended_early",
    "exclusion",
    "headline",
    "months_between",
    "percent",
    "settled",
]
