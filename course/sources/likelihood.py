"""Words of likelihood and the numbers they stand for, by two standards and one survey.

Every function takes the table `word_probabilities` as `words`.
"""

from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise

import pandas as pd

from course.errors import NoSuchPhraseError, OverlappingBandsError, PercentError

__all__ = ["Band", "band_at", "band_of", "bands", "in_band", "quartiles"]


@dataclass(frozen=True)
class Band:
    """What a scheme lets a phrase stand for.

    Parameters
    ----------
    scheme : str
        Who says so: ``icd_203``, ``kent``, ``readers`` or ``acled``.
    phrases : tuple of str
        The phrase, or the synonyms that share the band.
    low, mid, high : float or None
        Its ends and its middle. ICD 203 gives no middle; Kent's "certain" and "impossible" have a
        number and no ends. For ``readers`` these are the quartiles of the answers.
    unit : str
        ``percent``, or ``count`` for words such as "dozens".

    Notes
    -----
    A standard says how its writers should use a word; a survey says how some readers took it.
    Neither says what the author of another text meant by it.
    """

    scheme: str
    phrases: tuple
    low: float | None
    mid: float | None
    high: float | None
    unit: str = "percent"

    def holds(self, number):
        """Whether the number is within the closed band; without ends, whether it is the number."""
        if self.low is None:
            return number == self.mid
        return self.low <= number <= self.high


def band_of(phrase, scheme, words):
    """The band that a scheme gives a phrase.

    Parameters
    ----------
    phrase, scheme : str
        As they stand in the table; capitals and spaces around the phrase do not matter.
    words : pandas.DataFrame
        The table `word_probabilities`.

    Returns
    -------
    Band

    Raises
    ------
    NoSuchPhraseError
        If the table has no such scheme, or the scheme no such phrase. Related words are not taken
        for it: readers place "probable" and "probably" differently.

    References
    ----------
    ICD 203: https://github.com/wesinator/ICD203-intel-analysis. Kent:
    http://www.lonegunman.co.uk/2011/02/03/the-numbers-in-our-words-words-of-estimative-probability/.
    Readers: https://github.com/zonination/perceptions.

    Examples
    --------
    >>> from course import datasets
    >>> words = datasets.load("word_probabilities")
    >>> likely = band_of("Likely", "icd_203", words)
    >>> likely.phrases, likely.low, likely.high
    (('likely', 'probable'), 55.0, 80.0)
    """
    all_bands = bands(scheme, words)
    name = str(phrase).strip().casefold()
    for band in all_bands:
        if name in band.phrases:
            return band
    known = [each for band in all_bands for each in band.phrases]
    raise NoSuchPhraseError(scheme, phrase, get_close_matches(name, known, n=1), known)


def bands(scheme, words):
    """All bands of a scheme, from the least to the most; synonyms of one row together.

    Parameters
    ----------
    scheme : str
        As it stands in the table.
    words : pandas.DataFrame
        The table `word_probabilities`.

    Returns
    -------
    list of Band
        Percentages before counts, each by its low end. Phrases of a survey stand alone even where
        their quartiles are equal: they were asked one by one.

    Raises
    ------
    NoSuchPhraseError
        If the table has no such scheme.

    Examples
    --------
    >>> from course import datasets
    >>> [band.phrases[0] for band in bands("kent", datasets.load("word_probabilities"))][:3]
    ['impossible', 'almost certainly not', 'probably not']
    """
    rows = words[words["scheme"] == scheme]
    if rows.empty:
        raise NoSuchPhraseError(scheme, None, [], sorted(set(words["scheme"])))
    found = {}
    for row in rows.itertuples():
        numbers = [None if pd.isna(n) else float(n) for n in (row.low, row.mid, row.high)]
        asked_alone = row.phrase if pd.notna(row.n_answers) else None
        found.setdefault((row.unit, *numbers, asked_alone), []).append(row.phrase)
    all_bands = [
        Band(scheme, tuple(phrases), low, mid, high, unit)
        for (unit, low, mid, high, _), phrases in found.items()
    ]
    return sorted(all_bands, key=lambda band: (band.unit == "count", _ends(band)))


def band_at(percent, scheme, words):
    """The band that a percentage falls in, or None where the scheme has no word for it.

    An end point that two bands share belongs to the higher one; an end point that no other band
    shares belongs to its own. So by ICD 203, 20 percent is "unlikely" and 99 "almost certain"; by
    Kent, 87 is "almost certain" and 12 "almost certainly not".

    Parameters
    ----------
    percent : float
        From 0 to 100.
    scheme : str
        ``icd_203`` or ``kent``.
    words : pandas.DataFrame
        The table `word_probabilities`.

    Returns
    -------
    Band or None
        None in a gap: by ICD 203 below 1 and above 99; by Kent between 12 and 20, between 60 and
        63, below 2 except at 0, and above 99 except at 100.

    Raises
    ------
    PercentError
        If `percent` is no number from 0 to 100.
    OverlappingBandsError
        If bands of the scheme share more than an end point, as the answers of readers do: then
        several words fit one number.
    NoSuchPhraseError
        If the table has no such scheme.

    Notes
    -----
    The rule at shared end points is ours. The standards do not give one.

    Examples
    --------
    >>> from course import datasets
    >>> words = datasets.load("word_probabilities")
    >>> band_at(20, "icd_203", words).phrases
    ('unlikely', 'improbable')
    >>> print(band_at(61, "kent", words))
    None
    """
    if not (_is_number(percent) and 0 <= percent <= 100):
        raise PercentError(percent)
    all_bands = bands(scheme, words)
    _apart(scheme, all_bands)
    return next((band for band in reversed(all_bands) if band.holds(percent)), None)


def quartiles(answers):
    """The answers a quarter, half and three quarters of the way up, by linear interpolation.

    Parameters
    ----------
    answers : iterable of float
        In any unit and order; missing answers are left out.

    Returns
    -------
    tuple of float, shape (3,)
        Low, median and high, in the unit of the answers; nan where there are no answers.

    Notes
    -----
    Half of the answers lie between the first and the last. That is how far these readers differ,
    not how sure any of them is, and not a range for readers in general.

    Examples
    --------
    Of five answers in order, these are the second, third and fourth; of two, the way between.

    >>> quartiles([90, 60, 80, 70, 100])
    (70.0, 80.0, 90.0)
    >>> quartiles([60, 80])
    (65.0, 70.0, 75.0)
    """
    given = pd.Series(list(answers), dtype="float64").dropna()
    return tuple(given.quantile([0.25, 0.5, 0.75], interpolation="linear").tolist())


def in_band(answers, phrase, scheme, words):
    """Share of answers inside the closed band that a scheme gives a phrase.

    Parameters
    ----------
    answers : iterable of float
        In percent; missing answers are left out.
    phrase, scheme : str
        As for `band_of`.
    words : pandas.DataFrame
        The table `word_probabilities`.

    Returns
    -------
    float
        From 0 to 1; nan where there are no answers.

    Raises
    ------
    NoSuchPhraseError
        As for `band_of`.

    Notes
    -----
    Both ends count, so neighbouring phrases may both hold an answer. To compare with: of 924
    people's answers 66 percent fell in the ICD 203 band where its numbers stood in brackets beside
    the words, and 32 percent with the words alone. A low share says that standard and readers
    differ, not that the readers are wrong.

    References
    ----------
    Wintle et al. 2019, https://www.doi.org/10.1371/journal.pone.0213522

    Examples
    --------
    >>> from course import datasets
    >>> in_band([55, 70, 80, 90], "likely", "icd_203", datasets.load("word_probabilities"))
    0.75
    """
    band = band_of(phrase, scheme, words)
    given = pd.Series(list(answers), dtype="float64").dropna()
    return float(given.map(band.holds).mean()) if len(given) else float("nan")


def _ends(band):
    return (band.mid, band.mid) if band.low is None else (band.low, band.high)


def _apart(scheme, all_bands):
    """Raise unless neighbours share an end point at most."""
    for lower, upper in pairwise(all_bands):
        if lower.unit != "percent" or _ends(upper)[0] < _ends(lower)[1]:
            raise OverlappingBandsError(scheme, lower.phrases[0], upper.phrases[0])


def _is_number(value):
    return pd.api.types.is_number(value) and not pd.api.types.is_bool(value)
