"""A small legislature with deputies, programmes and acts, to be built up by a test."""

import datetime as dt
import itertools

from sqlalchemy.orm import Session

from models.coding import Assignment
from models.file import StoredFile
from models.item import Item, Kind, Participation, Role
from models.person import Deputy, Mandate, MandateKind, Party
from models.place import Convocation, District, Legislature, Region
from models.programme import Programme, Thesis, Wording
from models.record import Document, DocumentStatus, Record
from models.source import Source
from models.topic import CodeBook, Topic
from models.user import User


class World:
    """Adds rows to `session` and flushes them; the test commits."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.numbers = itertools.count(1)
        legislature = Legislature(key="assembly", name_ru="Собрание", name_kk="Жиналыс")
        self.convocation = self.add(Convocation(legislature=legislature, number=8))
        self.source = self.add(Source(key="site", name="Site"))

    def add(self, row):
        self.session.add(row)
        self.session.flush()
        return row

    def region(self, name: str = "Абай облысы") -> Region:
        return self.add(Region(key=f"KZ-{next(self.numbers)}", name_kk=name, name_ru=name))

    def party(self) -> Party:
        number = next(self.numbers)
        return self.add(Party(key=f"party-{number}", name_ru=f"Партия {number}"))

    def mandate(self, region: Region | None = None, party: Party | None = None, **names) -> Mandate:
        """A deputy with a seat, won in a district of `region` where one is given."""
        number = next(self.numbers)
        name = names.get("name", f"Құспанов {number}")
        deputy = Deputy(slug=f"deputy-{number}", name_kk=name, name_ru=name, name_key=name.lower())
        district = None
        if region is not None:
            district = District(convocation=self.convocation, region=region, number=number)
        return self.add(
            Mandate(
                deputy=deputy,
                convocation=self.convocation,
                kind=MandateKind.DISTRICT if region else MandateKind.LIST,
                district=district,
                party=party,
            )
        )

    def item(
        self,
        *mandates: Mandate,
        kind: Kind = Kind.DEPUTY_REQUEST,
        queued: bool = True,
        date: dt.date | None = dt.date(2024, 5, 17),
        role: Role = Role.INITIATOR,
        text: str | None = None,
        documents: tuple[str, ...] = (),
        **fields,
    ) -> Item:
        """An act with one record and a participation of each of `mandates`."""
        number = next(self.numbers)
        item = Item(
            key=f"site/{number}",
            convocation=self.convocation,
            kind=kind,
            queued=queued,
            date=date,
            **({"title_ru": f"О ремонте дороги № {number}", "number": f"ДЗ-{number}"} | fields),
        )
        item.participations = [Participation(mandate=m, role=role) for m in mandates]
        self.add(item)
        record = Record(
            source_id=self.source.id,
            source_uid=str(number),
            convocation_id=self.convocation.id,
            item_id=item.id,
            kind=kind,
            title_ru=item.title_ru,
            text_ru=text,
            url_ru=f"https://example.org/{number}",
            date=date,
        )
        record.documents = [
            Document(
                url=f"https://example.org/{number}/{place}.pdf",
                status=DocumentStatus.FETCHED,
                mime="application/pdf",
                text=words,
            )
            for place, words in enumerate(documents)
        ]
        self.add(record)
        return item

    def record_of(self, item: Item) -> Record:
        """The record that carries an act."""
        return self.session.query(Record).filter_by(item_id=item.id).one()

    def participation(self, mandate: Mandate, **fields) -> Participation:
        """A deputy's part in an act of their own."""
        return self.item(mandate, **fields).participations[0]

    def programme(
        self, mandate: Mandate | None = None, party: Party | None = None, theses: int = 3, **fields
    ) -> Programme:
        """A programme with quoted, testable theses."""
        programme = Programme(
            mandate=mandate,
            party=party,
            convocation_id=self.convocation.id if party else None,
            **fields,
        )
        self.add(programme)
        for number in range(1, theses + 1):
            self.thesis(programme, number)
        return programme

    def thesis(self, programme: Programme, number: int, **fields) -> Thesis:
        values = {
            "text_ru": f"Построить школу № {number}",
            "wording": Wording.QUOTED,
            "testable": True,
        }
        return self.add(Thesis(programme=programme, number=number, **(values | fields)))

    def topics(self, *names: str, key: str = "issues") -> list[Topic]:
        book = self.add(CodeBook(key=key, name_ru="Вопросы", name_kk="Мәселелер"))
        return [
            self.add(Topic(code_book=book, key=name, number=number, name_ru=name, name_kk=name))
            for number, name in enumerate(names, 1)
        ]

    def assign(self, user: User, *mandates: Mandate) -> None:
        for mandate in mandates:
            self.add(Assignment(user_id=user.id, mandate_id=mandate.id))

    def file(self, **fields) -> StoredFile:
        return self.add(StoredFile(**fields))
