"""Ties, their measures, and how far ranks hold."""

import json

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from course import datasets, networks
from course.errors import NoSuchTieError


@pytest.fixture(scope="module")
def relations():
    return datasets.load("relations")


@pytest.fixture(scope="module")
def actors():
    return datasets.load("actors")


@pytest.fixture(scope="module")
def evidence():
    return datasets.load("evidence")


def toy(*ties):
    """Ties as (claim, source, target), or with start and end as fourth and fifth."""
    rows = [(*tie, None, None)[:5] if len(tie) == 3 else tie for tie in ties]
    table = pd.DataFrame(rows, columns=["claim_id", "source_actor", "target_actor", "start", "end"])
    table["relation_id"] = [f"r{at}" for at in range(len(table))]
    return table.assign(relation="fights", sign="hostile", certainty="stated", region="Europe")


def test_every_tie_keeps_where_it_comes_from(relations, actors):
    """A drawn link must lead back to its row and its claim."""
    graph = networks.multigraph(relations, actors)
    assert graph.number_of_edges() == len(relations)
    by_id = relations.astype(object).where(relations.notna(), None).set_index("relation_id")
    for one, other, key, about in graph.edges(keys=True, data=True):
        row = by_id.loc[key]
        assert (one, other) == (row["source_actor"], row["target_actor"])
        for name in ("claim_id", "relation", "sign", "certainty", "start", "end"):
            assert about[name] == row[name]
    assert graph.nodes["ISIS-K"] == {"kind": "armed_group", "region": "South Asia"}


def test_parallel_ties_stay_apart_and_pairs_fold_them():
    """Two claims, two ties, both ways: one pair with both claims behind it."""
    table = toy(("c1", "A", "B"), ("c2", "B", "A"))
    assert networks.multigraph(table).number_of_edges() == 2
    assert networks.pairs(table).edges["A", "B"] == {"ties": ["r0", "r1"], "claims": ["c1", "c2"]}


def test_a_graph_survives_plain_data(relations, actors):
    """Node-link data goes through JSON, as an answer that is graded does."""
    graph = networks.multigraph(relations, actors)
    back = networks.from_node_link(json.loads(json.dumps(networks.node_link(graph))))
    assert nx.utils.graphs_equal(graph, back)


def test_filters_join(relations, actors):
    """Each filter takes away, and all of them together are their overlap."""
    hostile = networks.kept(relations, sign="hostile")
    stated = networks.kept(relations, certainty="stated")
    both = networks.kept(relations, sign="hostile", certainty=["stated"])
    assert set(both["relation_id"]) == set(hostile["relation_id"]) & set(stated["relation_id"])
    here = networks.kept(relations, region="Central Asia", actors=actors)
    home = actors.set_index("name")["region"]
    ends = here[["source_actor", "target_actor"]].apply(lambda each: each.map(home))
    assert (ends == "Central Asia").any(axis=1).all()
    assert networks.kept(relations, claim="c113")["relation_id"].tolist() == [
        "r085",
        "r086",
        "r087",
    ]


def test_what_no_row_has_is_refused_by_name(relations):
    """A misspelled filter must not silently keep nothing."""
    with pytest.raises(NoSuchTieError, match="cooperative, hostile, neutral"):
        networks.kept(relations, sign="friendly")


@pytest.mark.parametrize(
    ("start", "end", "period", "held"),
    [
        ("2010", "2019", ("2019-12-31", "2024-01-01"), True),
        ("2010", "2019", ("2020-01-01", "2024-01-01"), False),
        (None, "2017", ("1950-01-01", "1960-01-01"), True),
        ("2024-03", None, ("2024-02-29", "2024-02-29"), False),
        ("2024-03", None, ("2030-01-01", "2030-01-01"), True),
        (None, None, ("2024-01-01", "2024-12-31"), True),
    ],
)
def test_a_tie_with_one_date_is_open_at_its_other_end(start, end, period, held):
    """A year means any of its days; what is not said is not filled in."""
    assert len(networks.kept(toy(("c", "A", "B", start, end)), period=period)) == held


def test_ties_without_a_date_can_be_left_out_of_a_period():
    """A reader decides whether not dated means perhaps then."""
    period = ("2024-01-01", "2024-12-31")
    assert networks.kept(toy(("c", "A", "B")), period=period, undated=False).empty


def test_many_graphs_at_once_have_the_measures_of_networkx():
    """Sparse, dense, split and empty graphs: the arrays and networkx agree on every node."""
    graphs = [nx.gnp_random_graph(11, p, seed=at) for at, p in enumerate([0, 0.1, 0.2, 0.4, 1])]
    found = networks.pair_measures(
        np.array([nx.to_numpy_array(each, nodelist=range(11)) > 0 for each in graphs])
    )
    for at, graph in enumerate(graphs):
        expected = networks.measures(graph).loc[range(11)]
        for measure in networks.MEASURES:
            assert found[measure][at] == pytest.approx(expected[measure].to_numpy(), abs=1e-12)


def test_the_whole_article_at_once_has_the_measures_of_networkx(relations):
    """The network that the lessons measure."""
    graph = networks.pairs(relations)
    found = networks.pair_measures(nx.to_numpy_array(graph)[None] > 0)
    expected = networks.measures(graph)
    for measure in networks.MEASURES:
        assert found[measure][0] == pytest.approx(expected[measure].to_numpy(), abs=1e-12)


def test_a_claim_left_out_is_measured_without_its_ties(relations):
    """For one claim in full: the ranks of the network that networkx makes of the rest."""
    left = networks.leave_one_out(relations).query("claim_id == 'c113'").set_index("actor")
    rest = networks.pairs(relations[relations["claim_id"] != "c113"])
    rest.add_nodes_from(left.index)
    expected = networks.ranks(networks.measures(rest)[list(networks.MEASURES)])
    pd.testing.assert_frame_equal(
        left[list(networks.MEASURES)], expected.loc[left.index], check_names=False
    )


def test_each_claim_is_left_out_once(relations):
    """78 claims, 54 actors, nobody lost."""
    left = networks.leave_one_out(relations)
    assert left.groupby("claim_id")["actor"].nunique().eq(54).all()
    assert left["claim_id"].nunique() == relations["claim_id"].nunique() == 78


def test_an_actor_without_ties_is_last_and_stays():
    """A star of three claims: without its only claim a leaf has the last rank, not none."""
    star = toy(("c1", "hub", "a"), ("c2", "hub", "b"), ("c3", "hub", "c"))
    left = networks.leave_one_out(star).set_index(["claim_id", "actor"])
    assert left.loc[("c1", "a"), "degree"] == 4
    assert left.loc[("c1", "hub"), "degree"] == 1


def test_a_bootstrap_is_the_same_for_a_seed():
    """A number in a lesson must be the number on the reader's screen."""
    table = toy(("c1", "A", "B"), ("c2", "B", "C"), ("c3", "C", "D"))
    one, same, other = (networks.bootstrap(table, 30, seed) for seed in (5, 5, 6))
    pd.testing.assert_frame_equal(one, same)
    assert not one.equals(other)
    assert len(one) == 30 * 4


def test_a_bootstrap_of_one_claim_never_moves():
    """With one claim there is nothing else to draw."""
    drawn = networks.bootstrap(toy(("c1", "A", "B"), ("c1", "B", "C")), 20)
    assert drawn.groupby("actor")["betweenness"].unique().map(list).to_dict() == {
        "A": [2],
        "B": [1],
        "C": [2],
    }


def test_rank_intervals_hold_the_middle_share():
    """Ranks 1 to 10, once each: the middle 80 of 100 run from 1 or 2 to 9 or 10."""
    trials = pd.DataFrame({"actor": "A", "degree": range(1, 11)})
    whole = pd.DataFrame({"degree": [3]}, index=["A"])
    assert networks.rank_intervals(trials, whole, "degree").loc["A"].tolist() == [1, 1, 10]
    inner = networks.rank_intervals(trials, whole, "degree", share=0.7).loc["A"]
    assert (inner["low"], inner["high"]) == (2, 9)


def test_a_contradicted_claim_does_not_take_every_tie_with_it(relations, evidence):
    """Each tie whose claim is contradicted has a reading with a reason."""
    table = networks.struck(relations, evidence)
    against = set(evidence.loc[evidence["stance"] == "contradicts", "claim_id"])
    assert set(table["claim_id"]) == against & set(relations["claim_id"])
    assert set(networks.readings()["struck"]) == set(table["relation_id"])
    assert (table["reason"].str.len() > 20).all()
    assert table.set_index("relation_id").loc[["r047", "r065"], "struck"].tolist() == [True, False]


def test_copies_of_a_statement_count_once():
    """Two rows of one origin are one voice."""
    rows = {"claim_id": "c1", "stance": "contradicts", "origin": ["ne001", "ne001", "ne002"]}
    counted = networks.evidence_on(toy(("c1", "A", "B")), pd.DataFrame(rows))
    assert counted.loc[0, ["supports", "qualifies", "contradicts"]].tolist() == [0, 0, 2]


def test_only_fighting_between_organised_parties_can_be_a_dyad(relations, actors):
    """Grievance, support and recruiting never are; an attack on people or a place names no party."""
    kind = networks.dyad_kind(relations, actors)
    other = ["resents", "supports", "arms", "recruits_from", "represses", "governs"]
    assert set(kind[relations["relation"].isin(other)]) == {"no fighting"}
    told = kind.set_axis(relations["relation_id"])
    assert told["r016"] == "two parties"  # Iran, Islamic State
    assert told["r035"] == "party and people"  # mourners at Kerman
    assert told["r001"] == "place or person"  # Crocus City Hall


def test_an_added_actor_is_told_apart(relations):
    """New rows bear their own names, so that they can be taken out again."""
    more = networks.with_actor(relations, "X", [("supports", "Russia"), ("fights", "Iran", "in")])
    new = more[~more["relation_id"].isin(relations["relation_id"])]
    assert new["relation_id"].tolist() == ["x001", "x002"]
    assert set(new["certainty"]) == {"added"}
    assert list(zip(new["source_actor"], new["target_actor"], strict=True)) == [
        ("X", "Russia"),
        ("Iran", "X"),
    ]


def test_somebody_gets_as_many_neighbours_as_asked():
    """Tied to all three others, the newcomer of a chain leads in degree in every draw."""
    chain = toy(("c1", "A", "B"), ("c2", "B", "C"))
    found = networks.with_somebody(chain, ties=3, draws=4)
    assert found.query("actor == 'somebody'")["degree"].tolist() == [1, 1, 1, 1]
    assert found["draw"].nunique() == 4


def test_directions_count_both_ends():
    """A acts twice on B; B once on C."""
    table = networks.directions(toy(("c1", "A", "B"), ("c2", "A", "B"), ("c2", "B", "C")))
    assert table.loc["A"].to_dict() == {
        "as_source": 2, "as_target": 0, "does_to": 1, "done_by": 0, "claims": 2,
    }  # fmt: skip
    assert table.loc["B", ["as_source", "as_target", "claims"]].tolist() == [1, 2, 2]


def test_the_ten_claims_give_one_tie_each_and_have_reasons(relations):
    """A coder who reads one tie out of a claim must find one in the reference."""
    counted = relations["claim_id"].value_counts()
    assert counted[networks.TEN].eq(1).all()
    assert set(networks.readings()["reasons"]) == set(networks.TEN)
    told = networks.reference(relations)
    assert set(told["certainty"]) == {"stated", "hedged", "predicted", "inferred"}
    assert all(networks.why(claim) for claim in networks.TEN)


def test_agreement_counts_what_both_coded():
    """Three claims in both, two of them alike; a missing code makes no pair."""
    one = pd.DataFrame({"certainty": ["stated", "hedged", "stated", None]})
    other = pd.DataFrame({"certainty": ["stated", "stated", "stated", "hedged"]})
    (row,) = networks.agreement(one, other).to_dict("records")
    assert (row["facet"], row["claims"], row["same"]) == ("certainty", 3, 2)
    assert row["share"] == pytest.approx(2 / 3)
