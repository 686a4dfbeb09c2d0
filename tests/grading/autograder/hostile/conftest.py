"""One course and one sandbox for all hostile submissions; starting either takes seconds."""

import pytest

from grading import converters
from grading.autograder import engine, fence, work
from grading.course_folder import CourseFolder
from tests.conftest import missing

pytest.register_assert_rewrite("tests.grading.autograder.hostile.bench")

from tests.grading.autograder.hostile.bench import Bench, make_desk  # noqa: E402


@pytest.fixture(scope="session")
def desk(tmp_path_factory):
    """The course after its release, with a submission of a neighbour and a gradebook."""
    root = tmp_path_factory.mktemp("hostile") / "course"
    make_desk(root)
    course = CourseFolder(root)
    converters.release(course, "desk")
    folder = root / "submitted" / "ada" / "desk"
    folder.mkdir(parents=True)
    released = root / "release" / "desk" / "desk.ipynb"
    (folder / "desk.ipynb").write_bytes(released.read_bytes())
    return course


@pytest.fixture(scope="session")
def bench(desk):
    """The sandbox, with an honest submission graded in it."""
    if lacks := fence.missing():
        missing("sandbox", lacks)
    yield Bench(engine.pack(desk, "desk"), desk.root)
    work._close()
