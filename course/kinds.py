"""Kinds of claim: what decides between them, and how far coders agree.

A kind is a decision by a stated definition; the definitions stand in `datasets/datapackage.json`.
Beside each claim `kinds.toml` holds a reason for the reference coding, and for each pair of kinds
the question that decides between them. Chance-corrected agreement is `course.sources.alpha`.
"""

import tomllib
from functools import cache
from itertools import combinations
from pathlib import Path

import pandas as pd

from course import datasets
from course.errors import CodesError

__all__ = [
    "ask",
    "border",
    "borders",
    "codes",
    "doubts",
    "guide",
    "names",
    "percent_agreement",
    "reason",
    "why",
]

REASONS = Path(__file__).with_name("kinds.toml")


@cache
def _words():
    return tomllib.loads(REASONS.read_text(encoding="utf-8"))


def names():
    """The eight kinds, in the order of their definitions.

    >>> names()[:3]
    ['figure', 'event', 'causal']
    """
    return list(datasets.categories("claims", "kind"))


def ask(kind):
    """The question that a kind's definition puts to a sentence.

    >>> ask("causal")
    'Does it say that one thing came about through another?'
    """
    return _words()["asks"][kind]


def guide():
    """The kinds as a table: each with its definition and the question it puts to a sentence."""
    rows = datasets.categories("claims", "kind").items()
    return pd.DataFrame(
        [(kind, meaning, ask(kind)) for kind, meaning in rows],
        columns=["kind", "definition", "ask of the sentence"],
    )


def border(one, other):
    """What decides between two kinds, in whichever order they are named.

    >>> border("evaluation", "event") == border("event", "evaluation")
    True
    """
    first, second = sorted([one, other], key=names().index)
    return _words()["borders"][f"{first} {second}"]


def borders(kind):
    """What decides between one kind and each of the others, as a table."""
    rows = [(other, border(kind, other)) for other in names() if other != kind]
    return pd.DataFrame(rows, columns=[f"{kind} or", "what decides"])


def reason(claim_id):
    """Why the reference coding gives a claim its kind; one coding's reason, open to dispute."""
    return _words()["reasons"][claim_id]


def why(claim_id, reference, given=None):
    """Why a claim is coded as it is and, where another kind was given, what parts the two.

    Parameters
    ----------
    claim_id : str
    reference : str
        The kind in the reference coding.
    given : str, optional
        The kind a reader gave.

    Returns
    -------
    str
        One or two sentences.

    Examples
    --------
    >>> why("c043", "figure", "figure")
    'A number of soldiers killed is what it gives.'
    """
    said = [reason(claim_id)]
    if given is not None and given != reference:
        said.append(f"Between {given} and {reference}: {border(given, reference)}")
    return " ".join(said)


def doubts(claims, second_reading):
    """The claims on whose kind the second reader stopped, and the kinds asked about.

    Parameters
    ----------
    claims : pandas.DataFrame
        The table `claims`.
    second_reading : pandas.DataFrame
        The table of that name; its notes on claims say "Coded causal" or "Kind prediction" where
        the kind is in doubt.

    Returns
    -------
    pandas.DataFrame, one row per claim
        ``claim_id``, ``gist``, ``kind`` (as coded), ``asked`` (other kinds named) and ``note``.

    Notes
    -----
    This is no second coding: the reader saw the first codes and wrote down doubts only. A claim
    that is not listed may have been agreed with or passed over, so no agreement can be computed.
    """
    pattern = rf"(?:Coded|Kind) (?:{'|'.join(names())})\b"
    notes = second_reading[
        (second_reading["table"] == "claims") & second_reading["note"].str.contains(pattern)
    ]
    rows = claims.merge(notes, left_on="claim_id", right_on="row_id")
    asked = [
        " or ".join(_kinds_in(f"{row.found_value} {row.note}", but=row.kind))
        for row in rows.itertuples()
    ]
    return rows.assign(asked=asked)[["claim_id", "gist", "kind", "asked", "note"]]


def _kinds_in(text, but):
    """The kinds a text names, in its order, without the one given."""
    words = [word.strip(".,;:?()\"'“”").lower() for word in text.split()]
    return list(dict.fromkeys(word for word in words if word in names() and word != but))


def codes(**coders):
    """A table of codes from a line of words for each coder, ``*`` where a coder gave none.

    Parameters
    ----------
    coders : str
        The codes a coder gave, in the order of the units, parted by spaces. All lines are of one
        length.

    Returns
    -------
    pandas.DataFrame, shape (n_units, n_coders)
        A row a unit, counted from 1; numbers where every code is one.

    Raises
    ------
    CodesError
        If the lines are not of one length.

    Examples
    --------
    >>> codes(Ada="event figure", Ben="event *").to_numpy().tolist()
    [['event', 'event'], ['figure', nan]]
    """
    lines = {coder: line.split() for coder, line in coders.items()}
    if len({len(line) for line in lines.values()}) > 1:
        raise CodesError({coder: len(line) for coder, line in lines.items()})
    table = pd.DataFrame(lines).replace("*", float("nan"))
    table.index = pd.RangeIndex(1, len(table) + 1, name="unit")
    try:
        return table.astype(float)
    except ValueError:
        return table


def percent_agreement(codes):
    """Share of pairs of codes, given to one unit by two coders, that are the same.

    Parameters
    ----------
    codes : pandas.DataFrame, shape (n_units, n_coders)
        A column a coder; a missing code makes no pair.

    Returns
    -------
    float
        From 0 to 1; nan where no unit was coded twice. Nothing is taken off for agreement that
        chance alone would give.

    Examples
    --------
    >>> percent_agreement(pd.DataFrame({"A": ["event", "event"], "B": ["event", "figure"]}))
    0.5
    """
    pairs = [codes[[a, b]].dropna() for a, b in combinations(codes.columns, 2)]
    same = sum(int((pair.iloc[:, 0] == pair.iloc[:, 1]).sum()) for pair in pairs)
    total = sum(len(pair) for pair in pairs)
    return same / total if total else float("nan")
