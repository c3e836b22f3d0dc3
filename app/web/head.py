"""What the head of a public page tells machines: addresses, languages, pictures, feeds."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, current_app, g, request, url_for

from app.web.frame import has_endpoint, in_language
from app.web.permissions import ANYONE, allowed_roles

#: Arguments that make another page of an address: the deputies of another convocation, the
#: deputies that stand side by side.
IDENTIFYING = ("legislature", "convocation", "d")
#: Pages that anybody may open and nobody should find by a search engine: what was found for a
#: word, forms, and copies of other people's pages, which have an address of their own.
UNLISTED = frozenset(
    f"public.{name}"
    for name in (
        "search", "report_error", "send_error", "error_reported", "capture", "capture_page", "file",
        "embed", "promise_letter", "deputy_print",
    )
)  # fmt: skip
#: The ways on from a page: by which endpoint, and the arguments of the page that it needs.
WAYS = {
    "feed": (
        ("public.feed_promise", ("slug", "thesis")),
        ("public.feed_deputy", ("slug",)),
        ("public.feed_topic", ("term", "key")),
        ("public.feed_district", ("term", "number")),
    ),
    "print": (("public.deputy_print", ("slug",)),),
    "embed": (("public.embed_help", ("slug",)),),
}
#: Ways that show the whole of a deputy: on the page of one promise or figure they would lead to
#: something else than what is read there.
OF_DEPUTY = frozenset({"public.deputy_print", "public.embed_help"})
#: Endpoints whose `term` and `key` or `number` are those of a topic or a district.
TOPICS = frozenset({"public.topic", "public.feed_topic"})
DISTRICTS = frozenset({"public.district", "public.feed_district"})


def init_app(app: Flask) -> None:
    """Give these to every template."""
    app.jinja_env.globals.update(
        card_picture=card_picture,
        indexable=indexable,
        og_locale=og_locale,
        page_url=page_url,
        share_links=share_links,
        ways_on=ways_on,
        feed_of_all=feed_of_all,
    )


def indexable() -> bool:
    """Whether search engines may list this page: it was found, and anybody may open it."""
    endpoint = request.endpoint
    if endpoint is None or endpoint in UNLISTED or request.blueprint in ("account", "guest"):
        return False
    return ANYONE in allowed_roles(current_app, endpoint)


def page_url(lang: str) -> str:
    """The full address of this page in `lang`, without what only filters or sorts."""
    url = request.url_root.rstrip("/") + in_language(lang)
    # An edition has one page of a deputy, whichever seat an address asks for.
    names = IDENTIFYING if g.get("edition") is None else ("d",)
    kept = [(name, value) for name in names for value in request.args.getlist(name) if value]
    number = request.args.get("page", "")
    if number.isdigit() and number != "1":
        kept.append(("page", number))
    return f"{url}?{urlencode(kept)}" if kept else url


def og_locale(lang: str) -> str:
    """A language as Open Graph writes it: with the country."""
    return {"kk": "kk_KZ", "ru": "ru_KZ", "en": "en_GB"}[lang]


@dataclass(frozen=True)
class Ways:
    """Addresses that go on from a page; None where there is no such."""

    feed: str | None
    print: str | None
    embed: str | None
    cite: str | None = None


def ways_on() -> Ways:
    """What can be followed, printed and embedded of what this page is about."""
    return Ways(**{name: _first(WAYS[name]) for name in WAYS})


def _first(choices: tuple[tuple[str, tuple[str, ...]], ...]) -> str | None:
    values: dict[str, Any] = dict(request.view_args or {})
    for endpoint, names in choices:
        fits = all(name in values for name in names) and has_endpoint(endpoint)
        if "term" in names:
            fits = fits and request.endpoint in (TOPICS if "key" in names else DISTRICTS)
        if endpoint in OF_DEPUTY:
            fits = fits and (request.endpoint or "").startswith("public.deputy")
        if fits:
            return url_for(endpoint, **{name: values[name] for name in names})
    return None


@dataclass(frozen=True)
class Sharing:
    """Addresses that pass a page on. They are links and nothing else: none is ever loaded."""

    whatsapp: str
    telegram: str
    email: str


def share_links(words: str, url: str) -> Sharing:
    """The ways to tell somebody `words` and the address `url`."""
    both, letter = f"{words} {url}", f"{words}\r\n{url}"
    return Sharing(
        whatsapp=f"https://wa.me/?{_query(text=both)}",
        telegram=f"https://t.me/share/url?{_query(url=url, text=words)}",
        email=f"mailto:?{_query(subject=words, body=letter)}",
    )


def _query(**values: str) -> str:
    # A program that writes a message shows a plus as a plus: blanks are %20.
    return urlencode(values, quote_via=quote, safe="")


def feed_of_all() -> str | None:
    """The address of the feed of everything, where there is one."""
    return url_for("public.feed_all") if has_endpoint("public.feed_all") else None


def card_picture() -> str | None:
    """The full address of the picture of the deputy of this page, in its language and state."""
    slug = (request.view_args or {}).get("slug")
    if slug is None or not has_endpoint("public.card_picture"):
        return None
    return url_for("public.card_picture", slug=slug, _external=True)
