"""A course small enough to grade in seconds, and the released assignment of the real one."""

import shutil
import sys
from os import environ, pathsep
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from course import tree
from grading import converters
from grading.course_folder import CourseFolder

pytest.register_assert_rewrite("tests.grading.held_to")

TOY_SETTINGS = """
c = get_config()
c.CourseDirectory.course_id = "toy"
c.Execute.timeout = 4
c.Execute.extra_arguments = ["--log-level=ERROR"]
"""

TOY_BREAKAGES = """
[sum-blank]
answer = "toy_sum_answer"
kind = "left blank"
meaning = "The sum is not answered."
fails = ["toy_sum"]

[double-off]
answer = "toy_double_answer"
kind = "off by one"
meaning = "One too many."
original = "2 * n"
changed = "2 * n + 1"
fails = ["toy_double"]
"""


def nbgrader_cell(source, grade_id, *, points=None, solution=False):
    """A code cell with nbgrader's metadata: tests where it has points, else an answer."""
    facts = {
        "grade": points is not None,
        "grade_id": grade_id,
        "locked": points is not None,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if points is not None:
        facts["points"] = points
    cell = new_code_cell(source, metadata={"nbgrader": facts})
    cell.id = grade_id
    return cell


def toy_notebook():
    """Two questions, of 2 and 1 points, that need no import."""
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    solution = "### BEGIN SOLUTION\n{}\n### END SOLUTION"
    return new_notebook(
        metadata={"kernelspec": kernel},
        cells=[
            nbgrader_cell(solution.format("total = 3 + 4"), "toy_sum_answer", solution=True),
            nbgrader_cell("assert total == 7", "toy_sum", points=2),
            nbgrader_cell(
                "def double(n):\n    ### BEGIN SOLUTION\n    return 2 * n\n    ### END SOLUTION",
                "toy_double_answer",
                solution=True,
            ),
            nbgrader_cell("assert double(4) == 8", "toy_double", points=1),
        ],
    )


def make_toy(folder):
    (folder / "source" / "toy").mkdir(parents=True)
    (folder / "breakages").mkdir()
    (folder / "nbgrader_config.py").write_text(TOY_SETTINGS)
    (folder / "breakages" / "toy.toml").write_text(TOY_BREAKAGES)
    nbformat.write(toy_notebook(), folder / "source" / "toy" / "toy.ipynb")
    return folder


@pytest.fixture
def toy(tmp_path):
    """Folder of an nbgrader course with one assignment, `toy`, worth 3 points."""
    return make_toy(tmp_path / "toy-course")


@pytest.fixture(scope="session")
def toy_released_once(tmp_path_factory):
    """The course `toy` after its release, to be copied: making a gradebook takes seconds."""
    folder = make_toy(tmp_path_factory.mktemp("toy") / "released")
    converters.release(CourseFolder(folder), "toy")
    return folder


@pytest.fixture
def released(toy_released_once, tmp_path):
    """The course `toy` with its assignment released."""
    return CourseFolder(shutil.copytree(toy_released_once, tmp_path / "toy-released"))


@pytest.fixture(scope="module")
def real_course(tmp_path_factory):
    """A copy of this course as it is in the repository, without what grading leaves behind."""
    folder = tmp_path_factory.mktemp("real") / "grading"
    for name in ("source", "breakages", "rubrics"):
        shutil.copytree(tree.GRADING / name, folder / name)
    shutil.copy(tree.GRADING / "nbgrader_config.py", folder)
    return folder


@pytest.fixture(scope="session")
def activated():
    """The environment variables of an activated environment: nbgrader starts alembic by name."""
    programs = str(Path(sys.executable).parent)
    return environ | {"PATH": pathsep.join([programs, environ.get("PATH", "")])}
