"""A page for each figure of a deputy: what it is, what is behind it, and how to cite it."""

from dataclasses import dataclass
from typing import Any

from flask import abort, g, render_template, request, url_for

from app import clock, i18n
from app.extensions import db
from app.queries import deputy_tabs, editions
from app.queries.activity import Held, where_held
from app.queries.editions import EditionShown
from app.queries.figures import HELD, PLACES, TIMES, Figure, Group, figures
from app.queries.frozen import ActivityPart
from app.queries.scorecard_shapes import Scorecard
from app.queries.scorecards import scorecard
from app.scoring import DEFINITIONS
from app.web import cite_words
from app.web.permissions import ANYONE, access
from app.web.public import arguments, public
from app.web.public.state import page
from models.item import Kind

#: What today's pages take from the latest edition.
PUBLISHED = {Group.PROMISES, Group.OUTCOMES, Group.ACTIONS, Group.EXCLUDED}


#: What a list of all acts shows behind a figure; those that are counted, for any other.
SHOWN = {"tagged": "tagged", "coverage": "coded"}


@dataclass(frozen=True)
class Cited:
    """All figures of a deputy. `edition` is the latest one that covers them, or the one shown."""

    card: Scorecard
    figures: dict[str, Figure]
    edition: EditionShown | None

    def source(self, figure: Figure) -> EditionShown | None:
        """The edition that states `figure`; None for a number of today."""
        stated = g.edition is not None or figure.known.group in PUBLISHED
        return self.edition if stated else None


@page("/deputies/<slug>/figures/<key>")
@access(ANYONE)
def cite(slug: str, key: str) -> str | tuple[str, int]:
    """One figure: its number, definition, rows, state and the words to cite it by."""
    cited = find(slug)
    figure = cited.figures.get(key)
    if figure is None:
        return render_template("pages/public/cite_unknown.html", cited=cited), 404
    edition = cited.source(figure)
    return render_template(
        "pages/public/cite.html",
        cited=cited,
        figure=figure,
        edition=edition,
        definition=next(d for d in DEFINITIONS if d.key == figure.known.definition),
        rows=rows_of(slug, figure),
        citations=cite_words.citations(figure, cited.card, edition, addresses(slug, key, edition)),
    )


def find(slug: str) -> Cited:
    """The figures of a deputy in the state that the page shows, or the page that has none."""
    if g.edition is not None:
        part = editions.deputy(db.session, g.edition, slug) or abort(404)
        acts = editions.part(db.session, g.edition, "activity", ActivityPart, slug)
        return Cited(part.card, figures(part.card, held(acts), rated=True), g.edition)
    today = clock.now().astimezone(clock.ALMATY).date()
    asked = request.args.get("legislature"), arguments.number("convocation")
    card = scorecard(db.session, slug, today, *asked) or abort(404)
    acts = deputy_tabs.activity(db.session, card.person)
    found = figures(card, held(acts), rated=False)
    latest = editions.latest_of(db.session, card.person.term.id, slug)
    if latest is None or latest.part is None:
        return Cited(card, found, None)
    stated = figures(latest.part.card, {}, rated=True)
    return Cited(
        card,
        {key: stated[key] if f.known.group in PUBLISHED else f for key, f in found.items()},
        latest.edition,
    )


def held(acts: ActivityPart | None) -> dict[Kind, Held]:
    """Where and when meetings and receptions were; nothing where an edition has no acts."""
    if acts is None:
        return {}
    return {kind: where_held(act for act in acts.acts if act.kind is kind) for kind in HELD}


def rows_of(slug: str, figure: Figure) -> str:
    """Where the rows behind a figure are listed."""
    group, rest = figure.known.group, figure.key.partition("_")[2]
    if group in PUBLISHED:
        wanted: dict[str, Any] = {
            Group.OUTCOMES: {"outcome": figure.key} if figure.key != "percentage" else {},
            Group.ACTIONS: {"action": rest},
            Group.EXCLUDED: {"excluded": rest},
        }.get(group, {})
        return url_for("public.deputy", slug=slug, _anchor="promises", **wanted, **_mandate())
    lists: dict[Group, tuple[str, dict[str, Any]]] = {
        Group.REQUESTS: ("deputy_requests", {"role": rest} if rest else {}),
        Group.MEETINGS: ("deputy_meetings", _where(rest)),
        Group.RECEPTIONS: ("deputy_items", {"kind": "reception", "show": "counted"} | _where(rest)),
        Group.ANSWERS: ("deputy_items", {"kind": "answer", "show": "counted"}),
        Group.ITEMS: ("deputy_items", {"show": SHOWN.get(figure.key, "counted")}),
        Group.OFFICE: ("deputy", {}),
    }
    endpoint, wanted = lists[group]
    return url_for(f"public.{endpoint}", slug=slug, **wanted, **_mandate())


def _mandate() -> dict[str, Any]:
    """Which of a deputy's mandates the address asks for."""
    return {name: request.args.get(name) for name in ("legislature", "convocation")}


def _where(word: str) -> dict[str, str]:
    """What a list of meetings is asked for by the end of a key."""
    for name, words in (("held", PLACES), ("sat", TIMES)):
        for answer, told in words.items():
            if told == word:
                return {name: answer.value}
    return {}


def addresses(slug: str, key: str, edition: EditionShown | None) -> dict[str, str]:
    """The full address of a figure by language: that of the edition which states it, if any."""
    number = edition.number if edition else None
    return {
        lang: url_for("public.cite", lang=lang, slug=slug, key=key, edition=number, _external=True)
        for lang in i18n.LANGS
    }


public.app_template_global("figure_name")(cite_words.figure_name)
public.app_template_global("figure_words")(cite_words.figure_words)
public.app_template_global("whole_words")(cite_words.whole_words)


@public.app_template_global("cite_address")
def cite_address(key: str, slug: str | None = None) -> str | None:
    """The page of a figure of this page's deputy, or of that of `slug`."""
    slug = slug or (request.view_args or {}).get("slug")
    if slug is None:
        return None
    return url_for("public.cite", slug=slug, key=key, **_mandate())
