"""Coding ties out of claims: a reader's codes beside the reference, facet by facet.

The reference is one coding, with its reasons in `ties.toml`; a second reader found one row in ten
of it wrong. Where a reader differs, the reason matters more than who is right.
"""

import pandas as pd

from course import kinds, sources
from course.networks.ties import readings

__all__ = ["FACETS", "TEN", "agreement", "reference", "why"]

FACETS = {"source": "source_actor", "relation": "relation", "target": "target_actor",
          "certainty": "certainty"}  # fmt: skip
# Claims of lesson 3.1: each gives one tie, and every certainty is among them.
TEN = ["c015", "c036", "c047", "c062", "c067", "c084", "c085", "c086", "c122", "c128"]


def reference(relations, claims=TEN):
    """The reference codes of claims that give one tie each.

    Returns
    -------
    pandas.DataFrame, one row per claim
        By ``claim_id``: ``source``, ``relation``, ``target``, ``certainty``.
    """
    rows = relations.set_index("claim_id").loc[list(claims), list(FACETS.values())]
    return rows.set_axis(list(FACETS), axis="columns")


def agreement(codes, against):
    """How far two codings agree, facet by facet.

    Parameters
    ----------
    codes, against : pandas.DataFrame
        By ``claim_id``, with columns named in `FACETS`; missing where no code was given.

    Returns
    -------
    pandas.DataFrame, one row per facet
        ``claims`` coded in both, how many the ``same``, the ``share`` of them, and Krippendorff's
        ``alpha``, which takes off what chance would give; see `course.sources.alpha`.

    Examples
    --------
    >>> one = pd.DataFrame({"certainty": ["stated", "hedged"]}, index=["c1", "c2"])
    >>> agreement(one, one)[["claims", "same"]].to_numpy().tolist()
    [[2, 2]]
    """
    rows = []
    for facet in [name for name in FACETS if name in codes and name in against]:
        both = pd.DataFrame({"one": codes[facet], "other": against[facet]}).dropna()
        same = int((both["one"] == both["other"]).sum())
        share = kinds.percent_agreement(both) if len(both) else float("nan")
        alpha = sources.alpha(both) if len(both) else float("nan")
        rows.append((facet, len(both), same, share, alpha))
    return pd.DataFrame(rows, columns=["facet", "claims", "same", "share", "alpha"])


def why(claim_id):
    """Why the reference codes a claim as it does: one reason for the tie, one for its certainty."""
    told = readings()["reasons"][claim_id]
    return f"{told['tie']} {told['certainty']}"
