"""On honest work our marks are nbgrader's, cell by cell: both grade the same submissions here.

This course's own assignments are held against nbgrader in `tests.grading.held_to`, where their
answers are handed in anyway. What our engine means to do differently stands below, with its switch.
"""

import shutil
from pathlib import Path

import nbformat
import pytest

from grading import converters, gradebook
from grading.autograder.engine import autograde
from grading.course_folder import CourseFolder
from tests.grading.autograder import awkward
from tests.grading.conftest import TOY_SETTINGS

QUICKSTART = """
c = get_config()
c.CourseDirectory.course_id = "course101"
c.IncludeHeaderFooter.header = "source/header.ipynb"
"""
OWN_TOOLS = """
NAME = "tools"

def triple(n):
    return 3 * n

class Tool:
    def __init__(self, size):
        self.size = size
"""
WARNS = """
import warnings

def double(n):
    warnings.warn("slow")
    return 2 * n
"""
DIES = "import os\nos._exit(1)"


def marks(course, assignment):
    """Every mark by student and graded cell; None waits for a person."""
    return {
        (mark.student, mark.notebook, mark.question): mark.score
        for mark in gradebook.marks(course, assignment)
    }


def by_nbgrader(course, assignment):
    """What `nbgrader autograde` gives, in a copy of the course; and why it gave nothing."""
    copy = CourseFolder(shutil.copytree(course.root, course.root.with_name("by-nbgrader")))
    why = {
        name: converters.grade_one(copy, assignment, name) for name in copy.submitted(assignment)
    }
    return marks(copy, assignment), {name: reason for name, reason in why.items() if reason}


def by_us(course, assignment):
    outcomes = autograde(course, assignment)
    return marks(course, assignment), {each.student: each for each in outcomes}


def hand_in(course, student, notebooks, assignment):
    folder = course.folder("submitted", student, assignment)
    folder.mkdir(parents=True)
    for name, notebook in notebooks.items():
        nbformat.write(notebook, folder / f"{name}.ipynb")
    return folder


def released_notebooks(course, assignment):
    folder = course.folder("release", ".", assignment)
    return {path.stem: nbformat.read(path, as_version=4) for path in folder.glob("*.ipynb")}


def written(notebooks, answers):
    """The notebooks with answers written in, by grade id."""
    for notebook in notebooks.values():
        for cell in notebook.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            cell.source = answers.get(name, cell.source)
    return notebooks


@pytest.fixture
def quickstart(tmp_path):
    """The course that `nbgrader quickstart` makes, released, with four submissions.

    Two of them come with nbgrader, whose students changed tests and wrote cells of their own.
    """
    import nbgrader

    guide = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide"
    folder = tmp_path / "course101"
    shutil.copytree(
        guide / "source", folder / "source", ignore=shutil.ignore_patterns("*autotest*")
    )
    (folder / "nbgrader_config.py").write_text(QUICKSTART)
    course = CourseFolder(folder)
    converters.release(course, "ps1")
    shutil.copytree(guide / "submitted", folder / "submitted")
    hand_in(course, "blank", released_notebooks(course, "ps1"), "ps1")
    squares = "import squaring\n\ndef squares(n):\n    return squaring.all_to(n)"
    sums = "def sum_of_squares(n):\n    return sum(i * i for i in range(1, n + 1))"
    answers = {"squares": squares, "sum_of_squares": sums, "part-a": "Fibonacci numbers."}
    mine = hand_in(course, "half", written(released_notebooks(course, "ps1"), answers), "ps1")
    (mine / "squaring.py").write_text(
        "def all_to(n):\n    return [i * i for i in range(1, n + 1)]\n"
    )
    return course


def test_the_course_of_nbgraders_quickstart_gets_nbgraders_marks(quickstart):
    """It is what instructors try first; one of its tests deletes a function to see who calls it."""
    theirs, failed = by_nbgrader(quickstart, "ps1")
    ours, _ = by_us(quickstart, "ps1")
    assert failed == {}
    assert len(theirs) == 4 * 9
    assert ours == theirs
    half = {question: score for (who, _, question), score in ours.items() if who == "half"}
    assert (half["correct_squares"], half["squares_invalid_input"]) == (1, 0)
    assert (half["correct_sum_of_squares"], half["sum_of_squares_uses_squares"]) == (0.5, 0)


@pytest.fixture(scope="module")
def awkward_course(tmp_path_factory):
    """A course of one notebook, and two students: where one errs, the other is right."""
    folder = tmp_path_factory.mktemp("awkward") / "course"
    (folder / "source" / "awkward").mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text(TOY_SETTINGS.replace("timeout = 4", "timeout = 30"))
    nbformat.write(awkward.notebook(), folder / "source" / "awkward" / "awkward.ipynb")
    course = CourseFolder(folder)
    converters.release(course, "awkward")
    for student, errs in awkward.ERRS.items():
        (notebook,) = released_notebooks(course, "awkward").values()
        made = {"awkward": awkward.handed_in(notebook, errs)}
        (hand_in(course, student, made, "awkward") / "own_tools.py").write_text(OWN_TOOLS)
    return course


def test_awkward_answers_get_nbgraders_marks(awkward_course):
    """Classes, files, seeds, output, tables changed in place: a test in another process sees them."""
    theirs, failed = by_nbgrader(awkward_course, "awkward")
    ours, outcomes = by_us(awkward_course, "awkward")
    declared = {
        (student, "awkward", each.name): each.left if each.name in errs else 1
        for student, errs in awkward.ERRS.items()
        for each in awkward.QUESTIONS
    }
    assert failed == {}
    assert theirs == declared
    assert ours == declared
    for student, outcome in outcomes.items():
        told = outcome.reason.split("; ")
        inside = {each.split()[1] for each in told if each.startswith("in_process: ")}
        assert inside <= awkward.IN_PROCESS, student


def test_a_warning_in_a_test_costs_its_points_only_where_the_course_asks_for_that(released):
    """nbgrader takes whatever is written to standard error for a failure."""
    answers = {"toy_sum_answer": "total = 7", "toy_double_answer": WARNS}
    hand_in(released, "ada", written(released_notebooks(released, "toy"), answers), "toy")
    theirs, _ = by_nbgrader(released, "toy")
    ours, outcomes = by_us(released, "toy")
    released.config.Autograder.strict_stderr = True
    strict, _ = by_us(released, "toy")
    assert list(ours.values()) == [2, 1]
    assert outcomes["ada"].status == "graded"
    assert list(theirs.values()) == list(strict.values()) == [2, 0]


def test_a_crash_costs_its_question_and_the_submission_only_where_the_course_asks_for_that(
    released,
):
    """nbgrader gives a notebook whose kernel died no mark at all."""
    answers = {"toy_sum_answer": "total = 7", "toy_double_answer": DIES}
    hand_in(released, "ada", written(released_notebooks(released, "toy"), answers), "toy")
    _, failed = by_nbgrader(released, "toy")
    ours, outcomes = by_us(released, "toy")
    released.config.Autograder.whole_crash = True
    whole = autograde(released, "toy", again=True)
    assert "DeadKernelError" in failed["ada"]
    assert list(ours.values()) == [2, 0]
    assert outcomes["ada"].status == "flagged"
    assert [each.status for each in whole] == ["withheld"]
