"""Coding rules: how three conflict databases turn reports that disagree into figures.

UCDP keeps a low, a best and a high figure; GTD chooses one by a rule of three steps; ACLED takes
the most conservative and revises it. Each rule is a function over rows of `casualty_reports` that
says its answer, the sentence of the rule that decided, in our own words, and the rows that did.
Editions read: UCDP GED codebook 23.1, GTD codebook of June 2017, ACLED's page of 7 May 2024; the
addresses stand with each function. Nothing here reads a file or draws.
"""

import math
import re
from dataclasses import dataclass

import pandas as pd

from course.errors import NoFigureError

__all__ = [
    "RULES",
    "UCDP_SAMPLE",
    "CodersDoubt",
    "Decision",
    "acled",
    "as_table",
    "by_day",
    "coders_doubt",
    "decide",
    "disordered",
    "gtd",
    "made_up",
    "most_recent",
    "sound",
    "tally",
    "ucdp",
    "vague_number",
]

RULES = ("GTD", "ACLED", "UCDP")

# The rules' sentences, in our own words.
SENTENCES = {
    "recent": "The most recent source decides, unless it is in doubt or speaks for those who did it.",
    "majority": "Of several equally recent sources, take the figure that most of them give.",
    "lowest": "Where no figure leads, take the lowest, unless its source is in doubt.",
    "as reported": "Enter the number that is reported.",
    "word": "Where a report has a word in place of a number, enter the low number set for that word.",
    "conservative": "Where reports conflict, enter the most conservative figure.",
    "revised": "Revise the entry when later reports give another figure, up or down.",
    "three": "Low is the most conservative figure, best the most reliable one, high the highest "
    "that is still reliable.",
}

# Events in the sample that the R package uncertainUCDP ships (data/ucdpged.rda), those with
# low = best = high, and the sums over all: https://github.com/cran/uncertainUCDP
UCDP_SAMPLE = {"events": 1000, "alike": 797, "low": 6224, "best": 9561, "high": 22017}

UNSOUND = ("armed_group",)  # those who did it, or say they did
EULER = 0.5772156649015329  # mean of the standard Gumbel distribution
# Figures for which the model of coders' doubt has constants of their own, which we have not read.
SPECIAL = (1, 2, 3, 13, 20, 24, 40, 101, 200, 1001, 2000)


@dataclass(frozen=True)
class Decision:
    """What a rule makes of the reports.

    `why` tells how the rule came to `best` here, `sentence` the sentence of the rule that decided,
    in our own words; `reports` are the identifiers of the rows that gave `best`. `low` and `high`
    are None for a rule that keeps one figure.
    """

    rule: str
    best: int
    why: str
    reports: tuple
    low: int | None = None
    high: int | None = None
    sentence: str = ""


def gtd(reports):
    """The figure GTD's rule chooses where sources differ.

    1. The most recent sound source. 2. Among several equally recent, the figure that most of them
    give. 3. Where no figure leads, the lowest.

    Parameters
    ----------
    reports : pandas.DataFrame
        Rows of `casualty_reports` for one event and measure, all populations alike. A source is
        unsound where it is a party to the attack (``source_type`` armed_group), or where a column
        ``doubtful`` says so. Rows without ``reported_on`` or without a number cannot be used.

    Returns
    -------
    Decision

    Raises
    ------
    NoFigureError
        If no sound report with a day and a number is left; GTD leaves the field blank then.

    Notes
    -----
    The codebook's second step also covers a recent source in doubt. We read "skipped": the doubtful
    source is left out and the rule starts again with the rest. A floor ("at least 40") counts as
    its number. The total includes attackers who died.

    References
    ----------
    GTD codebook, June 2017: https://github.com/Rafabaring/Global_T_Attack_2018

    Examples
    --------
    >>> one_day = pd.DataFrame({"report_id": list("abcd"), "best": [137, 139, 139, 144],
    ...                         "reported_on": pd.Timestamp("2020-05-02")})
    >>> gtd(one_day).best, gtd(one_day[one_day["best"] != 139]).best
    (139, 137)
    """
    recent = most_recent(sound(reports))
    told = tally(recent)
    leading = told.index[told == told.max()]
    if len(told) == 1:
        figure, step = leading[0], "recent"
        why = "Step 1: the most recent sound source decides."
    elif len(leading) == 1:
        figure, step = leading[0], "majority"
        why = f"Step 2: of {len(recent)} equally recent sources, {told.max()} give this figure."
    else:
        figure, step = told.index.min(), "lowest"
        why = f"Step 3: {len(recent)} equally recent sources and none leads, so the lowest."
    decided = _ids(recent[recent["best"] == figure])
    return Decision("GTD", int(figure), why, decided, sentence=SENTENCES[step])


def acled(reports, words=None):
    """The figure ACLED's rule would hold after the reports given: conservative, and revised.

    The most recent day decides; of that day's figures the lowest is taken, a vague word by its code.

    Parameters
    ----------
    reports : pandas.DataFrame
        As for `gtd`. A row without a number is used where its ``phrase`` holds a vague word.
    words : pandas.DataFrame, optional
        The table `word_probabilities`, for the codes of vague words (scheme acled).

    Returns
    -------
    Decision

    References
    ----------
    A copy of ACLED's page of 7 May 2024: https://amorecanecorsos.com/article/fatalities-acled/3805

    Examples
    --------
    >>> toy = pd.DataFrame({"report_id": ["a", "b"], "best": [145, 140],
    ...                     "reported_on": pd.Timestamp("2020-05-02")})
    >>> acled(toy).best
    140
    """
    usable = sound(reports if words is None else _coded(reports, words))
    recent = most_recent(usable)
    figure = recent["best"].min()
    decided = recent[recent["best"] == figure]
    worded = reports.loc[decided.index, "best"].isna().all()
    revised = usable["reported_on"].nunique() > 1
    why = "The only figure of the most recent day."
    if len(recent) > 1:
        why = f"The lowest of {len(recent)} figures of the most recent day."
    if worded:
        why += f" It stands for the words “{decided['phrase'].iloc[0]}”."
    if revised:
        why += " It replaces what was entered before."
    conflict = recent["best"].nunique() > 1
    steps = {"word": worded, "conservative": conflict, "revised": revised, "as reported": True}
    step = next(name for name, holds in steps.items() if holds)
    return Decision("ACLED", int(figure), why, _ids(decided), sentence=SENTENCES[step])


def ucdp(reports, best=None):
    """Low, best and high as UCDP defines them, given which report a coder trusts most.

    Low is the most conservative figure of the reports, high the highest; best is the figure of the
    report held most reliable.

    Parameters
    ----------
    reports : pandas.DataFrame
        The reports a coder holds reliable, as for `gtd`; leave unreasonable claims out beforehand.
    best : str, optional
        ``report_id`` of the report held most reliable. Unless given, the most recent one, and of
        several the lowest: UCDP counts conservatively.

    Returns
    -------
    Decision

    Notes
    -----
    UCDP leaves the choice to a trained coder; two coders may differ and both keep the rule. The
    three figures are no confidence interval: in a published sample of 1,000 events, 797 have all
    three alike.

    References
    ----------
    UCDP GED codebook 23.1: https://github.com/outsbra/BernhardOrtbauer_capstoneP_conflict

    Examples
    --------
    >>> toy = pd.DataFrame({"report_id": list("abc"), "best": [137, 143, 145],
    ...     "reported_on": pd.to_datetime(["2020-05-01", "2020-05-05", "2020-05-20"])})
    >>> decision = ucdp(toy)
    >>> decision.low, decision.best, decision.high
    (137, 145, 145)
    """
    usable = sound(reports)
    if best is None:
        recent = most_recent(usable)
        chosen = recent[recent["best"] == recent["best"].min()]
        why = "Best: the most recent report, the lowest of its day."
    else:
        chosen = usable[usable["report_id"] == best]
        if chosen.empty:
            raise NoFigureError("UCDP", f"report {best!r} among the usable reports")
        why = f"Best: report {best}, which the coder holds most reliable."
    figures = usable["best"]
    return Decision(
        "UCDP",
        int(chosen["best"].iloc[0]),
        f"{why} Low and high: the ends of what reliable reports say.",
        _ids(chosen),
        low=int(figures.min()),
        high=int(figures.max()),
        sentence=SENTENCES["three"],
    )


def decide(reports, words=None, trusted=None):
    """What each of the three rules makes of the same reports; None where one has nothing to use.

    Parameters
    ----------
    reports : pandas.DataFrame
        As for `gtd`.
    words : pandas.DataFrame, optional
        As for `acled`.
    trusted : str, optional
        ``report_id`` of the report a UCDP coder trusts most; see `ucdp`.

    Returns
    -------
    dict of str to Decision or None
        Keys as in `RULES`.

    Examples
    --------
    >>> answers = decide(made_up((2, 137), (2, 139), (2, 139), (2, 144)))
    >>> [answers[rule].best for rule in RULES], answers["UCDP"].high
    ([139, 137, 137], 144)
    """
    rules = {"GTD": (gtd,), "ACLED": (acled, words), "UCDP": (ucdp, trusted)}
    return {name: _or_none(rule, reports, *more) for name, (rule, *more) in rules.items()}


def as_table(decisions):
    """Decisions for reading: a row for each, with figures, sentence and rows that decided.

    Parameters
    ----------
    decisions : dict or list of Decision
        What `decide` gives, or decisions one by one. A rule without a decision keeps blanks.

    Returns
    -------
    pandas.DataFrame

    Examples
    --------
    >>> as_table(decide(made_up((0, 300, "armed_group"))))[["rule", "best", "reports"]]
        rule  best reports
    0    GTD  <NA>    none
    1  ACLED  <NA>    none
    2   UCDP  <NA>    none
    """
    named = isinstance(decisions, dict)
    pairs = decisions.items() if named else [(made.rule, made) for made in decisions]
    rows = [
        (rule, made.low, made.best, made.high, made.sentence, ", ".join(made.reports))
        if made
        else (rule, None, None, None, "No usable figure: the field stays blank.", "none")
        for rule, made in pairs
    ]
    columns = ["rule", "low", "best", "high", "sentence that decided", "reports"]
    told = pd.DataFrame(rows, columns=columns)
    return told.astype({"low": "Int64", "best": "Int64", "high": "Int64"})


def by_day(reports, words=None):
    """What each rule would have answered at the end of every day with a report.

    Returns
    -------
    pandas.DataFrame
        A row for each day and rule that has an answer: ``reported_on``, ``rule``, ``low``,
        ``best``, ``high`` (people; low and high for UCDP alone), ``reports``, the identifiers of
        the rows that gave best, and ``pages``, their addresses, empty for made-up ones. UCDP's best is that of the most recent report.

    Examples
    --------
    >>> by_day(made_up((2, 137), (6, 143))).query("rule == 'UCDP'")[["low", "best", "high"]]
       low  best  high
    2  137   137   137
    5  137   143   143
    """
    rows, addresses = [], reports["url"] if "url" in reports else [""] * len(reports)
    pages = dict(zip(reports["report_id"], addresses, strict=True))
    for day in sorted(reports["reported_on"].dropna().unique()):
        known = reports[reports["reported_on"] <= day]
        for rule, made in decide(known, words).items():
            if made is not None:
                ids = ", ".join(made.reports)
                urls = " ".join(dict.fromkeys(pages[name] for name in made.reports))
                rows.append((day, rule, made.low, made.best, made.high, ids, urls))
    columns = ["reported_on", "rule", "low", "best", "high", "reports", "pages"]
    told = pd.DataFrame(rows, columns=columns)
    return told.astype({"low": "Int64", "best": "Int64", "high": "Int64"})


def made_up(*rows):
    """A small table of made-up reports, to try a rule on.

    Parameters
    ----------
    *rows : tuple
        (day, people killed), (day, words) or either with a ``source_type`` as third; days are
        counted from an invented attack on 1 May 2030, day 0.

    Returns
    -------
    pandas.DataFrame
        Reports r1, r2, … with the columns that the rules look at.

    Examples
    --------
    >>> made_up((0, "dozens of people"), (1, 137))[["reported_on", "best", "phrase"]]
      reported_on  best            phrase
    0  2030-05-01  <NA>  dozens of people
    1  2030-05-02   137               137
    """
    worded = [isinstance(row[1], str) for row in rows]
    figures = [None if words else row[1] for row, words in zip(rows, worded, strict=True)]
    days = [pd.Timestamp("2030-05-01") + pd.Timedelta(days=row[0]) for row in rows]
    return pd.DataFrame(
        {
            "report_id": [f"r{number}" for number in range(1, len(rows) + 1)],
            "reported_on": pd.to_datetime(days),
            "best": pd.array(figures, dtype="Int64"),
            "phrase": [str(row[1]) for row in rows],
            "source_type": [row[2] if len(row) > 2 else "news_outlet" for row in rows],
        }
    )


def sound(reports):
    """Reports that a rule can use: with a day and a number, from a source that is not in doubt.

    Raises
    ------
    NoFigureError
        If none is left.
    """
    usable = reports.dropna(subset=["reported_on", "best"])
    if "source_type" in usable:
        usable = usable[~usable["source_type"].isin(UNSOUND)]
    if "doubtful" in usable:
        usable = usable[~usable["doubtful"].fillna(False).astype(bool)]
    if usable.empty:
        raise NoFigureError("coding rule", "a sound report with a day and a number")
    return usable


def most_recent(reports):
    """The reports of the last day on which any was published."""
    return reports[reports["reported_on"] == reports["reported_on"].max()]


def tally(reports):
    """How many reports give each figure, the most frequent first.

    Returns
    -------
    pandas.Series
        Reports, indexed by the figure in people.
    """
    return reports["best"].value_counts().rename("reports")


def disordered(events):
    """Rows whose figures break ``low <= best <= high`` and are not allowed to.

    Parameters
    ----------
    events : pandas.DataFrame
        Columns ``low``, ``best``, ``high`` and ``event_clarity`` (1 or 2).

    Returns
    -------
    pandas.DataFrame
        The rows to look at. Events of clarity 2 are what is left of an aggregate report once its
        known parts are taken off; there high may lie below best or low, so they are let pass.

    References
    ----------
    UCDP GED codebook 23.1: https://github.com/outsbra/BernhardOrtbauer_capstoneP_conflict

    Examples
    --------
    >>> toy = pd.DataFrame({"low": [3, 3], "best": [5, 5], "high": [4, 4], "event_clarity": [1, 2]})
    >>> disordered(toy).index.tolist()
    [0]
    """
    ordered = (events["low"] <= events["best"]) & (events["best"] <= events["high"])
    return events[~ordered & (events["event_clarity"] != 2)]


def vague_number(phrase, words, scheme="acled"):
    """The number a scheme gives to the vague word in a phrase; None where it holds none.

    Parameters
    ----------
    phrase : str or missing
        An English phrase as printed, such as "dozens of people". Where it holds several of the
        scheme's words, the lowest number: the reading is conservative.
    words : pandas.DataFrame
        The table `word_probabilities`; rows whose unit is count are used.
    scheme : {"acled", "readers"}
        ACLED's codes, or the median of 46 surveyed readers.

    Examples
    --------
    >>> toy = pd.DataFrame({"scheme": "acled", "phrase": ["dozens"], "unit": "count", "mid": [12.0]})
    >>> vague_number("Dozens were hurt", toy), vague_number("144 people", toy)
    (12, None)
    """
    if pd.isna(phrase):
        return None
    codes = words[(words["scheme"] == scheme) & (words["unit"] == "count")]
    found = [
        int(row.mid)
        for row in codes.itertuples()
        if re.search(rf"\b{re.escape(row.phrase)}\b", phrase, re.IGNORECASE)
    ]
    return min(found, default=None)


@dataclass(frozen=True)
class CodersDoubt:
    """What coders believe behind a reported figure: the figure itself, or a draw around a higher one.

    `weight` is the probability of the figure as reported; the rest is a Gumbel distribution with
    `loc` and `scale`, in people.
    """

    reported: int
    weight: float
    loc: float
    scale: float

    @property
    def mean(self):
        """Expected number of people."""
        gumbel = self.loc + EULER * self.scale
        return self.weight * self.reported + (1 - self.weight) * gumbel

    def at_most(self, figure):
        """Probability that the number of people is `figure` or less."""
        gumbel = math.exp(-math.exp(-(figure - self.loc) / self.scale))
        return (1 - self.weight) * gumbel + self.weight * (figure >= self.reported)

    def quantile(self, share):
        """Least number of people that is not passed with probability `share` (between 0 and 1)."""
        upto, jump = self.at_most(self.reported), self.weight
        if upto - jump < share <= upto:
            return float(self.reported)
        level = (share - jump * (share > upto)) / (1 - jump)
        return self.loc - self.scale * math.log(-math.log(level))


def coders_doubt(reported):
    """What UCDP's coders would expect behind a reported figure of one-sided violence.

    Parameters
    ----------
    reported : int
        People reported killed. For some figures (`SPECIAL`) the published model adds constants that
        we have not read; for these there is no answer here.

    Returns
    -------
    CodersDoubt

    Raises
    ------
    NoFigureError
        For a figure among `SPECIAL`, or below 1.

    Notes
    -----
    A prior about typical conflict reporting, from a survey of coders. It is no correction of a toll
    that rests on a published list of names.

    References
    ----------
    Vesco et al. 2026: https://sage.cnpereading.com/doi/10.1177/00220027261423826; the constants are
    those of the R package uncertainUCDP, version 0.7.6: https://github.com/cran/uncertainUCDP

    Examples
    --------
    >>> doubt = coders_doubt(145)
    >>> round(doubt.quantile(0.5), 2), round(doubt.mean, 2)
    (164.75, 181.52)
    """
    if reported < 1 or reported in SPECIAL:
        raise NoFigureError("coders' doubt", f"a figure other than {reported}")
    x = math.log1p(reported)
    return CodersDoubt(
        reported,
        weight=1 / (1 + math.exp(0.34140454 + 0.01806151 * x)),
        loc=math.exp(0.53980970 + 0.93983260 * x) - 1,
        scale=math.exp(-0.76196991 + 0.87064124 * x),
    )


def _coded(reports, words):
    """Reports without a number get that of the vague word in their phrase, where there is one."""
    lacking = reports.loc[reports["best"].isna(), "phrase"]
    numbers = pd.Series([vague_number(each, words) for each in lacking], lacking.index)
    return reports.assign(best=reports["best"].fillna(numbers).astype("Int64"))


def _or_none(rule, *arguments):
    try:
        return rule(*arguments)
    except NoFigureError:
        return None


def _ids(rows):
    return tuple(rows["report_id"])
