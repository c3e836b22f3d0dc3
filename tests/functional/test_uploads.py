"""Files that come piece by piece."""

import hashlib
import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.services import files, pieces
from models.file import StoredFile
from models.meeting import Upload
from models.user import UserRole
from tests.conftest import NOW

DATA = b"%PDF-1.7\n" + bytes(range(256)) * 40
SIZE = 4000


def sha(data):
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def owner(make_user):
    return make_user(UserRole.ACTIVIST)


@pytest.fixture
def sending(app, client, sign_in, owner):
    sign_in(client, owner)
    return client


def begin(client, data=DATA, name="../лист.pdf", **said):
    fields = {"name": name, "size": len(data), "sha256": sha(data)} | said
    return client.post("/ru/coding/uploads", data=fields)


def piece(client, token, offset, data, **said):
    fields = {"offset": offset, "sha256": sha(data), "piece": (io.BytesIO(data), "piece")}
    return client.post(f"/ru/coding/uploads/{token}/piece", data=fields | said)


def send_all(client, token, data=DATA, start=0):
    for offset in range(start, len(data), SIZE):
        assert piece(client, token, offset, data[offset : offset + SIZE]).status_code == 200
    return client.post(f"/ru/coding/uploads/{token}/finish").json


def now(session):
    session.rollback()
    return session


def test_a_file_sent_in_pieces_is_kept_as_it_was(sending, session, config):
    said = begin(sending).json
    assert (said["received"], said["kept"], said["name"]) == (0, False, "лист.pdf")
    done = send_all(sending, said["token"])
    assert done["kept"] and done["received"] == len(DATA)
    kept = now(session).scalars(select(StoredFile)).one()
    assert (kept.sha256, kept.name, kept.mime) == (sha(DATA), "лист.pdf", "application/pdf")
    assert files.path_of(config.archive_dir, kept.sha256).read_bytes() == DATA
    assert list((config.instance_dir / "uploads").iterdir()) == []


def test_a_broken_upload_goes_on_where_it_broke_off_from_any_page(sending):
    token = begin(sending).json["token"]
    piece(sending, token, 0, DATA[:SIZE])
    again = begin(sending).json
    assert (again["token"], again["received"]) == (token, SIZE)
    assert sending.get(f"/ru/coding/uploads/{token}").json["received"] == SIZE
    assert send_all(sending, token, start=SIZE)["kept"]
    # And once whole it is not sent again at all.
    assert begin(sending).json["kept"]


def test_the_same_piece_twice_is_harmless_and_a_wrong_offset_is_told_what_is_there(sending):
    token = begin(sending).json["token"]
    for _ in range(2):
        assert piece(sending, token, 0, DATA[:SIZE]).json["received"] == SIZE
    for offset in (1, SIZE - 1, SIZE + 1, 9000):
        answer = piece(sending, token, offset, DATA[offset : offset + SIZE])
        assert (answer.status_code, answer.json["received"]) == (200, SIZE)
    assert send_all(sending, token, start=SIZE)["kept"]


def test_a_piece_that_was_damaged_or_is_too_large_changes_nothing(sending):
    token = begin(sending).json["token"]
    assert piece(sending, token, 0, DATA[:SIZE], sha256="0" * 64).status_code == 409
    large = b"%" * (pieces.LARGEST_PIECE + 1)
    assert piece(sending, token, 0, large).status_code == 413
    assert sending.post(f"/ru/coding/uploads/{token}/piece", data={}).status_code == 400
    assert piece(sending, token, -1, b"x").status_code == 400
    assert sending.get(f"/ru/coding/uploads/{token}").json["received"] == 0


def test_more_bytes_than_announced_are_not_taken(sending):
    token = begin(sending, size=10).json["token"]
    assert piece(sending, token, 0, DATA[:20]).json["received"] == 0


def test_bytes_lost_on_disk_are_asked_for_again(sending, config):
    token = begin(sending).json["token"]
    piece(sending, token, 0, DATA[:SIZE])
    path = config.instance_dir / "uploads" / f"{token}.part"
    path.write_bytes(path.read_bytes()[:100])
    assert sending.get(f"/ru/coding/uploads/{token}").json["received"] == 100
    path.unlink()
    assert begin(sending).json["received"] == 0
    assert send_all(sending, token)["kept"]


def test_another_file_than_was_announced_has_to_come_again(sending, session):
    token = begin(sending).json["token"]
    other = DATA[:-1] + b"!"
    assert send_all(sending, token, other) == {
        "token": token, "name": "лист.pdf", "size": len(DATA), "received": 0, "kept": False,
    }  # fmt: skip
    assert now(session).scalar(select(func.count(StoredFile.id))) == 0
    assert send_all(sending, token)["kept"]


@pytest.mark.parametrize("data", [b"MZ\x90\x00" * 500, b"PK\x03\x04" * 500])
def test_what_is_no_page_and_no_picture_is_refused_at_the_end(sending, session, data):
    token = begin(sending, data, "letter.pdf").json["token"]
    piece(sending, token, 0, data)
    answer = sending.post(
        f"/ru/coding/uploads/{token}/finish", headers={"Accept": "application/json"}
    )
    assert answer.status_code == 422 and answer.json["advice"]
    assert now(session).scalar(select(func.count(StoredFile.id))) == 0


def test_a_file_that_is_too_large_empty_or_nameless_is_refused_before_it_is_sent(sending):
    assert begin(sending, size=files.LARGEST + 1).status_code == 422
    assert begin(sending, size=0).status_code == 422
    assert begin(sending, sha256="../../etc").status_code == 422
    assert begin(sending, size="many").status_code == 400
    assert begin(sending, name="").status_code == 400


def test_nobody_has_more_on_the_way_than_a_portal_can_hold(sending, monkeypatch):
    monkeypatch.setattr(pieces, "MOST_OPEN", 2 * len(DATA))
    assert begin(sending).status_code == 200
    assert begin(sending, DATA + b"1").status_code == 409


def test_another_person_can_neither_see_nor_go_on_with_an_upload(
    app, sending, sign_in, make_user, session
):
    other = sign_in(app.test_client(), make_user(UserRole.COORDINATOR))
    now(session)
    token = begin(sending).json["token"]
    assert other.get(f"/ru/coding/uploads/{token}").status_code == 404
    assert piece(other, token, 0, DATA[:SIZE]).status_code == 404
    assert other.post(f"/ru/coding/uploads/{token}/finish").status_code == 404
    assert begin(other).json["token"] != token


def test_what_nobody_goes_on_with_is_removed_after_a_while(sending, session, owner, config):
    folder = config.instance_dir / "uploads"
    old, young = (begin(sending, DATA + end).json["token"] for end in (b"1", b"2"))
    for token in (old, young):
        piece(sending, token, 0, DATA[:SIZE])
    row = now(session).scalars(select(Upload).where(Upload.token == old)).one()
    row.touched_at = NOW - timedelta(days=8)
    session.scalars(select(Upload).where(Upload.token == young)).one().touched_at = NOW
    session.flush()
    assert pieces.clean(session, NOW, folder) == 1
    assert session.scalars(select(Upload.token)).all() == [young]
    assert [path.name for path in folder.iterdir()] == [f"{young}.part"]
