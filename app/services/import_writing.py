"""The rows of a list of acts as records, acts and meetings."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.queries import places
from app.queries.imports import Known
from app.services.import_rows import why
from models import audit
from models.imports import Import
from models.item import QUEUED_KINDS, DatePrecision, Item, Role
from models.meeting import Answer, Decided, Meeting
from models.merge import settle
from models.names import words
from models.person import Mandate
from models.record import Record, RecordParticipation
from models.source import Source
from models.user import User

#: What stands in the record as the rule by which its kind is known.
RULE = "table"
#: The columns of deputies and the roles that they state.
ROLES = {
    "initiators": Role.INITIATOR,
    "signatories": Role.SIGNATORY,
    "deputies": Role.NOT_STATED,
}
PLACES = ("place", "in_district", "audience")
ANSWERS = {True: Answer.YES, False: Answer.NO, None: Answer.NOT_KNOWN}


class ItemWriter:
    """Writes acts of one import; `settle` brings what follows from them up to date."""

    def __init__(
        self, session: Session, now: datetime, actor: User, import_: Import, known: Known
    ) -> None:
        self.session, self.now, self.actor = session, now, actor
        self.import_, self.known = import_, known
        self._touched: list[int] = []

    def put(
        self,
        source_key: str,
        uid: str,
        said: Mapping[str, Any],
        record: Record | None,
        named: Mapping[int, Sequence[RecordParticipation]],
    ) -> int:
        """Write one act; gives the number of its item."""
        with audit.reason(self.session, why(self.import_)):
            if record is None:
                record = self._begin(source_key, uid, said)
            self._describe(record, said)
            self.session.flush()
            self._name(record, said, named.get(record.id, ()))
            if any(said[name] is not None for name in PLACES):
                self._meet(record.item, said)
        self._touched.append(record.item_id)
        return record.item_id

    def settle(self) -> None:
        """Bring the acts up to their records."""
        if self._touched:
            with audit.reason(self.session, why(self.import_)):
                settle(self.session, self._touched)

    def _begin(self, source_key: str, uid: str, said: Mapping[str, Any]) -> Record:
        item = Item(
            key=f"{source_key}/{uid}", convocation_id=self.known.convocation_id,
            kind=said["kind"], queued=said["kind"] in QUEUED_KINDS,
            date_precision=DatePrecision.UNKNOWN,
        )  # fmt: skip
        self.session.add(item)
        self.session.flush()
        record = Record(
            source_id=self._source(source_key).id, source_uid=uid, item=item, kind=said["kind"],
            kind_rule=RULE, convocation_id=self.known.convocation_id, first_seen=self.now,
            date_precision=DatePrecision.UNKNOWN,
        )  # fmt: skip
        self.session.add(record)
        return record

    def _source(self, key: str) -> Source:
        """The source under whose name the list is kept."""
        found = self.session.scalar(select(Source).where(Source.key == key))
        if found is None:
            found = Source(key=key, name=self.import_.compiler or key)
            self.session.add(found)
            self.session.flush()
        return found

    def _describe(self, record: Record, said: Mapping[str, Any]) -> None:
        when, item = said["when"], record.item
        record.kind, record.number, record.source = said["kind"], said["number"], said["source"]
        record.title_ru, record.title_kk = said["title_ru"], said["title_kk"]
        # A row has one link, summary and addressee: they go with the title that it has.
        here, other = ("ru", "kk") if said["title_ru"] or not said["title_kk"] else ("kk", "ru")
        for name, column in (("lead", "summary"), ("addressee", "addressee"), ("url", "url")):
            setattr(record, f"{name}_{here}", said[column])
            setattr(record, f"{name}_{other}", None)
        record.date = when.day or when.month
        record.date_precision = (
            DatePrecision.DAY if when.day
            else DatePrecision.MONTH if when.month
            else DatePrecision.UNKNOWN
        )  # fmt: skip
        item.period_start, item.period_end = when.start, when.end
        item.theme_id = said["theme"]
        if item.kind is not said["kind"] and not item.kind_by_person:
            item.kind, item.queued = said["kind"], said["kind"] in QUEUED_KINDS

    def _name(
        self, record: Record, said: Mapping[str, Any], named: Sequence[RecordParticipation]
    ) -> None:
        """Let the record name these deputies, in these roles, and no others."""
        wanted = {seat: role for column, role in ROLES.items() for seat in said[column] or ()}
        there = {mention.mandate_id: mention for mention in named}
        for seat_id, mention in there.items():
            if seat_id not in wanted:
                self.session.delete(mention)
        self.session.flush()
        for seat_id, role in wanted.items():
            if (known := there.get(seat_id)) is not None:
                known.role = role
                continue
            seat = self.known.by_id[seat_id]
            name = seat.name_ru or seat.name_kk or seat.name_en or seat.slug
            self.session.add(
                RecordParticipation(
                    record_id=record.id, mandate_id=seat_id, name=name, role=role,
                    name_key=f"{' '.join(words(name))} {seat_id}",
                )
            )  # fmt: skip
        self.session.flush()

    def _meet(self, item: Item, said: Mapping[str, Any]) -> None:
        """What is known of a meeting beyond its title and date."""
        meeting = self.session.scalar(select(Meeting).where(Meeting.item_id == item.id))
        seat_id = next(seat for column in ROLES for seat in said[column] or ())
        when = said["when"]
        told = places.told(
            self.session, self.session.get_one(Mandate, seat_id), said["place"],
            when.day or when.month, month=when.day is None,
        )  # fmt: skip
        if meeting is None:
            meeting = Meeting(item_id=item.id, entered_by_id=self.actor.id, entered_at=self.now)
            self.session.add(meeting)
        meeting.place, meeting.audience = said["place"], said["audience"]
        if said["in_district"] is None:
            meeting.in_district, meeting.in_district_by = (
                ANSWERS[told.in_district], Decided.COMPUTED,
            )  # fmt: skip
        else:
            meeting.in_district, meeting.in_district_by = (
                ANSWERS[said["in_district"]], Decided.ASKED,
            )  # fmt: skip
        meeting.in_session, meeting.in_session_by = ANSWERS[told.in_session], Decided.COMPUTED
        self.session.flush()
