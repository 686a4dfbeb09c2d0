"""What cells put out: held to a size, and never taken for what tests say."""

import json

import pytest

from tests.grading.autograder.hostile.bench import Case

CUT = "the rest of this output was cut"
CASES = [
    Case("print", first="for _ in range(10 ** 4): print('x' * 100)", shows=CUT),
    Case("stderr", first="import sys\nsys.stderr.write('x' * 10 ** 7)", shows=CUT),
    Case(
        "past-python",
        first="import os\nfor _ in range(5): os.write(1, b'x' * 10 ** 6)",
        shows=CUT,
    ),
    Case("past-python-to-the-end", first="import os\nwhile True: os.write(2, b'x' * 10 ** 6)"),
    Case("display", first="for _ in range(500): display('x' * 1000)", shows=CUT),
    Case(
        "display-of-nothing",
        first="for _ in range(3000): display({'text/plain': ''}, raw=True)",
        shows=CUT,
    ),
    Case(
        "metadata",
        first="display({'text/plain': 'x'}, raw=True, metadata={'x': 'y' * 10 ** 7})",
        shows=CUT,
    ),
    Case("a-result", first="'x' * 10 ** 7", shows=CUT),
    Case("a-traceback", first="raise ValueError('x' * 10 ** 7)", shows="ValueError"),
    Case(
        "many-tracebacks",
        first="""
for _ in range(3000):
    try:
        raise ValueError('x' * 5000)
    except ValueError:
        get_ipython().showtraceback(exception_only=True)
""",
        shows="ValueError",
    ),
    Case("control-characters", first="print('\\x1b[2J\\x00\\x07\\x9b\\u202e')"),
    Case("half-characters", first="print('\\ud800')\n'\\udfff'"),
    Case(
        "json-too-deep",
        first="""
deep = []
for _ in range(900): deep = [deep]
display({'application/json': deep}, raw=True)
""",
    ),
    Case(
        "forms-that-are-no-forms",
        first="display({'text/plain': ['x', 7], 'text/html': {'a': None}, '': 7}, raw=True)",
        flag=None,
    ),
    Case(
        "not-a-number",
        first="display({'application/json': float('nan')}, raw=True)",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_output_has_an_end_and_costs_nothing(bench, case):
    """Somebody opens every notebook that is kept."""
    graded = bench.judge(case)
    (data, _) = graded.notebooks["desk"]
    assert len(data) < 2_000_000
    json.loads(data)
