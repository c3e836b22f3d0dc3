"""The public pages: for voters, in three languages, without an account."""

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from app import i18n
from app.web.labels import field_label, label
from app.web.permissions import ANYONE, access
from app.web.public.caching import answer_unchanged, let_caches_ask

root = Blueprint("root", __name__)
public = Blueprint("public", __name__)
public.before_request(answer_unchanged)
public.after_request(let_caches_ask)
public.app_template_global("label")(label)
public.app_template_global("field_label")(field_label)


@root.get("/")
@access(ANYONE)
def index() -> Response:
    """Send a visitor to their language."""
    response = redirect(url_for("public.home", lang=i18n.preferred()))
    response.headers["Vary"] = "Accept-Language"
    # Some shared caches know no Vary, and would give everybody the language of the first.
    response.headers["Cache-Control"] = "no-store"
    return response


from app.web.public import (  # noqa: E402  they need `public`
    about,  # noqa: F401
    cards,  # noqa: F401
    charts,  # noqa: F401
    cite,  # noqa: F401
    compare,  # noqa: F401
    corrections,  # noqa: F401
    data,  # noqa: F401
    deputy,  # noqa: F401
    deputy_list,  # noqa: F401
    districts,  # noqa: F401
    editions,  # noqa: F401
    embeds,  # noqa: F401
    evidence,  # noqa: F401
    feeds,  # noqa: F401
    files,  # noqa: F401
    home,  # noqa: F401
    items,  # noqa: F401
    letters,  # noqa: F401
    parties,  # noqa: F401
    photos,  # noqa: F401
    promises,  # noqa: F401
    recall,  # noqa: F401
    search,  # noqa: F401
    sessions,  # noqa: F401
    sitemap,  # noqa: F401
    state,  # noqa: F401
    topics,  # noqa: F401
    verdict_files,  # noqa: F401
)
