"""Deputies, promises, acts and readings of them, for tests that need a few of each."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from models.base import Confidence
from models.coding import Coding, Reading, Strength, ThesisTag
from models.item import Item, Kind, Participation, Role
from models.names import fold
from models.person import Deputy, Mandate, MandateKind, Party
from models.place import Convocation, District, Legislature, Region
from models.programme import Programme, Thesis, Wording
from models.record import Record, RecordParticipation
from models.source import Capture, Run, RunStatus, Source
from models.user import User

SEEN = dt.datetime(2016, 8, 2, 10, 0, tzinfo=dt.UTC)


@dataclass
class World:
    """A chamber with one convocation, to which tests add what they need."""

    session: Session
    legislature: Legislature
    convocation: Convocation
    source: Source
    run: Run

    def add(self, row: Any) -> Any:
        """Add a row and give it its number."""
        self.session.add(row)
        self.session.flush()
        return row

    def district(self, number: int, region: str = "KZ-15", **fields: Any) -> District:
        """A district of the convocation in a region of that code."""
        found = self.session.query(Region).filter_by(key=region).one_or_none()
        found = found or self.add(
            Region(key=region, name_kk="Жетісу облысы", name_ru="Жетысуская область")
        )
        return self.add(
            District(convocation=self.convocation, number=number, region=found, **fields)
        )

    def deputy(self, slug: str, name_ru: str, district: District | None = None, **fields: Any):
        """A deputy with a mandate of the convocation; returns the mandate."""
        person = Deputy(slug=slug, name_ru=name_ru, name_kk=fields.pop("name_kk", None),
                        name_key=fold(name_ru))  # fmt: skip
        known = Confidence.SOURCED if district else Confidence.MISSING
        values = {"kind": MandateKind.DISTRICT, "district": district, "district_confidence": known}
        return self.add(
            Mandate(deputy=person, **({"convocation": self.convocation} | values | fields))
        )

    def promise(self, mandate: Mandate | Party, number: int, text_ru: str, **fields: Any) -> Thesis:
        """A quoted, testable promise in the programme of a mandate or a party."""
        owner = "mandate" if isinstance(mandate, Mandate) else "party"
        programme = self.session.query(Programme).filter_by(**{owner: mandate}).one_or_none()
        programme = programme or Programme(**{owner: mandate}, convocation_id=self.convocation.id)
        values = {"wording": Wording.QUOTED, "testable": True, "source": "the leaflet"}
        return self.add(
            Thesis(programme=programme, number=number, text_ru=text_ru, **(values | fields))
        )

    def act(self, mandate: Mandate | None, title_ru: str | None = "Запрос", **fields: Any):
        """An act with one record of it and a part of the mandate in it, if there is one."""
        role = fields.pop("role", Role.NOT_STATED)
        uid = fields.pop("uid", uuid.uuid4().hex[:8])
        values: dict[str, Any] = {
            "kind": Kind.DEPUTY_REQUEST,
            "date": dt.date(2016, 6, 24),
            "title_ru": title_ru,
            "title_kk": None,
            "queued": True,
        } | fields
        item = self.add(
            Item(
                key=f"{self.source.key}/{uid}",
                convocation=self.convocation,
                **values,
            )
        )
        record = self.add(
            Record(
                source_row=self.source, source_uid=uid, convocation=self.convocation, item=item,
                kind=values["kind"], title_ru=values["title_ru"], title_kk=values["title_kk"],
                date=values["date"], url_ru=f"http://parlam.example/ru/Details/8/{uid}",
                first_seen=SEEN, last_seen=SEEN,
            )
        )  # fmt: skip
        if mandate is not None:
            self.take_part(item, mandate, role)
            self.add(
                RecordParticipation(record=record, mandate=mandate, name=mandate.deputy.name_ru,
                                    name_key=mandate.deputy.name_key, role=role)
            )  # fmt: skip
        return item

    def take_part(self, item: Item, mandate: Mandate, role: Role = Role.NOT_STATED):
        """A further deputy's part in an act."""
        return self.add(Participation(item=item, mandate=mandate, role=role))

    def capture(self, body: bytes = b"<p>x</p>", **fields: Any) -> Capture:
        """A row of a kept response; nothing stands on disk."""
        values = {
            "source": self.source, "run": self.run, "url": "http://parlam.example/ru/blogs/a",
            "url_key": f"parlam.example/ru/blogs/{uuid.uuid4().hex}", "captured_at": SEEN,
            "archived_at": SEEN, "via": "warc", "status": 200, "mime": "text/html",
            "sha256": uuid.uuid4().hex * 2, "size": len(body), "warc_file": "a.warc.gz",
            "warc_offset": 0, "length": 10, "record_sha256": uuid.uuid4().hex * 2,
        }  # fmt: skip
        return self.add(Capture(**(values | fields)))

    def read(self, item: Item, mandate: Mandate, coder: User, *theses: Thesis, **fields: Any):
        """A saved reading of a deputy's part in an act, with direct tags of `theses`."""
        part = (
            self.session.query(Participation)
            .filter_by(item_id=item.id, mandate_id=mandate.id)
            .one()
        )
        values = {
            "reading": Reading.TAGGED if theses else Reading.NONE_FITS,
            "saved_at": dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC),
        }
        strength = fields.pop("strength", Strength.DIRECT)
        coding = self.add(Coding(participation=part, coder=coder, **(values | fields)))
        for thesis in theses:
            self.add(ThesisTag(coding=coding, thesis=thesis, strength=strength))
        return coding


def make_world(session: Session, number: int = 8, **fields: Any) -> World:
    """The Mazhilis with a convocation and a source, flushed and not committed."""
    legislature = Legislature(key="kz-mazhilis", name_ru="Мажилис", name_kk="Мәжіліс",
                              name_en="Mazhilis")  # fmt: skip
    values = {"start": dt.date(2016, 3, 24), "end": None, "term_months": 60} | fields
    convocation = Convocation(legislature=legislature, number=number, **values)
    source = Source(key="parlam-html", name="www.parlam.kz")
    run = Run(source=source, transport="warc", status=RunStatus.OK, started_at=SEEN)
    session.add_all([convocation, source, run])
    session.flush()
    return World(session, legislature, convocation, source, run)
