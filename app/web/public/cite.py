"""A page for each figure of a deputy: what it is, what is behind it, and how to cite it."""

from dataclasses import dataclass

from flask import abort, g, render_template, request, url_for

from app import clock, i18n
from app.extensions import db
from app.queries import editions
from app.queries.editions import EditionShown
from app.queries.figures import HELD, Figure, Group, figures
from app.queries.meetings import where_held
from app.queries.scorecards import Scorecard, scorecard
from app.scoring import DEFINITIONS
from app.web import cite_words
from app.web.permissions import ANYONE, access
from app.web.public import arguments, public
from app.web.public.state import page

#: What today's pages take from the latest edition.
PUBLISHED = {Group.PROMISES, Group.OUTCOMES, Group.ACTIONS, Group.EXCLUDED}


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
        return Cited(part.card, figures(part.card, {}, rated=True), g.edition)
    today = clock.now().astimezone(clock.ALMATY).date()
    asked = request.args.get("legislature"), arguments.number("convocation")
    card = scorecard(db.session, slug, today, *asked) or abort(404)
    person = card.person
    held = {
        kind: where_held(db.session, person.mandate, person.start, (kind,))
        for kind in HELD
        if card.totals.by_kind.get(kind)
    }
    found = figures(card, held, rated=False)
    latest = editions.latest_of(db.session, person.term.id, slug)
    if latest is None or latest.part is None:
        return Cited(card, found, None)
    stated = figures(latest.part.card, {}, rated=True)
    return Cited(
        card,
        {key: stated[key] if f.known.group in PUBLISHED else f for key, f in found.items()},
        latest.edition,
    )


def rows_of(slug: str, figure: Figure) -> str:
    """Where the rows behind a figure are listed."""
    group, _, rest = figure.key.partition("_")
    if figure.known.group in PUBLISHED:
        return url_for("public.deputy", slug=slug, _anchor="promises")
    if figure.known.group is Group.REQUESTS:
        return url_for(
            "public.deputy", slug=slug, tab="requests", show="counted", role=rest or None
        )
    if figure.known.group in (*HELD.values(), Group.ANSWERS):
        return url_for("public.deputy", slug=slug, tab=group, show="counted")
    if figure.known.group is Group.ITEMS:
        show = {"tagged": "tagged", "coverage": "coded"}.get(figure.key, "counted")
        return url_for("public.deputy", slug=slug, tab="all", show=show)
    return url_for("public.deputy", slug=slug)


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
    asked = {name: request.args.get(name) for name in ("legislature", "convocation")}
    return url_for("public.cite", slug=slug, key=key, **asked)
