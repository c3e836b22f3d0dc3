"""Popolo JSON: people, organisations, areas, posts, memberships and events of a roster.

https://www.popoloproject.com/specs/ says what the classes hold; beyond it stand `lang` of other
names, `legislative_period_id` and `confidence` of memberships, and `meta`, as other publishers of
Popolo write them. Identifiers are made of natural keys alone, so that the same thing has the same
one in every file: docs/open-data.md lists them.
"""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from app.queries.deputies import Text
from app.queries.parties import faction_key
from app.queries.roster import DistrictOf, Roster, SeatOf
from app.queries.terms import Term
from app.scoring.words import N_
from app.words import LANGS, Words
from models.base import Confidence
from models.person import MandateKind

SEAT = N_("Deputy of district %(number)s")
PLACE = N_("District %(number)s")
PERIOD = N_("Convocation %(number)s")
SITTING = N_("Session %(number)s")

Thing = dict[str, Any]


def popolo(roster: Roster, meta: Mapping[str, Any]) -> Thing:
    """The whole document; `meta` says of what state it is. Lists are in the order of their ids."""
    return {
        "persons": _sorted(_persons(roster.seats)),
        "organizations": _sorted(_organizations(roster)),
        "areas": _sorted(_areas(roster.districts)),
        "posts": _sorted(_post(district) for district in roster.districts),
        "memberships": _sorted(_memberships(roster.seats)),
        "events": _sorted(_events(roster)),
        "meta": dict(meta),
    }


def encoded(document: Thing) -> bytes:
    """The file: UTF-8, readable, the same bytes for the same roster."""
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _sorted(things: Iterable[Thing]) -> list[Thing]:
    """Each thing once, by its id."""
    found = {thing["id"]: thing for thing in things}
    return [found[key] for key in sorted(found)]


def _named(name: Text | None, otherwise: str) -> Thing:
    """The name in Kazakh, or in the next language that has it, and the others beside it."""
    if name is None:
        return {"name": otherwise}
    known = [(lang, str(getattr(name, f"name_{lang}"))) for lang in LANGS
             if getattr(name, f"name_{lang}")]  # fmt: skip
    return {
        "name": known[0][1] if known else otherwise,
        "other_names": [
            {"name": text, "lang": lang, "note": "multilingual"} for lang, text in known
        ],
    }


def _worded(text: str, **values: Any) -> Text:
    """A name that we give ourselves, in three languages."""
    return Text(*(Words(lang).gettext(text, **values) for lang in LANGS))


def _day(value: dt.date | None) -> str | None:
    return value.isoformat() if value else None


def _told(**values: Any) -> Thing:
    """What is known alone: Popolo leaves out what is not."""
    return {key: value for key, value in values.items() if value not in (None, [], "")}


def _persons(seats: Iterable[SeatOf]) -> Iterable[Thing]:
    for seat in seats:
        yield {"id": seat.slug} | _named(seat.name, seat.slug) | _told(
            birth_date=str(seat.birth_year) if seat.birth_year else None,
            image=_uri(seat.image) if seat.image else None,
            identifiers=[
                {"scheme": scheme, "identifier": value} for scheme, value in seat.identities
            ],
            links=[
                {"url": _uri(value), "note": scheme}
                for scheme, value in seat.identities
                if _is_address(value)
            ],
        )  # fmt: skip


def _is_address(value: str) -> bool:
    try:
        return urlsplit(value).scheme in {"http", "https"}
    except ValueError:
        return False


def _uri(address: str) -> str:
    """An address as standards write it; sources leave letters of their own script in some."""
    return quote(address, safe="%/:?#[]@!$&'()*+,;=~-._")


def _organizations(roster: Roster) -> Iterable[Thing]:
    for term in roster.terms:
        yield (
            {"id": f"legislature/{term.legislature}", "classification": "legislature"}
            | _named(Text(term.name_kk, term.name_ru, term.name_en), term.legislature)
        )  # fmt: skip
    for seat in roster.seats:
        party, faction, committee = _party_of(seat), _faction_of(seat), _committee_of(seat)
        within = {"parent_id": f"legislature/{seat.term.legislature}"}
        if party:
            yield {"id": party, "classification": "party"} | _named(seat.party_name, party)
        if faction:
            name = {"name": seat.faction}
            yield {"id": faction, "classification": "parliamentary group"} | within | name
        if committee:
            named = _named(seat.committee, committee)
            yield {"id": committee, "classification": "committee"} | within | named


def _party_of(seat: SeatOf) -> str | None:
    """The party that nominated; who nominated themselves sit on behalf of nobody."""
    return f"party/{seat.party}" if seat.party and seat.is_party else None


def _faction_of(seat: SeatOf) -> str | None:
    return f"{faction_key(seat.faction)}/{seat.term.key}" if seat.faction else None


def _committee_of(seat: SeatOf) -> str | None:
    """Committees have no key of their own: it is made of the first known of the names."""
    names = seat.committee
    said = (names.name_ru or names.name_kk or names.name_en) if names else None
    if not said:
        return None
    return f"committee-{faction_key(said).partition('-')[2]}/{seat.term.key}"


def _areas(districts: Iterable[DistrictOf]) -> Iterable[Thing]:
    for district in districts:
        if district.region:
            yield {
                "id": f"area/{district.region}",
                "identifier": district.region,
                "classification": "region",
            } | _named(district.region_name, district.region)
        yield _told(
            id=_area_of(district.term, district.number),
            identifier=str(district.number),
            classification="single-mandate electoral district",
            parent_id=f"area/{district.region}" if district.region else None,
        ) | _named(_worded(PLACE, number=district.number), str(district.number))


def _area_of(term: str, number: int) -> str:
    return f"area/{term}/{number}"


def _post(district: DistrictOf) -> Thing:
    label = _worded(SEAT, number=district.number)
    return {
        "id": f"post/{district.term}/{district.number}",
        "label": label.name_kk,
        "labels": {lang: getattr(label, f"name_{lang}") for lang in LANGS},
        "role": "deputy",
        "organization_id": f"legislature/{district.term.rpartition('-')[0]}",
        "area_id": _area_of(district.term, district.number),
    }


def _memberships(seats: Iterable[SeatOf]) -> Iterable[Thing]:
    for seat in seats:
        since = _day(seat.start) or "unknown"
        held = {
            "person_id": seat.slug,
            "legislative_period_id": f"event/{seat.term.key}",
        } | _told(start_date=_day(seat.start), end_date=_day(seat.end))
        mark = f"{seat.term.key}/{seat.slug}/{since}"
        district = seat.district if seat.kind is MandateKind.DISTRICT else None
        yield {
            "id": f"membership/{mark}",
            "role": "deputy",
            "organization_id": f"legislature/{seat.term.legislature}",
        } | held | _told(
            on_behalf_of_id=_party_of(seat),
            post_id=f"post/{seat.term.key}/{district}" if district else None,
            area_id=_area_of(seat.term.key, district) if district else None,
            end_reason=seat.end_reason,
            confidence=_doubts(
                district=seat.district_confidence if district else None,
                party=seat.party_confidence if seat.party else None,
            ),
        )  # fmt: skip
        # When somebody joined a group or a committee is known for nobody: no days are said.
        for group, doubts in (
            (_faction_of(seat), None),
            (_committee_of(seat), _doubts(committee=seat.committee_confidence)),
        ):
            if group:
                yield {
                    "id": f"membership/{mark}/{group}",
                    "role": "member",
                    "person_id": seat.slug,
                    "organization_id": group,
                    "legislative_period_id": f"event/{seat.term.key}",
                } | _told(confidence=doubts)


def _doubts(**fields: Confidence | None) -> dict[str, str] | None:
    """Which of the fields are not stated by a source, and how they are known."""
    unsure = {
        name: value.value
        for name, value in fields.items()
        if value not in (None, Confidence.SOURCED)
    }
    return {name: str(value) for name, value in unsure.items()} or None


def _events(roster: Roster) -> Iterable[Thing]:
    for term in roster.terms:
        yield _period(term)
    for sat in roster.sessions:
        yield _told(
            id=f"event/{sat.term}/session-{sat.number}",
            classification="session",
            parent_id=f"event/{sat.term}",
            organization_id=f"legislature/{sat.term.rpartition('-')[0]}",
            start_date=_day(sat.start),
            end_date=_day(sat.end),
        ) | _named(_worded(SITTING, number=sat.number), str(sat.number))


def _period(term: Term) -> Thing:
    return _told(
        id=f"event/{term.key}",
        classification="legislative period",
        organization_id=f"legislature/{term.legislature}",
        start_date=_day(term.start),
        end_date=_day(term.end),
    ) | _named(_worded(PERIOD, number=term.number), str(term.number))
