"""What answers have in common: their state, their pages, and the people and copies in them."""

import marshmallow as ma

from app import scoring
from app.web.api.fields import (
    Answer,
    Pages,
    addresses,
    count,
    counts,
    day,
    flag,
    maybe,
    maybe_count,
    moment,
    part,
    texts,
    word,
)


class ProblemAnswer(ma.Schema):
    """An error, as RFC 9457 has it."""

    type = word("The kind of problem; its address explains it.", format="uri-reference")
    title = word("The kind of problem in words.")
    status = count("The status of HTTP.")
    detail = word("What is wrong here, and what to do next.")
    instance = word("What was asked for.", format="uri-reference")
    errors = ma.fields.Dict(
        keys=ma.fields.String(),
        values=ma.fields.List(ma.fields.String()),
        metadata={"description": "What is wrong with each argument, by its name."},
    )


class EditionRef(Answer):
    """An edition in short."""

    number = count("The number of the edition.")
    name = word("Its name.")
    as_of = day("The day that it stands for.")
    published_at = moment("When it was published.")
    method_version = count("The version of the method.")
    sha256 = word("The sha256 of the edition.")
    pages = addresses()
    self = word("Where this interface tells all of it.", format="uri")


class State(Answer):
    """Of which day and of which edition an answer is."""

    term = maybe("The convocation that is asked about.", example="kz-mazhilis-8")
    edition = maybe_count("The edition that was asked for; null for today.")
    as_of = day("The day that the answer stands for.")
    preliminary = flag("Whether counts are of today: of settled readings, and not yet published.")
    stated = part(
        EditionRef,
        "The edition that outcomes and actions are taken from; null before the first one.",
        known=False,
    )


class Paging(Answer):
    """Where in the list this page is."""

    page = count("The number of the page, from 1.")
    page_size = count("The largest number of rows on a page.")
    total = count("The number of rows on all pages.")
    last = count("The number of the last page.")


class Links(Answer):
    """The addresses of the pages around, as in the header Link."""

    self = word("This page.", format="uri")
    first = word("The first page.", format="uri")
    prev = maybe("The page before.", format="uri")
    next = maybe("The page after.", format="uri")
    last = word("The last page.", format="uri")


class Named(Answer):
    """Something that has a key and a name."""

    key = maybe("How arguments and addresses name it.")
    name = texts("Its name.", known=False)


class DeputyRef(Answer):
    """A deputy in short."""

    slug = word("How arguments and addresses name the deputy.")
    name = texts("The name.", known=False)
    district = maybe_count("The number of the single-mandate electoral district.")
    pages = addresses()
    self = word("Where this interface tells more.", format="uri")


class Headline(Answer):
    """Counts of promises: testable ones by outcome, the others by why they are not counted."""

    testable = count("Promises that can be tested.")
    outcomes = counts(scoring.Outcome, "Testable promises by outcome.")
    excluded = counts(scoring.Exclusion, "Promises that are listed and not counted, by reason.")


class Bounds(Answer):
    """A percentage as the method allows it: two bounds, each with its n of N."""

    fulfilled = count("Rated promises that are fulfilled: the n of the lower bound.")
    at_most = count("Those with the partly fulfilled: the n of the upper bound.")
    rated = count("Rated promises: the N of both.")
    low = count("The lower bound in whole percent.")
    high = count("The upper bound in whole percent.")


class Coverage(Answer):
    """How much of what was to be read was read, in participations."""

    coded = count("Participations that were read.")
    total = count("Participations that were to be read.")


class Evidence(Answer):
    """What shows something: the original and the copy that is kept here."""

    original = maybe("The address of the original.")
    lang = maybe("The language of the copy.")
    at = moment("When the source said it, or when the file was kept.")
    sha256 = maybe("The sha256 of the kept bytes; it stays where a copy is withheld.")
    pages = part(Pages, "The pages of the kept copy; null where none is kept.", known=False)
    source = maybe("The source in words, where no copy is kept.")
