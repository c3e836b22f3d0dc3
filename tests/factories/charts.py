"""A chamber whose numbers were counted by hand, for the charts."""

import datetime as dt

from models.item import Kind, Role
from models.meeting import Answer, Decided, Meeting
from models.person import MandateKind, Party
from models.programme import Availability, Origin, Programme
from models.user import User
from tests.factories.acts import SEEN, World, make_world


def party(world: World, key: str, name: str, is_party: bool = True) -> Party:
    return world.add(Party(key=key, name_ru=name, name_kk=name, is_party=is_party))


def meeting(world: World, item, user: User, place: Answer):
    return world.add(
        Meeting(
            item_id=item.id, in_district=place, in_district_by=Decided.ASKED,
            in_session=Answer.NOT_KNOWN, in_session_by=Decided.COMPUTED,
            entered_by_id=user.id, entered_at=SEEN,
        )
    )  # fmt: skip


def make_chamber(session, user: User) -> World:
    """Three deputies of districts 2, 14 and none, and one of a list.

    Requests: 1 by Kuspan alone; 2 by Kuspan, signed by Bapi and the list deputy; 3 of the list
    deputy; 4 with Bapi, whose role nobody states. What must not count: one before the
    convocation, one that is not confirmed, one that was merged, and one withdrawn part.
    """
    world = make_world(session)
    amanat = party(world, "amanat", "AMANAT")
    own = party(world, "independent", "самовыдвиженец", is_party=False)
    kuspan = world.deputy("kuspan-abzal", "Куспан Абзал", world.district(14), party=amanat,
                          name_kk="Құспан Абзал")  # fmt: skip
    bapi = world.deputy("bapi-ermurat", "Бапи Ермурат", world.district(2), party=own)
    world.deputy("quiet", "Тихий Тихон", None)
    listed = world.deputy("listed", "Список Иван", None, party=amanat, kind=MandateKind.LIST)
    world.act(kuspan, uid="1", role=Role.INITIATOR)
    two = world.act(kuspan, uid="2", role=Role.INITIATOR)
    world.take_part(two, bapi, Role.SIGNATORY)
    world.take_part(two, listed, Role.SIGNATORY)
    world.act(listed, uid="3", role=Role.INITIATOR)
    world.act(bapi, uid="4", role=Role.NOT_STATED)
    world.act(kuspan, uid="5", role=Role.INITIATOR, date=dt.date(2015, 1, 1))
    world.act(kuspan, uid="6", role=Role.INITIATOR, confirmed=False)
    world.act(kuspan, uid="7", role=Role.INITIATOR, merged_into=two)
    gone = world.act(kuspan, uid="8", role=Role.INITIATOR)
    gone.participations[0].withdrawn = True
    places = (Answer.YES, Answer.YES, Answer.NO, None)
    for number, place in enumerate(places):
        held = world.act(kuspan, uid=f"m{number}", kind=Kind.VOTER_MEETING)
        if place is not None:
            meeting(world, held, user, place)
    world.act(bapi, uid="r1", kind=Kind.RECEPTION)
    world.add(Programme(mandate=kuspan, availability=Availability.PUBLISHED, origin=Origin.OWN))
    world.add(Programme(mandate=bapi, availability=Availability.ON_REQUEST))
    session.flush()
    return world
