"""Scores for answers that say how sure they are: an interval, or a probability.

Both scores are proper: who is scored by them does best, on average, by saying what they believe.
Both are penalties, so less is better and 0 is perfect. One score says little, since a careful
answer can be unlucky; a calibration table looks at many. Nothing here reads a file or draws; see
`course.plots`.
"""

import numpy as np
import pandas as pd

from course.errors import LevelError, ScoreError

__all__ = [
    "brier_score",
    "by_tails",
    "calibration",
    "coverage",
    "interval_parts",
    "interval_score",
]


def interval_score(low, high, truth, level=0.9):
    """Interval score of Gneiting and Raftery: the width, and a penalty where the truth is outside.

    ``(high - low) + 2 / alpha * (how far the truth lies outside)``, with ``alpha = 1 - level``.

    Parameters
    ----------
    low, high : float or array_like
        Ends of the interval, in the unit of what is estimated (people).
    truth : float or array_like
        What turned out to be so, in the same unit.
    level : float or array_like
        Share of such intervals that are meant to hold the truth, between 0 and 1.

    Returns
    -------
    float or numpy.ndarray
        One penalty for each interval, in the same unit.

    Raises
    ------
    ScoreError
        If an end is missing or infinite, or `low` is above `high`.
    LevelError
        If `level` is not between 0 and 1.

    Notes
    -----
    A wide interval pays for its width even if it holds the truth; a narrow one that misses pays
    more the surer it claimed to be. The best answer runs from the quantile ``alpha / 2`` of one's
    beliefs to the quantile ``1 - alpha / 2``. Scores of events of different size do not compare:
    missing by 10 of 20 people costs as much as missing by 10 of 2,000.

    References
    ----------
    Gneiting and Raftery (2007), equation 43, as given at
    https://rdrr.io/cran/scoringfunctions/man/interval_sf.html

    Examples
    --------
    >>> interval_score(100, 150, truth=145)  # inside: the width
    50.0
    >>> round(interval_score(100, 140, truth=145), 6)  # 5 outside at 90 percent: 40 + 20 * 5
    140.0
    """
    parts = _interval_parts(low, high, truth, level)
    score = parts["width"] + parts["penalty"]
    return score if score.ndim else float(score)


def interval_parts(low, high, truth, level=0.9):
    """What each interval score is made of.

    Returns
    -------
    pandas.DataFrame
        One row an interval: ``width``, ``missed_by`` (how far the truth lies outside, 0 if it
        does not), ``penalty`` and ``score``, the sum of width and penalty.

    Examples
    --------
    >>> interval_parts([100, 100], [150, 140], 145, level=0.5)
       width  missed_by  penalty  score
    0   50.0        0.0      0.0   50.0
    1   40.0        5.0     20.0   60.0
    """
    parts = {k: np.atleast_1d(v) for k, v in _interval_parts(low, high, truth, level).items()}
    return pd.DataFrame(parts).assign(score=parts["width"] + parts["penalty"])


def by_tails(belief, level=0.9):
    """What intervals cost on average, by how much of a belief they leave out at each end.

    Parameters
    ----------
    belief : array_like, shape (n,)
        Numbers (people) that somebody holds equally likely; one that is held twice as likely
        stands twice.
    level : float
        Level that the intervals are scored at.

    Returns
    -------
    pandas.DataFrame
        One row for each number of values left out at either end, none first: ``left_out`` (their
        share of the belief), ``low``, ``high``, and the means of ``width``, ``penalty`` and
        ``score`` if the belief is right.

    Notes
    -----
    The least mean score is where ``left_out`` is half of what the level leaves: who believes this
    and says other ends expects to lose by it.

    Examples
    --------
    >>> told = by_tails(range(1, 11), level=0.8)
    >>> told[["left_out", "low", "high", "score"]].head(3)  # at 80 percent: a tenth at each end
       left_out  low  high  score
    0       0.0  1.0  10.0    9.0
    1       0.1  2.0   9.0    9.0
    2       0.2  3.0   8.0   11.0
    """
    (belief,) = _numbers("belief", belief=belief)
    if belief.ndim != 1 or not belief.size:
        raise ScoreError("belief", "a row of numbers", f"{belief.size} numbers")
    held, rows = np.sort(belief), []
    for left in range((len(held) + 1) // 2):
        low, high = held[left], held[-1 - left]
        parts = interval_parts(low, high, held, level)[["width", "penalty", "score"]].mean()
        rows.append({"left_out": left / len(held), "low": low, "high": high, **parts})
    return pd.DataFrame(rows)


def brier_score(probability, happened):
    """Brier score: the mean squared distance of probabilities from what happened.

    Parameters
    ----------
    probability : float or array_like
        Stated probability that something is so, 0 to 1.
    happened : bool or array_like
        Whether it was so.

    Returns
    -------
    float
        0 if every answer was certain and right, 1 if every answer was certain and wrong. Always
        saying one half scores 0.25.

    Raises
    ------
    ScoreError
        If a probability is not between 0 and 1, if an outcome is neither true nor false, or if
        there is nothing to score.

    References
    ----------
    https://search.r-project.org/CRAN/refmans/scoringutils/html/brier_score.html

    Examples
    --------
    >>> round(brier_score(0.7, True), 6)  # 0.3 squared
    0.09
    >>> brier_score([0.5, 1.0], [True, False])  # the mean of 0.25 and 1
    0.625
    """
    probability, happened = _said_and_happened(probability, happened)
    return float(((probability - happened) ** 2).mean())


def calibration(probability, happened, edges=None):
    """How often things happened that were said to have some probability.

    Parameters
    ----------
    probability, happened : array_like, shape (n_answers,)
        As in `brier_score`.
    edges : array_like, optional
        Ends of the groups that probabilities are put in, rising from 0 to 1; a group holds its
        lower end and not its upper, the last holds both. Left out, each probability that was
        said makes a group.

    Returns
    -------
    pandas.DataFrame
        One row a group with any answers: ``said`` (the mean probability), ``n``, ``happened``,
        ``share`` (of `n`), and ``low`` to ``high``, the 95 percent range of chances that such a
        share fits (Wilson's interval).

    Notes
    -----
    Of what is called 70 percent likely, 70 percent should happen. With few answers the share
    strays from that by luck: compare `said` with the range before calling anyone over-confident.

    References
    ----------
    https://search.r-project.org/CRAN/refmans/verification/html/reliability.plot.html

    Examples
    --------
    >>> calibration([0.8, 0.8, 0.8, 0.8, 0.1], [True, True, True, False, False])[
    ...     ["said", "n", "happened", "share"]]
       said  n  happened  share
    0   0.1  1         0   0.00
    1   0.8  4         3   0.75
    """
    probability, happened = map(np.atleast_1d, _said_and_happened(probability, happened))
    group = probability if edges is None else _group(probability, edges)
    answers = pd.DataFrame({"said": probability, "happened": happened.astype(int)})
    table = answers.groupby(group).agg(
        said=("said", "mean"), n=("said", "size"), happened=("happened", "sum")
    )
    return _with_range(table.reset_index(drop=True), "happened")


def coverage(low, high, truth, level=0.9):
    """How many intervals held the truth, for each level that was claimed.

    Returns
    -------
    pandas.DataFrame
        One row a level: ``level``, ``n``, ``held``, ``share`` (of `n`), and ``low`` to ``high``,
        the 95 percent range of chances that such a share fits (Wilson's interval).

    Notes
    -----
    Of intervals meant for 90 percent, nine in ten should hold the truth: more means that they
    are wider than need be, fewer that they claim too much.

    Examples
    --------
    >>> coverage([1, 1, 1], [9, 9, 9], [5, 9, 12], level=0.9)[["level", "n", "held"]]
       level  n  held
    0    0.9  3     2
    """
    parts = interval_parts(low, high, truth, level)
    claimed = np.broadcast_to(np.asarray(level, dtype=float), len(parts))
    held = (parts["missed_by"] == 0).astype(int)
    table = held.groupby(claimed).agg(n="size", held="sum")
    return _with_range(table.rename_axis("level").reset_index(), "held")


def _interval_parts(low, high, truth, level):
    """Width, distance of the truth outside, and penalty, as arrays of one shape."""
    low, high, truth, level = _numbers("interval", low=low, high=high, truth=truth, level=level)
    if not ((level > 0) & (level < 1)).all():
        raise LevelError(level[~((level > 0) & (level < 1))].flat[0].item())
    if (low > high).any():
        wrong = low > high
        found = f"{low[wrong].flat[0]:g} to {high[wrong].flat[0]:g}"
        raise ScoreError("interval", "low no higher than high", found)
    missed_by = np.maximum(np.maximum(low - truth, truth - high), 0)
    return {"width": high - low, "missed_by": missed_by, "penalty": 2 / (1 - level) * missed_by}


def _said_and_happened(probability, happened):
    probability, happened = _numbers("probability", probability=probability, happened=happened)
    if not probability.size:
        raise ScoreError("probability", "at least one answer", "none")
    if not ((probability >= 0) & (probability <= 1)).all():
        wrong = probability[(probability < 0) | (probability > 1)].flat[0]
        raise ScoreError("probability", "a share between 0 and 1", f"{wrong:g}")
    if not np.isin(happened, (0, 1)).all():
        raise ScoreError(
            "happened", "True or False", f"{happened[happened * (happened - 1) != 0][0]:g}"
        )
    return probability, happened


def _numbers(place, **given):
    """The arguments as arrays of numbers of one shape."""
    arrays = []
    for name, values in given.items():
        try:
            array = np.asarray(values, dtype=float)
        except (TypeError, ValueError):
            raise ScoreError(f"{place}, {name}", "numbers", repr(values)) from None
        if not np.isfinite(array).all():
            raise ScoreError(f"{place}, {name}", "a number everywhere", "a missing or infinite one")
        arrays.append(array)
    try:
        return np.broadcast_arrays(*arrays)
    except ValueError:
        sizes = ", ".join(
            f"{array.size} of {name}" for name, array in zip(given, arrays, strict=True)
        )
        raise ScoreError(place, "as many of each", sizes) from None


def _group(probability, edges):
    (edges,) = _numbers("calibration", edges=edges)
    if (
        edges.ndim != 1
        or len(edges) < 2
        or (np.diff(edges) <= 0).any()
        or edges[0]
        or edges[-1] != 1
    ):
        raise ScoreError("calibration, edges", "numbers rising from 0 to 1", edges.tolist())
    return np.minimum(np.searchsorted(edges, probability, side="right"), len(edges) - 1)


def _with_range(table, count):
    """Add the share of `count` in ``n``, and the range of chances it fits."""
    from scipy.stats import binomtest

    ranges = [
        binomtest(int(k), int(n)).proportion_ci(0.95, method="wilson")
        for k, n in zip(table[count], table["n"], strict=True)
    ]
    return table.assign(
        share=table[count] / table["n"],
        low=[each.low for each in ranges],
        high=[each.high for each in ranges],
    )
