"""“Use this promise”: a letter of a voter, filled with the quote, the evidence and the citation.

Nothing of the visitor is asked, sent or kept: what only they know stands in square brackets.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from flask import render_template, request, url_for
from flask_babel import force_locale, format_date, gettext

from app import i18n
from app.civics import Part, civics
from app.queries.frozen import LinkedAct
from app.queries.items import ItemPage
from app.queries.promises import PromisePage
from app.web.labels import label
from app.web.permissions import ANYONE, access
from app.web.public import arguments
from app.web.public.promises import carried, find
from app.web.public.state import page
from models.base import Lang

#: So many of the newest acts are told of, and so many requests can be chosen from.
TOLD, CHOICES = 3, 30
#: A title in a letter has so many characters at most.
TITLE_LENGTH = 240


class To(StrEnum):
    """Whom the letter is written to."""

    DEPUTY = "deputy"
    BODY = "body"


@dataclass(frozen=True)
class Choice:
    """A request whose addressee a letter may be written to; `to` is None where it is not known."""

    key: str
    act: LinkedAct
    to: str | None


@page("/deputies/<slug>/promises/<int:thesis>/letter")
@access(ANYONE)
def promise_letter(slug: str, thesis: int) -> str:
    """A letter to the deputy or to the body concerned, to be copied or printed."""
    found = find(slug, thesis)
    lang = arguments.member("in", Lang) or Lang(i18n.current())
    lang = Lang.KK if lang is Lang.EN else lang
    to = arguments.member("to", To) or To.DEPUTY
    kept = carried([act.key for act in (*found.deeds[:TOLD], *found.requests[:CHOICES])])
    asked = [Choice(a.key, a, _addressee(kept.get(a.key), lang)) for a in found.requests[:CHOICES]]
    chosen = next((one for one in asked if one.key == request.args.get("item")), None)
    chosen = chosen or next((one for one in asked if one.to), asked[0] if asked else None)
    return render_template(
        "pages/public/letter.html",
        page=found,
        to=to,
        lang_of=lang,
        choices=asked,
        chosen=chosen if to is To.BODY else None,
        text=text_of(found, to, lang, chosen if to is To.BODY else None, kept),
        sending={fact.key: fact for fact in civics().facts[Part.SENDING]},
    )


def _addressee(item: ItemPage | None, lang: Lang) -> str | None:
    """To whom the request went, as its source has it."""
    if item is None:
        return None
    found = i18n.pick(item, "addressee", lang.value)
    return found[0] if found else item.addressee


def text_of(
    found: PromisePage, to: To, lang: Lang, chosen: Choice | None, kept: dict[str, ItemPage]
) -> str:
    """The letter, in its own language and not in that of the page."""
    person, promise = found.person, found.promise
    wanted = promise.lang.value if promise.lang else lang.value
    quote = i18n.pick(promise, "text", wanted) or ("", "")
    with force_locale(i18n.LOCALES[lang.value]):
        text = render_template(
            f"letters/promise_{to.value}.{lang.value}.txt",
            page=found,
            deputy=_name(person.name, lang),
            party=_name(found.programme.party, lang),
            legislature=_name(person.term, lang),
            convocation=person.term.number,
            district=person.district,
            region=_name(person.region, lang),
            ended=format_date(person.end, "long") if _has_ended(found) else None,
            quote=quote[0],
            source=promise.source or found.programme.source,
            original=_original(found),
            acts=[_told(act, kept.get(act.key), lang) for act in found.deeds[:TOLD]],
            rating=_rating(found, lang),
            body=chosen.to if chosen else None,
            request=_told(chosen.act, kept.get(chosen.key), lang, kind=False) if chosen else None,
            edition=found.edition,
            as_of=format_date(found.edition.as_of, "long") if found.edition else None,
            portal=gettext("Promises Watch"),
            address=_address(found, lang),
        )
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _has_ended(found: PromisePage) -> bool:
    """Whether the mandate had an end when the page was made."""
    end: date | None = found.person.end
    return end is not None and (found.edition is None or end <= found.edition.as_of)


def _name(row: object, lang: Lang) -> str | None:
    found = i18n.pick(row, "name", lang.value) if row is not None else None
    return found[0] if found else None


def _original(found: PromisePage) -> str | None:
    quote = found.quote.original if found.quote else None
    return quote or found.promise.source_url or found.programme.source_url


def _told(
    act: LinkedAct, item: ItemPage | None, lang: Lang, *, kind: bool = True
) -> dict[str, Any]:
    """An act in one line, with its `kind`, its original and its address here."""
    title = i18n.pick(act, "title", lang.value)
    words = [
        str(label(act.kind)) if kind else None,
        _day(act),
        f"№ {act.number}" if act.number else None,
    ]
    if title:
        short = title[0] if len(title[0]) <= TITLE_LENGTH else f"{title[0][:TITLE_LENGTH]}…"
        words.append(f"«{short}»")
    evidence = item.evidence if item else ()
    return {
        "words": ", ".join(word for word in words if word),
        "original": next((one.original for one in evidence if one.original), None),
        "address": url_for("public.item", lang=lang.value, key=act.key, _external=True),
        "answered": bool(act.answers) or act.answer_told,
    }


def _day(act: LinkedAct) -> str | None:
    if act.date is None:
        return None
    return format_date(act.date, "dd.MM.yyyy" if act.precision == "day" else "LLLL y")


def _rating(found: PromisePage, lang: Lang) -> dict[str, str] | None:
    rating = found.rating
    if rating is None:
        return None
    why = i18n.pick(rating, "explanation", lang.value)
    reason = f" ({label(rating.reason)})" if rating.reason else ""
    day = format_date(rating.as_of, "dd.MM.yyyy")
    return {"words": f"{label(rating.status)}{reason}, {day}", "why": why[0] if why else ""}


def _address(found: PromisePage, lang: Lang) -> str:
    """The address that stays as it is: that of the edition, where one states anything."""
    number = found.edition.number if found.edition else None
    return url_for(
        "public.promise", lang=lang.value, slug=found.person.slug, thesis=found.promise.id,
        edition=number, _external=True,
    )  # fmt: skip
