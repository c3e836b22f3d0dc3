"""Of which convocation a list is, and whether it is of today or of an edition."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.queries import editions
from app.queries.editions import EditionShown
from app.queries.frozen import DeputiesPart
from app.queries.terms import Term, terms


class NotThereError(LookupError):
    """What was asked for by name does not exist; `what` is the argument that named it."""

    def __init__(self, what: str, value: object) -> None:
        super().__init__(f"{what}: {value}")
        self.what = what
        self.value = value


@dataclass(frozen=True)
class State:
    """What is asked about. `edition` is None for today.

    `stated` is the edition that outcomes and actions are taken from: the one asked for, or the
    newest about the convocation. `term` is None while there are no deputies.
    """

    day: date
    term: Term | None = None
    edition: EditionShown | None = None
    stated: EditionShown | None = None


def state(session: Session, day: date, edition: int | None, term: str | None) -> State:
    """The state of today, on `day`, or that of an edition. Two statements.

    The latest convocation without a wish. Raises NotThereError for an edition or a convocation
    that does not exist, and for a convocation that the edition is not about.
    """
    if edition is not None:
        return _of_edition(session, day, edition, term)
    found = next((one for one in terms(session) if term in (None, one.key)), None)
    if found is None:
        if term is not None:
            raise NotThereError("term", term)
        return State(day)
    return State(day, found, None, editions.latest(session, found.id))


def _of_edition(session: Session, day: date, number: int, term: str | None) -> State:
    edition = editions.get(session, number)
    if edition is None:
        raise NotThereError("edition", number)
    listed = editions.part(session, edition, "deputies", DeputiesPart)
    if listed is None or term not in (None, listed.term.key):
        raise NotThereError("term", term)
    return State(day, listed.term, edition, edition)
