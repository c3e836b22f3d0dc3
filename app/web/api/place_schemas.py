"""What is told of convocations, districts, parties, topics, editions and what a search finds."""

import marshmallow as ma

from app.scoring.gate import Field, Standing
from app.web.api.fields import (
    Answer,
    Pages,
    Texts,
    addresses,
    count,
    counts,
    day,
    flag,
    maybe,
    maybe_count,
    one_of,
    part,
    parts,
    texts,
    word,
)
from app.web.api.schemas import DeputyRef, EditionRef, Headline, Named
from models.base import Confidence
from models.item import DatePrecision, Kind
from models.search_entry import What


class Term(Answer):
    """A convocation that has deputies."""

    key = word("How arguments and addresses name it.", example="kz-mazhilis-8")
    legislature = part(Named, "The representative body.")
    number = count("The number of the convocation.")
    start = day("Its first day.")
    end = day("Its last day; null while it sits.")
    months = maybe_count("How many months it was to last.")
    deputies = count("Seats of all kinds.")
    by_district = count("Seats of single-mandate electoral districts.")
    edition = maybe_count("The newest edition about it.")


class Holder(DeputyRef):
    """Who held the seat of a district, and when."""

    birth_year = maybe_count("The year of birth.")
    start = day("The first day.")
    end = day("The last day.")
    end_reason = maybe("Why it ended.")
    party = texts("The party.", known=False)
    party_confidence = one_of(Confidence, "How sure the party is.")
    faction = maybe("The faction, as sources name it.")
    source = maybe("The source in words.")
    headline = part(Headline, "Counts of promises, as `state.stated` has them.", known=False)


class DistrictLine(Answer):
    """A single-mandate territorial electoral district."""

    number = count("Its number.")
    region = part(Named, "Its region.", known=False)
    territory = texts("Its territory.", known=False)
    territory_confidence = one_of(Confidence, "How sure the territory is.")
    confidence = one_of(Confidence, "How sure the district is.")
    holders = parts(Holder, "Who held its seat, in the order of time.")
    pages = addresses()
    self = word("Where this interface tells all of it.", format="uri")


class District(DistrictLine):
    """A district with its places."""

    seat = maybe("Where its commission sits.")
    electorate = maybe_count("How many voters it had.")
    source = maybe("The source in words.")
    places = parts(Texts, "Towns in it.")
    others = ma.fields.List(
        ma.fields.Integer(), metadata={"description": "Other districts of its region."}
    )


class Party(Answer):
    """A party, a faction that sources name, or those nominated by themselves."""

    key = word("How arguments and addresses name it.")
    name = texts("Its name.", known=False)
    is_party = flag("False for deputies nominated by themselves.")
    is_faction = flag("Whether only sources name it, as a faction.")
    by_district = count("Seats of single-mandate electoral districts.")
    others = count("Other seats.")
    pages = part(Pages, "The pages of this.", known=False)


class Topic(Answer):
    """A topic of a code book."""

    key = word("How arguments and addresses name it: its book and its key in it.")
    name = texts("Its name.")
    book = part(Named, "Its code book.")
    version = count("The version of the book.")
    in_force = flag("Whether items are coded by that book.")
    parent = texts("The topic that it is a part of.", known=False)
    retired = flag("Whether it is no longer used.")
    theses = count("Promises of deputies on it.")
    party_theses = count("Promises of parties on it.")
    items = counts(Kind, "Items on it, by kind; each counts once.")
    pages = addresses()


class Agreement(Answer):
    """Krippendorff's alpha on one field, computed before adjudication."""

    field = one_of(Field, "What coders are compared by.")
    n = count("Units that two people coded.")
    alpha = ma.fields.Float(allow_none=True)
    low = ma.fields.Float(allow_none=True, metadata={"description": "Lower bound by bootstrap."})
    high = ma.fields.Float(allow_none=True, metadata={"description": "Upper bound by bootstrap."})
    raw = ma.fields.Float(allow_none=True, metadata={"description": "Share of units coded alike."})
    standing = one_of(Standing, "How the field is published.")


class Edition(EditionRef):
    """An edition: a frozen, dated, numbered publication."""

    term = word("The convocation that it is about.")
    campaign = texts("The monitoring campaign.")
    observed_from = day("The first day that was observed.")
    observed_to = day("The last day that was observed.")
    audit_head = word("The head of the journal of changes at its publication.")
    agreement = parts(Agreement, "How far coders agreed.")
    deputies = count("How many deputies it covers.")
    items = counts(Kind, "Items by kind; an act counts once.")
    participations = counts(Kind, "Participations by kind of item.")
    headline = part(Headline, "Counts of promises over all deputies covered.")
    links = ma.fields.Dict(
        keys=ma.fields.String(), values=ma.fields.String(),
        metadata={"description": "`parts`: the hashes of its parts."},
    )  # fmt: skip


class EditionPart(Answer):
    """A part of an edition with its hash: the bytes behind `url` have it."""

    kind = word("The kind of the part.")
    key = word("Which one of that kind; empty where there is one.")
    sha256 = word("The sha256 of its bytes.")
    url = word("The bytes, as they were hashed.", format="uri")


class Hit(Answer):
    """Something that a search found."""

    what = one_of(What, "What it is.")
    title = texts("Its title, in the language in which it was found.", known=False)
    snippet = texts("Words around what was found.", known=False)
    kind = one_of(Kind, "The kind of an item.", known=False)
    number = maybe_count("The number of a promise.")
    date = day("Its day.")
    precision = one_of(DatePrecision, "How exactly the day is known.")
    deputies = parts(DeputyRef, "Whose it is, the first three.")
    others = count("How many more deputies.")
    pages = addresses()
    self = maybe("Where this interface tells all of it.", format="uri")
