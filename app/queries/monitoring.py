"""What is known of each deputy, as the monitoring counts it: one row a deputy.

Everything comes from the queries of the pages, or from what an edition froze of them, so that no
number here can differ from the number on a page.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import scoring
from app.queries import editions
from app.queries.activity import is_during, where_held
from app.queries.acts import Act, acts
from app.queries.concerning import books, books_in_force, concerned, topic_rows
from app.queries.editions import EditionShown
from app.queries.freezing import programme_record
from app.queries.frozen import ActivityPart, DeputiesPart, DeputyPart, ProgrammeRecord
from app.queries.gathered import NO_PARTY, counted_in
from app.queries.held import each
from app.queries.letters import Letter, LettersPart, LetterState, letters
from app.queries.order import by_codepoint
from app.queries.scorecard_shapes import Person, Promise, Scorecard
from app.queries.scorecards import on_the_scale, scorecard, scored
from app.queries.table_shapes import Scope
from app.queries.tables.scoping import of_item, of_mandate
from app.queries.terms import Term, terms
from app.queries.topic_shapes import TopicPart, address
from models.campaign import BodyKind, Membership
from models.item import Kind, Role
from models.meeting import Answer
from models.person import Deputy, Mandate, MandateKind
from models.place import District

#: The code book of the socially significant issues, in whatever version.
ISSUES = "social-issues"
#: The topics of each act by its key, as addresses name them.
Topics = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Body:
    """A committee or a working group that a deputy belongs to, and where it is said."""

    kind: BodyKind
    name: str
    source: str


@dataclass(frozen=True)
class Watched:
    """A deputy. `acts` and `letters` are those of the scope; None where an edition kept none.

    `stated` is what `edition` says: the one that is asked for, or the newest about the
    convocation; None where there is no edition, or it does not cover the deputy. `topics` are
    those of the acts, `named` all topics that there are.
    """

    card: Scorecard
    programme: ProgrammeRecord | None
    acts: tuple[Act, ...] | None
    letters: tuple[Letter, ...] | None
    edition: EditionShown | None
    stated: DeputyPart | None
    scope: Scope
    topics: Topics = field(default_factory=dict)
    named: tuple[str, ...] = ()
    bodies: tuple[Body, ...] | None = None

    @property
    def person(self) -> Person:
        """Who it is."""
        return self.card.person

    def counted(self, kind: Kind) -> list[Act]:
        """The acts of a kind that totals count."""
        return [act for act in self.acts or () if act.kind is kind and act.counted]

    @property
    def requests(self) -> dict[Role, int]:
        """Participations in requests by role."""
        found = Counter(act.role for act in self.counted(Kind.DEPUTY_REQUEST))
        return {role: found[role] for role in Role}

    @property
    def meetings(self) -> tuple[Counter[Answer], Counter[Answer]]:
        """Meetings with voters: whether in the district, and whether in session."""
        held = where_held(self.counted(Kind.VOTER_MEETING))
        return held.in_district, held.in_session

    @property
    def by_topic(self) -> dict[str, int]:
        """Requests by topic, as addresses name it; one request may be on several."""
        requests = self.counted(Kind.DEPUTY_REQUEST)
        return dict(Counter(name for act in requests for name in self.topics.get(act.key, ())))

    @property
    def issues(self) -> tuple[str, ...]:
        """The socially significant issues on which any act of the deputy is."""
        counted = (act for act in self.acts or () if act.counted)
        names = {name for act in counted for name in self.topics.get(act.key, ())}
        return tuple(sorted(name for name in names if name.startswith(f"{ISSUES}.")))

    @property
    def by_promise(self) -> dict[tuple[bool, int], int]:
        """Requests by promise: whether it is the deputy's own, and its number. Preliminary."""
        requests = self.counted(Kind.DEPUTY_REQUEST)
        return dict(Counter((mark.own, mark.number) for act in requests for mark in act.marks))

    @property
    def states(self) -> Counter[LetterState]:
        """How many letters stand how."""
        return Counter(letter.state for letter in self.letters or ())

    @property
    def promises(self) -> Sequence[Promise]:
        """The promises behind the headline: those of the edition, or else today's."""
        card = self.stated.card if self.stated else self.card
        promises = card.programme.promises if card.programme else ()
        return _on(promises, self.scope.topic)

    @property
    def headline(self) -> scoring.Headline:
        """The promises counted by outcome and by why they are left out."""
        return scoring.headline(scored(promise) for promise in self.promises)

    @property
    def actions(self) -> dict[scoring.Action, int] | None:
        """The promises on the action scale by step; None where no edition states all of them."""
        if self.stated is None:
            return None
        programme = self.stated.card.programme
        scale = _on(on_the_scale(programme.promises) if programme else (), self.scope.topic)
        found = Counter(promise.action for promise in scale)
        return None if found[None] else {step: found[step] for step in scoring.Action}


def _on(promises: Sequence[Promise], topic: str | None) -> Sequence[Promise]:
    return [promise for promise in promises if topic in (None, promise.about)]


def watched(session: Session, scope: Scope, today: dt.date) -> Iterator[Watched]:
    """The deputies of a scope in the order of districts, one convocation after another.

    Where a convocation has single-mandate deputies, they alone are watched, and else all. A fixed
    number of statements for each convocation, and one for each deputy.
    """
    if scope.edition is not None:
        yield from _held(session, scope, scope.edition)
        return
    for term in terms(session):
        if scope.term is None or scope.term.id == term.id:
            yield from _living(session, scope, term, today)


def _living(session: Session, scope: Scope, term: Term, today: dt.date) -> Iterator[Watched]:
    acts_of = Scope(start=scope.start, end=scope.end, topic=scope.topic)
    within = of_item(acts_of)
    on, named = _topics(session, term, acts_of)
    edition = editions.latest(session, term.id)
    for slug in _slugs(session, scope, term):
        card = scorecard(session, slug, today, term.legislature, term.number, within=within)
        if card is None:
            continue
        person = card.person
        yield Watched(
            card=card,
            programme=programme_record(session, person.mandate),
            acts=acts(session, person.mandate, person.start, within),
            letters=_sent(letters(session, person.mandate, today), scope),
            edition=edition,
            stated=editions.deputy(session, edition, slug) if edition else None,
            scope=scope,
            topics=on,
            named=named,
            bodies=_bodies(session, person.mandate),
        )


def _slugs(session: Session, scope: Scope, term: Term) -> list[str]:
    """Whom the table is about; who held two seats stands at the place of the later one."""
    query = (
        select(Deputy.slug, Mandate.seq, Mandate.kind, of_mandate(scope))
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .outerjoin(District, Mandate.district_id == District.id)
        .where(Mandate.convocation_id == term.id)
        .order_by(District.number.asc().nulls_last(), by_codepoint(session, Deputy.name_key))
        .order_by(by_codepoint(session, Deputy.slug))
    )
    rows = session.execute(query).all()
    seats: dict[str, int] = defaultdict(int)
    for slug, seq, *_ in rows:
        seats[slug] = max(seats[slug], seq)
    single = any(kind is MandateKind.DISTRICT for _, _, kind, _ in rows)
    return [
        slug
        for slug, seq, kind, wanted in rows
        if wanted and seq == seats[slug] and (kind is MandateKind.DISTRICT or not single)
    ]


def _topics(session: Session, term: Term, scope: Scope) -> tuple[Topics, tuple[str, ...]]:
    """The topics of each act of a convocation, by the rule of the pages of topics."""
    known = books(session)
    rows = topic_rows(known, books_in_force(session, term, known))
    ids = {row.id: name for name, found in rows.items() for row in found}
    counts = counted_in(session, term) & of_item(scope)
    found: dict[str, set[str]] = defaultdict(set)
    for name, concerns in concerned(session, counts, ids, readings=True).items():
        for key in concerns:
            found[key].add(address(*name))
    return _frozen(found), tuple(sorted(address(*name) for name in rows))


def _frozen(found: Mapping[str, Collection[str]]) -> Topics:
    return {key: frozenset(names) for key, names in found.items()}


def _bodies(session: Session, mandate: int) -> tuple[Body, ...]:
    query = (
        select(Membership)
        .where(Membership.mandate_id == mandate, ~Membership.withdrawn)
        .order_by(Membership.id)
    )
    return tuple(
        Body(
            row.kind,
            row.name_kk or row.name_ru or row.name_en or "",
            row.source_url or row.source or "",
        )
        for row in session.scalars(query)
    )


def _sent(part: LettersPart | None, scope: Scope) -> tuple[Letter, ...] | None:
    """The letters that were sent in the period and are on the topic."""
    if part is None:
        return None
    first, last = scope.start or dt.date.min, scope.end or dt.date.max
    return tuple(
        letter
        for letter in part.letters
        if first <= letter.sent_on <= last and scope.topic in (None, letter.about)
    )


def _held(session: Session, scope: Scope, edition: EditionShown) -> Iterator[Watched]:
    """The same, from what an edition froze and nothing else."""
    listed = editions.part(session, edition, "deputies", DeputiesPart)
    if listed is None or (scope.term is not None and scope.term.id != listed.term.id):
        return
    on, named = _held_topics(session, edition)
    single = any(line.kind is MandateKind.DISTRICT for line in listed.deputies)
    for line in listed.deputies:
        if single and line.kind is not MandateKind.DISTRICT:
            continue
        part = editions.deputy(session, edition, line.slug)
        if part is None or not _is_of(part.card.person, scope):
            continue
        activity = editions.part(session, edition, "activity", ActivityPart, line.slug)
        sent = editions.part(session, edition, "letters", LettersPart, line.slug)
        yield Watched(
            card=part.card,
            programme=part.programme,
            acts=_chosen(activity.acts, scope, on) if activity else None,
            letters=_sent(sent, scope),
            edition=edition,
            stated=part,
            scope=scope,
            topics=on,
            named=named,
        )


def _is_of(person: Person, scope: Scope) -> bool:
    return scope.region in (None, person.region_key) and scope.party in (
        None,
        person.party_key or NO_PARTY,
    )


def _chosen(rows: Sequence[Act], scope: Scope, on: Topics) -> tuple[Act, ...]:
    return tuple(
        act
        for act in rows
        if is_during(act, scope.start, scope.end)
        and (scope.topic is None or scope.topic in on.get(act.key, ()))
    )


def _held_topics(session: Session, edition: EditionShown) -> tuple[Topics, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    named = []
    for part in each(session, edition, "topic", TopicPart):
        named.append(part.line.address)
        for act in part.gathered.acts:
            found[act.key].add(part.line.address)
    return _frozen(found), tuple(sorted(named))
