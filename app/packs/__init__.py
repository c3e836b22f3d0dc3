"""Country packs: facts that come with the project, read, checked whole, then loaded.

`schema` says what the files hold, `read` checks a directory against it and lists everything
that is wrong, `load` brings what was read into the database.
"""

from app.packs.load import load
from app.packs.problems import PackError, Problem
from app.packs.read import Holds, Pack, holds, read
from app.packs.report import Report

__all__ = ["Holds", "Pack", "PackError", "Problem", "Report", "holds", "load", "read"]
