"""The fields by which a kept copy is given, wherever something has to be shown by one."""

from flask_babel import lazy_gettext
from wtforms import FileField, HiddenField

from app.forms.base import TextField
from app.forms.validators import at_most


class CopyFields:
    """Mixed into a form: a file, or a capture by its number, its page here or its address.

    `app.web.copies.take(form, required=…)` turns what was given into a kept copy, and the macro
    `copy_fields` shows the fields. The form is sent as multipart/form-data.
    """

    file = FileField(lazy_gettext("Kept copy: a file"))
    file_token = HiddenField()
    capture = TextField(lazy_gettext("Kept copy: a page of the archive"), [at_most(2000)])
