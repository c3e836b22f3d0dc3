"""Saving a coding with everything it checks and journals, against a bare insert transaction."""

from itertools import count

from flask import Flask
from sqlalchemy import insert, select

from app.clock import now
from app.extensions import db
from app.queries.readings import Entry
from app.services import coding
from benchmarks.measure import Measured, best, portal
from models import audit
from models.coding import Coding, Reading
from models.engine import begin_write
from models.item import Item, Kind, Participation, Role
from models.person import Mandate
from models.user import User, UserRole

MOST = 45.0
TIMES = 30


def _world(app: Flask) -> tuple[int, int]:
    """A coder and an act of a deputy; returns the numbers of the person and of the part."""
    with app.app_context(), db.sessionmaker() as session:
        begin_write(session)
        audit.bind(session, actor="bench", now=now())
        person = User(
            email="coder@example.org",
            name="Coder",
            role=UserRole.ACTIVIST,
            fs_uniquifier="coder",
            created_at=now(),
        )
        mandate = session.scalars(select(Mandate).limit(1)).one()
        item = Item(key="bench/1", convocation_id=mandate.convocation_id, kind=Kind.DEPUTY_REQUEST)
        session.add_all([person, item])
        session.flush()
        part = Participation(item_id=item.id, mandate_id=mandate.id, role=Role.NOT_STATED)
        session.add(part)
        session.commit()
        return person.id, part.id


def run() -> Measured:
    """Measure saves that follow one another on one participation."""
    numbers = count(1)
    with portal() as app, app.app_context():
        person_id, part_id = _world(app)

        def save() -> None:
            number = next(numbers)
            with db.sessionmaker() as session:
                begin_write(session)
                audit.bind(session, actor=f"user:{person_id}", now=now())
                person = session.get_one(User, person_id)
                current = session.scalar(
                    select(Coding.id).where(Coding.participation_id == part_id, Coding.current)
                )
                entry = Entry(reading=Reading.UNSURE, note=f"note {number}")
                coding.save(
                    session, person, now(), part_id, entry, base=current or 0, token=str(number)
                )
                session.commit()

        def bare() -> None:
            number = next(numbers)
            row = {
                "participation_id": part_id,
                "coder_id": person_id,
                "reading": Reading.UNSURE,
                "note": f"note {number}",
                "saved_at": now(),
                "current": False,
            }
            with db.sessionmaker() as session:
                begin_write(session)
                session.execute(insert(Coding).values(row))
                session.commit()

        save()
        bare()
        return Measured(
            title="Saving a coding",
            what="checks, the row, the one it supersedes, and two rows of the journal",
            seconds=best(save, TIMES),
            limit_what="a transaction that inserts the bare row",
            against=best(bare, TIMES),
            most=MOST,
        )
