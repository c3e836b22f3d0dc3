"""A portal in which every column of the open tables has something to say, with two editions."""

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session

from models.appeal import AnswerKind, AppealEvent, AppealEventKind, Subject
from models.campaign import BodyKind, Membership
from models.figure import StatedFigure
from models.item import Kind, Role
from models.meeting import Answer, Became, Decided, Meeting, MeetingTheme, VotersOrder
from models.person import Mandate
from models.user import User
from tests.conftest import NOW
from tests.factories.appeals import letter
from tests.factories.voters import Voters


class Watched(Voters):
    """`Voters` with few promises, and with topics, meetings, letters and bodies; not committed."""

    def __init__(self, session: Session, make_user: Callable[..., User]) -> None:
        super().__init__(session, make_user, many=3)
        world, coder = self.world, self.coders[0]
        self.issues = world.topics("courts", "environment", "roads", key="social-issues")
        self.orders = 0
        world.item(self.first, self.second, theme=self.issues[0], date=dt.date(2024, 4, 1),
                   queued=False)  # fmt: skip
        world.item(self.first, theme=self.issues[0], role=Role.SIGNATORY, queued=False)
        world.item(self.first, role=Role.NOT_STATED, date=dt.date(2024, 11, 1), queued=False)
        world.item(self.first, theme=self.issues[1], confirmed=False, queued=False)
        world.item(self.first, kind=Kind.RECEPTION, queued=False)
        for place, time in (
            (Answer.YES, Answer.YES), (Answer.YES, Answer.NO), (Answer.NO, Answer.NO),
            (Answer.NOT_KNOWN, Answer.NOT_KNOWN),
        ):  # fmt: skip
            self.meet(self.first, place, time, coder)
        world.add(
            Membership(mandate=self.first, kind=BodyKind.WORKING_GROUP, name_ru="Группа по воде",
                       name_kk="Су жөніндегі топ", source="сайт", entered_by_id=coder.id,
                       entered_at=NOW)
        )  # fmt: skip
        self.write(coder)
        world.add(
            StatedFigure(key="stated-1", scope="single_mandate", metric="requests", value=140,
                         convocation_id=self.convocation.id, source="отчёт",
                         period_start=dt.date(2023, 3, 29), period_end=dt.date(2023, 12, 29))
        )  # fmt: skip

    def meet(self, mandate: Mandate, place: Answer, time: Answer, coder: User) -> None:
        """A meeting in, outside or nobody knows where, with a theme and an order."""
        self.orders += 1
        item = self.world.item(
            mandate, kind=Kind.VOTER_MEETING, date=dt.date(2024, 7, self.orders), queued=False
        )
        meeting = self.world.add(
            Meeting(item_id=item.id, place="Аягөз", in_district=place, audience=40,
                    in_district_by=Decided.ASKED, in_session=time, in_session_by=Decided.ASKED,
                    entered_by_id=coder.id, entered_at=NOW)
        )  # fmt: skip
        self.world.add(MeetingTheme(meeting=meeting, topic=self.issues[2]))
        self.world.add(
            VotersOrder(meeting=meeting, text=f"Наказ {self.orders}", became=Became.TAKEN_ON)
        )

    def write(self, user: User) -> None:
        """Letters to the first: answered, overdue, waiting, not delivered; a draft and a noise."""
        sent = {"sent_on": dt.date(2026, 9, 1), "due_on": dt.date(2026, 9, 22)}
        letter(self.session, self.first, user, **sent, answered_on=dt.date(2026, 9, 10),
               answer_kind=AnswerKind.SUBSTANTIVE, subject=Subject.ISSUE,
               topic=self.issues[0])  # fmt: skip
        letter(self.session, self.first, user, **sent)
        letter(self.session, self.first, user, sent_on=dt.date(2026, 11, 10),
               due_on=dt.date(2036, 12, 1))  # fmt: skip
        back = letter(self.session, self.first, user, **sent, heading="Вернулось")
        self.world.add(
            AppealEvent(appeal=back, kind=AppealEventKind.NOT_DELIVERED, on=dt.date(2026, 9, 3),
                        entered_by_id=user.id, entered_at=NOW)
        )  # fmt: skip
        letter(self.session, self.first, user, heading="Черновик")
        letter(self.session, self.first, user, **sent, withdrawn=True)
