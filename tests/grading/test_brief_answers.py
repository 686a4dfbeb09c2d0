"""Every answer described for the capstone, in many dossiers; a few graded by nbgrader."""

from functools import lru_cache

import networkx as nx
import pytest

from course import scoring, simulate
from tests.grading.held_to import Answers, fails, graded_for, prepared, run, solution_of

DOSSIERS = 50


@pytest.fixture(scope="module", autouse=True)
def secret():
    """Everything here is drawn with a secret, as in a class; drawing is remembered for speed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(simulate.KEY_VARIABLE, "a long text that stands in no file")
        remembered = lru_cache(maxsize=4)(simulate.dossier)
        patch.setattr(simulate, "dossier", remembered)
        patch.setattr(simulate.own, "dossier", remembered)
        yield


def on_own_dossier(answer, cells):
    """Whether an answer's tests look at the student's dossier."""
    return any(
        "own = simulate" in cell.source for cell in graded_for(answer.answer, cells).values()
    )


class TestAnswersToBrief(Answers):
    assignment = "brief"
    by_tests = 12

    @pytest.fixture(scope="class")
    @classmethod
    def marked_by_tests(cls, answers, cells):
        return [each for each in answers if not cells[each.answer].metadata.nbgrader.grade]

    def test_answers_that_need_no_dossier_cost_what_is_declared(
        self, marked_by_tests, cells, given
    ):
        """Their tests run on tables that stand in the tests, so they are the same for everybody."""
        tried = [each for each in marked_by_tests if not on_own_dossier(each, cells)]
        assert {each.answer for each in tried} == {"brief_q2_answer", "brief_q9_answer"}
        got = {each.name: fails(each, cells, given) for each in tried}
        assert got == {each.name: set(each.fails) for each in tried}

    @pytest.mark.parametrize("number", range(DOSSIERS))
    def test_answers_on_a_dossier_cost_the_same_in_every_dossier(
        self, marked_by_tests, cells, number
    ):
        """A mistake that luck hides, or a right answer that bad luck fails, is unfair to some."""
        given = prepared(cells, f"student = 'class-{number}'")
        tried = [each for each in marked_by_tests if on_own_dossier(each, cells)]
        got = {each.name: fails(each, cells, given) for each in tried}
        assert got == {each.name: set(each.fails) for each in tried}

    @pytest.mark.parametrize(("level", "factor"), [(0.9, 20), (0.8, 10)])
    @pytest.mark.parametrize("truth", [88, 100, 133, 140, 151])
    def test_a_score_as_the_questions_define_it_is_the_courses(self, level, factor, truth):
        """Width and price of a miss are those of lesson 2.4."""
        outside = max(100 - truth, truth - 140, 0)
        theirs = scoring.interval_score(100, 140, truth, level)
        assert 40 + factor * outside == pytest.approx(theirs)

    def test_the_network_of_a_dossier_can_be_read_back(self, cells, given):
        """Node-link data is for others to use: networkx makes the same graph of it."""
        names = dict(given)
        run(solution_of(cells, "brief_q9_answer"), names)
        told = names["tie_graph"](names["ties"]) | {"directed": True, "multigraph": True}
        graph = nx.node_link_graph(told, edges="links")
        assert graph.number_of_edges() == 8
        assert sorted(origins for *_, origins in graph.edges(data="origins")) == [1] * 7 + [2]
        assert set(graph) == {*names["ties"]["source_actor"], *names["ties"]["target_actor"]}
