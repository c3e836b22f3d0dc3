from pathlib import Path

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import packs
from models.person import Deputy
from tests.conftest import NOW

REAL = Path(__file__).resolve().parents[2] / "data" / "kz-mazhilis-8"


def test_the_real_pack_loads(app: Flask, session: Session) -> None:
    packs.load(session, REAL, NOW)
    session.commit()
    assert session.scalar(select(func.count(Deputy.id))) == 29
