"""Acts that look the same: exact requests are merged by rule, near ones proposed to a person.

Everything that no person has decided is computed anew from what is stored, so the outcome
does not depend on the order in which records came.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from models.item import (
    QUEUED_KINDS,
    DatePrecision,
    Item,
    Kind,
    MergeProposal,
    Participation,
    ProposalState,
)
from models.merge import settle
from models.names import fold
from models.person import Mandate
from scrapers.load.parts import parts

#: Only acts that are counted or coded are worth a person's time.
COMPARED = (*QUEUED_KINDS, Kind.ANSWER)
#: Acts further apart than this many days are not the same.
DAYS = 3
#: From this likeness of titles on two acts are proposed, out of 100; with a deputy in common,
#: or a title that names the other's deputy, less is enough.
ALIKE = 90
ALIKE_WITH_PEOPLE = 75
#: Words that say nothing of the subject, folded. A title of nothing else is like any other.
EMPTY_WORDS = frozenset(
    fold(
        "депутат депутаты депутата депутатов депутатский депутатского запрос запроса запросы сауал "
        "сауалы депутаттық депутаты депутаттары мажилиса мажилис мәжіліс мәжілісінің парламента "
        "парламентінің парламенті республики казахстан қазақстан республикасы республикасының "
        "министру министра министрі премьер министр имя вопросу вопросам касательно туралы "
        "жолданады "
        "встреча встречи встреч встретился прием граждан кездесу кездесті кездесулер қабылдау "
        "области облысы облысында района ауданы"
    ).split()
)
MEANINGFUL = 2

Pair = tuple[int, int]


@dataclass(frozen=True)
class Act:
    """What of an item is compared; `titles` maps a language to its sorted folded words."""

    id: int
    key: str
    number: str | None
    date: dt.date
    titles: dict[str, str]
    deputies: dict[int, tuple[str, str]]


def propose(session: Session, item_ids: Collection[int]) -> tuple[int, int]:
    """Merge and propose within the convocations of these items.

    Gives how many acts were merged by rule and how many pairs were newly proposed.
    """
    convocations = set()
    for ids in parts(item_ids):
        query = select(Item.convocation_id).where(Item.id.in_(ids)).distinct()
        convocations |= set(session.scalars(query))
    merged = proposed = 0
    for convocation_id in sorted(convocations):
        merged += _merge_exact(session, convocation_id)
        proposed += _propose_near(session, convocation_id)
    return merged, proposed


def _proposals(session: Session, convocation_id: int) -> dict[Pair, MergeProposal]:
    query = (
        select(MergeProposal)
        .join(Item, MergeProposal.first_id == Item.id)
        .where(Item.convocation_id == convocation_id)
    )
    return {(row.first_id, row.second_id): row for row in session.scalars(query)}


def _merge_exact(session: Session, convocation_id: int) -> int:
    proposals = _proposals(session, convocation_id)
    apart = {pair for pair, row in proposals.items() if row.state is ProposalState.KEPT_APART}
    wanted = dict(_exact_pairs(session, convocation_id, apart))
    ruled = {
        pair: row
        for pair, row in proposals.items()
        if row.by_rule and row.decided_by_id is None and row.state is ProposalState.MERGED
    }
    spare = [row for pair, row in sorted(ruled.items()) if pair not in wanted]
    touched = {number for row in spare for number in (row.first_id, row.second_id)}
    added = 0
    for pair, evidence in wanted.items():
        row = proposals.get(pair)
        if row is not None and row.state is ProposalState.MERGED:
            continue
        if row is None and spare:
            # The act that survives has changed: the pair is the same merge under another name.
            row = spare.pop()
            added -= 1
        elif row is None:
            row = MergeProposal()
        row.first_id, row.second_id = pair
        row.score, row.evidence, row.by_rule = 1.0, evidence, True
        row.state = ProposalState.MERGED
        session.add(row)
        session.flush()
        touched |= set(pair)
        added += 1
    for row in spare:
        session.delete(row)
    if touched:
        settle(session, touched)
    return max(added, 0)


def _exact_pairs(
    session: Session, convocation_id: int, apart: set[Pair]
) -> Iterator[tuple[Pair, dict[str, Any]]]:
    """The first act of each number and day, with each other one that a person let be the same."""
    groups: dict[tuple[str, dt.date], list[Item]] = defaultdict(list)
    query = select(Item).where(
        Item.convocation_id == convocation_id,
        Item.kind == Kind.DEPUTY_REQUEST,
        Item.number.is_not(None),
        Item.date.is_not(None),
        Item.date_precision == DatePrecision.DAY,
    )
    for item in session.scalars(query):
        assert item.number is not None and item.date is not None  # noqa: S101  asked for above
        groups[item.number, item.date].append(item)
    for (number, day), items in groups.items():
        clusters: list[list[Item]] = []
        for item in sorted(items, key=lambda item: item.key):
            for cluster in clusters:
                if not any((known.id, item.id) in apart for known in cluster):
                    cluster.append(item)
                    yield (cluster[0].id, item.id), {"number": number, "date": day.isoformat()}
                    break
            else:
                clusters.append([item])


def _propose_near(session: Session, convocation_id: int) -> int:
    proposals = _proposals(session, convocation_id)
    open_rows = {
        pair: row
        for pair, row in proposals.items()
        if row.state is ProposalState.OPEN and row.decided_by_id is None
    }
    added = 0
    for kind in COMPARED:
        for pair, score, evidence in near_pairs(_acts(session, convocation_id, kind)):
            row = proposals.get(pair)
            if row is None:
                session.add(
                    MergeProposal(
                        first_id=pair[0], second_id=pair[1], score=score, evidence=evidence
                    )
                )
                added += 1
            elif pair in open_rows:
                del open_rows[pair]
                if (row.score, row.evidence) != (score, evidence):
                    row.score, row.evidence = score, evidence
    for row in open_rows.values():
        # Nobody has looked at it, and it no longer holds.
        session.delete(row)
    session.flush()
    return added


def _acts(session: Session, convocation_id: int, kind: Kind) -> list[Act]:
    query = (
        select(Item)
        .where(
            Item.convocation_id == convocation_id,
            Item.kind == kind,
            Item.merged_into_id.is_(None),
            Item.date.is_not(None),
            Item.date_precision == DatePrecision.DAY,
        )
        .options(
            selectinload(Item.participations)
            .selectinload(Participation.mandate)
            .selectinload(Mandate.deputy)
        )
    )
    return sorted((_act(item) for item in session.scalars(query)), key=lambda a: (a.date, a.key))


def _act(item: Item) -> Act:
    titles = {
        lang: " ".join(sorted(fold(title).split()))
        for lang, title in (("ru", item.title_ru), ("kk", item.title_kk))
        if title
    }
    deputies = {}
    for participation in item.participations:
        if not participation.withdrawn:
            deputy = participation.mandate.deputy
            name = deputy.name_ru or deputy.name_kk or deputy.name_en or ""
            surname = fold(name).split()[:1]
            deputies[participation.mandate_id] = (deputy.slug, surname[0] if surname else "")
    assert item.date is not None  # noqa: S101  the query asks for dated ones
    return Act(item.id, item.key, item.number, item.date, titles, deputies)


def near_pairs(acts: Sequence[Act]) -> Iterator[tuple[Pair, float, dict[str, Any]]]:
    """Pairs of acts, sorted by day, that a person should look at: ids, score, evidence."""
    for position, one in enumerate(acts):
        for other in acts[position + 1 :]:
            days = (other.date - one.date).days
            if days > DAYS:
                break
            if one.number and other.number and one.number != other.number:
                continue
            first, second = (one, other) if one.key < other.key else (other, one)
            found = _alike(first, second)
            if found is not None:
                score, evidence = found
                yield (first.id, second.id), score, evidence | {"days": days}


def _alike(first: Act, second: Act) -> tuple[float, dict[str, Any]] | None:
    best = 0.0
    for lang in first.titles.keys() & second.titles.keys():
        one, two = first.titles[lang], second.titles[lang]
        if _meaningful(one) and _meaningful(two):
            best = max(best, fuzz.ratio(one, two, score_cutoff=ALIKE_WITH_PEOPLE))
    if best < ALIKE_WITH_PEOPLE:
        return None
    common = first.deputies.keys() & second.deputies.keys()
    named = _named(first, second) | _named(second, first)
    if best < ALIKE and not common and not named:
        return None
    evidence = {
        "title": round(best / 100, 3),
        "deputies": sorted(first.deputies[number][0] for number in common),
        "names": sorted(named),
    }
    return round(best / 100, 3), evidence


def _meaningful(title: str) -> bool:
    words = (word for word in title.split() if len(word) > 3 and word not in EMPTY_WORDS)
    return sum(1 for _ in words) >= MEANINGFUL


def _named(act: Act, other: Act) -> set[str]:
    """The deputies of `other` whom a title of `act` names, in whatever grammatical case."""
    found = set()
    words = {word for title in act.titles.values() for word in title.split()}
    for slug, surname in other.deputies.values():
        stem = surname[:-1] if len(surname) > 5 else surname
        if len(stem) > 3 and any(word.startswith(stem) for word in words):
            found.add(slug)
    return found
