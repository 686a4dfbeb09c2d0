"""Measures of centrality: how a node lies in a network of pairs.

Each is a definition over a drawing of links and says nothing on power. `measures` goes by networkx
and takes one graph; `pair_measures` takes a thousand at once, as arrays, for `stability`.
"""

import networkx as nx
import numpy as np
import pandas as pd

from course.networks.ties import SIDES

__all__ = ["MEASURES", "central", "directions", "measures", "pair_measures"]

MEASURES = ("degree", "betweenness", "closeness")
BATCH = 128  # graphs worked on together: large enough to be quick, small enough for the cache


def measures(graph, *, corrected=True):
    """Degree, betweenness and closeness of every node.

    With n nodes, degree is the number of neighbours; betweenness the share of shortest paths
    between two others that run through the node, summed over all pairs and divided by
    (n - 1)(n - 2) / 2; closeness the number of nodes reached over the sum of distances to them.

    Parameters
    ----------
    graph : networkx.Graph
        Way and number of ties are not looked at: see `course.networks.pairs`.
    corrected : bool
        Whether closeness is multiplied by the share of the others that a node reaches, as it must
        be where a graph falls into parts: without it, two nodes linked to each other alone are
        the closest of all.

    Returns
    -------
    pandas.DataFrame, shape (n, 4)
        By node: ``degree`` (neighbours), ``degree_share`` of the n - 1 others, ``betweenness`` and
        ``closeness``, both from 0 to 1.

    References
    ----------
    The formulas and their values on the kite and on a split graph are those of the networkx test
    suite, https://github.com/networkx/networkx, networkx/algorithms/centrality/tests.

    Examples
    --------
    >>> measures(nx.path_graph(3))["betweenness"].tolist()
    [0.0, 1.0, 0.0]
    """
    simple = nx.Graph(graph)
    table = pd.DataFrame(
        {
            "degree": dict(simple.degree()),
            "degree_share": nx.degree_centrality(simple),
            "betweenness": nx.betweenness_centrality(simple),
            "closeness": nx.closeness_centrality(simple, wf_improved=corrected),
        }
    )
    return table.rename_axis("actor")


def central(table, measure, number=5):
    """The nodes highest in a measure, highest first; of equals, in the order of the table."""
    return table.sort_values(measure, ascending=False, kind="stable").head(number)


def directions(relations):
    """How often each actor stands at either end of a tie.

    Returns
    -------
    pandas.DataFrame
        By actor: ``as_source`` and ``as_target`` in ties, ``does_to`` and ``done_by`` in distinct
        actors at the other end, and the number of ``claims`` behind them; most ties first.

    Notes
    -----
    Source and target are those of the sentence: who, as the article has it, does something to whom.
    """
    source, target = SIDES.values()
    ends = relations.melt("claim_id", [source, target], value_name="actor")
    table = pd.DataFrame(
        {
            "as_source": relations.groupby(source).size(),
            "as_target": relations.groupby(target).size(),
            "does_to": relations.groupby(source)[target].nunique(),
            "done_by": relations.groupby(target)[source].nunique(),
            "claims": ends.groupby("actor")["claim_id"].nunique(),
        }
    )
    table = table.fillna(0).astype(int).rename_axis("actor")
    order = (
        table[["as_source", "as_target"]].sum(axis=1).sort_values(ascending=False, kind="stable")
    )
    return table.loc[order.index]


def pair_measures(links):
    """The measures of many graphs on the same nodes, at once.

    Parameters
    ----------
    links : numpy.ndarray of bool, shape (n_graphs, n, n)
        Symmetric, the diagonal false.

    Returns
    -------
    dict of str to numpy.ndarray, shape (n_graphs, n)
        `MEASURES`, as in `measures` with the correction: ``degree`` in neighbours.

    Notes
    -----
    Brandes' two sweeps, from all nodes at once: out from each source, counting shortest paths,
    and back, sharing them among the nodes they run through. A node without a link has 0 in all.

    References
    ----------
    U. Brandes, "A faster algorithm for betweenness centrality", as implemented in networkx, with
    which the results are compared in the tests.
    """
    links = np.asarray(links, dtype=bool)
    parts = [_of_batch(links[at : at + BATCH]) for at in range(0, len(links), BATCH)]
    return {name: np.concatenate([part[name] for part in parts]) for name in MEASURES}


def _of_batch(links):
    step = links.astype(np.float64)
    n = step.shape[-1]
    paths, levels = _outward(step)
    at_depth = np.array([level.sum(axis=2) for level in levels], dtype=np.float64)
    reached = at_depth[1:].sum(axis=0)
    total = np.tensordot(np.arange(len(levels)), at_depth, axes=1)
    near = np.divide(reached, total, out=np.zeros_like(total), where=total > 0)
    through = _back(step, paths, levels)
    own = np.arange(n)
    through[:, own, own] = 0  # a path does not run through its own start
    scale = max((n - 1) * (n - 2), 1)  # each pair was counted from both of its ends
    return {
        "degree": links.sum(axis=2),
        "betweenness": through.sum(axis=1) / scale,
        "closeness": near * reached / max(n - 1, 1),
    }


def _outward(step):
    """Number of shortest paths from each node to each, and who lies at which distance."""
    n = step.shape[-1]
    paths = np.broadcast_to(np.eye(n), step.shape).copy()
    levels, seen, frontier = [paths > 0], paths > 0, paths
    while True:
        arriving = frontier @ step
        level = (arriving > 0) & ~seen
        if not level.any():
            return paths, levels
        frontier = arriving * level
        paths += frontier
        seen = seen | level
        levels.append(level)


def _back(step, paths, levels):
    """How much of all shortest paths from each source runs through each node, its end left out."""
    through = np.zeros_like(step)
    for level, nearer in zip(levels[:0:-1], levels[-2::-1], strict=True):
        share = np.divide(1 + through, paths, out=np.zeros_like(paths), where=level)
        through += (share @ step) * paths * nearer
    return through
