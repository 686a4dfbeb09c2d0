"""The marks of a notebook that ran, held against nbgrader's own functions."""

import json
import pickle

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from grading.autograder import marks
from grading.autograder.marks import CellMark, Master
from grading.errors import PartialCreditError, UnsoundNotebookError
from tests.grading.conftest import nbgrader_cell

WARNING = new_output("stream", name="stderr", text="DeprecationWarning: old\n")
PRINTED = new_output("stream", name="stdout", text="line\nline\n")
FAILED = new_output("error", ename="AssertionError", evalue="", traceback=["a", "b", "c"])


def result(text):
    return new_output("execute_result", data={"text/plain": text}, execution_count=1)


def checking_cell(*outputs, points=4):
    cell = nbgrader_cell("assert total == 7", "q1", points=points)
    cell.outputs = list(outputs)
    return cell


def manual_cell(source="Because.", kind=new_markdown_cell, released="*Write here.*"):
    facts = {"grade": True, "solution": True, "locked": False, "task": False, "points": 3}
    cell = kind(released, metadata={"nbgrader": facts | {"grade_id": "why", "schema_version": 3}})
    cell.metadata.nbgrader["checksum"] = marks.checksum(cell)
    cell.source = source
    return cell


def task_cell():
    facts = {"grade": False, "solution": False, "locked": True, "task": True, "points": 5}
    facts |= {"grade_id": "task", "schema_version": 3}
    return new_markdown_cell("Draw a map.", metadata={"nbgrader": facts})


def score(cell, strict_stderr=False):
    return marks.marks([cell], strict_stderr)[0].auto_score


@pytest.mark.parametrize(
    "outputs",
    [
        [],
        [PRINTED],
        [FAILED],
        [WARNING],
        [PRINTED, WARNING],
        [result("2.5")],
        [result("0")],
        [result("4")],
        [result("-1")],
        [result("nan")],
        [result("'done'")],
        [result(["2", "3"])],
        [result(["3"])],
        [result("1"), FAILED],
        [FAILED, result("1")],
        [WARNING, result("1")],
        [result("1"), WARNING],
    ],
)
def test_a_test_has_the_points_that_nbgrader_gives(outputs):
    """Whoever changes the engine must not change a mark."""
    from nbgrader.utils import determine_grade

    cell = checking_cell(*outputs)
    assert score(cell, strict_stderr=True) == determine_grade(cell)[0]


@pytest.mark.parametrize("kind", [new_markdown_cell, new_code_cell])
@pytest.mark.parametrize("source", ["Because.", "*Write here.*", ""])
def test_an_answer_for_a_person_is_judged_as_by_nbgrader(kind, source):
    """Left as released it has 0 points; anything else waits for a person."""
    from nbgrader.utils import determine_grade

    cell = manual_cell(source, kind)
    assert score(cell) == determine_grade(cell)[0]


def test_a_warning_costs_nothing_unless_it_is_asked_to():
    """Libraries warn of their own plans, and the answer is right all the same."""
    assert score(checking_cell(WARNING)) == 4
    assert score(checking_cell(WARNING), strict_stderr=True) == 0
    assert score(checking_cell(WARNING, FAILED)) == 0
    assert score(checking_cell(WARNING, result("1.5"))) == 1.5


@pytest.mark.parametrize("shown", ["4.5", "inf", ""])
def test_more_than_all_points_is_no_mark(shown):
    """nbgrader stops at such a test too; here the message names the cell."""
    with pytest.raises(PartialCreditError, match="q1: expected a number of at most 4 points"):
        score(checking_cell(result(shown)))


def test_each_kind_of_cell_has_its_marks():
    """A written answer has points and a comment, a task a comment, tests only points."""
    answer = nbgrader_cell("total = 7", "total", solution=True)
    answer.metadata.nbgrader["checksum"] = marks.checksum(answer)
    cells = [
        answer,
        checking_cell(FAILED),
        manual_cell(),
        task_cell(),
        new_markdown_cell("My own."),
    ]
    given = marks.marks(cells)
    assert given == (
        CellMark("total", "comment", "code", comment="No response."),
        CellMark("q1", "grade", "code", 4.0, 0.0),
        CellMark("why", "grade", "markdown", 3.0, None),
        CellMark("why", "comment", "markdown"),
        CellMark("task", "comment", "markdown"),
    )
    assert [mark.needs_manual for mark in given] == [False, False, True, False, False]
    assert [mark.failed for mark in given] == [False, True, False, False, False]
    assert pickle.loads(pickle.dumps(given)) == given


@given(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.sampled_from(["tests", "answer", "why", "task"]),
)
def test_the_checksum_is_nbgraders(text, kind):
    """By it an answer left as released is known."""
    from nbgrader.utils import compute_checksum

    cell = {
        "tests": checking_cell(points=2.5),
        "answer": nbgrader_cell("", "a", solution=True),
        "why": manual_cell(),
        "task": task_cell(),
    }[kind]
    cell.source = text
    assert marks.checksum(cell) == compute_checksum(cell)


streams = st.builds(
    lambda name, lines: new_output("stream", name=name, text="\n".join(lines)),
    st.sampled_from(["stdout", "stderr"]),
    st.lists(st.sampled_from(["", "a", "b"]), max_size=7),
)
errors = st.builds(
    lambda lines: new_output("error", ename="E", evalue="", traceback=lines),
    st.lists(st.sampled_from("abc"), max_size=7),
)


@given(
    st.lists(st.one_of(streams, errors, st.builds(result, st.just("1"))), max_size=4),
    st.sampled_from([-1, 1, 2, 5]),
    st.sampled_from([-1, 1, 2, 3]),
)
def test_outputs_are_cut_where_nbgrader_cuts_them(outputs, max_lines, max_traceback):
    """A page of feedback must not grow with what a loop printed."""
    from nbgrader.preprocessors import LimitOutput

    made = new_notebook(cells=[new_code_cell("x", outputs=outputs)])
    before = json.dumps(made)
    kept = marks.tidied(made, Master(max_lines=max_lines, max_traceback=max_traceback))
    assert json.dumps(made) == before
    theirs, _ = LimitOutput(max_lines=max_lines, max_traceback=max_traceback).preprocess(made, {})
    assert kept["cells"] == theirs.cells


def test_stderr_that_the_course_ignores_is_dropped():
    """nbgrader's IgnorePattern lets a course name the warnings that do not count."""
    made = new_notebook(cells=[checking_cell(WARNING, PRINTED)])
    kept = marks.tidied(made, Master(ignored_stderr="Deprecat"))
    assert kept["cells"][0]["outputs"] == [PRINTED]


def test_a_file_is_what_nbformat_writes():
    """Pictures, attachments, text of other alphabets and other programs' notes included."""
    picture = {
        "image/svg+xml": "<svg>\n</svg>",
        "application/json": {"a": [1]},
        "text/html": "a\nb",
    }
    cell = new_code_cell("a = 'כרמאן'\nb", metadata={"trusted": True, "tags": ["x"]})
    cell.outputs = [new_output("display_data", data=picture), PRINTED, FAILED, result("1\n2")]
    note = new_markdown_cell("![](attachment:a.png)", attachments={"a.png": {"text/plain": "x\ny"}})
    made = new_notebook(cells=[cell, note], metadata={"signature": "x", "orig_nbformat": 3})
    assert marks.written(made).decode() == nbformat.writes(made) + "\n"


def test_half_a_character_does_not_stop_a_submission():
    """A student can print one; no file in UTF-8 can hold it."""
    cell = new_code_cell("", outputs=[new_output("stream", text="a\ud800b")])
    read = nbformat.reads(marks.written(new_notebook(cells=[cell])), as_version=4)
    assert read.cells[0].outputs[0].text == "a?b"


def test_what_is_no_notebook_is_not_written():
    """Later steps would stop at it, far from the cause."""
    made = new_notebook(cells=[new_code_cell("")])
    made.cells[0].outputs = [NotebookNode(output_type="stream")]
    with pytest.raises(UnsoundNotebookError, match="expected the notebook format"):
        marks.finished(made, Master())
