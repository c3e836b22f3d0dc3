"""Rows of queries as the schemas want them: addresses, names, counts, copies."""

from collections.abc import Mapping
from typing import Any

from flask import g, url_for

from app import scoring
from app.i18n import LANGS
from app.queries.deputies import Text
from app.queries.editions import EditionShown
from app.queries.listed.state import State
from app.web.api.fields import by_value, in_languages

Shape = dict[str, Any]


def pages(endpoint: str, **values: Any) -> Shape:
    """The pages of something in each language, in the edition that is asked about."""
    return {
        lang: url_for(f"public.{endpoint}", lang=lang, _external=True, **values) for lang in LANGS
    }


def own(endpoint: str, **values: Any) -> str:
    """The address of something in this interface, in the edition that is asked about."""
    edition: EditionShown | None = g.get("edition")
    if edition is not None and not endpoint.startswith("edition"):
        values.setdefault("edition", edition.number)
    return url_for(f"api.{endpoint}", _external=True, **values)


def state(found: State) -> Shape:
    """Of which day and edition the answer is."""
    edition = found.edition
    return {
        "term": found.term.key if found.term else None,
        "edition": edition.number if edition else None,
        "as_of": edition.as_of if edition else found.day,
        "preliminary": edition is None,
        "stated": edition_ref(found.stated) if found.stated else None,
    }


def edition_ref(edition: EditionShown) -> Shape:
    """An edition in short."""
    return {
        "number": edition.number,
        "name": edition.name,
        "as_of": edition.as_of,
        "published_at": edition.published_at,
        "method_version": edition.method_version,
        "sha256": edition.sha256,
        "pages": pages("edition", edition=edition.number),
        "self": own("edition", number=edition.number),
    }


def named(key: str | None, name: object | None) -> Shape | None:
    """A key with its name; None where neither is known."""
    return {"key": key, "name": in_languages(name)} if key or name else None


def deputy_ref(slug: str, name: Text, district: int | None, about: Mapping[str, Any]) -> Shape:
    """A deputy in short; `about` names the seat in addresses."""
    return {
        "slug": slug,
        "name": in_languages(name),
        "district": district,
        "pages": pages("deputy", slug=slug, **seat_words(about)),
        "self": own("deputy", slug=slug, **about),
    }


def seat_words(about: Mapping[str, Any]) -> Shape:
    """How addresses of pages name a convocation; pages of editions need not."""
    term = about.get("term")
    if g.get("edition") is not None or not term:
        return {}
    legislature, _, number = term.rpartition("-")
    return {"legislature": legislature, "convocation": number}


def headline(found: scoring.Headline | None) -> Shape | None:
    """Counts of promises."""
    if found is None:
        return None
    return {
        "testable": found.testable,
        "outcomes": by_value(dict(found.outcomes)),
        "excluded": by_value(dict(found.excluded)),
    }


def bounds(found: scoring.Bounds | None) -> Shape | None:
    """A percentage with its n of N; None where the method allows none."""
    if found is None:
        return None
    names = ("fulfilled", "at_most", "rated", "low", "high")
    return {name: getattr(found, name) for name in names}


def coverage(found: scoring.Coverage) -> Shape:
    """How much was read."""
    return {"coded": found.coded, "total": found.total}


def copy(
    *, original: str | None, sha256: str | None = None, at: Any = None, lang: str | None = None,
    capture: int | None = None, file: str | None = None, source: str | None = None,
) -> Shape:  # fmt: skip
    """What shows something, with the pages of the kept copy."""
    kept = None
    if capture is not None:
        kept = pages("capture", capture_id=capture)
    elif file is not None:
        kept = pages("file", sha256=file)
    return {
        "original": original, "lang": lang, "at": at, "sha256": sha256, "pages": kept,
        "source": source,
    }  # fmt: skip
