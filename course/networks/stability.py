"""How firm ranks are: claims left out one by one or drawn again, and actors nobody mentioned.

Actors stay: one whose ties are all gone has rank last, not no rank. So ranks compare.
"""

import numpy as np
import pandas as pd

from course.networks.centrality import MEASURES, pair_measures
from course.networks.ties import SIDES

__all__ = [
    "bootstrap",
    "leave_one_out",
    "rank_intervals",
    "ranks",
    "with_actor",
    "with_somebody",
]


def ranks(values):
    """Ranks from measures: 1 is the highest, and equals share the best of their ranks.

    Parameters
    ----------
    values : pandas.DataFrame or pandas.Series
        Measures by actor, one column a measure.

    Examples
    --------
    >>> ranks(pd.Series([0.2, 0.5, 0.2, 0.1])).tolist()
    [2, 1, 2, 4]
    """
    # Sums in another order end in other last digits: equals stay equal by rounding.
    return values.round(9).rank(ascending=False, method="min").astype(int)


def leave_one_out(relations):
    """Ranks with each claim left out in turn.

    Parameters
    ----------
    relations : pandas.DataFrame
        Rows of the table `relations`; a claim may give several.

    Returns
    -------
    pandas.DataFrame, shape (n_claims * n_actors, 2 + 3)
        ``claim_id`` left out, ``actor``, and the rank in `course.networks.MEASURES`.
    """
    claims = relations["claim_id"].unique()
    return _ranked(relations, 1 - np.eye(len(claims)), "claim_id", claims)


def bootstrap(relations, draws=1000, seed=0):
    """Ranks over claims drawn again: as many as there are, with replacement.

    Parameters
    ----------
    relations : pandas.DataFrame
        Rows of the table `relations`.
    draws : int
        How many times.
    seed : int
        Draws are the same for a seed, on every machine.

    Returns
    -------
    pandas.DataFrame, shape (draws * n_actors, 2 + 3)
        ``draw`` (from 0), ``actor``, and the rank in `course.networks.MEASURES`.

    Notes
    -----
    A pair is linked or not, so drawing a claim twice adds nothing: each draw holds about 63 in 100
    of the claims, and its network is sparser than the whole. Read ranks, not values. The claims of
    one text are no random sample of anything: the spread says how much the picture hangs on
    single claims, not how far it is from the world.
    """
    claims = relations["claim_id"].unique()
    chosen = np.random.default_rng(seed).integers(len(claims), size=(draws, len(claims)))
    drawn = np.zeros((draws, len(claims)))
    np.put_along_axis(drawn, chosen, 1, axis=1)
    return _ranked(relations, drawn, "draw", np.arange(draws))


def with_somebody(relations, ties=5, draws=500, seed=0, name="somebody"):
    """Ranks with one actor more, tied to actors drawn at random.

    Parameters
    ----------
    relations : pandas.DataFrame
        Rows of the table `relations`.
    ties : int
        How many of the others the new actor is tied to.
    draws, seed : int
        How many times, and from where; the same on every machine.
    name : str
        What the new actor is called.

    Returns
    -------
    pandas.DataFrame, shape (draws * (n_actors + 1), 2 + 3)
        As `bootstrap`.

    Notes
    -----
    A draw in which everybody is equally likely stands for knowing nothing. Whom an article leaves
    out, and whom people keep hidden, is not drawn at random.
    """
    actors, (links,) = _links(relations, np.ones((1, relations["claim_id"].nunique())))
    n = len(actors)
    more = np.zeros((draws, n + 1, n + 1), dtype=bool)
    more[:, :n, :n] = links
    rng = np.random.default_rng(seed)
    for each in more:
        chosen = rng.choice(n, size=ties, replace=False)
        each[n, chosen] = each[chosen, n] = True
    return _rank_table(more, actors.append(pd.Index([name])), "draw", np.arange(draws))


def _ranked(relations, drawn, label, labels):
    """Ranks for each selection of claims: `drawn` is 1 where a claim is in, a row a selection."""
    actors, links = _links(relations, drawn)
    return _rank_table(links, actors, label, labels)


def _links(relations, drawn):
    """The actors, and for each selection of claims who is linked to whom."""
    ends = [relations[side] for side in SIDES.values()]
    actors = pd.Index(pd.concat(ends).unique())
    source, target = (actors.get_indexer(end) for end in ends)
    of_claim = pd.factorize(relations["claim_id"])[0]
    links = np.zeros((len(drawn), len(actors), len(actors)), dtype=bool)
    for one, other, claim in zip(source, target, of_claim, strict=True):
        links[:, one, other] |= drawn[:, claim] > 0
    links |= links.transpose(0, 2, 1)
    links[:, np.arange(len(actors)), np.arange(len(actors))] = False
    return actors, links


def _rank_table(links, actors, label, labels):
    found = pair_measures(links)
    return pd.DataFrame(
        {
            label: np.repeat(labels, len(actors)),
            "actor": np.tile(actors, len(links)),
            **{name: _rank_rows(found[name]).ravel() for name in MEASURES},
        }
    )


def _rank_rows(values):
    """As `ranks`, for each row of an array: one more than the number of greater values."""
    values = np.round(values, 9)
    ordered = np.sort(values, axis=1)
    return np.array(
        [len(row) - np.searchsorted(up, row, side="right") + 1
         for row, up in zip(values, ordered, strict=True)]
    )  # fmt: skip


def rank_intervals(table, whole, measure, *, share=None):
    """Where each actor's rank lies over all selections, beside its rank in the whole network.

    Parameters
    ----------
    table : pandas.DataFrame
        From `leave_one_out` or `bootstrap`.
    whole : pandas.DataFrame
        From `course.networks.measures`, on all ties.
    measure : str
        One of `course.networks.MEASURES`.
    share : float, optional
        The middle share of selections the interval holds, such as 0.9; all of them by default.

    Returns
    -------
    pandas.DataFrame, by actor
        ``rank`` in the whole, ``low`` and ``high`` rank of the interval; best rank first. Ends are
        ranks that occurred.
    """
    tail = 0 if share is None else (1 - share) / 2
    by = table.groupby("actor")[measure]
    ends = {
        "rank": ranks(whole[measure]),
        "low": by.quantile(tail, interpolation="lower"),
        "high": by.quantile(1 - tail, interpolation="higher"),
    }
    return pd.DataFrame(ends).astype(int).rename_axis("actor").sort_values("rank", kind="stable")


def with_actor(relations, name, ties, *, sign="neutral", certainty="added", claim="added"):
    """The ties and those of an actor whom the claims do not mention.

    Parameters
    ----------
    relations : pandas.DataFrame
        Rows of the table `relations`.
    name : str
        The actor to add.
    ties : list of (str, str) or list of (str, str, str)
        Relation and the actor at the other end; with a third entry ``"in"`` the tie runs from that
        actor to the new one.
    sign, certainty, claim : str
        What the new rows bear there. A word of their own keeps them apart from the article's.

    Returns
    -------
    pandas.DataFrame
        The old rows and one for each new tie, ``relation_id`` ``x001`` and so on.
    """
    rows = []
    for number, (relation, other, *way) in enumerate(ties, start=1):
        ends = (other, name) if way == ["in"] else (name, other)
        rows.append(
            {"relation_id": f"x{number:03}", "claim_id": claim, "relation": relation, "sign": sign,
             "certainty": certainty, **dict(zip(SIDES.values(), ends, strict=True))}
        )  # fmt: skip
    return pd.concat([relations, pd.DataFrame(rows)], ignore_index=True)
