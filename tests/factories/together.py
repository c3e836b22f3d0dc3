"""Two deputies whose acts concern one topic in every way there is, among acts that do not count."""

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session

from models.item import DatePrecision, Item, Kind, Participation, Role
from models.meeting import Answer, Decided, Meeting, MeetingTheme
from models.person import MandateKind
from models.place import Convocation
from models.topic import CodeBook, Topic
from models.user import User
from tests.conftest import NOW
from tests.factories.campaign import make_campaign
from tests.factories.trust import draw_unit, read, tagged
from tests.factories.world import World

START = dt.date(2023, 3, 29)


class Courts:
    """What concerns "courts": 3 requests, 1 meeting, 2 promises of deputies and 1 of a party.

    Of the requests one has the theme, one a settled reading, one the theme in the next version
    of the book. The first deputy took part in two of them, the second in all three.
    """

    def __init__(self, session: Session, make_user: Callable[..., User]) -> None:
        self.session = session
        self.world = world = World(session)
        self.term_key = "assembly-8"
        world.convocation.start = START
        self.party = world.party()
        region = world.region()
        self.first = world.mandate(region, self.party, name="Құспан Абзал")
        self.second = world.mandate(region, name="Әли Бақыт")
        self.courts, self.roads = world.topics("courts", "roads", key="issues")
        (self.other_roads,) = world.topics("roads", key="themes")
        self.next_version()
        self.promise()
        self.count(make_user())
        self.add_noise(make_user())
        session.flush()

    def next_version(self) -> None:
        """A second version of the issues, in which roads are retired; and a draft of a third."""
        world = self.world
        book = world.add(CodeBook(key="issues", version=2, name_ru="Вопросы", name_kk="Мәселелер"))
        self.courts2 = world.add(
            Topic(code_book=book, key="courts", number=1, name_ru="Суды", name_kk="Соттар")
        )
        world.add(Topic(code_book=book, key="roads", number=2, name_ru="Дороги", retired=True))
        world.add(Topic(code_book=book, key="water", number=3, name_ru="Вода", name_kk="Су"))
        draft = world.add(CodeBook(key="issues", version=3, name_ru="Черновик", draft=True))
        world.add(Topic(code_book=draft, key="secret", number=1, name_ru="Черновик темы"))

    def promise(self) -> None:
        """Promises on courts by both deputies and the party, and one that was withdrawn."""
        world = self.world
        own = world.programme(self.first, theses=0, source="листовка")
        self.thesis = world.thesis(own, 1, topic=self.courts, lang="ru")
        world.thesis(own, 2, topic=self.courts, withdrawn=True)
        world.thesis(own, 3, topic=self.other_roads)
        other = world.programme(self.second, theses=0, source="листовка")
        world.thesis(other, 1, topic=self.courts2, lang="ru")
        party = world.programme(party=self.party, theses=0, source="сайт")
        world.thesis(party, 1, topic=self.courts, lang="ru", text_ru="Независимый суд")

    def count(self, coder: User) -> None:
        """The acts that concern courts and count."""
        world = self.world
        self.request = world.item(
            self.first, theme=self.courts, date=dt.date(2023, 9, 4), title_ru="О судах"
        )
        self.take(self.request, self.second, Role.SIGNATORY)
        world.item(
            kind=Kind.ANSWER, answer_to=self.request, date=dt.date(2023, 10, 1), title_ru="Ответ"
        )
        self.read = world.item(self.second, date=dt.date(2023, 9, 20), title_ru="О судьях")
        read(self.session, coder, self.read.participations[0], tagged(topics=(self.courts,)))
        self.later = world.item(
            self.second, self.first, theme=self.courts2, date=None, title_ru="О суде присяжных",
            role=Role.NOT_STATED,
        )  # fmt: skip
        self.meeting = world.item(
            self.first, kind=Kind.VOTER_MEETING, date=dt.date(2023, 7, 1),
            date_precision=DatePrecision.MONTH, title_ru="Встреча о судах",
        )  # fmt: skip
        meeting = world.add(
            Meeting(
                item_id=self.meeting.id, in_district=Answer.YES, in_district_by=Decided.ASKED,
                in_session=Answer.NO, in_session_by=Decided.COMPUTED, entered_by_id=coder.id,
                entered_at=NOW,
            )
        )  # fmt: skip
        world.add(MeetingTheme(meeting=meeting, topic=self.courts))
        world.add(MeetingTheme(meeting=meeting, topic=self.roads, withdrawn=True))

    def add_noise(self, coder: User) -> None:
        """Acts on courts that count nowhere, each for another reason."""
        world, theme = self.world, {"theme": self.courts}
        world.item(self.first, confirmed=False, title_ru="шум: не подтверждён", **theme)
        world.item(self.first, merged_into=self.request, title_ru="шум: объединён", **theme)
        world.item(self.first, date=dt.date(2022, 1, 1), title_ru="шум: до мандата", **theme)
        gone = world.item(self.second, title_ru="шум: отозвано участие", **theme)
        gone.participations[0].withdrawn = True
        world.item(title_ru="шум: ничей", **theme)
        world.item(self.second, title_ru="шум: о дорогах", theme=self.other_roads)
        campaign = make_campaign(self.session, world.convocation, self.first, reliability_percent=0)
        pending = world.item(self.first, title_ru="шум: прочтён одним из двух")
        draw_unit(self.session, campaign, pending.participations[0])
        read(self.session, coder, pending.participations[0], tagged(topics=(self.courts,)))
        body = world.convocation.legislature
        before = world.add(Convocation(legislature=body, number=6, start=dt.date(2016, 3, 24)))
        old = world.mandate(name="Ескі Депутат")
        old.convocation, old.kind = before, MandateKind.NOT_STATED
        self.old = old
        item = world.item(old, date=dt.date(2016, 6, 1), title_ru="шум: другой созыв", **theme)
        item.convocation = before

    def take(self, item: Item, mandate, role: Role) -> Participation:
        """A further deputy's part in an act."""
        return self.world.add(Participation(item=item, mandate=mandate, role=role))
