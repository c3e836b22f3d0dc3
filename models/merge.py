"""What merging and unmerging does to rows. All of it follows from the proposals that are merged.

Items joined by merged proposals are one act: the one whose key sorts first survives and the
others point to it. The survivor has the participations of all their records, and the codings
that were made on theirs. So any order of decisions ends in the same rows, and an undone
merge leaves nothing behind but its history.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from models.coding import Coding
from models.item import (
    DatePrecision,
    Item,
    MergeProposal,
    Participation,
    ProposalState,
    Role,
)
from models.record import Record, RecordParticipation
from models.source import Source

PRECEDENCE = {Role.INITIATOR: 0, Role.SIGNATORY: 1, Role.NOT_STATED: 2}
BATCH = 400


def settle(session: Session, item_ids: Collection[int]) -> None:
    """Bring the items, and all that are or were joined to them, into the state of the proposals."""
    session.flush()
    items = _connected(session, item_ids)
    groups = _components(session, items)
    records = _records(session, items)
    named = _named(session, records)
    for survivor, *others in groups:
        survivor.merged_into_id = None
        for other in others:
            other.merged_into_id = survivor.id
            _refresh(other, records[other.id], named)
        rest = [record for item in others for record in records[item.id]]
        _refresh(survivor, records[survivor.id], named, rest)
    session.flush()
    _move_codings(session, groups)
    session.flush()


def _connected(session: Session, item_ids: Collection[int]) -> dict[int, Item]:
    """The items, those that merged proposals join to them, and those that still point to one."""
    found: set[int] = set()
    fresh = set(item_ids)
    while fresh:
        found |= fresh
        reached: set[int] = set()
        for part in _parts(fresh):
            merged = select(MergeProposal.first_id, MergeProposal.second_id).where(
                MergeProposal.state == ProposalState.MERGED,
                or_(MergeProposal.first_id.in_(part), MergeProposal.second_id.in_(part)),
            )
            pointing = select(Item.id, Item.merged_into_id).where(
                Item.merged_into_id.is_not(None),
                or_(Item.id.in_(part), Item.merged_into_id.in_(part)),
            )
            for statement in (merged, pointing):
                for first, second in session.execute(statement):
                    reached |= {first, second or first}
        fresh = reached - found
    items: dict[int, Item] = {}
    for part in _parts(found):
        query = select(Item).where(Item.id.in_(part)).options(selectinload(Item.participations))
        items |= {item.id: item for item in session.scalars(query)}
    return items


def _components(session: Session, items: dict[int, Item]) -> list[list[Item]]:
    """The items in groups that are one act each, the survivor first."""
    root = {number: number for number in items}

    def find(number: int) -> int:
        while root[number] != number:
            number = root[number]
        return number

    for part in _parts(items):
        pairs = select(MergeProposal.first_id, MergeProposal.second_id).where(
            MergeProposal.state == ProposalState.MERGED, MergeProposal.first_id.in_(part)
        )
        for first, second in session.execute(pairs):
            a, b = find(first), find(second)
            keep, lose = (a, b) if items[a].key < items[b].key else (b, a)
            root[lose] = keep
    groups: dict[int, list[Item]] = defaultdict(list)
    for number, item in items.items():
        groups[find(number)].append(item)
    return [sorted(group, key=lambda item: item.key) for group in groups.values()]


def _records(session: Session, items: Iterable[int]) -> dict[int, list[Record]]:
    found: dict[int, list[Record]] = defaultdict(list)
    for part in _parts(items):
        query = (
            select(Record)
            .join(Source)
            .where(Record.item_id.in_(part))
            .order_by(Source.key, Record.source_uid)
        )
        for record in session.scalars(query):
            found[record.item_id].append(record)
    return found


def _named(
    session: Session, records: dict[int, list[Record]]
) -> dict[int, list[RecordParticipation]]:
    found: dict[int, list[RecordParticipation]] = defaultdict(list)
    for part in _parts(record.id for group in records.values() for record in group):
        query = (
            select(RecordParticipation)
            .join(RecordParticipation.record)
            .where(RecordParticipation.record_id.in_(part), ~Record.withdrawn)
        )
        for mention in session.scalars(query):
            found[mention.record_id].append(mention)
    return found


def _refresh(
    item: Item,
    own: list[Record],
    named: dict[int, list[RecordParticipation]],
    others: Collection[Record] = (),
) -> None:
    """Take what the item says from its records, then from `others` what they leave open.

    An item without a record of its own was entered by hand, and keeps what it says.
    """
    records = [*own, *others]
    if own:
        # What was taken back says nothing any longer, unless there is nothing else.
        _fields(item, [record for record in records if not record.withdrawn] or records)
    if records:
        _participations(item, [mention for record in records for mention in named[record.id]])


def _fields(item: Item, records: list[Record]) -> None:
    values: dict[str, object] = {
        name: next((v for r in records if (v := getattr(r, name)) is not None), None)
        for name in ("title_ru", "title_kk", "number")
    }
    values["addressee"] = next(
        (words for r in records if (words := r.addressee_ru or r.addressee_kk)), None
    )
    dated = next((record for record in records if record.date is not None), None)
    values["date"] = dated.date if dated else None
    values["date_precision"] = dated.date_precision if dated else DatePrecision.UNKNOWN
    values["convocation_id"] = records[0].convocation_id
    for name, value in values.items():
        if getattr(item, name) != value:
            setattr(item, name, value)


def _participations(item: Item, named: Iterable[RecordParticipation]) -> None:
    """A participation for each deputy whom the records name; the others are withdrawn."""
    wanted: dict[int, Role] = {}
    for mention in named:
        if mention.mandate_id is not None:
            known = wanted.get(mention.mandate_id)
            if known is None or PRECEDENCE[mention.role] < PRECEDENCE[known]:
                wanted[mention.mandate_id] = mention.role
    present = {participation.mandate_id: participation for participation in item.participations}
    for mandate_id, role in sorted(wanted.items()):
        participation = present.get(mandate_id)
        if participation is None:
            item.participations.append(Participation(mandate_id=mandate_id, role=role))
        elif participation.role is not role or participation.withdrawn:
            participation.role, participation.withdrawn = role, False
    for mandate_id, participation in present.items():
        if mandate_id not in wanted and not participation.withdrawn:
            participation.withdrawn = True


def _move_codings(session: Session, groups: list[list[Item]]) -> None:
    """Move current codings to the surviving act, and those of an undone merge back.

    A coder who has a current coding on both keeps both: the one on the act that was merged
    away stays where it was made.
    """
    everywhere = {p.id: p for group in groups for item in group for p in item.participations}
    codings = _current(session, everywhere)
    taken = {(coding.participation_id, coding.coder_id) for coding in codings}
    homes = {p.id: {q.id for item in group for q in item.participations}
             for group in groups for item in group for p in item.participations}  # fmt: skip

    def move(coding: Coding, goal: int, origin: int | None) -> None:
        if goal == coding.participation_id or (goal, coding.coder_id) in taken:
            return
        taken.discard((coding.participation_id, coding.coder_id))
        taken.add((goal, coding.coder_id))
        coding.participation_id, coding.moved_from_id = goal, origin
        session.flush()

    for coding in codings:
        origin = coding.moved_from_id
        if origin is not None and origin not in homes[coding.participation_id]:
            move(coding, origin, None)
    goals = {
        p.id: target.id
        for survivor, *others in groups
        for target in survivor.participations
        for item in others
        for p in item.participations
        if p.mandate_id == target.mandate_id
    }
    for coding in codings:
        goal = goals.get(coding.participation_id)
        if goal is not None:
            # What was moved before keeps the place where it was made.
            move(coding, goal, coding.moved_from_id or coding.participation_id)


def _current(session: Session, participation_ids: Iterable[int]) -> list[Coding]:
    found: list[Coding] = []
    for part in _parts(participation_ids):
        query = select(Coding).where(Coding.current, Coding.participation_id.in_(part))
        found += session.scalars(query)
    return sorted(found, key=lambda coding: coding.id)


def _parts(numbers: Iterable[int]) -> Iterable[list[int]]:
    """The numbers in parts that both databases take as parameters of one statement."""
    ordered = sorted(numbers)
    return (ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH))
