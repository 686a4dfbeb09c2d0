"""The instructor's commands, called as `casebook` calls them, on a course of our own making."""

import csv

import nbformat
import pytest
from click.testing import CliRunner

from course import tree
from course.cli import main


def casebook(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


def hand_in(released, student, total):
    notebook = nbformat.read(released.folder("release", ".", "toy") / "toy.ipynb", as_version=4)
    notebook.cells[0].source = f"total = {total}"
    folder = released.folder("submitted", student, "toy")
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / "toy.ipynb")
    return folder / "toy.ipynb"


@pytest.mark.parametrize("command", ["release", "grade", "feedback", "demo"])
def test_every_command_explains_itself_and_takes_a_course(command):
    """An instructor may have other nbgrader courses than this one."""
    result = casebook(command, "--help")
    assert result.exit_code == 0
    assert "--course DIRECTORY" in result.output


def test_release_says_where_the_notebook_is_and_what_it_is_worth(toy):
    """The points are the first thing to check before students see the assignment."""
    result = casebook("release", "--course", toy)
    assert result.exit_code == 0
    assert "release/toy/toy.ipynb" in result.output
    assert "3 points in 2 graded cells" in result.output


def test_grade_writes_one_row_for_each_notebook(released, tmp_path):
    """The columns are what other programs read; they may not change by accident."""
    hand_in(released, "ada", 7)
    hand_in(released, "ben", 8)
    file = tmp_path / "results.csv"
    result = casebook("grade", "toy", "--course", released.root, "--results", file)
    assert result.exit_code == 0, result.output
    with file.open(newline="", encoding="utf-8") as lines:
        header, *rows = csv.reader(lines)
    assert header == ["student", "assignment", "notebook", "score", "max_score", "status", "reason"]
    assert rows == [
        ["ada", "toy", "toy", "2.0", "3.0", "graded", ""],
        ["ben", "toy", "toy", "0.0", "3.0", "graded", ""],
    ]


def test_grade_ends_with_one_when_a_submission_is_withheld(released, tmp_path):
    """A script that runs the command must notice that a person is needed."""
    hand_in(released, "ada", 7)
    hand_in(released, "ben", 7).write_text("{}")
    file = tmp_path / "results.csv"
    result = casebook("grade", "toy", "--course", released.root, "--results", file)
    assert result.exit_code == 1
    assert "2 submissions; 1 for a person to look at." in result.output
    with file.open(newline="", encoding="utf-8") as lines:
        rows = {row["student"]: row for row in csv.DictReader(lines)}
    assert rows["ada"]["score"] == "2.0"
    assert (rows["ben"]["score"], rows["ben"]["status"]) == ("", "withheld")
    assert rows["ben"]["reason"]


def test_what_is_unchanged_is_not_graded_again_unless_that_is_asked_for(released):
    """After a late hand-in the class is graded once more, and most of it has been already."""
    hand_in(released, "ada", 7)
    grade = ["grade", "toy", "--course", released.root]
    assert "unchanged" not in casebook(*grade).output
    hand_in(released, "ben", 8)
    assert "1 unchanged since they were graded." in casebook(*grade, "--workers", 1).output
    assert "unchanged" not in casebook(*grade, "--again").output


def test_without_a_fence_nothing_is_graded_unless_that_is_asked_for(released, monkeypatch):
    """Students' code in reach of the gradebook must be somebody's decision."""
    monkeypatch.setattr("grading.autograder.fence.missing", lambda: "bubblewrap is not installed")
    hand_in(released, "ada", 7)
    grade = ["grade", "toy", "--course", released.root]
    result = casebook(*grade)
    assert result.exit_code == 1
    assert "bubblewrap is not installed. Nothing was graded." in " ".join(result.output.split())
    assert not (released.root / "autograded").exists()
    assert casebook(*grade, "--isolation", "none").exit_code == 0


def test_feedback_comes_after_grading(released):
    """Before, there is nothing to tell a student; after, each has a page."""
    before = casebook("feedback", "toy", "--course", released.root)
    assert before.exit_code == 1
    assert "casebook grade toy" in before.output
    hand_in(released, "ada", 7)
    casebook("grade", "toy", "--course", released.root)
    assert casebook("feedback", "toy", "--course", released.root).exit_code == 0
    assert (released.folder("feedback", "ada", "toy") / "toy.html").is_file()


@pytest.mark.parametrize("command", ["grade", "feedback"])
def test_nothing_handed_in_ends_with_one(released, command):
    """There is something for a person to do, and the message says what."""
    result = casebook(command, "toy", "--course", released.root)
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert "Traceback" not in result.output


@pytest.mark.parametrize("command", ["release", "grade", "feedback"])
def test_a_misspelt_assignment_is_answered_with_the_near_miss(released, command):
    """The names that are there are listed, the likeliest first."""
    result = casebook(command, "tyo", "--course", released.root)
    assert result.exit_code == 1
    assert "there is no assignment 'tyo'. Did you mean 'toy'?" in result.output


@pytest.mark.parametrize("words", [["release"], ["grade", "toy"], ["feedback", "toy"], ["demo"]])
def test_a_folder_that_is_no_course_is_named(tmp_path, words):
    """An empty folder is not an empty course: the likeliest cause is the wrong folder."""
    result = casebook(*words, "--course", tmp_path)
    assert result.exit_code == 1
    assert str(tmp_path) in result.output
    assert "expected an nbgrader course" in result.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ["grade"],
        ["feedback"],
        ["release", "--course", "no-such-folder"],
        ["grade", "toy", "--result", "x.csv"],
        ["grade", "toy", "--isolation", "some"],
        ["demo", "--students", "0"],
        ["demo", "--seed", "one"],
    ],
)
def test_wrong_usage_ends_with_two(words):
    """2 is for the command line itself, so that scripts can tell it from a person's task."""
    result = casebook(*words)
    assert result.exit_code == 2
    assert "Usage:" in result.output


def test_demo_checks_the_marks_and_writes_its_report(toy, tmp_path):
    """The same command serves any course whose mistakes are written down."""
    report, kept = tmp_path / "made" / "report.html", tmp_path / "kept"
    words = ["--students", 3, "--course", toy, "--report", report, "--keep", kept]
    result = casebook("demo", *words)
    assert result.exit_code == 0, result.output
    assert "6 marks checked, 0 not as implied." in result.output
    assert "Every mark is as implied" in report.read_text(encoding="utf-8")
    assert (kept / "feedback" / "student-03" / "toy" / "toy.html").is_file()
    assert not (toy / "gradebook.db").exists()


def test_demo_ends_with_one_when_a_mark_is_not_as_implied(toy, tmp_path):
    """Declare that a blank answer costs nothing, and the tests are seen to disagree."""
    described = toy / "breakages" / "toy.toml"
    described.write_text(described.read_text().replace('fails = ["toy_sum"]', "fails = []"))
    report = tmp_path / "report.html"
    result = casebook("demo", "--students", 3, "--course", toy, "--report", report)
    assert result.exit_code == 1
    assert "toy_sum: expected 2.0, got 0.0" in result.output
    assert "not as implied" in report.read_text(encoding="utf-8")


def test_demo_does_not_write_into_a_folder_in_use(toy, tmp_path):
    """What is kept there may be a real class."""
    (tmp_path / "marks.txt").write_text("kept")
    result = casebook("demo", "--course", toy, "--keep", tmp_path, "--report", tmp_path / "r.html")
    assert result.exit_code == 1
    assert "Nothing was written" in result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["marks.txt", "toy-course"]


def test_the_commands_are_there_only_with_the_instructors_folder(monkeypatch, tmp_path):
    """A student edition has no `grading/`, and its `casebook` offers nothing that cannot work."""
    monkeypatch.setattr(tree, "GRADING", tmp_path)
    result = casebook("--help")
    assert result.exit_code == 0
    assert "grade" not in result.output
