"""What simple readings of a dossier give, over plain rows: for drawing and checking dossiers.

The rules of `course.coding` are repeated here without frames, because drawing a thousand dossiers
asks for their answers many thousand times. A test holds the two to the same answers.
"""

from collections import Counter
from statistics import median

from course.coding import UNSOUND
from course.counts import FLOORS

__all__ = ["answers", "contradictions", "killed_series", "known"]

OFFICES = ("emergency_service", "government", "health_authority", "investigators")


def known(rows, day):
    """Rows published on `day` (YYYY-MM-DD) or before it; a row without a day is never known."""
    return [row for row in rows if row["reported_on"] and row["reported_on"] <= day]


def killed_series(rows):
    """Rows that count all people killed and may stand in a series."""
    return [
        row
        for row in rows
        if row["measure"] == "killed" and row["population"] == "all" and row["use"] == "series"
    ]


def answers(rows):
    """What each reading makes of dated rows for one measure, in order of time; None for nothing.

    Returns
    -------
    dict
        ``first`` and ``latest`` number of all; ``official``, the latest of an office; ``highest``
        and ``median`` of all numbers; ``gtd``; ``acled``; ``ucdp_low``, ``ucdp_best`` and
        ``ucdp_high``. In people.
    """
    numbers = [row["best"] for row in rows if row["best"] is not None]
    sound = [row for row in rows if row["best"] is not None and row["source_type"] not in UNSOUND]
    official = [row["best"] for row in sound if row["source_type"] in OFFICES]
    recent = _most_recent(sound)
    return {
        "first": numbers[0] if numbers else None,
        "latest": numbers[-1] if numbers else None,
        "official": official[-1] if official else None,
        "highest": max(numbers, default=None),
        "median": median(numbers) if numbers else None,
        "gtd": _leading(recent),
        "acled": min(recent, default=None),
        "ucdp_low": min((row["best"] for row in sound), default=None),
        "ucdp_best": min(recent, default=None),
        "ucdp_high": max((row["best"] for row in sound), default=None),
    }


def contradictions(rows):
    """How often reports of one day give different figures for the same measure and population.

    One for each day, measure and population with more than one figure among the rows of a series.
    A floor and an exact figure differ where their numbers do; words without a number do not count.
    """
    figures = {}
    for row in rows:
        if row["use"] == "series" and (row["best"] is not None or row["high"] is not None):
            cell = row["reported_on"], row["measure"], row["population"]
            figures.setdefault(cell, set()).add((row["best"], row["high"]))
    return sum(len(each) > 1 for each in figures.values())


def copies(rows):
    """How many rows repeat another."""
    return sum(row["origin"] != row["report_id"] for row in rows)


def floors(rows):
    """How many rows give a lower bound only."""
    return sum(row["qualifier"] in FLOORS for row in rows)


def one_per_origin(rows):
    """The first row of each origin among the rows."""
    first = {}
    for row in rows:
        first.setdefault(row["origin"], row)
    return list(first.values())


def _most_recent(sound):
    last = max((row["reported_on"] for row in sound), default=None)
    return [row["best"] for row in sound if row["reported_on"] == last]


def _leading(figures):
    """The figure most often told; of several told equally often the lowest of all figures."""
    if not figures:
        return None
    (figure, times), *others = Counter(figures).most_common()
    return figure if not others or others[0][1] < times else min(figures)
