"""Nodes for networkx's graphs: nodes, edges, their attributes, and the order of all of them.

Algorithms break ties by the order of a node's neighbours, so that order comes back too.
"""

from .wire import expect, expect_text, expect_whole, library, reads, writes

KINDS = ("Graph", "DiGraph", "MultiGraph", "MultiDiGraph")


def learn():
    """Register networkx's four kinds of graph, once it is loaded."""
    nx = library("networkx")
    writes(*(getattr(nx, kind) for kind in KINDS))(_write_graph)


def kind_of(graph):
    """The name of the plain kind that a graph is of; derived kinds come last in `KINDS`."""
    nx = library("networkx")
    return next(kind for kind in reversed(KINDS) if isinstance(graph, getattr(nx, kind)))


def _write_graph(writer, value):
    """Edges are pairs of node numbers; those of a graph without direction are told once."""
    held, kind = vars(value), kind_of(value)
    nodes = list(held["_node"])
    number = {node: i for i, node in enumerate(nodes)}
    edges = list(edges_of(held["_adj"], number, kind))
    around = [[number[v] for v in held["_adj"][u]] for u in nodes]
    before = [[number[v] for v in held["_pred"][u]] for u in nodes] if "Di" in kind else []
    writer.spend(4 * len(edges) + sum(map(len, around)) + sum(map(len, before)))
    return [
        "networkx.graph",
        kind,
        writer.child(dict(held["graph"]), ".graph"),
        writer.sequence(nodes, ".nodes[{}]".format),
        writer.sequence([dict(held["_node"][u]) for u in nodes], ".nodes[{}]".format),
        [[i, j] for i, j, _, _ in edges],
        writer.sequence([key for _, _, key, _ in edges], ".edges[{}]".format),
        writer.sequence([attributes for _, _, _, attributes in edges], ".edges[{}]".format),
        around,
        before,
    ]


def edges_of(neighbours, number, kind):
    """Every edge as numbers of its ends, key (None without parallel edges) and attributes."""
    for u, i in number.items():
        for v, held in neighbours[u].items():
            if "Di" in kind or i <= number[v]:
                parallel = held.items() if "Multi" in kind else [(None, held)]
                for key, attributes in parallel:
                    yield i, number[v], key, dict(attributes)


@reads("networkx.graph", weight=200)
def _read_graph(reader, kind, attributes, nodes, facts, ends, keys, labels, around, before):
    graph = getattr(library("networkx"), expect_text(kind, KINDS))()
    graph.graph.update(_expect_dict(reader.node(attributes)))
    nodes, facts = reader.hashed(nodes), reader.sequence(facts)
    expect(len(nodes) == len(facts), "attributes for each node")
    for node, fact in zip(nodes, facts, strict=True):
        graph.add_node(node)
        graph.nodes[node].update(_expect_dict(fact))
    add_edges(reader, graph, nodes, ends, keys, labels)
    put_in_order(graph._adj, nodes, around)
    if graph.is_directed():
        put_in_order(graph._pred, nodes, before)
    reader.tick()
    return graph


def _expect_dict(value):
    expect(type(value) is dict, "a dict")
    return value


def add_edges(reader, graph, nodes, ends, keys, labels):
    """Lay the edges of a message into a graph; parallel ones have keys that differ."""
    keys, labels = reader.sequence(keys), reader.sequence(labels)
    expect(type(ends) is list and len(ends) == len(keys) == len(labels), "ends of each edge")
    pairs = [tuple(expect_whole(i, 0, len(nodes)) for i in pair) for pair in ends]
    reader.expect_spread([(*pair, hash(key)) for pair, key in zip(pairs, keys, strict=True)])
    for (i, j), key, label in zip(pairs, keys, labels, strict=True):
        u, v = nodes[i], nodes[j]
        if graph.is_multigraph():
            graph.add_edge(u, v, key=key)
            graph._adj[u][v][key].update(_expect_dict(label))
        else:
            graph.add_edge(u, v)
            graph._adj[u][v].update(_expect_dict(label))


def put_in_order(neighbours, nodes, order):
    """Put each node's neighbours in the order that its numbers give."""
    expect(type(order) is list and len(order) == len(nodes), "neighbours of each node")
    for node, numbers in zip(nodes, order, strict=True):
        inner = neighbours[node]
        expect(type(numbers) is list and len(numbers) == len(inner), "its neighbours")
        places = {expect_whole(i, 0, len(nodes)) for i in numbers}
        expect(len(places) == len(numbers), "neighbours that differ")
        for i in numbers:
            inner[nodes[i]] = inner.pop(nodes[i])
