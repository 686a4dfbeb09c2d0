"""Published numbers of networks and of dyads, reproduced by computing.

Each number stands here with the address of the page it was read on, so that a reader can look.
"""

import networkx as nx
import pytest

from course import datasets, networks

# The networkx test suite, version 3.6.1: https://github.com/networkx/networkx, the folder
# networkx/algorithms/centrality/tests. Nodes 0 to 9 of Krackhardt's kite.
DEGREES = [4, 4, 3, 6, 3, 5, 5, 3, 2, 1]
BETWEENNESS = [0.023, 0.023, 0, 0.102, 0, 0.231, 0.231, 0.389, 0.222, 0]
RAW = [0.8333, 0.8333, 0, 3.6667, 0, 8.3333, 8.3333, 14, 8, 0]
CLOSENESS = [0.529, 0.529, 0.500, 0.600, 0.500, 0.643, 0.643, 0.600, 0.429, 0.310]
# The same suite: path 0-1-2-3 and path 4-5-6, closeness with and without the correction.
SPLIT = nx.Graph([(0, 1), (1, 2), (2, 3), (4, 5), (5, 6)])
CORRECTED = [0.25, 0.375, 0.375, 0.25, 0.222, 0.333, 0.222]
PLAIN = [0.5, 0.75, 0.75, 0.5, 0.667, 1, 0.667]


@pytest.fixture(scope="module")
def kite():
    return networks.measures(networks.kite()).sort_index()


@pytest.fixture(scope="module")
def article():
    return networks.pairs(datasets.load("relations"))


def test_the_kite_has_its_published_degrees(kite):
    """18 edges, and person 3 with six neighbours."""
    assert networks.kite().number_of_edges() == 18
    assert kite["degree"].tolist() == DEGREES
    assert kite["degree_share"].tolist() == pytest.approx([each / 9 for each in DEGREES])


def test_the_kite_has_its_published_betweenness(kite):
    """Shares to the printed digits, and raw: shares times the 36 pairs of nine others."""
    assert kite["betweenness"].tolist() == pytest.approx(BETWEENNESS, abs=0.0005)
    assert (kite["betweenness"] * 36).tolist() == pytest.approx(RAW, abs=0.00005)


def test_the_kite_has_its_published_closeness(kite):
    """To the printed digits."""
    assert kite["closeness"].tolist() == pytest.approx(CLOSENESS, abs=0.0005)


def test_the_split_graph_has_its_published_closeness():
    """Without the correction the middle of the shorter path would be closest of all."""
    assert networks.measures(SPLIT).sort_index()["closeness"].tolist() == pytest.approx(
        CORRECTED, abs=0.0005
    )
    plain = networks.measures(SPLIT, corrected=False).sort_index()["closeness"]
    assert plain.tolist() == pytest.approx(PLAIN, abs=0.0005)


def test_the_medici_are_between_the_families():
    """Florentine families in the same suite: betweenness 0.522, closeness 0.560."""
    medici = networks.measures(nx.florentine_families_graph()).loc["Medici"]
    assert medici["betweenness"] == pytest.approx(0.522, abs=0.0005)
    assert medici["closeness"] == pytest.approx(0.560, abs=0.0005)


def test_the_articles_network_has_its_known_numbers(article):
    """54 actors, 97 relations, 74 pairs, two components; 22 and 0.595, 15 and 0.323."""
    relations = datasets.load("relations")
    assert (len(article), len(relations), article.number_of_edges()) == (54, 97, 74)
    assert nx.number_connected_components(article) == 2
    found = networks.measures(article)
    for name, degree, betweenness in (("ISIS-K", 22, 0.595), ("Russia", 15, 0.323)):
        assert found.loc[name, "degree"] == degree
        assert found.loc[name, "betweenness"] == pytest.approx(betweenness, abs=0.0005)


# UCDP GED codebook 23.1: https://github.com/outsbra/BernhardOrtbauer_capstoneP_conflict


def test_the_threshold_of_a_dyad_is_for_each_dyad():
    """One government against three groups has three dyads; 20 deaths in each of two are none."""
    three = {("government", group): 25 for group in ("A", "B", "C")}
    assert len(networks.active_dyads(three)) == 3
    assert networks.active_dyads({("government", "A"): 20, ("government", "B"): 20}) == []
    assert networks.active_dyads({("government", "A"): 25}) == [("government", "A")]
