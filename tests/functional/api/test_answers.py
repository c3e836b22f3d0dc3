"""What the interface answers: the numbers of the pages, the same for everybody."""

import json

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.queries import deputy_tabs, editions
from app.queries.frozen import DeputyPart, TotalsPart
from models.user import User, UserRole
from tests.support import count_queries

LISTS = (
    "deputies", "districts", "programmes", "theses", "items", "verdicts", "topics", "parties",
)  # fmt: skip
STATES = [{}, {"edition": 1}, {"edition": 2}]


@pytest.fixture
def session(portal):
    """A session that reads."""
    with portal.app.app_context(), db.sessionmaker() as session:
        yield session


def card(session, slug, edition):
    """The page of a deputy, of today or of an edition."""
    if edition is None:
        return deputy_tabs.today(session, slug, clock.day(clock.now()), None, None)
    shown = editions.get(session, edition)
    part = editions.part(session, shown, "deputy", DeputyPart, slug)
    return deputy_tabs.published(part, shown)


def plain(counts):
    return {key.value: count for key, count in counts if count}


class TestNumbers:
    @pytest.mark.parametrize("state", STATES)
    def test_every_number_of_a_deputy_is_that_of_the_page_and_of_the_rows(
        self, ask, every, session, state
    ):
        seen = 0
        for row in every("deputies", **state):
            slug = row["slug"]
            page = card(session, slug, state.get("edition"))
            told = ask(f"deputies/{slug}", **state)["data"]
            totals = page.card.totals
            assert told["headline"]["testable"] == page.head.testable
            assert told["headline"]["outcomes"] == plain(page.head.outcomes)
            assert told["headline"]["excluded"] == plain(page.head.excluded)
            assert told["actions"] == plain(page.actions)
            assert told["totals"]["by_kind"] == plain(totals.by_kind.items())
            assert told["totals"]["requests_by_role"] == plain(totals.requests_by_role.items())
            assert told["totals"]["counted"] == totals.counted
            assert told["coverage"]["total"] == page.card.coverage.total
            if row["headline"]:
                assert row["headline"] == told["headline"]
            asked = state | {"deputy": slug}
            assert len(every("items", **asked)) == totals.counted
            for kind, count in told["totals"]["by_kind"].items():
                assert ask("items", kind=kind, **asked)["paging"]["total"] == count
            for role, count in told["totals"]["requests_by_role"].items():
                wanted = asked | {"kind": "deputy_request", "role": role}
                assert ask("items", **wanted)["paging"]["total"] == count
            theses = every("theses", **asked)
            programme = page.card.programme
            assert len(theses) == (len(programme.promises) if programme else 0)
            if told["headline_stated"]:
                for outcome, count in told["headline"]["outcomes"].items():
                    assert ask("theses", outcome=outcome, **asked)["paging"]["total"] == count
            seen += 1
        assert seen > 10

    @pytest.mark.parametrize("edition", [1, 2])
    def test_the_sums_of_an_edition_are_those_of_its_page(self, ask, session, edition):
        shown = editions.get(session, edition)
        sums = editions.part(session, shown, "totals", TotalsPart)
        told = ask(f"editions/{edition}")["data"]
        assert told["deputies"] == sums.deputies
        assert told["headline"]["outcomes"] == plain(sums.headline.outcomes)
        for kind, count in sums.items.items():
            assert told["items"][kind.value] == count
            found = ask("items", edition=edition, kind=kind.value)
            assert found["paging"]["total"] == count
        parts = ask(f"editions/{edition}/parts", page_size=200)
        assert parts["paging"]["total"] == len(editions.parts(session, shown))

    def test_a_page_prints_the_same_counts(self, portal, ask):
        for lead, state in (("", {}), ("/editions/1", {"edition": 1})):
            told = ask("deputies/deputy-2", **state)["data"]
            page = portal.client.get(f"/en{lead}/deputies/deputy-2")
            words = BeautifulSoup(page.text, "lxml").get_text(" ", strip=True)
            assert f"{told['headline']['testable']} testable promises" in words
            assert f"{told['headline']['outcomes']['fulfilled']} fulfilled" in words

    def test_outcomes_of_today_are_those_of_the_latest_edition(self, ask, every):
        found = ask("verdicts")
        assert found["state"]["stated"]["number"] == 2 and found["state"]["preliminary"]
        assert found["state"]["edition"] is None
        today = {row["thesis"]: row["verdict"]["status"] for row in every("verdicts")}
        second = {row["thesis"]: row["verdict"]["status"] for row in every("verdicts", edition=2)}
        first = {row["thesis"]: row["verdict"]["status"] for row in every("verdicts", edition=1)}
        assert today == second != first
        assert ask("verdicts", edition=1)["state"]["preliminary"] is False

    def test_filters_narrow_what_is_listed(self, ask, every):
        rows = every("verdicts")
        status = rows[0]["verdict"]["status"]
        assert [row for row in rows if row["verdict"]["status"] == status] == every(
            "verdicts", status=status
        )
        day = rows[0]["verdict"]["as_of"]
        assert len(every("verdicts", **{"from": day, "to": day})) > 0
        assert every("verdicts", to="2001-01-01") == []
        listed = every("deputies", kind="list")
        assert [row["kind"] for row in listed] == ["list"]
        for topic in every("topics"):
            found = every("items", topic=topic["key"])
            assert len(found) == sum(topic["items"].values())
            own = [row for row in every("theses", topic=topic["key"]) if row["own"]]
            assert len(own) == topic["theses"] > 0
        assert {row["key"] for row in every("items", counted="false")}.isdisjoint(
            {row["key"] for row in every("items")}
        )


class TestLists:
    @pytest.mark.parametrize("state", STATES)
    @pytest.mark.parametrize("name", LISTS)
    def test_pages_add_up_in_one_order(self, ask, every, name, state):
        whole = every(name, **state)
        total, small = len(whole), []
        last = -(-total // 7)
        for number in range(1, min(last, 4) + 1):
            small += ask(name, page=number, page_size=7, **state)["data"]
        assert small == whole[: len(small)]

    @pytest.mark.parametrize("state", STATES[:2])
    @pytest.mark.parametrize(
        ("name", "most"),
        [
            ("deputies", 10), ("districts", 6), ("programmes", 9), ("theses", 10), ("items", 26),
            ("verdicts", 8), ("topics", 22), ("parties", 8), ("search", 30),
        ],
    )  # fmt: skip
    def test_statements_do_not_grow_with_rows(self, portal, name, most, state):
        client, counts = portal.app.test_client(), []
        query = dict(state, q="школа") if name == "search" else dict(state)
        client.get(f"/api/v1/{name}", query_string=query)
        for size in (1, 200):
            if name != "search":
                query["page_size"] = size
            with count_queries(portal.app) as seen:
                assert client.get(f"/api/v1/{name}", query_string=query).status_code == 200
            counts.append(len(seen))
        assert counts[0] <= most and counts[1] <= most, counts

    def test_links_lead_through_all_pages(self, portal):
        answer = portal.client.get("/api/v1/theses?page_size=10&page=2")
        links = answer.json["links"]
        assert f'<{links["next"]}>; rel="next"' in answer.headers["Link"]
        assert json.loads(answer.headers["X-Pagination"]) == answer.json["paging"]
        assert portal.client.get(links["prev"]).json["paging"]["page"] == 1
        assert portal.client.get(links["last"]).json["links"]["next"] is None

    def test_every_address_in_an_answer_leads_somewhere(self, portal):
        seen, todo = set(), [f"/api/v1/{name}" for name in (*LISTS, "terms", "editions")]
        todo += [f"/api/v1/{name}?edition=1&page_size=5" for name in LISTS]
        todo += ["/api/v1/search?q=школа", "/api/v1/search?q=школа&edition=1"]
        client, bodies = portal.app.test_client(), []
        while todo and len(seen) < 90:
            path = todo.pop(0)
            if path in seen:
                continue
            seen.add(path)
            answer = client.get(path)
            assert answer.status_code == 200, f"{path}: {answer.text}"
            bodies.append(answer.text)
            found = [a for a in addresses(answer.json) if "/api/v1/" in a and a not in seen]
            todo += found[:: max(1, len(found) // 4)]
            for page in [a for a in addresses(answer.json) if "/ru/" in a][:2]:
                if page not in seen:
                    seen.add(page)
                    assert client.get(page).status_code in (200, 302), f"{page} in {path}"
        whole = "".join(bodies)
        for name in portal.coders:
            assert name not in whole
        assert "@example.org" not in whole


def addresses(value):
    """All addresses of this portal in an answer."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from addresses(one)
    elif isinstance(value, str) and value.startswith("http://localhost/"):
        yield value


class TestForEverybodyTheSame:
    def test_nobody_is_signed_in_here(self, portal):
        with portal.app.app_context(), db.sessionmaker() as session:
            user = session.scalar(select(User).where(User.role == UserRole.COORDINATOR))
            mark = user.fs_uniquifier
        mine, theirs = portal.app.test_client(), portal.app.test_client()
        with mine.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = mark, True
        mine.set_cookie("remember_token", "1|nonsense")
        for path in ("items", "items/site/1", "nowhere", "verdicts?edition=1"):
            one, other = mine.get(f"/api/v1/{path}"), theirs.get(f"/api/v1/{path}")
            assert (one.status_code, one.data) == (other.status_code, other.data)
            for answer in (one, other):
                assert "Set-Cookie" not in answer.headers
                assert "Cookie" not in answer.headers.get("Vary", "")
                assert answer.headers["Access-Control-Allow-Origin"] == "*"
                assert "Access-Control-Allow-Credentials" not in answer.headers

    def test_what_has_not_changed_is_not_sent_again(self, portal):
        first = portal.client.get("/api/v1/deputies")
        assert "public" in first.headers["Cache-Control"]
        again = portal.client.get(
            "/api/v1/deputies", headers={"If-None-Match": first.headers["ETag"]}
        )
        assert again.status_code == 304 and again.data == b""
        assert again.headers["Access-Control-Allow-Origin"] == "*"
        other = portal.client.get(
            "/api/v1/deputies?edition=1", headers={"If-None-Match": first.headers["ETag"]}
        )
        assert other.status_code == 200 and other.headers["Cache-Tag"] == "edition"

    def test_head_and_options_are_answered(self, portal):
        head = portal.client.head("/api/v1/deputies")
        assert head.status_code == 200 and head.data == b"" and head.headers["ETag"]
        options = portal.client.options("/api/v1/deputies")
        assert options.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
