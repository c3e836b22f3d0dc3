"""What each deputy promised and did on each topic: the long table behind the monitoring table."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.queries.acts import Act
from app.queries.monitoring import Watched, watched
from app.queries.table_shapes import By, Cells, Scope, Table
from app.queries.tables import columns as c
from app.queries.tables.common import term_key, today
from app.scoring.words import N_
from models.item import Kind, Role

COLUMNS = (
    c.key(c.CONVOCATION), c.key(c.DEPUTY), c.key(c.TOPIC),
    c.number(key="promises", title=N_("Promises"),
             about=N_("Promises on the topic that are shown with the deputy.")),
    c.number(key="requests", title=N_("Requests"),
             about=N_("Participations in deputy requests that count.")),
    c.number(key="requests_initiated", title=N_("Requests initiated"),
             about=N_("Those of which a source names the deputy as initiator.")),
    c.number(key="requests_signed", title=N_("Requests signed"),
             about=N_("Those of which a source names the deputy as signatory.")),
    c.number(key="requests_role_not_stated", title=N_("Requests, role not stated"),
             about=N_("Those of which no source says in which role.")),
    c.number(key="meetings", title=N_("Meetings with voters"), about=N_("Meetings that count.")),
    c.number(key="receptions", title=N_("Receptions"),
             about=N_("Receptions of citizens that count.")),
    c.number(key="other_acts", title=N_("Other acts"),
             about=N_("Acts of other kinds that count.")),
    c.number(key="appeals", title=N_("Appeals sent"),
             about=N_("Letters of the monitoring that were sent to the deputy.")),
)  # fmt: skip


def deputy_topics(session: Session, scope: Scope) -> Iterator[Cells]:
    """One row for each deputy and topic, also where nothing was done on it."""
    for row in watched(session, scope, today(session, scope)):
        for name in row.named:
            if scope.topic in (None, name):
                yield _cells(row, name)


def _cells(row: Watched, name: str) -> Cells:
    term = row.person.term
    mine = [act for act in row.acts or () if act.counted and name in row.topics.get(act.key, ())]
    promises = sum(promise.about == name for promise in row.promises)
    sent = None if row.letters is None else sum(each.about == name for each in row.letters)
    counts: Cells = (None,) * 7 if row.acts is None else _counts(mine)
    return term_key(term.legislature, term.number), row.person.slug, name, promises, *counts, sent


def _counts(acts: list[Act]) -> Cells:
    requests = [act for act in acts if act.kind is Kind.DEPUTY_REQUEST]
    meetings = sum(act.kind is Kind.VOTER_MEETING for act in acts)
    receptions = sum(act.kind is Kind.RECEPTION for act in acts)
    return (
        len(requests),
        *(sum(act.role is role for act in requests) for role in Role),
        meetings,
        receptions,
        len(acts) - len(requests) - meetings - receptions,
    )


TABLES = (
    Table("deputy_topics", N_("Deputies by topic"),
          N_("One row for each deputy and topic: promises, requests, meetings and letters on it."),
          COLUMNS, deputy_topics, frozenset(By)),
)  # fmt: skip
