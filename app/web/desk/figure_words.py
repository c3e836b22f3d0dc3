"""What stated figures, their scopes and refusals are called."""

from collections.abc import Mapping

from flask_babel import gettext, lazy_gettext

from app import i18n
from app.queries import reconciliation
from app.queries.reconciliation import PARTY_SCOPES, Which
from app.reports import figure_words
from app.services.figures import Problem
from models.figure import StatedFigure
from models.person import Party

METRICS = {
    key: lazy_gettext(text) for key, text in (figure_words.COUNTED | figure_words.BROUGHT).items()
} | {"other": lazy_gettext("something else, see the note")}
#: Of whom a figure that is entered by hand can speak, beside parties.
SCOPES = {
    key: lazy_gettext(figure_words.SCOPES[key])
    for key in ("chamber", "single_mandate", "list", "independents", "deputy")
}
WHYS = {why: lazy_gettext(text) for why, text in figure_words.WHYS.items()}
WHICH = {
    Which.COUNTED: lazy_gettext("Items counted"),
    Which.NOT_STATED: lazy_gettext("Items in which the role is not stated, not counted"),
    Which.UNDATED: lazy_gettext("Items without a day, not counted"),
}
TABS = {
    "counted": lazy_gettext("Stated and counted"),
    "sums": lazy_gettext("Totals and their parts"),
    "others": lazy_gettext("Not counted here"),
    "withdrawn": lazy_gettext("Withdrawn"),
}
PROBLEMS = {
    Problem.VALUE: lazy_gettext("Give a whole number in digits."),
    Problem.SCOPE: lazy_gettext("Choose of whom it speaks."),
    Problem.METRIC: lazy_gettext("Choose what was counted."),
    Problem.DEPUTY_REQUIRED: lazy_gettext("Choose the deputy."),
    Problem.NO_DEPUTY: lazy_gettext("A deputy is chosen, but the figure is not of one deputy."),
    Problem.PERIOD_REQUIRED: lazy_gettext("Give the day."),
    Problem.ENDS_BEFORE_START: lazy_gettext("This day lies before the first one: check both."),
    Problem.SOURCE_REQUIRED: lazy_gettext(
        "Say who stated it, where and when, or give a kept copy of it."
    ),
    Problem.NOT_A_LINK: lazy_gettext("Give a link that begins with http:// or https://."),
    Problem.UNKNOWN_TOTAL: lazy_gettext("This total is not there any more: choose again."),
    Problem.REASON_REQUIRED: lazy_gettext("Give the reason in a few words."),
}


def scopes(parties: Mapping[str, Party]) -> dict[str, str]:
    """Every scope that can be counted, with those of each party."""
    found = {key: str(words) for key, words in SCOPES.items()}
    for key in parties:
        for ending in PARTY_SCOPES:
            found[f"{key}_{ending}"] = scope(f"{key}_{ending}", parties)
    return found


def scope(key: str, parties: Mapping[str, Party]) -> str:
    """Of whom a figure speaks; the words of the pack where the portal has none."""
    if key in SCOPES:
        return str(SCOPES[key])
    for ending in PARTY_SCOPES:
        party = parties.get(key.removesuffix(f"_{ending}"))
        if party is not None and key.endswith(f"_{ending}"):
            name = (i18n.pick(party, "name") or (party.key, ""))[0]
            return gettext(figure_words.IN_PARTY_SCOPE[ending], party=name)
    return key.replace("_", " ")


def metric(key: str) -> str:
    """What a figure counts; the words of the pack where the portal has none."""
    return str(METRICS[key]) if key in METRICS else key.replace("_", " ")


def told(figure: StatedFigure, field: str) -> tuple[str, str] | None:
    """The `note` or `source` of a figure and its language; None where that is not known."""
    return i18n.pick(reconciliation.told(figure, field), "name")


def known(figure: StatedFigure) -> bool:
    """Whether the metric has words in the language of the page."""
    return figure.metric in METRICS
