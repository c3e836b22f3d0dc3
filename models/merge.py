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
from models.search import analyse

PRECEDENCE = {Role.INITIATOR: 0, Role.SIGNATORY: 1, Role.NOT_STATED: 2}
BATCH = 400
SEARCHED = 100_000


def settle(session: Session, item_ids: Collection[int]) -> None:
    """Bring the items, and all that are or were joined to them, into the state of the proposals."""
    session.flush()
    items = _connected(session, item_ids)
    for group in _components(session, items):
        _join(session, group)
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
                    reached |= {first, second}
        fresh = reached - found
    items: dict[int, Item] = {}
    for part in _parts(found):
        query = (
            select(Item).where(Item.id.in_(part)).options(selectinload(Item.participations))
        )
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
    for number in items:
        groups[find(number)].append(items[number])
    return [sorted(group, key=lambda item: item.key) for group in groups.values()]


def _join(session: Session, group: list[Item]) -> None:
    survivor, *others = group
    if survivor.merged_into_id is not None:
        survivor.merged_into_id = None
    for other in others:
        if other.merged_into_id != survivor.id:
            other.merged_into_id = survivor.id
    records = _records(session, group)
    for item in others:
        refresh(session, item, records.get(item.id, []))
    own = records.get(survivor.id, [])
    rest = [record for item in others for record in records.get(item.id, [])]
    refresh(session, survivor, own, rest)
    session.flush()
    _move_codings(session, survivor, others)


def _records(session: Session, items: Iterable[Item]) -> dict[int, list[Record]]:
    found: dict[int, list[Record]] = defaultdict(list)
    query = (
        select(Record)
        .where(Record.item_id.in_([item.id for item in items]))
        .order_by(Record.source_id, Record.source_uid)
    )
    for record in session.scalars(query):
        found[record.item_id].append(record)
    return found


def refresh(
    session: Session, item: Item, own: list[Record], others: Collection[Record] = ()
) -> None:
    """Take what the item says from its records, then from `others` what they leave open.

    An item without a record of its own was entered by hand, and keeps what it says.
    """
    if own:
        _fields(item, [*own, *others])
    _participations(session, item, [*own, *others])


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
    said = (records[0].title_ru, records[0].title_kk, values["number"], values["addressee"])
    texts = [
        text
        for record in records
        for text in (record.title_ru, record.title_kk, record.lead_ru, record.lead_kk,
                     record.text_ru, record.text_kk)
        if text
    ]  # fmt: skip
    texts += [str(text) for text in said if text]
    texts += [document.text for r in records for document in r.documents if document.text]
    values["search_text"] = analyse(" ".join(texts)[:SEARCHED])
    for name, value in values.items():
        if getattr(item, name) != value:
            setattr(item, name, value)


def _participations(session: Session, item: Item, records: list[Record]) -> None:
    """A participation for each deputy whom the records name, and none withdrawn without cause."""
    named = session.scalars(
        select(RecordParticipation).where(
            RecordParticipation.record_id.in_([record.id for record in records])
        )
    ).all()
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
    if not records:
        return
    for mandate_id, participation in present.items():
        if mandate_id not in wanted and not participation.withdrawn:
            participation.withdrawn = True


def _move_codings(session: Session, survivor: Item, others: list[Item]) -> None:
    """Move current codings to where they belong, and those of an undone merge back.

    A coder who has a current coding on both keeps both: the one on the act that was merged
    away stays where it was made.
    """
    target = {p.mandate_id: p for p in survivor.participations}
    origins = {p.id: p for item in others for p in item.participations}
    here = {p.id for p in target.values()}
    for coding in _current(session, here):
        origin = coding.moved_from_id
        if origin is not None and origin not in origins and origin not in here:
            _place(coding, origin, None)
    session.flush()
    taken = {(c.participation_id, c.coder_id) for c in _current(session, here)}
    for coding in sorted(_current(session, origins), key=lambda coding: coding.id):
        goal = target.get(origins[coding.participation_id].mandate_id)
        if goal is None or (goal.id, coding.coder_id) in taken:
            continue
        taken.add((goal.id, coding.coder_id))
        # What was moved before keeps the place where it was made.
        _place(coding, goal.id, coding.moved_from_id or coding.participation_id)


def _current(session: Session, participation_ids: Collection[int]) -> list[Coding]:
    query = select(Coding).where(Coding.current, Coding.participation_id.in_(participation_ids))
    return list(session.scalars(query))


def _place(coding: Coding, participation_id: int, moved_from_id: int | None) -> None:
    coding.participation_id = participation_id
    coding.moved_from_id = moved_from_id if moved_from_id != participation_id else None


def _parts(numbers: Iterable[int]) -> Iterable[list[int]]:
    """The numbers in parts that both databases take as parameters of one statement."""
    ordered = sorted(numbers)
    return (ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH))
