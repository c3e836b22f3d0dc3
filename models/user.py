"""People with an account, and the links that let them in."""

import enum
from datetime import datetime
from typing import Any

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Lang, enum_type


class UserRole(enum.StrEnum):
    """What an account may do; see app/web/permissions.py."""

    ACTIVIST = "activist"
    ANALYST = "analyst"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


class RoleName(RoleMixin):
    """A role as Flask-Security wants to see it; the role itself is a column of the user."""

    def __init__(self, name: str) -> None:
        self.name = name


class User(UserMixin, Base):
    """A person with an account. Exports and the journal know them by `id` alone.

    The columns that begin with `fs_`, `tf_` and `mf_` belong to Flask-Security.
    """

    __tablename__ = "users"
    __audit_exclude__ = frozenset(
        {
            "password",
            "fs_uniquifier",
            "tf_totp_secret",
            "tf_last_counter",
            "mf_recovery_codes",
            "email",
            "name",
        }
    )

    # Flask-Security's mixin calls it a plain int, which hides the column from queries.
    id: Mapped[int] = mapped_column(primary_key=True)  # type: ignore[assignment]
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[UserRole] = mapped_column(enum_type(UserRole))
    lang: Mapped[Lang] = mapped_column(enum_type(Lang), default=Lang.KK)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"))
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)
    tf_primary_method: Mapped[str | None]
    tf_totp_secret: Mapped[str | None]
    #: The time step of the last code, which must not be taken twice.
    tf_last_counter: Mapped[int | None]
    mf_recovery_codes: Mapped[list[Any] | None] = mapped_column(JSON)
    created_at: Mapped[datetime]

    @property
    def roles(self) -> list[RoleMixin]:  # type: ignore[override]
        """The one role, in the list that Flask-Security asks for."""
        return [RoleName(self.role.value)]


class LinkPurpose(enum.StrEnum):
    """What a link is for."""

    INVITE = "invite"
    RECOVER = "recover"


class AccountLink(Base):
    """A one-time link, known here only by the sha256 of its token.

    An invitation makes an account of `role`; a recovery lets `user` set a new password.
    """

    __tablename__ = "account_links"
    __audit_exclude__ = frozenset({"token_sha256", "email", "name"})

    purpose: Mapped[LinkPurpose] = mapped_column(enum_type(LinkPurpose))
    token_sha256: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str | None]
    name: Mapped[str | None]
    role: Mapped[UserRole | None] = mapped_column(enum_type(UserRole))
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    user: Mapped[User | None] = relationship(foreign_keys=user_id)
    issued_by: Mapped[User | None] = relationship(foreign_keys=issued_by_id)
