"""What is handed in may be no sound notebook, or one that says of itself what it should not."""

import json
import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_output

from tests.grading.autograder.hostile.bench import HONEST, TESTS, Case, earned, handed_in

ALL = {"number", "function", "table"}
LENIENT = "total = 42\nrows = [1, 2, 3]"


def named(notebook, name):
    return next(cell for cell in notebook.cells if cell.metadata.nbgrader.get("grade_id") == name)


def more_points(notebook):
    named(notebook, "number_test").metadata.nbgrader["points"] = 1000


def points_that_are_none(notebook):
    named(notebook, "number_test").metadata.nbgrader["points"] = [None]


def a_test_rewritten(notebook):
    named(notebook, "number_test").source = "assert True"


def a_test_retyped(notebook):
    cell = named(notebook, "number_test")
    cell.cell_type = "markdown"
    del cell["outputs"], cell["execution_count"]


def a_test_deleted(notebook):
    notebook.cells.remove(named(notebook, "number_test"))


def a_test_twice(notebook):
    copy = nbformat.from_dict(json.loads(json.dumps(named(notebook, "number_test"))))
    copy.source, copy.id = "assert True", "copy"
    notebook.cells.insert(1, copy)


def a_test_made_an_answer(notebook):
    facts = named(notebook, "number_test").metadata.nbgrader
    facts["solution"], facts["grade"], facts["locked"] = True, False, False


def answer_made_a_test(notebook):
    facts = named(notebook, "number").metadata.nbgrader
    facts |= {"grade": True, "solution": False, "locked": True, "points": 1}


def run_in_student(notebook):
    named(notebook, "number_test").metadata["tags"] = ["run-in-student"]


def a_test_passed_already(notebook):
    cell = named(notebook, "number_test")
    cell.outputs = [new_output("execute_result", {"text/plain": "1"}, execution_count=1)]
    cell.metadata["trusted"], cell.execution_count = True, 1


def checksum_forged(notebook):
    for cell in notebook.cells:
        cell.metadata.nbgrader["checksum"] = "0" * 32


def helper_rewritten(notebook):
    named(notebook, "helper").source = "import numpy as np, pandas as pd\ncheck = max\n"


def own_cell_noted(notebook, **facts):
    cell = new_code_cell(LENIENT.replace("42", "40 + 2"))
    cell.metadata["nbgrader"] = facts
    notebook.cells.insert(1, cell)


def own_test_without_an_id(notebook):
    own_cell_noted(notebook, grade=True, locked=True, solution=False, points=9)


def own_test_with_an_empty_id(notebook):
    own_cell_noted(notebook, grade=True, locked=True, solution=False, points=9, grade_id="")


def own_locked_cell_without_an_id(notebook):
    own_cell_noted(notebook, grade=False, locked=True, solution=False)


def own_test_of_no_assignment(notebook):
    own_cell_noted(notebook, grade=True, locked=True, points=9, grade_id="x\x1b[2J" * 99)


def ids_that_are_none(notebook):
    for name in (["a"], {"a": 1}, 7, None):
        own_cell_noted(notebook, grade=True, locked=True, grade_id=name)


def notes_that_are_none(notebook):
    for note in ("a", ["a"], 7, None):
        cell = new_code_cell("pass")
        cell.metadata["nbgrader"] = note
        notebook.cells.insert(1, cell)


def notes_taken_off(notebook):
    for cell in notebook.cells:
        cell.metadata = {}


def ids_forged(notebook):
    own = new_code_cell("total = 42")
    own.id = "number_test"
    notebook.cells.insert(0, own)


def another_language(notebook):
    notebook.metadata["kernelspec"] = {"name": "bash", "language": "bash", "display_name": "x"}


def notes_on_the_notebook(notebook):
    notebook.metadata |= {"nbgrader": {"grade": True}, "widgets": {"x": 1}, "signature": 7}


EDITS = [
    more_points,
    points_that_are_none,
    a_test_rewritten,
    a_test_retyped,
    a_test_deleted,
    a_test_twice,
    a_test_made_an_answer,
    answer_made_a_test,
    run_in_student,
    a_test_passed_already,
    checksum_forged,
    helper_rewritten,
    own_test_without_an_id,
    own_test_with_an_empty_id,
    own_locked_cell_without_an_id,
    own_test_of_no_assignment,
    ids_that_are_none,
    notes_that_are_none,
    notes_taken_off,
    ids_forged,
    another_language,
    notes_on_the_notebook,
]


def edited(bench, edit):
    """A notebook whose number is wrong, with something done to what stands around the answers."""
    paper = bench.paper(Case("edited", number="total = 7"))
    notebook = nbformat.reads(paper.handed_in[0].data.decode(), as_version=4)
    edit(notebook)
    return notebook


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__.replace("_", "-"))
def test_what_a_notebook_says_of_itself_makes_no_mark(bench, edit):
    """Points, sorts of cells, ids and old outputs are anyone's to edit."""
    graded = bench.grade(handed_in(edited(bench, edit)))
    assert graded.withheld == ""
    assert earned(graded) == ALL - {"number"}
    (_, marks) = graded.notebooks["desk"]
    worth = {each.grade_id: each.max_points for each in marks if each.kind == "grade"}
    assert worth == {"number_test": 1, "function_test": 2, "table_test": 4}
    assert all(remark.isprintable() and len(remark) < 300 for remark in graded.remarks)
    bench.nothing_is_left()
    bench.the_neighbour_is_as_ever()


def notebook_of(**changed):
    return json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5} | changed)


CELL = {"cell_type": "code", "metadata": {}, "source": "", "outputs": [], "execution_count": None}
PAPERS = {
    "empty": (b"", "is empty"),
    "blank": (b" \n\n", "is empty"),
    "no-json": (b"total = 42", "is no JSON"),
    "cut-off": (notebook_of(cells=[CELL]).encode()[:60], "cut off"),
    "no-text": (b"\xff\xfe\x00\x00", "no text in UTF-8"),
    "a-list": (b"[1, 2]", "no notebook"),
    "a-number": (b"7", "no notebook"),
    "nested": (b"[" * 100_000, "nested too deeply|is no JSON"),
    "long-number": (b'{"cells": ' + b"9" * 10_000 + b"}", "."),
    "cells-that-are-none": (notebook_of(cells=7).encode(), "no sound notebook"),
    "a-cell-that-is-none": (notebook_of(cells=[None, 7]).encode(), "no sound notebook"),
    "source-that-is-none": (
        notebook_of(cells=[CELL | {"source": 7}]).encode(),
        "no sound notebook",
    ),
    "outputs-that-are-none": (
        notebook_of(cells=[CELL | {"outputs": [{"output_type": "stream"}]}]).encode(),
        "no sound notebook",
    ),
    "a-format-to-come": (notebook_of(nbformat=9).encode(), "no sound notebook"),
    "a-format-that-is-none": (notebook_of(nbformat="x").encode(), "no sound notebook"),
}


@pytest.mark.parametrize("name", PAPERS)
def test_what_is_no_notebook_is_withheld_with_the_reason(bench, name):
    """A person must look; zero points would say that there was nothing right in it."""
    data, reason = PAPERS[name]
    graded = bench.grade(handed_in(data))
    assert graded.notebooks == {}
    assert re.search(reason, graded.withheld)
    assert graded.withheld.isprintable()
    bench.the_neighbour_is_as_ever()


ODD = {
    "deep-metadata": notebook_of(metadata=0).replace(
        "0,", '{"a":' * 400 + "1" + "}" * 400 + ",", 1
    ),
    "deep-code": notebook_of(
        cells=[
            CELL | {"id": f"c{n}", "source": source}
            for n, source in enumerate(
                ["-" * 10**5 + "1", "(" * 10**5, "a" + ".b" * 10**5, "[" * 900]
            )
        ]
    ),
    "no-cells": notebook_of(),
    "a-thousand-cells": notebook_of(
        cells=[CELL | {"id": f"c{n}", "source": "x = 1" * (n % 2)} for n in range(1000)]
    ),
    "half-characters": notebook_of(cells=[CELL | {"id": "a", "source": "x = '\ud800'"}]),
    "control-characters": notebook_of(cells=[CELL | {"id": "a", "source": "x = '\x00\x1b'"}]),
    "an-old-format": json.dumps(
        {
            "nbformat": 3,
            "nbformat_minor": 0,
            "metadata": {"name": ""},
            "worksheets": [
                {
                    "metadata": {},
                    "cells": [
                        {
                            "cell_type": "code",
                            "language": "python",
                            "metadata": {},
                            "input": HONEST["number"],
                            "outputs": [],
                            "collapsed": False,
                        }
                    ],
                }
            ],
        }
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_notebook_is_graded(bench, name):
    """What can be read is read: blank answers get no points, and nothing breaks."""
    graded = bench.grade(handed_in(ODD[name].encode(errors="surrogatepass")))
    assert graded.withheld == ""
    assert earned(graded) <= {"number"}
    assert TESTS["number"][0] in graded.notebooks["desk"][0].decode()
    bench.the_neighbour_is_as_ever()
