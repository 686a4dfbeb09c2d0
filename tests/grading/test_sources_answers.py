"""Every answer described for the assignment of unit 1, handed in and graded by nbgrader.

The k-th wrong answers of all questions make one submission: questions do not depend on one another,
so each of its marks is a test of one answer. The right answers make submissions of their own.
"""

import builtins
import contextlib
import io
import re
from collections import Counter

import nbformat
import pytest

from course import datasets, sources, tree
from grading import converters, gradebook, simulation
from grading.autograder.engine import autograde
from grading.course_folder import CourseFolder

ASSIGNMENT = "sources"
HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS\n.*?### END HIDDEN TESTS", re.DOTALL)
MARKER = re.compile(r"^ *### (BEGIN|END) .*\n?", re.MULTILINE)


@pytest.fixture(scope="module")
def cells():
    """The instructor's cells by grade id."""
    source = tree.GRADING / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    kept = nbformat.read(source, as_version=4).cells
    return {cell.id: cell for cell in kept if "nbgrader" in cell.metadata}


@pytest.fixture(scope="module")
def answers():
    return simulation.load_breakages(CourseFolder(tree.GRADING), ASSIGNMENT)


@pytest.fixture(scope="module")
def graded(answers, tmp_path_factory):
    """The students, the outcome of each submission and the check of every mark."""
    folder = tmp_path_factory.mktemp("answers") / "course"
    course = CourseFolder(tree.GRADING).copy(folder, ASSIGNMENT)
    converters.release(course, ASSIGNMENT)
    students = [student for student in simulation.cover(answers) if student.breakages]
    for student in students:
        simulation.hand_in(course, ASSIGNMENT, student)
    outcomes = autograde(course, ASSIGNMENT)
    checks = simulation.check_marks(course, ASSIGNMENT, students)
    assert gradebook.marks(course, ASSIGNMENT)
    return students, outcomes, checks


def test_every_wrong_answer_fails_where_it_is_declared_to_and_nowhere_else(graded):
    """A mistake that goes unseen, or costs more than it should, is a fault of the tests."""
    students, _, checks = graded
    wrong = {student.student for student in students if student.mistakes}
    missed = [check for check in checks if check.student in wrong and not check.agrees]
    assert missed == []


def test_every_right_answer_written_another_way_earns_all_points(graded):
    """Tests that fail a right answer teach students to copy the solution."""
    students, _, checks = graded
    right = {student.student for student in students if student.variants}
    got = [check.got for check in checks if check.student in right and not check.by_hand]
    asked = [check.points for check in checks if check.student in right and not check.by_hand]
    assert len(right) >= 2
    assert got == asked


def test_every_answer_described_was_handed_in_and_graded(graded, answers):
    """Nothing is left out by the way submissions are put together, and none needs a person."""
    students, outcomes, _ = graded
    met = Counter(each.name for student in students for each in student.breakages)
    assert met == Counter(each.name for each in answers)
    assert {outcome.status for outcome in outcomes} == {"graded"}


def test_each_question_has_six_wrong_answers_and_two_right_ones(answers, cells):
    """Of the wrong ones a blank is one at most; a text read by a person needs no more than that."""
    asked = [name for name, cell in cells.items() if cell.metadata.nbgrader.solution]
    by_tests = [name for name in asked if not cells[name].metadata.nbgrader.grade]
    assert len(by_tests) == 14
    for name in by_tests:
        mine = [each for each in answers if each.answer == name]
        wrong = [each for each in mine if not each.right]
        assert len(wrong) >= 6, name
        assert len([each for each in mine if each.right]) >= 2, name
        assert sum(each.kind == "left blank" for each in wrong) == 1, name
        assert all(each.fails for each in wrong), name


def test_answers_to_a_question_differ(answers, cells):
    """The same code under two names would be counted twice."""
    written = Counter()
    for each in answers:
        solution = MARKER.sub("", cells[each.answer].source)
        written[each.answer, each.written_into(solution)] += 1
    assert [name for (name, _), times in written.items() if times > 1] == []


def fails_a_test(answer, cells, visible_only):
    """The graded cells of a question that an answer fails, in this process.

    The answers are those of the file beside the assignment; a student's code is never run so.
    """
    question = answer.answer.removesuffix("_answer")
    names = {"__builtins__": builtins}
    written = answer.written_into(MARKER.sub("", cells[answer.answer].source))
    failed = set()
    with contextlib.redirect_stdout(io.StringIO()):
        exec(cells["sources_setup"].source, names)
        with contextlib.suppress(Exception):
            exec(written, names)
        for name, cell in cells.items():
            if cell.metadata.nbgrader.grade and re.fullmatch(rf"{question}(_.*)?", name):
                shown = HIDDEN.sub("", cell.source) if visible_only else cell.source
                try:
                    exec(shown, names)
                except Exception:
                    failed.add(name)
    return failed


def test_what_is_learnt_by_heart_passes_what_is_shown_and_fails_what_is_hidden(answers, cells):
    """The values of the visible tests are there to be read; giving them back is no answer."""
    by_heart = [each for each in answers if each.kind == "learnt by heart"]
    functions = {name for name, cell in cells.items() if cell.source.startswith("def ")}
    assert {each.answer for each in by_heart} == functions
    for each in by_heart:
        assert fails_a_test(each, cells, visible_only=True) == set(), each.name
        assert fails_a_test(each, cells, visible_only=False) == set(each.fails), each.name


def test_each_question_has_a_wrong_answer_that_only_hidden_tests_catch(answers, cells):
    """Otherwise the hidden tests would have been seen to do nothing."""
    caught = set()
    for each in answers:
        tried = each.fails and each.kind not in ("left blank", "learnt by heart")
        if tried and not fails_a_test(each, cells, visible_only=True):
            caught.add(each.answer)
    assert len(caught) == 14


@pytest.mark.parametrize("question", ["sources_q11", "sources_q12"])
def test_right_cards_are_sound_by_the_courses_own_check_too(answers, cells, question):
    """The hidden tests are written out by hand; they and the lesson must mean the same by sound."""
    evidence = datasets.load("evidence")
    solution = MARKER.sub("", cells[f"{question}_answer"].source)
    right = [each for each in answers if each.answer == f"{question}_answer" and each.right]
    for written in [solution, *(each.written_into(solution) for each in right)]:
        names = {}
        exec(cells["sources_setup"].source, names)
        exec(written, names)
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
def test_alpha_as_the_question_defines_it_is_krippendorffs(answers, cells, a, b):
    """The formula for two coders is a special case; the package computes the general one."""
    import krippendorff

    names = {}
    exec(MARKER.sub("", cells["sources_q6_answer"].source), names)
    codes = {code: number for number, code in enumerate("wxyz")}
    table = [[codes.get(code, float("nan")) for code in coder] for coder in (a, b)]
    theirs = krippendorff.alpha(table, level_of_measurement="nominal")
    assert names["nominal_alpha"](a, b) == pytest.approx(theirs, abs=1e-12)
