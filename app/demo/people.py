"""The invented people of the training ground. None of them has a password: one click lets in."""

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from app.queries.people import INVENTED
from models.base import Lang
from models.user import User, UserRole

#: Key, name, role and language of each.
PEOPLE = (
    ("activist-1", "Белсенді Бірінші", UserRole.ACTIVIST, Lang.KK),
    ("activist-2", "Активист Второй", UserRole.ACTIVIST, Lang.RU),
    ("activist-3", "Белсенді Үшінші", UserRole.ACTIVIST, Lang.KK),
    ("coordinator-1", "Үйлестіруші Бірінші", UserRole.COORDINATOR, Lang.KK),
    ("coordinator-2", "Координатор Второй", UserRole.COORDINATOR, Lang.RU),
    ("analyst", "Талдаушы", UserRole.ANALYST, Lang.RU),
    ("administrator", "Әкімші", UserRole.ADMINISTRATOR, Lang.KK),
)


def enrol(session: Session, now: datetime) -> dict[str, User]:
    """Make an account for each of them, by key."""
    people = {
        key: User(
            email=f"{key}@{INVENTED}",
            name=name,
            role=role,
            lang=lang,
            fs_uniquifier=secrets.token_hex(16),
            created_at=now,
        )
        for key, name, role, lang in PEOPLE
    }
    session.add_all(people.values())
    session.flush()
    return people
