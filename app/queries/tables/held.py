"""Deputies, acts and parts as an edition froze them, for the tables that have both states."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.queries import editions
from app.queries.activity import is_during
from app.queries.acts import Act
from app.queries.editions import EditionShown
from app.queries.frozen import ActivityPart, DeputyPart
from app.queries.gathered import NO_PARTY
from app.queries.held import each
from app.queries.items import ItemPage
from app.queries.scorecard_shapes import Person
from app.queries.table_shapes import Cells, Scope
from app.queries.tables.common import day, month, term_key
from app.queries.topic_shapes import TopicPart


def held_persons(session: Session, scope: Scope) -> Iterator[Person]:
    """The deputies of an edition that are asked for, by their slugs."""
    if scope.edition is None:
        return
    for part in each(session, scope.edition, "deputy", DeputyPart):
        person = part.card.person
        if (
            (scope.term is None or scope.term.id == person.term.id)
            and scope.region in (None, person.region_key)
            and scope.party in (None, person.party_key or NO_PARTY)
        ):
            yield person


def held_people(session: Session, scope: Scope) -> list[tuple[str, str]]:
    """The convocation and the slug of each."""
    return [(person.term.key, person.slug) for person in held_persons(session, scope)]


def held_acts(session: Session, scope: Scope) -> Iterator[tuple[str, str, Sequence[Act]]]:
    """The acts of the period of each of these deputies: convocation, slug and acts."""
    if scope.edition is None:
        return
    on = on_topic(session, scope)
    for term, slug in held_people(session, scope):
        part = editions.part(session, scope.edition, "activity", ActivityPart, slug)
        acts = part.acts if part else ()
        yield (
            term,
            slug,
            [
                act
                for act in acts
                if is_during(act, scope.start, scope.end) and (on is None or act.key in on)
            ],
        )


def on_topic(session: Session, scope: Scope) -> frozenset[str] | None:
    """The keys of the acts that the edition shows on the topic; None where none is asked for."""
    if scope.edition is None or scope.topic is None:
        return None
    part = editions.part(session, scope.edition, "topic", TopicPart, scope.topic)
    return frozenset(act.key for act in part.gathered.acts) if part else frozenset()


def _texts(text: Any) -> Cells:
    return tuple(getattr(text, f"name_{lang}", None) for lang in ("kk", "ru", "en"))


def deputies(session: Session, scope: Scope) -> Iterator[Cells]:
    """The rows of the table of deputies."""
    for person in held_persons(session, scope):
        committee = _texts(person.committee)
        yield (
            person.slug, person.term.key, person.seq, *_texts(person.name), person.kind,
            person.district, person.district_confidence, person.region_key, person.party_key,
            person.party_confidence, person.faction,
            committee[1], committee[0], committee[2], person.committee_confidence,
            person.start, person.end, person.end_reason, None, person.source, person.confidence,
        )  # fmt: skip


def participations(session: Session, scope: Scope) -> Iterator[Cells]:
    """The rows of the table of participations, deputy by deputy."""
    seats = {person.slug: person.seq for person in held_persons(session, scope)}
    for term, slug, acts in held_acts(session, scope):
        for act in sorted(acts, key=lambda one: one.key):
            yield act.key, slug, term, seats[slug], act.role, False


def items(session: Session, scope: Scope, edition: EditionShown) -> Iterator[Cells]:
    """The rows of the table of acts. By whom they are asked for is a deputy that took part."""
    wanted = None
    if scope.region is not None or scope.party is not None:
        wanted = {slug for _, slug in held_people(session, scope)}
    on = on_topic(session, scope)
    for page in each(session, edition, "item", ItemPage):
        slugs = sorted({part.slug for part in page.parts})
        term = term_key(page.legislature_key, page.convocation)
        if (
            (wanted is None or wanted & set(slugs))
            and (scope.term is None or scope.term.key == term)
            and is_during(page, scope.start, scope.end)
            and (on is None or page.key in on)
        ):
            yield _item(page, term, slugs)


def _item(page: ItemPage, term: str, slugs: Sequence[str]) -> Cells:
    return (
        page.key, term, page.kind, page.kind_by_person, day(page.date, page.precision),
        month(page.date, page.precision), page.precision, page.period_start, page.period_end,
        page.number, page.title_ru, page.title_kk, page.addressee, None, page.confirmed, None,
        page.answer_to.key if page.answer_to else None, None, ";".join(slugs) or None, None,
    )  # fmt: skip
