"""Grading a course of our own making, so that each way to fail is there once."""

import nbformat
import pytest

from course.errors import CourseError
from grading import converters, gradebook
from grading.autograder.engine import autograde
from grading.cells import read_cells
from grading.course_folder import CourseFolder
from grading.errors import (
    NothingSubmittedError,
    NotPythonError,
    NotReleasedError,
    UnknownAssignmentError,
)


def submit(course, student, answers=None, name="toy", cells=slice(None)):
    """Hand in the released notebook with some answers written in, by grade id."""
    notebook = nbformat.read(course.folder("release", ".", "toy") / "toy.ipynb", as_version=4)
    for cell in notebook.cells:
        cell.source = (answers or {}).get(cell.metadata.nbgrader.grade_id, cell.source)
    notebook.cells = notebook.cells[cells]
    folder = course.folder("submitted", student, "toy")
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / f"{name}.ipynb")
    return folder


def by_student(outcomes):
    return {outcome.student: (outcome.status, outcome.reason) for outcome in outcomes}


def test_one_crash_costs_nobody_else_a_mark(released):
    """A process that dies, or a file that is no notebook, must not stop the class."""
    submit(released, "ada", {"toy_sum_answer": "total = 7"})
    submit(released, "ben", {"toy_sum_answer": "import os\nos._exit(1)"})
    (submit(released, "cem") / "toy.ipynb").write_text("not a notebook")
    submit(released, "dan", {"toy_sum_answer": "total = 7"})
    met = []
    outcomes = autograde(released, "toy", progress=lambda outcome: met.append(outcome.student))
    found = by_student(outcomes)
    assert met == ["ada", "ben", "cem", "dan"]
    assert found["ada"] == found["dan"] == ("graded", "")
    assert (found["ben"][0], found["cem"][0]) == ("flagged", "withheld")
    assert "toy_sum_answer ended its process" in found["ben"][1]
    assert "JSON" in found["cem"][1]
    rows = {row["student"]: row for row in gradebook.results(released, "toy", outcomes)}
    assert rows["ada"]["score"] == rows["dan"]["score"] == 2
    assert (rows["ben"]["score"], rows["cem"]["score"]) == (0, "")
    assert {row["max_score"] for row in rows.values()} == {3}


def test_a_notebook_under_another_name_is_graded_and_flagged(released):
    """nbgrader would skip it without a word to the student."""
    submit(released, "ada", {"toy_sum_answer": "total = 7"}, name="toy (1)")
    (outcome,) = autograde(released, "toy")
    assert outcome.status == "flagged"
    assert outcome.reason == "toy (1).ipynb was taken for toy.ipynb"
    assert gradebook.results(released, "toy", [outcome])[0]["score"] == 2


def test_an_endless_loop_is_stopped_and_flagged(released):
    """The mark for the rest stands, and a person can see why the question has none."""
    loop = {
        "toy_sum_answer": "while True: pass",
        "toy_double_answer": "def double(n): return n + n",
    }
    submit(released, "ada", loop)
    outcomes = autograde(released, "toy")
    assert outcomes[0].status == "flagged"
    assert "time limit: toy_sum_answer" in outcomes[0].reason
    assert gradebook.results(released, "toy", outcomes)[0]["score"] == 1


def test_a_deleted_test_still_marks_its_answer_and_the_student_is_told(released):
    """Without its test an answer had no mark; what was put right stands at the notebook's top."""
    answers = {"toy_sum_answer": "total = 7", "toy_double_answer": "def double(n): return n + n"}
    folder = submit(released, "ada", answers, cells=slice(0, 3))
    before = (folder / "toy.ipynb").read_bytes()
    (outcome,) = autograde(released, "toy")
    assert outcome.status == "graded"
    assert gradebook.results(released, "toy", [outcome])[0]["score"] == 3
    note = read_cells(released.folder("autograded", "ada", "toy") / "toy.ipynb")[0]
    assert "toy_double was not in the notebook: it was put back" in note.source
    assert (folder / "toy.ipynb").read_bytes() == before
    assert not list(released.root.glob(".put-right-*"))


def test_only_the_students_named_are_graded(released):
    """One student may hand in again without the class being run anew."""
    submit(released, "ada")
    submit(released, "ben")
    assert [outcome.student for outcome in autograde(released, "toy", ["ben"])] == ["ben"]
    assert released.graded("toy") == ["ben"]


def test_nothing_submitted_says_where_submissions_go(released):
    """The likeliest cause is a folder one level off."""
    with pytest.raises(NothingSubmittedError, match="submitted/STUDENT/toy"):
        autograde(released, "toy")


def test_grading_before_release_says_so(toy):
    """The points are entered on release; without them there is nothing to mark, nor to leave."""
    with pytest.raises(NotReleasedError, match="casebook release toy"):
        autograde(CourseFolder(toy), "toy")
    assert not (toy / "gradebook.db").exists()


def test_a_misspelt_assignment_is_answered_with_the_near_miss(released):
    """Most unknown names are slips of the finger."""
    with pytest.raises(UnknownAssignmentError, match="Did you mean 'toy'"):
        autograde(released, "tory")


def test_grading_leaves_the_working_directory_and_the_path_alone(released, tmp_path, monkeypatch):
    """The engine works from the course's folder; its caller must not notice."""
    import os

    submit(released, "ada")
    monkeypatch.chdir(tmp_path)
    before = os.getcwd(), os.environ["PATH"]  # noqa: PTH109
    autograde(released, "toy")
    assert (os.getcwd(), os.environ["PATH"]) == before  # noqa: PTH109


def test_every_error_of_grading_is_one_the_command_line_prints_plainly():
    """`casebook` shows a CourseError without a traceback; any other error is ours to mend."""
    from grading import errors

    assert all(issubclass(getattr(errors, name), CourseError) for name in errors.__all__)


def test_the_first_traceback_names_the_reason():
    """nbgrader logs what went wrong first and then, several times, that something did."""
    messages = [
        "There was an error processing assignment: x",
        "Traceback (most recent call last):\n  File\nnbformat.reader.NotJSONError: no notebook\n",
        "Traceback (most recent call last):\nKeyError: 'later'",
    ]
    assert converters.plain_reason(messages) == "NotJSONError: no notebook"


def test_a_notebook_in_another_language_is_refused_by_name(released):
    """All its cells would fail as Python, and the class get no points."""
    submit(released, "ada")
    file = released.folder("source", ".", "toy") / "toy.ipynb"
    notebook = nbformat.read(file, as_version=4)
    notebook.metadata.kernelspec = {"name": "ir", "display_name": "R", "language": "R"}
    nbformat.write(notebook, file)
    with pytest.raises(NotPythonError, match=r"toy\.ipynb: .* the kernel ir, whose language is R"):
        autograde(released, "toy")
