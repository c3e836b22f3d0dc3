"""Search in what an edition holds: its deputies, their promises and the titles of its acts.

It is frozen with the edition, stems and all, so that the same words find the same there for good;
`app.queries.held_part` makes it.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.queries import finding
from app.queries.deputies import Text
from app.queries.paging import slice_of
from app.queries.search import ORDER, PEOPLE_BESIDE, SIZE, Found
from app.queries.search_filters import Choice, Choices, Wanted
from app.queries.search_hits import Hit, Whose, title_of
from app.queries.snippets import Asked, best
from app.queries.terms import Term
from models.item import DatePrecision, Kind
from models.search import MAX_QUERY, terms
from models.search_entry import What
from models.search_sources import WHAT, Passage, passages


@dataclass(frozen=True)
class HeldPromise:
    """A promise of the edition, and the stems under which it is found."""

    id: int
    number: int
    slug: str
    text_kk: str | None = None
    text_ru: str | None = None
    text_en: str | None = None
    stems: str = ""


@dataclass(frozen=True)
class HeldAct:
    """An act of the edition under its title; `slugs` are the deputies covered by it."""

    key: str
    kind: Kind
    slugs: tuple[str, ...] = ()
    title_kk: str | None = None
    title_ru: str | None = None
    number: str | None = None
    date: dt.date | None = None
    precision: DatePrecision = DatePrecision.DAY
    stems: str = ""


@dataclass(frozen=True)
class HeldPerson:
    """A deputy of the edition."""

    slug: str
    name: Text
    district: int | None = None
    region: Text | None = None
    party: Text | None = None
    stems: str = ""


@dataclass(frozen=True)
class HeldPart:
    """All that can be found in an edition."""

    term: Term
    people: tuple[HeldPerson, ...] = ()
    promises: tuple[HeldPromise, ...] = ()
    acts: tuple[HeldAct, ...] = ()


def held_choices(part: HeldPart) -> Choices:
    """What the filters offer in an edition: its deputies, in the order of districts."""
    return Choices(deputies=tuple(Choice(one.slug, one.name) for one in part.people))


def search_held(part: HeldPart, wanted: Wanted, number: int = 1, lang: str = "kk") -> Found:
    """The same search, in the same order, over what an edition holds."""
    asked = terms(wanted.query[:MAX_QUERY])
    people = {one.slug: one for one in part.people}
    slugs = _named(part, wanted, asked)
    hits: dict[What, list[Hit]] = {What.DEPUTY: [_of_person(people[slug]) for slug in slugs]}
    dated = wanted.since or wanted.until
    for promise in part.promises:
        if not dated and wanted.deputy in (None, promise.slug) and _has(promise.stems, asked):
            hits.setdefault(What.PROMISE, []).append(_of_promise(promise, people, asked, lang))
    acts = [act for act in part.acts if _fits(act, wanted) and _has(act.stems, asked)]
    for act in sorted(acts, key=_newest):
        kind = WHAT.get(act.kind, What.ACT)
        hits.setdefault(kind, []).append(_of_act(act, kind, people, asked, lang))
    counts = Counter({what: len(found) for what, found in hits.items() if found})
    rows = _in_order(hits, wanted.what)
    page = slice_of(rows, number, SIZE)
    beside = hits[What.DEPUTY][:PEOPLE_BESIDE] if wanted.what is None and page.number == 1 else []
    return Found(dict(counts), page, tuple(beside))


def _has(stems: str, asked: Asked) -> bool:
    return bool(asked) and all(any(f" {stem} " in stems for stem in group) for group in asked)


def _fits(act: HeldAct, wanted: Wanted) -> bool:
    if wanted.deputy and wanted.deputy not in act.slugs:
        return False
    if wanted.since and (act.date is None or act.date < wanted.since):
        return False
    return not wanted.until or (act.date is not None and act.date <= wanted.until)


def _newest(act: HeldAct) -> tuple[int, str]:
    return -(act.date or dt.date.min).toordinal(), act.key


def _in_order(hits: Mapping[What, list[Hit]], what: What | None) -> list[Hit]:
    if what is not None:
        return hits.get(what, [])
    acts = [hit for kind in ORDER if kind is not What.PROMISE for hit in hits.get(kind, [])]
    acts.sort(key=lambda hit: (-(hit.date or dt.date.min).toordinal(), hit.key or ""))
    return [*hits.get(What.PROMISE, []), *acts]


def _named(part: HeldPart, wanted: Wanted, asked: Asked) -> list[str]:
    """Deputies by their names in any script, or by their region or party."""
    words = finding.words(wanted.query)
    if not words or wanted.since or wanted.until:
        return []

    def means(person: HeldPerson) -> bool:
        names = (person.name.name_kk, person.name.name_ru, person.name.name_en)
        own = {word for name in names if name for word in finding.folded(name).split()}
        alike = all(any(finding.alike(one, word) for word in own) for one in words)
        return alike or _has(person.stems, asked)

    return [
        person.slug
        for person in part.people
        if wanted.deputy in (None, person.slug) and means(person)
    ]


def _of_person(person: HeldPerson) -> Hit:
    names = passages(kk=person.name.name_kk, ru=person.name.name_ru, en=person.name.name_en)
    return Hit(
        What.DEPUTY,
        title_of(names, (), "kk"),
        None,
        slug=person.slug,
        district=person.district,
        region=person.region,
        party=person.party,
    )


def _of_promise(
    promise: HeldPromise, people: Mapping[str, HeldPerson], asked: Asked, lang: str
) -> Hit:
    texts = passages(kk=promise.text_kk, ru=promise.text_ru, en=promise.text_en)
    title = title_of(texts, asked, lang)
    return Hit(
        What.PROMISE,
        title,
        best(_others(texts, title.lang if title else None), asked),
        _whose((promise.slug,), people),
        slug=promise.slug,
        thesis=promise.id,
        number=promise.number,
    )


def _of_act(
    act: HeldAct, what: What, people: Mapping[str, HeldPerson], asked: Asked, lang: str
) -> Hit:
    texts = passages(kk=act.title_kk, ru=act.title_ru)
    title = title_of(texts, asked, lang)
    return Hit(
        what,
        title,
        best(_others(texts, title.lang if title else None), asked),
        _whose(act.slugs[:3], people),
        max(0, len(act.slugs) - 3),
        key=act.key,
        kind=act.kind,
        date=act.date,
        precision=act.precision,
    )


def _others(texts: Sequence[Passage], lang: str | None) -> list[Passage]:
    return [text for text in texts if text.lang != lang]


def _whose(slugs: Sequence[str], people: Mapping[str, HeldPerson]) -> tuple[Whose, ...]:
    return tuple(
        Whose(slug, people[slug].name, people[slug].district) for slug in slugs if slug in people
    )
