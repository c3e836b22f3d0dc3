"""The task that makes the files of open data, and makes them anew when something is withheld."""

from typing import Any

from flask import current_app

from app import clock, opendata
from app.config import Config
from app.extensions import db
from app.queries import editions
from app.queries import open_data as queries
from app.services import open_data as service
from app.services.jobs import Claimed
from models import audit, engine
from models.open_data import MadeWhy

#: How often the task looks whether something was withheld while it ran, before it leaves the rest
#: to the next one.
ROUNDS = 5

Wanted = tuple[int | None, MadeWhy]


def open_data(job: Claimed, say: opendata.Say) -> dict[str, Any]:
    """Make the files of one edition, or of today and of every edition whose files are missing,
    lost, or of before something was withheld. Then remove what is given out no more.
    """
    config: Config = current_app.extensions["config"]
    number = job.args.get("edition")
    todo = [(number, MadeWhy.DUE)] if number else [(None, MadeWhy.DUE), *_outdated(config)]
    made = 0
    for _ in range(ROUNDS):
        for edition, why in todo:
            _release(config, job, edition, why, say)
        made += len(todo)
        todo = _outdated(config)
        if not todo:
            break
    with db.sessionmaker() as session:
        kept = queries.kept_hashes(session)
    return {"states": made, "removed": opendata.clear(config, kept)}


def _outdated(config: Config) -> list[Wanted]:
    """Of which states files are to be made, today's last: those of editions are never changed."""
    with db.sessionmaker() as session:
        found: list[Wanted] = [*queries.outdated(session)]
        known = {number for number, _ in found}
        for number, release in queries.newest(session):
            if number not in known and not opendata.are_there(config, release.files):
                found.append((number, MadeWhy.LOST))
    return found


def _release(
    config: Config, job: Claimed, number: int | None, why: MadeWhy, say: opendata.Say
) -> None:
    now = clock.now()
    with opendata.snapshot(db.sessionmaker) as session:
        edition = editions.get(session, number) if number else None
        if number and edition is None:
            raise LookupError(f"there is no edition {number}")
        withheld = queries.withheld_state(session)
        said = opendata.about(session, config, now, edition=edition)
        files = opendata.make(session, config, said, say)
    with db.sessionmaker() as session:
        engine.begin_write(session)
        audit.bind(session, actor=f"job:{job.id}", now=now)
        service.released(
            session, now, edition=number, as_of=said.as_of, why=why, withheld=withheld, files=files
        )
        session.commit()
