"""Backups: one file with the database and the archive, the same for both databases.

A backup is a zip: `data/TABLE.jsonl` for each table, `archive/…` for each kept file, and
last `manifest.json`, which names every member with its size and sha256. It holds no secret
of the instance: SECRET_KEY has to be kept apart from it.
"""

from app.backup.bundle import BackupError
from app.backup.create import create
from app.backup.restore import NotEmptyError, Restored, restore, settle

__all__ = ["BackupError", "NotEmptyError", "Restored", "create", "restore", "settle"]
