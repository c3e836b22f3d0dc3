"""What is said of a programme: sourced, dated, without contradictions, by those who may."""

import datetime as dt

import pytest
from sqlalchemy import select

from app.queries import programmes as queries
from app.queries.programmes import Owner
from app.services import programmes as service
from app.services.errors import InvalidError, NotFoundError, StaleError
from app.services.programmes import Kept, Problem, ProgrammeFields
from models.campaign import Campaign, CampaignState
from models.coding import Assignment
from models.job import Job
from models.programme import Availability, FoundVia, Origin, Programme
from models.user import UserRole
from tests.conftest import NOW
from tests.factories.verdicts import file
from tests.factories.world import World

DAY = dt.date(2026, 11, 1)
PUBLISHED = {
    "availability": Availability.PUBLISHED,
    "found_via": FoundVia.MEDIA,
    "origin": Origin.OWN,
    "known_on": DAY,
    "source": "газета",
}


@pytest.fixture
def world(session):
    world = World(session)
    world.programme(world.mandate(), theses=2)
    return world


@pytest.fixture
def mandate(world):
    return world.mandate(party=world.party())


@pytest.fixture
def boss(make_user):
    return make_user(UserRole.COORDINATOR)


@pytest.fixture
def save(session, boss, mandate):
    def run(owner=None, actor=None, **entered):
        options = {name: entered.pop(name) for name in ("kept", "why") if name in entered}
        owner = owner or Owner(mandate.id)
        found = queries.programme_of(session, owner)
        version = queries.version(session, "programmes", found.id) if found else 0
        version = entered.pop("version", version)
        fields = ProgrammeFields(**entered)
        return service.save_programme(
            session, actor or boss, NOW, owner, fields, version=version, **options
        )

    return run


def refused(save, **entered):
    with pytest.raises(InvalidError) as told:
        save(**entered)
    return told.value.problems


def test_what_is_found_is_kept_with_its_source_and_day(save, session):
    programme = save(**PUBLISHED, specific_promises=True)
    session.expire(programme)
    assert (programme.availability, programme.origin) == (Availability.PUBLISHED, Origin.OWN)
    assert (programme.known_on, programme.specific_promises) == (DAY, True)


@pytest.mark.parametrize(
    "claim",
    [
        {"availability": Availability.ON_REQUEST},
        {"origin": Origin.NOT_PROVIDED},
        {"specific_promises": False},
        {"found_via": FoundVia.OTHER},
    ],
)
def test_a_change_without_source_and_day_is_refused(save, claim):
    assert refused(save, **claim) == [
        ("source", Problem.SOURCE_REQUIRED),
        ("known_on", Problem.DAY_REQUIRED),
    ]


def test_a_title_alone_needs_neither(save):
    assert save(title="Бағдарлама").title == "Бағдарлама"


def test_news_have_a_source_or_day_of_their_own_and_corrections_a_reason(save, session):
    save(**PUBLISHED)
    changed = PUBLISHED | {"availability": Availability.ON_REQUEST, "found_via": None}
    assert refused(save, **changed) == [("why", Problem.SAME_SOURCE)]
    later = save(**changed | {"known_on": dt.date(2026, 11, 5)})
    assert later.availability is Availability.ON_REQUEST
    back = save(**PUBLISHED | {"known_on": dt.date(2026, 11, 5)}, why="перепутано")
    assert back.availability is Availability.PUBLISHED
    changes = queries.history(session, "programmes", back.id)
    assert changes[0].reason == "перепутано"
    assert ("found_via", None, "media") in changes[0].fields


def test_a_day_to_come_is_refused(save):
    wrong = PUBLISHED | {"known_on": NOW.date() + dt.timedelta(days=2)}
    assert refused(save, **wrong) == [("known_on", Problem.DAY_TO_COME)]


@pytest.mark.parametrize(
    ("entered", "problem"),
    [
        ({"found_via": None}, ("found_via", Problem.FOUND_WHERE)),
        ({"origin": Origin.NOT_PROVIDED}, ("origin", Problem.AVAILABLE_YET_NOTHING_CAME)),
        ({"origin": Origin.BROKEN_LINK}, ("origin", Problem.AVAILABLE_YET_NOTHING_CAME)),
        ({"source_url": "javascript:alert(1)"}, ("source_url", Problem.NOT_A_LINK)),
    ],
)
def test_what_cannot_be_true_together_is_refused(save, entered, problem):
    assert refused(save, **(PUBLISHED | entered)) == [problem]


def test_what_is_not_available_has_no_document(save, world):
    kept = Kept(file(world).id)
    absent = {"availability": Availability.NOT_AVAILABLE, "known_on": DAY, "source": "письмо"}
    assert refused(save, **absent, kept=kept) == [("availability", Problem.NOT_AVAILABLE_YET_KEPT)]
    assert save(**absent, origin=Origin.BROKEN_LINK).origin is Origin.BROKEN_LINK


def test_a_party_programme_alone_has_no_theses_of_the_deputys_own(save, world, mandate, session):
    world.programme(mandate, theses=1)
    party_only = PUBLISHED | {"origin": Origin.PARTY_ONLY}
    assert refused(save, **party_only) == [("origin", Problem.HAS_OWN_THESES)]
    thesis = queries.programme_of(session, Owner(mandate.id)).theses[0]
    thesis.withdrawn = True
    session.flush()
    assert save(**party_only).origin is Origin.PARTY_ONLY


def test_the_programme_of_a_party_rests_on_no_party(save, world, mandate):
    owner = Owner(party_id=mandate.party_id, convocation_id=world.convocation.id)
    rests = PUBLISHED | {"origin": Origin.OWN_ON_PARTY}
    assert refused(save, owner=owner, **rests) == [("origin", Problem.PARTY_HAS_NO_PARTY)]
    assert save(owner=owner, **PUBLISHED).party_id == mandate.party_id


def test_a_kept_document_is_looked_through_once_and_replaces_the_one_before(save, world, session):
    first, second = file(world), file(world)
    save(**PUBLISHED, kept=Kept(first.id))
    assert save(title="и ещё", **PUBLISHED, kept=Kept(first.id)).file_id == first.id
    second.text = "прочитано"
    session.flush()
    assert save(**PUBLISHED, kept=Kept(second.id)).file_id == second.id
    jobs = session.scalars(select(Job).where(Job.kind == "read_file")).all()
    assert [job.args for job in jobs] == [{"file": first.id}, {"file": second.id}]


def test_somebody_elses_change_is_not_overwritten(save):
    save(**PUBLISHED)
    with pytest.raises(StaleError):
        save(**PUBLISHED, version=0)


@pytest.fixture
def assigned(world, session, mandate, make_user):
    def make(state=None, withdrawn=False, role=UserRole.ACTIVIST):
        user, campaign = make_user(role), None
        if state is not None:
            day = dt.date(2026, 1, 1)
            campaign = world.add(
                Campaign(
                    key=f"c-{state}", name_ru="К", convocation_id=world.convocation.id, seed="1",
                    observed_from=day, observed_to=day, work_from=day, work_to=day, state=state,
                )
            )  # fmt: skip
        world.add(
            Assignment(
                user_id=user.id, mandate_id=mandate.id, withdrawn=withdrawn,
                campaign_id=campaign.id if campaign else None,
            )
        )  # fmt: skip
        return user

    return make


@pytest.mark.parametrize("state", [None, CampaignState.OPEN, CampaignState.DRAFT])
def test_an_activist_enters_what_the_deputies_promised_whom_they_watch(save, assigned, state):
    assert save(actor=assigned(state), **PUBLISHED).origin is Origin.OWN


@pytest.mark.parametrize(
    "how",
    [
        {"withdrawn": True},
        {"state": CampaignState.CLOSED},
        {"role": UserRole.ANALYST},
    ],
)
def test_nobody_else_does(save, assigned, session, how, make_user):
    for actor in (assigned(**how), make_user()):
        with pytest.raises(NotFoundError):
            save(actor=actor, **PUBLISHED)
    assert len(session.scalars(select(Programme)).all()) == 1


def test_a_party_is_for_coordinators(save, assigned, world, mandate):
    owner = Owner(party_id=mandate.party_id, convocation_id=world.convocation.id)
    with pytest.raises(NotFoundError):
        save(owner=owner, actor=assigned(), **PUBLISHED)
