"""Three made-up lists of people who died, in a place where the true number is known.

How much each list covers and how far lists A and B depend on each other is chosen; what the lists
would then show is estimated as if the truth were unknown, so that the bias is seen. The estimates
are those of `course.capture_recapture`; `course.widgets.lists` puts sliders to it.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import isclose, sqrt

import numpy as np
import pandas as pd

from course import capture_recapture as cr
from course.errors import MethodSettingError, NoEstimateError, OverlapTableError

__all__ = ["KINDS", "LINKS", "PATTERNS", "RANGES", "KnownLists", "link"]

KINDS = ("two lists", "three lists")
# How many times the odds of being on B are, for people on A: label and value.
LINKS = {
    "1/10": 1 / 10,
    "1/5": 1 / 5,
    "1/3": 1 / 3,
    "1/2": 1 / 2,
    "2/3": 2 / 3,
    "1, no link": 1.0,
    "1.5": 1.5,
    "2": 2.0,
    "3": 3.0,
    "4": 4.0,
    "6": 6.0,
    "10": 10.0,
}
# Ends of the other settings: people, and percent.
RANGES = {
    "people": (100, 20_000),
    "cover_a": (5, 90),
    "cover_b": (5, 90),
    "cover_c": (5, 90),
    "out_of_reach": (0, 60),
}
PATTERNS = sorted(product((1, 0), repeat=3), key=lambda lists: (sum(lists) == 0, sum(lists)))
LEVEL_Z = 1.959964  # 95 percent


@dataclass(frozen=True)
class KnownLists:
    """What three lists show of a number of people that is known, and what is estimated from them.

    Parameters
    ----------
    people : int
        True number of people who died.
    cover_a, cover_b, cover_c : int
        Percent of those within reach whom each list names.
    dependence : float
        How many times the odds of being on B are for people on A, against people not on A: 1 where
        the lists are independent. One of `LINKS`. List C is independent of both.
    out_of_reach : int
        Percent of the people whom no list can name.
    seed : int or None
        None gives expected counts, which involve no chance; a whole number gives a random draw.

    Attributes
    ----------
    counts : dict
        Pattern, such as ``(1, 0, 1)`` for on A and C, to people; with the people on no list.
    seen : float
        People on at least one list.
    cells : pandas.DataFrame
        `counts` as a table; the last row is the people on no list.
    table : pandas.DataFrame
        The same without the last row: what somebody who has the lists would know.
    estimates : pandas.DataFrame
        By name: ``total``, the ends ``low`` and ``high`` of a 95 percent interval, all in people,
        and ``refused``, which says why an estimate does not exist.

    Raises
    ------
    MethodSettingError
        If a setting is outside its range.

    Examples
    --------
    >>> KnownLists(people=1000).estimates["total"].round().tolist()
    [1000.0, 1000.0, 1000.0, 1000.0, 1000.0, 1000.0]
    >>> KnownLists(people=1000, out_of_reach=20).estimates["total"].round().tolist()
    [800.0, 800.0, 800.0, 800.0, 800.0, 800.0]
    """

    people: int = 10_000
    cover_a: int = 40
    cover_b: int = 30
    cover_c: int = 20
    dependence: float = 1.0
    out_of_reach: int = 0
    seed: int | None = None

    def __post_init__(self):
        for name, (least, most) in RANGES.items():
            if not least <= getattr(self, name) <= most:
                wanted = f"{name} from {least:,} to {most:,}"
                raise MethodSettingError("KnownLists", wanted, getattr(self, name))
        link(self.dependence)

    @property
    def odds(self):
        """The link as `LINKS` has it, however it was rounded."""
        return link(self.dependence)

    @cached_property
    def counts(self):
        shares = _shares(
            *(cover / 100 for cover in (self.cover_a, self.cover_b, self.cover_c)),
            self.odds,
            self.out_of_reach / 100,
        )
        if self.seed is None:
            return {pattern: self.people * share for pattern, share in shares.items()}
        return _drawn(shares, self.people, self.seed)

    @cached_property
    def seen(self):
        return sum(self.counts[pattern] for pattern in PATTERNS[:-1])

    @cached_property
    def rows(self):
        """The estimates as plain dicts, which a slider can do with at once."""
        return _estimates(self.counts)

    @property
    def cells(self):
        table = pd.DataFrame(PATTERNS, columns=["A", "B", "C"])
        return table.assign(count=[self.counts[pattern] for pattern in PATTERNS])

    @property
    def table(self):
        return self.cells.iloc[:-1]

    @property
    def estimates(self):
        return pd.DataFrame(self.rows).set_index("name").drop(columns="kind")

    @property
    def on_b(self):
        """Percent of the people on A who are on B too, and percent of those not on A who are."""
        a, b = self.cover_a / 100, self.cover_b / 100
        both = _together(a, b, self.odds)
        return 100 * both / a, 100 * (b - both) / (1 - a)


def link(odds):
    """The stop among `LINKS` that an odds ratio means; 0.3333 is 1/3."""
    for stop in LINKS.values():
        if isclose(odds, stop, rel_tol=1e-3):
            return stop
    stops = ", ".join(f"{stop:.4g}" for stop in LINKS.values())
    raise MethodSettingError("KnownLists", f"dependence one of {stops}", odds)


def _together(a, b, odds):
    """Share on both of two lists that name shares `a` and `b`, whose odds ratio is `odds`.

    The smaller root of the quadratic that the odds ratio of a table with known margins gives.
    """
    if odds == 1:
        return a * b
    half = 1 + (a + b) * (odds - 1)
    return (half - sqrt(half**2 - 4 * odds * (odds - 1) * a * b)) / (2 * (odds - 1))


def _shares(a, b, c, odds, missed):
    """Share of all people for each combination of lists."""
    both = _together(a, b, odds)
    of_two = {(1, 1): both, (1, 0): a - both, (0, 1): b - both, (0, 0): 1 - a - b + both}
    shares = {
        (on_a, on_b, on_c): (1 - missed) * of_two[on_a, on_b] * (c if on_c else 1 - c)
        for on_a, on_b, on_c in PATTERNS
    }
    shares[0, 0, 0] += missed
    return shares


def _drawn(shares, people, seed):
    """One random draw of all people over the combinations of lists."""
    chances = np.array([max(shares[pattern], 0) for pattern in PATTERNS])
    counts = np.random.default_rng(seed).multinomial(people, chances / chances.sum())
    return dict(zip(PATTERNS, counts.tolist(), strict=True))


# Estimates. A model that links two of three lists takes these two as one list and compares it with
# the third, which is Lincoln-Petersen once more: `[12,3]` of `course.capture_recapture` has that
# closed form. Three lists without a link have one unknown to solve for.


def _estimates(counts):
    two, three = KINDS
    return [
        _two("A and B", two, counts, [0], [1], "nobody is on both A and B"),
        _two("A and C", two, counts, [0], [2], "nobody is on both A and C"),
        _two("B and C", two, counts, [1], [2], "nobody is on both B and C"),
        _no_link("All three, no link", three, counts),
        _two("All three, A–B link", three, counts, [0, 1], [2], "nobody on C is on A or B"),
        _two("All three, A–C link", three, counts, [0, 2], [1], "nobody on B is on A or C"),
    ]


def _two(name, kind, counts, first, second, refused):
    """Lincoln-Petersen for two groups of lists, a group naming whom any of its lists names."""
    on_first, on_second, both = 0, 0, 0
    for pattern, count in counts.items():
        one, other = any(pattern[at] for at in first), any(pattern[at] for at in second)
        on_first, on_second = on_first + one * count, on_second + other * count
        both += (one and other) * count
    try:
        total = cr.lincoln_petersen(on_first, on_second, both)
    except NoEstimateError:
        return _refusal(name, kind, refused)
    alone = on_first - both, on_second - both
    unseen = alone[0] * alone[1] / both
    # The variance of the logarithm of a product of counts is the sum of their reciprocals.
    se = sqrt(1 / alone[0] + 1 / alone[1] + 1 / both) if unseen else 0
    return _row(name, kind, total, unseen, se)


def _no_link(name, kind, counts):
    """`[1,2,3]`, solved for its one unknown where no count is 0, and fitted where one is."""
    if min(counts[pattern] for pattern in PATTERNS[:-1]) > 0:
        total, unseen, se = _independent(counts)
        return _row(name, kind, total, unseen, se)
    table = pd.DataFrame(
        [(*pattern, counts[pattern]) for pattern in PATTERNS[:-1]], columns=[*"ABC", "count"]
    )
    try:
        found = cr.fit(table, "[1,2,3]")
    except NoEstimateError:
        return _refusal(name, kind, "too few people are on two lists")
    except OverlapTableError:
        return _refusal(name, kind, "a list is empty")
    return _row(name, kind, found.total, found.unseen, found.se_log_unseen)


def _independent(counts):
    """Total, people unseen and the standard error of their logarithm under independence.

    The total is where the share of people on no list is the product, over the lists, of the shares
    not on them. A slider cannot wait for a general fit, which takes a hundred times as long.
    """
    from scipy.optimize import brentq

    patterns = np.array(PATTERNS[:-1])
    people = np.array([counts[pattern] for pattern in PATTERNS[:-1]], dtype=float)
    on_list, seen = people @ patterns, people.sum()

    def excess(total):
        return np.log1p(-on_list / total).sum() - np.log1p(-seen / total)

    high = 2 * seen
    while excess(high) > 0:
        high *= 2
    total = brentq(excess, seen * (1 + 1e-9), high, rtol=1e-12)
    shares = on_list / total
    expected = total * np.where(patterns, shares, 1 - shares).prod(axis=1)
    design = np.column_stack([np.ones(len(patterns)), patterns])
    information = design.T @ (expected[:, None] * design)
    return total, total - seen, float(np.sqrt(np.linalg.inv(information)[0, 0]))


def _row(name, kind, total, unseen, se):
    factor = np.exp(LEVEL_Z * se).item()
    return {
        "name": name,
        "kind": kind,
        "total": total,
        "low": total - unseen + unseen / factor,
        "high": total - unseen + unseen * factor,
        "refused": "",
    }


def _refusal(name, kind, reason):
    return {"name": name, "kind": kind, "total": None, "low": None, "high": None, "refused": reason}
