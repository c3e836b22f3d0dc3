"""A promise with every link of its chain, on top of `tests.factories.editions.Ready`."""

from tests.factories import verdicts
from tests.factories.editions import Ready

BEFORE = "Наша программа. " * 30
AFTER = " и ещё одно слово." * 30


class Chain(Ready):
    """The first promise was cut from a kept leaflet; a request on it has a copy and an answer."""

    def __init__(self, session, make_user) -> None:
        super().__init__(session, make_user)
        words = "Построю   школу в каждом селе"
        self.leaflet = verdicts.file(self.world, name="leaflet.pdf", text=f"{BEFORE}{words}{AFTER}")
        thesis = self.theses[0]
        thesis.programme.title, thesis.page = "Листовка кандидата", "2"
        thesis.file_id = self.leaflet.id
        thesis.text_start, thesis.text_end = len(BEFORE), len(BEFORE) + len(words)
        self.request = self.parts[0].item
        self.record = session.query(verdicts.Record).filter_by(item_id=self.request.id).one()
        self.record.addressee_ru = "Министерство просвещения"
        self.copy = verdicts.capture(self.world, page_kind="details")
        verdicts.observe(self.world, self.record, self.copy)
        self.answer = self.world.item(
            kind=verdicts.Kind.ANSWER, queued=False, answer_to=self.request, number="10-1/77",
            title_ru="Ответ министерства",
        )  # fmt: skip
        session.flush()

    def more(self, number: int) -> None:
        """Further requests on the first promise, read by both coders."""
        for _ in range(number):
            self.read(self.world.participation(self.first), self.theses[0])
        self.session.flush()
