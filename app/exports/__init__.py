"""Tables as files: one class per format, and the registry of formats."""

from app.exports.base import Format, pieces, write_file
from app.exports.csv import CsvFormat
from app.queries.tables import TABLES

FORMATS: dict[str, Format] = {kind.key: kind for kind in (CsvFormat(),)}

__all__ = ["FORMATS", "TABLES", "Format", "pieces", "write_file"]
