"""What falls when a premise falls, from definitions; and that the coding holds to the tables."""

import pytest

from course import arguments, datasets
from course.arguments import Argument, cuts, fallen, load_bearing
from course.errors import BrokenArgumentError, NoSuchNodeError


def toy(supports, presupposes=(), premises="abcd", others="yz"):
    """An argument of one-letter nodes; each support is ``"ab>z"``."""
    nodes = {name: {"role": "premise", "claims": [f"c{name}"]} for name in premises}
    nodes |= {name: {"role": "step", "claims": [f"c{name}"]} for name in others}
    nodes["z"] = {"role": "conclusion", "claims": ["cz"]}
    edges = [each.split(">") for each in supports]
    return Argument(
        nodes,
        [{"of": of, "premises": list(given), "reason": "made up"} for given, of in edges],
        [{"node": node, "needs": needs, "reason": "made up"} for node, needs in presupposes],
    )


@pytest.fixture(scope="module")
def article():
    return arguments.article()


@pytest.fixture(scope="module")
def evidence():
    return datasets.load("evidence")


def test_linked_premises_are_needed_together():
    """One of the two off, and the conclusion falls."""
    argument = toy(["ab>z"], premises="ab", others="")
    assert fallen(argument, "a") == {"a", "z"}
    assert fallen(argument) == set()


def test_convergent_premises_are_enough_alone():
    """One of the two off, and the other carries."""
    argument = toy(["a>z", "b>z"], premises="ab", others="")
    assert fallen(argument, "a") == {"a"}
    assert fallen(argument, "ab") == {"a", "b", "z"}


def test_a_fall_goes_on_along_the_chain():
    """A premise carries a step, and the step a conclusion."""
    assert fallen(toy(["a>y", "yb>z"], premises="ab"), "a") == {"a", "y", "z"}


def test_what_is_presupposed_is_needed_whatever_the_supports():
    """The step has a ground of its own and falls all the same."""
    argument = toy(["a>y", "y>z"], presupposes=["yb"], premises="ab")
    assert fallen(argument, "b") == {"b", "y", "z"}


def test_a_premise_may_presuppose_another():
    """Who did it presupposes that it was done."""
    argument = toy(["b>z"], presupposes=["ba"], premises="ab", others="")
    assert fallen(argument, "a") == {"a", "b", "z"}


def test_cuts_are_the_smallest_sets_that_are_enough():
    """Of a alone carrying one way and b, c linked the other: a with b, or a with c."""
    argument = toy(["a>z", "bc>z"], premises="abc", others="")
    assert cuts(argument, "z") == [("a", "b"), ("a", "c")]
    assert load_bearing(argument) == []
    assert load_bearing(toy(["ab>z", "ac>z"], premises="abc", others="")) == ["a"]


def test_every_cut_fells_and_no_part_of_it_does(article):
    """The definition of a smallest set, on the article's argument."""
    for name in article.named("conclusion"):
        found = cuts(article, name, 4)
        assert found
        for cut in found:
            assert name in fallen(article, cut)
            assert all(name not in fallen(article, set(cut) - {each}) for each in cut)


@pytest.mark.parametrize(
    ("supports", "expected"),
    [
        (["ax>z"], "names of nodes"),
        (["a>y", "y>z", "z>y"], "no circle"),
        (["y>z"], "no support for a premise"),
    ],
)
def test_a_broken_argument_says_where(supports, expected):
    """An unknown end, a circle, a step that rests on nothing."""
    with pytest.raises(BrokenArgumentError, match=expected):
        toy(supports, premises="a")


def test_an_edge_without_a_reason_is_refused():
    """Whoever disagrees with an edge must find something to disagree with."""
    nodes = {"a": {"role": "premise"}, "z": {"role": "conclusion"}}
    with pytest.raises(BrokenArgumentError, match="a reason"):
        Argument(nodes, [{"of": "z", "premises": ["a"]}])


def test_a_name_that_is_no_node_is_refused(article, evidence):
    """The error lists the nodes."""
    for wrong in (
        lambda: fallen(article, ["nobody"]),
        lambda: cuts(article, "nobody"),
        lambda: arguments.strikes(article, evidence, "nobody"),
    ):
        with pytest.raises(NoSuchNodeError, match="authors"):
            wrong()


def test_every_claim_of_the_argument_is_in_the_table_and_stands_once(article):
    """Two nodes that said one claim would count it twice."""
    known = set(datasets.load("claims")["claim_id"])
    named = [claim for node in article.nodes.values() for claim in node["claims"]]
    assert set(named) <= known
    assert len(named) == len(set(named))


def test_the_words_of_a_node_fit_its_box(article):
    """Three lines of seventeen letters are what a box of a narrow page holds."""
    for name, node in article.nodes.items():
        lines = node["short"].split("<br>")
        assert len(lines) <= 3, name
        assert max(map(len, lines)) <= 19, name
        assert node["gist"].endswith(".")


def test_no_two_nodes_share_a_place(article):
    """A box must not cover another."""
    at = [tuple(node["at"]) for node in article.nodes.values()]
    for i, (column, row) in enumerate(at):
        assert not any(column == left and abs(row - up) < 0.9 for left, up in at[:i])


def test_alternatives_name_rows_on_both_sides(article, evidence):
    """Contested matters show at least two positions, each with an address."""
    rows = evidence.set_index("evidence_id")["url"]
    assert len(article.alternatives) >= 5
    for each in article.alternatives.values():
        assert each["for"] and each["against"]
        assert not set(each["for"]) & set(each["against"])
        assert rows[[*each["for"], *each["against"]]].str.startswith("http").all()


def test_rows_that_contradict_come_first(article, evidence):
    """What strikes at a premise must not be looked for below what supports it."""
    rows = arguments.strikes(article, evidence, "authors")
    assert rows["stance"].iloc[0] == "contradicts"
    assert rows["stance"].drop_duplicates().tolist() == ["contradicts", "qualifies", "supports"]
    assert set(rows["claim_id"]) <= set(article.nodes["authors"]["claims"])


def test_reach_counts_what_falls_beside_the_premise_itself(article):
    """As many rows as premises, and the counts are those of `fallen`."""
    table = arguments.reach(article).set_index("premise")
    assert table.index.tolist() == article.named("premise")
    beside = fallen(article, ["backlash"]) - {"backlash"}
    assert set(table.loc["backlash", "falls"]) == beside
    assert table.loc["backlash", ["steps", "conclusions"]].sum() == len(beside)


def test_every_prediction_is_listed_with_or_without_rows(evidence):
    """A prediction that nobody looked into must not drop out."""
    claims = datasets.load("claims")
    table = arguments.predictions(claims, evidence).set_index("claim_id")
    assert set(table.index) == set(claims.loc[claims["kind"] == "prediction", "claim_id"])
    assert table.loc["c120", ["supports", "qualifies", "contradicts"]].tolist() == [2, 1, 0]
    assert table.loc["c130", ["supports", "qualifies", "contradicts"]].tolist() == [0, 0, 0]
