"""Bringing a submission back to the shape of the instructor's notebook."""

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from grading.autograder.repair import repair
from grading.cells import grade_id
from tests.grading.conftest import nbgrader_cell, toy_notebook

HIDDEN = "\n### BEGIN HIDDEN TESTS\nassert total > 0\n### END HIDDEN TESTS"


def reference():
    """The toy course's notebook with a locked text, a hidden test and a written answer."""
    made = toy_notebook()
    made.cells[1].source += HIDDEN
    title = new_markdown_cell("# Toy\nTwo sums and a sentence.")
    title.metadata["nbgrader"] = dict(made.cells[0].metadata.nbgrader) | {
        "grade_id": "toy_title",
        "locked": True,
        "solution": False,
    }
    title.id = "toy_title"
    written = nbgrader_cell("model", "toy_written", points=4, solution=True)
    written.metadata.nbgrader["locked"] = False
    made.cells = [title, *made.cells, written]
    return made


def released():
    """What students get of it."""
    made = reference()
    blank = "# YOUR CODE HERE\nraise NotImplementedError()"
    made.cells[1].source = blank
    made.cells[2].source = "assert total == 7"
    made.cells[3].source = f"def double(n):\n    {blank}"
    made.cells[5].source = "YOUR ANSWER HERE"
    return made


def answered():
    """What a student hands in: both sums answered, and a cell of the student's own."""
    made = released()
    made.cells[1].source = "total = 3 + 4"
    made.cells[3].source = "def double(n):\n    return n + n"
    made.cells[5].source = "Because a sum is a sum."
    made.cells.insert(2, new_code_cell("helper = 1"))
    return made


def put_right(submitted):
    notebook, repairs = repair(submitted, reference(), released())
    return {grade_id(cell): cell for cell in notebook.cells}, notebook, repairs


def texts(repairs):
    return [done.text for done in repairs]


def test_honest_work_is_left_as_it_is():
    """Only the hidden tests come back; there is nothing to tell."""
    cells, notebook, repairs = put_right(answered())
    assert repairs == []
    assert [cell.source for cell in notebook.cells] == [
        "# Toy\nTwo sums and a sentence.",
        "total = 3 + 4",
        "helper = 1",
        "assert total == 7" + HIDDEN,
        "def double(n):\n    return n + n",
        "assert double(4) == 8",
        "Because a sum is a sum.",
    ]
    assert cells["toy_sum"].metadata.nbgrader.points == 2


def test_what_was_handed_in_is_not_touched():
    """The instructor can always look at what came in."""
    submitted = answered()
    del submitted.cells[4]
    before = deepcopy(submitted)
    put_right(submitted)
    assert submitted == before


def test_a_changed_test_is_as_released_again():
    """A test that always passes would give the mark away."""
    submitted = answered()
    submitted.cells[3].source = "assert True"
    cells, _, repairs = put_right(submitted)
    assert cells["toy_sum"].source == "assert total == 7" + HIDDEN
    assert texts(repairs) == ["toy_sum: its text was changed, and is as released again"]
    assert not repairs[0].choice


def test_spaces_and_line_ends_are_no_change():
    """Editors of other systems write them without being asked."""
    submitted = answered()
    submitted.cells[3].source = "assert total == 7  \r\n"
    assert put_right(submitted)[2] == []


def test_changed_points_and_sort_are_put_back():
    """What a question is worth is not for the notebook handed in to say."""
    submitted = answered()
    submitted.cells[3].metadata.nbgrader["points"] = 200
    answer = submitted.cells[4]
    answer.cell_type = "markdown"
    del answer["outputs"], answer["execution_count"]
    cells, _, repairs = put_right(submitted)
    assert cells["toy_sum"].metadata.nbgrader.points == 2
    assert cells["toy_double_answer"].cell_type == "code"
    assert cells["toy_double_answer"].source == "def double(n):\n    return n + n"
    assert texts(repairs) == [
        "toy_sum: points was 200, 2 again",
        "toy_double_answer: a markdown cell, made a code cell again",
    ]


@pytest.mark.parametrize("place", [0, 3, 5])
def test_a_deleted_locked_cell_is_put_back_where_it_was(place):
    """Deleting a test is no way to lose or win its points."""
    submitted = answered()
    name = grade_id(submitted.cells[place])
    del submitted.cells[place]
    _, notebook, repairs = put_right(submitted)
    known = [grade_id(cell) for cell in notebook.cells if grade_id(cell)]
    assert known == [grade_id(cell) for cell in reference().cells]
    assert texts(repairs) == [f"{name} was not in the notebook: it was put back"]


def test_a_deleted_answer_counts_as_blank_and_a_person_is_told():
    """There is no mark for it, and whoever deleted it may have handed in the wrong file."""
    submitted = answered()
    del submitted.cells[4]
    cells, _, repairs = put_right(submitted)
    assert cells["toy_double_answer"].source == released().cells[3].source
    assert repairs[0].choice
    assert "counts as blank" in repairs[0].text


def test_of_two_copies_the_first_that_was_written_into_counts():
    """The other is kept to be seen and is not run: it could overwrite the first."""
    submitted = answered()
    blank = deepcopy(released().cells[1])
    second = deepcopy(submitted.cells[1])
    second.source = "total = 8"
    blank.id, second.id = "copy-1", "copy-2"
    submitted.cells[1:2] = [blank, submitted.cells[1], second]
    cells, notebook, repairs = put_right(submitted)
    assert cells["toy_sum_answer"].source == "total = 3 + 4"
    raw = [cell.source for cell in notebook.cells if cell.cell_type == "raw"]
    assert raw == [blank.source, "total = 8"]
    assert [(done.text, done.choice) for done in repairs] == [
        ("toy_sum_answer was there 3 times: the second counts", True)
    ]


def test_a_test_pasted_twice_runs_once():
    """A second run of a test could not give its points twice, but it could change a name."""
    submitted = answered()
    submitted.cells.append(deepcopy(submitted.cells[3]))
    submitted.cells[-1].id = "pasted"
    _, notebook, _ = put_right(submitted)
    assert sum("assert total == 7" in cell.source for cell in notebook.cells) == 1


def test_a_note_of_another_assignment_is_taken_off():
    """A cell pasted from elsewhere is the student's own code."""
    submitted = answered()
    submitted.cells.append(nbgrader_cell("assert True", "other_q1", points=50))
    _, notebook, repairs = put_right(submitted)
    assert grade_id(notebook.cells[-1]) is None
    assert notebook.cells[-1].source == "assert True"
    assert "other_q1 belongs to no cell" in repairs[0].text


def test_without_notes_cells_are_found_by_their_ids():
    """Some editors keep a cell's id and drop what nbgrader noted."""
    submitted = answered()
    for cell in submitted.cells:
        cell.metadata.pop("nbgrader", None)
    cells, notebook, repairs = put_right(submitted)
    assert cells["toy_sum_answer"].source == "total = 3 + 4"
    assert len(notebook.cells) == 7
    assert len(repairs) == 6
    assert not any(done.choice for done in repairs)


def test_without_notes_and_ids_cells_are_found_by_likeness_and_place():
    """A notebook that went through a program of another maker keeps only its text."""
    submitted = answered()
    submitted.cells[1].source = "# YOUR CODE HERE\ntotal = 3 + 4"
    submitted.cells[4].source = "def double(n):\n    # YOUR CODE HERE\n    return n + n"
    submitted.cells[6].source = "YOUR ANSWER HERE Because."
    for number, cell in enumerate(submitted.cells):
        cell.metadata.pop("nbgrader", None)
        cell.id = f"new-{number}"
    cells, notebook, repairs = put_right(submitted)
    assert len(notebook.cells) == 7
    assert cells["toy_sum_answer"].source.endswith("total = 3 + 4")
    assert cells["toy_double_answer"].source.endswith("return n + n")
    assert cells[None].source == "helper = 1"
    assert all(done.choice for done in repairs)


def test_another_kernel_is_put_back():
    """A notebook run under a kernel of the student's own name would not start here."""
    submitted = answered()
    submitted.metadata["kernelspec"] = {"name": "my-env", "display_name": "Mine"}
    _, notebook, repairs = put_right(submitted)
    assert notebook.metadata.kernelspec.name == "python3"
    assert texts(repairs) == ["the kernel was my-env, python3 again"]


@given(data=st.data())
def test_every_cell_is_there_once_whatever_was_done(data):
    """Deleted, copied, moved, retyped, stripped: the shape is the instructor's, the ids are unique."""
    submitted = answered()
    cells = data.draw(st.lists(st.sampled_from(submitted.cells), max_size=12))
    submitted.cells = [deepcopy(cell) for cell in cells]
    for number, cell in enumerate(submitted.cells):
        if data.draw(st.booleans()):
            cell.metadata = {}
        if data.draw(st.booleans()):
            cell.id = f"id-{number}"
        if data.draw(st.booleans()):
            submitted.cells[number] = new_raw_cell(cell.source, metadata=cell.metadata, id=cell.id)
    found, notebook, _ = put_right(submitted)
    names = [grade_id(cell) for cell in notebook.cells if grade_id(cell)]
    assert sorted(names) == sorted(grade_id(cell) for cell in reference().cells)
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    for cell in reference().cells:
        mine = found[grade_id(cell)]
        assert mine.cell_type == cell.cell_type
        assert mine.metadata.nbgrader == cell.metadata.nbgrader
        if cell.metadata.nbgrader.locked:
            assert mine.source == cell.source
