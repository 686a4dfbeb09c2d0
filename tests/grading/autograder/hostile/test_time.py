"""What takes too long is stopped, and costs the question that it is in."""

import pytest

from tests.grading.autograder.hostile.bench import HONEST, Case

STOPPED = "stopped at the time limit: {}"
ENDED = "ended its process: it took longer than 1 s"
STUBBORN = """
import time
while True:
    try:
        time.sleep(60)
    except BaseException:
        pass
"""
CASES = [
    Case("endless-loop", number="while True: pass", flag=STOPPED.format("number"), seconds=1),
    Case(
        "sleep-in-a-call",
        function="import time\ndef double(n):\n    time.sleep(60)",
        flag=STOPPED.format("function_test"),
        seconds=1,
    ),
    Case("interrupts-swallowed", number=STUBBORN, flag=f"number {ENDED}", seconds=1),
    Case(
        "interrupts-swallowed-in-a-call",
        function=f"def double(n):{STUBBORN.replace(chr(10), chr(10) + '    ')}",
        flag=f"function_test {ENDED}",
        seconds=1,
    ),
    Case(
        "each-call-sits-out-its-interrupt",
        function="""
import time
def double(n):
    try:
        time.sleep(60)
    except KeyboardInterrupt:
        return 2 * n
""",
        flag=f"function_test {ENDED}",
        seconds=1,
    ),
    Case(
        "interrupts-ignored-by-signal",
        number="import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\ntime.sleep(60)",
        flag=f"number {ENDED}",
        seconds=1,
    ),
    Case(
        "a-generator-without-end",
        table="import itertools\nrows = itertools.repeat(1)\n" + HONEST["table"].split("\n")[1],
    ),
    Case(
        "a-number-that-takes-for-ever-to-print",
        number="total = 10 ** (10 ** 8)",
        flag=STOPPED.format("number") + f"|number {ENDED}",
        seconds=1,
    ),
    Case(
        "a-thread-that-never-ends",
        first="""
import threading
def spin():
    while True:
        pass
threading.Thread(target=spin, daemon=True).start()
""",
    ),
    Case(
        "a-bomb-in-del",
        number="""
class Bomb:
    def __del__(self):
        while True:
            pass
total = Bomb()
total = 7
""",
        flag=STOPPED.format("number"),
        seconds=1,
    ),
    Case(
        "a-bomb-at-exit",
        first="import atexit, time\natexit.register(time.sleep, 60)",
    ),
    Case(
        "a-regular-expression-that-backtracks",
        function="import re\ndef double(n):\n    return re.match('(a+)+$', 'a' * 40 + 'b')",
        flag=f"function_test {ENDED}|{STOPPED.format('function_test')}",
        seconds=1,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_time_costs_its_question_only(bench, case):
    """A class is graded overnight, whatever one of them wrote."""
    bench.judge(case)
