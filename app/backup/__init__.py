"""Backups: one file with the database and the archive, the same for both databases.

A backup is a zip: `data/TABLE.jsonl` for each table, `archive/…` for each kept file, and
last `manifest.json`, which names every member with its size and sha256. SECRET_KEY is not in
it and not needed to open it; hashed passwords and second steps are, as in the database.
"""

from app.backup.bundle import BackupError
from app.backup.create import create
from app.backup.restore import NotEmptyError, Restored, restore, settle

__all__ = ["BackupError", "NotEmptyError", "Restored", "create", "restore", "settle"]
