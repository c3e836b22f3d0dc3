"""Country packs: facts that come with the project, read, checked whole, then loaded.

`schema` says what the files hold, `read` checks a directory against it and lists everything
that is wrong, `load` brings what was read into the database.
"""

from app.packs.load import load
from app.packs.read import Pack, PackError, Problem, is_training, read
from app.packs.report import Report

__all__ = ["Pack", "PackError", "Problem", "Report", "is_training", "load", "read"]
