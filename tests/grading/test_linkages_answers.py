"""Every answer described for the assignment of unit 3, handed in and graded by nbgrader."""

from itertools import pairwise

import networkx as nx
import pandas as pd
import pytest

from course import arguments, datasets, maps, networks
from tests.grading.held_to import Answers, run, solution_of

SPLIT = nx.Graph([(0, 1), (1, 2), (2, 3), (4, 5), (5, 6)])


@pytest.fixture(scope="module")
def relations():
    return datasets.load("relations")


class TestAnswersToLinkages(Answers):
    """The solutions are held against the course's own functions, and these against networkx."""

    assignment = "linkages"
    by_tests = 13

    @pytest.fixture
    def solved(self, cells, given):
        """The names that the solution of a question sets."""

        def of(question):
            names = dict(given)
            run(solution_of(cells, f"linkages_q{question}_answer"), names)
            return names

        return of

    def test_ties_that_could_be_a_dyad_are_those_of_the_lesson(self, solved, relations):
        """Lesson 3.1 counts 13 ties between two parties."""
        actors = datasets.load("actors")
        found = solved(2)["could_be_dyad"](relations, actors)
        kind = networks.dyad_kind(relations, actors)
        assert found == relations.loc[kind == "two parties", "relation_id"].tolist()
        assert len(found) == 13

    def test_the_threshold_is_that_of_the_lesson(self, solved):
        """Two dyads of 20 deaths are none, and 25 in one are one."""
        for first in (20, 25):
            deaths = {("group", "state"): first, ("league", "state"): 15}
            rows = [(*sides, 2031, dead) for sides, dead in deaths.items()]
            table = pd.DataFrame(rows, columns=["side_a", "side_b", "year", "best"])
            found = [dyad[:2] for dyad in solved(3)["recorded"](table)]
            assert found == networks.active_dyads(deaths)

    def test_the_articles_network_is_that_of_the_lesson(self, solved, relations):
        """54 actors and 74 pairs, each with its claims."""
        found = networks.from_node_link(
            {"directed": False, "multigraph": False, "graph": {}} | solved(4)["network"](relations)
        )
        theirs = networks.pairs(relations)
        assert set(found) == set(theirs) and len(found) == 54
        claims = {frozenset(ends): each for *ends, each in found.edges(data="claims")}
        assert claims == {frozenset(ends): each for *ends, each in theirs.edges(data="claims")}
        assert len(claims) == 74

    @pytest.mark.parametrize("graph", ["kite", "split", "article"])
    def test_measures_as_the_questions_define_them_are_those_of_networkx(
        self, solved, relations, graph
    ):
        """What students write by hand is what lesson 3.2 shows."""
        graphs = {"kite": networks.kite, "split": lambda: SPLIT}
        drawn = graphs.get(graph, lambda: networks.pairs(relations))()
        plain = networks.node_link(drawn)
        assert solved(5)["degrees"](plain) == dict(drawn.degree())
        found = solved(6)["betweenness"](plain)
        assert found == pytest.approx(nx.betweenness_centrality(drawn))

    @pytest.mark.parametrize("sign", ["hostile", "neutral", "cooperative"])
    @pytest.mark.parametrize("years", [(2024, 2024), (2014, 2019), (1979, 1991)])
    def test_windows_are_those_of_the_lesson(self, solved, relations, sign, years):
        """The lesson's filter, undated ties left out, keeps the same rows."""
        first, last = pd.Timestamp(years[0], 1, 1), pd.Timestamp(years[1], 12, 31)
        found = solved(7)["held"](relations, sign, first, last)
        theirs = networks.kept(relations, sign=sign, period=(first, last), undated=False)
        pd.testing.assert_frame_equal(found, theirs)

    def test_leaving_claims_out_gives_the_ranks_of_the_lesson(self, solved, relations):
        """Neighbours by question 8, ranked by question 9, are the degree ranks of lesson 3.3."""
        without, interval = solved(8)["neighbours_without"], solved(9)["rank_interval"]
        drawn = {
            claim: dict(networks.pairs(relations[relations["claim_id"] != claim]).degree())
            for claim in relations["claim_id"].unique()
        }
        for name in ("ISIS-K", "Vladimir Putin"):
            expected = {claim: each.get(name, 0) for claim, each in drawn.items()}
            assert without(relations, name) == expected
        whole = networks.measures(networks.pairs(relations))
        theirs = networks.rank_intervals(networks.leave_one_out(relations), whole, "degree")
        for name, span in theirs.iterrows():
            assert interval(list(drawn.values()), name) == [span["low"], span["high"]]

    @pytest.mark.parametrize("pair", [("Kabul airport", "Peshawar"), ("Crocus", "Kerman")])
    def test_distances_are_those_of_the_lesson(self, solved, pair):
        """The formula of the question and the lesson's function differ by the radius, if at all."""
        places = maps.precision(datasets.load("events")).set_index("short")
        ends = [places.loc[name, ["lon", "lat", "where_prec"]].to_dict() for name in pair]
        nearest, farthest = solved(11)["distance_range"](*ends)
        theirs = maps.distance(*(end[side] for end in ends for side in ("lon", "lat")))
        assert (nearest + farthest) / 2 == pytest.approx(theirs, rel=1e-5)

    def test_what_falls_is_what_falls_in_the_lesson(self, solved, given):
        """Every premise of the article's argument alone, and every pair of neighbours in its list."""
        article = arguments.article()
        premises = article.named("premise")
        fallen = solved(12)["fallen"]
        for off in [*([name] for name in premises), *map(list, pairwise(premises))]:
            assert fallen(given["argument"], off) == sorted(arguments.fallen(article, off))

    def test_of_the_predictions_few_rows_are_certainly_later(self, solved):
        """Lesson 3.5 counts eight rows on the predictions; most of them have no date."""
        rows = datasets.load("evidence")
        claims = datasets.load("claims").query("kind == 'prediction'")["claim_id"]
        assert len(rows[rows["claim_id"].isin(claims)]) == 8
        later = [solved(13)["later_rows"](rows, c, pd.Timestamp("2024-03-30")) for c in claims]
        found = [row for each in later for side in each.values() for row in side]
        assert found == ["ne049", "ne051", "ne023"]
