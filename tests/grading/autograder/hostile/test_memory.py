"""Memory, processes and disk: each submission has its share and no more."""

import pytest

from tests.grading.autograder.hostile.bench import Case

MANY = """
import os, time
for _ in range(10):
    if not os.fork():
        held = bytearray(100 << 20)
        time.sleep(60)
        os._exit(0)
time.sleep(60)
"""
TOGETHER = "number ended its process: its processes together took more than 300 MB"
CASES = [
    Case("bytes", number="held = b'x' * (4 << 30)", shows="MemoryError"),
    Case(
        "lists", number="held = []\nwhile True: held.append([0] * 100_000)", flag=f"^$|{TOGETHER}"
    ),
    Case("numpy", number="held = np.ones(1 << 32)", shows="MemoryError"),
    Case("a-mapping", number="import mmap\nheld = mmap.mmap(-1, 4 << 30)", shows="OSError"),
    Case("many-processes-each-below-the-limit", number=MANY, flag=TOGETHER),
    Case(
        "a-balloon-in-a-call",
        function="def double(n):\n    return b'x' * (4 << 30)",
    ),
    Case(
        "recursion-past-the-stack",
        number="""
import sys, threading
sys.setrecursionlimit(10 ** 9)
def deeper():
    return [*map(lambda _: deeper(), [0])]
deeper()
""",
        flag="number ended its process: a segmentation fault|^$",
    ),
    Case(
        "shared-memory",
        number="with open('/dev/shm/x', 'wb') as f:\n    while True: f.write(b'x' * (1 << 20))",
        shows="OSError",
    ),
    Case(
        "memory-files",
        number="import os\nos.memfd_create('x')",
        shows="PermissionError",
    ),
    Case(
        "a-value-that-is-small-to-hold-and-huge-to-send",
        number="part = [0] * 1000\ntotal = [[part] * 3000]",
        flag="in_process: number_test",
    ),
    Case(
        "fork-bomb",
        number="import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass",
        flag="number",
        seconds=1,
    ),
    Case(
        "a-daemon",
        first="""
import os, time
if not os.fork():
    os.setsid()
    if not os.fork():
        time.sleep(600)
    os._exit(0)
""",
    ),
    Case(
        "threads",
        number="""
import threading, time
for _ in range(1000):
    threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
""",
        shows="RuntimeError",
    ),
    Case(
        "multiprocessing",
        first="""
import multiprocessing, time
for _ in range(4):
    multiprocessing.get_context("fork").Process(target=time.sleep, args=(600,)).start()
""",
    ),
    Case(
        "a-program-left-over-that-writes-later",
        first="""
import subprocess
subprocess.Popen(["sh", "-c", "while true; do for d in / /tmp /class /var/tmp /dev/shm COURSE HOME;"
    "do touch $d/CANARY 2>/dev/null; done; sleep 0.1; done"])
""",
    ),
    Case(
        "a-big-file",
        number="with open('x', 'wb') as f:\n    for _ in range(99): f.write(b'x' * (1 << 20))",
        shows="OSError",
    ),
    Case("a-sparse-file", number="open('x', 'wb').truncate(1 << 40)", shows="OSError"),
    Case(
        "the-whole-scratch",
        number="for n in range(99): open(f'{n}', 'wb').write(b'x' * (4 << 20))",
        shows="No space left",
    ),
    Case(
        "many-files",
        number="for n in range(10 ** 6): open(f'/tmp/{n}', 'wb').close()",
        shows="No space left",
    ),
    Case(
        "deep-folders",
        number="import os\nwhile True:\n    os.mkdir('d')\n    os.chdir('d')",
        shows="No space left|CellTimeout|ProcessLost",
        flag=None,
        seconds=1,
    ),
    Case(
        "open-files",
        number="held = [open('/dev/null') for _ in range(10_000)]",
        shows="Too many open files",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_taken_in_excess_costs_its_question_only(bench, case):
    """The machine is the whole class's."""
    bench.judge(case)
