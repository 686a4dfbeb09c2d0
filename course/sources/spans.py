"""Agreement: of codes that several coders gave, and of stretches of text that two readers marked.

A span is a dict with ``start``, ``end`` and ``kind``: offsets in Python characters, the end not
included, and a code for what was marked.
"""

from numbers import Integral

import pandas as pd

from course.errors import MarkedSpanError, MeasurementError, ShareError

__all__ = ["alpha", "match_spans", "overlap", "span_agreement"]

MEASUREMENTS = ("nominal", "ordinal", "interval", "ratio")
# Decides between pairings of equal overlap: a difference this small is no difference of passage.
SAME_KIND = 1e-9


def alpha(codes, level="nominal"):
    """Krippendorff's alpha: agreement of coders beyond what chance would give.

    One minus the disagreement observed over the disagreement expected, were the codes given handed
    out at random: 1 is full agreement, 0 what chance gives, below 0 worse than chance.

    Parameters
    ----------
    codes : pandas.DataFrame, shape (n_units, n_coders)
        One row a unit, one column a coder; missing where a coder gave no code.
    level : {"nominal", "ordinal", "interval", "ratio"}
        How codes differ: only in being other (nominal, any values), by rank, by distance, or by
        distance for their size (these three need numbers).

    Returns
    -------
    float
        At most 1. nan where it is undefined: where no unit has two codes there is nothing to
        compare, and where all such codes are one value chance would agree as well, so that
        agreement cannot be told from a lack of choice.

    Raises
    ------
    MeasurementError
        If the level is none of the four, or codes are not numbers where numbers are needed.

    Notes
    -----
    Coders who agree may agree on an error, and coders who differ may differ for good reasons. With
    few units alpha jumps about: read the units on which the coders differ.

    References
    ----------
    The package and its example: https://github.com/pln-fing-udelar/fast-krippendorff

    Examples
    --------
    Eight codes, x five times and y three times. One unit of four is in dispute, so the observed
    disagreement is 2/8; drawn at random, two codes differ with chance 2 * 5 * 3 / (8 * 7) = 30/56.
    Alpha is 1 - (2/8) / (30/56) = 8/15.

    >>> pair = pd.DataFrame({"Ada": ["x", "x", "y", "y"], "Ben": ["x", "x", "y", "x"]})
    >>> round(alpha(pair), 4)
    0.5333
    """
    table = _as_numbers(pd.DataFrame(codes), level)
    table = table[table.notna().sum(axis="columns") >= 2]
    if table.stack().dropna().nunique() < 2:
        return float("nan")
    # Imported here: it takes longer than the rest of this package, and most lessons need no alpha.
    import krippendorff

    return float(krippendorff.alpha(table.T.to_numpy(), level_of_measurement=level))


def overlap(a, b):
    """Characters that two spans share, over the characters in either.

    Parameters
    ----------
    a, b : dict
        Spans; the kind plays no part.

    Returns
    -------
    float
        From 0, nothing shared, to 1, the same span.

    Raises
    ------
    MarkedSpanError
        If a span lacks its offsets, or they mark no stretch.

    Examples
    --------
    Ten characters each, five of them shared, fifteen in either.

    >>> round(overlap({"start": 0, "end": 10}, {"start": 5, "end": 15}), 3)
    0.333
    """
    (a_start, a_end), (b_start, b_end) = _offsets(a), _offsets(b)
    shared = max(0, min(a_end, b_end) - max(a_start, b_start))
    return shared / (a_end - a_start + b_end - b_start - shared)


def match_spans(mine, reference, least=0.5):
    """Pair the spans of two annotations of one text, one to one.

    Among the pairs whose `overlap` is at least `least`, the pairing is taken whose overlaps have
    the greatest sum; between pairings of equal sum, the one with more kinds alike.

    Parameters
    ----------
    mine, reference : list of dict
        Spans in any order.
    least : float
        Overlap below which two spans are not the same passage: above 0, at most 1.

    Returns
    -------
    pandas.DataFrame, shape (n_pairs and unmatched, 6)
        In reading order. ``mine`` and ``reference`` are positions in the lists (missing where
        unmatched), ``overlap`` from 0 to 1, ``kind_mine``, ``kind_reference``, and ``agree``:
        whether the kinds are the same (missing where unmatched or without a kind).

    Raises
    ------
    MarkedSpanError
        If a span lacks its offsets, or they mark no stretch.
    ShareError
        If `least` is out of range.

    Notes
    -----
    An unmatched span is not a mistake: two careful readers cut a sentence differently, and what one
    marks as two claims the other may take for one.

    Examples
    --------
    >>> mine = [{"start": 0, "end": 10, "kind": "event"}, {"start": 30, "end": 40, "kind": "figure"}]
    >>> reference = [{"start": 0, "end": 8, "kind": "event"}]
    >>> match_spans(mine, reference)[["mine", "reference", "overlap", "agree"]]
       mine  reference  overlap  agree
    0     0          0      0.8   True
    1     1       <NA>      NaN   <NA>
    """
    if not (isinstance(least, (int, float)) and 0 < least <= 1):
        raise ShareError("least", least)
    pairs = _best_pairs(mine, reference, least)
    rows = [(i, j, overlap(mine[i], reference[j])) for i, j in pairs]
    rows += [(i, None, None) for i in range(len(mine)) if i not in {i for i, _ in pairs}]
    rows += [(None, j, None) for j in range(len(reference)) if j not in {j for _, j in pairs}]
    rows.sort(key=lambda row: _place(mine[row[0]] if row[0] is not None else reference[row[1]]))
    return _as_table(rows, mine, reference)


def span_agreement(mine, reference, least=0.5):
    """How far two annotations of one text agree, in eight numbers.

    Parameters
    ----------
    mine, reference, least
        As for `match_spans`.

    Returns
    -------
    dict
        ``n_mine``, ``n_reference``, ``n_matched``: spans. ``precision``: matched over mine.
        ``recall``: matched over reference. ``f1``: twice matched over mine and reference together.
        ``same_kind``: share of matched pairs with the same kind. ``alpha``: Krippendorff's nominal
        alpha of the kinds over matched pairs. nan where the denominator is 0 or alpha undefined.

    Raises
    ------
    MarkedSpanError, ShareError
        As for `match_spans`.

    Notes
    -----
    The reference is one reading made with a stated rule. These are measures of agreement with it,
    not marks out of one.

    Examples
    --------
    >>> mine = [{"start": 0, "end": 10, "kind": "event"}, {"start": 30, "end": 40, "kind": "figure"}]
    >>> found = span_agreement(mine, mine[:1])
    >>> found["n_matched"], found["precision"], found["recall"], found["same_kind"]
    (1, 0.5, 1.0, 1.0)
    """
    table = match_spans(mine, reference, least)
    pairs = table.dropna(subset=["mine", "reference"])
    n_mine, n_reference, n_matched = len(mine), len(reference), len(pairs)
    return {
        "n_mine": n_mine,
        "n_reference": n_reference,
        "n_matched": n_matched,
        "precision": _share(n_matched, n_mine),
        "recall": _share(n_matched, n_reference),
        "f1": _share(2 * n_matched, n_mine + n_reference),
        "same_kind": _share(int(pairs["agree"].sum()), int(pairs["agree"].count())),
        "alpha": alpha(pairs[["kind_mine", "kind_reference"]]),
    }


def _as_numbers(table, level):
    """The codes as floats; nominal codes are numbered, since only being equal matters."""
    if level not in MEASUREMENTS:
        raise MeasurementError(level, f"one of {', '.join(MEASUREMENTS)}")
    if level == "nominal":
        numbers = pd.Series(pd.factorize(table.to_numpy().ravel())[0], dtype="float64")
        numbers = numbers.where(numbers >= 0)
        return pd.DataFrame(numbers.to_numpy().reshape(table.shape))
    try:
        return table.astype("float64")
    except (TypeError, ValueError):
        raise MeasurementError(level, "numbers for codes") from None


def _offsets(span):
    try:
        start, end = span["start"], span["end"]
    except (TypeError, KeyError, IndexError):
        raise MarkedSpanError(span) from None
    whole = isinstance(start, Integral) and isinstance(end, Integral)
    if not (whole and 0 <= start < end):
        raise MarkedSpanError(span)
    return start, end


def _place(span):
    return (*_offsets(span), str(span.get("kind")))


def _best_pairs(mine, reference, least):
    """Positions of the pairs, from spans put in reading order so that ties fall one way."""
    from scipy.optimize import linear_sum_assignment  # here: scipy is slow to import

    rows = sorted(range(len(mine)), key=lambda i: _place(mine[i]))
    columns = sorted(range(len(reference)), key=lambda j: _place(reference[j]))
    if not rows or not columns:
        return []
    worth = [[_worth(mine[i], reference[j], least) for j in columns] for i in rows]
    chosen = zip(*linear_sum_assignment(worth, maximize=True), strict=True)
    return [(rows[i], columns[j]) for i, j in chosen if worth[i][j] > 0]


def _worth(a, b, least):
    shared = overlap(a, b)
    return shared + SAME_KIND * (_kind(a) == _kind(b)) if shared >= least else 0.0


def _kind(span):
    return span.get("kind")


def _as_table(rows, mine, reference):
    kinds_mine = [None if i is None else _kind(mine[i]) for i, _, _ in rows]
    kinds_reference = [None if j is None else _kind(reference[j]) for _, j, _ in rows]
    agree = [
        None if a is None or b is None else a == b
        for a, b in zip(kinds_mine, kinds_reference, strict=True)
    ]
    return pd.DataFrame(
        {
            "mine": pd.array([i for i, _, _ in rows], dtype="Int64"),
            "reference": pd.array([j for _, j, _ in rows], dtype="Int64"),
            "overlap": pd.array([s for _, _, s in rows], dtype="float64"),
            "kind_mine": pd.Series(kinds_mine, dtype="str"),
            "kind_reference": pd.Series(kinds_reference, dtype="str"),
            "agree": pd.array(agree, dtype="boolean"),
        }
    )


def _share(part, whole):
    return part / whole if whole else float("nan")
