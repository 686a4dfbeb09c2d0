"""What is read off an instructor's notebook before anything is graded."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grading.autograder.plan import plan


def cell(name, source, **facts):
    noted = {
        "grade_id": name,
        "grade": False,
        "solution": False,
        "locked": True,
        "schema_version": 3,
    }
    return new_code_cell(source, metadata={"nbgrader": noted | facts})


def notebook(*cells):
    return new_notebook(cells=list(cells))


SETUP = cell("setup", "rows = [1, 2]")
ANSWER = cell("answer", "total = sum(rows)", solution=True, locked=False)
TEST = cell("test", "assert total == 3", grade=True, points=1)
SHOWN = cell("shown", "rows")


@pytest.mark.parametrize(
    ("cells", "unread"),
    [
        ([SETUP, ANSWER, TEST, SHOWN, new_markdown_cell("The end.")], {"shown"}),
        ([SETUP, ANSWER, SHOWN, TEST], set()),
        ([SETUP, ANSWER, TEST, SHOWN, new_code_cell("own = 1"), SETUP], {"setup", "shown"}),
        ([SETUP, ANSWER], {"setup"}),
    ],
)
def test_the_examiner_leaves_out_what_no_test_comes_after(cells, unread):
    assert plan(notebook(*cells), notebook(*cells)).unread == unread
