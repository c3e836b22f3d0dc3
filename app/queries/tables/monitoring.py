"""The monitoring table: one row a deputy, with what the method of 2024 asked for.

Requests by topic and by promise stand in one cell each, `topic: number; topic: number`, so that
the columns stay the same whatever the code books are; `deputy_topics` has a row for each topic, to
filter and to add up.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from app import scoring
from app.queries.letters import LetterState
from app.queries.monitoring import ISSUES, Watched, watched
from app.queries.table_shapes import By, Cell, Cells, Column, Scope, Table
from app.queries.tables import columns as c
from app.queries.tables.common import term_key, today
from app.scoring.words import N_
from models.base import Confidence
from models.campaign import BodyKind
from models.item import Kind, Role
from models.meeting import Answer
from models.person import MandateKind
from models.programme import Availability, FoundVia, Origin


class Stated(StrEnum):
    """Where outcomes and actions of a row come from."""

    EDITION = "edition"
    NOT_COVERED = "not_covered"
    NO_EDITION = "no_edition"


#: What every testable promise is before the first edition.
NOT_YET_RATED = scoring.Outcome.NOT_YET_RATED

WHO = (
    c.key(c.CONVOCATION), c.key(c.DEPUTY),
    *c.PERSON,
    c.DISTRICT,
    c.label("district_confidence", N_("Confidence of the district"),
            N_("How well the district is known."), Confidence),
    c.REGION,
    c.text(key="region_kk", title=N_("Region in Kazakh"), about=N_("Name of the region.")),
    c.text(key="region_ru", title=N_("Region in Russian"), about=N_("Name of the region.")),
    c.text(key="region_en", title=N_("Region in English"), about=N_("Name of the region.")),
    c.label("mandate", N_("Mandate"), N_("How the seat was won."), MandateKind),
    c.PARTY,
    c.text(key="party_kk", title=N_("Party in Kazakh"), about=N_("Name of the party.")),
    c.text(key="party_ru", title=N_("Party in Russian"), about=N_("Name of the party.")),
    c.text(key="party_en", title=N_("Party in English"), about=N_("Name of the party.")),
    c.yes_no(key="self_nominated", title=N_("Nominated by oneself"),
             about=N_("Whether the deputy was nominated by no party.")),
    c.label("party_confidence", N_("Confidence of the party"),
            N_("How well the party, or having been nominated by oneself, is known."), Confidence),
    c.text(key="faction", title=N_("Faction"), about=N_("As sources name it.")),
    c.date(key="start", title=N_("In office from"),
           about=N_("First day of the seat, or else of the convocation.")),
    c.date(key="end", title=N_("In office to"),
           about=N_("Last day of the seat, or else of the convocation; empty while it sits.")),
    c.text(key="end_reason", title=N_("Why it ended"),
           about=N_("How the seat ended before the convocation did, in words.")),
    c.yes_no(key="ended_early", title=N_("Ended early"),
             about=N_("Whether the mandate ended before its full term.")),
    c.number(key="months", title=N_("Months in office"),
             about=N_("Whole months up to the end of the mandate or the day of the row.")),
    c.text(key="committee_kk", title=N_("Committee in Kazakh"), about=N_("As sources name it.")),
    c.text(key="committee_ru", title=N_("Committee in Russian"), about=N_("As sources name it.")),
    c.text(key="committee_en", title=N_("Committee in English"), about=N_("As sources name it.")),
    c.label("committee_confidence", N_("Confidence of the committee"),
            N_("How well the committee is known."), Confidence),
    c.text(key="further_committees", title=N_("Further committees"),
           about=N_("Committees that people entered with a source, parted by semicolons; of an "
                    "edition it is not known.")),
    c.text(key="working_groups", title=N_("Working groups"),
           about=N_("Working groups that people entered with a source, parted by semicolons; of an "
                    "edition it is not known.")),
)  # fmt: skip
PROGRAMME = (
    c.label("availability", N_("Programme"), N_("Whether a voter can read the programme."),
            Availability),
    c.label("found_via", N_("Found"), N_("How the programme was found."), FoundVia),
    c.label("origin", N_("Origin of the programme"),
            N_("What was found or sent as the programme."), Origin),
    c.date(key="programme_known_on", title=N_("Programme as of"),
           about=N_("The day on which what is said of the programme was found so.")),
)  # fmt: skip
REQUESTS = (
    c.number(key="requests", title=N_("Requests"),
             about=N_("Participations in deputy requests that count.")),
    c.number(key="requests_initiated", title=N_("Requests initiated"),
             about=N_("Those of which a source names the deputy as initiator.")),
    c.number(key="requests_signed", title=N_("Requests signed"),
             about=N_("Those of which a source names the deputy as signatory.")),
    c.number(key="requests_role_not_stated", title=N_("Requests, role not stated"),
             about=N_("Those of which no source says in which role.")),
    c.text(key="requests_by_topic", title=N_("Requests by topic"),
           about=N_("Topic and number of requests on it, parted by semicolons; one request may be "
                    "on several topics.")),
    c.number(key="promises_with_request", title=N_("Promises with a request"),
             about=N_("Promises to which a settled reading links a request; preliminary outside "
                      "of an edition.")),
    c.text(key="requests_by_promise", title=N_("Requests by promise"),
           about=N_("Number of the promise and number of requests linked to it, parted by "
                    "semicolons; those of the party begin with its word.")),
    c.number(key="issues_raised", title=N_("Socially significant issues"),
             about=N_("Socially significant issues on which any counted act of the deputy is.")),
    c.text(key="issues", title=N_("Which issues"),
           about=N_("These issues, as addresses name them, parted by semicolons.")),
)  # fmt: skip
MEETINGS = (
    c.number(key="meetings", title=N_("Meetings with voters"), about=N_("Meetings that count.")),
    c.number(key="meetings_in_district", title=N_("Meetings in the district"),
             about=N_("Meetings known to have been in the district of the deputy.")),
    c.number(key="meetings_outside", title=N_("Meetings outside of the district"),
             about=N_("Meetings known to have been outside of the district.")),
    c.number(key="meetings_place_not_known", title=N_("Meetings, place not known"),
             about=N_("Meetings of which nobody knows whether they were in the district.")),
    c.number(key="meetings_in_session", title=N_("Meetings in session"),
             about=N_("Meetings on a day of a session.")),
    c.number(key="meetings_in_recess", title=N_("Meetings in recess"),
             about=N_("Meetings between two sessions.")),
    c.number(key="meetings_time_not_known", title=N_("Meetings, session not known"),
             about=N_("Meetings of which it is not known whether they were in session.")),
    c.number(key="receptions", title=N_("Receptions"),
             about=N_("Receptions of citizens that count.")),
    c.number(key="read", title=N_("Read"), about=N_("Participations that were read.")),
    c.number(key="to_be_read", title=N_("To be read"),
             about=N_("Participations that are to be read, those read among them.")),
)  # fmt: skip
APPEALS = (
    c.number(key="appeals_sent", title=N_("Appeals sent"),
             about=N_("Letters of the monitoring that were sent to the deputy.")),
    c.number(key="appeals_answered", title=N_("Appeals answered"), about=N_("Letters answered.")),
    c.number(key="appeals_overdue", title=N_("Appeals without an answer in time"),
             about=N_("Delivered letters not answered within the term.")),
    c.number(key="appeals_waiting", title=N_("Appeals waiting"),
             about=N_("Letters whose term still runs.")),
    c.number(key="appeals_not_delivered", title=N_("Appeals not delivered"),
             about=N_("Letters that could not be delivered.")),
)  # fmt: skip
EXCLUDED = {
    scoring.Exclusion.PARTY: ("excluded_party", N_("Promises of the party")),
    scoring.Exclusion.PARAPHRASED: ("excluded_paraphrased", N_("Only in paraphrase")),
    scoring.Exclusion.UNSOURCED: ("excluded_unsourced", N_("Without a source")),
    scoring.Exclusion.UNTESTABLE: ("excluded_untestable", N_("Cannot be tested")),
}
ACTIONS = {
    scoring.Action.NONE_FOUND: ("action_none_found", N_("Action: none found so far")),
    scoring.Action.RAISED: ("action_raised", N_("Action: raised")),
    scoring.Action.FORMAL_RESULT: ("action_formal_result", N_("Action: formal result")),
}
OUTCOMES = {
    scoring.Outcome.FULFILLED: ("outcome_fulfilled", N_("Outcome: fulfilled")),
    scoring.Outcome.PARTLY_FULFILLED: (
        "outcome_partly_fulfilled", N_("Outcome: partly fulfilled")),
    scoring.Outcome.IN_PROGRESS: ("outcome_in_progress", N_("Outcome: in progress")),
    scoring.Outcome.NO_ACTION_FOUND: ("outcome_no_action_found", N_("Outcome: no action found")),
    scoring.Outcome.NOT_FULFILLED: ("outcome_not_fulfilled", N_("Outcome: not fulfilled")),
    scoring.Outcome.NOT_ASSESSABLE: ("outcome_not_assessable", N_("Outcome: not assessable")),
    scoring.Outcome.NOT_YET_RATED: ("outcome_not_yet_rated", N_("Outcome: not yet rated")),
}  # fmt: skip


def _numbers(named: Mapping[Any, tuple[str, str]], about: str) -> tuple[Column, ...]:
    return tuple(c.number(key=key, title=title, about=about) for key, title in named.values())


PROMISES = (
    c.number(key="promises", title=N_("Promises"),
             about=N_("All promises shown with the deputy; empty where no programme is known.")),
    c.number(key="promises_testable", title=N_("Testable promises"),
             about=N_("Promises that have an outcome, or are not yet rated.")),
    *_numbers(EXCLUDED, N_("Promises left out of every denominator for this reason.")),
    *_numbers(ACTIONS, N_("Promises at this step of the action scale, as the edition states it.")),
    *_numbers(OUTCOMES, N_("Testable promises with this outcome, as the edition states it.")),
    c.label("stated", N_("Outcomes stated"), N_("Whether an edition states outcomes and actions."),
            Stated),
    c.number(key="edition", title=N_("Edition"), about=N_("Number of that edition.")),
    c.date(key="edition_as_of", title=N_("Edition as of"),
           about=N_("The day that the edition stands for.")),
    c.link(key="scorecard", title=N_("Scorecard"),
           about=N_("Page of the deputy; a path on this site.")),
)  # fmt: skip
COLUMNS = (*WHO, *PROGRAMME, *REQUESTS, *MEETINGS, *APPEALS, *PROMISES)


def monitoring(session: Session, scope: Scope) -> Iterator[Cells]:
    """One row a deputy, in the order of districts."""
    for row in watched(session, scope, today(session, scope)):
        yield (
            *_who(row), *_programme(row), *_requests(row), *_meetings(row), *_appeals(row),
            *_promises(row),
        )  # fmt: skip


def _who(row: Watched) -> Cells:
    person = row.person
    return (
        term_key(person.term.legislature, person.term.number), person.slug, *_texts(person.name),
        person.district, person.district_confidence, person.region_key, *_texts(person.region),
        person.kind, person.party_key, *_texts(person.party),
        None if person.party is None else not person.is_party, person.party_confidence,
        person.faction, person.start, person.end, person.end_reason, person.ended_early,
        person.months, *_texts(person.committee), person.committee_confidence,
        _bodies(row, BodyKind.COMMITTEE), _bodies(row, BodyKind.WORKING_GROUP),
    )  # fmt: skip


def _texts(text: Any) -> Cells:
    return tuple(getattr(text, f"name_{lang}", None) for lang in ("kk", "ru", "en"))


def _bodies(row: Watched, kind: BodyKind) -> str | None:
    found = [body for body in row.bodies or () if body.kind is kind]
    return "; ".join(f"{body.name} ({body.source})" for body in found) or None


def _programme(row: Watched) -> Cells:
    known = row.programme
    if known is None:
        return (None,) * len(PROGRAMME)
    return known.availability, known.found_via, known.origin, known.known_on


def _requests(row: Watched) -> Cells:
    if row.acts is None:
        return (None,) * len(REQUESTS)
    roles, issues = row.requests, row.issues
    known = any(name.startswith(f"{ISSUES}.") for name in row.named)
    return (
        sum(roles.values()), roles[Role.INITIATOR], roles[Role.SIGNATORY], roles[Role.NOT_STATED],
        _listed(row.by_topic), *_by_promise(row), len(issues) if known else None,
        "; ".join(issues) or None,
    )  # fmt: skip


def _by_promise(row: Watched) -> Cells:
    """How many promises have a request, and which; nothing where the edition leaves links out."""
    if row.scope.edition is not None and row.scope.edition.links_left_out:
        return None, None
    found = sorted(row.by_promise.items(), key=lambda pair: (not pair[0][0], pair[0][1]))
    told = {f"{number}" if own else f"party {number}": count for (own, number), count in found}
    return len(found), "; ".join(f"{name}: {count}" for name, count in told.items()) or None


def _listed(counts: Mapping[str, int]) -> str | None:
    return "; ".join(f"{name}: {counts[name]}" for name in sorted(counts)) or None


def _meetings(row: Watched) -> Cells:
    if row.acts is None:
        return (None,) * len(MEETINGS)
    place, time = row.meetings
    counted = [act for act in row.acts if act.counted]
    return (
        sum(place.values()), place[Answer.YES], place[Answer.NO], place[Answer.NOT_KNOWN],
        time[Answer.YES], time[Answer.NO], time[Answer.NOT_KNOWN],
        len(row.counted(Kind.RECEPTION)), sum(act.coded for act in counted),
        sum(act.queued for act in counted),
    )  # fmt: skip


def _appeals(row: Watched) -> Cells:
    if row.letters is None:
        return (None,) * len(APPEALS)
    states: Counter[LetterState] = row.states
    return (
        len(row.letters), states[LetterState.ANSWERED], states[LetterState.NO_ANSWER],
        states[LetterState.WAITING], states[LetterState.NOT_DELIVERED],
    )  # fmt: skip


def _promises(row: Watched) -> Cells:
    head, actions, edition = row.headline, row.actions, row.edition
    excluded = dict(head.excluded)
    source = (row.stated.card if row.stated else row.card).programme
    counts: list[Cell] = [len(row.promises), head.testable]
    counts += [excluded.get(reason, 0) for reason in EXCLUDED]
    if source is None:
        counts = [None] * len(counts)
    return (
        *counts,
        *(None if actions is None else actions[step] for step in ACTIONS),
        *(head.of(one) if row.stated or one is NOT_YET_RATED else None for one in OUTCOMES),
        _stated(row), edition.number if edition else None, edition.as_of if edition else None,
        _path(row),
    )  # fmt: skip


def _stated(row: Watched) -> Stated:
    if row.edition is None:
        return Stated.NO_EDITION
    return Stated.EDITION if row.stated is not None else Stated.NOT_COVERED


def _path(row: Watched) -> str:
    """The page that shows the numbers of the row, without a language."""
    person, term = row.person, row.person.term
    if row.scope.edition is not None:
        return f"/editions/{row.scope.edition.number}/deputies/{person.slug}"
    seat = f"?legislature={term.legislature}&convocation={term.number}" if person.others else ""
    return f"/deputies/{person.slug}{seat}"


TABLES = (
    Table("monitoring", N_("Monitoring table"),
          N_("One row for each deputy in the order of districts, with all that is counted."),
          COLUMNS, monitoring, frozenset(By)),
)  # fmt: skip
