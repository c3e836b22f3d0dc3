"""Time in office."""

from datetime import date


def months_between(start: date, end: date) -> int:
    """Whole calendar months from `start` to `end`; 0 where `end` comes first.

    Formula: the difference in months, less one where the day of the month in `end` has not
    reached that of `start`. Why: an activity total means little without the time it took
    (method, 7). The last day of a shorter month counts as reaching a later day.
    """
    if end < start:
        return 0
    months = (end.year - start.year) * 12 + end.month - start.month
    if end.day < start.day and not _last_of_month(end):
        months -= 1
    return max(0, months)


def _last_of_month(day: date) -> bool:
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return (following - day).days == 1


def ended_early(start: date | None, end: date | None, term_months: int | None, now: date) -> bool:
    """Whether a mandate is over before its full term.

    Formula: the end has come, and fewer whole months were served than the term has. Why:
    promises still open then are "mandate ended early" and not broken (method, 2). False
    where a date or the length of the term is not known.
    """
    if start is None or end is None or term_months is None or now < end:
        return False
    return months_between(start, end) < term_months
