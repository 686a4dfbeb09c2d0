"""Reported figures: when they were known, what they say, and who says them.

A report is a row of the table `casualty_reports`. Nothing here reads a file or draws; see
`course.datasets` and `course.plots`.
"""

import pandas as pd

__all__ = ["FLOORS", "SPEAKERS", "known_by", "printed_range", "series"]

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
    speaker = reports["source_type"].map(_SPEAKER_OF).fillna("others")
    return reports.assign(low=low, high=high, figure=words, speaker=speaker)


def _in_words(qualifier, low, high):
    if pd.isna(high):
        return "words only, no number"
    number = f"{high:.0f}" if low == high else f"{low:.0f} to {high:.0f}"
    before = {"exact": "", "range": "", "preliminary": "preliminary "}
    return before.get(qualifier, qualifier.replace("_", " ") + " ") + number
