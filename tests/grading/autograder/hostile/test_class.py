"""A whole class with hostile submissions in it: folders, links, names, marks and feedback pages."""

import os
import shutil
import socket

import nbformat
import pytest
from bs4 import BeautifulSoup

from grading import converters, gradebook
from grading.autograder import fence
from grading.autograder.engine import autograde
from grading.autograder.intake import LARGEST
from grading.course_folder import CourseFolder
from tests.conftest import missing
from tests.grading.autograder.hostile.bench import HONEST, MARKER, Case
from tests.grading.reports.test_feedback import acts

PAGE = """
from IPython.display import HTML, SVG, Javascript, Markdown, display
display(HTML('<script>a()</script><img src=x onerror=a()><iframe src="//e.org"></iframe>'))
display(HTML('<meta http-equiv="refresh" content="0;url=//e.org"><form action="//e.org"></form>'))
display(HTML('<a href=" java&#115;cript:a()">x</a><base href="//e.org">'))
display(SVG('<svg xmlns="http://www.w3.org/2000/svg" onload="a()"><script>a()</script></svg>'))
display(Javascript("a()"))
display(Markdown("[x](javascript:a()) ![y](http://e.org/c.png) <script>a()</script>"))
raise ValueError("<script>a()</script>")
"""


def submit(course, released, student, answers):
    """Hand in the released notebook with some answers; its folder."""
    notebook = nbformat.reads(released, as_version=4)
    for cell in notebook.cells:
        cell.source = answers.get(cell.metadata.nbgrader.grade_id, cell.source)
    folder = course.folder("submitted", student, "desk")
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / "desk.ipynb")
    return folder


def a_link_out(folder, outside):
    (folder / "desk.ipynb").unlink()
    (folder / "desk.ipynb").symlink_to(outside / "secret.ipynb")


def a_folder(folder, outside):
    (folder / "desk.ipynb").unlink()
    (folder / "desk.ipynb").mkdir()


def a_fifo(folder, outside):
    (folder / "desk.ipynb").unlink()
    os.mkfifo(folder / "desk.ipynb")


def a_socket(folder, outside):
    (folder / "desk.ipynb").unlink()
    here = os.open(folder, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as sock:
        sock.bind(f"/proc/self/fd/{here}/desk.ipynb")
    os.close(here)


def too_large(folder, outside):
    os.truncate(folder / "desk.ipynb", LARGEST + 1)


def a_name_with_control_characters(folder, outside):
    (folder / "desk.ipynb").rename(folder / "desk\x1b[2J\n.ipynb")


def nothing(folder, outside):
    (folder / "desk.ipynb").unlink()


def bad_json(folder, outside):
    (folder / "desk.ipynb").write_text('{"cells": [')


WITHHELD = {
    a_link_out: "link that leads out",
    a_folder: "is a folder",
    a_fifo: "no regular file",
    a_socket: "no regular file",
    too_large: "bytes; at most",
    a_name_with_control_characters: "control characters",
    nothing: "was not handed in",
    bad_json: "no JSON",
}


def links_beside(folder, outside):
    (folder / "stolen").symlink_to(outside)
    (folder / "secret.ipynb.txt").symlink_to(outside / "secret.ipynb")


def a_fifo_beside(folder, outside):
    os.mkfifo(folder / "waits")


def a_file_no_one_may_read(folder, outside):
    (folder / "mine").write_text("x")
    (folder / "mine").chmod(0)


def an_odd_timestamp(folder, outside):
    (folder / "timestamp.txt").write_text("99999-99-99 \x1b[2J")


def a_long_timestamp(folder, outside):
    (folder / "timestamp.txt").write_text("2024 " * 1000)


def odd_names_beside(folder, outside):
    for name in (b"\xff\xfe", b"a\nb", b"-rf", b" ", b"x" * 255):
        (folder / os.fsdecode(name)).write_text("x")


def more_than_the_scratch_holds(folder, outside):
    for number in range(5):
        (folder / f"{number}.bin").write_bytes(b"x" * (7 << 20))


BESIDE = [
    links_beside,
    a_fifo_beside,
    a_file_no_one_may_read,
    an_odd_timestamp,
    a_long_timestamp,
    odd_names_beside,
    more_than_the_scratch_holds,
]


@pytest.fixture(scope="module")
def class_(desk, tmp_path_factory):
    """A class of honest and hostile submissions, graded; outcomes and rows by student."""
    if lacks := fence.missing():
        missing("sandbox", lacks)
    root = tmp_path_factory.mktemp("class") / "course"
    shutil.copytree(desk.root, root)
    shutil.rmtree(root / "submitted")
    course, outside = CourseFolder(root), root.parent
    released = (root / "release" / "desk" / "desk.ipynb").read_text()
    (outside / "secret.ipynb").write_text(released.replace("helper", "secret-helper"))
    for student in ("ada", "zoe"):
        submit(course, released, student, HONEST)
    for number, spoil in enumerate([*WITHHELD, *BESIDE]):
        spoil(submit(course, released, f"eve{number:02}", HONEST), outside)
    submit(course, released, "mal", HONEST | {"number": PAGE, "function": Case("x").function})
    outcomes = autograde(course, "desk")
    rows = {row["student"]: row for row in gradebook.results(course, "desk", outcomes)}
    return course, {each.student: each for each in outcomes}, rows


def student_of(spoil):
    return f"eve{[*WITHHELD, *BESIDE].index(spoil):02}"


def test_the_honest_have_their_marks(class_):
    """Whoever sits between them."""
    _, outcomes, rows = class_
    assert rows["ada"]["score"] == rows["zoe"]["score"] == 7
    assert outcomes["ada"].status == outcomes["zoe"].status == "graded"


@pytest.mark.parametrize("spoil", WITHHELD, ids=lambda spoil: spoil.__name__.replace("_", "-"))
def test_what_cannot_be_read_is_withheld(class_, spoil):
    """With the reason in words that may be printed anywhere, and no score."""
    _, outcomes, rows = class_
    outcome = outcomes[student_of(spoil)]
    assert outcome.status == "withheld"
    assert WITHHELD[spoil] in outcome.reason
    assert outcome.reason.isprintable()
    assert rows[student_of(spoil)]["score"] == ""


@pytest.mark.parametrize("spoil", BESIDE, ids=lambda spoil: spoil.__name__.replace("_", "-"))
def test_what_lies_beside_a_notebook_stops_nobody(class_, spoil):
    """The notebook is graded, or withheld with the reason; the class goes on."""
    _, outcomes, rows = class_
    outcome = outcomes[student_of(spoil)]
    assert outcome.reason.isprintable()
    if outcome.status == "withheld":
        assert spoil in (an_odd_timestamp, a_long_timestamp, more_than_the_scratch_holds)
        assert outcome.reason
    else:
        assert rows[student_of(spoil)]["score"] == 7


def test_nothing_from_outside_a_submission_is_kept(class_):
    """A link in a submission is not followed, neither by reading nor by copying."""
    course, _, _ = class_
    kept = list((course.root / "autograded").rglob("*"))
    assert not [path for path in kept if path.is_symlink()]
    files = [path for path in kept if path.is_file()]
    assert files
    assert not [path for path in files if b"secret-helper" in path.read_bytes()]


def test_a_page_of_feedback_neither_acts_nor_tells(class_):
    """Made by the feedback step from what was graded; the hidden tests stay hidden."""
    course, _, rows = class_
    assert rows["mal"]["score"] == 6
    converters.write_feedback(course, "desk")
    (page,) = (course.root / "feedback" / "mal").rglob("*.html")
    body = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").find("body")
    assert acts(body) == []
    assert not body.find_all(["meta", "base", "svg"])
    assert MARKER not in body.text
