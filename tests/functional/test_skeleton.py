def test_root_sends_a_visitor_without_a_language_to_kazakh(client):
    response = client.get("/")
    assert response.location == "/kk/"


def test_a_change_without_an_actor_is_refused(app):
    import pytest

    from app.extensions import db
    from models.topic import CodeBook

    with app.app_context():
        db.session.add(CodeBook(key="x", name_en="x"))
        with pytest.raises(RuntimeError, match="nobody is bound"):
            db.session.flush()


def test_every_change_is_chained(session, make_user):
    from sqlalchemy import select

    from models.audit import GENESIS, Audit

    user = make_user()
    user.name = "Other"
    session.commit()
    rows = session.scalars(select(Audit).order_by(Audit.id)).all()
    assert rows[0].prev_hash == GENESIS
    assert rows[1].prev_hash == rows[0].hash
    assert rows[1].after == {"name": "hidden"}
