"""Ties as rows of `relations` and as graphs that keep, on every tie, where it comes from.

A tie has a source, a relation and a target, and with them the claim that gives it, its sign, its
certainty and its time. `ties.toml` holds, for lesson 3.3, which ties a contradicted claim takes
with it, and for lesson 3.1 the reasons behind ten codings; each is one reading, open to dispute.
"""

import tomllib
from functools import cache
from itertools import pairwise
from pathlib import Path

import networkx as nx
import pandas as pd

from course import datasets
from course.errors import NoSuchTieError

__all__ = [
    "KITE",
    "active_dyads",
    "dyad_kind",
    "evidence_on",
    "from_node_link",
    "kept",
    "kite",
    "multigraph",
    "node_link",
    "pairs",
    "path_in_words",
    "readings",
    "said",
    "struck",
    "when",
]

# Ten people and eighteen ties, drawn up by Krackhardt so that three measures have three winners;
# numbered as in the networkx test suite (networkx/algorithms/centrality/tests).
KITE = [(0, 1), (0, 2), (0, 3), (0, 5), (1, 3), (1, 4), (1, 6), (2, 3), (2, 5),
        (3, 4), (3, 5), (3, 6), (4, 6), (5, 6), (5, 7), (6, 7), (7, 8), (8, 9)]  # fmt: skip

PROVENANCE = ["relation_id", "claim_id", "relation", "sign", "certainty", "start", "end", "region"]
SIDES = {"source": "source_actor", "target": "target_actor"}
FIGHTING = {"attacked", "fights", "invaded", "suppressed"}
ORGANISED = {"state", "armed_group", "institution"}
READINGS = Path(__file__).with_name("ties.toml")


@cache
def readings():
    """Our readings of ties, from `ties.toml`: ``reasons`` by claim and ``struck`` by tie.

    >>> readings()["struck"]["r047"]["struck"]
    True
    """
    return tomllib.loads(READINGS.read_text(encoding="utf-8"))


def kite():
    """Krackhardt's kite as a graph: 10 nodes, 18 edges.

    >>> kite().degree[3]
    6
    """
    return nx.Graph(KITE)


# From rows to graphs


def multigraph(relations, actors=None):
    """The ties as a directed graph in which two actors may share many.

    Parameters
    ----------
    relations : pandas.DataFrame
        Rows of the table `relations`.
    actors : pandas.DataFrame, optional
        The table `actors`; gives nodes their ``kind`` and ``region``. It adds no node.

    Returns
    -------
    networkx.MultiDiGraph
        A node for each actor at either end of a tie, by name; an edge for each row, its key the
        ``relation_id``, its attributes ``claim_id``, ``relation``, ``sign``, ``certainty``,
        ``start``, ``end`` and ``region``. What is missing in the table is None.

    Examples
    --------
    >>> row = {"relation_id": "r1", "claim_id": "c1", "relation": "supports", "region": "Europe",
    ...        "source_actor": "A", "target_actor": "B", "sign": "cooperative",
    ...        "certainty": "stated", "start": None, "end": None}
    >>> multigraph(pd.DataFrame([row])).edges["A", "B", "r1"]["claim_id"]
    'c1'
    """
    graph = nx.MultiDiGraph()
    told = {} if actors is None else actors.set_index("name")[["kind", "region"]].to_dict("index")
    for name in pd.concat([relations["source_actor"], relations["target_actor"]]).unique():
        graph.add_node(name, **told.get(name, {}))
    plain = relations.astype(object).where(relations.notna(), None)
    for row in plain.to_dict("records"):
        about = {name: row[name] for name in PROVENANCE}
        graph.add_edge(row["source_actor"], row["target_actor"], row["relation_id"], **about)
    return graph


def pairs(relations, actors=None):
    """The ties as plain pairs: two actors are linked or not, whatever the tie, its way and number.

    Returns
    -------
    networkx.Graph
        As `multigraph`; an edge keeps ``ties`` and ``claims``, the sorted identifiers behind it.
    """
    many = multigraph(relations, actors)
    graph = nx.Graph()
    graph.add_nodes_from(many.nodes(data=True))
    for one, other, about in many.edges(data=True):
        known = graph.get_edge_data(one, other, default={"ties": [], "claims": []})
        ties = sorted({*known["ties"], about["relation_id"]})
        graph.add_edge(one, other, ties=ties, claims=sorted({*known["claims"], about["claim_id"]}))
    return graph


def node_link(graph):
    """A graph as plain data that JSON can hold: ``nodes`` and ``links``, as D3 and others read it.

    >>> sorted(node_link(nx.Graph([("A", "B")])))
    ['directed', 'graph', 'links', 'multigraph', 'nodes']
    """
    return nx.node_link_data(graph, edges="links")


def from_node_link(data):
    """The graph that `node_link` wrote down."""
    return nx.node_link_graph(data, edges="links")


# Which ties


def kept(
    relations,
    *,
    sign=None,
    certainty=None,
    claim=None,
    region=None,
    actors=None,
    period=None,
    undated=True,
):
    """The ties that pass every filter that is set; a new table, rows in their order.

    Parameters
    ----------
    relations : pandas.DataFrame
        Rows of the table `relations`.
    sign, certainty, claim : str or collection of str, optional
        Values to keep.
    region : str or collection of str, optional
        Keep ties with an actor of these regions at one end or both; needs `actors`.
    actors : pandas.DataFrame, optional
        The table `actors`.
    period : (date-like, date-like), optional
        Keep ties that may have held on a day from the first to the last. Of a tie with one date
        the other end is open: a war that ended in 2017 may have begun at any time.
    undated : bool
        Whether a period keeps ties that bear no date at all. What is not dated is not known to
        lie outside.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    NoSuchTieError
        If a sign, certainty, claim or region is one that no row has.
    """
    keep = pd.Series(True, index=relations.index)
    for column, values in (("sign", sign), ("certainty", certainty), ("claim_id", claim)):
        if values is not None:
            keep &= relations[column].isin(_known(column, values, relations[column].unique()))
    if region is not None:
        home = actors.set_index("name")["region"]
        among = _known("region", region, home.unique())
        keep &= sum(relations[side].map(home).isin(among) for side in SIDES.values()) > 0
    if period is not None:
        keep &= _held(relations, *period, undated)
    return relations[keep]


def _known(column, values, known):
    values = [values] if isinstance(values, str) else list(values)
    for value in values:
        if value not in known:
            raise NoSuchTieError(column, value, sorted(known))
    return values


def _held(relations, first, last, undated):
    """Whether each tie may have held between two days."""
    start, end = datasets.day(relations["start"]), datasets.day(relations["end"], "last")
    dated = relations[["start", "end"]].notna().any(axis=1)
    begun = start.isna() | (start <= pd.Timestamp(last))
    lasts = end.isna() | (end >= pd.Timestamp(first))
    return (dated & begun & lasts) | (~dated & undated)


# Ties in words


def said(row):
    """A tie on one line, its relation a label and not a verb that has to agree.

    >>> said({"source_actor": "A", "relation": "broke_away_from", "target_actor": "B"})
    'A – broke away from → B'
    """
    relation = row["relation"].replace("_", " ")
    return f"{row['source_actor']} – {relation} → {row['target_actor']}"


def when(row):
    """The time of a tie in words.

    >>> when({"start": "2010", "end": "2019"}), when({"start": None, "end": "2017"})
    ('2010 to 2019', 'until 2017')
    >>> when({"start": "2024-03", "end": None}), when({"start": None, "end": None})
    ('from 2024-03', 'not dated')
    """
    start, end = (None if pd.isna(row[name]) else row[name] for name in ("start", "end"))
    if start == end:
        return start or "not dated"
    if start and end:
        return f"{start} to {end}"
    return f"from {start}" if start else f"until {end}"


def path_in_words(relations, actors_on_path):
    """The ties along a path, one row each: what a chain of links is made of.

    Parameters
    ----------
    relations : pandas.DataFrame
        Rows of the table `relations`.
    actors_on_path : list of str
        Names in order. Of several ties between two actors each has its row.

    Returns
    -------
    pandas.DataFrame
        ``step`` (from 1), ``tie``, ``when``, ``sign``, ``certainty``, ``claim_id``.
    """
    rows = []
    for step, ends in enumerate(pairwise(actors_on_path), start=1):
        for row in relations.to_dict("records"):
            if {row["source_actor"], row["target_actor"]} == set(ends):
                about = {name: row[name] for name in ("sign", "certainty", "claim_id")}
                rows.append({"step": step, "tie": said(row), "when": when(row), **about})
    return pd.DataFrame(rows)


# What others say on the claim behind a tie


def evidence_on(relations, evidence):
    """How the evidence stands to the claim behind each tie, in origins.

    Returns
    -------
    pandas.DataFrame, one row per tie
        ``relation_id``, ``claim_id``, ``tie``, and the number of origins that ``supports``,
        ``qualifies`` and ``contradicts`` the claim. Rows that repeat one statement count once.

    Notes
    -----
    The stance is towards the claim. A claim may be contradicted in its number, its spelling or its
    reason while the tie read out of it stands; see `struck`.
    """
    origins = evidence.groupby(["claim_id", "stance"])["origin"].nunique().unstack(fill_value=0)
    stances = ["supports", "qualifies", "contradicts"]
    origins = origins.reindex(index=relations["claim_id"], columns=stances, fill_value=0)
    table = relations[["relation_id", "claim_id"]].reset_index(drop=True)
    table["tie"] = [said(row) for row in relations.to_dict("records")]
    return table.join(origins.reset_index(drop=True).astype(int))


def struck(relations, evidence):
    """The ties whose claim some page contradicts, and whether that strikes the tie itself.

    Returns
    -------
    pandas.DataFrame
        As `evidence_on`, with ``struck`` (our reading, see `ties.toml`) and the ``reason`` for it.
        A tie whose reading is not written down counts as struck.
    """
    table = evidence_on(relations, evidence).query("contradicts > 0").reset_index(drop=True)
    read = readings()["struck"]
    of_tie = [read.get(name, {}) for name in table["relation_id"]]
    table["struck"] = [bool(each.get("struck", True)) for each in of_tie]
    table["reason"] = [each.get("reason", "") for each in of_tie]
    return table


# UCDP dyads


def dyad_kind(relations, actors):
    """Whether each tie could belong to a UCDP dyad, by its relation and by what its ends are.

    Returns
    -------
    pandas.Series of str
        ``two parties`` (a fight or attack between organised actors: a dyad if deaths are
        recorded), ``party and people`` (one-sided violence if the people were civilians),
        ``place or person`` (a fight or attack that does not name two parties) or ``no fighting`` (grievance, support,
        arms, recruitment, rule: never a dyad).

    Notes
    -----
    The definition also asks for deaths, which a tie does not count; see `active_dyads`.

    References
    ----------
    UCDP definitions, http://www.pcr.uu.se/research/ucdp/definitions/.
    """
    kind = actors.set_index("name")["kind"]
    ends = zip(
        relations["source_actor"].map(kind), relations["target_actor"].map(kind), strict=True
    )
    told = [
        _dyad(relation, set(pair))
        for relation, pair in zip(relations["relation"], ends, strict=True)
    ]
    return pd.Series(told, index=relations.index, name="dyad", dtype="str")


def _dyad(relation, kinds):
    if relation not in FIGHTING:
        return "no fighting"
    if kinds <= ORGANISED:
        return "two parties"
    if "population" in kinds and kinds - {"population"} <= ORGANISED:
        return "party and people"
    return "place or person"


def active_dyads(deaths, least=25):
    """Dyads with enough deaths in battle to be recorded for a year.

    Parameters
    ----------
    deaths : dict
        Pairs of opposed parties, and deaths in people between them in one calendar year.
    least : int
        The threshold, which is for each dyad and not for their sum.

    Returns
    -------
    list
        The pairs at or over the threshold.

    References
    ----------
    UCDP GED codebook 23.1 (https://github.com/outsbra/BernhardOrtbauer_capstoneP_conflict).

    Examples
    --------
    >>> active_dyads({("state", "group A"): 20, ("state", "group B"): 20})
    []
    """
    return [pair for pair, dead in deaths.items() if dead >= least]
