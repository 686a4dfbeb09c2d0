"""A row of practice incidents to estimate, a statement on each, and simple rules to compare with.

An answer here is an interval for the number of people killed, and a probability for a statement;
it is given on three days and scored when the last is given. The readings of the reports are those
of `course.simulate.answers`, which a test holds to `course.coding`.
"""

from datetime import timedelta
from functools import cache
from math import comb

import pandas as pd

from course import scoring
from course.coding import UNSOUND
from course.counts import FLOORS
from course.errors import NoSuchIncidentError
from course.simulate import answers, names
from course.simulate.bands import CHECKPOINTS
from course.simulate.draws import Draws, plain
from course.simulate.incidents import ALL_OUTLETS, incident

__all__ = [
    "LAST_PRACTICE",
    "RULES_OF_THUMB",
    "compared",
    "held_by_day",
    "practice",
    "readings",
    "rules_of_thumb",
    "statement",
    "unseen",
]

LAST_PRACTICE = 300
# Rules that anybody can follow without thinking: the words for each, and its two ends by `readings`.
RULES_OF_THUMB = {
    "latest official figure": ("official", "official"),
    "GTD": ("gtd", "gtd"),
    "ACLED": ("acled", "acled"),
    "UCDP low to high": ("ucdp_low", "ucdp_high"),
    "all numbers printed": ("lowest", "highest"),
}


@cache
def practice(number):
    """The practice incident of that number, the same for every reader.

    Parameters
    ----------
    number : int
        From 1 to 300. Between 20 and 160 people were killed in each; how many is in its ``truth``.

    Returns
    -------
    course.simulate.Incident

    Raises
    ------
    NoSuchIncidentError
        For any other number.

    Examples
    --------
    >>> practice(1).story
    'On 2046-06-08 people were attacked at a market hall in Pelluin.'
    """
    whole = isinstance(number, int) and not isinstance(number, bool)
    if not (whole and 1 <= number <= LAST_PRACTICE):
        raise NoSuchIncidentError("number", f"a whole number from 1 to {LAST_PRACTICE}", number)
    return incident(f"to estimate, {number}")


def readings(practised, day):
    """What simple readings make of the reports known some days after the attack.

    Parameters
    ----------
    practised : Incident
    day : int
        Days after the attack; reports of that day are known.

    Returns
    -------
    dict
        Those of `course.simulate.answers.answers`, in people; and ``lowest`` and ``highest``, the
        ends of all that was printed as a number of people killed, whoever said it. A floor ("at
        least 40") is no upper end.
    """
    known = answers.known(practised.rows, _date(practised, day))
    printed = [row for row in known if row["measure"] == "killed" and row["population"] == "all"]
    ends = [(_first(row["low"], row["best"]), _first(row["high"], row["best"])) for row in printed]
    closed = [
        high
        for row, (_, high) in zip(printed, ends, strict=True)
        if high is not None and row["qualifier"] not in FLOORS
    ]
    return {
        **answers.answers(answers.killed_series(known)),
        "lowest": min(low for low, _ in ends if low is not None),
        "highest": max(closed, default=None),
    }


def statement(practised, day):
    """The figure of that day's statement, "more than … people were killed".

    One of the figures that stand in reports known by the day, drawn from those that are no lower
    than the latest official one and not the word of those who did it. It is the same figure on
    every computer, and the statement is about as often true as false.

    Returns
    -------
    int
        People.

    Examples
    --------
    >>> [statement(practice(1), day) for day in CHECKPOINTS]
    [156, 136, 156]
    """
    series = answers.killed_series(answers.known(practised.rows, _date(practised, day)))
    official = answers.answers(series)["official"]
    figures = {
        row["best"]
        for row in series
        if row["source_type"] not in UNSOUND and row["best"] is not None
    }
    draws = Draws(plain("statement", 1, practised.event_id, day))
    return draws.choice(sorted(figure for figure in figures if figure >= official))


def rules_of_thumb(practised, day):
    """The interval that each of `RULES_OF_THUMB` gives on a day; of a single figure, both ends.

    Returns
    -------
    dict of str to (int, int)
    """
    said = readings(practised, day)
    return {name: (said[low], said[high]) for name, (low, high) in RULES_OF_THUMB.items()}


def compared(numbers, level=0.8, own=None):
    """How the rules of thumb, and a rule of one's own, do on practice incidents.

    Parameters
    ----------
    numbers : iterable of int
        See `practice`.
    level : float
        Level that the intervals are scored at.
    own : callable, optional
        From what `readings` gives, and ``day``, to two ends.

    Returns
    -------
    pandas.DataFrame
        One row for each incident, day and rule: ``incident``, ``day``, ``rule``, ``low``,
        ``high``, ``truth`` and the columns of `course.scoring.interval_parts`.

    Examples
    --------
    >>> told = compared([300], own=lambda said: (said["official"], said["official"] * 1.2))
    >>> told.query("day == 11")[["rule", "low", "high", "truth", "score"]].iloc[-2:]
                       rule   low  high  truth  score
    16  all numbers printed  21.0  53.0     45   32.0
    17             own rule  44.0  52.8     45    8.8
    """
    rows = []
    for number in numbers:
        practised = practice(number)
        for day in CHECKPOINTS:
            rules = rules_of_thumb(practised, day)
            if own is not None:
                rules["own rule"] = own({**readings(practised, day), "day": day})
            rows += [
                (number, day, name, *map(float, ends), practised.truth.killed)
                for name, ends in rules.items()
            ]
    told = pd.DataFrame(rows, columns=["incident", "day", "rule", "low", "high", "truth"])
    return told.join(scoring.interval_parts(told["low"], told["high"], told["truth"], level))


def held_by_day(scores, level):
    """How many intervals held the truth on each day; incidents are apart there.

    Parameters
    ----------
    scores : pandas.DataFrame
        Rows of `compared` for one rule, or of a reader's answers.
    level : float

    Returns
    -------
    pandas.DataFrame
        One row a day, as `course.scoring.coverage` has it, with ``name``.

    Examples
    --------
    >>> ucdp = compared(range(201, 211)).query("rule == 'UCDP low to high'")
    >>> held_by_day(ucdp, 0.8)[["name", "n", "held"]]
         name   n  held
    0   day 1  10     6
    1   day 4  10     7
    2  day 11  10     8
    """
    rows = [
        scoring.coverage(some["low"], some["high"], some["truth"], level).assign(name=f"day {day}")
        for day, some in scores.groupby("day")
    ]
    return pd.concat(rows, ignore_index=True)


def unseen(killed, outlets=ALL_OUTLETS):
    """Chance that an incident is noticed by no outlet, by how many people it killed.

    Parameters
    ----------
    killed : int
        People.
    outlets : int
        How many of the twelve outlets are there at all; which, is left to chance.

    Returns
    -------
    float

    Notes
    -----
    An outlet misses an incident of s people with chance h / (s + h), where h is its own; all miss
    it with the product. Over every choice of so many outlets, the mean of the products.

    Examples
    --------
    >>> round(unseen(1), 3), round(unseen(1, outlets=3), 3)
    (0.107, 0.596)
    """
    sums = [1.0] + [0.0] * outlets
    for outlet in names.OUTLETS:
        missed = outlet.half / (killed + outlet.half)
        for chosen in range(outlets, 0, -1):
            sums[chosen] += missed * sums[chosen - 1]
    return sums[outlets] / comb(len(names.OUTLETS), outlets)


def _first(*numbers):
    return next((number for number in numbers if number is not None), None)


def _date(practised, day):
    return (practised.day + timedelta(days=day)).isoformat()
