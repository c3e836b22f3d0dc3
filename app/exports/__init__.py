"""Tables as files: one class per format, and the registry of formats."""

from app.exports.base import Format, Order, Setting, Tally, pieces, write_file
from app.exports.csv import CsvFormat
from app.exports.jsonl import JsonLinesFormat
from app.exports.xlsx import XlsxFormat
from app.queries.tables import TABLES

FORMATS: dict[str, Format] = {
    kind.key: kind for kind in (XlsxFormat(), CsvFormat(), JsonLinesFormat())
}

__all__ = ["FORMATS", "TABLES", "Format", "Order", "Setting", "Tally", "pieces", "write_file"]
