"""The article's argument as a graph: what carries what, and what falls when a premise falls.

The graph is coded in `arguments.toml` from the table `claims`. It says how the text argues. Whether
a premise is so is a matter of evidence; see `strikes`. Nothing here draws.
"""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from pathlib import Path

import networkx as nx
import pandas as pd

from course.errors import BrokenArgumentError, NoSuchNodeError

__all__ = [
    "Argument",
    "article",
    "cuts",
    "fallen",
    "load_bearing",
    "predictions",
    "reach",
    "rivals",
    "strikes",
]

CODING = Path(__file__).with_name("arguments.toml")
ROLES = ("conclusion", "step", "premise")


@dataclass(frozen=True)
class Argument:
    """Nodes, and the edges between them.

    Attributes
    ----------
    nodes : dict of str to dict
        ``role``, ``gist``, ``short`` and ``claims`` of each node.
    supports : list of dict
        Each with ``of`` (a node), ``premises`` (linked: all are needed together) and ``reason``.
    presupposes : list of dict
        Each with ``node``, ``needs`` and ``reason``.
    alternatives : dict of str to dict
        Each with ``attacks`` (a node), ``gist``, ``short``, ``for`` and ``against`` (rows of
        `evidence`) and ``reason``.

    Raises
    ------
    BrokenArgumentError
        If an edge leads to no node, has no reason or closes a circle, or a role has no use.
    """

    nodes: dict
    supports: list
    presupposes: list = field(default_factory=list)
    alternatives: dict = field(default_factory=dict)

    def __post_init__(self):
        for place, known, reason in _edges(self):
            for name in known:
                if name not in self.nodes:
                    raise BrokenArgumentError(place, "names of nodes", repr(name))
            if not reason:
                raise BrokenArgumentError(place, "a reason", "none")
        for name, node in self.nodes.items():
            if node.get("role") not in ROLES:
                raise BrokenArgumentError(name, f"a role of {', '.join(ROLES)}", node.get("role"))
            if (node["role"] == "premise") == bool(self.supports_of(name)):
                expected = "no support for a premise, and one for anything else"
                raise BrokenArgumentError(name, expected, f"a {node['role']}")
        graph = self.graph()
        if not nx.is_directed_acyclic_graph(graph):
            circle = " -> ".join(edge[0] for edge in nx.find_cycle(graph))
            raise BrokenArgumentError("supports", "no circle", circle)

    def supports_of(self, name):
        """The supports of a node, each a list of linked premises."""
        return [each["premises"] for each in self.supports if each["of"] == name]

    def needs_of(self, name):
        """What a node presupposes."""
        return [each["needs"] for each in self.presupposes if each["node"] == name]

    def named(self, role):
        """Names of the nodes of one role, in the order of the file."""
        return [name for name, node in self.nodes.items() if node["role"] == role]

    def graph(self):
        """Supports and presuppositions as a directed graph, from what carries to what is carried."""
        graph = nx.DiGraph()
        graph.add_nodes_from(self.nodes)
        graph.add_edges_from((p, each["of"]) for each in self.supports for p in each["premises"])
        graph.add_edges_from((each["needs"], each["node"]) for each in self.presupposes)
        return graph

    def claims_of(self, *names):
        """The claims that some nodes say, in order and once."""
        return list(dict.fromkeys(claim for name in names for claim in self.nodes[name]["claims"]))


@cache
def article():
    """The argument of the article of 30 March 2024, as this course codes it."""
    return Argument(**tomllib.loads(CODING.read_text(encoding="utf-8")))


def fallen(argument, off=()):
    """The nodes that no longer stand when some are switched off.

    A node stands if it is not switched off, if everything it presupposes stands and if at least
    one full set of its premises stands. Premises in one set are linked: each is needed. Sets are
    convergent: each is enough alone. A premise rests on nothing, so it stands until switched off.

    Parameters
    ----------
    argument : Argument
    off : collection of str
        Names of the nodes switched off.

    Returns
    -------
    set of str
        The nodes switched off and all that fall with them.

    Raises
    ------
    NoSuchNodeError
        If a name is no node.

    Notes
    -----
    To fall here is to lose the support that the text gives. A conclusion that fell may still be
    true, for a reason that the text does not give.

    References
    ----------
    The distinction of linked and convergent premises is Stephen Thomas's. David A. Conway argues
    that it is hard to draw and matters little: Informal Logic XIII.3, 1991,
    http://carrels.distantreader.org/journal-informalLogic-doaj/txt/il-2564.txt

    Examples
    --------
    >>> nodes = {name: {"role": "premise"} for name in ("wet", "cold", "forecast")}
    >>> toy = Argument(nodes | {"snow": {"role": "conclusion"}}, [
    ...     {"of": "snow", "premises": ["wet", "cold"], "reason": "linked: it takes both"},
    ...     {"of": "snow", "premises": ["forecast"], "reason": "convergent: enough alone"}])
    >>> sorted(fallen(toy, ["cold"])), sorted(fallen(toy, ["cold", "forecast"]))
    (['cold'], ['cold', 'forecast', 'snow'])
    """
    for name in off:
        if name not in argument.nodes:
            raise NoSuchNodeError(name, list(argument.nodes))
    down = set()
    for name in nx.lexicographical_topological_sort(argument.graph()):
        supports = argument.supports_of(name)
        carried = not supports or any(down.isdisjoint(premises) for premises in supports)
        if name in off or not carried or not down.isdisjoint(argument.needs_of(name)):
            down.add(name)
    return down


def reach(argument):
    """How much falls with each premise, when it alone is switched off.

    Returns
    -------
    pandas.DataFrame
        A row for each premise in the order of the file: ``premise``, ``falls`` (the names that
        fall with it), ``steps`` and ``conclusions``, how many of each.
    """
    rows = []
    for name in argument.named("premise"):
        falls = [each for each in argument.nodes if each in fallen(argument, [name]) - {name}]
        roles = [argument.nodes[each]["role"] for each in falls]
        rows.append((name, falls, roles.count("step"), roles.count("conclusion")))
    return pd.DataFrame(rows, columns=["premise", "falls", "steps", "conclusions"])


def load_bearing(argument, conclusion=None):
    """The premises that alone bring down a conclusion, or every conclusion where none is named.

    Parameters
    ----------
    argument : Argument
    conclusion : str, optional

    Returns
    -------
    list of str

    Notes
    -----
    Where sets converge there may be none: take one away and another carries. See `cuts`.
    """
    aims = argument.named("conclusion") if conclusion is None else [conclusion]
    return [name for name in argument.named("premise") if set(aims) <= fallen(argument, [name])]


def cuts(argument, conclusion, most=3):
    """The smallest sets of premises that bring a conclusion down together.

    Parameters
    ----------
    argument : Argument
    conclusion : str
    most : int
        The most premises in a set.

    Returns
    -------
    list of tuple of str
        Sets of which no smaller part is enough, small ones first.

    Raises
    ------
    NoSuchNodeError
        If there is no such node.
    """
    if conclusion not in argument.nodes:
        raise NoSuchNodeError(conclusion, list(argument.nodes))
    found = []
    for size in range(1, most + 1):
        for off in combinations(argument.named("premise"), size):
            if any(set(cut) <= set(off) for cut in found):
                continue
            if conclusion in fallen(argument, off):
                found.append(off)
    return found


def strikes(argument, evidence, name):
    """The rows of evidence on the claims of a node, those that contradict first.

    Parameters
    ----------
    argument : Argument
    evidence : pandas.DataFrame
        The table `evidence`. Its stance is towards ``claim_id`` alone, so rows that only also
        bear on a claim are left out.
    name : str

    Returns
    -------
    pandas.DataFrame
    """
    if name not in argument.nodes:
        raise NoSuchNodeError(name, list(argument.nodes))
    rows = evidence[evidence["claim_id"].isin(argument.nodes[name]["claims"])]
    order = {"contradicts": 0, "qualifies": 1, "supports": 2}
    return rows.sort_values("stance", key=lambda stance: stance.map(order), kind="stable")


def rivals(argument):
    """Other explanations, from the evidence: what each attacks, what it says and why it matters.

    Returns
    -------
    pandas.DataFrame
        ``attacks``, ``gist``, ``reason``, and the rows ``for`` it and ``against`` it.
    """
    rows = [
        [each[name] for name in ("attacks", "gist", "reason")]
        + [", ".join(each[side]) for side in ("for", "against")]
        for each in argument.alternatives.values()
    ]
    return pd.DataFrame(rows, columns=["attacks", "gist", "reason", "for", "against"])


def predictions(claims, evidence):
    """The article's predictions and how many rows of evidence stand how to each.

    Parameters
    ----------
    claims, evidence : pandas.DataFrame
        The tables of these names.

    Returns
    -------
    pandas.DataFrame
        A row for each claim of kind prediction: ``claim_id``, ``gist``, ``hedge``, and the rows
        that ``supports``, ``qualifies`` or ``contradicts`` it, by count.

    Notes
    -----
    A row that supports is not a prediction come true: none of these claims names a day or a number
    by which it could be told.
    """
    own = claims[claims["kind"] == "prediction"]
    number = pd.crosstab(evidence["claim_id"], evidence["stance"])
    number = number.reindex(
        index=own["claim_id"], columns=["supports", "qualifies", "contradicts"], fill_value=0
    )
    told = own[["claim_id", "gist", "hedge"]].set_index("claim_id")
    return told.join(number).reset_index()


def _edges(argument):
    """Every edge as its place, the nodes it names and its reason."""
    for number, each in enumerate(argument.supports, start=1):
        yield f"support {number}", [each["of"], *each["premises"]], each.get("reason")
    for number, each in enumerate(argument.presupposes, start=1):
        yield f"presupposition {number}", [each["node"], each["needs"]], each.get("reason")
    for name, each in argument.alternatives.items():
        yield f"alternative {name}", [each["attacks"]], each.get("reason")
