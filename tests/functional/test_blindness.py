"""Nobody can learn the first reading of a unit of the sample: every page, export and command.

The same portal is built several times; only what the first coder found differs. Whoever is not
that coder must get the same bytes each time, and the public the same as before anything was read.
"""

import itertools
import re

import pytest
import time_machine
from sqlalchemy import select

from app import create_app
from app.exports import FORMATS, TABLES
from app.extensions import alembic, db
from app.queries.chart_shapes import Name
from app.queries.readings import Entry
from app.services import coding as service
from models import audit
from models.coding import Coding, Draft, Reading, Strength
from models.item import Kind
from models.reliability import Offer, OfferArm, SampleUnit
from models.topic import CodeBook, Topic
from models.user import User, UserRole
from tests.conftest import NOW, fresh_database
from tests.factories.campaign import make_campaign, watch
from tests.factories.world import World

SECRET = "ТАЙНА-7731"
#: What the first coder found: each with as many rows, so that no count gives it away by itself.
FOUND = {
    "direct": Entry(Reading.TAGGED, {1: Strength.DIRECT}, frozenset({1}), SECRET),
    "unsure": Entry(Reading.UNSURE, {2: Strength.RELATED}, frozenset({2}), SECRET[::-1]),
}
ROLES = ("visitor", "second", "activist", "analyst", "coordinator", "administrator")
TEXTS = {
    "section": ["introduction", "conclusions", "nothing"],
    "lang": ["en"], "slug": ["deputy-2"], "token": ["spent"], "filename": ["icon.svg"],
    "what": ["looks"], "which": ["seen", "new", "changed"], "sha256": ["0" * 64],
    "entity": ["codings", "thesis_tags", "topic_tags", "sample_units", "participations", "items"],
    "table": ["codings", "thesis_tags", "topic_tags", "sample_units", "participations"],
    "kind": ["fetch", "verify", "deputies", "monitoring"], "term": ["assembly-8"],
    "ending": ["csv", "svg"],
    "group": ["unknown"],
}  # fmt: skip
ASKED = {
    "api.items": ["?topic=issues.t1", "?counted=false", "?deputy=deputy-2"],
    "api.search": ["?q=дороги"],
    "api.theses": ["?topic=issues.t1", "?counted=true"],
    "public.deputy": ["?tab=all"],
    "public.deputy_items": [
        "?show=tagged", "?show=coded", "?show=to_be_coded", "?thesis=1", "?thesis=2",
    ],
    "public.search": ["?q=дороги", "?q=дороги&what=promise", "?q=дороги&since=2000-01-01"],
    "public.topic": ["?tab=acts", "?tab=promises"],
    "public.party": ["?tab=programme", "?tab=requests"],
    "public.compare": ["?d=deputy-2"],
    "coding.queue": ["?state=mine", "?state=unsure", "?state=draft", "?kind=answer"],
    "coding.precedents": ["?q=дороги"],
    "desk.cases": ["?show=decided"],
    "desk.sample": ["?campaign=1"],
    "desk.journal": ["?entity=codings", "?entity=thesis_tags", "?entity=topic_tags"],
    "desk.board": ["?campaign=1"],
}  # fmt: skip
#: Numbers and hashes that differ at every look, and say nothing of a reading.
CHANGING = re.compile(
    rb'(name="(csrf_token|token)" value="[^"]*"|data-csrf="[^"]*"|nonce="[^"]*"|\b[0-9a-f]{12,64}\b'
    rb'|"token": *"[^"]*"|content="[^"]{60,}")'
)


def build(session, found):
    """A deputy whose act is in the sample, read by one of two people who are to read it."""
    world = World(session)
    people = {}
    for number, name in enumerate(("first", *ROLES[1:])):
        role = UserRole(name) if name in set(UserRole) else UserRole.ACTIVIST
        people[name] = world.add(
            User(
                email=f"{name}@example.org", name=f"Person {name}", role=role, created_at=NOW,
                fs_uniquifier=f"{number:032d}", active=True,
            )
        )  # fmt: skip
    mandate = world.mandate(world.region())
    world.programme(mandate, theses=2, source="листовка")
    book = world.add(CodeBook(key="issues", name_ru="Вопросы", name_kk="Мәселелер"))
    for number, name in enumerate(("Дороги", "Вода"), 1):
        world.add(Topic(code_book=book, key=f"t{number}", number=number, name_ru=name))
    campaign = make_campaign(
        session, world.convocation, mandate, key="spring", reliability_percent=100,
        name_ru="Весна", name_kk="Көктем",
    )  # fmt: skip
    watch(session, campaign, people["second"], mandate)
    request = world.item(mandate, text="О дорогах")
    answer = world.item(mandate, kind=Kind.ANSWER, queued=False, answer_to=request)
    world.item(mandate)
    session.flush()
    for item in (request, answer) if found else ():
        part = item.participations[0]
        session.add(
            Offer(participation_id=part.id, coder_id=people["first"].id, arm=OfferArm.PLAIN,
                  ranked=[1, 2], offered_at=NOW)
        )  # fmt: skip
        coding = service.save(
            session, people["first"], NOW, part.id, FOUND[found], base=0, token="t"
        ).coding
        session.flush()
        for offer in session.scalars(select(Offer).where(Offer.participation_id == part.id)):
            offer.coding_id = coding.id
        session.add(
            Draft(participation_id=part.id, coder_id=people["first"].id,
                  fields=FOUND[found].as_fields(), saved_at=NOW)
        )  # fmt: skip
        for unit in session.scalars(select(SampleUnit)):
            unit.coder_id = people["second"].id
    session.commit()


@pytest.fixture
def portal(template, request, config, tmp_path):
    """Make a portal in which the first coder found `found`; None for one that nobody has read."""
    made = []

    def portal(found):
        directory = tmp_path / str(found)
        directory.mkdir()
        database = fresh_database(template, request.config.getoption("--db"), directory)
        url = database.__enter__()
        app = create_app(type(config)(**{**vars(config), "database_url": url}))
        app.config["WTF_CSRF_ENABLED"] = False
        made.append((app, database))
        with app.app_context():
            alembic.stamp()
            with db.sessionmaker() as session:
                audit.bind(session, actor="test", now=NOW)
                build(session, found)
        return app

    yield portal
    for app, database in made:
        with app.app_context():
            db.engine.dispose()
        database.__exit__(None, None, None)


def addresses(app):
    """Every address that can be opened, with real numbers in it and some that are not."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if "GET" not in rule.methods or rule.endpoint in ("static", "account.sign_out"):
            continue
        if rule.endpoint.startswith("account."):
            continue
        words = sorted(part for part in rule.arguments if part in {*TEXTS, "key", "name"})
        numbers = rule.arguments - set(words)
        file = rule.endpoint == "downloads.table"
        values = [
            TEXTS.get(part) or (NAMES if part == "name" else ["csv"] if file else KEYS)
            for part in words
        ]
        for number, chosen in itertools.product(
            (1, 2) if numbers else (0,), [*itertools.product(*values)]
        ):
            given = dict(zip(words, chosen, strict=True)) | dict.fromkeys(numbers, number)
            try:
                with app.test_request_context("/"):
                    path = rule.build(given, append_unknown=False)[1]
            except (TypeError, ValueError):
                continue
            yield rule.endpoint, path
            for query in ASKED.get(rule.endpoint, ()):
                yield rule.endpoint, path + query


KEYS = ["site/3", "site/4", "site", "issues.t1", "issues.t2", "not-known"]
NAMES = [*TABLES, *Name]


def walk(app, role):
    """What a person of that role gets at every address."""
    with app.app_context(), db.sessionmaker() as session:
        mark = session.scalar(select(User.fs_uniquifier).where(User.email == f"{role}@example.org"))
    seen = {}
    client = app.test_client()
    if mark is not None:
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = mark, True
    for _, path in addresses(app):
        answer = client.get(path)
        body = CHANGING.sub(b"", answer.get_data())
        seen[path] = (answer.status_code, answer.headers.get("Location"), body)
    return seen


def commands(app):
    """What the commands write that tell of readings."""
    runner = app.test_cli_runner()
    asked = [
        *(["export", name, "--format", kind, "--out", "-"] for name in TABLES for kind in FORMATS),
        ["agreement", "--json"],
        ["agreement"],
        ["edition", "publish", "--name", "x", "--as-of", "2026-11-19", "--dry-run", "--json"],
    ]
    return {" ".join(args): runner.invoke(args=args).output.encode() for args in asked}


@pytest.fixture
def portals(portal):
    with time_machine.travel(NOW, tick=False):
        yield {found: portal(found) for found in FOUND}


def traces(body):
    return any(
        entry.note.encode() in body or entry.note.encode("unicode_escape") in body
        for entry in FOUND.values()
    )


@pytest.mark.parametrize("role", ROLES)
def test_no_page_tells_what_the_first_coder_found(portals, role):
    seen = {found: walk(app, role) for found, app in portals.items()}
    first = seen["direct"]
    assert sum(status == 200 for status, _, _ in first.values()) > 15
    for found, pages in seen.items():
        assert pages.keys() == first.keys()
        for path, (status, to, body) in pages.items():
            assert not traces(body), f"{role} reads the note at {path}"
            assert (status, to) == first[path][:2], f"{role} is led elsewhere at {path}: {found}"
            assert body == first[path][2], f"{role} sees a difference at {path}: {found}"


def test_the_public_cannot_even_tell_that_it_was_read(portals, portal):
    before, after = walk(portal(None), "visitor"), walk(portals["direct"], "visitor")
    for path in after:
        assert after[path] == before[path], f"the public sees at {path} that it was read"


def test_no_command_tells_what_the_first_coder_found(portals, portal):
    written = {found: commands(app) for found, app in portals.items()}
    for found, files in written.items():
        for name, body in files.items():
            assert not traces(body), f"the note stands in {name}"
            assert body == written["direct"][name], f"{name} differs: {found}"
    before = commands(portal(None))
    for name in before:
        # Both of these tell how much of the sample waits, which is no reading.
        if not name.startswith(("agreement", "edition")):
            assert written["direct"][name] == before[name], f"{name} tells that it was read"


def test_the_walk_would_see_it_once_both_have_read(portals):
    """The walk is worth something: after the second reading the same pages do differ."""
    app = portals["direct"]
    before = walk(app, "visitor"), commands(app)
    with app.app_context(), db.sessionmaker() as session:
        audit.bind(session, actor="test", now=NOW)
        second = session.scalar(select(User).where(User.email == "second@example.org"))
        for coding in session.scalars(select(Coding)).all():
            service.save(
                session, second, NOW, coding.participation_id, FOUND["direct"], base=0, token="2"
            )
        session.commit()
    after = walk(app, "visitor"), commands(app)
    assert before[0]["/en/items/site/3"] != after[0]["/en/items/site/3"]
    tagged = "/en/deputies/deputy-2/items?show=tagged"
    assert before[0][tagged] != after[0][tagged]
    assert traces(after[1]["export codings --format csv --out -"])
