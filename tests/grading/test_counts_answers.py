"""Every answer described for the assignment of unit 2, in many dossiers and graded by nbgrader."""

from functools import lru_cache

import pytest

from course import capture_recapture, datasets, scoring, simulate
from tests.grading.held_to import Answers, fails, graded_for, prepared, run, solution_of

DOSSIERS = 50


@pytest.fixture(scope="module", autouse=True)
def secret():
    """Everything here is drawn with a secret, as in a class; drawing is remembered for speed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(simulate.KEY_VARIABLE, "a long text that stands in no file")
        patch.setattr(simulate, "dossier", lru_cache(maxsize=4)(simulate.dossier))
        yield


def on_own_dossier(answer, cells):
    """Whether an answer's tests look at the student's dossier."""
    return any("dossier" in cell.source for cell in graded_for(answer.answer, cells).values())


class TestAnswersToCounts(Answers):
    assignment = "counts"
    by_tests = 13

    @pytest.fixture(scope="class")
    @classmethod
    def marked_by_tests(cls, answers, cells):
        return [each for each in answers if not cells[each.answer].metadata.nbgrader.grade]

    def test_answers_that_need_no_dossier_cost_what_is_declared(
        self, marked_by_tests, cells, given
    ):
        """Their tests run on tables that stand in the tests, so they are the same for everybody."""
        tried = [each for each in marked_by_tests if not on_own_dossier(each, cells)]
        assert len({each.answer for each in tried}) == 8
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

    @pytest.mark.parametrize("level", [0.5, 0.9, 0.95])
    @pytest.mark.parametrize("truth", [88, 100, 133.5, 140, 151])
    def test_the_interval_score_as_the_question_defines_it_is_the_courses(
        self, cells, level, truth
    ):
        """What students write by hand is what lesson 2.4 scores them with."""
        names = {}
        run(solution_of(cells, "counts_q8_answer"), names)
        theirs = scoring.interval_score(100, 140, truth, level)
        assert names["interval_score"](100, 140, truth, level) == pytest.approx(theirs)

    def test_two_lists_are_estimated_as_in_the_lesson(self, cells):
        """Six pairs of the Kosovo lists, by the question's formulas and by the course's functions."""
        names = {}
        run(solution_of(cells, "counts_q11_answer"), names)
        table = capture_recapture.overlap_table(datasets.load("mse_tables"), "kosovo_1999")
        for pair in capture_recapture.pairs(table).itertuples():
            found = names["two_lists"](pair.n_a, pair.n_b, pair.both)
            assert found["lincoln_petersen"] == pytest.approx(pair.lincoln_petersen)
            assert found["chapman"] == pytest.approx(pair.chapman)

    def test_the_criterion_chooses_as_the_course_does(self, cells, given):
        """The numbers in the hidden test are those of the models fitted to the Kosovo table."""
        names = dict(given)
        run(solution_of(cells, "counts_q12_answer"), names)
        table = capture_recapture.overlap_table(datasets.load("mse_tables"), "kosovo_1999")
        models = ["[1,2,3,4]", "[12,134,23]", "[123,134]", "[123,14,34]", "[12,13,14,23,24,34]"]
        fits = capture_recapture.search(table, models)
        for n, by in ((4400, "bic_records"), (15, "bic_cells")):
            assert names["chosen"](fits, 15, n) == capture_recapture.best(fits, by)["model"]
        hidden = cells["counts_q12_model"].source
        for fit in fits.itertuples():
            assert f"{fit.deviance:.3f}" in hidden and f"{fit.total:.2f}" in hidden
