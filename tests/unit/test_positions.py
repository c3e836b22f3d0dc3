"""Links without an account, what is sent by them, and how deputies were asked."""

import datetime as dt

import pytest
from itsdangerous import URLSafeSerializer

from app.queries import positions as queries
from app.queries.positions import StandingState
from app.services import guests, positions, reviews, verdicts
from app.services.accounts import NotAllowedError
from app.services.errors import InvalidError, NotFoundError
from models.appeal import Channel
from models.base import Lang
from models.user import UserRole
from models.verdict import PositionState, Settlement, VerdictState
from tests.conftest import NOW
from tests.factories import verdicts as make
from tests.factories.world import World

KEY = "a key of the portal"
DEADLINE = dt.date(2026, 12, 10)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture
def world(session):
    return World(session)


@pytest.fixture
def first(make_user):
    return make_user(UserRole.ACTIVIST, name="Айгүл Сәрсенова", email="aigul@example.org")


@pytest.fixture
def boss(make_user):
    return make_user(UserRole.COORDINATOR)


@pytest.fixture
def verdict(world, session, first, boss):
    """A standing verdict; another deputy has one too."""
    make.standing(world, make.promise(world, world.mandate()), first, boss)
    found = make.standing(world, make.promise(world, world.mandate()), first, boss)
    session.commit()
    return found


@pytest.fixture
def mandate(verdict):
    return verdict.thesis.programme.mandate


@pytest.fixture
def issue(session, boss, mandate):
    def make_link(**fields):
        values = {"guest": "Приёмная", "lang": Lang.RU, "deadline": DEADLINE, "key": KEY}
        return guests.issue_position(session, boss, NOW, mandate.id, **(values | fields))

    return make_link


def answer(session, token, verdict, now=NOW, **fields):
    values = {"text": "Мы построили её", "lang": Lang.RU}
    return positions.answer(session, now, KEY, token, verdict.id, **(values | fields))


def test_a_token_works_until_it_ends_and_not_a_moment_longer(session, issue):
    issued = issue(expires_on=dt.date(2026, 12, 20))
    assert issued.token not in str(vars(issued.link))
    last = dt.datetime(2026, 12, 20, 18, 59, tzinfo=dt.UTC)
    assert guests.open_link(session, last, KEY, issued.token).id == issued.link.id
    with pytest.raises(guests.NoSuchLinkError):
        guests.open_link(session, last + dt.timedelta(minutes=1), KEY, issued.token)


def test_guessed_forged_foreign_and_withdrawn_tokens_fail_alike(session, issue, boss):
    issued = issue()
    forged = URLSafeSerializer("another key", salt=guests.SALT).dumps(["x", 9e12])
    unknown = URLSafeSerializer(KEY, salt=guests.SALT).dumps(["x", 9e12])
    for token in ("", "guess", issued.token + "x", forged, unknown):
        with pytest.raises(guests.NoSuchLinkError):
            guests.open_link(session, NOW, KEY, token)
    guests.withdraw(session, boss, NOW, issued.link.id)
    with pytest.raises(guests.NoSuchLinkError):
        guests.open_link(session, NOW, KEY, issued.token)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"guest": " "}, "guest"),
        ({"deadline": dt.date(2026, 11, 20)}, "deadline"),
        ({"expires_on": dt.date(2026, 12, 1)}, "expires_on"),
        ({"expires_on": dt.date(2036, 12, 1)}, "expires_on"),
    ],
)
def test_a_link_has_a_guest_and_days_in_order(issue, fields, field):
    with pytest.raises(InvalidError) as error:
        issue(**fields)
    assert [name for name, _ in error.value.problems] == [field]


def test_an_answer_is_kept_as_written_once_and_may_be_added_to(session, issue, verdict):
    token = issue().token
    row = answer(session, token, verdict, text="  Мы построили её\r\nв 2025 году ")
    again = answer(session, token, verdict, text="Мы построили её\nв 2025 году")
    more = answer(session, token, verdict, text="И открыли", disputes=True)
    assert (row.text, row.id) == ("Мы построили её\nв 2025 году", again.id)
    said = queries.of_link(session, row.link_id)[verdict.id]
    assert [one.id for one in said] == [row.id, more.id]


def test_a_link_answers_nothing_of_another_mandate(world, session, issue, verdict, first, boss):
    other = make.standing(world, make.promise(world, world.mandate()), first, boss)
    waiting = make.verdict(world, make.promise(world, world.mandate()), first)
    token = issue().token
    for row in (other, waiting):
        with pytest.raises(NotFoundError):
            answer(session, token, row)


@pytest.mark.parametrize(
    "data",
    [b"", b"<html><script>alert(1)</script>", b"MZ\x90\x00\x03", b"just text", b"PK\x03\x04x"],
)
def test_a_guest_brings_no_file_that_could_run(session, issue, verdict, tmp_path, data):
    upload = positions.Upload("../../evil.pdf", data)
    with pytest.raises(InvalidError) as error:
        answer(session, issue().token, verdict, upload=upload, root=tmp_path / "kept")
    assert error.value.problems == [("file", positions.Problem.FILE_NOT_TAKEN)]
    assert not (tmp_path / "kept").exists()


def test_a_guest_brings_a_picture_and_not_without_end(session, issue, verdict, tmp_path):
    token = issue().token
    upload = positions.Upload("../../a.png", PNG)
    row = answer(session, token, verdict, upload=upload, root=tmp_path)
    assert row.file.name == "a.png"
    for number in range(positions.MOST_WORDS - 1):
        answer(session, token, verdict, text=str(number))
    with pytest.raises(InvalidError):
        answer(session, token, verdict, text="ещё раз")


def attempt(session, boss, link, **fields):
    values = {
        "channel": Channel.POST, "address": "Астана, а/я 1", "asked_on": NOW.date(),
        "delivered": True, "proof": "уведомление № 5",
    }  # fmt: skip
    return positions.note_attempt(session, boss, NOW, link.id, **(values | fields))


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"address": " "}, ("address", positions.Problem.ADDRESS_REQUIRED)),
        ({"asked_on": None}, ("asked_on", positions.Problem.DATE_REQUIRED)),
        ({"asked_on": dt.date(2026, 11, 21)}, ("asked_on", positions.Problem.DATE_IN_FUTURE)),
        ({"asked_on": dt.date(2026, 11, 19)}, ("asked_on", positions.Problem.DATE_BEFORE_LINK)),
        ({"proof": ""}, ("proof", positions.Problem.PROOF_REQUIRED)),
    ],
)
def test_an_attempt_is_proved(session, boss, issue, fields, problem):
    with pytest.raises(InvalidError) as error:
        attempt(session, boss, issue().link, **fields)
    assert error.value.problems == [problem]


TODAY = NOW.date()


def standing(session, verdict, today=TODAY):
    return queries.standing(session, [verdict.id], today)[verdict.id]


def test_how_it_stands_with_a_verdict_is_told_step_by_step(session, boss, issue, verdict):
    assert standing(session, verdict).state is StandingState.NOT_ASKED
    issued = issue()
    attempt(session, boss, issued.link, delivered=False, proof="адресат выбыл")
    assert standing(session, verdict).state is StandingState.NOT_DELIVERED
    attempt(session, boss, issued.link)
    assert standing(session, verdict, DEADLINE).state is StandingState.WAITING
    after = standing(session, verdict, DEADLINE + dt.timedelta(days=1))
    assert after.state is StandingState.NO_ANSWER
    assert (len(after.asked), after.deadline) == (2, DEADLINE)
    late = dt.datetime(2026, 12, 10, 19, 1, tzinfo=dt.UTC)
    row = answer(session, issued.token, verdict, now=late)
    received = standing(session, verdict)
    assert (received.state, received.positions) == (StandingState.RECEIVED, ())
    positions.publish(session, boss, NOW, row.id)
    published = standing(session, verdict)
    assert published.state is StandingState.PUBLISHED
    assert (published.positions[0].text, published.positions[0].late) == (row.text, True)


def test_what_is_withheld_shows_its_reason_and_not_its_words(session, boss, issue, verdict):
    row = answer(session, issue().token, verdict, text="Сосед Н. всё врёт")
    with pytest.raises(InvalidError):
        positions.withhold(session, boss, NOW, row.id, " ")
    positions.withhold(session, boss, NOW, row.id, "называет третьих лиц")
    shown = standing(session, verdict).positions[0]
    assert (shown.text, shown.withheld_why) == (None, "называет третьих лиц")
    assert row.text == "Сосед Н. всё врёт"


def test_a_dispute_is_settled_once_in_public_in_both_languages(session, boss, issue, verdict):
    token = issue().token
    plain = answer(session, token, verdict)
    row = answer(session, token, verdict, text="Не согласен", disputes=True)
    words = {"settlement": Settlement.CHANGED, "words_kk": "Өзгереді", "words_ru": "Изменим"}

    def settle(position, **changes):
        positions.settle_dispute(session, boss, NOW, position.id, **(words | changes))

    with pytest.raises(positions.NotPublishedError):
        settle(row)
    positions.publish(session, boss, NOW, row.id)
    assert standing(session, verdict).disputed
    with pytest.raises(InvalidError):
        settle(row, words_kk="")
    settle(row)
    assert not standing(session, verdict).disputed
    for other in (row, plain):
        with pytest.raises(positions.NoDisputeError):
            settle(other)


def test_only_those_who_settle_ask_publish_and_withdraw(session, first, issue, verdict, mandate):
    issued = issue()
    row = answer(session, issued.token, verdict)
    for refused in (
        lambda: positions.publish(session, first, NOW, row.id),
        lambda: positions.withhold(session, first, NOW, row.id, "нет"),
        lambda: attempt(session, first, issued.link),
        lambda: guests.withdraw(session, first, NOW, issued.link.id),
        lambda: guests.issue_position(session, first, NOW, mandate.id, key=KEY, guest="я",
                                      lang=Lang.RU, deadline=DEADLINE),
    ):  # fmt: skip
        with pytest.raises(NotAllowedError):
            refused()


@pytest.fixture
def waiting(world, session, first):
    found = make.verdict(world, make.promise(world, world.mandate()), first)
    session.commit()
    return found


@pytest.fixture
def review(session, boss, waiting):
    def make_link(name="Ержан Внешний", email="out@example.org"):
        return guests.issue_review(
            session, boss, NOW, waiting.id, key=KEY, name=name, email=email, lang=Lang.RU
        )

    return make_link


def decide(session, token, verdict, confirms=True, words="Я видел школу"):
    return reviews.decide(session, NOW, KEY, token, verdict.id, confirms=confirms, words=words)


def test_a_reviewer_from_outside_confirms_once(session, review, waiting):
    issued = review()
    with pytest.raises(InvalidError):
        decide(session, issued.token, waiting, words=" ")
    decide(session, issued.token, waiting)
    assert (waiting.state, waiting.review_id) == (VerdictState.CONFIRMED, issued.link.id)
    assert waiting.confirmed_by_id is None and waiting.settled_why == "Я видел школу"
    with pytest.raises(guests.NoSuchLinkError):
        decide(session, issued.token, waiting)


def test_a_reviewer_from_outside_refuses_once(session, review, waiting):
    token = review().token
    decide(session, token, waiting, confirms=False, words="Это другая школа")
    assert (waiting.state, waiting.settled_why) == (VerdictState.REFUSED, "Это другая школа")
    with pytest.raises(guests.NoSuchLinkError):
        guests.open_link(session, NOW, KEY, token)


@pytest.mark.parametrize(
    ("name", "email", "problem"),
    [
        ("Кто-то", "aigul@example.org", ("email", guests.Problem.IS_PROPOSER)),
        ("Кто-то", "Aigul+2@Example.org", ("email", guests.Problem.IS_PROPOSER)),
        ("Сәрсенова Айгүл", "other@example.org", ("name", guests.Problem.IS_PROPOSER)),
        ("Sarsenova Aigul", "other@example.org", ("name", guests.Problem.IS_PROPOSER)),
        ("Аналитик", "analyst@example.org", ("email", guests.Problem.HAS_ACCOUNT)),
        ("", "new@example.org", ("name", guests.Problem.GUEST_REQUIRED)),
        ("Кто-то", "не адрес", ("email", guests.Problem.EMAIL_REQUIRED)),
    ],
)
def test_the_first_person_does_not_come_in_by_a_second_door(
    review, make_user, name, email, problem
):
    make_user(UserRole.ANALYST, email="analyst@example.org")
    with pytest.raises(InvalidError) as error:
        review(name, email)
    assert error.value.problems == [problem]


def test_a_link_of_one_purpose_serves_no_other(session, issue, review, verdict, waiting):
    with pytest.raises(guests.NoSuchLinkError):
        answer(session, review().token, verdict)
    with pytest.raises(guests.NoSuchLinkError):
        decide(session, issue().token, waiting)
    with pytest.raises(guests.NoSuchLinkError):
        decide(session, review().token, verdict)


def test_a_reviewer_decides_on_what_they_were_asked_about(world, session, boss, review, waiting):
    token = review().token
    verdicts.withdraw(session, boss, NOW, waiting.id, "заменено")
    with pytest.raises(verdicts.SettledMeanwhileError):
        decide(session, token, waiting)
    later = make.verdict(world, waiting.thesis, boss, proposed_at=NOW + dt.timedelta(minutes=1))
    with pytest.raises(verdicts.SettledMeanwhileError):
        decide(session, token, later)


def test_a_file_of_a_withheld_position_is_not_public(world, session, boss, issue, verdict):
    row = answer(session, issue().token, verdict)
    row.file_id = make.file(world).id
    positions.withhold(session, boss, NOW, row.id, "третьи лица")
    assert row.state is PositionState.WITHHELD
    assert standing(session, verdict).positions[0].file is None
