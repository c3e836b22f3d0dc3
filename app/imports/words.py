"""What is said of files, rows and values, in a stated language."""

from collections.abc import Mapping

from app.imports.fields import Form, Type
from app.imports.problems import Problem, Trouble
from app.imports.sheets import COLUMNS, LARGEST, ROWS, UNPACKED, FileProblem, column_name
from app.scoring.words import N_
from app.words import Words

MEGABYTE = 1024 * 1024
FILES: Mapping[FileProblem, str] = {
    FileProblem.EMPTY: N_("The file has nothing in it. Choose the file with the table."),
    FileProblem.TOO_LARGE: N_(
        "The file is larger than %(megabytes)s MB. Save the sheet that you need as a file of its "
        "own, without pictures."
    ),
    FileProblem.NOT_A_TABLE: N_(
        "This is no table. Save it in your spreadsheet program as XLSX or CSV and choose that file."
    ),
    FileProblem.WEB_PAGE: N_(
        "This is a web page that is only called a table. Open it in your spreadsheet program, save "
        "it as XLSX and choose that file."
    ),
    FileProblem.OLD_EXCEL: N_(
        "This file is in the format of Excel before 2007 (.xls). Save it as XLSX and choose that "
        "file."
    ),
    FileProblem.OTHER_OFFICE: N_(
        "This is a document of another kind. Save the table as XLSX or CSV and choose that file."
    ),
    FileProblem.MACROS: N_(
        "The file has macros, which are refused. Save it as XLSX without macros and choose that "
        "file."
    ),
    FileProblem.ENCRYPTED: N_(
        "The file is locked with a password. Save it without a password and choose that file."
    ),
    FileProblem.BROKEN: N_(
        "The file is broken or was cut short. Open it in your spreadsheet program, save it again "
        "as XLSX and choose that file."
    ),
    FileProblem.TOO_HEAVY: N_(
        "The file needs too much memory or time to be read: unpacked it may have %(unpacked)s MB. "
        "Copy the table into a new file without formats and pictures."
    ),
    FileProblem.TOO_MANY_ROWS: N_(
        "The sheet has more than %(rows)s rows. Divide it, and delete what stands far below the "
        "table."
    ),
    FileProblem.TOO_MANY_COLUMNS: N_(
        "The sheet has more than %(columns)s columns. Delete what stands far beside the table."
    ),
    FileProblem.NO_SUCH_SHEET: N_("The file has no such sheet. Choose one of those listed."),
    FileProblem.QUOTES: N_(
        "A quotation mark in the file is never closed. Open it in your spreadsheet program and "
        "save it as XLSX."
    ),
    FileProblem.ENCODING: N_(
        "The letters of the file cannot be read. Save it as CSV UTF-8 or as XLSX."
    ),
}
PROBLEMS: Mapping[Problem, str] = {
    Problem.REQUIRED: N_("Name the deputy or give the number of the district."),
    Problem.NOT_A_NUMBER: N_("“%(said)s” is not a number. Give digits only."),
    Problem.NEGATIVE: N_("“%(said)s” is below zero. Give a number from zero on."),
    Problem.FRACTION: N_("“%(said)s” is not a whole number."),
    Problem.TOO_BIG: N_("“%(said)s” is too large. The largest number is %(other)s."),
    Problem.NOT_A_DATE: N_("“%(said)s” is not a date. Write it as 2023-10-04 or 04.10.2023."),
    Problem.NO_SUCH_DAY: N_("There is no such day as “%(said)s”. Write it as 2023-10-04."),
    Problem.FUTURE: N_("“%(said)s” lies after today. Check the year."),
    Problem.BEFORE_TERM: N_("“%(said)s” lies before the convocation, which began on %(other)s."),
    Problem.AFTER_TERM: N_("“%(said)s” lies after the convocation, which ended on %(other)s."),
    Problem.ENDS_BEFORE_START: N_("The period “%(said)s” ends before it begins. Check both days."),
    Problem.NO_PERIOD: N_(
        "A number is stated without a period. Give its days here or for the whole import."
    ),
    Problem.NOT_YES_NO: N_("“%(said)s” is neither yes nor no."),
    Problem.UNKNOWN_VALUE: N_("“%(said)s” is none of the allowed values. See the template."),
    Problem.UNKNOWN_TOPIC: N_("“%(said)s” is no topic of the code books."),
    Problem.UNKNOWN_PARTY: N_("“%(said)s” is no party that the portal knows."),
    Problem.UNKNOWN_DEPUTY: N_("“%(said)s” is no deputy of this convocation."),
    Problem.SEVERAL_DEPUTIES: N_(
        "“%(said)s” can be several deputies: %(other)s. Write the whole name."
    ),
    Problem.NO_DEPUTY: N_("The row names no deputy."),
    Problem.TWICE_IN_ROW: N_("%(other)s is named twice in this row."),
    Problem.OTHER_DISTRICT: N_(
        "The deputy of this row has another district: %(other)s, not %(said)s."
    ),
    Problem.UNKNOWN_DISTRICT: N_("No deputy of this convocation has district %(said)s."),
    Problem.OTHER_PARTY: N_("The portal knows another party of this deputy: %(other)s."),
    Problem.NOT_A_LINK: N_("“%(said)s” is no link. Begin it with http:// or https://."),
    Problem.TOO_LONG: N_("The text is longer than %(other)s characters."),
    Problem.FORMULA_FAILED: N_("The formula in this cell gives an error: %(said)s."),
    Problem.FORMULA_UNSAVED: N_(
        "The file does not hold the result of the formula in this cell. Open and save it in your "
        "spreadsheet program, or write the value."
    ),
    Problem.MERGED: N_(
        "This cell is merged with %(other)s. Unmerge them and write the value in each row."
    ),
    Problem.SAME_ROW: N_(
        "Row %(other)s says the same act. Give each row an identifier of its own, or delete one."
    ),
    Problem.SAME_DEPUTY: N_("Row %(other)s is of the same deputy and period. Delete one of them."),
    Problem.TITLE_REQUIRED: N_("Give a title, in Russian or in Kazakh."),
    Problem.KIND_REQUIRED: N_("Say what kind of act this is, here or for the whole import."),
    Problem.DATE_REQUIRED: N_("Give the date, the month or the period."),
    Problem.SOURCE_REQUIRED: N_("Say where this is known from."),
    Problem.DAY_REQUIRED: N_("Give the day on which this was found so."),
    Problem.DAY_TO_COME: N_("This day lies after today. Check the year."),
    Problem.FOUND_WHERE: N_("The programme is publicly available: say where it was found."),
    Problem.NOT_AVAILABLE_YET_KEPT: N_(
        "The portal keeps the document of this programme, so it cannot be unavailable."
    ),
    Problem.AVAILABLE_YET_NOTHING_CAME: N_(
        "Where nothing was sent, or a link leads nowhere, the programme is not available. Correct "
        "one of the two."
    ),
    Problem.HAS_OWN_THESES: N_(
        "The portal has theses of this deputy's own programme, so it cannot be the party's only."
    ),
}
TYPES: Mapping[Type, str] = {
    Type.TEXT: N_("text"),
    Type.NUMBER: N_("whole number"),
    Type.DAY: N_("day, such as 2023-10-04"),
    Type.WHEN: N_("day, month or period"),
    Type.YES_NO: N_("yes or no"),
    Type.CHOICE: N_("one of the allowed values"),
    Type.LINK: N_("link"),
    Type.SEAT: N_("name of a deputy"),
    Type.SEATS: N_("names of deputies"),
    Type.PARTY: N_("name of a party"),
    Type.TOPIC: N_("name of a topic"),
}
ERRORS_HEADING = N_("Errors found by the portal")
ROW = N_("Whole row")


def of_file(words: Words, problem: FileProblem) -> str:
    """Why a file is refused, and what to do."""
    return words.gettext(
        FILES[problem],
        megabytes=words.number(LARGEST // MEGABYTE), unpacked=words.number(UNPACKED // MEGABYTE),
        rows=words.number(ROWS), columns=words.number(COLUMNS),
    )  # fmt: skip


def of_trouble(words: Words, trouble: Trouble) -> str:
    """What is wrong, without its place."""
    return words.gettext(PROBLEMS[trouble.problem], said=trouble.said, other=trouble.other)


def place(words: Words, form: Form, trouble: Trouble) -> str:
    """Where it is wrong: the letter of the column and what stands in it."""
    of = form.field(trouble.field)
    title = words.gettext(of.title) if of else words.gettext(ROW)
    return f"{column_name(trouble.column)}, {title}" if trouble.column is not None else title
