"""What is told of items: the acts themselves, who took part, and the sources behind them."""

import marshmallow as ma

from app.web.api.fields import (
    Answer,
    Pages,
    addresses,
    count,
    day,
    flag,
    maybe,
    moment,
    one_of,
    part,
    parts,
    texts,
    word,
)
from app.web.api.schemas import DeputyRef, Evidence
from models.base import Confidence
from models.coding import AnswerReading, Strength
from models.item import DatePrecision, Kind, Role
from models.record import DocumentStatus


class LinkedThesis(Answer):
    """A promise that a settled reading links to the item."""

    id = count("The promise, as addresses name it.")
    number = count("Its number in the programme.")
    text = texts("Its words.")
    strength = one_of(Strength, "How closely the item bears on it.", known=False)
    own = flag("Whether it is the deputy's own, or the party's.")
    self = maybe("Where this interface tells it, where it is a promise of this deputy.")


class Participation(Answer):
    """A deputy's part in an item."""

    deputy = part(DeputyRef, "Whose.")
    role = one_of(Role, "What part.")
    before = flag("Whether the item is dated before the mandate; then it does not count.")
    read = flag("Whether it was read, as far as that is public.")
    links = parts(LinkedThesis, "The promises that a settled reading links to it.")
    answer_reading = one_of(AnswerReading, "What the answer to it does.", known=False)


class ItemLine(Answer):
    """An item in the list. An act counts once, however many deputies took part in it."""

    key = word("The key, by which addresses name it.")
    kind = one_of(Kind, "The kind.")
    title = texts("The title, as sources give it.", known=False)
    number = maybe("The number.")
    date = day("The day, or the first day of the month.")
    precision = one_of(DatePrecision, "How exactly the day is known.")
    period_start = day("The first day of what lasted longer.")
    period_end = day("The last day of it.")
    addressee = maybe("To whom it is addressed.")
    topic = texts("The topic that its source or who entered it gave it.", known=False)
    term = word("The convocation.")
    confirmed = flag("Whether it is confirmed to be what it seems; otherwise it does not count.")
    participations = parts(Participation, "Who took part, in the order of districts.")
    sources = ma.fields.List(
        ma.fields.String(), metadata={"description": "The sources that tell of it."}
    )
    evidence = parts(Evidence, "The newest kept copy of each account in each language.")
    pages = addresses()
    self = word("Where this interface tells all of it.", format="uri")


class Related(Answer):
    """Another item: what this one answers, an answer to it, or one merged into it."""

    key = word("Its key.")
    kind = one_of(Kind, "Its kind.")
    title = texts("Its title.", known=False)
    number = maybe("Its number.")
    date = day("Its day.")
    precision = one_of(DatePrecision, "How exactly the day is known.")
    pages = addresses()
    self = word("Where this interface tells it.", format="uri")


class Edit(Answer):
    """What a source changed between two kept copies."""

    field = word("Which field.")
    lang = word("In which language.")
    before = maybe("What it said before.")
    after = maybe("What it says now.")
    seen_at = moment("When the change was seen.")
    from_pages = addresses("The pages of the copy before.")
    to_pages = addresses("The pages of the copy after.")


class Document(Answer):
    """A document of a record."""

    original = word("The address of the original.")
    status = one_of(DocumentStatus, "Whether it is kept.")
    mime = maybe("The media type.")
    sha256 = maybe("The sha256 of the kept copy.")
    text = maybe("Its text, unless it is withheld or left out of an edition.")
    pages = part(Pages, "The pages of the kept copy.", known=False)


class Record(Answer):
    """One source's account of the item."""

    source = word("The source.")
    uid = word("The number of the record at the source.")
    told_by = maybe("The source in words, where a person entered it.")
    confidence = one_of(Confidence, "How sure it is.")
    kind = one_of(Kind, "The kind that this source says.")
    category = maybe("The category at the source.")
    title = texts("The title at the source.", known=False)
    lead = texts("The lead, unless it is withheld or left out of an edition.", known=False)
    text = texts("The text, unless it is withheld or left out of an edition.", known=False)
    number = maybe("The number at the source.")
    answer = maybe("What the source says of the answer.")
    url_kk = maybe("The address in Kazakh.")
    url_ru = maybe("The address in Russian.")
    first_seen = moment("When the source first said it.")
    last_seen = moment("When it last said it.")
    listed = flag("Whether the source still lists it.")
    names = ma.fields.List(
        ma.fields.String(), metadata={"description": "Deputies not recognised yet, as written."}
    )
    copies = parts(Evidence, "The kept copies that said something first or last.")
    edits = parts(Edit, "What the source changed.")
    documents = parts(Document, "Its documents.")


class ItemShown(ItemLine):
    """An item with the sources behind it."""

    kind_by_person = flag("Whether a person decided the kind.")
    records = parts(Record, "The accounts of sources.")
    posts = parts(Evidence, "The kept copies of posts that tell of it.")
    answer_to = part(Related, "The item that this one answers.", known=False)
    answers = parts(Related, "The answers to it that are known.")
    merged = parts(Related, "Other accounts of the same act that were put together with it.")
