"""The groups of sections in the header of staff pages."""

import pytest

from models.user import UserRole
from tests.page_checks import check_page


@pytest.mark.parametrize("role", list(UserRole))
def test_the_header_offers_what_the_role_may_open_and_nothing_else(
    client, make_user, sign_in, role
):
    sign_in(client, make_user(role))
    page = check_page(client.get("/en/desk/programmes/").text)
    links = [link["href"] for link in page.select(".groups a")]
    assert links
    for link in links:
        assert client.get(link).status_code == 200, link
    assert all(group.select("a") for group in page.select(".groups details"))


def test_the_page_that_is_open_is_marked_with_its_group(client, make_user, sign_in):
    sign_in(client, make_user(UserRole.COORDINATOR))
    page = check_page(client.get("/en/desk/people").text)
    assert [link.text for link in page.select(".groups [aria-current]")] == ["People"]
    assert [group.text for group in page.select(".groups .here")] == ["Manage"]


@pytest.mark.parametrize(
    ("path", "group"),
    [
        ("desk/people/invite", "Manage"),
        ("desk/campaigns/new", "Manage"),
        ("coding/appeals/new", "Work"),
        ("coding/", "Work"),
        ("desk/no-such-page", None),
    ],
)
def test_a_page_within_a_section_marks_the_group_of_the_section(
    client, make_user, sign_in, path, group
):
    sign_in(client, make_user(UserRole.COORDINATOR))
    page = check_page(client.get(f"/en/{path}").text)
    assert [here.text for here in page.select(".groups .here")] == ([group] if group else [])
