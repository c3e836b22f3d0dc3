"""The report of a period: what its numbers say, section by section, in one language."""

from app.queries.report_texts import Texts
from app.reports.document import Document
from app.reports.sections import annexes, deputies, diagrams, opening, people, results, stated
from app.reports.shapes import Numbers
from app.reports.teller import Setting, Teller
from app.words import Words

#: The sections in their order.
SECTIONS = (
    opening.introduction,
    opening.method,
    diagrams.programmes,
    diagrams.requests,
    results.topics,
    diagrams.meetings,
    results.appeals,
    results.outcomes,
    stated.reconciliation,
    stated.checks,
    people.agreement,
    people.turnout,
    people.conclusions,
    people.recommendations,
    deputies.deputies,
    annexes.annexes,
    annexes.sources,
)


def compose(numbers: Numbers, texts: Texts, words: Words, setting: Setting) -> Document:
    """The whole report in the language of `words`."""
    tell = Teller(numbers, texts, words, setting)
    term = numbers.period.term
    return Document(
        lang=words.lang,
        title=tell.gettext("Monitoring of election programmes and of the work of deputies"),
        subtitle=tell.gettext(
            "%(body)s, convocation %(number)s",
            body=words.pick(term),
            number=term.number,
        ),
        front=opening.front(tell),
        made=opening.state(tell).text,
        sections=tuple(section(tell) for section in SECTIONS),
    )
