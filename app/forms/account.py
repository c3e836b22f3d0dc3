"""Forms of accounts: signing in, coming in by a link, profile, second step, people."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import RadioField, SelectField

from app.forms.base import Form, SecretField, TextField, choices, row_id
from app.forms.validators import SameAs, an_email, at_most, required

LANGUAGES = (("kk", "Қазақша"), ("ru", "Русский"), ("en", "English"))
ROLES = {
    "activist": lazy_gettext("Activist"),
    "analyst": lazy_gettext("Analyst"),
    "coordinator": lazy_gettext("Coordinator"),
    "administrator": lazy_gettext("Administrator"),
}
EMAIL = lazy_gettext("E-mail address")
NAME = lazy_gettext("Name and surname")
PASSWORD = lazy_gettext("Password")
REGION = lazy_gettext("Region")
ROLE = lazy_gettext("Role")


class SignInForm(Form):
    """Address and password. `email` is no e-mail field of WTForms: a typing slip is not told."""

    email = TextField(EMAIL, [required(), at_most(320)])
    password = SecretField(PASSWORD, [required()])


class CodeForm(Form):
    """The second step."""

    code = TextField(lazy_gettext("Code"), [required(), at_most(40)])


class PasswordForm(Form):
    """The person's present password, before something that weakens their account."""

    password = SecretField(lazy_gettext("Your password"), [required()])


class NewPasswordForm(Form):
    """A password, typed twice."""

    new = SecretField(lazy_gettext("New password"), [required()])
    repeat = SecretField(lazy_gettext("The same password again"), [required(), SameAs("new")])


class ChangePasswordForm(NewPasswordForm):
    """A new password, by somebody who knows the present one."""

    old = SecretField(lazy_gettext("Present password"), [required()])


class _WithRegion(Form):
    region = SelectField(REGION, default="")

    def __init__(self, regions: Sequence[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region.choices = choices(regions, gettext("No region in particular"))

    @property
    def region_id(self) -> int | None:
        """The region that was chosen."""
        return row_id(self.region.data)


class ProfileForm(_WithRegion):
    """What a person says about themself."""

    name = TextField(NAME, [required(), at_most(200)])
    lang = RadioField(lazy_gettext("Language of your work"), choices=choices(LANGUAGES))


class AcceptForm(ProfileForm, NewPasswordForm):
    """Coming in by an invitation."""

    email = TextField(EMAIL, [required(), an_email(), at_most(320)])


class RoleForm(_WithRegion):
    """A role and a region."""

    role = RadioField(ROLE, [required()])

    def __init__(
        self, roles: Sequence[str], regions: Sequence[tuple[int, str]], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(regions, *args, **kwargs)
        self.role.choices = choices((role, ROLES[role]) for role in roles)


class InviteForm(RoleForm):
    """Whom to invite."""

    email = TextField(EMAIL, [required(), an_email(), at_most(320)])
    name = TextField(NAME, [at_most(200)])
