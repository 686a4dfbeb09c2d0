"""Every answer described for the assignment of unit 1, handed in and graded by nbgrader."""

import pytest

from course import datasets, sources
from tests.grading.held_to import Answers, run, solution_of


class TestAnswersToSources(Answers):
    assignment = "sources"
    by_tests = 14

    @pytest.mark.parametrize("question", ["sources_q11", "sources_q12"])
    def test_right_cards_are_sound_by_the_courses_own_check_too(
        self, answers, cells, given, question
    ):
        """The hidden tests are written out by hand; they and the lesson must mean the same by sound."""
        evidence = datasets.load("evidence")
        solution = solution_of(cells, f"{question}_answer")
        right = [each for each in answers if each.answer == f"{question}_answer" and each.right]
        for written in [solution, *(each.written_into(solution) for each in right)]:
            names = dict(given)
            run(written, names)
            card = names["loss_card" if question == "sources_q11" else "attack_card"]
            assert sources.card_faults(card, evidence) == []

    @pytest.mark.parametrize(
        ("a", "b"),
        [
            (["x", "x", "y", "y"], ["x", "x", "y", "x"]),
            (["x"] * 9 + ["y"], ["x"] * 8 + ["y", "x"]),
            (list("xxyyzzzw"), list("xxyzzzww")),
            (["x", None, "y", "x", "y", None], ["x", "y", "y", "y", None, "y"]),
        ],
    )
    def test_alpha_as_the_question_defines_it_is_krippendorffs(self, cells, a, b):
        """The formula for two coders is a special case; the package computes the general one."""
        import krippendorff

        names = {}
        run(solution_of(cells, "sources_q6_answer"), names)
        codes = {code: number for number, code in enumerate("wxyz")}
        table = [[codes.get(code, float("nan")) for code in coder] for coder in (a, b)]
        theirs = krippendorff.alpha(table, level_of_measurement="nominal")
        assert names["nominal_alpha"](a, b) == pytest.approx(theirs, abs=1e-12)
