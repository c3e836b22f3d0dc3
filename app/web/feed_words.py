"""What became public, told as entries of a feed in the language of the page."""

from flask import request, url_for
from flask_babel import gettext, ngettext

from app import i18n
from app.queries.deputies import Text
from app.queries.news import (
    ActOut,
    Change,
    CorrectionOut,
    EditionOut,
    News,
    OutcomesOut,
    PositionOut,
    Scope,
)
from app.web.atom import Entry
from app.web.filters import short_date
from app.web.frame import has_endpoint
from app.web.labels import label

#: Longer titles are cut in a feed: the page has all of it.
LONGEST = 250
#: Names told in one entry.
NAMED = 5


def tag(name: str) -> str:
    """The identity of a thing in the language of the page: a tag URI (RFC 4151), forever."""
    host = request.host.partition(":")[0]
    return f"tag:{host},2026:{i18n.current()}/{name}"


def entry(told: News, scope: Scope) -> Entry:
    """A thing that became public as an entry."""
    match told:
        case EditionOut():
            return _edition(told)
        case OutcomesOut():
            return _outcomes(told, scope)
        case PositionOut():
            return _position(told)
        case ActOut():
            return _act(told)
        case CorrectionOut():
            return _correction(told)


def name_of(text: Text) -> str:
    """A name in the language of the page, or in the one it has."""
    found = i18n.pick(text, "name")
    return found[0] if found else "?"


def _edition(told: EditionOut) -> Entry:
    return Entry(
        id=tag(f"editions/{told.number}"),
        at=told.at,
        title=gettext("Edition %(number)s: %(name)s", number=told.number, name=told.name),
        summary=gettext("As of %(day)s", day=short_date(told.as_of)),
        href=url_for("public.edition", edition=told.number, _external=True),
        category="edition",
    )


def _outcomes(told: OutcomesOut, scope: Scope) -> Entry:
    # The same edition says more to who follows a deputy than to who follows a promise.
    part = f"/{scope.key}" if scope.theses is not None else ""
    name, count = name_of(told.name), len(told.changes)
    if count == 1:
        title = f"{name}: {_state(told.changes[0])}"
    else:
        title = ngettext(
            "%(name)s: edition %(edition)s changed the outcome of %(num)s promise",
            "%(name)s: edition %(edition)s changed the outcomes of %(num)s promises",
            count,
            name=name,
            edition=told.edition,
        )
    return Entry(
        id=tag(f"editions/{told.edition}/deputies/{told.slug}/outcomes{part}"),
        at=told.at,
        title=title,
        summary="\n".join(f"{_state(change)}. {_words(change)}" for change in told.changes),
        href=_promise_page(told),
        category="outcomes",
    )


def _promise_page(told: OutcomesOut) -> str:
    if len(told.changes) == 1 and has_endpoint("public.promise"):
        return url_for(
            "public.promise",
            edition=told.edition,
            slug=told.slug,
            thesis=told.changes[0].thesis,
            _external=True,
        )
    return _deputy_page(told.slug, told.edition)


def _deputy_page(slug: str, edition: int) -> str:
    return url_for("public.deputy", edition=edition, slug=slug, _anchor="promises", _external=True)


def _state(change: Change) -> str:
    after = str(label(change.after))
    if change.reason:
        after = f"{after} ({label(change.reason)})"
    promise = gettext("Promise %(number)s", number=change.number)
    return (
        f"{promise}: {label(change.before)} → {after}" if change.before else f"{promise}: {after}"
    )


def _words(change: Change) -> str:
    found = i18n.pick(change, "text")
    return f"“{_cut(found[0])}”" if found else ""


def _position(told: PositionOut) -> Entry:
    return Entry(
        id=tag(f"positions/{told.id}"),
        at=told.at,
        title=gettext(
            "%(name)s: position on promise %(number)s published",
            name=name_of(told.name),
            number=told.promise,
        ),
        summary=gettext(
            "The deputy answered to an outcome. The answer stands beside it as it was written."
        ),
        href=_deputy_page(told.slug, told.edition),
        category="position",
    )


def _act(told: ActOut) -> Entry:
    title, lang = i18n.pick(told, "title") or (None, None)
    names = [name_of(name) for name in told.deputies[:NAMED]]
    more = len(told.deputies) - len(names)
    said = ", ".join(names) + (gettext(" and %(num)s more", num=more) if more else "")
    parts = [str(label(told.kind)), told.number, short_date(told.date), said]
    return Entry(
        id=tag(f"items/{told.key}"),
        at=told.at,
        title=_cut(title) if title else str(label(told.kind)),
        title_lang=lang if lang != i18n.current() else None,
        summary=". ".join(part for part in parts if part),
        href=url_for("public.item", key=told.key, edition=None, _external=True),
        category="item",
    )


def _correction(told: CorrectionOut) -> Entry:
    change, lang = i18n.pick(told, "change") or ("", None)
    why = i18n.pick(told, "why")
    return Entry(
        id=tag(f"corrections/{told.id}"),
        at=told.at,
        title=_cut(change) or gettext("Correction"),
        title_lang=lang if lang != i18n.current() else None,
        summary=gettext("Corrected. Why: %(why)s", why=why[0] if why else ""),
        href=url_for("public.corrections", _external=True),
        category="correction",
    )


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
