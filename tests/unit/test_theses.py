"""Theses held against the kept document, and linked to those of a party."""

import pytest

from app.queries import theses as queries
from app.queries.cutting import cutting
from app.queries.programmes import Owner, version
from app.services import theses as service
from app.services.errors import InvalidError, NotFoundError
from app.services.theses import Cut, Problem, ThesisFields
from models.base import Lang
from models.programme import Origin, Statement, Wording
from models.user import UserRole
from tests.conftest import NOW
from tests.factories.verdicts import file, verdict
from tests.factories.world import World
from tests.support import count_queries

TEXT = "Построим школу.\nПосадим деревья.\fПостроим школу.\nПроведём воду в каж-\nдый дом."


@pytest.fixture
def world(session):
    world = World(session)
    world.programme(world.mandate(), theses=3)
    return world


@pytest.fixture
def programme(world):
    kept = file(world, text=TEXT)
    party = world.party()
    return world.programme(world.mandate(party=party), theses=0, file_id=kept.id)


@pytest.fixture
def boss(make_user):
    return make_user(UserRole.COORDINATOR)


def fields(text="Построим школу.", **more):
    values = {"lang": Lang.RU, "text_ru": text, "testable": True}
    return ThesisFields(**(values | more))


@pytest.fixture
def add(session, boss, programme):
    def run(text="Построим школу.", cut=None, **more):
        owner = Owner.of(programme)
        entered = fields(text, **more)
        return service.add_thesis(session, boss, NOW, owner, entered, cut=cut or Cut())

    return run


@pytest.fixture
def save(session, boss):
    def run(thesis, **more):
        stands = version(session, "theses", thesis.id)
        entered = fields(**({"text": thesis.text_ru} | more))
        return service.save_thesis(session, boss, NOW, thesis.id, entered, version=stands)

    return run


def place(thesis):
    return thesis.text_start, thesis.text_end


def problems(told):
    return told.value.problems


def test_a_quote_gets_its_page_and_its_place(add, programme):
    thesis = add("Посадим  деревья.", statement=Statement.COMMITMENT, concerns_district=True)
    assert TEXT[slice(*place(thesis))] == thesis.text_ru == "Посадим деревья."
    assert (thesis.page, thesis.file_id) == ("1", programme.file_id)
    assert (thesis.statement, thesis.concerns_district) == (Statement.COMMITMENT, True)


def test_of_words_that_stand_twice_the_page_or_the_place_tells_which(add):
    second = TEXT.index("Построим", 5)
    assert place(add(cut=Cut(page=2))) == (second, second + 15)
    assert place(add(cut=Cut(start=second, end=second + 16))) == (second, second + 15)
    assert place(add(cut=Cut(page=7))) == (0, 15)
    assert place(add(cut=Cut(start=3, end=5))) == (0, 15)


def test_a_word_parted_by_a_line_is_joined(add):
    thesis = add("Проведём воду в каждый дом.")
    assert thesis.text_ru == "Проведём воду в каждый дом."
    assert TEXT[slice(*place(thesis))] == "Проведём воду в каж-\nдый дом."


def test_words_that_are_not_in_the_document_are_refused_or_a_paraphrase(add):
    with pytest.raises(InvalidError) as told:
        add("Построим университет.")
    assert problems(told) == [("text_ru", Problem.NOT_IN_DOCUMENT)]
    thesis = add("Построим университет.", wording=Wording.PARAPHRASED, testable=False)
    assert (place(thesis), thesis.file_id) == ((None, None), None)


def test_every_correction_is_compared_again(add, save):
    thesis = add()
    with pytest.raises(InvalidError):
        save(thesis, text="Построим завод.")
    moved = save(thesis, text="Посадим деревья.")
    assert TEXT[slice(*place(moved))] == "Посадим деревья."
    loose = save(moved, wording=Wording.PARAPHRASED, testable=False)
    assert place(loose) == (None, None)


def test_a_quote_of_a_document_that_was_replaced_stays_with_that_one(
    add, save, world, programme, session
):
    thesis, old = add("Посадим деревья."), programme.file_id
    programme.file_id = file(world, text="Новая программа.").id
    session.flush()
    assert save(thesis, deadline=None).file_id == old
    assert [row.id for row in cutting(session, programme, 1).lost] == [thesis.id]


def test_quotes_entered_before_the_text_was_read_find_their_places(add, programme, session, world):
    kept = programme.file
    kept.text = None
    session.flush()
    early, wrong = add("Посадим деревья."), add("Построим завод.")
    assert place(early) == (None, None)
    kept.text = TEXT
    assert service.place_quotes(session, kept) == 1
    assert TEXT[slice(*place(early))] == "Посадим деревья." and early.page == "1"
    assert place(wrong) == (None, None)
    assert [row.id for row in cutting(session, programme, 1).lost] == [wrong.id]


def test_quotes_that_a_new_document_has_too_move_into_it(add, world, programme, session):
    thesis = add("Посадим деревья.")
    programme.file = newer = file(world, text="Итак. Посадим\nдеревья.")
    session.flush()
    assert service.place_quotes(session, newer) == 1
    assert (thesis.file_id, place(thesis)) == (newer.id, (6, 22))


def test_cuts_may_overlap_and_the_screen_says_so(add, programme, session):
    add("Построим школу.\nПосадим")
    add("Посадим деревья.")
    add("деревья. Построим школу.")
    seen = cutting(session, programme, 1)
    assert seen.overlapping == {1, 2, 3}
    assert [(part.text, part.numbers) for part in seen.segments] == [
        ("Построим школу.\n", (1,)), ("Посадим", (1, 2)), (" ", (2,)), ("деревья.", (2, 3)),
    ]  # fmt: skip
    assert [part.numbers for part in cutting(session, programme, 2).segments] == [(3,), ()]


def test_a_party_only_deputy_gets_no_theses(add, programme, session):
    programme.origin = Origin.PARTY_ONLY
    session.flush()
    with pytest.raises(InvalidError) as told:
        add()
    assert problems(told) == [("text_ru", Problem.PARTY_ONLY)]


def test_what_is_judged_stays_testable(add, save, world, boss):
    thesis = add()
    verdict(world, thesis, boss)
    with pytest.raises(InvalidError) as told:
        save(thesis, testable=False, untestable_reason="нет меры")
    assert problems(told) == [("testable", Problem.VERDICT_STANDS)]


def test_a_thesis_adapts_one_of_a_party_and_both_say_so(add, save, world, programme, session):
    party = world.programme(party=programme.mandate.party, theses=2)
    other = world.programme(party=world.party(), theses=1)
    foreign = world.thesis(world.programme(world.mandate(), theses=0), 1)
    thesis = add(adapts_id=party.theses[0].id)
    offered = queries.adaptable(session, Owner.of(programme))
    assert [row.id for row in offered] == [row.id for row in [*party.theses, *other.theses]]
    page = queries.adapted_by(session, party.theses[0].id, 1)
    assert [(row.thesis.id, row.deputy.id) for row in page.rows] == [
        (thesis.id, programme.mandate.deputy_id)
    ]
    for wrong in (foreign.id, thesis.id, 10_000):
        with pytest.raises(InvalidError) as told:
            save(thesis, adapts_id=wrong)
        assert problems(told) == [("adapts", Problem.NOT_A_PARTY_THESIS)]


def test_a_link_stays_when_the_party_withdraws_its_thesis(add, save, world, programme, session):
    party = world.programme(party=programme.mandate.party, theses=1)
    thesis = add(adapts_id=party.theses[0].id)
    party.theses[0].withdrawn = True
    session.flush()
    assert save(thesis, adapts_id=party.theses[0].id).adapts_id == party.theses[0].id


def test_nobody_enters_theses_of_deputies_whom_they_do_not_watch(
    session, programme, add, make_user
):
    thesis, stranger = add(), make_user()
    with pytest.raises(NotFoundError):
        service.add_thesis(session, stranger, NOW, Owner.of(programme), fields())
    with pytest.raises(NotFoundError):
        service.withdraw_thesis(session, stranger, NOW, thesis.id, "просто так")


def test_a_long_programme_with_many_theses_asks_no_more_often(app, world, session):
    def programme(pages, theses):
        words = [f"Обещание номер {n} для жителей." for n in range(theses)]
        per = max(1, theses // pages)
        text = "\f".join("\n".join(words[start : start + per]) for start in range(0, theses, per))
        kept = file(world, text=text)
        made = world.programme(world.mandate(), theses=0, file_id=kept.id)
        for number, quote in enumerate(words, 1):
            at = text.index(quote)
            world.thesis(
                made, number, text_ru=quote, lang=Lang.RU, file_id=kept.id,
                text_start=at, text_end=at + len(quote),
            )  # fmt: skip
        return made.id

    small, large = programme(1, 2), programme(100, 300)
    session.commit()
    counts = []
    for key in (small, large):
        session.expire_all()
        found = session.get(type(world.programme(world.mandate(), theses=0)), key)
        with count_queries(app) as asked:
            seen = cutting(session, found, 50)
        counts.append(asked.count)
    assert counts[0] == counts[1] <= 5
    assert (len(seen.parts), seen.total, len(seen.theses)) == (100, 300, 3)
