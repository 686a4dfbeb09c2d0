"""A process that ends costs the question that ended it."""

import pytest

from tests.grading.autograder.hostile.bench import Case

CASES = [
    Case(
        "os-exit", number="import os\nos._exit(0)", flag="number ended its process: it left with 0"
    ),
    Case("sys-exit", number="import sys\nsys.exit(0)", shows="SystemExit"),
    Case("quit", first="quit()\nexit()"),
    Case("abort", number="import os\nos.abort()", flag="number ended its process"),
    Case(
        "a-fault",
        number="import ctypes\nctypes.string_at(0)",
        flag="number ended its process: a segmentation fault",
    ),
    Case(
        "kill-everyone",
        first="""
import os, signal
for pid in (-1, 1, 0, os.getpid(), os.getppid()):
    try:
        os.kill(pid, signal.SIGKILL)
    except OSError:
        pass
""",
    ),
    Case(
        "signals-to-oneself",
        number="""
import os, signal
for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGSTOP, signal.SIGALRM, signal.SIGPIPE):
    os.kill(os.getpid(), number)
signal.raise_signal(signal.SIGINT)
""",
        shows="KeyboardInterrupt",
    ),
    Case("close-everything", number="import os\nos.closerange(0, 1024)", flag="number ended"),
    Case(
        "exit-in-a-call",
        function="import os\ndef double(n):\n    os._exit(0)",
        flag="function_test ended its process: it left with 0",
    ),
    Case(
        "system-exit-in-a-call",
        function="def double(n):\n    raise SystemExit(0)",
    ),
    Case(
        "a-fault-at-exit",
        first="import atexit, ctypes\natexit.register(ctypes.string_at, 0)",
    ),
    Case(
        "another-program-in-its-place",
        number="import os\nos.execv('/bin/sh', ['sh', '-c', 'exit 0'])",
        flag="number ended its process",
    ),
    Case(
        "every-cell-ends-its-process",
        earns="",
        number="import os\nos._exit(0)",
        function="import os\nos._exit(0)",
        table="import os\nos._exit(0)",
        flag="number ended its process.*function ended its process.*table ended its process",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_end_costs_its_question_only(bench, case):
    """nbgrader loses the whole submission to a dead kernel."""
    bench.judge(case)
