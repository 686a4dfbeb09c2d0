"""A cell that was compiled beforehand shows what it shows otherwise, and few are left to be compiled."""

import json
import subprocess
import sys

import nbformat
import pytest

from course import tree

# Cells of one notebook each, run in turn. The shell is one for a whole process, so each has its own.
NOTEBOOKS = {
    "value": ["import math\nmath.pi"],
    "printed": ["print('one')\nprint('two')"],
    "error": ["def halved(n):\n    return 1 / n\n\nhalved(0)"],
    "failing-test": ["total = 41\ntotal", "assert total > 1\nassert total == 42, 'Look at it.'"],
    "twice": ["n = 1\nn / 1", "n = 0\nn", "n = 1\nn / 1"],
    "magic": ["%pinfo len\n1 + 1", "%%capture out\nprint('kept')", "x = !echo three\nx"],
    "one-line": ["f = max", "f 1, 2", "x?"],
    "waits": ["import asyncio\nawait asyncio.sleep(0)\n'woken'"],
    "future": [
        "from __future__ import annotations\ndef f(x: later): ...\nf.__annotations__",
        "def g(x: later): ...\ng.__annotations__",
    ],
    "after-the-future": ["from __future__ import annotations", "def g(x: later): ...\ng.__annotations__"],
    "no-python": ["x = 1\nx ==== 2", "def f(:\n    pass"],
    "return-outside": ["x = 1\nreturn x"],
    "nul": ["x = 1\nx\0 = 2"],
    "last-is-shown": ["'not shown'\n'shown'", "for n in range(2):\n    n\n'shown'"],
}  # fmt: skip
RUN = """
import json, sys
from grading.autograder.inside import shell
told = json.load(sys.stdin)
kept = shell.make_shell()
if told["learnt"]:
    kept.learn(told["cells"])
made = [kept.run(source) for source in told["cells"]]
print(json.dumps([made, len(kept.known)]), file=sys.__stdout__)
"""


def run(cells, learnt):
    told = json.dumps({"cells": cells, "learnt": learnt})
    done = subprocess.run(
        [sys.executable, "-c", RUN], input=told, capture_output=True, text=True, cwd=tree.ROOT, check=False
    )  # fmt: skip
    assert not done.returncode, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_cells_show_the_same_compiled_beforehand(name):
    plain, _ = run(NOTEBOOKS[name], learnt=False)
    known, _ = run(NOTEBOOKS[name], learnt=True)
    assert known == plain
    assert any(outputs for outputs, _ in plain)


def test_every_test_of_an_assignment_is_compiled_beforehand():
    notebook = nbformat.read(tree.GRADING / "source" / "sources" / "sources.ipynb", as_version=4)
    noted = [(cell.source, cell.metadata.get("nbgrader", {})) for cell in notebook.cells]
    tests = [source for source, facts in noted if facts.get("grade") and not facts["solution"]]
    _, known = run(tests, learnt=True)
    assert known == len(tests) > 20
