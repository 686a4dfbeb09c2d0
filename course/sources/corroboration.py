"""Who else says so: evidence on a claim, each origin once, by what was public on a day.

Every function takes the table `evidence`. Its stance is coded towards `claim_id` alone: a row that
`also_bears_on` another claim has no stance towards that one.
"""

import datetime
import re
import reprlib

import pandas as pd

from course import datasets
from course.errors import StanceError

__all__ = ["STANCES", "card_faults", "corroborations", "one_per_origin", "public_by"]

STANCES = ("supports", "qualifies", "contradicts")
CARD = ("claim", "by", *STANCES)


def one_per_origin(evidence):
    """The first row of each origin, in the table's order.

    Two copies of one wire report are one source: the column ``origin`` names the row that a row
    repeats, and its own id where it repeats none.

    Parameters
    ----------
    evidence : pandas.DataFrame
        The table `evidence`, or rows of it.

    Returns
    -------
    pandas.DataFrame
        Same columns. Where the first telling is not among the rows given, the first copy stands
        for it.

    Notes
    -----
    Origins were coded from what the rows say. Two rows of different origin may still rest on one
    witness whom neither names.

    Examples
    --------
    >>> toy = pd.DataFrame({"evidence_id": ["E1", "E2", "E3"], "origin": ["E1", "E1", "E3"]})
    >>> one_per_origin(toy)["evidence_id"].tolist()
    ['E1', 'E3']
    """
    return evidence[~evidence["origin"].fillna(evidence["evidence_id"]).duplicated()]


def public_by(evidence, by):
    """The rows that were certainly public by the end of a day.

    Parameters
    ----------
    evidence : pandas.DataFrame
        The table `evidence`, or rows of it.
    by : str or date-like
        The day. A month or year stands for its last day.

    Returns
    -------
    pandas.DataFrame
        Rows whose ``published_on`` is that day or before. A date known to the month or the year
        counts by its last day, and a row without a date is left out: neither is certain.

    Raises
    ------
    PartialDateError
        If `by` is a text but no date.

    Examples
    --------
    >>> toy = pd.DataFrame({"evidence_id": ["E1", "E2", "E3", "E4"],
    ...                     "published_on": ["2024-03-30", "2024-03", "2023", None]})
    >>> public_by(toy, "2024-03-30")["evidence_id"].tolist()
    ['E1', 'E3']
    """
    last = datasets.day(pd.Series([by]), "last")[0] if isinstance(by, str) else pd.Timestamp(by)
    return evidence[datasets.day(evidence["published_on"], "last") <= last]


def corroborations(claim_id, evidence, stance="supports", by=None):
    """Rows that carry a stance towards a claim, one for each origin.

    Parameters
    ----------
    claim_id : str
        Such as ``c053``.
    evidence : pandas.DataFrame
        The table `evidence`.
    stance : {"supports", "qualifies", "contradicts"}
    by : str or date-like, optional
        Only rows that were certainly public by then; see `public_by`.

    Returns
    -------
    pandas.DataFrame
        Rows of the table in its order, empty where there are none.

    Raises
    ------
    StanceError
        If the stance is none of the three.
    PartialDateError
        If `by` is a text but no date.

    Notes
    -----
    The number of rows is not a number of votes, and none is found where nobody looked: the table
    holds what was looked for. See `one_per_origin` for what an origin is.

    Examples
    --------
    Three rows support the claim; E2 repeats E1, and E3 came later.

    >>> toy = pd.DataFrame({"evidence_id": ["E1", "E2", "E3"], "origin": ["E1", "E1", "E3"],
    ...                     "claim_id": "c001", "stance": "supports",
    ...                     "published_on": ["2024-03-23", "2024-03-24", "2024-04-02"]})
    >>> len(corroborations("c001", toy)), len(corroborations("c001", toy, by="2024-03-30"))
    (2, 1)
    """
    if stance not in STANCES:
        raise StanceError(stance, STANCES)
    rows = evidence[(evidence["claim_id"] == claim_id) & (evidence["stance"] == stance)]
    return one_per_origin(rows if by is None else public_by(rows, by))


def card_faults(card, evidence):
    """What is wrong with a claim card, in plain sentences.

    A claim card cites the rows that speak for, qualify or speak against a claim, as far as they
    were public by a day.

    Parameters
    ----------
    card : dict
        ``claim`` (an id), ``by`` (a day, YYYY-MM-DD), and three lists of evidence ids:
        ``supports``, ``qualifies``, ``contradicts``.
    evidence : pandas.DataFrame
        The table `evidence`.

    Returns
    -------
    list of str
        Empty where the card is sound: its keys are these five, and every row cited exists, is
        coded for this claim with this stance, was certainly public by the day, and shares its
        origin with no other row of the whole card. Each fault of a row begins with its id.

    Notes
    -----
    Never raises, whatever the card is. A sound card may still leave out the row that matters most,
    and an empty one is sound: ask for the rows you need in a check of its own.

    Examples
    --------
    >>> toy = pd.DataFrame({"evidence_id": ["E1", "E2"], "origin": ["E1", "E1"],
    ...                     "claim_id": "c001", "stance": "supports",
    ...                     "published_on": ["2024-03-23", "2024-03-24"]})
    >>> card = {"claim": "c001", "by": "2024-03-30", "supports": ["E1"],
    ...         "qualifies": [], "contradicts": []}
    >>> card_faults(card, toy)
    []
    >>> print(*card_faults(card | {"supports": ["E1", "E2"]}, toy))
    E2: of one origin with E1, so the two are one source. Keep one of them.
    """
    if not isinstance(card, dict):
        return [f"card: expected a dict with {_listed(CARD)}, found {reprlib.repr(card)}."]
    cited = list(_cited(card))
    rows = evidence[evidence["evidence_id"].isin([n for _, n in cited if isinstance(n, str)])]
    day = _day(card.get("by"))
    public = None if day is None else set(public_by(rows, day)["evidence_id"])
    known = {row["evidence_id"]: row for row in rows.to_dict("records")}
    faults = [*_key_faults(card), *_field_faults(card)]
    for stance, name in cited:
        if not isinstance(name, str) or name not in known:
            faults.append(f"{_shown(name)}: the table has no row of that id.")
            continue
        faults += _stance_faults(known[name], card.get("claim"), stance)
        if public is not None and name not in public:
            faults.append(_date_fault(known[name], day))
    found = [known[name] for _, name in cited if isinstance(name, str) and name in known]
    return [*faults, *_origin_faults(found)]


def _key_faults(card):
    missing = [key for key in CARD if key not in card]
    unknown = [key for key in card if key not in CARD]
    if missing:
        yield f"card: {_listed(missing)} missing. A card has {_listed(CARD)}."
    if unknown:
        shown = _listed(map(reprlib.repr, unknown))
        yield f"card: {shown} not asked for. A card has {_listed(CARD)}."


def _field_faults(card):
    """Faults of shape, in the fields that are there."""
    claim, by = card.get("claim", ""), card.get("by", "2024-03-30")
    if not isinstance(claim, str):
        yield f"claim: expected an id such as 'c053', found {reprlib.repr(claim)}."
    if _day(by) is None:
        yield f"by: expected a day as YYYY-MM-DD, found {reprlib.repr(by)}."
    for stance in STANCES:
        if not isinstance(card.get(stance, []), (list, tuple)):
            found = reprlib.repr(card[stance])
            yield f"{stance}: expected a list of evidence ids such as ['CE001'], found {found}."


def _cited(card):
    """Every id cited, with the stance it is cited for."""
    for stance in STANCES:
        names = card.get(stance)
        for name in names if isinstance(names, (list, tuple)) else []:
            yield stance, name


def _stance_faults(row, claim, stance):
    name = row["evidence_id"]
    if row["claim_id"] != claim:
        yield f"{name}: the table has it on {row['claim_id']}, not on {_shown(claim)}."
    elif row["stance"] != stance:
        yield f"{name}: cited under {stance}, but the table says that it {row['stance']} the claim."


def _date_fault(row, day):
    published = row["published_on"]
    when = "has no date" if pd.isna(published) else f"published {published}"
    return f"{row['evidence_id']}: {when}, so it was not certainly public by {day}."


def _origin_faults(rows):
    first = {}
    for row in rows:
        name = row["evidence_id"]
        origin = name if pd.isna(row["origin"]) else row["origin"]
        if first.get(origin) == name:
            yield f"{name}: cited twice. Cite it once."
        elif origin in first:
            yield (
                f"{name}: of one origin with {first[origin]}, so the two are one source. "
                "Keep one of them."
            )
        first.setdefault(origin, name)


def _day(text):
    """The day that a text YYYY-MM-DD stands for, or None."""
    if not (isinstance(text, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text)):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _shown(value):
    return value if isinstance(value, str) and value.isalnum() else reprlib.repr(value)


def _listed(names):
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else str(last)
