"""What saving, undoing and drafting of codings promises."""

import pytest
from sqlalchemy import func, select

from app.queries import coding as queries
from app.queries.readings import Entry
from app.services import coding as service
from app.services.coding import CannotUndoError, NotCodableError, Problem
from app.services.errors import InvalidError, NotFoundError
from models.audit import Audit
from models.coding import AnswerReading, Coding, Reading, Strength
from models.item import Kind
from tests.conftest import NOW
from tests.factories.world import World


@pytest.fixture
def world(session):
    return World(session)


@pytest.fixture
def coder(make_user):
    return make_user()


@pytest.fixture
def other(make_user):
    return make_user()


@pytest.fixture
def mandate(world):
    return world.mandate()


@pytest.fixture
def theses(world, mandate):
    return world.programme(mandate).theses


@pytest.fixture
def part(world, mandate, theses):
    # Rows of another deputy, so that a forgotten condition shows.
    noise = world.mandate()
    world.programme(noise)
    world.item(noise)
    return world.participation(mandate)


def tagged(*theses, strength=Strength.DIRECT, **fields):
    return Entry(Reading.TAGGED, {thesis.id: strength for thesis in theses}, **fields)


@pytest.fixture
def save(session, coder):
    tokens = iter(range(1000))

    def save(part, entry, base=0, token=None, actor=coder, now=NOW):
        token = token or f"form {next(tokens)}"
        return service.save(session, actor, now, part.id, entry, base=base, token=token)

    return save


def problems(caught):
    return caught.value.problems


def test_a_reading_is_kept_with_its_tags_and_is_journalled(save, session, part, theses):
    saved = save(part, tagged(theses[0], theses[2], note="К первому и третьему"))
    session.expire_all()
    kept = Entry.of(session.get(Coding, saved.coding.id))
    assert set(kept.theses) == {theses[0].id, theses[2].id}
    assert kept.note == "К первому и третьему"
    journal = select(func.count(Audit.id)).where(
        Audit.entity.in_(["codings", "thesis_tags"]), Audit.action == "create"
    )
    assert session.scalar(journal) == 3


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (Entry(), ("reading", Problem.READING_REQUIRED)),
        (Entry(Reading.TAGGED), ("reading", Problem.TAG_REQUIRED)),
        (Entry(Reading.UNSURE), ("note", Problem.NOTE_REQUIRED)),
        (Entry(Reading.TAGGED, {999_999: Strength.DIRECT}), ("theses", Problem.FOREIGN_THESIS)),
        (Entry(Reading.NONE_FITS, topics=frozenset({9999})), ("topics", Problem.UNKNOWN_TOPIC)),
        (Entry(Reading.NONE_FITS, note="ж" * 4001), ("note", Problem.NOTE_TOO_LONG)),
        (
            Entry(Reading.NONE_FITS, answer_reading=AnswerReading.ACTS),
            ("answer_reading", Problem.NOT_AN_ANSWER),
        ),
    ],
)
def test_what_is_no_reading_is_refused_and_says_where(save, session, part, entry, expected):
    with pytest.raises(InvalidError) as caught:
        save(part, entry)
    assert problems(caught) == [expected]
    assert session.scalar(select(func.count(Coding.id))) == 0


def test_none_fits_has_no_theses(save, part, theses):
    with pytest.raises(InvalidError) as caught:
        save(part, Entry(Reading.NONE_FITS, {theses[0].id: Strength.DIRECT}))
    assert problems(caught) == [("reading", Problem.NO_THESES)]


def test_none_fits_may_have_a_topic(save, world, part):
    topic = world.topics("Дороги")[0]
    assert save(part, Entry(Reading.NONE_FITS, topics=frozenset({topic.id}))).coding.current


def test_a_thesis_of_another_deputy_is_refused(save, world, part):
    foreign = world.programme(world.mandate()).theses[0]
    with pytest.raises(InvalidError) as caught:
        save(part, tagged(foreign))
    assert problems(caught) == [("theses", Problem.FOREIGN_THESIS)]


def test_a_withdrawn_thesis_is_refused(save, session, part, theses):
    theses[0].withdrawn = True
    session.flush()
    with pytest.raises(InvalidError):
        save(part, tagged(theses[0]))


def test_a_deputy_without_own_theses_is_coded_against_the_partys(save, world, session):
    party = world.party()
    mandate = world.mandate(party=party)
    world.programme(mandate, theses=0)
    programme = world.programme(party=party)
    theses, of_party = queries.programme_theses(session, mandate)
    assert theses == programme.theses
    assert of_party
    assert save(world.participation(mandate), tagged(programme.theses[0])).coding.current


def test_what_an_answer_does_is_kept(save, world, mandate):
    part = world.participation(mandate, kind=Kind.ANSWER)
    saved = save(part, Entry(Reading.NONE_FITS, answer_reading=AnswerReading.PROMISES))
    assert saved.coding.answer_reading is AnswerReading.PROMISES


def test_a_new_save_supersedes_the_last_and_keeps_it(save, part, theses):
    first = save(part, tagged(theses[0])).coding
    second = save(part, tagged(theses[1]), base=first.id).coding
    assert (first.current, second.current) == (False, True)
    assert second.supersedes_id == first.id


def test_saving_the_same_again_adds_nothing(save, session, part, theses):
    first = save(part, tagged(theses[0])).coding
    assert save(part, tagged(theses[0]), base=first.id).coding is first
    assert session.scalar(select(func.count(Coding.id))) == 1


def test_a_form_sent_twice_makes_one_row(save, session, part, theses):
    first = save(part, tagged(theses[0]), token="one")
    again = save(part, tagged(theses[0]), token="one")
    assert again.coding is first.coding
    assert again.other is None
    assert session.scalar(select(func.count(Coding.id))) == 1


def test_an_undone_form_can_be_sent_again(save, session, coder, part, theses):
    first = save(part, tagged(theses[0]), token="one").coding
    service.undo(session, coder, NOW, first.id)
    again = save(part, tagged(theses[0]), token="one").coding
    assert again.id != first.id
    assert again.current


def test_a_second_tab_is_told_and_both_readings_stay(save, session, coder, part, theses):
    first = save(part, tagged(theses[0])).coding
    saved = save(part, tagged(theses[1]), base=0, token="tab two")
    assert saved.other is first
    assert (first.current, saved.coding.current) == (True, False)
    resent = save(part, tagged(theses[1]), base=0, token="tab two")
    assert (resent.coding, resent.other) == (saved.coding, first)

    service.choose(session, coder, saved.coding.id)
    assert (first.current, saved.coding.current) == (False, True)
    service.choose(session, coder, first.id)
    assert (first.current, saved.coding.current) == (True, False)


def test_nobody_chooses_among_the_readings_of_another(save, session, other, part, theses):
    coding = save(part, tagged(theses[0])).coding
    with pytest.raises(NotFoundError):
        service.choose(session, other, coding.id)
    with pytest.raises(NotFoundError):
        service.undo(session, other, NOW, coding.id)


def test_a_second_person_is_told_no_more_than_that(save, other, part, theses):
    first = save(part, tagged(theses[0]))
    second = save(part, tagged(theses[1]), actor=other)
    assert not first.second
    assert second.second
    assert second.other is None
    assert first.coding.current
    assert second.coding.current


def test_the_screen_shows_nothing_of_another_reading(save, session, other, part, theses):
    save(part, tagged(theses[0]))
    seen = queries.screen(session, part, other)
    assert seen.mine is None
    assert seen.draft is None


def test_undo_brings_back_the_reading_before(save, session, coder, part, theses):
    first = save(part, tagged(theses[0])).coding
    second = save(part, tagged(theses[1]), base=first.id).coding
    service.undo(session, coder, NOW, second.id)
    assert queries.current_of(session, part.id, coder.id) is first
    draft = queries.draft_of(session, part.id, coder.id)
    assert Entry.from_fields(draft.fields) == tagged(theses[1])
    assert draft.fields["base"] == first.id


def test_undo_of_the_first_save_leaves_nothing_and_happens_once(save, session, coder, part, theses):
    coding = save(part, tagged(theses[0])).coding
    service.undo(session, coder, NOW, coding.id)
    assert queries.current_of(session, part.id, coder.id) is None
    with pytest.raises(CannotUndoError):
        service.undo(session, coder, NOW, coding.id)


def test_a_draft_is_replaced_and_a_save_ends_it(save, session, coder, other, part, theses):
    service.keep_draft(session, coder, NOW, part.id, Entry(note="на"), base=0)
    service.keep_draft(session, coder, NOW, part.id, Entry(note="начало"), base=0)
    service.keep_draft(session, other, NOW, part.id, Entry(note="чужое"), base=0)
    assert queries.draft_of(session, part.id, coder.id).fields["note"] == "начало"
    save(part, tagged(theses[0]))
    assert queries.draft_of(session, part.id, coder.id) is None
    assert queries.draft_of(session, part.id, other.id) is not None


def test_a_save_on_a_merged_act_goes_to_the_one_that_stands(save, world, session, mandate, theses):
    lost, kept = world.participation(mandate), world.participation(mandate)
    lost.item.merged_into = kept.item
    session.flush()
    saved = save(lost, tagged(theses[0]))
    assert saved.moved
    assert saved.coding.participation_id == kept.id
    assert saved.coding.moved_from_id == lost.id


def test_a_merged_act_without_the_deputy_is_not_found(save, world, session, mandate, theses):
    lost, kept = world.participation(mandate), world.participation(world.mandate())
    lost.item.merged_into = kept.item
    session.flush()
    with pytest.raises(NotFoundError):
        save(lost, tagged(theses[0]))


def test_a_withdrawn_participation_takes_no_coding(save, session, part, theses):
    part.withdrawn = True
    session.flush()
    with pytest.raises(NotCodableError):
        save(part, tagged(theses[0]))
