"""Where the story of the training ground plays: its people, deputies, theses and acts, by name."""

import datetime as dt
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.demo import people
from app.demo.ratings import DOCUMENTS
from app.queries import coding as coding_queries
from app.services import files
from models import audit
from models.file import StoredFile
from models.item import Item, Participation
from models.person import Deputy, Mandate
from models.programme import Thesis
from models.user import User

LEGISLATURE = "qiyalkent-maslikhat"


class Stage:
    """What the invented people act on; `root` is the folder of kept files, `key` signs links."""

    def __init__(self, session: Session, root: Path, key: str) -> None:
        self.session, self.root, self.key = session, root, key
        self.now = moment("2026-06-29")
        audit.bind(session, actor="cli", now=self.now)
        self.people = people.enrol(session, self.now)
        query = select(Deputy.slug, Mandate).join(Mandate, Mandate.deputy_id == Deputy.id)
        self.mandates: dict[str, Mandate] = {row[0]: row[1] for row in session.execute(query)}
        self.parts: dict[tuple[int, str], Participation] = {}
        acts = select(Item.key, Deputy.slug, Participation).select_from(Participation)
        acts = acts.join(Item, Participation.item_id == Item.id)
        acts = acts.join(Mandate, Participation.mandate_id == Mandate.id).join(Deputy)
        for act, slug, part in session.execute(acts):
            self.parts[act_number(act), slug] = part
        self._theses: dict[str, dict[int, Thesis]] = {}

    def on(self, who: str, day: str, hour: int = 10) -> tuple[User, dt.datetime]:
        """Let `who` act on `day`: who that is, and the moment. The journal says the same."""
        user, self.now = self.people[who], moment(day, hour)
        audit.bind(self.session, actor=f"user:{user.id}", now=self.now)
        return user, self.now

    def thesis(self, slug: str, number: int) -> Thesis:
        """A thesis that the deputy is coded against: an own one, or one of the party."""
        if slug not in self._theses:
            found, _ = coding_queries.programme_theses(self.session, self.mandates[slug])
            self._theses[slug] = {thesis.number: thesis for thesis in found}
        return self._theses[slug][number]

    def document(self, name: str) -> StoredFile:
        """The kept copy of an invented document."""
        data = DOCUMENTS[name].encode()
        return files.keep(self.session, self.now, self.root, f"{name}.txt", data)


def moment(day: str, hour: int = 10) -> dt.datetime:
    """An hour of a day in Almaty."""
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(hour), clock.ALMATY)


def act_number(key: str) -> int:
    """The number of an act of the pack: 7 of "training-maslikhat-facts/a07-deputy-request"."""
    return int(key.rpartition("/")[2][1:3])
