"""Lesson 3.3: what it says in words is what its trials say."""

import pytest

from course import datasets, networks
from tests.notebooks.reading import prose_of

SDF = [
    ("destroyed", "Caliphate in Syria and Iraq"),
    ("fights", "Islamic State"),
    ("supports", "United States", "in"),
]


@pytest.fixture(scope="module")
def prose():
    return prose_of("3.3")


@pytest.fixture(scope="module")
def relations():
    return datasets.load("relations")


@pytest.fixture(scope="module")
def evidence():
    return datasets.load("evidence")


@pytest.fixture(scope="module")
def whole(relations):
    return networks.measures(networks.pairs(relations))


@pytest.fixture(scope="module")
def drawn(relations):
    return networks.bootstrap(relations, draws=1000, seed=0)


def first(relations, number=5):
    table = networks.measures(networks.pairs(relations))
    return networks.central(table, "betweenness", number)


def test_without_inferred_ties(prose, relations, whole):
    """22 left out: Ukraine third, before not among ten; 63 stated: Putin fifth."""
    printed = networks.kept(relations, certainty=["stated", "hedged", "predicted"])
    assert len(relations) - len(printed) == 22
    assert first(printed).index[:3].tolist() == ["ISIS-K", "Russia", "Ukraine"]
    assert "Ukraine" not in networks.central(whole, "betweenness", 10).index
    stated = networks.kept(relations, certainty="stated")
    assert len(stated) == 63
    names = first(stated).index.tolist()
    assert (names[2], names[4]) == ("Ukraine", "Vladimir Putin")
    assert "Ukraine again, and Vladimir Putin, third in the whole network, is fifth" in prose


def test_contradicted_and_struck_ties(prose, relations, evidence):
    """15 ties of 13 claims, 8 struck and 7 not; most is said against c081."""
    against = networks.struck(relations, evidence)
    assert (len(against), against["claim_id"].nunique()) == (15, 13)
    assert "15 ties from 13 claims" in prose
    assert (against["struck"].sum(), (~against["struck"]).sum()) == (8, 7)
    assert "Eight ties are struck, seven are not" in prose
    assert against.loc[against["contradicts"].idxmax(), "claim_id"] == "c081"
    assert not against.set_index("relation_id").loc["r065", "struck"]


def test_without_the_struck_ties_moscow_comes_in(prose, relations, evidence, whole):
    """Two neighbours, 0.131; the services were fourth; r079 is the tie that did it."""
    against = networks.struck(relations, evidence)
    out = set(against.loc[against["struck"], "relation_id"])
    firm = first(relations[~relations["relation_id"].isin(out)])
    assert firm.index[:2].tolist() == ["ISIS-K", "Russia"]
    assert (firm.loc["Moscow", "degree"], round(firm.loc["Moscow", "betweenness"], 3)) == (2, 0.131)
    assert "Moscow has come in with two neighbours and 0.131" in prose
    assert "Russian security services" not in firm.index
    assert networks.central(whole, "betweenness", 4).index[3] == "Russian security services"
    assert "r079" in out
    kept = networks.pairs(relations[~relations["relation_id"].isin(out)])
    assert set(kept["Moscow"]) == {"ISIS-K", "Wagner Group"}


def test_one_claim_at_a_time(prose, relations, whole):
    """First and second always; Putin from 3 to 16, by the claim that names three groups."""
    left = networks.leave_one_out(relations)
    assert left["claim_id"].nunique() == 78
    spans = networks.rank_intervals(left, whole, "betweenness")
    assert spans.loc["ISIS-K"].tolist() == [1, 1, 1]
    assert spans.loc["Russia"].tolist() == [2, 2, 2]
    assert spans.loc["Vladimir Putin"].tolist() == [3, 3, 16]
    putin = left[left["actor"] == "Vladimir Putin"]
    assert putin.loc[putin["betweenness"].idxmax(), "claim_id"] == "c113"
    leaves = relations.query("claim_id == 'c113'")["target_actor"]
    assert whole.loc[leaves, "degree"].tolist() == [1, 1, 1]
    assert "Putin, third, drops to place 16" in prose


def test_drawing_again(prose, drawn, whole):
    """Putin 3 to 15 or 16; first in 94, 87 and 78 of 100; the FSB from 7 to 45."""
    wide = networks.rank_intervals(drawn, whole, "betweenness", share=0.9)
    assert wide.loc["Vladimir Putin", ["low", "high"]].tolist() == [3, 15]
    inside = wide.head(10)["high"] <= 3
    assert inside.index[inside].tolist() == ["ISIS-K", "Russia"]
    isis = drawn[drawn["actor"] == "ISIS-K"][list(networks.MEASURES)]
    assert ((isis == 1).mean() * 100).round().tolist() == [94, 87, 78]
    assert "94 of 100 by degree, 87 by betweenness, 78 by closeness" in prose
    for measure in networks.MEASURES:
        leads = drawn[drawn[measure] == 1].groupby("actor").size().sort_values()
        assert leads.index[-2:].tolist() == ["Russia", "ISIS-K"]
    near = networks.rank_intervals(drawn, whole, "closeness", share=0.9)
    assert near.loc["FSB"].tolist() == [9, 7, 45]
    assert "The FSB, ninth in the whole, lies anywhere from 7th to 45th" in prose


def test_a_draw_holds_sixty_three_in_a_hundred_claims(prose):
    """By arithmetic: one minus the chance to miss a claim 78 times."""
    assert round(100 * (1 - (1 - 1 / 78) ** 78)) == 63
    assert "63 in 100 of the claims" in prose


def test_the_named_missing_actor(prose, relations, evidence, whole):
    """No claim has it, four rows do; the Islamic State moves from ninth to eighth."""
    claims = datasets.load("claims")
    assert len(claims) == 130
    named = claims[["gist", "actors"]].apply(
        lambda each: each.str.contains("Syrian Democratic|SDF")
    )
    assert not named.fillna(False).any().any()
    rows = evidence[(evidence["claim_id"] == "c016") & (evidence["stance"] == "contradicts")]
    assert rows["finding"].str.contains("Syrian Democratic Forces|SDF").all()
    more = networks.with_actor(relations, "Syrian Democratic Forces", SDF)
    now = networks.ranks(networks.measures(networks.pairs(more)))["betweenness"]
    before = networks.ranks(whole)["betweenness"]
    top = before.sort_values(kind="stable").index[:7]
    assert now[top].tolist() == before[top].tolist()
    assert (before["Islamic State"], now["Islamic State"]) == (9, 8)
    assert "moves from ninth to eighth" in prose


def test_somebody_unknown(prose, relations):
    """First in all 500; third Putin in 407; with ten ties the newcomer most often."""
    found = networks.with_somebody(relations, ties=5, draws=500, seed=0)
    assert (found.loc[found["actor"] == "ISIS-K", "betweenness"] == 1).all()
    third = found[found["betweenness"] == 3]["actor"].value_counts()
    assert third.index[0] == "Vladimir Putin"
    assert f"Third is Putin in {third.iloc[0]}" in prose
    ten = networks.with_somebody(relations, ties=10, draws=150, seed=0)
    assert ten[ten["betweenness"] == 3]["actor"].value_counts().index[0] == "somebody"


def test_ties_without_evidence(prose, relations, evidence):
    """35 of 97."""
    table = networks.evidence_on(relations, evidence)
    none = (table[["supports", "qualifies", "contradicts"]].sum(axis=1) == 0).sum()
    assert f"For {none} of the 97 ties nobody looked" in prose
