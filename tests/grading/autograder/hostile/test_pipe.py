"""What a student's process may say to the worker and the examiner, and what comes of lies."""

import pytest

from tests.grading.autograder.hostile.bench import MARKER, Case

FORGE = """
import json, os, struct
def say(head, blob=b""):
    told = json.dumps(head).encode()
    os.write(3, struct.pack("!II", len(told), len(blob)) + told + blob)
"""
CRAFT = """
from grading.autograder.inside.student import Handles
class Ref:
    def __init__(self, **told):
        self.told = told
refer = Handles.refer
Handles.refer = lambda self, thing: thing.told if type(thing) is Ref else refer(self, thing)
"""
LOST = "ended its process"
EXAMINED = '{"did": "test", "outputs": [], "count": 1}'
TAKE_OVER = {"do": "run", "source": "double = lambda n: 2 * n\ntotal = 42"}
CASES = [
    Case(
        "a-run-forged",
        number=FORGE + "say({'did': 'run', 'outputs': [], 'count': 1})",
        flag=LOST,
        forges=True,
    ),
    Case("a-test-forged", number=FORGE + f"say({EXAMINED})", flag=LOST, forges=True),
    Case(
        "a-request-to-the-examiner",
        function=FORGE
        + f"""
def double(n):
    say({{"value": {{"size": 0}}, "arguments": [0], "changed": []}})
    say({TAKE_OVER!r})
    say({TAKE_OVER!r})
    return 8
""",
        flag=LOST,
        forges=True,
    ),
    Case(
        "a-thread-that-talks",
        number=FORGE
        + f"""
import threading, time
def talk():
    while True:
        say({TAKE_OVER!r})
threading.Thread(target=talk, daemon=True).start()
time.sleep(0.5)
""",
        flag=LOST,
        forges=True,
    ),
    Case("a-huge-length", number="import os\nos.write(3, b'\\xff' * 8)", flag=LOST),
    Case("garbage", number="import os\nos.write(3, os.urandom(1000))", flag=LOST),
    Case(
        "a-huge-head",
        number="import os, struct\nos.write(3, struct.pack('!II', 90_000_000, 0))",
        flag="head has 90,000,000 bytes",
    ),
    Case(
        "a-head-too-deep",
        number="import os, struct\nos.write(3, struct.pack('!II', 10 ** 5, 0) + b'[' * 10 ** 5)",
        flag=LOST,
    ),
    Case(
        "a-head-that-is-none",
        number="import os\nos.write(3, b'\\0\\0\\0\\2\\0\\0\\0\\0[]')",
        flag=LOST,
    ),
    Case(
        "a-message-never-finished",
        number="import os, time\nos.write(3, b'\\0\\0\\0\\xff')\ntime.sleep(60)",
        flag=f"{LOST}|stopped at the time limit",
        seconds=1,
    ),
    Case(
        "a-message-that-drips",
        number="""
import os, time
while True:
    try:
        os.write(3, b'\\0')
        time.sleep(0.1)
    except BaseException:
        pass
""",
        flag=LOST,
        seconds=1,
    ),
    Case("the-pipe-closed", number="import os\nos.close(3)", flag=LOST),
    Case(
        "outputs-that-are-none",
        number=FORGE
        + "say({'did': 'run', 'outputs': [{'output_type': 'stream'}, 7], 'count': []})",
        flag=LOST,
    ),
    Case(
        "outputs-of-an-odd-make",
        number=FORGE
        + "say({'outputs': [{'output_type': 'display_data', 'data': [], 'metadata': 3}], 'count': 1})",
        flag=LOST,
    ),
    Case(
        "a-count-below-nothing",
        number=FORGE + "say({'did': 'run', 'outputs': [], 'count': -5})",
        flag=LOST,
        forges=True,
    ),
    Case(
        "names-not-asked-for",
        number="total = 7",
        first="""
from grading.autograder.inside import plain, student
fetch = student.Student.do_fetch
def more(self, head, blob):
    told, data = fetch(self, head, blob)
    names = ["check", "assert_allclose", "np", "pd", "math", "why", "wanted"]
    evil = plain.encode(42)
    return {"got": [[n, {"size": len(evil)}] for n in names] + told["got"]}, data
student.Student.do_fetch = more
""",
    ),
    Case(
        "names-said-to-have-changed",
        function="def double(n):\n    return 8",
        first="""
from grading.autograder.inside import student
call = student.Student.do_call
def more(self, head, blob):
    told, data = call(self, head, blob)
    return told | {"changed": ["wanted", "check", "found", "np", "_", None]}, data
student.Student.do_call = more
""",
    ),
    Case(
        "an-answer-that-makes-no-sense",
        "",
        first="""
from grading.autograder.inside import student
student.Student.do_fetch = lambda self, head, blob: ({"got": [7, {"a": float("nan")}, [[], []]]}, b"")
""",
        flag=None,
    ),
    Case(
        "any-by-reference",
        number=CRAFT + "total = Ref(**{'import': 'unittest.mock:ANY'})",
        flag=None,
    ),
    Case(
        "the-examiners-own-names",
        function=CRAFT + "def double(n):\n    return Ref(**{'import': '__main__:wanted'})",
        flag="in_process: function_test",
    ),
    Case(
        "a-shell-by-reference",
        function=CRAFT + "double = Ref(**{'import': 'os:system'})",
        flag="in_process: function_test",
    ),
    Case(
        "an-exit-by-reference",
        function="import os\ndouble = os._exit",
        flag="in_process: function_test",
    ),
    Case(
        "a-program-by-reference",
        function=CRAFT + "double = Ref(**{'import': 'subprocess:Popen'})",
        flag="in_process: function_test",
    ),
    Case(
        "a-module-that-acts",
        number=CRAFT + "total = Ref(module='antigravity')",
        flag="in_process: number_test",
    ),
    Case(
        "a-function-of-an-odd-make",
        function=CRAFT
        + """
odd = {"name": "x", "kind": 9, "default": "7", "plain": [], "annotation": "eval"}
double = Ref(function=10 ** 9, name=[], doc=7, signature=[odd, odd], source="def f(:", generates=1)
""",
        flag=None,
    ),
    Case(
        "a-class-above-that-says-yes",
        number=CRAFT
        + """
yes = {"import": "unittest.mock:_ANY"}
kind = {"class": 10 ** 9, "name": "Kind", "bases": [yes], "operators": [], "doc": None}
total = Ref(**{"object": 10 ** 9 + 1, "class": kind})
""",
        flag=None,
    ),
    Case(
        "an-error-in-place-of-a-value",
        number=CRAFT
        + "total = Ref(error={'class': {'import': 'bdb:BdbQuit'}, 'arguments': [], 'text': ''})",
        flag=None,
    ),
    Case(
        "the-examiners-own-error",
        function="from grading.autograder.inside.remote import CannotCross\n"
        "def double(n): raise CannotCross('x')",
        flag="in_process: function_test",
    ),
    Case(
        "values-too-deep",
        number="total = []\nfor _ in range(10_000): total = [total]",
        flag="in_process: number_test",
    ),
    Case(
        "a-value-that-holds-itself",
        number="total = []\ntotal.append(total)",
        flag="in_process: number_test",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_lies_over_the_pipe_make_no_mark(bench, case):
    """Whoever controls the student's process controls every byte it sends."""
    bench.judge(case)


STEAL = """
import gc, sys
def hidden_text():
    found = [each for each in gc.get_objects() if isinstance(each, dict)]
    texts = {text for each in found for text in list(each.values()) if isinstance(text, str)}
    frame = sys._getframe()
    while frame:
        texts |= {each for each in frame.f_locals.values() if isinstance(each, str)}
        texts |= {each for each in frame.f_code.co_consts if isinstance(each, str)}
        frame = frame.f_back
    return " ".join(each for each in texts if "monsoon" in each and "gc.get" not in each)
"""
FORCED = """
from grading.autograder.inside.student import Handles
def refuse(self, thing):
    raise TypeError("no")
Handles.refer = refuse
class Friendly:
    def __eq__(self, other):
        self.take()
        return True
    def __ne__(self, other): return False
    def take(self):
        text = hidden_text()
        with open("stolen.txt", "a") as file:
            file.write(text)
        print(text)
        {then}
    __lt__ = __gt__ = __le__ = __ge__ = __eq__
    def __array__(self, *args, **kwargs): return np.array(42)
total = Friendly()
"""
SHOW = """
import os
print("LOOKED")
if os.path.exists("stolen.txt"): print(open("stolen.txt").read())
"""


def test_a_test_that_is_forced_into_the_students_process_is_flagged(bench):
    """There it can be fooled, as everywhere with nbgrader; a person is told to look."""
    case = Case(
        "forced",
        "number function table",
        number=STEAL + FORCED.replace("{then}", "pass"),
        last=SHOW,
        flag="in_process: number_test",
        shows="LOOKED",
        hides="monsoon",
    )
    bench.judge(case)


def test_what_a_forced_test_learns_does_not_come_out(bench):
    """Hidden tests are for next year's class too: not by a file, nor by an error's words."""
    number = STEAL + FORCED.replace("{then}", "raise ValueError(text.upper())")
    case = Case("forced", number=number, last=SHOW, flag="in_process: number_test", hides="monsoon")
    graded = bench.judge(case)
    (data, _) = graded.notebooks["desk"]
    assert MARKER.upper() not in data.decode()
    assert "not shown" in data.decode()
