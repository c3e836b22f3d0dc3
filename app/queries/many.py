"""The pages about many deputies together, as an edition freezes them."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from app.queries.freezing import Frame
from app.queries.gathered import Cut
from app.queries.parties import frozen_parties
from app.queries.sessions import frozen_sessions
from app.queries.terms import Term
from app.queries.topics import Said, frozen_topics
from app.scoring.gate import Field, Standing


def many(session: Session, term: Term, frame: Frame, said: Said) -> Iterator[tuple[str, str, Any]]:
    """Kind, key and content of each. Only the acts of `frame`, of the deputies of `said`."""
    cut = Cut(frame.acts, frame.as_of)
    # Topics that readers do not agree on stay out; what a source says of an act does not.
    readings = frame.gate.standing(Field.TOPICS) is not Standing.LEFT_OUT
    yield from frozen_topics(session, term, said, cut, readings=readings)
    yield from frozen_sessions(session, term, said.keys(), cut)
    yield from frozen_parties(session, term, said, cut)
