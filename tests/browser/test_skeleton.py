def test_a_visitor_without_a_stated_language_lands_on_the_kazakh_pages(page, live_server):
    page.goto("/")
    assert page.url == f"{live_server.url}/kk/"


def test_the_portal_opens_without_scripts(no_js_page):
    assert no_js_page.goto("/ru/").status == 200
