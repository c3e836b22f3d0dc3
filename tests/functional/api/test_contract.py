"""What the description says holds: a program reads it and tries whatever it allows, and forbids."""

from collections import Counter

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

#: Questions for each address and each way of asking.
EXAMPLES = 12
WAYS = {
    "with anything that is allowed": (GenerationMode.POSITIVE, False),
    "with names that exist": (GenerationMode.POSITIVE, True),
    "with what is not allowed": (GenerationMode.NEGATIVE, False),
}
TAKEN = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance",
    "response_headers_conformance", "response_schema_conformance", "negative_data_rejection",
    "positive_data_acceptance", "unsupported_method",
)  # fmt: skip
OPERATIONS = 19


@pytest.fixture(scope="module")
def schema(portal):
    load_all_checks()
    return schemathesis.openapi.from_wsgi("/api/openapi.json", portal.app)


@pytest.fixture(scope="module")
def names(portal):
    """Names that exist, by argument."""
    item = portal.client.get("/api/v1/items?edition=2").json["data"][0]
    topic = portal.client.get("/api/v1/topics").json["data"][0]
    region = portal.client.get("/api/v1/districts").json["data"][0]["region"]
    party = portal.client.get("/api/v1/parties").json["data"][0]
    verdict = portal.client.get("/api/v1/verdicts").json["data"][0]
    return {
        "term": portal.term, "edition": 2, "deputy": verdict["deputy"]["slug"],
        "slug": verdict["deputy"]["slug"], "number": verdict["thesis"], "key": item["key"],
        "topic": topic["key"], "region": region["key"], "party": party["key"], "page": 1,
    }  # fmt: skip


def known(case, names, path):
    """The question with names that exist in place of those made up; small pages."""
    number = {"districts": 1, "editions": 2}.get(path.split("/")[3], names["number"])
    values = names | {"number": number}
    for held in (case.path_parameters, case.query):
        for name in list(held or ()):
            held[name] = values.get(name, held[name])
    # An end before its beginning is refused with a sentence, which has a test of its own.
    if case.query and {"from", "to"} <= case.query.keys():
        case.query["from"] = min(case.query["from"], case.query["to"])


def test_a_program_that_reads_the_description_finds_nothing_wrong(portal, schema, names, capsys):
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) == OPERATIONS
    counts, statuses = Counter(), Counter()
    checks = [CHECKS.get_one(name) for name in TAKEN]

    def drive(operation, mode, real):
        @settings(
            max_examples=EXAMPLES, derandomize=True, deadline=None, database=None,
            phases=[Phase.generate], suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy(mode))
        def question(case):
            if real:
                known(case, names, operation.path)
            elif case.query and {"from", "to"} <= case.query.keys() and mode.is_positive:
                case.query["from"], case.query["to"] = sorted(
                    (case.query["from"], case.query["to"])
                )
            # What is packed is not unpacked for a program that asks without a network.
            response = case.call(headers={"Accept-Encoding": "identity"})
            statuses[response.status_code] += 1
            counts[operation.label] += 1
            case.validate_response(response, checks=checks)

        question()

    for operation in operations:
        for mode, real in WAYS.values():
            drive(operation, mode, real)
    with capsys.disabled():
        print(
            f"\nschemathesis: {len(operations)} operations, {counts.total()} questions, "
            f"{len(checks)} checks each, answers by status {dict(sorted(statuses.items()))}"
        )
    assert statuses[200] > 200 and statuses[404] > 50 and statuses[422] > 50
    assert set(statuses) <= {200, 404, 405, 422}


def test_the_description_is_whole_and_its_examples_fit_it(portal):
    spec = portal.client.get("/api/openapi.json").json
    assert spec["openapi"] == "3.1.0" and spec["info"]["license"]["name"] == "CC BY 4.0"
    assert spec["info"]["contact"] == {"email": "desk@example.org"}
    for path, methods in spec["paths"].items():
        told = methods["get"]
        assert told["summary"] and told["operationId"], path
        assert {"200", "304", "404", "422", "429", "500", "503"} == told["responses"].keys(), path
        for one in (*methods.get("parameters", ()), *told.get("parameters", ())):
            assert one["description"], (path, one["name"])
            assert "example" in one or "example" in one["schema"], (path, one["name"])
        for response in told["responses"].values():
            for content in response.get("content", {}).values():
                whole = content["schema"] | {"components": spec["components"]}
                jsonschema.validate(content["example"], whole, jsonschema.Draft202012Validator)
    for name, shape in spec["components"]["schemas"].items():
        assert shape["properties"] and shape["description"].endswith("."), name


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_the_page_about_it_tells_every_address_and_every_error(portal, lang):
    page = portal.client.get(f"/{lang}/api")
    spec = portal.client.get("/api/openapi.json").json
    assert page.status_code == 200
    for path in spec["paths"]:
        assert path in page.text
    for kind in ("not-found", "wrong-arguments", "too-many-requests"):
        assert f'id="{kind}"' in page.text
    assert "CC BY 4.0" in page.text
    assert f"/{lang}/api" in portal.client.get(f"/{lang}/data").text


def test_the_short_address_leads_to_the_page_in_the_language_of_whoever_asks(portal):
    for asked, path in (("/api", "/api/"), ("/api/", "/ru/api")):
        answer = portal.client.get(asked, headers={"Accept-Language": "ru"})
        assert answer.status_code in (302, 308) and answer.location.endswith(path)
