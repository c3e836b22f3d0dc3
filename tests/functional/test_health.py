from app.extensions import alembic


def test_the_process_says_that_it_answers(client):
    assert client.get("/healthz").text == "ok\n"


def test_a_portal_is_ready_when_its_tables_are_those_of_this_version(app, client):
    with app.app_context():
        alembic.stamp()
    response = client.get("/readyz")
    assert (response.status_code, response.text) == (200, "ready\n")


def test_a_portal_without_migrated_tables_is_not_ready_and_says_no_more(client):
    response = client.get("/readyz")
    assert (response.status_code, response.text) == (503, "not ready\n")
