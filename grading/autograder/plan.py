"""What an assignment's own notebook tells about grading it: which names are whose.

Worked out once for an assignment, from the instructor's version, and sent to every worker. Nothing
is run.
"""

import ast
from dataclasses import dataclass, field

from grading.autograder.inside import names
from grading.cells import grade_id

__all__ = ["Plan", "kind", "plan"]


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
    asked : list of str
        Names that answers and other cells of the student's bind. The student's process is asked
        for no others: the words of a hidden test are not to be told by asking for them.
    files : list of str
        Texts of the tests that stand also where students see them, and that may name a file.
    hiding : frozenset of str
        Tests of which students do not see all.
    in_student : frozenset of str
        Tests that the instructor has run in the student's process, by the tag ``run-in-student``.
    """

    imports: list = field(default_factory=list)
    classes: list = field(default_factory=list)
    theirs: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)
    files: list = field(default_factory=list)
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
        asked=sorted(set(_asked(reference))),
        files=sorted(set(_files(reference, released))),
        hiding=frozenset(_hiding(reference, released)),
        in_student=frozenset(_tagged(reference)),
    )
    answers = set()
    for cell in reference.cells:
        if cell.cell_type != "code":
            continue
        sort = kind(cell)
        if sort != "student":
            made.theirs[grade_id(cell)] = sorted(answers)
            answers -= names.bound(cell.source)
        elif cell.metadata.get("nbgrader", {}).get("solution"):
            answers |= names.bound(cell.source) | names.rewritten(cell.source)
            made.classes.extend(_classes(cell.source))
        if not cell.metadata.get("nbgrader", {}).get("solution"):
            made.imports.extend(names.imports(cell.source))
    return made


def _asked(reference):
    for cell in reference.cells:
        if cell.cell_type == "code" and kind(cell) == "student":
            yield from names.bound(cell.source)


def _files(reference, released):
    """Texts of tests that students see as well: in what they were given, or in an answer of theirs."""
    own = [cell.source for cell in reference.cells if kind(cell) == "student"]
    seen = "\n".join([*own, *(cell.source for cell in released.cells)])
    for cell in reference.cells:
        if cell.cell_type == "code" and kind(cell) == "test":
            yield from (text for text in names.files(cell.source) if text in seen)


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
