"""Topics, letters of the monitoring, and what became of promises."""

from app import scoring
from app.queries.letters import LetterState
from app.reports.document import Block, Cell, Grid, Section
from app.reports.shapes import BookNumbers, Letters
from app.reports.teller import Teller
from app.scoring import Action, Outcome
from app.scoring.words import N_
from models.appeal import AnswerKind
from models.item import Kind

#: The code book of the socially significant issues, which stands first.
ISSUES = "social-issues"
#: The kinds of acts that topics are told of, and what stands in the last column.
TOLD = (Kind.DEPUTY_REQUEST, Kind.VOTER_MEETING, Kind.RECEPTION)


def topics(tell: Teller) -> Section:
    """Socially significant issues and the other code books, topic by topic."""
    ordered = sorted(tell.numbers.books, key=lambda book: book.key != ISSUES)
    blocks: list[Block] = [
        tell.told(
            N_(
                "An act concerns a topic by the theme that its source gave it, or by a "
                "reading. An act of several deputies is one act. One act may concern several "
                "topics, so that the numbers of topics are not to be added up."
            )
        ),
        *(_book(tell, book) for book in ordered if book.topics),
    ]
    if not tell.numbers.books:
        blocks = [tell.told(N_("No code book is in force for this convocation."))]
    return Section(
        "topics",
        tell.gettext("Socially significant issues and topics"),
        (*blocks, *tell.own("topics")),
    )


def _book(tell: Teller, book: BookNumbers) -> Grid:
    rows: list[tuple[Cell, ...]] = []
    for topic in book.topics:
        kinds = [topic.acts.get(kind, 0) for kind in TOLD]
        others = sum(topic.acts.values()) - sum(kinds)
        name = tell.link(tell.words.pick(topic.name), f"/topics/{topic.address}")
        rows.append((name, *kinds, others, topic.promises))
    return Grid(
        f"topics-{book.key}",
        tell.words.pick(book.name),
        (
            tell.gettext("Topic"),
            tell.gettext("Requests"),
            tell.gettext("Meetings"),
            tell.gettext("Receptions"),
            tell.gettext("Other acts"),
            tell.gettext("Promises of deputies"),
        ),
        tuple(rows),
    )


def appeals(tell: Teller) -> Section:
    """Letters of the monitoring: sent, answered, overdue, how long it took and what came."""
    letters = tell.numbers.letters
    if not letters.sent:
        told: tuple[Block, ...] = (
            tell.told(N_("No letters of the monitoring are recorded for this period.")),
        )
    else:
        told = (
            _sent(tell, letters),
            *_took(tell, letters),
            _kinds(tell, letters),
            _of_deputies(tell),
        )
    return Section(
        "appeals",
        tell.gettext("Letters to deputies and their answers"),
        (*told, *tell.own("appeals")),
    )


def _sent(tell: Teller, letters: Letters) -> Grid:
    rows = [(tell.label(state), letters.states.get(state, 0)) for state in LetterState]
    return Grid(
        "letters",
        tell.gettext("Letters by how it stands with them on %(day)s", day=_day(tell)),
        (tell.gettext("State"), tell.gettext("Letters")),
        (*rows, (tell.gettext("All letters sent"), letters.sent)),
        sums=True,
    )


def _day(tell: Teller) -> str:
    return tell.words.day(tell.numbers.on)


def _took(tell: Teller, letters: Letters) -> tuple[Block, ...]:
    if letters.middle is None:
        return ()
    return (
        tell.told(
            N_(
                "Working days from sending to the answer, over answered letters (%(count)s of "
                "%(all)s): median %(middle)s, fewest %(least)s, most %(most)s."
            ),
            count=tell.number(len(letters.days)),
            all=tell.number(letters.sent),
            middle=tell.number(letters.middle),
            least=tell.number(letters.days[0]),
            most=tell.number(letters.days[-1]),
        ),
    )


def _kinds(tell: Teller, letters: Letters) -> Grid:
    rows = [(tell.label(kind), letters.kinds.get(kind, 0)) for kind in AnswerKind]
    unknown = letters.states.get(LetterState.ANSWERED, 0) - sum(count for _, count in rows)
    return Grid(
        "answers",
        tell.gettext("Answers by kind"),
        (tell.gettext("Kind of answer"), tell.gettext("Answers")),
        (
            *rows,
            *(((tell.gettext("kind not known"), unknown),) if unknown else ()),
            (tell.gettext("All answers"), letters.states.get(LetterState.ANSWERED, 0)),
        ),
        sums=True,
    )


def _of_deputies(tell: Teller) -> Grid:
    rows: list[tuple[Cell, ...]] = []
    for one in tell.numbers.deputies:
        mine = Letters.of(one.letters)
        states = [mine.states[state] for state in LetterState]
        rows.append((tell.deputy(one), tell.district(one), mine.sent, *states))
    return Grid(
        "letters-deputies",
        tell.gettext("Letters by deputy"),
        (
            tell.gettext("Deputy"),
            tell.gettext("District"),
            tell.gettext("Sent"),
            *(tell.label(state) for state in LetterState),
        ),
        tuple(rows),
    )


def outcomes(tell: Teller) -> Section:
    """Promises, actions and outcomes, as an edition states them."""
    numbers = tell.numbers
    blocks: list[Block] = [_promises(tell)]
    if numbers.states is None:
        blocks.append(
            tell.told(
                N_(
                    "Outcomes of promises are published in editions only, and there is no "
                    "edition yet."
                )
            )
        )
    else:
        blocks += [
            tell.told(
                N_("As edition %(number)s of %(day)s states it."),
                number=numbers.states.number,
                day=tell.words.day(numbers.states.as_of),
            ),
            *_outcomes(tell),
            *_actions(tell),
        ]
    return Section(
        "outcomes",
        tell.gettext("Promises and what became of them"),
        (*blocks, *tell.own("outcomes")),
    )


def _promises(tell: Teller) -> Grid:
    """How many promises are known of each deputy, and how many of them can be tested."""
    rows: list[tuple[Cell, ...]] = []
    for one in tell.numbers.deputies:
        programme = one.page.card.programme
        if programme is None:
            whose: str | None = None
        else:
            whose = tell.gettext("own") if programme.own else tell.gettext("of the party")
        promises = programme.promises if programme else ()
        rows.append(
            (
                tell.deputy(one),
                tell.district(one),
                whose,
                len(promises),
                programme.quoted if programme else 0,
                sum(promise.exclusion is None for promise in promises),
            )
        )
    return Grid(
        "promises",
        tell.gettext("Promises by deputy"),
        (
            tell.gettext("Deputy"),
            tell.gettext("District"),
            tell.gettext("Whose promises"),
            tell.gettext("Promises"),
            tell.gettext("Quoted word for word"),
            tell.gettext("Testable"),
        ),
        tuple(rows),
    )


def _outcomes(tell: Teller) -> tuple[Block, ...]:
    """The headline of all deputies together: counts in words, never a score."""
    stated = [one.page.stated for one in tell.numbers.deputies if one.page.stated]
    heads = [part.card.headline for part in stated]
    testable = sum(head.testable for head in heads)
    rows = [(tell.label(each), sum(head.of(each) for head in heads)) for each in Outcome]
    return (
        tell.told(
            N_(
                "Testable promises: %(promises)s. Deputies covered by the edition: %(deputies)s of "
                "%(all)s."
            ),
            promises=tell.number(testable),
            deputies=tell.number(len(stated)),
            all=tell.number(len(tell.numbers.deputies)),
        ),
        Grid(
            "outcomes",
            tell.gettext("Testable promises by outcome"),
            (tell.gettext("Outcome"), tell.gettext("Promises")),
            (*rows, (tell.gettext("All testable promises"), testable)),
            sums=True,
            note=tell.gettext("“Not yet rated” does not mean “not done”."),
        ),
    )


def _actions(tell: Teller) -> tuple[Block, ...]:
    edition = tell.numbers.states
    if edition is None or edition.actions_left_out:
        return (
            tell.told(
                N_("Actions are left out: readers did not agree enough on what they rest on.")
            ),
        )
    counts = dict.fromkeys(Action, 0)
    for one in tell.numbers.deputies:
        for action, count in one.page.actions:
            counts[action] += count
    whole = sum(counts.values())
    grid = Grid(
        "actions",
        tell.gettext("Promises by action"),
        (tell.gettext("Action"), tell.gettext("Promises")),
        (
            *((tell.label(action), count) for action, count in counts.items()),
            (tell.gettext("All promises on the scale"), whole),
        ),
        sums=True,
        note=tell.gettext("A request proves that a matter was raised, not that it was settled."),
    )
    if edition.actions_approximate:
        return (
            grid,
            tell.note(N_("Approximate: readers agree less than a full publication asks.")),
        )
    return (grid,)


def bounds(tell: Teller, found: scoring.Bounds | None) -> str:
    """A percentage as the method allows it, each with its n of N; nothing where it does not."""
    if found is None:
        return ""
    return tell.gettext(
        "Fulfilled: from %(low)s %% (%(n)s of %(all)s) to %(high)s %% (%(most)s of %(all)s) of the "
        "promises that are rated.",
        low=found.low,
        n=tell.number(found.fulfilled),
        high=found.high,
        most=tell.number(found.at_most),
        all=tell.number(found.rated),
    )
