"""Whom a record names: by the source's own number, else by the one fitting name."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from models.item import Role
from models.merge import PRECEDENCE
from models.names import words
from models.person import Deputy, DeputyFact, DeputyIdentity, Mandate
from models.record import Observation, Record, RecordParticipation
from scrapers.load.deputies import names_of
from scrapers.source import SourceConfig

#: How alike two names of one person are at least, out of 100, however they are spelt.
ALIKE = 60
LONGEST_NAME = 300


def who_is_known(session: Session) -> tuple[int | None, ...]:
    """How many names, numbers and seats of people there are: what mentions are matched by."""
    names = select(func.count(DeputyFact.id)).where(DeputyFact.field == "name")
    identities, seats = select(func.count(DeputyIdentity.id)), select(func.count(Mandate.id))
    return tuple(session.scalar(query) for query in (names, identities, seats))


class Participants:
    """The participants of records, matched to seats of the record's convocation.

    A name that fits nobody, or several, keeps an empty seat: a person decides.
    """

    def __init__(self, session: Session, source: SourceConfig, warnings: list[str]) -> None:
        self.session = session
        self.source = source
        self.warnings = warnings
        self.unmatched: dict[str, int] = defaultdict(int)
        self._present: dict[int, list[RecordParticipation]] = {}
        self._deputies: dict[tuple[str, str], int] = {
            (scheme, value): deputy_id
            for scheme, value, deputy_id in session.execute(
                select(DeputyIdentity.scheme, DeputyIdentity.value, DeputyIdentity.deputy_id)
            )
        }
        self._seats: dict[int, dict[int, int]] = {}
        self._names: dict[int, dict[tuple[str, ...], set[int]]] = {}

    def load(self, record_ids: Sequence[int]) -> None:
        """Read the participants that these records have now."""
        self._present = defaultdict(list)
        query = select(RecordParticipation).where(RecordParticipation.record_id.in_(record_ids))
        for row in self.session.scalars(query):
            self._present[row.record_id].append(row)

    def settle(self, record: Record, observed: Sequence[Observation]) -> set[tuple[int, int]]:
        """Bring the participants of `record` in line with what its newest captures name.

        Returns its (item, seat) pairs.
        """
        wanted = mentions(observed)
        present = {row.name_key: row for row in self._present[record.id]}
        for key, mention in sorted(wanted.items()):
            row = present.pop(key, None)
            role = Role(mention["role"])
            seat = self._seat(record, mention)
            if row is None:
                row = RecordParticipation(record_id=record.id, name_key=key, name="", role=role)
                self.session.add(row)
                self._present[record.id].append(row)
            row.name, row.role = mention["name"][:LONGEST_NAME], role
            # What a person has decided about a name stays, as long as no number says more.
            if mention["value"] is not None or row.mandate_id is None:
                row.mandate_id = seat
            if row.mandate_id is None:
                self.unmatched[row.name] += 1
        for row in present.values():
            self._present[record.id].remove(row)
            self.session.delete(row)
        return {
            (record.item_id, row.mandate_id)
            for row in self._present[record.id]
            if row.mandate_id is not None
        }

    def report(self) -> None:
        """Warn of the names that nobody could be found for."""
        for name, times in sorted(self.unmatched.items()):
            self.warnings.append(
                f"{name}: named in {times} record(s), fits no deputy or several; "
                "a person has to say who is meant"
            )

    def _seat(self, record: Record, mention: dict[str, Any]) -> int | None:
        self._read(record.convocation_id)
        if mention["value"] is not None:
            deputy_id = self._deputies.get((mention["scheme"], mention["value"]))
            seat = self._seats[record.convocation_id].get(deputy_id) if deputy_id else None
            if seat is not None and self._agrees(record.convocation_id, seat, mention["name"]):
                return seat
        fitting = self._fitting(record.convocation_id, mention["name"])
        return next(iter(fitting)) if len(fitting) == 1 else None

    def _agrees(self, convocation_id: int, seat: int, name: str) -> bool:
        """Whether the name that stands beside a number can be that person's.

        The number of something else, such as of a signature, must not name a stranger.
        """
        asked = " ".join(words(name))
        known = [names for names, seats in self._names[convocation_id].items() if seat in seats]
        alike = (fuzz.token_set_ratio(asked, " ".join(one)) for one in known)
        return not asked or not known or max(alike) >= ALIKE

    def _fitting(self, convocation_id: int, name: str) -> set[int]:
        asked = words(name)
        names = self._names[convocation_id]
        if asked in names:
            return names[asked]
        initials = {word for word in asked if len(word) <= 2}
        full = [word for word in asked if len(word) > 2]
        if len(full) != 1 or not initials:
            return set()
        # «Нурумова Г.»: the surname whole, and one of the letters begins the given name.
        return {
            seat
            for known, seats in names.items()
            for seat in seats
            if full[0] in known
            and any(
                word[: len(letter)] == letter
                for word in known
                if word != full[0]
                for letter in initials
            )
        }

    def _read(self, convocation_id: int) -> None:
        if convocation_id in self._seats:
            return
        self._seats[convocation_id] = {}
        self._names[convocation_id] = defaultdict(set)
        query = (
            select(Mandate)
            .where(Mandate.convocation_id == convocation_id)
            .options(selectinload(Mandate.deputy).selectinload(Deputy.facts))
            .order_by(Mandate.seq)
        )
        for seat in self.session.scalars(query):
            self._seats[convocation_id][seat.deputy_id] = seat.id
        for seat in self.session.scalars(query):
            if self._seats[convocation_id][seat.deputy_id] == seat.id:
                for name in names_of(seat.deputy):
                    self._names[convocation_id][name].add(seat.id)


def mentions(observed: Sequence[Observation]) -> dict[str, dict[str, Any]]:
    """Whom the newest capture of each list, or page of its own, names, by a key of the name.

    Each deputy's own list names that deputy alone, so the lists are taken together. The
    strongest role that is stated counts; the Russian spelling of a name is preferred.
    """
    newest: dict[tuple[str, str], Observation] = {}
    for one in observed:
        if one.fields.get("mentions"):
            newest[one.lang, one.list_key] = one
    found: dict[str, dict[str, Any]] = {}
    for _, one in sorted(newest.items(), reverse=True):
        for mention in one.fields["mentions"]:
            name = " ".join(words(mention["name"]))
            number = f"{mention['scheme']}/{mention['value']}"
            key = name if mention["value"] is None else number
            if not key:
                continue
            known = found.setdefault(key, mention)
            if PRECEDENCE[Role(mention["role"])] < PRECEDENCE[Role(known["role"])]:
                found[key] = known | {"role": mention["role"]}
    return found
