"""The page of a deputy: the scorecard, and the rows behind each of its numbers."""

from datetime import date
from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.extensions import db
from app.queries import activity, corrections, deputy_tabs, letters, page_history
from app.queries.activity import Filter, Show
from app.queries.deputy_tabs import DeputyPage, Seat, Wanted
from app.queries.frozen import ActivityPart, DeputyPart, HistoryPart
from app.queries.paging import slice_of
from app.queries.photos import photo_of
from app.scoring import Action, Exclusion, Outcome
from app.web import evidence_words
from app.web.permissions import ANYONE, access
from app.web.public import arguments, deputy_words  # noqa: F401  the words are put to labels
from app.web.public.state import page, shown
from models.item import Kind, Role
from models.meeting import Answer

#: Where the lists of old addresses stand now, and of which kind they were.
OLD_TABS: dict[str, tuple[str, Kind | None]] = {
    "requests": ("requests", None),
    "meetings": ("meetings", None),
    "answers": ("items", Kind.ANSWER),
    "receptions": ("items", Kind.RECEPTION),
    "other": ("items", None),
    "all": ("items", None),
}
#: What such an address could ask for, and still can.
KEPT = (
    "legislature", "convocation", "show", "role", "kind", "thesis", "held", "sat", "page",
)  # fmt: skip
ROWS = 20


def today() -> date:
    """The day on which a page of today stands."""
    return clock.now().astimezone(clock.ALMATY).date()


def asked() -> tuple[str | None, int | None]:
    """The seat that is asked for: a legislature and a convocation."""
    return request.args.get("legislature"), arguments.number("convocation")


def look(slug: str) -> DeputyPage:
    """The scorecard of today, or as the edition froze it."""
    if g.edition is not None:
        part = shown("deputy", slug, DeputyPart, lambda: None)
        return deputy_tabs.published(part, g.edition)
    return shown(
        "deputy", slug, DeputyPage, lambda: deputy_tabs.today(db.session, slug, today(), *asked())
    )


def seat(slug: str) -> Seat:
    """Whom a tab is about."""
    if g.edition is not None:
        card = shown("deputy", slug, DeputyPart, lambda: None).card
        return Seat(card.person, card.totals)
    return shown(
        "deputy", slug, Seat, lambda: deputy_tabs.seat(db.session, slug, today(), *asked())
    )


def render(template: str, found: Seat | DeputyPage, **values: Any) -> str:
    """A tab with what all of them have. `link` keeps the seat that was asked for."""
    person = found.person if isinstance(found, Seat) else found.card.person
    legislature, number = asked()
    wanted = {"legislature": legislature or None, "convocation": number}
    link = {"slug": person.slug} | {name: value for name, value in wanted.items() if value}
    return render_template(
        f"pages/public/deputy/{template}.html",
        person=person,
        sums=found.totals if isinstance(found, Seat) else found.card.totals,
        link={"slug": person.slug} if g.edition else link,
        frozen_on=g.edition.as_of if g.edition else None,
        **values,
    )


def acts_of(slug: str, found: Seat) -> ActivityPart:
    """All acts of a deputy, which the lists are cut out of."""
    return shown(
        "activity", slug, ActivityPart, lambda: deputy_tabs.activity(db.session, found.person)
    )


def wanted_acts(kind: Kind | None, show: Show = Show.ALL) -> Filter:
    """Which acts the address asks for, of one kind where the list is of one."""
    month = request.args.get("month", "")
    return Filter(
        show=arguments.member("show", Show) or show,
        role=arguments.member("role", Role),
        kind=kind,
        thesis=arguments.number("thesis"),
        held=arguments.member("held", Answer),
        sat=arguments.member("sat", Answer),
        month=arguments.month("month"),
        undated=month == "unknown",
    )


@page("/deputies/<slug>")
@access(ANYONE)
def deputy(slug: str) -> ResponseReturnValue:
    """Who a deputy is, what they promised, what was found, and what an edition says of it."""
    old = OLD_TABS.get(request.args.get("tab", ""))
    if old is not None:
        return moved(slug, *old)
    found = look(slug)
    wanted = Wanted(
        outcome=arguments.member("outcome", Outcome),
        action=arguments.member("action", Action),
        excluded=arguments.member("excluded", Exclusion),
        number=arguments.number("promise"),
    )
    return render(
        "index",
        found,
        seen=found,
        wanted=wanted,
        page=found.rows(wanted, arguments.page()),
        photo=None if g.edition else photo_of(db.session, slug),
        corrected=corrections.count_about(db.session, f"/deputies/{slug}") if not g.edition else 0,
    )


def moved(slug: str, tab: str, kind: Kind | None) -> ResponseReturnValue:
    """Lead an address of before to the list of today, with all that it asked for."""
    values: dict[str, Any] = {name: request.args.get(name) for name in KEPT}
    values |= {"kind": kind.value} if kind else {}
    return redirect(url_for(f"public.deputy_{tab}", slug=slug, **values), 301)


@page("/deputies/<slug>/requests")
@access(ANYONE)
def deputy_requests(slug: str) -> str:
    """Requests that were initiated and signed, each number with its rows."""
    found = seat(slug)
    wanted = wanted_acts(Kind.DEPUTY_REQUEST, Show.COUNTED)
    every = acts_of(slug, found).acts
    return render(
        "requests",
        found,
        wanted=wanted,
        uncounted=[a for a in every if a.kind is Kind.DEPUTY_REQUEST and not a.counted],
        page=slice_of(activity.chosen(every, wanted), arguments.page(), ROWS),
    )


@page("/deputies/<slug>/meetings")
@access(ANYONE)
def deputy_meetings(slug: str) -> str:
    """Meetings with voters: where and when, month by month, each number with its rows."""
    found = seat(slug)
    wanted = wanted_acts(Kind.VOTER_MEETING, Show.COUNTED)
    every = activity.chosen(acts_of(slug, found).acts, Filter(kind=Kind.VOTER_MEETING))
    return render(
        "meetings",
        found,
        wanted=wanted,
        uncounted=[act for act in every if not act.counted],
        held=activity.where_held(every),
        months=activity.months(every),
        words=evidence_words,
        page=slice_of(activity.chosen(every, wanted), arguments.page(), ROWS),
    )


@page("/deputies/<slug>/items")
@access(ANYONE)
def deputy_items(slug: str) -> str:
    """Everything that is listed of a deputy, counted or not."""
    found = seat(slug)
    wanted = wanted_acts(arguments.member("kind", Kind))
    every = acts_of(slug, found).acts
    return render(
        "items",
        found,
        wanted=wanted,
        words=evidence_words,
        held=activity.where_held(act for act in every if act.kind is wanted.kind),
        page=slice_of(activity.chosen(every, wanted), arguments.page(), ROWS),
    )


@page("/deputies/<slug>/appeals")
@access(ANYONE)
def deputy_appeals(slug: str) -> str:
    """Letters of the monitoring to a deputy, and what came."""
    found = seat(slug)
    part = shown(
        "letters",
        slug,
        letters.LettersPart,
        lambda: letters.letters(db.session, found.person.mandate, today()),
    )
    rows = slice_of(part.letters, arguments.page(), ROWS)
    return render("appeals", found, part=part, page=rows)


@page("/deputies/<slug>/history")
@access(ANYONE)
def deputy_history(slug: str) -> str:
    """What changed on the page of a deputy, and when."""
    card = look(slug)
    person = card.card.person
    part = shown(
        "history",
        slug,
        HistoryPart,
        lambda: page_history.history(db.session, slug, person.term.id, person.mandate),
    )
    return render(
        "history",
        card,
        seen=card,
        part=part,
        outcomes=page_history.outcomes(card.stated),
        page=slice_of(part.edits, arguments.page(), ROWS),
    )


@page("/deputies/<slug>/print")
@access(ANYONE)
def deputy_print(slug: str) -> str:
    """The scorecard on one sheet of paper."""
    found = look(slug)
    return render(
        "print", found, seen=found, page=found.rows(Wanted(), 1), printed=deputy_tabs.PRINTED
    )
