"""Lesson 3.2: what it says in words is what its networks say."""

import networkx as nx
import pytest

from course import datasets, networks
from tests.notebooks.reading import prose_of


@pytest.fixture(scope="module")
def prose():
    return prose_of("3.2")


@pytest.fixture(scope="module")
def relations():
    return datasets.load("relations")


@pytest.fixture(scope="module")
def network(relations):
    return networks.pairs(relations)


def top(relations, measure, number=3):
    table = networks.measures(networks.pairs(relations))
    return networks.central(table, measure, number)


def test_the_kite_by_hand(prose):
    """Six neighbours of 3; 9/14 for 5; 14 of 36 pairs through 7."""
    kite = networks.kite()
    assert len(kite[3]) == 6
    steps = nx.single_source_shortest_path_length(kite, 5)
    far = {length: sorted(n for n, d in steps.items() if d == length) for length in (1, 2, 3)}
    assert (len(far[1]), far[2], far[3]) == (5, [1, 4, 8], [9])
    assert sum(steps.values()) == 5 + 6 + 3 == 14
    assert "5 + 6 + 3 = 14, and 9/14 is 0.643" in prose
    beyond = nx.node_connected_component(nx.restricted_view(kite, [7], []), 0)
    assert len(beyond) * 2 == 14
    assert 9 * 8 / 2 == 36
    assert f"14/36 is {14 / 36:.3f}" in prose


def test_the_split_graph_in_the_text(prose):
    """Person 5 has the full 1 by the plain formula; the longer chain's middle comes first after."""
    split = nx.Graph([(0, 1), (1, 2), (2, 3), (4, 5), (5, 6)])
    assert networks.measures(split, corrected=False)["closeness"].idxmax() == 5
    assert networks.central(networks.measures(split), "closeness", 2).index.tolist() == [1, 2]
    assert "person 5 has the full 1" in prose


def test_the_articles_network_in_the_text(prose, relations, network):
    """54, 97, 74, two parts; the second is Zelensky and Kyiv, first in closeness uncorrected."""
    assert (len(network), network.number_of_edges()) == (54, 74)
    assert "54 actors, 97 ties, 74 linked pairs, in two parts" in prose
    assert {"Volodymyr Zelensky", "Kyiv"} in list(nx.connected_components(network))
    plain = networks.measures(network, corrected=False)["closeness"]
    assert set(plain.index[plain == plain.max()]) == {"Volodymyr Zelensky", "Kyiv"}
    assert plain.max() == 1
    fair = networks.measures(network)["closeness"]
    assert set(fair.index[fair == fair.min()]) == {"Volodymyr Zelensky", "Kyiv"}


def test_first_second_and_third(prose, relations):
    """The first two by all three measures; then Putin, or the migrants."""
    for measure in networks.MEASURES:
        assert top(relations, measure).index[:2].tolist() == ["ISIS-K", "Russia"]
    assert top(relations, "betweenness").index[2] == "Vladimir Putin"
    assert top(relations, "closeness").index[2] == "Central Asian migrants"
    assert "ISIS-K has 22 neighbours and a betweenness of 0.595, Russia 15 and 0.323" in prose


def test_neighbours_follow_claims(prose, relations, network):
    """27 and 21 of 78 claims; a correlation of 0.97."""
    counted = networks.directions(relations)
    assert counted["claims"].head(2).tolist() == [27, 21]
    assert relations["claim_id"].nunique() == 78
    assert "27 of the 78 claims that give a tie name ISIS-K, and 21 name Russia" in prose
    degree = networks.measures(network)["degree"]
    assert round(degree.corr(counted["claims"]), 2) == 0.97
    assert (counted.loc["ISIS-K", "as_source"], counted.loc["Russia", "as_target"]) == (25, 17)
    assert "the source of 25 of its ties, Russia at the target of 17" in prose


def test_by_sign(prose, relations):
    """Seven actors in ten cooperative ties, Russia and Iran first; 0.619 and 0.556 in hostility."""
    helping = networks.kept(relations, sign="cooperative")
    table = networks.measures(networks.pairs(helping))
    assert (len(helping), len(table)) == (10, 7)
    best = table.index[table["betweenness"] == table["betweenness"].max()]
    assert set(best) == {"Russia", "Iran"}
    assert table.loc["ISIS-K", "degree"] == 1
    harming = top(networks.kept(relations, sign="hostile"), "betweenness", 2)
    assert harming["betweenness"].round(3).to_dict() == {"ISIS-K": 0.619, "Russia": 0.556}
    assert harming.loc["ISIS-K", "degree"] == 16
    assert "Russia (0.556) nearly catches up with ISIS-K (0.619)" in prose


def test_the_two_ways_are_as_told(relations, network):
    """Support then attack; 2010, 2010 and 2024, and other pages contradict the second."""
    way = nx.shortest_path(network, "Bashar al-Assad", "Crocus City Hall")
    signs = networks.path_in_words(relations, way).groupby("step")["sign"].unique()
    assert [list(each) for each in signs] == [["cooperative"], ["hostile"], ["hostile"]]
    way = nx.shortest_path(network, "Times Square", "Crocus City Hall")
    told = networks.path_in_words(relations, way)
    assert told["when"].str[:4].tolist() == ["2010", "2010", "2024"]
    struck = networks.struck(relations, datasets.load("evidence"))
    assert told.loc[1, "claim_id"] in set(struck["claim_id"])


def test_windows_of_time(prose, relations):
    """8 neighbours in 2024; 5 against 2 from 2014 to 2019."""
    year = networks.kept(relations, period=("2024-01-01", "2024-12-31"), undated=False)
    assert top(year, "degree", 1)["degree"].to_dict() == {"ISIS-K": 8}
    before = networks.kept(relations, period=("2014-01-01", "2019-12-31"), undated=False)
    assert top(before, "degree", 2)["degree"].to_dict() == {"Russia": 5, "ISIS-K": 2}
    assert (
        "In 2024 ISIS-K leads with 8 neighbours, in 2014 to 2019 Russia with 5 against 2" in prose
    )
    assert "Only 32 of 97 ties bear a date" in prose


def test_the_check_on_the_kite_has_one_right_answer():
    """Without the tie 8-9 only 8 loses all of its betweenness."""
    kite = networks.kite()
    before = networks.measures(kite)["betweenness"]
    kite.remove_edge(8, 9)
    after = networks.measures(kite)["betweenness"]
    assert [n for n in kite if before[n] > 0 and after[n] == 0] == [8]
