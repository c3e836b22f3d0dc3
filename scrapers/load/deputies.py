"""People: one person by official identity, else by folded name within a convocation."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from models.base import Confidence
from models.names import fold, words
from models.person import Deputy, DeputyFact, DeputyIdentity, Mandate, MandateKind
from models.place import Convocation
from scrapers.load.parts import parts
from scrapers.records import DeputySeen, Identity, PageRead
from scrapers.source import SourceConfig
from scrapers.text import title_case

LANGS = ("kk", "ru", "en")
COMMITTEES = {lang: f"committee_{lang}" for lang in LANGS}


@dataclass
class DeputyCounts:
    """Distinct persons over all pages of a run."""

    seen: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass
class Sight:
    """One page that showed a person."""

    page: PageRead
    seen: DeputySeen


@dataclass
class Cluster:
    """All sights of one person in a run, joined by the identities that they share."""

    identities: set[Identity] = field(default_factory=set)
    sights: list[Sight] = field(default_factory=list)

    @property
    def names(self) -> set[tuple[str, ...]]:
        """The folded names, in whatever script they were written."""
        return {words(sight.seen.name) for sight in self.sights}

    @property
    def sort_key(self) -> tuple[str, ...]:
        """The same on every run, whatever came first."""
        return tuple(sorted(f"{i.scheme}/{i.value}" for i in self.identities)) or min(self.names)


def load_deputies(
    session: Session,
    source: SourceConfig,
    pages: Sequence[PageRead],
    convocations: Mapping[int, Convocation],
    *,
    counts: DeputyCounts,
    warnings: list[str],
) -> None:
    """Find or add the people whom the pages show, with what is said of them and their seats."""
    clusters = sorted(clustered(pages), key=lambda cluster: cluster.sort_key)
    matched = _by_identity(session, clusters, warnings)
    _by_name(session, clusters, matched, convocations, warnings)
    for number, cluster in enumerate(clusters):
        deputy = matched.get(number)
        created = deputy is None
        if deputy is None:
            deputy = _add(session, cluster)
        changed = _load(session, source, deputy, cluster, convocations)
        counts.seen += 1
        if created:
            counts.created += 1
        elif changed:
            counts.updated += 1
        else:
            counts.unchanged += 1
    session.flush()


def clustered(pages: Iterable[PageRead]) -> list[Cluster]:
    """The persons whom the pages show, each with all the pages that show them."""
    by_identity: dict[Identity, Cluster] = {}
    by_name: dict[tuple[str, ...], Cluster] = {}
    clusters: list[Cluster] = []
    for page in pages:
        for seen in page.seen:
            if not isinstance(seen, DeputySeen):
                continue
            known = {
                id(by_identity[i]): by_identity[i] for i in seen.identities if i in by_identity
            }
            if not seen.identities and words(seen.name) in by_name:
                known = {0: by_name[words(seen.name)]}
            if known:
                cluster, *others = known.values()
            else:
                cluster, others = Cluster(), []
                clusters.append(cluster)
            for other in others:
                cluster.identities |= other.identities
                cluster.sights += other.sights
                clusters.remove(other)
            cluster.identities |= set(seen.identities)
            cluster.sights.append(Sight(page, seen))
            by_identity |= dict.fromkeys(cluster.identities, cluster)
            if not seen.identities:
                by_name[words(seen.name)] = cluster
    return clusters


def _by_identity(
    session: Session, clusters: Sequence[Cluster], warnings: list[str]
) -> dict[int, Deputy]:
    sought = {identity.value for cluster in clusters for identity in cluster.identities}
    known: dict[Identity, Deputy] = {}
    for values in parts(sought):
        query = (
            select(DeputyIdentity)
            .where(DeputyIdentity.value.in_(values))
            .options(
                selectinload(DeputyIdentity.deputy).selectinload(Deputy.facts),
                selectinload(DeputyIdentity.deputy).selectinload(Deputy.identities),
                selectinload(DeputyIdentity.deputy).selectinload(Deputy.mandates),
            )
        )
        for row in session.scalars(query):
            known[Identity(row.scheme, row.value)] = row.deputy
    matched: dict[int, Deputy] = {}
    for number, cluster in enumerate(clusters):
        found = {known[i].slug: known[i] for i in cluster.identities if i in known}
        if len(found) > 1:
            warnings.append(
                f"the identities of {cluster.sights[0].seen.name} belong to several deputies "
                f"({', '.join(sorted(found))}); a person has to say who is meant"
            )
        if found:
            matched[number] = found[min(found)]
    return matched


def _by_name(
    session: Session,
    clusters: Sequence[Cluster],
    matched: dict[int, Deputy],
    convocations: Mapping[int, Convocation],
    warnings: list[str],
) -> None:
    """Join a person to the one deputy of the convocation who has the same name, if just one."""
    present = _deputies_of(session, convocations)
    wanted: dict[int, list[int]] = defaultdict(list)
    candidates: dict[int, dict[int, Deputy]] = {}
    for number, cluster in enumerate(clusters):
        if number in matched:
            continue
        seated = {convocations[sight.page.convocation].id for sight in cluster.sights}
        schemes = {identity.scheme for identity in cluster.identities}
        fitting = {
            deputy.id: deputy
            for convocation_id in seated
            for deputy in present[convocation_id]
            # Whom the source knows by another number is another person of the same name.
            if not schemes & {identity.scheme for identity in deputy.identities}
            and names_of(deputy) & cluster.names
        }
        candidates[number] = fitting
        for deputy_id in fitting:
            wanted[deputy_id].append(number)
    for number, fitting in candidates.items():
        if len(fitting) == 1 and all(len(wanted[deputy_id]) == 1 for deputy_id in fitting):
            matched[number] = next(iter(fitting.values()))
        elif fitting:
            slugs = ", ".join(sorted(deputy.slug for deputy in fitting.values()))
            warnings.append(
                f"{clusters[number].sights[0].seen.name} may be one of these deputies: {slugs}; "
                "a person has to say who is meant"
            )


def _deputies_of(
    session: Session, convocations: Mapping[int, Convocation]
) -> dict[int, list[Deputy]]:
    found: dict[int, list[Deputy]] = defaultdict(list)
    query = (
        select(Mandate.convocation_id, Deputy)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .where(Mandate.convocation_id.in_([c.id for c in convocations.values()]))
        .options(
            selectinload(Deputy.facts),
            selectinload(Deputy.identities),
            selectinload(Deputy.mandates),
        )
        .order_by(Deputy.slug)
    )
    for convocation_id, deputy in session.execute(query):
        found[convocation_id].append(deputy)
    return found


def names_of(deputy: Deputy) -> set[tuple[str, ...]]:
    """All folded names of a deputy: those shown, and those that any source gave."""
    given = [deputy.name_kk, deputy.name_ru, deputy.name_en]
    given += [fact.value for fact in deputy.facts if fact.field == "name"]
    return {words(name) for name in given if name}


def _add(session: Session, cluster: Cluster) -> Deputy:
    newest = max(cluster.sights, key=lambda s: (s.page.captured_at, s.seen.lang, s.seen.name))
    name = title_case(newest.seen.name)
    deputy = Deputy(slug=_free_slug(session, cluster, name), name_key="", identities=[], facts=[])
    deputy.mandates = []
    setattr(deputy, f"name_{newest.seen.lang}", name)
    session.add(deputy)
    session.flush()
    return deputy


def _free_slug(session: Session, cluster: Cluster, name: str) -> str:
    blogs = sorted(
        (sight.page.captured_at, sight.seen.common["blog"])
        for sight in cluster.sights
        if "blog" in sight.seen.common
    )
    plain = slugged(blogs[0][1]) if blogs else ""
    if not plain:
        plain = slugged(" ".join(words(name)))
    plain = plain or "deputy"
    numbers = sorted(identity.value for identity in cluster.identities)
    for slug in (plain, *(f"{plain}-{slugged(number)}" for number in numbers)):
        if session.scalar(select(Deputy.id).where(Deputy.slug == slug)) is None:
            return slug
    taken = session.scalars(select(Deputy.slug).where(Deputy.slug.startswith(plain))).all()
    return next(s for n in range(2, len(taken) + 3) if (s := f"{plain}-{n}") not in taken)


def slugged(words_of_name: str) -> str:
    """Words as a part of an address."""
    plain = words_of_name if words_of_name.isascii() else fold(words_of_name)
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:80]


def _load(
    session: Session,
    source: SourceConfig,
    deputy: Deputy,
    cluster: Cluster,
    convocations: Mapping[int, Convocation],
) -> bool:
    """Add what the sights say of the deputy. Returns whether anything about them changed."""
    changed = False
    known = {Identity(row.scheme, row.value) for row in deputy.identities}
    for identity in sorted(cluster.identities - known, key=lambda i: (i.scheme, i.value)):
        taken = session.scalar(
            select(DeputyIdentity.id).where(
                DeputyIdentity.scheme == identity.scheme, DeputyIdentity.value == identity.value
            )
        )
        if taken is None:
            deputy.identities.append(DeputyIdentity(scheme=identity.scheme, value=identity.value))
            changed = True
    facts = {
        (fact.convocation_id, fact.field, fact.lang, fact.value): fact
        for fact in deputy.facts
        if fact.origin == source.key
    }
    for sight in cluster.sights:
        convocation = convocations[sight.page.convocation]
        for name, lang, value in _said(sight.seen):
            key = (convocation.id, name, lang, value)
            if key not in facts:
                facts[key] = DeputyFact(
                    convocation_id=convocation.id,
                    origin=source.key,
                    field=name,
                    lang=lang,
                    value=value,
                )
                deputy.facts.append(facts[key])
                changed = True
            widen(facts[key], sight.page.captured_at, sight.page.capture_id)
    for number in {sight.page.convocation for sight in cluster.sights}:
        changed |= _seat(session, source, deputy, convocations[number])
    return _names(deputy) or changed


def _said(seen: DeputySeen) -> list[tuple[str, str, str]]:
    said = [("name", seen.lang, seen.name)]
    said += [(name, seen.lang, value) for name, value in seen.facts.items() if value]
    said += [(name, "", value) for name, value in seen.common.items() if value]
    return said


def widen(fact: DeputyFact, moment: datetime, capture_id: int) -> None:
    """Let a fact know of one more capture that said it."""
    if fact.first_seen is None or moment < fact.first_seen:
        fact.first_seen, fact.first_capture_id = moment, capture_id
    if fact.last_seen is None or moment > fact.last_seen:
        fact.last_seen, fact.last_capture_id = moment, capture_id


def newest_fact(facts: Iterable[DeputyFact], name: str, lang: str) -> str | None:
    """The value that was said last, among those that captures said."""
    said = [
        (fact.last_seen, fact.value)
        for fact in facts
        if fact.field == name and fact.lang == lang and fact.last_seen is not None
    ]
    return max(said)[1] if said else None


def _names(deputy: Deputy) -> bool:
    """Show the newest names. A name that came otherwise than from a capture stays."""
    changed = False
    for lang in LANGS:
        said = {f.value for f in deputy.facts if f.field == "name" and f.lang == lang}
        scraped = {title_case(name) for name in said}
        column = f"name_{lang}"
        current = getattr(deputy, column)
        newest = title_case(newest_fact(deputy.facts, "name", lang) or "")
        if newest and newest != current and (current is None or current in scraped):
            setattr(deputy, column, newest)
            changed = True
    blogs = [f for f in deputy.facts if f.field == "blog" and f.first_seen is not None]
    if deputy.slug in {slugged(fact.value) for fact in blogs}:
        earliest = min((f.first_seen, f.value) for f in blogs if f.first_seen)
        deputy.slug = slugged(earliest[1])
    name = deputy.name_ru or deputy.name_kk or deputy.name_en or deputy.slug
    key = fold(name)
    if key != deputy.name_key:
        deputy.name_key = key
    return changed


def _seat(session: Session, source: SourceConfig, deputy: Deputy, convocation: Convocation) -> bool:
    """Their seat in the convocation, with committee and faction where nobody else states them."""
    seats = [seat for seat in deputy.mandates if seat.convocation_id == convocation.id]
    created = not seats
    if created:
        seat = Mandate(
            convocation_id=convocation.id, kind=MandateKind.NOT_STATED, source=source.name
        )
        deputy.mandates.append(seat)
    else:
        seat = max(seats, key=lambda one: one.seq)
    facts = [fact for fact in deputy.facts if fact.convocation_id == convocation.id]
    changed = created
    for column, name, lang in (
        ("faction", "faction", ""),
        *((column, "committee", lang) for lang, column in COMMITTEES.items()),
    ):
        newest, current = newest_fact(facts, name, lang), getattr(seat, column)
        own = {fact.value for fact in facts if fact.field == name and fact.lang == lang}
        if newest and newest != current and (current is None or current in own):
            setattr(seat, column, newest)
            changed = True
            if name == "committee" and seat.committee_confidence in (None, Confidence.MISSING):
                seat.committee_confidence = Confidence.SOURCED
    session.flush()
    return changed
