"""What the public may find in each row, and where its words come from.

The index is made of these texts and snippets are cut from them, so that nothing is found which is
not shown, and nothing shown that was withheld.
"""

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import LABEL_STYLE_TABLENAME_PLUS_COL, Connection, func, or_, select

from models.file import StoredFile
from models.item import DatePrecision, Item, Kind, Participation
from models.meeting import Meeting, Post, PostAccount, VotersOrder
from models.person import Deputy, Mandate, Party
from models.place import District, Region
from models.programme import Availability, Programme, Thesis
from models.record import Document, Record
from models.search_entry import Mirrored, What
from models.source import Capture
from models.withholding import CaptureWithholding

#: Kinds of acts that readers look for under a name of their own.
WHAT = {
    Kind.DEPUTY_REQUEST: What.REQUEST,
    Kind.ANSWER: What.REQUEST,
    Kind.VOTER_MEETING: What.MEETING,
    Kind.RECEPTION: What.MEETING,
}
KAZAKH = frozenset("әғқңөұүһіӘҒҚҢӨҰҮҺІ")
#: So many characters of a text tell its language.
SAMPLE = 4_000


@dataclass(frozen=True)
class Passage:
    """A text and its language; None where nobody can tell."""

    lang: str | None
    text: str


@dataclass(frozen=True)
class Findable:
    """What stands in the index for a row. `titles` are passages too, which weigh more."""

    mirrored: Mirrored
    row_id: int
    what: What
    titles: tuple[Passage, ...]
    bodies: tuple[Passage, ...] = ()
    seats: frozenset[int] = field(default_factory=frozenset)
    convocation_id: int | None = None
    party_id: int | None = None
    topic_id: int | None = None
    date: dt.date | None = None
    date_end: dt.date | None = None


def read(connection: Connection, mirrored: Mirrored, ids: Collection[int]) -> list[Findable]:
    """Those of the rows that the public may find. A fixed number of statements for each kind."""
    reader = {
        Mirrored.DEPUTY: _deputies,
        Mirrored.THESIS: _theses,
        Mirrored.ITEM: _items,
        Mirrored.DOCUMENT: _documents,
        Mirrored.FILE: _files,
    }[mirrored]
    return list(reader(connection, sorted(ids)))


def passages(**texts: str | None) -> tuple[Passage, ...]:
    """The texts that are there, each under its language."""
    return tuple(Passage(lang, text) for lang, text in texts.items() if text and text.strip())


def language_of(text: str) -> str | None:
    """`kk` for a text with Kazakh letters in it, `ru` for another Cyrillic one, else None."""
    letters = [letter for letter in text[:SAMPLE] if letter.isalpha()]
    cyrillic = sum("\u0400" <= letter <= "\u04ff" for letter in letters)
    if not letters or cyrillic * 2 < len(letters):
        return None
    return "kk" if sum(letter in KAZAKH for letter in letters) * 50 > cyrillic else "ru"


def _plain(*texts: str | None) -> tuple[Passage, ...]:
    return tuple(Passage(language_of(text), text) for text in texts if text and text.strip())


_OF_SEATS = ("mandates_committee", "districts_territory", "regions_name", "parties_name")


def _deputies(connection: Connection, ids: Sequence[int]) -> Iterator[Findable]:
    """Deputies by their names, seats, parties, committees and places. Two statements."""
    seats = defaultdict(list)
    query = (
        select(Mandate.__table__, District.__table__, Region.__table__, Party.__table__)
        .outerjoin(District, Mandate.district_id == District.id)
        .outerjoin(Region, District.region_id == Region.id)
        .outerjoin(Party, Mandate.party_id == Party.id)
        .where(Mandate.deputy_id.in_(ids))
        .order_by(Mandate.id)
        .set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)
    )
    for row in connection.execute(query).mappings():
        seats[row["mandates_deputy_id"]].append(row)
    people = select(Deputy.id, Deputy.name_kk, Deputy.name_ru, Deputy.name_en)
    for person in connection.execute(people.where(Deputy.id.in_(ids))):
        bodies: dict[Passage, None] = {}
        for row in seats[person.id]:
            for lang in ("kk", "ru", "en"):
                said = (row[f"{name}_{lang}"] for name in _OF_SEATS)
                bodies |= dict.fromkeys(Passage(lang, one) for one in said if one)
            bodies |= dict.fromkeys(_plain(row["districts_seat"], row["mandates_faction"]))
        yield Findable(
            Mirrored.DEPUTY,
            person.id,
            What.DEPUTY,
            passages(kk=person.name_kk, ru=person.name_ru, en=person.name_en),
            tuple(bodies),
            frozenset(row["mandates_id"] for row in seats[person.id]),
        )


def _theses(connection: Connection, ids: Sequence[int]) -> Iterator[Findable]:
    """Promises that stand. One statement."""
    query = (
        select(
            Thesis.id, Thesis.text_kk, Thesis.text_ru, Thesis.text_en, Thesis.topic_id,
            Programme.mandate_id, Programme.party_id,
            func.coalesce(Mandate.convocation_id, Programme.convocation_id).label("convocation_id"),
        )
        .join(Programme, Thesis.programme_id == Programme.id)
        .outerjoin(Mandate, Programme.mandate_id == Mandate.id)
        .where(Thesis.id.in_(ids), ~Thesis.withdrawn)
    )  # fmt: skip
    for row in connection.execute(query):
        yield Findable(
            Mirrored.THESIS,
            row.id,
            What.PROMISE,
            passages(kk=row.text_kk, ru=row.text_ru, en=row.text_en),
            seats=frozenset({row.mandate_id} - {None}),
            convocation_id=row.convocation_id,
            party_id=row.party_id,
            topic_id=row.topic_id,
        )


def _items(connection: Connection, ids: Sequence[int]) -> Iterator[Findable]:
    """Acts that were not merged into another one, with the records of those merged into them."""
    seats = _seats(connection, ids)
    told = _told(connection, ids)
    survivor = func.coalesce(Item.merged_into_id, Item.id)
    query = (
        select(Record.__table__, survivor.label("survivor"))
        .join(Item, Record.item_id == Item.id)
        .where(survivor.in_(ids), ~Record.withdrawn)
        .order_by(Record.id)
    )
    hidden = withheld(connection)
    for row in connection.execute(query):
        said = told[row.survivor]
        said += passages(ru=row.title_ru, kk=row.title_kk)
        for lang in ("ru", "kk"):
            if getattr(row, f"capture_{lang}_id") not in hidden:
                texts = (getattr(row, f"{name}_{lang}") for name in ("lead", "text"))
                said += [Passage(lang, text) for text in texts if text and text.strip()]
        said += passages(ru=row.addressee_ru, kk=row.addressee_kk)
    rows = select(
        Item.id, Item.kind, Item.convocation_id, Item.title_ru, Item.title_kk, Item.number,
        Item.date, Item.date_precision, Item.period_end, Item.addressee, Item.theme_id,
    ).where(Item.id.in_(ids), Item.merged_into_id.is_(None))  # fmt: skip
    for row in connection.execute(rows):
        titles = (*passages(ru=row.title_ru, kk=row.title_kk), *_plain(row.number))
        bodies = dict.fromkeys([*told[row.id], *_plain(row.addressee)])
        yield Findable(
            Mirrored.ITEM,
            row.id,
            WHAT.get(row.kind, What.ACT),
            titles,
            tuple(passage for passage in bodies if passage not in titles),
            frozenset(seats[row.id]),
            row.convocation_id,
            topic_id=row.theme_id,
            date=row.date,
            date_end=_end(row.date, row.date_precision, row.period_end),
        )


def _end(day: dt.date | None, precision: DatePrecision, end: dt.date | None) -> dt.date | None:
    if end is None and day is not None and precision is DatePrecision.MONTH:
        return day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return end


def _seats(connection: Connection, items: Collection[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    query = select(Participation.item_id, Participation.mandate_id).where(
        Participation.item_id.in_(items), ~Participation.withdrawn
    )
    for item, mandate in connection.execute(query):
        found[item].add(mandate)
    return found


def _told(connection: Connection, items: Collection[int]) -> dict[int, list[Passage]]:
    """Where meetings were held, and what voters asked for there, as pages of acts show it."""
    found: dict[int, list[Passage]] = defaultdict(list)
    query = (
        select(Meeting.item_id, Meeting.place, VotersOrder.text)
        .outerjoin(VotersOrder, (VotersOrder.meeting_id == Meeting.id) & ~VotersOrder.withdrawn)
        .join(Item, Meeting.item_id == Item.id)
        .where(Meeting.item_id.in_(items), Item.confirmed)
        .order_by(VotersOrder.id)
    )
    for item, place, order in connection.execute(query):
        found[item] += [one for one in _plain(place, order) if one not in found[item]]
    return found


def withheld(connection: Connection) -> frozenset[int | None]:
    """The captures of which the public sees no more than the hash. One or two statements.

    Of the same bytes, and of the same address, the newest decision holds.
    """
    newest: dict[tuple[str, str | None], bool] = {}
    rows = CaptureWithholding
    decided = select(rows.sha256, rows.url_key, rows.withheld).order_by(rows.id)
    for sha256, url_key, hidden in connection.execute(decided):
        newest["sha256" if sha256 else "url_key", sha256 or url_key] = hidden
    subjects = [subject for subject, hidden in newest.items() if hidden]
    if not subjects:
        return frozenset()
    query = select(Capture.id).where(
        or_(
            Capture.sha256.in_([value for name, value in subjects if name == "sha256"]),
            Capture.url_key.in_([value for name, value in subjects if name == "url_key"]),
        )
    )
    return frozenset(connection.scalars(query))


def _documents(connection: Connection, ids: Sequence[int]) -> Iterator[Findable]:
    """Documents of records that stand, unless their copy or file is withheld."""
    hidden = withheld(connection)
    survivor = func.coalesce(Item.merged_into_id, Item.id)
    query = (
        select(Document.id, Document.text, Document.capture_id, Record.date, Record.date_precision,
               Record.convocation_id, Item.theme_id, survivor.label("item"))
        .join(Record, Document.record_id == Record.id)
        .join(Item, Record.item_id == Item.id)
        .outerjoin(StoredFile, Document.file_id == StoredFile.id)
        .where(Document.id.in_(ids), ~Record.withdrawn, Document.text.is_not(None))
        .where(StoredFile.withheld_why.is_(None))
    )  # fmt: skip
    rows = [row for row in connection.execute(query) if row.capture_id not in hidden]
    seats = _seats(connection, {row.item for row in rows})
    for row in rows:
        yield Findable(
            Mirrored.DOCUMENT,
            row.id,
            What.DOCUMENT,
            (),
            _plain(row.text),
            frozenset(seats[row.item]),
            row.convocation_id,
            topic_id=row.theme_id,
            date=row.date,
            date_end=_end(row.date, row.date_precision, None),
        )


def _files(connection: Connection, ids: Sequence[int]) -> Iterator[Findable]:
    """Kept files of posts, and of programmes that voters could read, unless withheld."""
    seats: dict[int | None, set[int]] = defaultdict(set)
    facts: dict[int | None, tuple[int | None, int | None, dt.date | None]] = {}
    programmes = (
        select(Programme.file_id, Programme.mandate_id, Programme.party_id,
               func.coalesce(Mandate.convocation_id, Programme.convocation_id))
        .outerjoin(Mandate, Programme.mandate_id == Mandate.id)
        .where(Programme.file_id.in_(ids), Programme.availability == Availability.PUBLISHED)
    )  # fmt: skip
    for file, mandate, party, convocation in connection.execute(programmes):
        facts[file] = (convocation, party, None)
        seats[file].update({mandate} if mandate else ())
    posts = (
        select(Post.file_id, Participation.mandate_id, Record.convocation_id, Post.published_on)
        .join(PostAccount, PostAccount.post_id == Post.id)
        .join(Record, PostAccount.record_id == Record.id)
        .outerjoin(
            Participation, (Participation.item_id == Record.item_id) & ~Participation.withdrawn
        )
        .where(Post.file_id.in_(ids), ~Post.withdrawn, ~PostAccount.withdrawn, ~Record.withdrawn)
    )
    for file, mandate, convocation, day in connection.execute(posts):
        facts.setdefault(file, (convocation, None, day))
        seats[file].update({mandate} if mandate else ())
    texts = select(StoredFile.id, StoredFile.text).where(
        StoredFile.id.in_(facts), StoredFile.withheld_why.is_(None), StoredFile.text.is_not(None)
    )
    for row in connection.execute(texts):
        term, party, day = facts[row.id]
        yield Findable(
            Mirrored.FILE,
            row.id,
            What.DOCUMENT,
            (),
            _plain(row.text.replace("\f", "\n")),
            frozenset(seats[row.id]),
            term,
            party,
            date=day,
        )
