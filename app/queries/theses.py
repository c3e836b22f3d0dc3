"""Single theses: their topics, and what links a deputy's thesis to one of a party."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.queries.books import books_in_force
from app.queries.campaigns import all_books
from app.queries.paging import Page, paginate
from app.queries.programmes import Owner
from models.person import Deputy, Mandate
from models.place import District
from models.programme import Programme, Thesis
from models.topic import CodeBook, Topic


@dataclass(frozen=True)
class Adapted:
    """A deputy's thesis that takes over one of a party."""

    thesis: Thesis
    deputy: Deputy
    district: int | None


def thesis(session: Session, thesis_id: int) -> Thesis | None:
    """A thesis with its programme, its topic, and the party thesis that it adapts."""
    return session.scalar(
        select(Thesis)
        .where(Thesis.id == thesis_id)
        .options(
            joinedload(Thesis.programme),
            joinedload(Thesis.topic),
            joinedload(Thesis.adapts).joinedload(Thesis.programme).joinedload(Programme.party),
        )
    )


def adapted_by(session: Session, thesis_id: int, number: int) -> Page[Adapted]:
    """Who adapted a party's thesis, in the order of districts."""
    query = (
        select(
            Thesis.id.label("thesis"), Deputy.id.label("deputy"), District.number.label("district")
        )
        .join(Programme, Thesis.programme_id == Programme.id)
        .join(Mandate, Programme.mandate_id == Mandate.id)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .outerjoin(District, Mandate.district_id == District.id)
        .where(Thesis.adapts_id == thesis_id, ~Thesis.withdrawn)
        .order_by(func.coalesce(District.number, 10_000), Deputy.name_key, Thesis.number)
    )
    page = paginate(session, query, number)
    found = select(Thesis).where(Thesis.id.in_([row[0] for row in page.rows]))
    theses = {row.id: row for row in session.scalars(found)}
    named = select(Deputy).where(Deputy.id.in_([row[1] for row in page.rows]))
    people = {row.id: row for row in session.scalars(named)}
    rows = [Adapted(theses[row[0]], people[row[1]], row[2]) for row in page.rows]
    return Page(rows, page.number, page.size, page.total)


def adaptable(session: Session, owner: Owner) -> list[Thesis]:
    """The theses of parties that a thesis of `owner` may adapt: those of its own party first."""
    if owner.mandate_id is None:
        return []
    mandate = session.get_one(Mandate, owner.mandate_id)
    query = (
        select(Thesis)
        .join(Thesis.programme)
        .where(
            Programme.party_id.is_not(None),
            Programme.convocation_id == mandate.convocation_id,
            ~Thesis.withdrawn,
        )
        .options(joinedload(Thesis.programme).joinedload(Programme.party))
        .order_by(Programme.party_id != mandate.party_id, Programme.party_id, Thesis.number)
    )
    return list(session.scalars(query))


def is_party_thesis(session: Session, owner: Owner, thesis_id: int, own: int | None) -> bool:
    """Whether a thesis of `owner` may adapt this one; a link that `own` has already may stay."""
    if owner.mandate_id is None:
        return False
    if own is not None and session.get_one(Thesis, own).adapts_id == thesis_id:
        return True
    query = (
        select(Thesis.id)
        .join(Thesis.programme)
        .join(Mandate, Mandate.convocation_id == Programme.convocation_id)
        .where(
            Thesis.id == thesis_id,
            ~Thesis.withdrawn,
            Programme.party_id.is_not(None),
            Mandate.id == owner.mandate_id,
        )
    )
    return session.scalar(query) is not None


def topics(
    session: Session, keep: int | None = None, *, mandate_id: int | None = None
) -> list[tuple[CodeBook, list[Topic]]]:
    """The topics in use of the code books by which a deputy's acts are coded, book by book.

    Without a deputy they are the newest published versions. `keep` is a topic that stands
    already, and may stand in an older version.
    """
    if mandate_id is not None:
        wanted = {book.id for book in books_in_force(session, mandate_id)}
    else:
        newest = {book.key: book.id for book in reversed(all_books(session))}
        wanted = set(newest.values())
    query = select(CodeBook).where(CodeBook.id.in_(wanted)).options(selectinload(CodeBook.topics))
    books = [
        (book, [topic for topic in book.topics if not topic.retired])
        for book in session.scalars(query.order_by(CodeBook.key))
    ]
    kept = session.get(Topic, keep) if keep is not None else None
    if kept is not None and all(kept not in members for _, members in books):
        books.append((kept.code_book, [kept]))
    return [(book, members) for book, members in books if members]
