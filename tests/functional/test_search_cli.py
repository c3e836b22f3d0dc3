from sqlalchemy import text

from tests.factories.acts import make_world


def test_a_check_names_what_differs_and_a_rebuild_mends_it(app, session):
    world = make_world(session)
    act = world.act(world.deputy("kuspan", "Куспан Айгуль"), "О воде")
    session.commit()
    run = app.test_cli_runner().invoke
    assert run(args=["search", "check"]).exit_code == 0
    session.execute(text("UPDATE items SET title_ru = 'О хлебе'"))
    session.commit()
    found = run(args=["search", "check"])
    assert found.exit_code == 1 and f"item {act.id}: wrong" in found.output
    rebuilt = run(args=["search", "rebuild"])
    assert rebuilt.exit_code == 0 and "1 entries were changed" in rebuilt.output
    assert run(args=["search", "check"]).exit_code == 0


def test_an_interrupted_rebuild_goes_on_where_it_stopped(app, session):
    world = make_world(session)
    first, second = (world.act(None, f"О воде {n}") for n in range(2))
    session.commit()
    session.execute(text("UPDATE items SET title_ru = 'О хлебе'"))
    session.commit()
    run = app.test_cli_runner().invoke
    assert run(args=["search", "rebuild", "--from", f"item:{first.id}"]).exit_code == 0
    found = run(args=["search", "check"]).output
    assert f"item {first.id}: wrong" in found and f"item {second.id}" not in found
    assert run(args=["search", "rebuild", "--from", "item:no"]).exit_code == 2
    assert run(args=["search", "rebuild", "--from", "shoe:1"]).exit_code == 2
