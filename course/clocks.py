"""The moment from which a report could be read: its day, its clock, and what notes say of the clock.

Few pages print a clock time, and those that do print it by clocks of different places. Nothing here
reads a file or draws; see `course.datasets` and `course.plots`.
"""

import pandas as pd

from course import pages

__all__ = ["END_OF_DAY", "in_words", "moments"]

# A report that prints no clock is known for certain only when its day is over.
END_OF_DAY = pd.Timedelta(hours=23, minutes=59)

# How a note says what the clock of the event's place showed, and that a clock cannot be right.
APART = r"\(Moscow (plus|minus) (\d+) h\)"
TOLD = r"= (\d\d:\d\d) in Kerman"
IMPOSSIBLE = r"cannot be .* time"


def moments(reports):
    """Add when each report is known from, by the clock it prints.

    Parameters
    ----------
    reports : pandas.DataFrame
        Rows of `casualty_reports`. Pass the whole table: a note on a page's clock stands in one
        row of the page and holds for all of them.

    Returns
    -------
    pandas.DataFrame
        The same rows with ``clock``, the moment by the printed clock, missing where none is
        printed; and ``since``, the moment the report counts as known: its clock, or the end of its
        day. Both are missing where ``reported_on`` is.

    Notes
    -----
    A clock stays as printed, in whatever zone, unless a note gives the time at the event's place
    or the hours that lie between. A clock that by its note cannot be right counts as none.

    Examples
    --------
    >>> toy = pd.DataFrame({"reported_on": pd.to_datetime(["2024-03-23"] * 3), "url": ["a", "b", "c"],
    ...     "reported_at_local": ["12:53", "16:42", None],
    ...     "note": [None, "Omsk clock (Moscow plus 3 h)", None]})
    >>> moments(toy)["since"].dt.strftime("%H:%M").tolist()
    ['12:53', '13:42', '23:59']
    """
    day = reports["reported_on"]
    notes = reports["note"].fillna("").groupby(reports["url"]).transform(" ".join).astype("str")
    hour = notes.str.extract(TOLD)[0].fillna(reports["reported_at_local"])
    hour = hour.mask(notes.str.contains(IMPOSSIBLE) | reports["reported_at_local"].isna())
    apart = notes.str.extract(APART)
    ahead = pd.to_numeric(apart[1]).fillna(0) * apart[0].map({"plus": 1, "minus": -1}).fillna(0)
    clock = day + pd.to_timedelta(hour + ":00") - pd.to_timedelta(ahead, unit="h")
    return reports.assign(clock=clock, since=clock.fillna(day + END_OF_DAY))


def in_words(moment):
    """A moment as a reader says it; the last minute of a day stands for its end.

    >>> in_words(pd.Timestamp("2024-03-23 12:53")), in_words(pd.Timestamp("2024-03-23 23:59"))
    ('23 March 2024, 12:53', 'end of 23 March 2024')
    """
    day = pages.long_date(moment)
    return (
        f"end of {day}" if moment - moment.normalize() == END_OF_DAY else f"{day}, {moment:%H:%M}"
    )
