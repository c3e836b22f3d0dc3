"""Kept copies given with a form: a file, or a page that the archive has."""

import io

import pytest
from flask import render_template_string
from sqlalchemy import func, select

from app.forms.base import Form
from app.forms.copies import CopyFields
from app.services import files
from app.web.copies import CopyError, take
from app.web.permissions import ANYONE, access
from models.file import StoredFile
from models.meeting import Upload
from models.user import UserRole
from tests.conftest import NOW
from tests.factories.acts import make_world
from tests.page_checks import check_page

PAGE = """
{% extends "layouts/staff.html" %}{% from "components/copies.html" import copy_fields %}
{% from "components/forms.html" import form_errors %}
{% block title %}Try{% endblock %}{% block content %}<h1>Try</h1>{{ form_errors(form) }}
<form method="post" enctype="multipart/form-data">{{ copy_fields(form, required=True) }}</form>
{% endblock %}"""
PDF = b"%PDF-1.7\n a page"


class TryForm(CopyFields, Form):
    """Nothing but a copy."""


@pytest.fixture
def world(session):
    world = make_world(session)
    world.capture(url="http://other.example/ru", url_key="other.example/ru")
    session.commit()
    return world


@pytest.fixture
def trying(app, client, sign_in, make_user, world):
    """Send a form with a copy; what was taken, or the page that shows it again."""

    @access(ANYONE)
    def view():
        form = TryForm()
        form.validate()
        try:
            copy = take(form, required=True)
        except CopyError:
            return render_template_string(PAGE, form=form), 422
        return f"{copy.file_id} {copy.capture_id}"

    app.add_url_rule("/<lang:lang>/try", "try", view, methods=["POST"])
    sign_in(client, make_user(UserRole.ACTIVIST))

    def send(*, client=client, **data):
        return client.post("/ru/try", data=data)

    return send


def test_a_file_is_kept_by_its_hash_once(trying, session, config):
    first = trying(file=(io.BytesIO(PDF), "../../лист.pdf"))
    assert trying(file=(io.BytesIO(PDF), "again.pdf")).text == first.text
    session.rollback()
    kept = session.scalars(select(StoredFile)).one()
    assert first.text == f"{kept.id} None"
    assert (kept.name, kept.mime) == ("лист.pdf", "application/pdf")
    assert files.path_of(config.archive_dir, kept.sha256).read_bytes() == PDF


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"", "empty.pdf"), (b"MZ\x90\x00\x03", "page.pdf"), (b"PK\x03\x04 zip", "letter.docx")],
)
def test_what_is_no_page_and_no_picture_is_refused_whatever_it_is_called(trying, session, data,
                                                                         name):  # fmt: skip
    answer = trying(file=(io.BytesIO(data), name))
    assert answer.status_code == 422
    assert check_page(answer.text).find(id="file-error")
    session.rollback()
    assert session.scalar(select(func.count(StoredFile.id))) == 0


def test_a_file_that_is_too_large_is_refused(trying, session, monkeypatch):
    monkeypatch.setattr(files, "LARGEST", 10)
    answer = trying(file=(io.BytesIO(PDF), "a.pdf"))
    assert answer.status_code == 422
    session.rollback()
    assert session.scalar(select(func.count(StoredFile.id))) == 0


def test_something_has_to_be_given_where_a_copy_is_required(trying):
    page = check_page(trying().text)
    assert page.find(id="file-error")


def test_a_capture_is_given_by_its_number_its_page_or_its_original_address(trying, world, session):
    wanted = world.capture(url_key="social.example/p/1", url="https://social.example/p/1")
    session.commit()
    for given in (
        str(wanted.id),
        f"/kk/captures/{wanted.id}",
        f"http://localhost/ru/captures/{wanted.id}/bytes",
        "https://www.Social.example/p/1/#top",
    ):
        assert trying(capture=given).text == f"None {wanted.id}", given


def test_of_an_address_the_newest_copy_that_shows_the_page_is_taken(trying, world, session):
    key = {"url_key": "social.example/p/1"}
    world.capture(**key)
    newest = world.capture(captured_at=NOW, **key)
    world.capture(captured_at=NOW.replace(month=12), status=404, **key)
    session.commit()
    assert trying(capture="https://social.example/p/1").text == f"None {newest.id}"


@pytest.mark.parametrize(
    "given",
    ["987654", "/ru/captures/987654", "https://social.example/unknown", "no address", "99999999999",
     "http://elsewhere.example/ru/captures/1", "javascript:1", "http://[", "-1"],
)  # fmt: skip
def test_what_the_archive_does_not_have_is_said_beside_the_field(trying, given):
    answer = trying(capture=given)
    assert answer.status_code == 422
    assert check_page(answer.text).find(id="capture-error")


def test_a_file_needs_not_be_chosen_again_when_another_field_was_wrong(trying, session, config):
    answer = trying(file=(io.BytesIO(PDF), "лист.pdf"), capture="nonsense")
    page = check_page(answer.text)
    assert "лист.pdf" in page.text
    token = page.find("input", {"name": "file_token"})["value"]
    assert token
    taken = trying(file_token=token).text
    session.rollback()
    kept = session.scalars(select(StoredFile)).one()
    assert taken == f"{kept.id} None" and kept.name == "лист.pdf"


def test_a_file_of_one_person_cannot_be_given_by_another(
    app, trying, sign_in, make_user, session, world
):
    answer = trying(file=(io.BytesIO(PDF), "a.pdf"), capture="nonsense")
    token = check_page(answer.text).find("input", {"name": "file_token"})["value"]
    other = sign_in(app.test_client(), make_user(UserRole.ACTIVIST))
    refused = trying(client=other, file_token=token)
    assert refused.status_code == 422
    assert trying(client=app.test_client(), file_token=token).status_code == 422
    assert trying(file_token=token + "x").status_code == 422


def test_an_upload_that_came_in_pieces_is_taken_by_its_token_from_its_owner_alone(
    trying, session, make_user, app, sign_in
):
    owner, other = make_user(UserRole.ACTIVIST), make_user(UserRole.ACTIVIST)
    kept = StoredFile(sha256="0" * 64, name="a.pdf", mime="application/pdf", size=9, stored_at=NOW)
    session.add(kept)
    session.flush()
    common = {"name": "a.pdf", "size": 9, "started_at": NOW, "touched_at": NOW}
    session.add(Upload(token="whole", user_id=owner.id, received=9, file_id=kept.id, **common))
    session.add(Upload(token="half", user_id=owner.id, received=4, **common))
    session.commit()
    mine = sign_in(app.test_client(), owner)
    assert trying(client=mine, file_token="whole").text == f"{kept.id} None"
    assert trying(client=mine, file_token="half").status_code == 422
    theirs = sign_in(app.test_client(), other)
    assert trying(client=theirs, file_token="whole").status_code == 422
