"""Pages told to machines in the words of schema.org, as data and never as a script.

A rating of ours is no `ClaimReview`: that type says of a statement how true it is, and a promise
is no statement that could be true. What is marked is who, where and what page it is.
"""

import json
from typing import Any

from flask import Flask, request, url_for
from flask_babel import gettext
from markupsafe import Markup

from app import i18n
from app.queries.deputies import Text
from app.queries.scorecard_shapes import Person
from app.web.head import page_url
from models.base import Confidence

Data = dict[str, Any]
#: Letters that could end the element or begin another, told as JSON tells any letter.
ESCAPES = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&'\u2028\u2029"}


def init_app(app: Flask) -> None:
    """Give these to every template."""
    app.jinja_env.globals.update(
        ld_json=ld_json, page_schema=page_schema, person_schema=person_schema,
        district_schema=district_schema,
    )  # fmt: skip


def ld_json(data: Data) -> Markup:
    """`data` as an element of the head; nothing in it can be taken for markup."""
    text = json.dumps({"@context": "https://schema.org"} | data, ensure_ascii=False)
    return Markup('<script type="application/ld+json">{}</script>').format(
        # What could be markup is escaped.
        Markup(text.translate(ESCAPES))  # noqa: S704  # nosec B704
    )


def page_schema(title: str, said: str, about: Data | None = None) -> Data:
    """The page itself: on the first page the site, with its search."""
    site = {
        "@type": "WebSite",
        "name": gettext("Promises Watch"),
        "url": url_for("public.home", edition=None, _external=True),
    }
    if request.endpoint == "public.home":
        search = url_for("public.search", edition=None, _external=True)
        found = {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{query}}"}
        action = {"@type": "SearchAction", "target": found, "query-input": "required name=query"}
        return site | {"description": said, "inLanguage": i18n.current(), "potentialAction": action}
    page = {
        "@type": "ProfilePage" if about and about["@type"] == "Person" else "WebPage",
        "name": title,
        "description": said,
        "url": page_url(i18n.current()),
        "inLanguage": i18n.current(),
        "isPartOf": site,
    }
    return page | ({"mainEntity": about} if about else {})


def person_schema(person: Person) -> Data:
    """A deputy: only what a source says, and what belongs to the office."""
    found: Data = {
        "@type": "Person",
        "name": _name(person.name),
        "url": url_for("public.deputy", slug=person.slug, _external=True),
        "jobTitle": gettext("Deputy"),
        "memberOf": [{"@type": "GovernmentOrganization", "name": _name(person.term)}],
    }
    if person.party and person.is_party and person.party_confidence is Confidence.SOURCED:
        found["memberOf"].append({"@type": "PoliticalParty", "name": _name(person.party)})
    if person.district and person.district_confidence is Confidence.SOURCED:
        found["workLocation"] = district_schema(person.district, person.region)
    return found


def district_schema(number: int, region: Text | None) -> Data:
    """A single-mandate district, within its region where that is known."""
    found: Data = {
        "@type": "AdministrativeArea",
        "name": gettext("District %(number)s", number=number),
    }
    if region:
        found["containedInPlace"] = {"@type": "AdministrativeArea", "name": _name(region)}
    return found


def _name(holder: object) -> str:
    found = i18n.pick(holder, "name")
    return found[0] if found else ""
