"""How a figure is called, and how it is cited in each language."""

from dataclasses import dataclass

from flask_babel import LazyString, force_locale, gettext, lazy_gettext

from app import i18n
from app.queries.deputies import Text
from app.queries.editions import EditionShown
from app.queries.figures import HELD, KEYS, Figure, Group
from app.queries.scorecard_shapes import Scorecard
from app.scoring import Action, Exclusion, Outcome
from app.web.filters import number, short_date
from app.web.labels import label
from models.item import Role

PLACE_WORDS = {
    "in_district": lazy_gettext("in the district"),
    "out_of_district": lazy_gettext("outside the district"),
    "place_unknown": lazy_gettext("place not known"),
    "in_session": lazy_gettext("while in session"),
    "in_recess": lazy_gettext("in recess"),
    "time_unknown": lazy_gettext("time not known"),
}
NAMES: dict[str, LazyString] = {
    "promises": lazy_gettext("Promises listed"),
    "testable": lazy_gettext("Testable promises"),
    "percentage": lazy_gettext("Share of fulfilled promises"),
    "requests": lazy_gettext("Parts in requests"),
    "answers": lazy_gettext("Parts in answers of public bodies"),
    "meetings": lazy_gettext("Meetings with voters"),
    "receptions": lazy_gettext("Receptions of citizens"),
    "items": lazy_gettext("Parts in items found"),
    "tagged": lazy_gettext("Parts in items linked to a promise"),
    "coverage": lazy_gettext("Parts in items read so far"),
    "months": lazy_gettext("Months in office"),
}
#: What a figure is a part of.
WHOLES: dict[Group, LazyString] = {
    Group.PROMISES: lazy_gettext("of the promises listed"),
    Group.EXCLUDED: lazy_gettext("of the promises listed"),
    Group.ACTIONS: lazy_gettext("of the promises listed"),
    Group.OUTCOMES: lazy_gettext("of the testable promises"),
    Group.OFFICE: lazy_gettext("of the months of a full term"),
}
#: Where the group does not say it: a key, and what it is a part of.
WHOLE_OF_ALL = lazy_gettext("of all parts in items that are counted")


def figure_name(key: str) -> str:
    """What a figure counts, without its number."""
    if key in NAMES:
        return str(NAMES[key])
    group, _, rest = key.partition("_")
    if key in {o.value for o in Outcome}:
        return gettext("Promises: %(state)s", state=label(Outcome(key)))
    if group == "excluded":
        return gettext("Not counted: %(why)s", why=label(Exclusion(rest)))
    if group == "action":
        return gettext("Action on promises: %(state)s", state=label(Action(rest)))
    if group == "requests":
        return gettext("Requests: %(role)s", role=label(Role(rest)))
    return f"{NAMES[group]}, {PLACE_WORDS[rest]}"


def whole_words(figure: Figure) -> str:
    """What the N of its n/N counts; nothing where it is no part of anything."""
    if figure.of is None:
        return ""
    if figure.key == "percentage":
        return gettext("of the rated promises")
    if figure.key == "coverage":
        return gettext("of the parts that are to be read")
    if figure.key.startswith("requests_"):
        return gettext("of all parts in requests")
    for group in HELD.values():
        if figure.key.startswith(f"{group.value}_"):
            return gettext("of all of them")
    return str(WHOLES.get(KEYS[figure.key].group, WHOLE_OF_ALL))


def figure_words(figure: Figure) -> str:
    """The number itself, with its N: 3/12."""
    if figure.value is None:
        return gettext("not published")
    if figure.of is None:
        return number(figure.value)
    whole = number(figure.of)
    if figure.high is not None:
        return f"{number(figure.value)}/{whole} – {number(figure.high)}/{whole}"
    return f"{number(figure.value)}/{whole}"


@dataclass(frozen=True)
class Citation:
    """The text to copy, in the language that it is in."""

    lang: str
    text: str


def citations(
    figure: Figure, card: Scorecard, edition: EditionShown | None, address: dict[str, str]
) -> list[Citation]:
    """The citation in every language; `address` has the full address by language."""
    return [_citation(figure, card, edition, lang, address[lang]) for lang in i18n.LANGS]


def _citation(
    figure: Figure, card: Scorecard, edition: EditionShown | None, lang: str, address: str
) -> Citation:
    with force_locale(i18n.LOCALES[lang]):
        whole = whole_words(figure)
        parts = [
            gettext(
                "%(name)s: %(what)s: %(figure)s",
                name=name_in(card.person.name, lang),
                what=figure_name(figure.key),
                figure=f"{figure_words(figure)} {whole}" if whole else figure_words(figure),
            ),
            gettext("As of %(day)s", day=short_date((edition or card).as_of)),
            gettext("edition %(number)s", number=edition.number)
            if edition
            else gettext("preliminary, before an edition"),
            gettext("method version %(version)s", version=(edition or card).method_version),
            gettext("Promises Watch"),
            address,
        ]
        return Citation(lang, ". ".join((parts[0], ", ".join(parts[1:4]), *parts[4:])))


def name_in(text: Text, lang: str) -> str:
    """A name in `lang`, or in another language where that has none."""
    found = i18n.pick(text, "name", lang)
    return found[0] if found else "?"
