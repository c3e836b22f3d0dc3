"""Topics: which there are, and what all deputies together promised and did about one."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from app import scoring
from app.queries.concerning import Name, books, books_in_force, concerned, topic_rows
from app.queries.deputies import Text
from app.queries.found import Found
from app.queries.gathered import Cut, Gathered, counted_in, gather, seat_of
from app.queries.order import by_codepoint
from app.queries.scorecards import is_kept
from app.queries.settled import settled_readings
from app.queries.terms import Term
from app.queries.topic_shapes import (
    BookLine,
    PartyPromised,
    Promised,
    TopicLine,
    TopicPart,
    TopicsPart,
    address,
)
from models.item import Item, Kind, Participation
from models.person import Deputy, Mandate, Party
from models.place import District
from models.programme import Programme, Thesis, Wording
from models.topic import CodeBook, Topic

#: What an edition, or nothing yet, says of promises: by slug and thesis.
Said = Mapping[str, Mapping[int, Found]]


def topics(session: Session, term: Term, said: Said, cut: Cut | None = None) -> TopicsPart:
    """The topics of a convocation. A fixed number of statements."""
    return _Index(session, term, said, cut).listing()


def topic(
    session: Session, term: Term, asked: str, said: Said, cut: Cut | None = None
) -> TopicPart | None:
    """One topic by its address; None where no code book has it. A fixed number of statements."""
    index = _Index(session, term, said, cut, asked)
    return index.page(index.named[asked]) if asked in index.named else None


def frozen_topics(
    session: Session, term: Term, said: Said, cut: Cut, *, readings: bool = True
) -> Iterator[tuple[str, str, Any]]:
    """The parts of an edition; without `readings` no topic rests on what coders read."""
    index = _Index(session, term, said, cut, readings=readings)
    yield "topics", "", index.listing()
    for key, name in index.named.items():
        yield "topic", key, index.page(name)


class _Index:
    """What concerns each topic, or the one that was `asked` for: counted once for all pages."""

    def __init__(
        self, session: Session, term: Term, said: Said, cut: Cut | None,
        asked: str | None = None, *, readings: bool = True,
    ) -> None:  # fmt: skip
        self.term, self.said, self.cut = term, said, cut
        found = books(session)
        self.in_force = books_in_force(session, term, found)
        self.rows = topic_rows(found, self.in_force)
        self.named = {address(*name): name for name in self.rows}
        wanted = {self.named.get(asked)} if asked is not None else set(self.rows)
        ids = {row.id: name for name in wanted if name for row in self.rows[name]}
        counts = counted_in(session, term, cut)
        self.acts = concerned(session, counts, ids, readings=readings)
        self.promises = self._promises(session, ids, counts)
        self.party = _party_promises(session, term, ids)
        keys = {key for found in self.acts.values() for key in found}
        self.gathered = Gathered()
        if asked is not None or cut is not None:
            self.gathered = gather(session, term, Item.key.in_(keys), cut=cut)

    def listing(self) -> TopicsPart:
        """Books in force first; of the others those that something was promised or done on."""
        found = []
        for book in sorted(self.in_force.values(), key=lambda b: (not b.in_force, b.key)):
            lines = tuple(
                self.line((key, topic.key)) for key, topic in _ordered(book.book, self.rows)
            )
            if book.in_force or any(_is_used(line) for line in lines):
                name = Text(book.book.name_kk, book.book.name_ru, book.book.name_en)
                found.append(BookLine(book.key, book.book.version, name, book.in_force, lines))
        return TopicsPart(self.term, tuple(found))

    def line(self, name: Name) -> TopicLine:
        """A topic as the version in force names it, or else the newest that has it."""
        row = self.rows[name][0]
        current = self.in_force[name[0]].book
        parent = next((one for one in row.code_book.topics if one.id == row.parent_id), None)
        acts = Counter(act.kind for act in self.acts.get(name, {}).values())
        return TopicLine(
            book=name[0],
            key=row.key,
            name=Text(row.name_kk, row.name_ru, row.name_en),
            parent=Text.of(parent),
            retired=row.retired or row.code_book_id != current.id,
            promises=len(self.promises.get(name, ())),
            party_promises=len(self.party.get(name, ())),
            acts={kind: acts[kind] for kind in Kind if acts[kind]},
        )

    def page(self, name: Name) -> TopicPart:
        """Everything about one topic."""
        mine = self.acts.get(name, {})
        row = self.rows[name][0]
        acts = tuple(
            replace(act, themed=mine[act.key].themed, read=mine[act.key].read)
            for act in self.gathered.acts
            if act.key in mine
        )
        took = {took.mandate for act in acts for took in act.took}
        seats = tuple(seat for seat in self.gathered.seats if seat.mandate in took)
        inner = [one for one in row.code_book.topics if one.parent_id == row.id]
        return TopicPart(
            term=self.term,
            line=self.line(name),
            book=Text(row.code_book.name_kk, row.code_book.name_ru, row.code_book.name_en),
            versions=tuple(sorted(one.code_book.version for one in self.rows[name])),
            inner=tuple(self.line((name[0], one.key)) for one in inner),
            promises=tuple(self.promises.get(name, ())),
            party_promises=tuple(self.party.get(name, ())),
            gathered=Gathered(seats, acts),
        )

    def _promises(
        self, session: Session, ids: Mapping[int, Name], counts: ColumnElement[bool]
    ) -> dict[Name, list[Promised]]:
        """The promises of deputies, in the order of districts. Five statements."""
        query = (
            select(Thesis, Programme, Mandate, Deputy, District, Party)
            .join(Programme, Thesis.programme_id == Programme.id)
            .join(Mandate, Programme.mandate_id == Mandate.id)
            .join(Deputy, Mandate.deputy_id == Deputy.id)
            .outerjoin(District, Mandate.district_id == District.id)
            .outerjoin(Party, Mandate.party_id == Party.id)
            .where(Thesis.topic_id.in_(ids), ~Thesis.withdrawn)
            .where(Mandate.convocation_id == self.term.id)
            .order_by(District.number.asc().nulls_last(), by_codepoint(session, Deputy.name_key))
            .order_by(Mandate.id, Thesis.number)
        )
        rows: Sequence[Any] = session.execute(query).all()
        tagged = _tagged(session, counts, {row.Mandate.id for row in rows})
        found: dict[Name, list[Promised]] = defaultdict(list)
        for thesis, programme, *seat in rows:
            slug = seat[1].slug
            if self.cut is not None and slug not in self.said:
                continue
            found[ids[thesis.topic_id]].append(
                Promised(
                    **_words(thesis),
                    seat=seat_of(*seat),
                    exclusion=scoring.exclusion(
                        scoring.Promise(
                            quoted=thesis.wording is Wording.QUOTED,
                            testable=thesis.testable,
                            sourced=is_kept(programme) or is_kept(thesis),
                        )
                    ),
                    tagged=tagged[(seat[0].id, thesis.id)],
                    found=self.said.get(slug, {}).get(thesis.id),
                )
            )
        return found


def _ordered(book: CodeBook, rows: Mapping[Name, list[Topic]]) -> list[tuple[str, Topic]]:
    """The topics of a book in its order; those that its version no longer has come last."""
    gone = [
        found[0] for name, found in rows.items()
        if name[0] == book.key and found[0].code_book_id != book.id
    ]  # fmt: skip
    return [(book.key, row) for row in [*book.topics, *sorted(gone, key=lambda r: r.number)]]


def _is_used(line: TopicLine) -> bool:
    return bool(line.promises or line.party_promises or line.acts)


def _tagged(
    session: Session, counts: ColumnElement[bool], mandates: Collection[int]
) -> Counter[tuple[int, int]]:
    """Participations linked to a promise, by mandate and thesis. Five statements."""
    found: Counter[tuple[int, int]] = Counter()
    if not mandates:
        return found
    mine = and_(counts, Participation.mandate_id.in_(mandates))
    read = settled_readings(session, mine)
    query = select(Participation.id, Participation.mandate_id).where(Participation.id.in_(read))
    for part, mandate in session.execute(query) if read else ():
        found.update((mandate, thesis) for thesis in read[part].theses)
    return found


def _party_promises(
    session: Session, term: Term, ids: Mapping[int, Name]
) -> dict[Name, list[PartyPromised]]:
    query = (
        select(Thesis, Party)
        .join(Programme, Thesis.programme_id == Programme.id)
        .join(Party, Programme.party_id == Party.id)
        .where(Thesis.topic_id.in_(ids), ~Thesis.withdrawn)
        .where(Programme.convocation_id == term.id)
        .order_by(by_codepoint(session, Party.key), Thesis.number)
    )
    found: dict[Name, list[PartyPromised]] = defaultdict(list)
    rows: Iterable[Any] = session.execute(query)
    for thesis, party in rows:
        named = PartyPromised(**_words(thesis), party=party.key, name=Text.of(party))
        found[ids[thesis.topic_id]].append(named)
    return found


def _words(thesis: Thesis) -> dict[str, Any]:
    fields = ("id", "number", "text_kk", "text_ru", "text_en", "lang", "wording")
    return {name: getattr(thesis, name) for name in fields}
