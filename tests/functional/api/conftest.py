"""One portal for all questions of programs; nothing of them changes it."""

import pytest

from tests.factories.api import rich_portal


@pytest.fixture(scope="package")
def portal(template, request, tmp_path_factory):
    directory = tmp_path_factory.mktemp("api")
    with rich_portal(template, request.config.getoption("--db"), directory) as portal:
        yield portal


@pytest.fixture
def ask(portal):
    """What the interface answers."""
    client = portal.app.test_client()

    def ask(path, **values):
        answer = client.get(f"/api/v1/{path}", query_string=values)
        assert answer.status_code == 200, f"{path} {values}: {answer.status} {answer.text}"
        return answer.json

    return ask


@pytest.fixture
def every(ask):
    """All rows of a list, page by page."""

    def every(path, **values):
        rows, number = [], 1
        while True:
            found = ask(path, page=number, page_size=200, **values)
            rows += found["data"]
            if found["links"]["next"] is None:
                assert len(rows) == found["paging"]["total"]
                return rows
            number += 1

    return every
