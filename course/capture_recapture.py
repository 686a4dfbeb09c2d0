"""How many people are on no list, estimated from how far several lists overlap.

A table of lists has one 0/1 column for each list and a column ``count``: the people on exactly
those lists. The people on none of them are not in the table; they are what is estimated. Nothing
here reads a file or draws; see `course.datasets` (table `mse_tables`) and `course.plots`.

Models are written as in the literature: ``[12,3]`` has an interaction of lists 1 and 2 and leaves
list 3 independent of them. Lists count from 1, in the order of the table's columns. statsmodels
fits them, in a few milliseconds each; `make bench` prints the time for all models of four lists.
"""

import re
import warnings
from dataclasses import dataclass
from itertools import combinations, islice
from numbers import Real
from typing import NamedTuple

import numpy as np
import pandas as pd

from course.errors import (
    CriterionError,
    LevelError,
    MethodSettingError,
    ModelNotationError,
    NoEstimateError,
    OverlapTableError,
    TooManyModelsError,
    TwoListError,
)

__all__ = [
    "CRITERIA",
    "Average",
    "Fit",
    "average_decomposable",
    "best",
    "chapman",
    "chapman_interval",
    "chapman_se",
    "expected_counts",
    "fit",
    "gamma_poisson_prior",
    "hierarchical_models",
    "lincoln_petersen",
    "lincoln_petersen_se",
    "list_totals",
    "lognormal_interval",
    "on_how_many",
    "overlap_table",
    "pairs",
    "profile_interval",
    "search",
    "why_refused",
]

MOST_LISTS = 6
MOST_MODELS = 2_000  # ten to twenty seconds where many cells are 0, less where none is
CRITERIA = ("aic", "bic_records", "bic_cells")
_COLUMNS = ("model", "total", "unseen", "deviance", "df", "parameters", *CRITERIA)


# Tables of lists


def overlap_table(rows, dataset=None):
    """Table of lists from rows of `mse_tables`.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns ``dataset``, ``lists`` (names joined by semicolons), ``pattern`` (a 0 or 1 for
        each list) and ``count``, in people.
    dataset : str, optional
        Which dataset; may be left out where `rows` hold only one.

    Returns
    -------
    pandas.DataFrame, shape (2**n_lists - 1, n_lists + 1)
        One row for each way of being on at least one list, those on fewest lists first.

    Raises
    ------
    OverlapTableError
        If there is no such dataset, or its rows are not a table of 2 to 6 lists.

    Notes
    -----
    A combination of lists that `rows` do not mention was seen on nobody: it gets the count 0.
    The people on no list have no row, because nobody saw them.

    Examples
    --------
    >>> rows = pd.DataFrame({"dataset": "toy", "lists": "A;B", "pattern": ["10", "11"],
    ...                      "count": [10, 5]})
    >>> overlap_table(rows)
       A  B  count
    0  1  0     10
    1  0  1      0
    2  1  1      5
    """
    known = rows["dataset"].unique().tolist()
    name = dataset if dataset is not None or len(known) != 1 else known[0]
    if name not in known:
        raise OverlapTableError(f"dataset {name!r}", f"one of {', '.join(known)}", "none of them")
    rows = rows[rows["dataset"] == name]
    lists = rows["lists"].iloc[0].split(";")
    for pattern in rows["pattern"]:
        if not re.fullmatch(f"[01]{{{len(lists)}}}", pattern):
            raise OverlapTableError(f"dataset {name}", f"{len(lists)} times 0 or 1", pattern)
    seen = pd.DataFrame([list(map(int, pattern)) for pattern in rows["pattern"]], columns=lists)
    cells = _cells(seen.assign(count=rows["count"].tolist()))
    whole = cells.counts.astype(int) if (cells.counts % 1 == 0).all() else cells.counts
    return pd.DataFrame(cells.patterns, columns=list(cells.lists)).assign(count=whole)


def list_totals(table):
    """Number of people on each list, whatever other lists they are on.

    Examples
    --------
    >>> toy = pd.DataFrame({"A": [1, 0, 1], "B": [0, 1, 1], "count": [10, 20, 5]})
    >>> list_totals(toy).to_dict()
    {'A': 15, 'B': 25}
    """
    return table.drop(columns="count").mul(table["count"], axis=0).sum()


def on_how_many(table):
    """Number of people on exactly one list, on exactly two, and so on.

    Examples
    --------
    >>> toy = pd.DataFrame({"A": [1, 0, 1], "B": [0, 1, 1], "count": [10, 20, 5]})
    >>> on_how_many(toy).to_dict()
    {1: 30, 2: 5}
    """
    return table["count"].groupby(table.drop(columns="count").sum(axis=1)).sum()


# Two lists


def lincoln_petersen(n_a, n_b, both):
    """Lincoln-Petersen estimate of a total from two lists: ``n_a * n_b / both``.

    If a share ``both / n_b`` of list B is also on list A, then list A is taken to hold that
    share of everybody.

    Parameters
    ----------
    n_a, n_b, both : int
        People on each list, and on both.

    Returns
    -------
    float
        Estimated number of people, on the lists or not.

    Raises
    ------
    NoEstimateError
        If nobody is on both lists.
    TwoListError
        If more people are on both than on one.

    Notes
    -----
    Assumes that nobody joined or left the population, that matches are right, that being on one
    list does not change the chance of being on the other, and that everybody has the same chance
    on at least one of them. A list that draws on the other pulls the estimate down.

    References
    ----------
    http://sciref.net/o56686.html and, on the assumptions,
    http://people.hws.edu/ryan/Ryan/Pages/Petersen2.html

    Examples
    --------
    >>> lincoln_petersen(15, 25, 5)
    75.0
    """
    _check_two_lists(n_a, n_b, both)
    if both == 0:
        raise NoEstimateError("Lincoln-Petersen", "nobody is on both lists")
    return float(n_a * n_b / both)


def lincoln_petersen_se(n_a, n_b, both):
    """Standard error of `lincoln_petersen`, in people.

    References
    ----------
    https://rdrr.io/github/mbtyers/recapr/man/vPetersen.html

    Examples
    --------
    >>> round(lincoln_petersen_se(15, 25, 5) ** 2)  # 15**2 * 25 * (25 - 5) / 5**3
    900
    """
    lincoln_petersen(n_a, n_b, both)
    return float((n_a**2 * n_b * (n_b - both) / both**3) ** 0.5)


def chapman(n_a, n_b, both):
    """Chapman's estimate of a total from two lists, which is finite even if nobody is on both.

    ``(n_a + 1) * (n_b + 1) / (both + 1) - 1``: a little below `lincoln_petersen`, which in
    small samples is too high on average. The assumptions are the same.

    References
    ----------
    http://sciref.net/o56686.html

    Examples
    --------
    >>> chapman(14, 23, 5)  # 15 * 24 / 6 - 1
    59.0
    """
    _check_two_lists(n_a, n_b, both)
    return float((n_a + 1) * (n_b + 1) / (both + 1) - 1)


def chapman_se(n_a, n_b, both):
    """Standard error of `chapman`, in people.

    References
    ----------
    https://search.r-project.org/CRAN/refmans/recapr/html/vChapman.html

    Examples
    --------
    >>> round(chapman_se(14, 23, 5) ** 2, 3)  # 15 * 24 * 9 * 18 / (6**2 * 7)
    231.429
    """
    _check_two_lists(n_a, n_b, both)
    spread = (n_a + 1) * (n_b + 1) * (n_a - both) * (n_b - both)
    return float((spread / ((both + 1) ** 2 * (both + 2))) ** 0.5)


def chapman_interval(n_a, n_b, both, level=0.95):
    """Interval for `chapman`, worked out on the logarithm of the number on no list.

    The number unseen, and not the total, is taken to be log-normal: so the interval leans
    upwards, and cannot fall below the people already on a list.

    Returns
    -------
    tuple of float
        Lower and upper end, in people. It speaks of chance alone: if the lists depend on each
        other, the truth may lie far outside.

    References
    ----------
    The logarithm of total less records is Burnham's: http://www.pitt.edu/~yuc2/cr/ci.htm

    Examples
    --------
    >>> low, high = chapman_interval(14, 23, 5)  # 32 on a list, 27 unseen
    >>> round((low - 32) * (high - 32))  # the ends lie evenly about 27 unseen, as factors: 27**2
    729
    >>> chapman_interval(5, 9, 5)  # the longer list holds the shorter: nobody is unseen
    (9.0, 9.0)
    """
    records = n_a + n_b - both
    unseen = chapman(n_a, n_b, both) - records
    share = chapman_se(n_a, n_b, both) / unseen if unseen > 0 else 0.0
    return _lognormal(records, unseen, share, level)


def pairs(table, level=0.95):
    """Two-list estimates for every pair of lists.

    Returns
    -------
    pandas.DataFrame
        One row a pair: ``list_a``, ``list_b``, ``n_a``, ``n_b``, ``both``, ``lincoln_petersen``
        (missing where nobody is on both), ``chapman``, and the ends ``low`` and ``high`` of its
        interval.

    Notes
    -----
    If all lists were independent, all pairs would estimate one total. Where the estimates differ
    by more than their intervals, lists depend on each other.

    Examples
    --------
    >>> toy = pd.DataFrame({"A": [1, 0, 1], "B": [0, 1, 1], "count": [10, 20, 5]})
    >>> pairs(toy)[["list_a", "list_b", "n_a", "n_b", "both", "lincoln_petersen"]]
      list_a list_b  n_a  n_b  both  lincoln_petersen
    0      A      B   15   25     5              75.0
    """
    cells, found = _cells(table), []
    for a, b in combinations(range(len(cells.lists)), 2):
        n_a, n_b, both = (cells.people_on(*lists) for lists in ([a], [b], [a, b]))
        low, high = chapman_interval(n_a, n_b, both, level)
        found.append(
            {
                "list_a": cells.lists[a],
                "list_b": cells.lists[b],
                "n_a": n_a,
                "n_b": n_b,
                "both": both,
                "lincoln_petersen": lincoln_petersen(n_a, n_b, both) if both else np.nan,
                "chapman": chapman(n_a, n_b, both),
                "low": low,
                "high": high,
            }
        )
    return pd.DataFrame(found)


# Log-linear models of three to six lists


def hierarchical_models(n_lists, order=None, limit=MOST_MODELS):
    """Names of the hierarchical log-linear models of some lists, those with fewest terms first.

    A model is hierarchical if with each interaction it has all interactions within it: with 123
    also 12, 13 and 23. Every model keeps every list. The interaction of all the lists is left
    out, because no table without the people on no list can tell its size.

    Parameters
    ----------
    n_lists : int
        2 to 6.
    order : int, optional
        Most lists in one interaction. Left out, it is one less than `n_lists` for up to four
        lists, and two for five and six.
    limit : int
        Most models to name.

    Returns
    -------
    list of str

    Raises
    ------
    TooManyModelsError
        If there are more than `limit`: six lists have 32,768 models of pairs alone.
    MethodSettingError
        If there are fewer than two lists, or more than six.

    References
    ----------
    That four lists have 113: https://bernardsilverman.github.io/MultipleSystemsEstimation/ and,
    with the saturated model, 2, 9, 114, 6,894 for two to five lists: https://oeis.org/A006126

    Examples
    --------
    >>> hierarchical_models(3)
    ['[1,2,3]', '[12,3]', '[13,2]', '[23,1]', '[12,13]', '[12,23]', '[13,23]', '[12,13,23]']
    >>> len(hierarchical_models(4))
    113
    """
    if not 2 <= n_lists <= MOST_LISTS:
        raise MethodSettingError("hierarchical_models", f"2 to {MOST_LISTS} lists", n_lists)
    highest = n_lists - 1
    if order is None:
        order = highest if n_lists <= 4 else 2
    singles = [(one,) for one in range(n_lists)]
    found = list(islice(_grown(singles, n_lists, 2, min(order, highest)), limit + 1))
    if len(found) > limit:
        raise TooManyModelsError(n_lists, order, limit)
    found.sort(key=lambda terms: (len(terms), _name(terms)))
    return [_name(terms) for terms in found]


@dataclass(frozen=True)
class Fit:
    """A log-linear model fitted to a table of lists.

    Attributes
    ----------
    model : str
    records, unseen, total : float
        People on the lists; estimated people on none; their sum, the estimate.
    deviance, df : float, int
        Distance between the fitted and the observed cells, and the cells left over to show it.
    cells, parameters : int
        Observable cells, and terms of the model, the intercept included.
    log_likelihood : float
        Of the observed cells as Poisson counts, factorials included.
    aic, bic_records, bic_cells : float
        ``-2 * log_likelihood`` plus, for each parameter, 2, the logarithm of `records` or the
        logarithm of `cells`. Lower is better, within one column.
    se_log_unseen : float
        Standard error of the logarithm of `unseen`.
    """

    model: str
    records: float
    unseen: float
    deviance: float
    df: int
    cells: int
    parameters: int
    log_likelihood: float
    se_log_unseen: float

    @property
    def total(self):
        return self.records + self.unseen

    @property
    def aic(self):
        return 2 * self.parameters - 2 * self.log_likelihood

    @property
    def bic_records(self):
        return float(np.log(self.records)) * self.parameters - 2 * self.log_likelihood

    @property
    def bic_cells(self):
        return float(np.log(self.cells)) * self.parameters - 2 * self.log_likelihood


def fit(table, model):
    """Fit a log-linear model to a table of lists.

    The logarithm of each expected count is the intercept plus a term for each list, and for each
    interaction of lists, that the model has and the cell is on. The cell of no list has only the
    intercept, so its expected count is ``exp(intercept)``.

    Parameters
    ----------
    table : pandas.DataFrame
        As `overlap_table` gives it; a combination of lists without a row counts 0.
    model : str
        Such as ``"[12,3]"``.

    Returns
    -------
    Fit

    Raises
    ------
    NoEstimateError
        If the counts give no estimate under this model; see `why_refused`.
    ModelNotationError, OverlapTableError
        If the model cannot be read, or the table is not one.

    Notes
    -----
    If nobody is on all the lists of a term, the term is minus infinity: its cells expect 0 and
    are left out of the fit, as in Chan, Silverman and Vincent (2021). `parameters` counts such a
    term, `df` counts neither it nor its cells.

    The people on no list are inferred from a pattern among the others. That a model fits the
    cells that were seen does not show that the pattern holds for the one that was not.

    References
    ----------
    https://bernardsilverman.github.io/MultipleSystemsEstimation/ and Chan, Silverman and Vincent
    (2021), https://doi.org/10.1080/01621459.2019.1708748

    Examples
    --------
    >>> toy = pd.DataFrame({"A": [1, 0, 1], "B": [0, 1, 1], "count": [10, 20, 5]})
    >>> round(fit(toy, "[1,2]").unseen, 6)  # independence: 10 * 20 / 5
    40.0
    """
    return _fit(_cells(table), model)


def expected_counts(table, model):
    """Table of lists with the count that a model expects in each cell.

    Returns
    -------
    pandas.DataFrame
        One row a cell: the lists, ``count`` and ``expected``, in people. The last row is the cell
        of no list; its count is missing, because nobody saw it.

    Examples
    --------
    >>> toy = pd.DataFrame({"A": [1, 0, 1], "B": [0, 1, 1], "count": [10, 20, 5]})
    >>> expected_counts(toy, "[1,2]").round(3)
       A  B  count  expected
    0  1  0   10.0      10.0
    1  0  1   20.0      20.0
    2  1  1    5.0       5.0
    3  0  0    NaN      40.0
    """
    cells = _cells(table)
    face = _sound_face(cells, model)
    fitted = _poisson(face.counts, face.design)
    expected = np.zeros(len(cells.counts))
    expected[face.kept] = fitted.mu
    whole = pd.DataFrame(cells.patterns, columns=list(cells.lists))
    whole = whole.assign(count=cells.counts, expected=expected)
    whole.loc[len(whole)] = [*[0] * len(cells.lists), np.nan, np.exp(fitted.params[0])]
    return whole.astype(dict.fromkeys(cells.lists, int))


def why_refused(table, model):
    """Why these counts give no estimate under this model; empty if they give one.

    Returns
    -------
    str
        ``""``, ``"no maximum"`` (the fit goes on improving while some term grows without end),
        ``"not identifiable"`` (many totals fit equally well), or both joined by ``" and "``.

    Notes
    -----
    A maximum exists if some table without zeros has the same margins, in the cells that
    are left once the terms that are minus infinity are set aside. That is a linear program. The
    model is identifiable if the columns of its design, in those cells, are independent.

    References
    ----------
    Fienberg and Rinaldo (2012), as Chan, Silverman and Vincent apply it:
    https://search.r-project.org/CRAN/refmans/SparseMSE/html/checkident.html

    Examples
    --------
    >>> apart = pd.DataFrame({"A": [1, 0], "B": [0, 1], "count": [10, 20]})
    >>> why_refused(apart, "[1,2]")
    'no maximum'
    """
    return _problem(_face(_cells(table), model))


def search(table, models=None, order=None, limit=MOST_MODELS):
    """Fit many models to one table.

    Parameters
    ----------
    table : pandas.DataFrame
    models : iterable of str, optional
        Left out, all of `hierarchical_models` with this `order` and `limit`.

    Returns
    -------
    pandas.DataFrame
        One row a model: ``model``, ``total``, ``unseen``, ``deviance``, ``df``, ``parameters``,
        the three `CRITERIA`, and ``refused``, which says why a row has no numbers.

    Examples
    --------
    >>> toy = pd.DataFrame({"A": [1, 0, 1], "B": [0, 1, 1], "count": [10, 20, 5]})
    >>> search(toy)[["model", "total", "df", "parameters"]].round(3)
       model  total  df  parameters
    0  [1,2]   75.0   0           3
    """
    cells = _cells(table)
    names = hierarchical_models(len(cells.lists), order, limit) if models is None else models
    found = pd.DataFrame([_row(cells, name) for name in names], columns=[*_COLUMNS, "refused"])
    numbers = dict.fromkeys(_COLUMNS[1:], float)
    return found.astype(numbers).astype({"df": "Int64", "parameters": "Int64"})


def best(fits, by):
    """Row of `search` with the lowest value of one of the `CRITERIA`.

    Parameters
    ----------
    fits : pandas.DataFrame
    by : {"aic", "bic_records", "bic_cells"}
        Must be named: on the Kosovo lists ``bic_records`` and ``bic_cells`` choose models whose
        totals differ by 2,384.

    Raises
    ------
    CriterionError, NoEstimateError
        If there is no such criterion, or no model gave an estimate.
    """
    if by not in CRITERIA:
        raise CriterionError(by, CRITERIA)
    if fits[by].isna().all():
        raise NoEstimateError("every model", "each was refused")
    return fits.loc[fits[by].idxmin()]


def lognormal_interval(table, model, level=0.95):
    """Interval for a total, worked out on the logarithm of the number unseen.

    ``records + unseen * exp(-z * se)`` to ``records + unseen * exp(z * se)``, with the standard
    error of the intercept.

    Returns
    -------
    tuple of float
        Lower and upper end, in people. The model is taken as given: that it was chosen from
        these very counts is not in the interval, and would make it wider.

    References
    ----------
    http://www.pitt.edu/~yuc2/cr/ci.htm

    Examples
    --------
    >>> toy = pd.DataFrame({"A": [1, 0, 1], "B": [0, 1, 1], "count": [10, 20, 5]})
    >>> low, high = lognormal_interval(toy, "[1,2]")
    >>> round((low - 35) * (high - 35))  # the ends lie evenly about 40 unseen, as factors: 40**2
    1600
    """
    found = fit(table, model)
    return _lognormal(found.records, found.unseen, found.se_log_unseen, level)


def profile_interval(table, model, level=0.95):
    """Interval for a total: every total that would not fit much worse than the best one.

    For a number ``x`` of people unseen, the model is fitted to the whole table with ``x`` in
    the cell of no list. Totals are kept while the deviance exceeds that of the best fit by less
    than the quantile of chi-squared on one degree of freedom (3.84 for 95 percent).

    Returns
    -------
    tuple of float
        Lower and upper end, in people. The model is taken as given, as in `lognormal_interval`.

    References
    ----------
    Cormack (1992), as described at http://www.pitt.edu/~yuc2/cr/ci.htm

    Examples
    --------
    >>> toy = pd.DataFrame({"A": [1, 0, 1], "B": [0, 1, 1], "count": [10, 20, 5]})
    >>> low, high = profile_interval(toy, "[1,2]")
    >>> bool(35 < low < 75 < high)
    True
    """
    from scipy.optimize import brentq

    cells = _cells(table)
    face, found = _face(cells, model), _fit(cells, model)
    worst = found.deviance + _normal_quantile(level) ** 2

    def excess(unseen):
        return _completed_deviance(face, unseen) - worst

    low, high = 0.0, 2 * found.unseen
    while excess(high) < 0:
        high *= 2
    if excess(0.0) > 0:
        low = brentq(excess, 0.0, found.unseen, rtol=1e-9)
    return found.records + low, found.records + brentq(excess, found.unseen, high, rtol=1e-9)


# Averaging over decomposable graphs


@dataclass(frozen=True)
class Average:
    """Posterior of a total, averaged over the decomposable graphs of three lists.

    Attributes
    ----------
    models : pandas.DataFrame
        ``model``, ``probability``, ``estimate`` and ``mode``, the most probable first.
    estimate : float
        The total with the least expected squared relative error.
    mode : int
        The most probable total.
    totals : pandas.Series
        Probability of each total.
    """

    models: pd.DataFrame
    estimate: float
    mode: int
    totals: pd.Series


def gamma_poisson_prior(shape, scale):
    """Logarithm of a prior for a total: Poisson, its mean drawn from a gamma distribution.

    Returns
    -------
    callable
        Takes an array of totals, gives their log-probabilities.

    References
    ----------
    Madigan and York (1997), as in https://github.com/cran/dga (man/bma.cr.Rd)

    Examples
    --------
    >>> prior = gamma_poisson_prior(1, 1)  # with shape and scale 1: one half, a quarter, ...
    >>> np.exp(prior(np.array([0, 1, 2]))).round(6).tolist()
    [0.5, 0.25, 0.125]
    """
    from scipy.special import gammaln

    def log_prior(totals):
        ways = gammaln(totals + shape) - gammaln(totals + 1) - gammaln(shape)
        return ways + totals * np.log(scale) - (totals + shape) * np.log1p(scale)

    return log_prior


def average_decomposable(table, delta=1.0, log_prior=None, unseen=range(1, 301)):
    """Average over the eight decomposable graphs of three lists, as Madigan and York (1997).

    Each graph says which lists depend on each other. Given a graph and a number unseen, the
    probability of the table is a product over the graph's cliques, divided by one over its
    separators, of Dirichlet-multinomial terms; all graphs are equally probable beforehand.

    Parameters
    ----------
    table : pandas.DataFrame
        Of three lists.
    delta : float
        Prior count in each of the eight cells, above 0.
    log_prior : callable, optional
        Logarithm of the prior of the total. Left out, it is ``-log(total)``.
    unseen : iterable of int
        Numbers of people on no list to consider. What lies outside gets no probability, so look
        at whether `totals` fades before the end.

    Returns
    -------
    Average

    Raises
    ------
    MethodSettingError
        If there are not three lists, or `delta` is not above 0.

    References
    ----------
    https://github.com/cran/dga (R/BMAfunctions.R, man/bma.cr.Rd)
    """
    cells = _cells(table)
    if len(cells.lists) != 3:
        raise MethodSettingError("average_decomposable", "three lists", len(cells.lists))
    if not delta > 0:
        raise MethodSettingError("delta", "a prior count above 0", delta)
    from scipy.special import gammaln, logsumexp

    unseen = np.asarray(list(unseen))
    totals = unseen + cells.records
    shared = gammaln(totals + 1) - gammaln(unseen + 1)
    shared = shared + (-np.log(totals) if log_prior is None else log_prior(totals))
    graphs = [*hierarchical_models(3)[:-1], "[123]"]
    weights = np.array([_log_graph(cells, graph, unseen, delta) + shared for graph in graphs])
    weights = np.exp(weights - logsumexp(weights))
    probability = weights.sum(axis=1)
    models = pd.DataFrame(
        {
            "model": graphs,
            "probability": probability,
            "estimate": [_least_relative_error(row, totals) for row in weights],
            "mode": totals[weights.argmax(axis=1)].astype(int),
        }
    ).sort_values("probability", ascending=False, ignore_index=True)
    averaged = pd.Series(weights.sum(axis=0), index=totals.astype(int), name="probability")
    return Average(
        models, _least_relative_error(averaged, totals), int(averaged.idxmax()), averaged
    )


# Helpers


class _Cells(NamedTuple):
    """Every observable cell of a table: who is on which lists, and how many."""

    lists: tuple
    patterns: np.ndarray  # (n_cells, n_lists) of bool, as 0 and 1
    counts: np.ndarray  # (n_cells,)

    @property
    def records(self):
        return float(self.counts.sum())

    def people_on(self, *lists):
        """Number of people on all of some lists, given by position."""
        number = self.counts[self.patterns[:, lists].all(axis=1)].sum()
        return int(number) if number % 1 == 0 else float(number)


def _cells(table):
    if "count" not in table:
        raise OverlapTableError("table of lists", "a column `count`", list(table.columns))
    lists = [name for name in table.columns if name != "count"]
    if not 2 <= len(lists) <= MOST_LISTS:
        raise OverlapTableError("table of lists", f"2 to {MOST_LISTS} lists", len(lists))
    seen = {}
    for *pattern, count in table[[*lists, "count"]].itertuples(index=False):
        place = f"row {tuple(pattern)}"
        if any(pd.isna(mark) or mark not in (0, 1) for mark in pattern) or not any(pattern):
            raise OverlapTableError(place, "a 0 or 1 for each list, and at least one 1", pattern)
        if tuple(pattern) in seen:
            raise OverlapTableError(place, "each combination of lists once", "it again")
        if not isinstance(count, Real) or not 0 <= count < np.inf:
            raise OverlapTableError(place, "a number of people, 0 or more", count)
        seen[tuple(pattern)] = float(count)
    patterns = [
        tuple(int(one in term) for one in range(len(lists)))
        for size in range(1, len(lists) + 1)
        for term in combinations(range(len(lists)), size)
    ]
    counts = np.array([seen.get(pattern, 0.0) for pattern in patterns])
    cells = _Cells(tuple(lists), np.array(patterns), counts)
    for position, name in enumerate(lists):
        if not cells.people_on(position):
            raise OverlapTableError(f"list {name}", "at least one person on it", "nobody")
    return cells


def _check_two_lists(n_a, n_b, both):
    if not (0 <= both <= min(n_a, n_b) and max(n_a, n_b) < np.inf):
        raise TwoListError(n_a, n_b, both)


def _grown(terms, n_lists, size, order):
    """Every hierarchical set of terms that adds to `terms` interactions of `size` to `order`."""
    if size > order:
        yield tuple(terms)
        return
    have = set(terms)
    open_to = [
        term
        for term in combinations(range(n_lists), size)
        if have.issuperset(combinations(term, size - 1))
    ]
    for number in range(len(open_to) + 1):
        for more in combinations(open_to, number):
            if more:
                yield from _grown([*terms, *more], n_lists, size + 1, order)
            else:  # nothing of this size, so nothing larger
                yield tuple(terms)


def _name(terms):
    """Notation of a model: its largest terms, those within others left out."""
    sets = [set(term) for term in terms]
    largest = [term for term in terms if not any(set(term) < other for other in sets)]
    numbers = ["".join(str(one + 1) for one in term) for term in largest]
    return f"[{','.join(sorted(numbers, key=lambda text: (-len(text), text)))}]"


def _terms(model, n_lists):
    """Terms of a model read from its notation, without the intercept."""
    generators = re.sub(r"[\[\]\s]", "", str(model)).split(",")
    terms = set()
    for generator in generators:
        lists = sorted(int(one) - 1 for one in generator) if generator.isdecimal() else [-1]
        if min(lists) < 0 or max(lists) >= n_lists or len(set(lists)) < len(lists):
            raise ModelNotationError(model, n_lists)
        for size in range(1, len(lists) + 1):
            terms.update(combinations(lists, size))
    if any((one,) not in terms for one in range(n_lists)):
        raise ModelNotationError(model, n_lists)
    return sorted(terms, key=lambda term: (len(term), term))


class _Face(NamedTuple):
    """The part of a table and a model that is fitted, once terms at minus infinity are set aside."""

    model: str
    parameters: int
    design: np.ndarray  # (cells kept, terms kept); the first column is the intercept
    counts: np.ndarray
    kept: np.ndarray  # which of the table's cells


def _face(cells, model):
    terms = [(), *_terms(model, len(cells.lists))]
    design = np.column_stack([cells.patterns[:, term].all(axis=1) for term in terms]).astype(float)
    absent = design.T @ cells.counts == 0
    kept = ~design[:, absent].any(axis=1)
    fitted = design[np.ix_(kept, ~absent)]
    return _Face(_name(terms[1:]), len(terms), fitted, cells.counts[kept], kept)


def _sound_face(cells, model):
    face = _face(cells, model)
    if reason := _problem(face):
        raise NoEstimateError(face.model, reason)
    return face


def _problem(face):
    found = [] if _has_maximum(face) else ["no maximum"]
    if np.linalg.matrix_rank(face.design) < face.design.shape[1]:
        found.append("not identifiable")
    return " and ".join(found)


def _has_maximum(face):
    """Whether some table without zeros has the margins of this one."""
    if (face.counts > 0).all():
        return True
    from scipy.optimize import linprog

    n_cells, counts = len(face.counts), face.counts / face.counts[face.counts > 0].min()
    # Unknowns: the table's cells, then their least. The least is made as large as it can be.
    margins = np.column_stack([face.design.T, np.zeros(face.design.shape[1])])
    above_least = np.column_stack([-np.eye(n_cells), np.ones(n_cells)])
    solved = linprog(
        c=[*np.zeros(n_cells), -1],
        A_ub=above_least,
        b_ub=np.zeros(n_cells),
        A_eq=margins,
        b_eq=face.design.T @ counts,
        bounds=(0, None),
        method="highs",
    )
    return solved.status == 0 and -solved.fun > 1e-6


def _fit(cells, model):
    face = _sound_face(cells, model)
    fitted = _poisson(face.counts, face.design)
    return Fit(
        model=face.model,
        records=cells.records,
        unseen=float(np.exp(fitted.params[0])),
        deviance=max(0.0, float(fitted.deviance)),  # a perfect fit can round below 0
        df=len(face.counts) - face.design.shape[1],
        cells=len(cells.counts),
        parameters=face.parameters,
        log_likelihood=_log_likelihood(face.counts, fitted.mu),
        se_log_unseen=float(fitted.bse[0]),
    )


def _poisson(counts, design):
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

    # A model with as many terms as cells fits perfectly. statsmodels warns of that, and divides by
    # its 0 degrees of freedom for a scale that a Poisson model does not use.
    with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        return GLM(counts, design, family=Poisson()).fit()


def _log_likelihood(counts, expected):
    from scipy.special import gammaln

    return float((counts * np.log(expected) - expected - gammaln(counts + 1)).sum())


def _completed_deviance(face, unseen):
    no_list = np.eye(1, face.design.shape[1])
    return _poisson(np.append(face.counts, unseen), np.vstack([face.design, no_list])).deviance


def _row(cells, model):
    try:
        found = _fit(cells, model)
    except NoEstimateError as error:
        return {"model": error.model, "refused": error.reason}
    return {name: getattr(found, name) for name in _COLUMNS} | {"refused": ""}


def _normal_quantile(level):
    from scipy.special import ndtri

    if not 0 < level < 1:
        raise LevelError(level)
    return float(ndtri((1 + level) / 2))


def _lognormal(records, unseen, se_log, level):
    factor = float(np.exp(_normal_quantile(level) * se_log))
    return float(records + unseen / factor), float(records + unseen * factor)


def _log_graph(cells, graph, unseen, delta):
    """Log-probability of a table under a graph of three lists, for each number unseen."""
    cliques = [tuple(int(one) - 1 for one in text) for text in graph.strip("[]").split(",")]
    shared = [tuple(set(a) & set(b)) for a, b in combinations(cliques, 2)]
    separators = [lists for lists in shared if lists]
    return sum(_log_component(cells, lists, unseen, delta) for lists in cliques) - sum(
        _log_component(cells, lists, unseen, delta) for lists in separators
    )


def _log_component(cells, lists, unseen, delta):
    """Dirichlet-multinomial log-probability of the table summed over all but some lists."""
    from scipy.special import gammaln

    n_lists = len(cells.lists)
    prior, whole = delta * 2 ** (n_lists - len(lists)), delta * 2**n_lists
    # The cells of these lists read as binary numbers: 0, on none of them, is where the unseen are.
    place = cells.patterns[:, lists] @ 2 ** np.arange(len(lists))
    summed = np.bincount(place, weights=cells.counts, minlength=2 ** len(lists))
    known = (gammaln(summed[1:] + prior) - gammaln(prior)).sum()
    first = gammaln(summed[0] + unseen + prior) - gammaln(prior)
    return known + first + gammaln(whole) - gammaln(unseen + cells.records + whole)


def _least_relative_error(weights, totals):
    weights = np.asarray(weights)
    return float((weights / totals).sum() / (weights / totals**2).sum())
