"""Caching: what anonymous visitors see may be kept by anybody, under rules that keep it true.

A browser asks each time whether a page has changed; a shared cache may answer for it as long as
`s-maxage` says. Each page carries tags by which a publication purges it (docs/adr). What shows a
kept copy is asked for each time, so that withholding it works at once.
"""

from collections import OrderedDict
from threading import Lock

from flask import Flask, Response, current_app, g, request
from flask_login import current_user

from app import clock
from app.extensions import db
from app.queries.version import version

#: Seconds for which a shared cache may answer: without a purge; with one, today's pages, which
#: ordinary work changes too, and pages of editions, which nothing else does.
UNPURGED, TODAY, EDITION = 60, 600, 24 * 3600
ASK_EACH_TIME = "public, no-cache"
TODAY_TAG, EDITION_TAG = "today", "edition"
#: Endpoints that show what stands in a kept copy or file, or read more than the database.
COPIES = frozenset(
    {
        "public.capture", "public.capture_bytes", "public.capture_page", "public.capture_picture",
        "public.file", "public.file_bytes", "public.photo", "public.verdict_file",
    }
)  # fmt: skip
#: Endpoints of which the version of the database does not say all: the index of search may be
#: made anew without a change of anything that is journalled.
BEYOND_VERSION = COPIES | {
    "public.search", "public.data_file", "public.data_latest", "api.search",
}  # fmt: skip
MOST_REMEMBERED = 20_000

Known = tuple[str, str]


class Memory:
    """Which ETag an address had in which state: its page need not be made again to say 304.

    It lives in this process and forgets the address that was asked for the longest ago.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._lock = Lock()

    def get(self, address: str) -> Known | None:
        """State and ETag of an address."""
        with self._lock:
            return self._known.get(address)

    def put(self, address: str, state: str, etag: str) -> None:
        """Remember them."""
        with self._lock:
            self._known[address] = (state, etag)
            self._known.move_to_end(address)
            while len(self._known) > MOST_REMEMBERED:
                self._known.popitem(last=False)


def answer_unchanged() -> Response | None:
    """Say 304 without making the page where nothing changed since it had the ETag asked about.

    The state is read before the page is made, so that what is remembered of it is never older
    than its state.
    """
    if request.method not in ("GET", "HEAD") or not _is_plain_visitor():
        return None
    if request.endpoint in BEYOND_VERSION:
        return None
    g.state = f"{version(db.session)}/{clock.now().astimezone(clock.ALMATY):%Y-%m-%d}"
    known = _memory().get(_address())
    if known is None or known[0] != g.state:
        return None
    # A packed page has the name of its packing behind the ETag: it changes with the page.
    asked = [tag for tag in request.if_none_match.as_set() if tag.partition(":")[0] == known[1]]
    if not asked:
        return None
    response = Response(status=304)
    response.set_etag(asked[0])
    return _with_policy(response)


def let_caches_ask(response: Response) -> Response:
    """Give a page an ETag, and answer 304 to who has it already.

    What somebody who is signed in sees is kept nowhere; `app.web.hooks` says so.
    """
    plain = request.method in ("GET", "HEAD") and response.status_code == 200
    if not plain or response.is_streamed or current_user.is_authenticated:
        return response
    _with_policy(response)
    response.add_etag()
    etag, state = response.get_etag()[0], g.get("state")
    if etag and state and "csrf_token" not in g:
        _memory().put(_address(), state, etag)
    response.make_conditional(request)
    return response


def _with_policy(response: Response) -> Response:
    """How long a shared cache may answer with it, and by which tags it is purged."""
    if request.endpoint in COPIES:
        response.headers.setdefault("Cache-Control", ASK_EACH_TIME)
    else:
        response.headers.setdefault("Cache-Control", _policy())
        tag = EDITION_TAG if g.get("edition") is not None else TODAY_TAG
        response.headers["Cache-Tag"] = response.headers["Surrogate-Key"] = tag
    if not g.get("same_for_all"):
        response.vary.add("Cookie")
    return response


def _policy() -> str:
    seconds = UNPURGED
    if current_app.extensions["config"].cache_purge_url:
        seconds = TODAY if g.get("edition") is None else EDITION
    return f"public, max-age=0, s-maxage={seconds}, must-revalidate"


def _is_plain_visitor() -> bool:
    """Whether nothing came that could make a page of one's own: no session, no account."""
    if g.get("same_for_all"):
        return True
    names = (current_app.config["SESSION_COOKIE_NAME"], "remember_token")
    return not any(name in request.cookies for name in names)


def _address() -> str:
    """All of a request that makes another page: host, path with its language, and arguments."""
    return f"{request.url} {request.headers.get('Accept', '')}"


def init_app(app: Flask) -> None:
    """Give the application its memory, which commands that ask for pages fill from their own."""
    app.extensions["page_memory"] = Memory()


def _memory() -> Memory:
    memory: Memory = current_app.extensions["page_memory"]
    return memory
