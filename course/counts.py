"""Reported figures: when they were known, what they say, and who says them.

A report is a row of the table `casualty_reports`. Nothing here reads a file or draws; see
`course.datasets` and `course.plots`.
"""

import pandas as pd

__all__ = [
    "FLOORS",
    "SPEAKERS",
    "digit_preference",
    "envelope",
    "first_and_last",
    "known_by",
    "latest",
    "printed_range",
    "revisions",
    "series",
    "stated_range",
]

# Qualifiers that give a lower bound and no upper one.
FLOORS = ("at_least", "more_than")

# Whose figure it is, in three groups, each with the words a legend uses.
SPEAKERS = {
    "officials": "officials and services",
    "media": "media and reference works",
    "others": "other voices",
}
_SPEAKER_OF = {
    "investigators": "officials",
    "government": "officials",
    "health_authority": "officials",
    "emergency_service": "officials",
    "news_outlet": "media",
    "news_agency": "media",
    "state_media": "media",
    "encyclopaedia": "media",
}


def series(reports, event_id, measure="killed", population="all"):
    """Reports of one event that count the same thing and may stand in one series.

    Parameters
    ----------
    reports : pandas.DataFrame
        The table `casualty_reports`.
    event_id, measure, population : str
        What is counted: one event, one measure, one population.

    Returns
    -------
    pandas.DataFrame
        The rows whose ``use`` is ``series``, in the table's order.
    """
    return reports[
        (reports["event_id"] == event_id)
        & (reports["measure"] == measure)
        & (reports["population"] == population)
        & (reports["use"] == "series")
    ]


def known_by(reports, day):
    """Reports published on `day` or before it. A report without a day is never known.

    Examples
    --------
    >>> days = pd.to_datetime(["2024-03-29", "2024-03-31", None])
    >>> known_by(pd.DataFrame({"reported_on": days, "best": [144, 149, 145]}), "2024-03-30")
      reported_on  best
    0  2024-03-29   144
    """
    return reports[reports["reported_on"] <= pd.Timestamp(day)]


def printed_range(reports):
    """Add what a report prints as a range, as words, and whose figure it is.

    Returns
    -------
    pandas.DataFrame
        The same rows with ``low`` and ``high`` filled from ``best`` where only one number was
        printed, ``figure`` (the number as a reader would say it) and ``speaker`` (a key of
        `SPEAKERS`). A row without any number keeps its missing values.

    Notes
    -----
    A floor ("at least 40") gets ``high`` equal to ``low`` only so that it can be placed on an
    axis; it does not say that there were no more.

    Examples
    --------
    >>> toy = pd.DataFrame({"low": [40, None], "best": [40, 144], "high": [None, None],
    ...                     "qualifier": ["at_least", "exact"],
    ...                     "source_type": ["investigators", "social_media"]})
    >>> printed_range(toy)[["figure", "speaker"]].to_numpy().tolist()
    [['at least 40', 'officials'], ['144', 'others']]
    """
    low = reports["low"].fillna(reports["best"])
    high = reports["high"].fillna(reports["best"]).fillna(reports["low"])
    low = low.fillna(high)
    words = [_in_words(*row) for row in zip(reports["qualifier"], low, high, strict=True)]
    # "As many as 170" has an upper end and no other: it must not read like a point.
    ceiling = reports["high"].notna() & reports[["low", "best"]].isna().all(axis=1)
    words = [f"up to {said}" if alone else said for alone, said in zip(ceiling, words, strict=True)]
    speaker = reports["source_type"].map(_SPEAKER_OF).fillna("others")
    return reports.assign(low=low, high=high, figure=words, speaker=speaker)


def stated_range(estimates):
    """Add what an estimate of losses states, as words, and the ends between which it is drawn.

    Parameters
    ----------
    estimates : pandas.DataFrame
        Rows of `war_loss_estimates`.

    Returns
    -------
    pandas.DataFrame
        The same rows with ``low`` and ``high`` filled from ``best`` where one number is stated,
        and ``figure``, the number as a reader would say it, with its qualifier.

    Notes
    -----
    A floor gets ``high`` equal to ``low``, and a ceiling without a best ``low`` equal to ``high``,
    only so that they can be placed on an axis.

    Examples
    --------
    >>> toy = pd.DataFrame({"low": [290000, 350000], "best": [None, None], "high": [460000, None],
    ...                     "interval_kind": ["range_stated", "at_least"]})
    >>> stated_range(toy)["figure"].tolist()
    ['290,000 to 460,000', 'at least 350,000']
    """
    estimates = estimates.astype(dict.fromkeys(("low", "best", "high"), "Int64"))
    ends = estimates[["low", "best", "high"]].to_numpy(dtype=object)
    kinds = estimates["interval_kind"]
    words = [_stated(kind, *row) for kind, row in zip(kinds, ends, strict=True)]
    low = estimates["low"].fillna(estimates["best"]).fillna(estimates["high"])
    high = estimates["high"].fillna(estimates["best"]).fillna(estimates["low"])
    return estimates.assign(low=low, high=high, figure=words)


def _stated(kind, low, best, high):
    """An estimate in words: its middle first, then its ends and what is said of them."""
    low, best, high = ("" if pd.isna(end) else f"{end:,}" for end in (low, best, high))
    if kind == "at_least":
        return f"at least {low}"
    if kind == "up_to":
        return f"{best}, up to {high}" if best else f"up to {high}"
    if kind in ("none", "approx"):
        return f"about {best}" if kind == "approx" else best
    said = {"95%CI": ", 95 percent", "model_range": ", over several models"}.get(kind, "")
    return f"{best} ({low} to {high}{said})" if best else f"{low} to {high}{said}"


def latest(reports, speaker="officials"):
    """The most recently published number of one group of speakers; None where there is none.

    Parameters
    ----------
    reports : pandas.DataFrame
        Rows that count one thing; see `series`.
    speaker : str or None
        A key of `SPEAKERS`, or None for whoever spoke last.

    Returns
    -------
    pandas.Series or None
        The row, with what `printed_range` adds. Of several on one day, the last in the table's
        order: few pages print a clock time, so the order within a day may be wrong.
    """
    dated = _dated(reports, speaker)
    return None if dated.empty else dated.iloc[-1]


def envelope(reports):
    """Smallest range that holds every number printed, and the middle of the numbers.

    Parameters
    ----------
    reports : pandas.DataFrame
        Rows that count one thing; see `series`. Rows without a number are left out.

    Returns
    -------
    pandas.Series, index low, best, high
        In people: the least number printed, the median of the point figures, the greatest number
        printed. Missing where no row gives one. A floor ("at least 40") counts in ``low`` alone,
        for it has no upper end.

    Notes
    -----
    What was reported, not a confidence interval; a figure copied ten times moves the median ten
    times, so drop copies first.

    Examples
    --------
    >>> toy = pd.DataFrame({"low": [40, None, None], "best": [40, 133, 144], "high": [None] * 3,
    ...                     "qualifier": ["at_least", "exact", "exact"], "source_type": "ngo"})
    >>> envelope(toy).tolist()
    [40.0, 138.5, 144.0]
    """
    placed = printed_range(reports)
    closed = placed[~placed["qualifier"].isin(FLOORS)]
    ends = [placed["low"].min(), closed["best"].median(), closed["high"].max()]
    return pd.Series(ends, index=["low", "best", "high"], dtype="Float64")


def revisions(reports, speaker="officials"):
    """How one group's figure moved: a row each time a report changed the last number given.

    Parameters
    ----------
    reports : pandas.DataFrame
        Rows that count one thing; see `series`. Undated rows cannot be placed and are left out.
    speaker : str or None
        A key of `SPEAKERS`, or None for all.

    Returns
    -------
    pandas.DataFrame
        The changing rows by day and the table's order, with ``number`` (people; for a range its
        upper end), ``before`` and ``change``. The first number has neither before nor change.

    Examples
    --------
    >>> toy = pd.DataFrame({"reported_on": pd.to_datetime(["2024-01-03", "2024-01-04", "2024-01-04"]),
    ...     "low": None, "best": [103, 95, 95], "high": None, "qualifier": "exact",
    ...     "source_type": "government"})
    >>> revisions(toy)["change"].tolist()
    [<NA>, -8]
    """
    dated = _dated(reports, speaker)
    dated = dated.assign(number=dated["high"].astype("Int64"))
    moved = dated[(dated["number"] != dated["number"].shift()).fillna(True)]
    before = moved["number"].shift()
    return moved.assign(before=before, change=moved["number"] - before)


def first_and_last(reports, speaker="officials"):
    """First and last number of each event's series, and the last as a multiple of the first.

    Parameters
    ----------
    reports : pandas.DataFrame
        Rows of several events, one measure and one population; ``use`` should be series.
    speaker : str or None
        A key of `SPEAKERS`, or None for all.

    Returns
    -------
    pandas.DataFrame, index event_id
        ``first`` and ``last`` in people, ``ratio``, and the ``days`` between. Events with fewer
        than two dated numbers are left out: one report does not move.
    """
    rows = {}
    for event, own in reports.groupby("event_id", sort=False):
        dated = _dated(own, speaker)
        if len(dated) > 1:
            first, last = dated.iloc[0], dated.iloc[-1]
            rows[event] = {
                "first": int(first["high"]),
                "last": int(last["high"]),
                "ratio": float(last["high"] / first["high"]),
                "days": (last["reported_on"] - first["reported_on"]).days,
            }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("event_id")


def digit_preference(figures):
    """How often each last digit occurs: counted figures spread evenly, rounded ones pile on 0 and 5.

    Parameters
    ----------
    figures : sequence of int
        People; figures below 10 say little and are left out, missing ones too.

    Returns
    -------
    pandas.DataFrame, index 0 to 9
        ``figures`` (how many end so) and ``share``.

    Notes
    -----
    A pile shows that some figures are rounded; it does not show which.

    Examples
    --------
    >>> digit_preference([40, 60, 133, 100, 7])["figures"].tolist()
    [3, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    """
    numbers = pd.Series(figures).dropna().astype(int)
    last = (numbers[numbers >= 10] % 10).value_counts().reindex(range(10), fill_value=0)
    counted = last.rename_axis("last digit").to_frame("figures")
    return counted.assign(share=counted["figures"] / max(counted["figures"].sum(), 1))


def _dated(reports, speaker):
    """Rows with a day and a number, one group's or all, in order of publication."""
    placed = printed_range(reports).dropna(subset=["reported_on", "high"])
    if speaker is not None:
        placed = placed[placed["speaker"] == speaker]
    return placed.sort_values("reported_on", kind="stable")


def _in_words(qualifier, low, high):
    if pd.isna(high):
        return "words only, no number"
    number = f"{high:.0f}" if low == high else f"{low:.0f} to {high:.0f}"
    before = {"exact": "", "range": "", "preliminary": "preliminary "}
    return before.get(qualifier, qualifier.replace("_", " ") + " ") + number
