"""A class's dossiers from release to grading, on a small course with one question about them."""

import json
import shutil

import nbformat
import pytest
from click.testing import CliRunner
from nbformat.v4 import new_code_cell, new_output

from course import simulate, tree
from course.cli import main
from grading import dossiers, ids
from grading.autograder.engine import autograde
from grading.cells import read_cells
from grading.course_folder import CourseFolder
from grading.errors import EmptyRosterError, KeyChangedError
from tests.grading.conftest import make_toy, nbgrader_cell

SECRET = "a long text that no student can read"
ID_CELL = 'import os\nstudent = os.environ.get("JUPYTERHUB_USER", "")\n'
SETUP = 'from course import simulate\ndossier = simulate.mine(student, "toy")'
TEST = """own = simulate.dossier(simulate.whose(student), "toy", simulate.key_from_environment())
assert killed == own.truth.killed"""


def locked(source, grade_id):
    cell = nbgrader_cell(source, grade_id)
    cell.metadata.nbgrader.locked = True
    return cell


@pytest.fixture(scope="module")
def with_dossiers(tmp_path_factory):
    """The course `toy` with a question on the truth, which no student could answer."""
    folder = make_toy(tmp_path_factory.mktemp("dossiers") / "course")
    file = folder / "source" / "toy" / "toy.ipynb"
    notebook = nbformat.read(file, as_version=4)
    notebook.cells = [
        new_code_cell(ID_CELL),
        locked(SETUP, "toy_setup"),
        nbgrader_cell(
            "### BEGIN SOLUTION\nkilled = 0\n### END SOLUTION", "toy_answer", solution=True
        ),
        nbgrader_cell(TEST, "toy_killed", points=1),
    ]
    nbformat.write(notebook, file)
    settings = folder / "nbgrader_config.py"
    settings.write_text(settings.read_text().replace("timeout = 4", "timeout = 60"))  # for pandas
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(simulate.KEY_VARIABLE, raising=False)
        released = CliRunner().invoke(main, ["release", "--course", str(folder)])
    assert released.exit_code == 0, released.output
    return folder, released.output


@pytest.fixture
def course(with_dossiers, tmp_path):
    """A copy of the course, released with the public key."""
    return CourseFolder(shutil.copytree(with_dossiers[0], tmp_path / "course"))


@pytest.fixture
def secret(monkeypatch):
    monkeypatch.setenv(simulate.KEY_VARIABLE, SECRET)


def hand_in(course, student, written=None, killed=0, printed=None):
    """Hand in the released notebook, with an id written in and an answer."""
    notebook = nbformat.read(course.folder("release", ".", "toy") / "toy.ipynb", as_version=4)
    written = student if written is None else written
    notebook.cells[0].source = ID_CELL.replace('""', f'"{written}"')
    if printed:
        notebook.cells[0].outputs = [new_output("stream", name="stdout", text=printed)]
    notebook.cells[2].source = f"killed = {killed}"
    folder = course.folder("submitted", student, "toy")
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, folder / "toy.ipynb")


def file_of(course):
    return course.folder("release", ".", "toy") / simulate.FILE


def test_without_a_secret_nothing_is_written_and_the_instructor_is_told(with_dossiers, course):
    """The public key is fine for practice; whoever gives marks should know what it means."""
    assert "drawn with the public key" in with_dossiers[1]
    assert not file_of(course).exists()


def test_with_a_secret_the_roster_gets_its_dossiers(course, secret):
    """Those in the gradebook and those with a folder in submitted/, and no truth in the file."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as book:
        book.add_student("ada")
    course.folder("submitted", "ben", "another").mkdir(parents=True)
    assert dossiers.roster(course) == ["ada", "ben"]
    assert dossiers.hand_out(course, "toy") == 2
    text = file_of(course).read_text(encoding="utf-8")
    assert "truth" not in text and SECRET not in text and "ada" not in text
    held = json.loads(text)
    assert held["public_key"] is False
    for student in ("ada", "ben"):
        given = simulate.find(student, held)
        assert given.as_dict() == simulate.dossier(student, "toy", SECRET).as_dict()


def test_release_with_a_secret_and_no_class_says_how_to_name_one(course, secret):
    """A file for nobody would send every student to the dossier for everybody."""
    with pytest.raises(EmptyRosterError, match="nbgrader db student add"):
        dossiers.hand_out(course, "toy")
    assert not file_of(course).exists()


def test_an_assignment_without_dossiers_gets_no_file(secret):
    """Most assignments know nothing of dossiers, whatever is in the environment."""
    course = CourseFolder(tree.GRADING)
    assert not dossiers.used_by(course, "sources")
    assert dossiers.used_by(course, "counts")
    assert dossiers.hand_out(course, "sources", ["ada"]) is None


def test_a_release_without_the_secret_takes_the_old_file_away(course, secret, monkeypatch):
    """Students would otherwise work on dossiers that nobody can mark."""
    dossiers.hand_out(course, "toy", ["ada"])
    monkeypatch.delenv(simulate.KEY_VARIABLE)
    assert dossiers.hand_out(course, "toy", ["ada"]) is None
    assert not file_of(course).exists()


def test_another_key_than_at_release_grades_nobody(course, secret, monkeypatch):
    """Every truth would be another one, and nobody would see why right answers fail."""
    dossiers.hand_out(course, "toy", ["ada"])
    hand_in(course, "ada")
    for key in ("another text, as long as the first", None):
        monkeypatch.delenv(simulate.KEY_VARIABLE)
        if key:
            monkeypatch.setenv(simulate.KEY_VARIABLE, key)
        with pytest.raises(KeyChangedError, match=simulate.KEY_VARIABLE):
            autograde(course, "toy")
    assert course.graded("toy") == []


def test_the_folder_decides_and_another_id_is_flagged(course, secret):
    """Ben hands in Ada's notebook: her right answer is wrong for him, and a person looks at it."""
    dossiers.hand_out(course, "toy", ["ada", "ben"])
    for student in ("ada", "ben"):
        hand_in(course, student, "ada", simulate.dossier("ada", "toy", SECRET).truth.killed)
    hand_in(course, "cem")
    ada, ben, cem = autograde(course, "toy")
    assert (ada.status, ada.reason) == ("graded", "")
    assert ben.status == cem.status == "flagged"
    assert ben.reason == "the notebook names ada, the folder ben: graded as ben"
    assert "no dossier was released for cem" in cem.reason
    from grading import gradebook

    got = {mark.student: mark.score for mark in gradebook.marks(course, "toy")}
    assert got == {"ada": 1, "ben": 0, "cem": 0}


SAID = [  # what is written, what is printed, what is remarked
    ("ada", None, ""),
    ("", "Handed in by: ada\n", ""),  # on a hub
    ("", None, ""),  # outputs cleared: nobody can tell
    ("", "Handed in by: ben\n", "the notebook names ben"),  # copied, and not run again
    ("ada", "Handed in by: ben\n", "the notebook names ben"),
    ("Ada", None, "the notebook names Ada"),
    ("", "Handed in by: nobody yet. Please write your id above.\n", "names no student"),
]


def test_what_a_notebook_says_of_its_student(course):
    """An id is written in the first cell or, from a hub, printed there."""
    for written, printed, remark in SAID:
        hand_in(course, "ada", written, printed=printed)
        cells = read_cells(course.folder("submitted", "ada", "toy") / "toy.ipynb")
        handout = dossiers.Handout(course, "toy")
        told = "; ".join(handout.remarks("ada", ids.seen(cells)))
        assert (remark in told) if remark else (told == ""), (written, printed)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('student = "ada"', {"ada"}),
        ('student = os.environ.get("JUPYTERHUB_USER") or "ada"', {"ada"}),
        ('student = os.environ["JUPYTERHUB_USER"]', set()),
        ("student = ada", set()),
        ('student = "ada', set()),
        ('other = "ada"', set()),
    ],
)
def test_an_id_is_read_however_it_is_written(source, expected):
    """Students write the line anew; one that is no Python is for its own question to fail."""
    assert ids.ids_in([new_code_cell(source)]) == expected
