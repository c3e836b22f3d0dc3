"""How views of the interface are registered, and how lists are answered a page at a time."""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlencode

import marshmallow as ma
from flask import g, request

from app import clock
from app.extensions import db
from app.queries.listed import state as states
from app.queries.listed.state import NotThereError, State
from app.queries.paging import Page
from app.web.api import api, shaping
from app.web.api.fields import Answer, part, parts
from app.web.api.problems import MEDIA_TYPE, Problem
from app.web.api.schemas import Links, Paging, ProblemAnswer
from app.web.api.schemas import State as StateAnswer
from app.web.permissions import ANYONE, access

View = Callable[..., Any]
ETAG = {"description": "Send it back in If-None-Match.", "schema": {"type": "string"}}
LINK = {"description": "The pages around, as RFC 8288 has them.", "schema": {"type": "string"}}
PAGINATION = {
    "description": "What `paging` says, as JSON.",
    "schema": {"type": "string"},
}
RETRY = {"description": "Seconds to wait.", "schema": {"type": "integer"}}
SAID = {
    404: "What was asked for by name does not exist, or the list has fewer pages.",
    422: "An argument is not known or not right.",
    429: "Too many requests.",
    500: "Something broke on our side.",
    503: "The portal is being worked on.",
}
#: What to look at for the names that an argument may have.
WHERE = {
    "edition": "/api/v1/editions lists the editions",
    "term": "/api/v1/terms lists the convocations; an edition is about one of them",
    "deputy": "/api/v1/deputies lists the deputies of each convocation",
    "district": "/api/v1/districts lists the districts of each convocation",
    "region": "/api/v1/districts names the region of each district",
    "party": "/api/v1/parties lists the parties of each convocation",
    "topic": "/api/v1/topics lists the topics",
}


def answers(
    rule: str,
    shape: type[ma.Schema],
    takes: type[ma.Schema],
    *,
    of: str,
    listed: bool = False,
    guard: Callable[[View], View] = lambda view: view,
) -> Callable[[View], View]:
    """Register a view that answers with one `shape`, or with a page of them where `listed`.

    `of` is the name of the answer in the description, and of the operation; `guard` a further
    limit.
    """

    def register(view: View) -> View:
        made = guard(access(ANYONE)(_seen(view)))
        made = api.response(
            200,
            _envelope(shape, of, listed=listed),
            description=shape.__doc__,
            headers={"ETag": ETAG} | ({"Link": LINK, "X-Pagination": PAGINATION} if listed else {}),
        )(made)
        made = api.alt_response(304, description="Nothing changed since that ETag.")(made)
        for status, words in SAID.items():
            headers = {"Retry-After": RETRY} if status in (429, 503) else None
            made = api.alt_response(
                status, schema=ProblemAnswer, description=words, content_type=MEDIA_TYPE,
                headers=headers,
            )(made)  # fmt: skip
        made = api.arguments(takes, location="query", unknown=ma.RAISE)(made)
        made = api.doc(operationId=of, tags=[rule.strip("/").partition("/")[0]])(made)
        registered: View = api.route(rule)(made)
        return registered

    return register


def _envelope(shape: type[ma.Schema], of: str, *, listed: bool) -> type[ma.Schema]:
    fields: dict[str, Any] = {"state": part(StateAnswer, "Of which day and edition this is.")}
    if listed:
        fields |= {
            "data": parts(shape, "The rows of this page."),
            "paging": part(Paging, "Where in the list this page is."),
            "links": part(Links, "The pages around."),
        }
    else:
        fields["data"] = part(shape, "What was asked for.")
    name = f"{of[0].upper()}{of[1:]}Answer"
    return type(name, (Answer,), fields | {"__doc__": shape.__doc__})


def _seen(view: View) -> View:
    """Say what is not there in words."""

    @wraps(view)
    def see(*args: Any, **values: Any) -> Any:
        try:
            return view(*args, **values)
        except NotThereError as error:
            raise Problem(404, not_there(error)) from error

    return see


def not_there(error: NotThereError) -> str:
    """What does not exist, and where to look for what does."""
    where = WHERE.get(error.what)
    told = f"There is no {error.what} “{error.value}” here"
    return f"{told}: {where}." if where else f"{told}: take the name from an answer of a list."


def asked_state(wanted: Mapping[str, Any]) -> State:
    """The state that the arguments ask about; links lead to pages of the same edition."""
    day = clock.day(clock.now())
    found = states.state(db.session, day, wanted.get("edition"), wanted.get("term"))
    g.edition = found.edition
    return found


def one(found: State, data: Any) -> dict[str, Any]:
    """The answer about one thing."""
    return {"state": shaping.state(found), "data": data}


def listing(
    found: State, wanted: Mapping[str, Any], page: Page[Any], rows: Iterable[Any]
) -> tuple[dict[str, Any], int, dict[str, str]]:
    """The answer with one page of a list.

    Raises Problem with 404 for a page past the end, where queries would give the last one.
    """
    if wanted["page"] > page.last:
        raise Problem(404, f"The list has {page.last} pages: ask for one of them.")
    links = _links(page)
    paging = {
        "page": page.number, "page_size": page.size, "total": page.total, "last": page.last,
    }  # fmt: skip
    body = {"state": shaping.state(found), "data": list(rows), "paging": paging, "links": links}
    linked = ", ".join(f'<{to}>; rel="{rel}"' for rel, to in links.items() if to and rel != "self")
    return body, 200, {"Link": linked, "X-Pagination": json.dumps(paging)}


def _links(page: Page[Any]) -> dict[str, str | None]:
    def to(number: int) -> str:
        values = request.args.to_dict() | {"page": str(number)}
        return _address(values)

    return {
        "self": to(page.number),
        "first": to(1),
        "prev": to(page.number - 1) if page.number > 1 else None,
        "next": to(page.number + 1) if page.number < page.last else None,
        "last": to(page.last),
    }


def _address(values: Mapping[str, str]) -> str:
    return f"{request.base_url}?{urlencode(values)}"
