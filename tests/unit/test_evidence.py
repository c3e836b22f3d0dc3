"""Posts and the acts in them, as rows: what a run over a site leaves alone."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from app.services import evidence, meetings
from app.services.act_checks import ActProblem
from app.services.entering import NotYoursError
from app.services.errors import InvalidError, NotFoundError
from app.services.evidence import PostKnownError, PostProblem
from app.services.meetings import LookAlikeError
from app.services.voters_orders import OrderFields
from models.audit import Audit
from models.item import DatePrecision, Item, Kind, MergeProposal, Participation, ProposalState
from models.meeting import Answer, Decided, Meeting, Post, PostAccount, VotersOrder
from models.merge import settle
from models.record import Record, RecordParticipation
from models.user import UserRole
from scrapers.load.alike import propose
from tests.conftest import NOW
from tests.factories.evidence import act_fields, kept_file, make_watched, post_fields


@pytest.fixture
def watched(session):
    world, mandate = make_watched(session)
    world.act(mandate, "Запрос о дорогах")
    session.commit()
    return world, mandate


@pytest.fixture
def world(watched):
    return watched[0]


@pytest.fixture
def mandate(watched):
    return watched[1]


@pytest.fixture
def activist(make_user):
    return make_user(UserRole.ACTIVIST)


@pytest.fixture
def enter(session, world, activist):
    file = kept_file(world)

    def do(*acts, actor=activist, **post):
        return evidence.enter(session, actor, NOW, post_fields(file, **post), acts)

    return do


def record_of(session, post):
    query = select(Record).join(PostAccount).where(PostAccount.post_id == post.id)
    return session.scalars(query.order_by(Record.id)).all()[-1]


def problems(call, *args, **kinds):
    with pytest.raises(InvalidError) as refused:
        call(*args, **kinds)
    return refused.value.problems


def test_a_meeting_entered_from_a_post_is_an_act_like_any_other(session, enter, mandate, world):
    post = enter(act_fields(mandate, summary="Жители просили воду"))
    record = record_of(session, post)
    item = record.item
    assert (record.source_row.key, item.key) == ("hand", f"hand/{record.source_uid}")
    assert (item.title_ru, item.date, item.kind) == (
        "Встреча о воде", dt.date(2024, 5, 18), Kind.VOTER_MEETING,
    )  # fmt: skip
    assert item.queued and item.confirmed
    parts = session.scalars(select(Participation).where(Participation.item_id == item.id)).all()
    assert [(part.mandate_id, part.withdrawn) for part in parts] == [(mandate.id, False)]
    meeting = session.scalars(select(Meeting)).one()
    assert (meeting.in_district, meeting.in_district_by) == (Answer.YES, Decided.COMPUTED)
    assert (meeting.in_session, meeting.in_session_by) == (Answer.YES, Decided.COMPUTED)


def test_what_a_person_says_of_place_and_session_overrules_what_is_computed(
    session, enter, mandate
):
    enter(act_fields(mandate, in_district=Answer.NO, in_session=Answer.NOT_KNOWN))
    meeting = session.scalars(select(Meeting)).one()
    assert (meeting.in_district, meeting.in_district_by) == (Answer.NO, Decided.ASKED)
    assert (meeting.in_session, meeting.in_session_by) == (Answer.NOT_KNOWN, Decided.ASKED)


def test_what_place_and_day_do_not_tell_is_asked(enter, mandate):
    told = problems(enter, act_fields(mandate, place="актовый зал", day=dt.date(2025, 1, 5)))
    assert told == [("acts-0-in_district", ActProblem.DISTRICT_ASKED)]
    told = problems(enter, act_fields(mandate, day=dt.date(2023, 1, 5)))
    assert told == [("acts-0-in_session", ActProblem.SESSION_ASKED)]


def test_a_month_is_enough_for_a_date(session, enter, mandate):
    enter(act_fields(mandate, day=None, month=dt.date(2023, 8, 1)))
    item = session.scalars(select(Item).where(Item.key.startswith("hand/"))).one()
    assert (item.date, item.date_precision) == (dt.date(2023, 8, 1), DatePrecision.MONTH)
    assert session.scalars(select(Meeting)).one().in_session is Answer.NO


@pytest.mark.parametrize(
    ("said", "field", "problem"),
    [
        ({"mandate_id": None}, "mandate", ActProblem.MANDATE_REQUIRED),
        ({"mandate_id": 987654}, "mandate", ActProblem.MANDATE_REQUIRED),
        ({"title": None}, "title", ActProblem.TITLE_REQUIRED),
        ({"day": None, "in_session": Answer.NO}, "day", ActProblem.DATE_REQUIRED),
        ({"month": dt.date(2024, 5, 1)}, "day", ActProblem.ONE_DATE),
        ({"day": dt.date(2027, 1, 1), "in_session": Answer.NO}, "day", ActProblem.FUTURE),
        ({"kind": Kind.DEPUTY_REQUEST}, "kind", ActProblem.NO_SUCH_KIND),
        ({"topics": frozenset({987654})}, "topics", ActProblem.UNKNOWN_TOPIC),
        ({"same_as": 987654}, "same", ActProblem.UNKNOWN_ACT),
    ],
)
def test_an_act_that_is_not_whole_is_refused_beside_its_field(
    session, enter, mandate, said, field, problem
):
    assert (f"acts-0-{field}", problem) in problems(enter, act_fields(mandate, **said))
    session.rollback()
    assert session.scalar(select(func.count(Post.id))) == 0


def test_a_post_needs_a_link_a_copy_and_an_act(session, activist, world, mandate):
    def enter(*acts, **said):
        return evidence.enter(session, activist, NOW, post_fields(**said), acts)

    assert ("file", PostProblem.COPY_REQUIRED) in problems(enter, act_fields(mandate))
    assert ("acts", PostProblem.ACT_REQUIRED) in problems(enter)
    for url in ("javascript:alert(1)", "ftp://a.example/", "https://u:p@a.example/"):
        told = problems(enter, act_fields(mandate), url=url)
        assert ("url", PostProblem.NOT_A_LINK) in told
    future = dt.date(2027, 1, 1)
    assert ("published_on", PostProblem.FUTURE) in problems(enter, published_on=future)


def test_an_activist_enters_for_deputies_of_an_open_campaign_and_a_coordinator_for_any(
    session, enter, world, make_user
):
    other = world.deputy("third", "Третий Депутат", None)
    told = problems(enter, act_fields(other))
    assert told == [("acts-0-mandate", ActProblem.NOT_COVERED)]
    assert enter(act_fields(other), actor=make_user(UserRole.COORDINATOR))


def test_one_post_gives_several_meetings_and_several_posts_one(session, enter, mandate):
    first = enter(act_fields(mandate), act_fields(mandate, title="Приём", day=dt.date(2024, 4, 1),
                                                  kind=Kind.RECEPTION))  # fmt: skip
    item = session.scalars(select(Item).where(Item.title_ru == "Встреча о воде")).one()
    second = enter(act_fields(mandate, same_as=item.id, title=None), path="p/2")
    assert (
        record_of(session, second)
        == session.scalars(select(Record).where(Record.item_id == item.id)).one()
    )
    counts = select(PostAccount.post_id, func.count()).group_by(PostAccount.post_id)
    assert dict(session.execute(counts).all()) == {first.id: 2, second.id: 1}
    assert session.scalar(select(func.count(Item.id)).where(Item.key.startswith("hand/"))) == 2


def test_a_post_of_an_act_that_a_site_told_of_leaves_that_act_as_it_was(
    session, enter, mandate, world
):
    site = world.act(mandate, "Встреча с жителями", kind=Kind.VOTER_MEETING, title_kk="Кездесу",
                     date=dt.date(2024, 5, 18))  # fmt: skip
    before = (site.key, site.title_ru, site.title_kk, site.date, site.kind)
    post = enter(act_fields(mandate, same_as=site.id, title="Другое название"))
    settle(session, {site.id})
    assert (site.key, site.title_ru, site.title_kk, site.date, site.kind) == before
    assert record_of(session, post).item_id == site.id
    assert session.scalars(select(Meeting)).one().item_id == site.id


def test_what_may_be_the_same_act_is_shown_before_anything_is_saved(session, enter, mandate, world):
    site = world.act(mandate, "Кездесу", kind=Kind.VOTER_MEETING, date=dt.date(2024, 5, 19))
    far = world.act(mandate, "Встреча о воде", kind=Kind.RECEPTION, date=dt.date(2024, 6, 10))
    world.act(mandate, "О другом", kind=Kind.RECEPTION, date=dt.date(2024, 6, 10))
    session.commit()
    with pytest.raises(LookAlikeError) as found:
        enter(act_fields(mandate))
    assert [row.item_id for row in found.value.found[0]] == [site.id, far.id]
    session.rollback()
    assert session.scalar(select(func.count(Post.id))) == 0


def test_that_it_is_another_act_is_the_persons_word(session, enter, mandate, world):
    world.act(mandate, "Кездесу", kind=Kind.VOTER_MEETING, date=dt.date(2024, 5, 19))
    assert enter(act_fields(mandate, another=True))


def test_a_post_that_was_entered_already_is_said_to_be_there(session, enter, mandate):
    first = enter(act_fields(mandate))
    session.commit()
    with pytest.raises(PostKnownError) as known:
        enter(act_fields(mandate, another=True))
    assert known.value.post_id == first.id


def test_of_two_who_enter_a_post_at_once_the_database_lets_one(
    session, enter, mandate, monkeypatch
):
    first = enter(act_fields(mandate))
    session.commit()
    looked = iter((None,))
    real = evidence._refuse_known
    # The second looked before the first had saved.
    monkeypatch.setattr(evidence, "_refuse_known", lambda *args: next(looked, real) and real(*args))
    with pytest.raises(PostKnownError) as known:
        enter(act_fields(mandate, another=True))
    assert known.value.post_id == first.id
    assert session.scalar(select(func.count(Post.id))) == 1


def test_a_post_taken_back_takes_its_acts_along_and_brings_them_back(
    session, enter, mandate, activist
):
    post = enter(act_fields(mandate))
    item = record_of(session, post).item
    evidence.withdraw_post(session, activist, NOW, post.id, reason="чужая встреча")
    part = session.scalars(select(Participation).where(Participation.item_id == item.id)).one()
    assert (item.queued, item.confirmed, part.withdrawn) == (False, False, True)
    # No merge or run brings it back by itself, and the same post may be entered again.
    settle(session, {item.id})
    assert part.withdrawn and enter(act_fields(mandate, another=True))
    with pytest.raises(PostKnownError):
        evidence.restore_post(session, activist, NOW, post.id, reason="всё же она")
    session.rollback()


def test_an_act_is_brought_back_with_its_queue(session, enter, mandate, activist):
    post = enter(act_fields(mandate))
    record = record_of(session, post)
    evidence.withdraw_act(session, activist, NOW, record.id, reason="ошибка")
    assert not record.item.queued
    evidence.restore_act(session, activist, NOW, record.id, reason="верно")
    part = session.scalars(
        select(Participation).where(Participation.item_id == record.item_id)
    ).one()
    assert record.item.queued and record.item.confirmed and not part.withdrawn


def test_an_act_that_another_post_tells_of_stays(session, enter, mandate, activist):
    first = enter(act_fields(mandate))
    item = record_of(session, first).item
    enter(act_fields(mandate, same_as=item.id), path="p/2")
    evidence.withdraw_post(session, activist, NOW, first.id, reason="удалён")
    assert item.confirmed and item.queued


def test_a_correction_keeps_its_reason_and_changes_the_act(
    session, enter, mandate, activist, world
):
    record = record_of(session, enter(act_fields(mandate)))
    other = world.deputy("third", "Третий Депутат", None)
    said = act_fields(
        mandate, title="Приём граждан", kind=Kind.RECEPTION, others=(other.id,),
        place="Актау", audience=40, in_district=Answer.NO,
    )  # fmt: skip
    meetings.edit(session, activist, NOW, record.id, said, reason="пересмотрено")
    item = record.item
    assert (item.title_ru, item.kind) == ("Приём граждан", Kind.RECEPTION)
    named = select(Participation.mandate_id).where(
        Participation.item_id == item.id, ~Participation.withdrawn
    )
    assert set(session.scalars(named)) == {mandate.id, other.id}
    meeting = session.scalars(select(Meeting)).one()
    assert (meeting.audience, meeting.place) == (40, "Актау")
    reasons = select(Audit.reason).where(Audit.entity == "records", Audit.action == "update")
    assert "пересмотрено" in set(session.scalars(reasons))
    meetings.edit(session, activist, NOW, record.id, act_fields(mandate), reason="один депутат")
    assert set(session.scalars(named)) == {mandate.id}


def test_another_activist_cannot_change_it_and_a_coordinator_can(
    session, enter, mandate, make_user
):
    post = enter(act_fields(mandate))
    record = record_of(session, post)
    stranger, coordinator = make_user(UserRole.ACTIVIST), make_user(UserRole.COORDINATOR)
    for call in (evidence.withdraw_post, evidence.restore_post):
        with pytest.raises(NotYoursError):
            call(session, stranger, NOW, post.id, reason="x")
    with pytest.raises(NotYoursError):
        evidence.withdraw_act(session, stranger, NOW, record.id, reason="x")
    said = post_fields(title="Иначе")
    with pytest.raises(NotYoursError):
        evidence.edit_post(session, stranger, NOW, post.id, said, reason="x")
    evidence.edit_post(session, coordinator, NOW, post.id, said, reason="название")
    assert post.title == "Иначе" and post.file_id is not None
    assert problems(evidence.withdraw_post, session, coordinator, NOW, post.id, reason=" ")


def test_only_what_was_entered_by_hand_can_be_changed_here(session, mandate, make_user, world):
    record = session.scalars(select(Record)).first()
    with pytest.raises(NotFoundError):
        evidence.withdraw_act(session, make_user(UserRole.COORDINATOR), NOW, record.id, reason="x")


def test_an_entered_act_survives_a_merge_with_one_of_a_site_and_its_undoing(
    session, enter, mandate, world
):
    record = record_of(session, enter(act_fields(mandate)))
    mine = record.item
    site = world.act(mandate, "Встреча", kind=Kind.VOTER_MEETING, number="7",
                     date=dt.date(2024, 5, 18))  # fmt: skip
    first, second = sorted((mine, site), key=lambda item: item.key)
    proposal = MergeProposal(first_id=first.id, second_id=second.id, score=1.0)
    proposal.state = ProposalState.MERGED
    world.add(proposal)
    settle(session, {mine.id, site.id})
    assert site.merged_into_id == mine.id and mine.title_ru == "Встреча о воде"
    proposal.state = ProposalState.OPEN
    settle(session, {mine.id, site.id})
    assert site.merged_into_id is None and (mine.number, mine.confirmed) == (None, True)


def test_orders_of_voters_are_kept_with_their_meeting_once(session, enter, mandate):
    order = OrderFields("Построить мост")
    post = enter(
        act_fields(mandate, orders=(order, OrderFields("Вода в школе", note="к сентябрю")))
    )
    item = record_of(session, post).item
    enter(act_fields(mandate, same_as=item.id, orders=(order,)), path="p/2")
    texts = session.scalars(select(VotersOrder.text).order_by(VotersOrder.id)).all()
    assert texts == ["Построить мост", "Вода в школе"]


def test_every_row_is_journalled_under_who_entered_it(session, enter, mandate):
    enter(act_fields(mandate, orders=(OrderFields("Мост"),)))
    made = set(session.scalars(select(Audit.entity).where(Audit.action == "create")))
    assert {"posts", "post_accounts", "records", "items", "meetings", "participations",
            "voters_orders", "record_participations"} <= made  # fmt: skip
    assert session.scalar(select(func.count(RecordParticipation.id))) == 2


def test_what_a_run_compares_after_loading_leaves_an_entered_act_as_it_was(
    session, enter, mandate, world
):
    record = record_of(session, enter(act_fields(mandate, title="Встреча о воде в Темиртау")))
    mine = record.item
    site = world.act(mandate, "Встреча о воде в Темиртау", kind=Kind.VOTER_MEETING,
                     date=dt.date(2024, 5, 18))  # fmt: skip
    before = (mine.title_ru, mine.date, mine.kind, mine.queued, mine.merged_into_id)
    propose(session, {site.id})
    # It is proposed to a person that the two are one act, and nothing is done by itself.
    assert session.scalars(select(MergeProposal.state)).all() == [ProposalState.OPEN]
    assert (mine.title_ru, mine.date, mine.kind, mine.queued, mine.merged_into_id) == before
