"""What an assignment's own notebook tells about grading it: which names are whose.

Worked out once for an assignment, from the instructor's version, and sent to every worker. Nothing
is run.
"""

import ast
import re
from dataclasses import dataclass, field

from grading.autograder.inside import names
from grading.cells import grade_id

__all__ = ["Plan", "kind", "plan"]

# What a class of an answer derives from or is made by, so that its instances are plain data and
# have more to them, which is lost where they cross as data.
DATA = frozenset(
    [
        "int",
        "float",
        "complex",
        "str",
        "bytes",
        "list",
        "tuple",
        "dict",
        "set",
        "frozenset",
        "namedtuple",
        "NamedTuple",
        "TypedDict",
        "Counter",
        "OrderedDict",
        "defaultdict",
        "deque",
        "Decimal",
        "Fraction",
        "date",
        "datetime",
        "timedelta",
        "Enum",
        "IntEnum",
        "StrEnum",
        "Flag",
        "IntFlag",
        "DataFrame",
        "Series",
        "ndarray",
    ]
)
MAGIC, WORD = re.compile(r"^\s*(%|.*=\s*[%!])", re.M), re.compile(r"[^\W\d]\w*")
INNER = re.compile(r"__(code|closure|globals)__")
REPLACES = re.compile(r"\b(mock\.)?patch\b|\bmonkeypatch\b|\bsys\.stdin\b|\bbuiltins\.\w+ = ")


@dataclass(frozen=True)
class Plan:
    """What the examiner is told before a notebook is graded.

    Attributes
    ----------
    imports : list of str
        Import statements of the instructor's cells, but for those of answers.
    classes : list of str
        Classes that answers are asked to define.
    theirs : dict of str to list of str
        By the id of a test or locked cell: names that are the student's there, although a locked
        cell binds them too.
    reads : dict of str to dict
        By the id of a test or locked cell, what `inside.names` tells of its text: the names it has
        ``loaded``, ``mentioned`` and ``deferred``, and ``files``, of these only what students know
        anyhow, for the student's process is asked for them; the names it ``binds``, and those of
        answers that it ``sets``; whether it ``seeds`` random numbers; and ``why`` it must run in
        the student's process, if so.
    shows : set of str
        Locked cells that do nothing but call what is imported, by their text: the examiner leaves out those
        that turn out to show something.
    unread : frozenset of str
        Locked cells after the last test, which the examiner leaves out.
    hiding : frozenset of str
        Tests of which students do not see all.
    in_student : frozenset of str
        Tests that the instructor has run in the student's process, by the tag ``run-in-student``.
    """

    imports: list = field(default_factory=list)
    classes: list = field(default_factory=list)
    theirs: dict = field(default_factory=dict)
    reads: dict = field(default_factory=dict)
    shows: set = field(default_factory=set)
    unread: frozenset = frozenset()
    hiding: frozenset = frozenset()
    in_student: frozenset = frozenset()


def kind(cell):
    """What is done with a code cell: ``test``, ``locked`` or ``student``."""
    noted = cell.metadata.get("nbgrader", {})
    if noted.get("grade") and not noted.get("solution"):
        return "test"
    if noted.get("locked") and not noted.get("solution") and not noted.get("task"):
        return "locked"
    return "student"


def plan(reference, released):
    """Read the plan off an instructor's notebook, and what students were given of it.

    A name is its last binder's. An answer that sets parts of a locked cell's value, adds to it or
    calls a method on it for its effect makes it the student's as well: that is what was asked for.
    """
    made = Plan(
        unread=frozenset(_after_tests(reference)),
        hiding=frozenset(_hiding(reference, released)),
        in_student=frozenset(_tagged(reference)),
    )
    answers, imported = set(), set()
    at_once = set()  # names of answers with classes that are data and more
    told = _Told(reference, released)
    for cell in reference.cells:
        if cell.cell_type != "code":
            continue
        sort = kind(cell)
        if sort != "student":
            made.theirs[grade_id(cell)] = sorted(answers)
            made.reads[grade_id(cell)] = told.reads(cell.source) | _told_of(
                cell.source, answers, at_once
            )
            if names.only_shows(cell.source) and names.rewritten(cell.source) <= imported:
                made.shows.add(grade_id(cell))
            answers -= names.bound(cell.source)
        elif cell.metadata.get("nbgrader", {}).get("solution"):
            answers |= names.bound(cell.source) | names.rewritten(cell.source)
            made.classes.extend(_classes(cell.source))
            if names.derived(cell.source) & DATA:
                at_once |= names.bound(cell.source)
        if not cell.metadata.get("nbgrader", {}).get("solution"):
            made.imports.extend(names.imports(cell.source))
            imported |= names.bound("\n".join(names.imports(cell.source)))
    return made


def _told_of(source, answers, at_once):
    """What else the examiner is told of a test; see `Plan.reads`."""
    binds = names.bound(source)
    return {
        "sets": sorted((binds | names.rewritten(source)) & answers),
        "seeds": "seed" in source,
        "why": _why_in_student(source, at_once),
    }


def _why_in_student(source, at_once):
    """Why a test cannot be examined from without; empty where it can."""
    if INNER.search(source):
        return "it looks into a function"
    if REPLACES.search(source):
        return "it replaces what is called by the answer"
    if asked := names.loaded(source) & at_once:
        return f"{min(asked)}: a class that is data and more"
    return ""


class _Told:
    """What of a test's words may be told to the student's process: names it binds, files it knows.

    Any other word of a hidden test would be an answer told, as ``Paris`` in ``x == "Paris"``.
    """

    def __init__(self, reference, released):
        own = [c.source for c in reference.cells if c.cell_type == "code" and kind(c) == "student"]
        self.bound = frozenset().union(*map(_meant, own))
        self.seen = "\n".join([*own, *(cell.source for cell in released.cells)])

    def reads(self, source):
        bound = {what: getattr(names, what)(source) for what in ("loaded", "mentioned", "deferred")}
        known = {what: sorted(found & self.bound) for what, found in bound.items()}
        if "*" in self.bound:  # an answer imports names that cannot be seen
            known |= {what: sorted(bound[what]) for what in ("loaded", "deferred")}
        known["binds"] = sorted(names.bound(source) & self.bound)
        return known | {
            "files": [each for each in sorted(names.files(source)) if each in self.seen]
        }


def _meant(source):
    """Names that a cell binds or changes; of one with magics, whose code cannot be seen, any word."""
    if MAGIC.search(source):
        return frozenset(WORD.findall(source))
    return names.bound(source) | names.rewritten(source)


def _after_tests(reference):
    for cell in reversed([cell for cell in reference.cells if cell.cell_type == "code"]):
        if kind(cell) == "test":
            return
        if kind(cell) == "locked":
            yield grade_id(cell)


def _hiding(reference, released):
    shown = {grade_id(cell): cell.source for cell in released.cells}
    for cell in reference.cells:
        if kind(cell) == "test" and shown.get(grade_id(cell)) != cell.source:
            yield grade_id(cell)


def _tagged(reference):
    for cell in reference.cells:
        if "run-in-student" in cell.metadata.get("tags", ()):
            yield grade_id(cell)


def _classes(source):
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return []
    return [each.name for each in body if isinstance(each, ast.ClassDef)]
