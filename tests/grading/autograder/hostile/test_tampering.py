"""Whatever a student's code does to its own process, it is the examiner who decides."""

import pytest

from tests.grading.autograder.hostile.bench import HONEST, Case

FRIENDLY = """
class Friendly{base}:
    def yes(self, *args):
        return True
    def same(self, *args):
        return self
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __bool__ = yes
    __add__ = __radd__ = __sub__ = __rsub__ = __abs__ = __array_ufunc__ = __getattr__ = same
    __hash__ = object.__hash__
    def __len__(self):
        return 3
    def __int__(self):
        return 42
    def __float__(self):
        return 42.0
    def __array__(self, *args, **kwargs):
        return np.array(42)
    def __iter__(self):
        return iter([1, 2, 3])
"""
SUBCLASS = """
class Friendly({base}):
    def __eq__(self, other):
        return True
    def __ne__(self, other):
        return False
    __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __eq__
    __hash__ = None
"""
LENIENT = """
import sys, builtins
from unittest.mock import MagicMock
def yes(*args, **kwargs):
    return True
"""
FRAME = HONEST["table"].split("\n")[1]
ROWS = HONEST["table"].split("\n")[0]
NUMBERS = {
    "friendly": FRIENDLY.format(base="") + "total = Friendly()",
    "friendly-by-its-class": """
class Kind(type):
    def __instancecheck__(cls, other): return True
    __eq__ = __lt__ = __gt__ = lambda cls, other: True
    __hash__ = type.__hash__
class total(metaclass=Kind):
    pass
""",
    "friendly-int": SUBCLASS.format(base="int") + "total = Friendly(7)",
    "friendly-float": SUBCLASS.format(base="float") + "total = Friendly(7)",
    "friendly-text": SUBCLASS.format(base="str") + "total = Friendly('42')",
    "friendly-array": SUBCLASS.format(base="np.ndarray") + "total = np.array(7).view(Friendly)",
    "mock": "from unittest.mock import MagicMock\ntotal = MagicMock()",
    "not-a-number": "total = float('nan')",
    "a-lying-class": FRIENDLY.format(base="")
    + "    @property\n    def __class__(self): return int\ntotal = Friendly()",
}
TABLES = {
    "friendly-list": SUBCLASS.format(base="list") + f"rows = Friendly([7, 8, 9])\n{FRAME}",
    "friendly-dict": SUBCLASS.format(base="dict") + f"rows = Friendly(a=1, b=2, c=3)\n{FRAME}",
    "friendly-frame": SUBCLASS.format(base="pd.DataFrame")
    + f"{ROWS}\nframe = Friendly({{'killed': [9, 9]}})",
    "a-frame-that-lies": f"""{ROWS}
class Lying(pd.DataFrame):
    @property
    def values(self): return np.array([[3], [4]])
    def __getitem__(self, name): return pd.Series([3, 4], name="killed")
    def equals(self, other): return True
frame = Lying({{'killed': [9, 9]}})""",
    "any": f"from unittest.mock import ANY\nrows = [ANY, ANY, ANY]\n{FRAME}",
}
FUNCTIONS = {
    "it-returns-what-is-friendly": FRIENDLY.format(base="") + "def double(n): return Friendly()",
    "it-looks-at-its-caller": """
import sys
def double(n):
    frame = sys._getframe()
    while frame:
        if "wanted" in frame.f_locals:
            return frame.f_locals["wanted"]
        frame = frame.f_back
    return 8
""",
    "it-knows-the-visible-test": "def double(n): return 8",
    "a-class-in-its-place": "class double(int):\n    def __eq__(self, other): return True",
    "a-mock-in-its-place": "from unittest.mock import MagicMock as double",
    "any-in-its-place": "import unittest.mock\nclass double(type(unittest.mock.ANY)):\n"
    "    def __init__(self, *args): pass",
    "a-partial-in-its-place": "import functools, os\ndouble = functools.partial(max, 8)",
    "it-ends-the-debugger": "import bdb\ndef double(n): raise bdb.BdbQuit",
    "it-misuses-a-magic": "from IPython.core.error import UsageError\n"
    "def double(n): raise UsageError('x')",
    "it-stops-an-iteration": "def double(n): raise StopIteration",
    "it-recurses": "def double(n): return double(n)",
    "it-interrupts": "def double(n): raise KeyboardInterrupt",
    "it-raises-a-group": "def double(n): raise BaseExceptionGroup('x', [SystemExit(0)])",
    "it-raises-what-cannot-be-shown": """
class Evil(Exception):
    def __str__(self): raise SystemExit(0)
    __repr__ = __str__
    args = property(lambda self: [self])
def double(n): raise Evil
""",
    "it-raises-a-borrowed-name": """
class CannotCross(BaseException): pass
class Broken(Exception): pass
def double(n): raise Broken if n == 4 else CannotCross
""",
    "it-changes-what-it-is-given": "def double(n):\n    globals()['found'] = n\n    return [n] * 2",
}
PROCESSES = {
    "builtins": LENIENT
    + "builtins.len = lambda x: 3\nbuiltins.sorted = lambda x: [1, 2, 3]\n"
    + "builtins.isinstance = builtins.abs = builtins.all = yes",
    "assert-helpers": LENIENT
    + "np.testing.assert_allclose = pd.testing.assert_frame_equal = check = assert_allclose = yes",
    "modules": LENIENT
    + "for name in ('numpy.testing', 'pandas.testing', 'pytest', 'math'): sys.modules[name] = MagicMock()",
    "tracing": LENIENT + "sys.settrace(lambda *args: None)\nsys.setprofile(lambda *args: None)",
    "events": LENIENT + "for name in ('pre_run_cell', 'post_run_cell', 'pre_execute'):\n"
    "    get_ipython().events.register(name, lambda *args: None)",
    "errors-swallowed": LENIENT + "get_ipython().set_custom_exc((BaseException,), yes)\n"
    "get_ipython().showtraceback = get_ipython()._showtraceback = yes\nsys.excepthook = yes",
    "input-transformed": LENIENT + "get_ipython().input_transformers_post.append(lambda lines: "
    "[line for line in lines if 'assert' not in line])",
    "asserts-taken-out": LENIENT
    + """
import ast
class Out(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.Pass()
get_ipython().ast_transformers.append(Out())
""",
    "cells-not-run": LENIENT + "get_ipython().run_cell = yes",
    "imports-hooked": LENIENT
    + """
class Hook:
    def find_spec(self, name, path=None, target=None): raise ImportError(name)
sys.meta_path.insert(0, Hook())
sys.path_hooks.insert(0, yes)
""",
    "magic": "%%capture\nimport sys\nsys.modules['numpy'].allclose = lambda *args, **kwargs: True",
    "at-exit-and-signals": LENIENT
    + "import atexit, signal\natexit.register(yes)\nsignal.signal(signal.SIGINT, yes)",
    "the-student-side-itself": LENIENT + "from grading.autograder.inside import student\n"
    "student.Student.do_test = lambda self, *args: ({'outputs': [], 'count': 1}, b'')",
    "the-examiner-side-over-here": LENIENT + "from grading.autograder.inside import examiner\n"
    "examiner.Examiner.do_test = lambda self, *args: {'outputs': [], 'count': 1}",
}
CANNOT_CROSS = ("table-any", "function-a-mock-in-its-place", "function-any-in-its-place")
WRONG = "rows = [7, 8, 9]\nframe = pd.DataFrame({'killed': [9, 9]})"
FILES = [
    "sitecustomize",
    "usercustomize",
    "numpy",
    "pandas",
    "pytest",
    "math",
    "grading",
    "IPython",
]
CASES = [
    *(Case(f"number-{name}", number=source, flag=None) for name, source in NUMBERS.items()),
    *(Case(f"table-{name}", table=source, flag=None) for name, source in TABLES.items()),
    *(Case(f"function-{name}", function=source, flag=None) for name, source in FUNCTIONS.items()),
    *(
        Case(
            f"process-{name}",
            "" if name == "cells-not-run" else None,
            first=source,
            table=WRONG,
            flag=None,
        )
        for name, source in PROCESSES.items()
    ),
    *(
        Case(
            f"file-{name}",
            table=WRONG,
            first=f"import importlib, {name}\nprint({name})",
            files=[(f"{name}.py", b"def __getattr__(name): return lambda *a, **k: True")],
        )
        for name in FILES
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_tampering_makes_no_mark(bench, case):
    """Each of these scores full marks where tests run in the student's own process."""
    graded = bench.judge(case)
    flagged = any("in_process" in remark for remark in graded.remarks)
    assert flagged == (case.name in CANNOT_CROSS)
