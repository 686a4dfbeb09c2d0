"""How a claim is worded: how sure it sounds, how loaded it is, and what words of likelihood mean.

Counts over the table `claims`, and words placed on a scale beside what two standards and a survey
make of them. Nothing here reads a file or draws: tables are passed in. The bands themselves, and the
rule at their ends, are in `course.sources`.
"""

import re
from itertools import combinations

import pandas as pd

from course import sources

__all__ = [
    "MARKS",
    "SCHEMES",
    "SPELLINGS",
    "common_ground",
    "hedge_counts",
    "loaded_counts",
    "loaded_terms_in",
    "placements",
    "spelling",
    "turned_pairs",
]

# The six codes of the column `hedge`, by what the wording does to the statement.
MARKS = {
    "none": "unmarked",
    "possible": "softened",
    "probable": "softened",
    "conditional": "softened",
    "reported": "ascribed",
    "certain": "strengthened",
}
MARK_ORDER = ["unmarked", "softened", "ascribed", "strengthened"]

SCHEMES = {"readers": "surveyed readers", "icd_203": "ICD 203", "kent": "Kent"}

# A phrase that a scheme spells otherwise. What is not listed is matched letter by letter, so that
# "probable" and "probably", which readers place apart, stay two phrases.
SPELLINGS = {
    "almost certain": {"readers": "almost certainly"},
    "about even": {"icd_203": "roughly even"},
}


def hedge_counts(claims, by="paragraph"):
    """How many claims are unmarked, softened, ascribed or strengthened, in each group.

    Parameters
    ----------
    claims : pandas.DataFrame, shape (n_claims, …)
        The table `claims`; its column ``hedge`` is counted by the groups of `MARKS`.
    by : str
        The column that makes the groups, such as ``paragraph`` or ``kind``.

    Returns
    -------
    pandas.DataFrame, shape (n_groups, 4)
        Claims, one row a group in ascending order, one column a mark.

    Notes
    -----
    A mark is a feature of the wording. It does not say whether the statement is true, nor how sure
    the writer was.

    Examples
    --------
    >>> toy = pd.DataFrame({"kind": ["event", "event", "figure"],
    ...                     "hedge": ["none", "possible", "reported"]})
    >>> hedge_counts(toy, "kind").loc["event"].tolist()
    [1, 1, 0, 0]
    """
    marks = claims["hedge"].map(MARKS)
    return pd.crosstab(claims[by], marks).reindex(columns=MARK_ORDER, fill_value=0)


def loaded_counts(claims, by="kind"):
    """How many claims carry a loaded term, in each group.

    Parameters
    ----------
    claims : pandas.DataFrame, shape (n_claims, …)
        The table `claims`; a claim is counted once, however many terms it carries.
    by : str
        The column that makes the groups.

    Returns
    -------
    pandas.DataFrame, shape (n_groups, 3)
        ``claims`` and ``loaded`` in claims, ``share`` from 0 to 1.

    Examples
    --------
    >>> toy = pd.DataFrame({"kind": ["event", "event", "figure"],
    ...                     "loaded_terms": ["horde;swarm", None, None]})
    >>> loaded_counts(toy)["loaded"].tolist()
    [1, 0]
    """
    loaded = claims["loaded_terms"].notna().groupby(claims[by])
    counts = pd.DataFrame({"claims": loaded.size(), "loaded": loaded.sum().astype(int)})
    return counts.assign(share=counts["loaded"] / counts["claims"])


def loaded_terms_in(sentence, claims):
    """The loaded terms of the table that stand in a sentence, longest first.

    Whole words are compared, capitals and the style of apostrophes apart.

    Notes
    -----
    The table knows the article's terms and no others. A sentence in which none is found may be as
    loaded as before, in words of its own.

    Examples
    --------
    >>> toy = pd.DataFrame({"loaded_terms": ["swarm;horde", None]})
    >>> loaded_terms_in("The Horde came.", toy)
    ['horde']
    """
    terms = claims["loaded_terms"].dropna().str.split(";").explode().str.strip()
    plain = _plain(sentence)
    found = {term for term in map(_plain, terms) if re.search(rf"\b{re.escape(term)}\b", plain)}
    return sorted(found, key=lambda term: (-len(term), term))


def spelling(phrase, scheme):
    """How a scheme spells a phrase, by `SPELLINGS`; the phrase itself where nothing is listed.

    >>> spelling("almost certain", "readers"), spelling("almost certain", "kent")
    ('almost certainly', 'almost certain')
    """
    return SPELLINGS.get(phrase, {}).get(scheme, phrase)


def placements(answers, words):
    """Words placed on the scale, beside what each scheme gives them.

    Parameters
    ----------
    answers : dict
        Phrase to percent, or to None where the phrase has no place.
    words : pandas.DataFrame
        The table `word_probabilities`.

    Returns
    -------
    pandas.DataFrame, shape (n_phrases, 14)
        In the order of `answers`: ``phrase``; ``mine`` in percent; for each of `SCHEMES` the
        columns ``…_low``, ``…_mid`` and ``…_high`` in percent and ``in_…``, whether ``mine`` lies in
        the closed band; and ``icd_203_word``, what ICD 203 calls the number placed. Missing where
        the scheme lacks the phrase, the middle or the band, or where nothing was placed.

    Notes
    -----
    ICD 203 and Kent prescribe: this word for these numbers. The readers' columns describe: the
    middle half of the answers given. A number outside a band is a difference, not a mistake.
    """
    rows = [_placement(phrase, percent, words) for phrase, percent in answers.items()]
    columns = ["phrase", "mine"]
    for scheme in SCHEMES:
        columns += [f"{scheme}_low", f"{scheme}_mid", f"{scheme}_high", f"in_{scheme}"]
    table = pd.DataFrame(rows, columns=[*columns, "icd_203_word"])
    numbers = [name for name in columns[1:] if not name.startswith("in_")]
    inside = [name for name in columns if name.startswith("in_")]
    return table.astype(dict.fromkeys(numbers, "float64") | dict.fromkeys(inside, "boolean"))


def turned_pairs(table):
    """Pairs of phrases that were placed the other way round than the readers' medians.

    Parameters
    ----------
    table : pandas.DataFrame
        As `placements` returns it.

    Returns
    -------
    list of tuple of str
        For each pair, first the phrase that the readers put higher. Phrases at the same place, in
        either order, make no pair.
    """
    known = table.dropna(subset=["mine", "readers_mid"])
    rows = list(known[["phrase", "mine", "readers_mid"]].itertuples(index=False))
    pairs = [sorted(pair, key=lambda row: -row.readers_mid) for pair in combinations(rows, 2)]
    return [
        (high.phrase, low.phrase)
        for high, low in pairs
        if high.readers_mid > low.readers_mid and high.mine < low.mine
    ]


def common_ground(table):
    """Where the schemes agree on a phrase, and how far they reach taken together.

    Parameters
    ----------
    table : pandas.DataFrame
        As `placements` returns it; what was placed plays no part.

    Returns
    -------
    pandas.DataFrame, shape (n_shared_phrases, 6)
        Phrases that at least two schemes give a band: ``phrase``, ``schemes`` (how many),
        ``shared_low`` and ``shared_high`` of what all of them hold (missing where they hold nothing
        in common), ``low`` and ``high`` of what any of them holds, in percent.
    """
    lows = table[[f"{scheme}_low" for scheme in SCHEMES]]
    highs = table[[f"{scheme}_high" for scheme in SCHEMES]]
    ground = pd.DataFrame(
        {
            "phrase": table["phrase"],
            "schemes": lows.notna().sum(axis="columns"),
            "shared_low": lows.max(axis="columns"),
            "shared_high": highs.min(axis="columns"),
            "low": lows.min(axis="columns"),
            "high": highs.max(axis="columns"),
        }
    )
    ground = ground[ground["schemes"] >= 2].reset_index(drop=True)
    apart = ground["shared_low"] > ground["shared_high"]
    ground.loc[apart, ["shared_low", "shared_high"]] = float("nan")
    return ground


def _plain(text):
    return re.sub(r"\s+", " ", text.replace("’", "'")).strip().casefold()


def _placement(phrase, percent, words):
    placed = percent is not None and not pd.isna(percent)
    row = {"phrase": phrase, "mine": percent if placed else None}
    for scheme in SCHEMES:
        name = spelling(phrase, scheme)
        if not ((words["scheme"] == scheme) & (words["phrase"] == name)).any():
            continue
        band = sources.band_of(name, scheme, words)
        row |= {f"{scheme}_low": band.low, f"{scheme}_mid": band.mid, f"{scheme}_high": band.high}
        if placed and not pd.isna(band.low):
            row[f"in_{scheme}"] = sources.in_band([percent], name, scheme, words) == 1
    if placed:
        called = sources.band_at(percent, "icd_203", words)
        row["icd_203_word"] = called.phrases[0] if called else None
    return row
