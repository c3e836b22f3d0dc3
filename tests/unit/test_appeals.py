"""Letters to deputies: terms, events, answers, corrections, and who may touch them."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.queries import appeals as queries
from app.queries.appeals import State, Wanted
from app.queries.responses import response_times
from app.services import appeal_course as course
from app.services import appeals as service
from app.services.appeal_course import AnswerFields, EventFields
from app.services.appeals import Copy, LetterFields, Problem, SendingFields
from app.services.errors import InvalidError, NotFoundError, StaleError
from models.appeal import AnswerKind, Appeal, AppealEventKind, AppealFileKind, Channel, Subject
from models.audit import Audit
from models.base import Lang
from models.coding import Assignment
from models.user import UserRole
from tests.factories.appeals import MOMENT, calendar_of_2024, campaign, letter
from tests.factories.world import World
from tests.support import count_queries

TODAY = dt.date(2024, 4, 1)
SENT = dt.date(2024, 3, 1)
#: Fifteen working days after 1 March 2024, over 8, 21, 22 and 25 March.
DUE = dt.date(2024, 3, 28)
LETTER = LetterFields(
    Subject.PROGRAMME, Channel.EMAIL, Lang.KK, "Сайлауалды бағдарлама", "Бағдарламаны сұраймыз."
)


@pytest.fixture
def world(session):
    calendar_of_2024(session)
    return World(session)


@pytest.fixture
def mandate(world, make_user):
    mandate = world.mandate(world.region())
    other = world.mandate(world.region())
    letter(world.session, other, make_user(), sent_on=SENT, due_on=DUE)
    return mandate


@pytest.fixture
def activist(world, session, make_user, mandate):
    user = make_user()
    world.assign(user, mandate)
    session.commit()
    return user


@pytest.fixture
def draft(session, activist, mandate):
    return service.write(session, activist, MOMENT, mandate.id, LETTER)


def version(session, appeal):
    return queries.version(session, "appeals", appeal.id)


def send(session, user, appeal, **fields):
    values = {"channel": Channel.EMAIL, "sent_on": SENT} | fields
    why = values.pop("why", None)
    return service.send(
        session,
        user,
        TODAY,
        appeal.id,
        SendingFields(**values),
        version=version(session, appeal),
        why=why,
    )


def record(session, user, appeal, kind, day, **fields):
    entered = EventFields(AppealEventKind(kind), dt.date.fromisoformat(day), **fields)
    return course.record(session, user, MOMENT, appeal.id, entered, today=TODAY)


def reply(session, user, appeal, day="2024-03-20", kind=AnswerKind.GENERAL, **fields):
    values = {"answer_text": "Рахмет"} | fields
    why, copy = values.pop("why", None), values.pop("copy", service.NOTHING)
    return course.answer(
        session,
        user,
        TODAY,
        appeal.id,
        AnswerFields(dt.date.fromisoformat(day), kind, **values),
        version=version(session, appeal),
        why=why,
        copy=copy,
    )


def state_of(session, appeal, user, today=TODAY):
    return queries.sheet(session, appeal.id, today, user).row.state


def problems(error):
    return error.value.problems


def test_a_letter_is_a_draft_until_it_is_sent_and_then_due(session, activist, draft):
    assert state_of(session, draft, activist) is State.DRAFT
    send(session, activist, draft, number="ЗТ-15")
    assert (draft.term_days, draft.due_on) == (15, DUE)
    assert state_of(session, draft, activist, dt.date(2024, 3, 4)) is State.WAITING
    assert state_of(session, draft, activist, dt.date(2024, 3, 26)) is State.DUE_SOON
    assert state_of(session, draft, activist, DUE) is State.DUE_SOON
    assert state_of(session, draft, activist, DUE + dt.timedelta(days=1)) is State.OVERDUE


def test_the_term_is_that_of_the_campaign_which_covers_the_deputy(session, activist, mandate):
    own = campaign(session, mandate, appeal_days=5)
    appeal = service.write(session, activist, MOMENT, mandate.id, LETTER)
    assert appeal.campaign_id == own.id
    assert send(session, activist, appeal).due_on == dt.date(2024, 3, 11)


def test_a_forwarded_letter_has_its_term_anew_and_an_extension_goes_on_from_its_end(
    session, activist, draft
):
    send(session, activist, draft)
    event = record(session, activist, draft, "forwarded", "2024-03-11", to="Министерство")
    assert draft.due_on == event.due_on == dt.date(2024, 4, 4)
    record(session, activist, draft, "extended", "2024-03-29", days=10, note="запрос сведений")
    assert draft.due_on == dt.date(2024, 4, 18)
    course.withdraw_event(session, activist, draft.id, event.id, "переслано другое письмо")
    assert draft.due_on == dt.date(2024, 4, 11)


def test_a_letter_that_came_back_is_not_overdue_and_begins_anew_when_delivered(
    session, activist, draft
):
    send(session, activist, draft)
    record(session, activist, draft, "not_delivered", "2024-03-05")
    assert state_of(session, draft, activist) is State.NOT_DELIVERED
    record(session, activist, draft, "delivered", "2024-03-26")
    assert draft.due_on == dt.date(2024, 4, 16)
    assert state_of(session, draft, activist) is State.WAITING


def test_delivery_alone_moves_nothing(session, activist, draft):
    send(session, activist, draft)
    record(session, activist, draft, "delivered", "2024-03-05")
    record(session, activist, draft, "reminded", "2024-03-29")
    assert draft.due_on == DUE


@pytest.mark.parametrize(
    ("kind", "fields", "problem"),
    [
        ("forwarded", {}, ("to", Problem.ADDRESSEE_REQUIRED)),
        ("extended", {"note": "x"}, ("days", Problem.DAYS_REQUIRED)),
        ("extended", {"note": "x", "days": 9999}, ("days", Problem.DAYS_REQUIRED)),
        ("extended", {"days": 5}, ("note", Problem.NOTE_REQUIRED)),
    ],
)
def test_an_event_says_what_it_needs(session, activist, draft, kind, fields, problem):
    send(session, activist, draft)
    with pytest.raises(InvalidError) as error:
        record(session, activist, draft, kind, "2024-03-11", **fields)
    assert problems(error) == [problem]


@pytest.mark.parametrize(
    ("day", "problem"),
    [("2024-02-28", Problem.BEFORE_SENDING), ("2024-04-02", Problem.IN_FUTURE)],
)
def test_no_event_and_no_answer_lies_before_the_letter_or_in_days_to_come(
    session, activist, draft, day, problem
):
    send(session, activist, draft)
    with pytest.raises(InvalidError) as error:
        record(session, activist, draft, "delivered", day)
    assert problems(error) == [("on", problem)]
    with pytest.raises(InvalidError) as error:
        reply(session, activist, draft, day)
    assert problems(error) == [("answered_on", problem)]


def test_a_draft_has_no_events_and_no_answer(session, activist, draft):
    for call in (
        lambda: record(session, activist, draft, "delivered", "2024-03-05"),
        lambda: reply(session, activist, draft),
    ):
        with pytest.raises(service.WrongStateError):
            call()


def test_an_answer_is_entered_with_what_came_and_its_file(session, world, activist, draft):
    send(session, activist, draft)
    with pytest.raises(InvalidError) as error:
        reply(session, activist, draft, answer_text=None)
    assert problems(error) == [("answer_text", Problem.SUBSTANCE_REQUIRED)]
    file = world.file(sha256="a" * 64, name="a.pdf", mime="application/pdf", size=1,
                      stored_at=MOMENT)  # fmt: skip
    reply(session, activist, draft, answer_text=None, copy=Copy(file_id=file.id))
    found = queries.sheet(session, draft.id, TODAY, activist)
    assert found.row.state is State.ANSWERED and found.row.days == 12
    assert [each.kind for each in found.files] == [AppealFileKind.ANSWER]


@pytest.mark.parametrize(
    ("url", "problem"),
    [(None, Problem.LINK_REQUIRED), ("javascript:alert(1)", Problem.NOT_A_LINK)],
)
def test_an_answer_that_is_a_link_gives_the_link(session, activist, draft, url, problem):
    send(session, activist, draft)
    with pytest.raises(InvalidError) as error:
        reply(session, activist, draft, kind=AnswerKind.LINK_BROKEN, answer_url=url)
    assert problems(error) == [("answer_url", problem)]


def test_a_correction_of_what_was_sent_wants_a_reason_and_the_journal_keeps_both(
    session, activist, draft
):
    send(session, activist, draft, number="15")
    with pytest.raises(InvalidError) as error:
        send(session, activist, draft, number="51")
    assert problems(error) == [("reason", Problem.REASON_REQUIRED)]
    send(session, activist, draft, number="51", why="описка")
    last = session.scalars(select(Audit).order_by(Audit.id.desc())).first()
    assert (last.before, last.after, last.reason) == ({"number": "15"}, {"number": "51"}, "описка")
    reply(session, activist, draft)
    with pytest.raises(InvalidError):
        reply(session, activist, draft, kind=AnswerKind.REFUSAL)
    reply(session, activist, draft, kind=AnswerKind.REFUSAL, why="прочитали ещё раз")
    course.take_answer_back(session, activist, draft.id, "ответ на другое письмо")
    assert state_of(session, draft, activist) is State.OVERDUE


def test_a_letter_cannot_be_sent_after_its_answer(session, activist, draft):
    send(session, activist, draft)
    reply(session, activist, draft, "2024-03-05")
    with pytest.raises(InvalidError) as error:
        send(session, activist, draft, sent_on=dt.date(2024, 3, 6), why="описка")
    assert problems(error) == [("sent_on", Problem.AFTER_ANSWER)]


def test_two_people_do_not_overwrite_each_other(session, activist, draft):
    opened = version(session, draft)
    service.rewrite(session, activist, draft.id, LETTER, version=opened)
    changed = LetterFields(Subject.OTHER, Channel.POST, Lang.RU, "Иное", "Текст")
    service.rewrite(session, activist, draft.id, changed, version=opened)
    with pytest.raises(StaleError):
        service.rewrite(session, activist, draft.id, LETTER, version=opened)


def test_a_withdrawn_letter_leaves_the_register_and_comes_back(session, activist, draft):
    service.withdraw(session, activist, draft.id, "дважды")
    assert queries.register(session, Wanted(), TODAY, 1, user_id=activist.id).total == 0
    asked = queries.register(session, Wanted(state=State.WITHDRAWN), TODAY, 1)
    assert [row.id for row in asked.rows] == [draft.id]
    with pytest.raises(service.WrongStateError):
        send(session, activist, draft)
    service.restore(session, activist, draft.id, "не дважды")
    assert queries.register(session, Wanted(), TODAY, 1, user_id=activist.id).total == 1


def test_an_activist_has_their_own_letters_and_those_of_deputies_they_watch(
    session, world, make_user, mandate, activist, draft
):
    stranger, successor = make_user(), make_user()
    coordinator, analyst = make_user(UserRole.COORDINATOR), make_user(UserRole.ANALYST)
    world.assign(successor, mandate)
    for user, mine in ((activist, True), (successor, True), (coordinator, True), (analyst, False)):
        assert queries.sheet(session, draft.id, TODAY, user).mine is mine
    assert queries.sheet(session, draft.id, TODAY, stranger) is None
    for user in (stranger, analyst):
        with pytest.raises(NotFoundError):
            send(session, user, draft)
        with pytest.raises(NotFoundError):
            service.withdraw(session, user, draft.id, "x")
    with pytest.raises(NotFoundError):
        service.write(session, stranger, MOMENT, mandate.id, LETTER)
    row = session.scalar(select(Assignment).where(Assignment.user_id == successor.id))
    row.withdrawn = True
    session.flush()
    assert queries.sheet(session, draft.id, TODAY, successor) is None


def test_the_register_has_first_what_somebody_must_act_on(session, world, mandate, activist):
    def add(**fields):
        return letter(session, mandate, activist, **fields).id

    session.query(Appeal).delete()
    day = dt.date
    answered = {"answered_on": day(2024, 3, 4), "answer_kind": AnswerKind.GENERAL}
    old_answer = add(sent_on=SENT, due_on=DUE, **answered)
    new_answer = add(sent_on=SENT, due_on=DUE, **(answered | {"answered_on": day(2024, 3, 12)}))
    draft = add()
    waiting = add(sent_on=SENT, due_on=day(2024, 4, 10))
    soon = add(sent_on=SENT, due_on=day(2024, 4, 3))
    late = add(sent_on=SENT, due_on=DUE)
    later = add(sent_on=SENT, due_on=day(2024, 3, 29))
    back = add(sent_on=SENT, due_on=DUE)
    record(session, activist, session.get(Appeal, back), "not_delivered", "2024-03-05")
    add(withdrawn=True)
    page = queries.register(session, Wanted(), TODAY, 1)
    wanted = [late, later, back, soon, waiting, draft, new_answer, old_answer]
    assert [row.id for row in page.rows] == wanted
    by_id = {row.id: row for row in page.rows}
    assert [by_id[key].days for key in (late, soon, new_answer, draft)] == [2, 2, 6, None]
    assert (by_id[late].waited, by_id[new_answer].waited, by_id[draft].waited) == (17, 6, None)
    assert [row.id for row in queries.register(session, Wanted(state=State.OVERDUE), TODAY, 1).rows
            ] == [late, later]  # fmt: skip
    pages = [queries.register(session, Wanted(), TODAY, n, size=3).rows for n in (1, 2, 3)]
    assert [row.id for rows in pages for row in rows] == wanted
    found = queries.reminders(session, activist, TODAY, first=2)
    assert (found.overdue, found.due_soon, found.not_delivered) == (2, 1, 1)
    assert [row.id for row in found.rows] == [late, later]


def test_the_register_is_narrowed(session, world, mandate, activist):
    topic = world.topics("Экология")[0]
    issue = letter(
        session, mandate, activist, subject=Subject.ISSUE, topic=topic, channel=Channel.POST
    )
    for wanted in (
        Wanted(mandate_id=mandate.id),
        Wanted(subject=Subject.ISSUE),
        Wanted(channel=Channel.POST),
        Wanted(state=State.DRAFT),
    ):
        page = queries.register(session, wanted, TODAY, 1)
        assert [row.id for row in page.rows] == [issue.id], wanted
        assert page.rows[0].topic.name_ru == "Экология"


def test_a_page_of_the_register_asks_the_same_few_questions_however_long_it_is(
    app, session, mandate, activist
):
    def count():
        session.commit()
        session.expire_all()
        with count_queries(app) as seen:
            queries.register(session, Wanted(), TODAY, 1, user_id=activist.id)
        return seen.count

    letter(session, mandate, activist)
    first = count()
    for _ in range(10):
        letter(session, mandate, activist, sent_on=SENT, due_on=DUE)
    # The user is read again, for a test's session forgets what was committed.
    assert count() == first <= 5


def test_a_term_that_runs_into_a_year_which_is_not_known_says_so(session, activist, draft):
    appeal = service.send(
        session,
        activist,
        dt.date(2025, 6, 1),
        draft.id,
        SendingFields(Channel.EMAIL, dt.date(2024, 12, 20)),
        version=version(session, draft),
    )
    row = queries.sheet(session, appeal.id, dt.date(2024, 12, 21), activist).row
    assert row.uncertain == (2025,)


def test_response_times_count_working_days_and_put_nobody_first(session, world, activist, mandate):
    second, silent = world.mandate(world.region()), world.mandate(world.region())
    own = campaign(session, second, mandate, silent)
    answers = (("2024-03-05", AnswerKind.SUBSTANTIVE), ("2024-03-12", AnswerKind.GENERAL),
               ("2024-03-15", AnswerKind.GENERAL))  # fmt: skip
    for day, kind in answers:
        letter(session, second, activist, campaign=own, sent_on=SENT, due_on=DUE,
               answered_on=dt.date.fromisoformat(day), answer_kind=kind)  # fmt: skip
    letter(session, mandate, activist, campaign=own, sent_on=SENT, due_on=DUE)
    letter(session, mandate, activist, campaign=own, sent_on=SENT, due_on=dt.date(2024, 4, 10))
    back = letter(session, mandate, activist, campaign=own, sent_on=SENT, due_on=DUE)
    record(session, activist, back, "not_delivered", "2024-03-05")
    letter(session, mandate, activist, campaign=own)
    found = response_times(session, own.id, TODAY)
    whole = found.overall
    assert (whole.sent, whole.answered, whole.unanswered, whole.waiting, whole.not_delivered) == (
        6, 3, 1, 1, 1,
    )  # fmt: skip
    assert (whole.shortest, whole.middle, whole.longest) == (2, 6, 9)
    assert whole.kinds == {AnswerKind.GENERAL: 2, AnswerKind.SUBSTANTIVE: 1}
    assert found.terms == (15,) and found.uncertain == ()
    districts = [each.seat.district for each in found.deputies]
    assert districts == sorted(districts)
    by_mandate = {each.seat.mandate_id: each.figures for each in found.deputies}
    assert by_mandate[silent.id].sent == 0 and by_mandate[silent.id].middle is None
    assert by_mandate[mandate.id].answered == 0 and by_mandate[mandate.id].unanswered == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"answered_on": dt.date(2024, 3, 4)},
        {"sent_on": SENT},
        {"sent_on": SENT, "due_on": DUE, "answered_on": dt.date(2024, 2, 1),
         "answer_kind": AnswerKind.GENERAL},
    ],
)  # fmt: skip
def test_the_database_refuses_a_letter_that_cannot_be(session, mandate, activist, fields):
    with pytest.raises(IntegrityError):
        letter(session, mandate, activist, **fields)
