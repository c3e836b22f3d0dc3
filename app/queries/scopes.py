"""What can be followed, found by the words of an address."""

from dataclasses import dataclass
from datetime import UTC, datetime, time

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.queries.deputies import Text
from app.queries.news import Scope
from app.queries.terms import Term, named, terms
from models.person import Deputy, Mandate
from models.place import District
from models.programme import Programme, Thesis
from models.topic import CodeBook, Topic


@dataclass(frozen=True)
class Followed:
    """A scope with what it is called; `since` is the day before which there is no news of it."""

    scope: Scope
    name: Text | None = None
    number: int | None = None
    since: datetime | None = None


def everything(session: Session) -> Followed:
    """All that is published. One statement."""
    term = next(iter(terms(session)), None)
    return Followed(Scope("all"), since=_begin(term))


def of_deputy(session: Session, slug: str) -> Followed | None:
    """One deputy. Two statements."""
    deputy = session.scalar(select(Deputy).where(Deputy.slug == slug))
    if deputy is None:
        return None
    scope = Scope(f"deputies/{slug}", frozenset({slug}), paths=(f"/deputies/{slug}",))
    name = Text(deputy.name_kk, deputy.name_ru, deputy.name_en)
    return Followed(scope, name, since=everything(session).since)


def of_promise(session: Session, slug: str, thesis_id: int) -> Followed | None:
    """One promise of a deputy, or of the party whose promises stand for theirs."""
    found = of_deputy(session, slug)
    row = session.execute(
        select(Thesis.number)
        .join(Programme, Thesis.programme_id == Programme.id)
        .join(
            Mandate,
            or_(Programme.mandate_id == Mandate.id, Programme.party_id == Mandate.party_id),
        )
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .where(Thesis.id == thesis_id, ~Thesis.withdrawn, Deputy.slug == slug)
        .limit(1)
    ).one_or_none()
    if found is None or row is None:
        return None
    path = f"/deputies/{slug}/promises/{thesis_id}"
    scope = Scope(path[1:], frozenset({slug}), frozenset({thesis_id}), paths=(path,))
    return Followed(scope, found.name, row.number, found.since)


def of_topic(session: Session, term_key: str, name: str) -> Followed | None:
    """A topic in a convocation, `book.topic`: promises on it, acts linked to them, acts on it."""
    term = named(session, term_key)
    book, _, key = name.partition(".")
    topics = session.scalars(
        select(Topic)
        .join(CodeBook, Topic.code_book_id == CodeBook.id)
        .where(CodeBook.key == book, Topic.key == key)
        .order_by(CodeBook.version.desc())
    ).all()
    if term is None or not topics:
        return None
    own = select(Mandate.id).where(Mandate.convocation_id == term.id)
    theses = session.scalars(
        select(Thesis.id)
        .join(Programme, Thesis.programme_id == Programme.id)
        .where(Thesis.topic_id.in_([topic.id for topic in topics]), ~Thesis.withdrawn)
        .where(or_(Programme.convocation_id == term.id, Programme.mandate_id.in_(own)))
    ).all()
    path = f"/topics/{term_key}/{name}"
    themes = frozenset(topic.id for topic in topics)
    scope = Scope(
        path[1:], theses=frozenset(theses), themes=themes, convocation=term.id, paths=(path,)
    )
    return Followed(scope, Text.of(topics[0]), since=_begin(term))


def of_district(session: Session, term_key: str, number: int) -> Followed | None:
    """A district: all who held its seat in that convocation."""
    term = named(session, term_key)
    if term is None:
        return None
    district = session.scalar(
        select(District).where(District.convocation_id == term.id, District.number == number)
    )
    if district is None:
        return None
    slugs = session.scalars(
        select(Deputy.slug)
        .join(Mandate, Mandate.deputy_id == Deputy.id)
        .where(Mandate.district_id == district.id)
    ).all()
    path = f"/districts/{term_key}/{number}"
    paths = (path, *(f"/deputies/{slug}" for slug in slugs))
    return Followed(
        Scope(path[1:], frozenset(slugs), paths=paths), None, number, since=_begin(term)
    )


def _begin(term: Term | None) -> datetime | None:
    return datetime.combine(term.start, time(), UTC) if term and term.start else None
