"""Which state of the portal a page shows: that of today, or that of an edition.

A page that exists for both is registered by `page` and not by `public.get`. Its view takes
nothing more: `g.edition` is None for today, and `shown` gives what the edition froze. Links on a
page of an edition lead to pages of the same edition where there are such; `edition=None` in
`url_for` leads out of it.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import abort, current_app, g

from app.extensions import db
from app.queries import editions
from app.queries.editions import EditionShown
from app.web.public import public

T = TypeVar("T")
View = TypeVar("View", bound=Callable[..., Any])


def page(rule: str) -> Callable[[View], View]:
    """Register a view under `rule`, and under the same address of each edition."""

    def register(view: View) -> View:
        public.get(f"/editions/<int:edition>{rule}")(view)
        return public.get(rule)(view)

    return register


@public.url_value_preprocessor
def take_edition(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Take the edition out of an address. Where there is none of that number, neither is a page."""
    g.edition = None
    number = (values or {}).pop("edition", None)
    if number is not None:
        g.edition = editions.get(db.session, number) or abort(404)


@public.app_url_defaults
def put_edition(endpoint: str, values: dict[str, Any]) -> None:
    """Stay in the edition that is being read."""
    edition: EditionShown | None = g.get("edition")
    if edition is not None and current_app.url_map.is_endpoint_expecting(endpoint, "edition"):
        values.setdefault("edition", edition.number)


def shown(kind: str, key: str, shape: type[T], live: Callable[[], T | None]) -> T:
    """What a page shows: the part that the edition froze, or what `live` finds today.

    Answers 404 where there is nothing, as in an edition of before such pages were frozen.
    """
    if g.edition is None:
        return live() or abort(404)
    return editions.part(db.session, g.edition, kind, shape, key) or abort(404)
