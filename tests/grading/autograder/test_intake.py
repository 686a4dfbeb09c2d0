"""Reading what was handed in: nothing outside the folder is read, and every file ends in words."""

import json
import os

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from grading.autograder import intake


@pytest.fixture
def folder(tmp_path):
    """A submission with nothing in it."""
    made = tmp_path / "submitted" / "ada" / "toy"
    made.mkdir(parents=True)
    return made


def read(folder, expected, **options):
    """The notebooks that were handed in, or why there are none."""
    return [each.read() for each in intake.gather(folder, expected, **options)]


def hand_in(folder, name="toy.ipynb", source="total = 7"):
    nbformat.write(new_notebook(cells=[new_code_cell(source)]), folder / name)
    return folder / name


def reason(folder, **options):
    (taken,) = read(folder, ["toy"], **options)
    assert taken.notebook is None
    return taken.reason


def test_a_sound_notebook_is_read(folder):
    """The common case leaves nothing to say."""
    hand_in(folder)
    (taken,) = read(folder, ["toy"])
    assert taken.notebook.cells[0].source == "total = 7"
    assert (taken.reason, taken.remarks, taken.absent) == ("", (), False)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"not a notebook", "is no JSON"),
        (b'{"cells": [{"cell_type": "code", "sou', "may have been cut off"),
        (b"[1, 2]", "no notebook: it has no cells"),
        (b'{"a": 1}', "no notebook: it has no cells"),
        (b"\xff\xfe{}", "no text in UTF-8 (byte 0)"),
        (b'{"cells": 5, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', "no sound notebook"),
        (b"[" * 200_000, "nested too deeply"),
    ],
)
def test_what_is_no_notebook_is_said_to_be_none_and_why(folder, data, words):
    """A student who reads the reason can hand in again; a traceback helps nobody."""
    (folder / "toy.ipynb").write_bytes(data)
    assert words in reason(folder)


def test_a_notebook_in_the_format_of_2014_is_read(folder):
    """nbformat 3 keeps cells in worksheets and their text in `input`."""
    cell = {"cell_type": "code", "input": "total = 7", "outputs": [], "language": "python"}
    cell |= {"collapsed": False, "metadata": {}}
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": [cell]}]}
    (folder / "toy.ipynb").write_text(json.dumps(old))
    (taken,) = read(folder, ["toy"])
    assert taken.notebook.nbformat == 4
    assert taken.notebook.cells[0].source == "total = 7"


def test_a_large_file_is_not_read(folder):
    """One file must not take the memory that a class needs."""
    size = hand_in(folder).stat().st_size
    assert f"has {size:,} bytes" in reason(folder, largest=size - 1)
    assert read(folder, ["toy"], largest=size)[0].notebook is not None


def test_a_link_out_of_the_submission_is_not_followed(folder, tmp_path):
    """A link to another student's work would be graded as one's own."""
    other = hand_in(tmp_path, "other.ipynb", "secret = 1")
    (folder / "toy.ipynb").symlink_to(other)
    assert "leads out of the submission" in reason(folder)


def test_a_link_within_the_submission_is_followed(folder):
    """Nothing outside is read, so nothing speaks against it."""
    hand_in(folder, "final.txt")
    (folder / "toy.ipynb").symlink_to("final.txt")
    assert read(folder, ["toy"])[0].notebook is not None


def test_a_folder_and_a_pipe_are_no_notebooks(folder):
    """Reading a pipe that nobody writes to would wait for ever."""
    (folder / "toy.ipynb").mkdir()
    assert "is a folder" in reason(folder)
    (folder / "toy.ipynb").rmdir()
    os.mkfifo(folder / "toy.ipynb")
    assert "no regular file" in reason(folder)


def test_one_notebook_under_another_name_is_taken_for_the_one_expected(folder):
    """Browsers name a second download "toy (1)"; there is nothing else it could be."""
    hand_in(folder, "toy (1).ipynb")
    (taken,) = read(folder, ["toy"])
    assert taken.notebook is not None
    assert taken.remarks == ("toy (1).ipynb was taken for toy.ipynb",)


def test_of_two_strangers_none_is_taken(folder):
    """Which of them is meant is for a person to say."""
    hand_in(folder, "a.ipynb")
    hand_in(folder, "b.ipynb")
    assert reason(folder) == "toy.ipynb was not handed in; found a.ipynb, b.ipynb in its place"
    assert read(folder, ["toy"])[0].absent


def test_a_name_with_control_characters_is_not_read_and_not_printed(folder):
    """A name can hold a line end, or move the cursor of the terminal it is printed on."""
    hand_in(folder, "toy\x1b[2K\n.ipynb")
    said = reason(folder)
    assert "control characters" in said
    assert said.isprintable()


def test_files_beside_are_listed_without_links(folder, tmp_path):
    """Data that a student hands in comes along; what a link shows of the machine does not."""
    hand_in(folder)
    (folder / "data").mkdir()
    (folder / "data" / "own.csv").write_text("a,b\n")
    (folder / "passwd").symlink_to("/etc/passwd")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.txt").write_text("secret")
    (folder / "linked").symlink_to(tmp_path / "elsewhere")
    (folder / "big.bin").write_bytes(b"0" * 2000)
    listed = [str(path) for path in intake.files_beside(folder, largest=1000)]
    assert listed == [os.path.join("data", "own.csv")]  # noqa: PTH118
