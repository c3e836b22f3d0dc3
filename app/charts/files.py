"""A chart as a file: SVG, PNG or CSV, all from the same sheet."""

from pathlib import Path

from app.charts import bars
from app.charts.sheet import Sheet
from app.charts.store import picture
from app.exports.cells import INVENTED
from app.exports.csv import BYTE_ORDER_MARK, texts
from app.words import Words

#: What the file is called by its ending.
TYPES = {
    "svg": "image/svg+xml; charset=utf-8",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8",
}
#: A picture for slides and for paper has twice the pixels.
ZOOM = 2


def body(sheet: Sheet, ending: str, words: Words, folder: Path, *, training: bool) -> bytes:
    """The bytes of the file. Raises KeyError for an ending that is none of `TYPES`."""
    if ending == "csv":
        return table(sheet, words, training=training)
    svg = bars.draw(sheet, words, training=training)
    return {"svg": svg.encode, "png": lambda: picture(folder, svg, ZOOM)}[ending]()


def table(sheet: Sheet, words: Words, *, training: bool) -> bytes:
    """The numbers of the chart, then what others stated, each with its source."""
    columns = sheet.columns(words)
    rows = [*sheet.table(words)]
    if sheet.beside:
        columns = (*columns, words.gettext("Stated by others"), words.gettext("Source"))
        blank = ("",) * (len(columns) - 3)
        rows = [(*row, "", "") for row in rows]
        rows += [
            (row.what, *blank, str(row.stated), f"{row.source} ({row.period})")
            for row in sheet.beside
        ]
    end = ("",) * (len(columns) - 1)
    rows += [(sheet.title, *end), (sheet.state, *end), (sheet.source, *end)]
    if training:
        columns, rows = ("training", *columns), [(INVENTED, *row) for row in rows]
    # Voters open a table by a double click: a spreadsheet takes it for UTF-8 only by the mark.
    return BYTE_ORDER_MARK.encode() + b"".join(texts(columns, rows))
