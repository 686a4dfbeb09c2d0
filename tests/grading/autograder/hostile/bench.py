"""A course of three questions, and what is held against every hostile submission to it.

The questions ask for a number (1 point), a function (2) and a table (4), each with hidden tests. A
locked cell brings imports and a check. `Case` names what an attacker writes in place of an answer
and what must come of it; `Bench.judge` grades it beside an honest neighbour.
"""

import hashlib
import json
import re
import uuid
from dataclasses import dataclass, field, replace
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from course import tree
from grading.autograder import work
from grading.autograder.intake import HandedIn
from grading.autograder.work import Paper

MARKER = "zebra-quartz-monsoon"  # stands in hidden tests and nowhere else
SECRET = "zebra-quartz-secret"  # the class's key
POINTS = {"number": 1, "function": 2, "table": 4}
HONEST = {
    "number": "total = 42",
    "function": "def double(n):\n    return 2 * n",
    "table": "rows = [1, 2, 3]\nframe = pd.DataFrame({'killed': [3, 4]})",
}
SETTINGS = """
c = get_config()
c.CourseDirectory.course_id = "desk"
c.Autograder.preload = ["numpy", "pandas"]
c.Autograder.cell_seconds = 20
c.Autograder.submission_seconds = 60
c.Autograder.memory_mb = 300
c.Autograder.processes = 24
c.Autograder.scratch_mb = 16
c.Autograder.file_mb = 8
c.Autograder.output_kb = 100
"""
HELPER = """import math
import numpy as np
import pandas as pd
from numpy.testing import assert_allclose

def check(found, wanted):
    assert found == wanted, "not what was asked for"
"""
HIDDEN = "### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS"
TESTS = {
    "number": (
        "assert total is not None",
        f"""why = {MARKER!r}
assert str(total) not in ("opal_marlin", "opal/marlin.csv"), why
assert 0 < total < 100, why
assert total == 42 and not total != 42, why
assert_allclose(total, 42, err_msg=why)
check(total, 42)""",
    ),
    "function": (
        "assert double(4) == 8",
        f"""for n, wanted in [(21, 42), (-1, -2), (0, 0)]:
    found = double(n)
    assert found == wanted and abs(found - wanted) < 0.5, {MARKER!r}
    check(found, wanted)""",
    ),
    "table": (
        "assert len(rows) == 3",
        f"""assert sorted(rows) == [1, 2, 3] and rows[0] == 1 and 2 in rows, {MARKER!r}
assert isinstance(frame, pd.DataFrame), {MARKER!r}
pd.testing.assert_frame_equal(frame, pd.DataFrame({{"killed": [3, 4]}}))
check(frame["killed"].sum(), 7)""",
    ),
}


@dataclass(frozen=True)
class Case:
    """One attack.

    `number`, `function`, `table` are the attacker's answers, honest where nothing is given; `first`
    and `last` are cells of their own before the first question and after the last. `earns` are the
    questions whose points must come out, by default those with an honest answer; `flag` a pattern
    that the remarks must match, "" where there must be none, None where there may be any. `shows`
    is a pattern that what the attacker's cells put out must match, `hides` a text that must not be
    in it. `seconds` is the limit of a cell. Who `forges` messages may lose more than the question
    that does it: each time its cell is run again, it does it again.
    """

    name: str
    earns: str | None = None
    number: str = HONEST["number"]
    function: str = HONEST["function"]
    table: str = HONEST["table"]
    first: str = ""
    last: str = ""
    flag: str | None = ""
    shows: str = ""
    hides: str = MARKER
    seconds: int = 20
    forges: bool = False
    files: list = field(default_factory=list)

    @property
    def due(self):
        """Questions whose points must come out."""
        if self.earns is None:
            return {name for name in POINTS if getattr(self, name) == HONEST[name]}
        return set(self.earns.split())


def nbgrader_cell(source, grade_id, *, points=None, solution=False, locked=False):
    facts = {"grade": points is not None, "grade_id": grade_id, "schema_version": 3, "task": False}
    facts |= {"locked": locked or points is not None, "solution": solution}
    if points is not None:
        facts["points"] = points
    cell = new_code_cell(source, metadata={"nbgrader": facts})
    cell.id = grade_id
    return cell


def desk_notebook():
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    cells = [nbgrader_cell(HELPER, "helper", locked=True)]
    for name, points in POINTS.items():
        answer = f"### BEGIN SOLUTION\n{HONEST[name]}\n### END SOLUTION"
        seen, hidden = TESTS[name]
        cells.append(nbgrader_cell(answer, name, solution=True))
        tests = f"{seen}\n{HIDDEN.format(hidden)}"
        cells.append(nbgrader_cell(tests, f"{name}_test", points=points))
    return new_notebook(metadata={"kernelspec": kernel}, cells=cells)


def make_desk(folder):
    (folder / "source" / "desk").mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text(SETTINGS)
    nbformat.write(desk_notebook(), folder / "source" / "desk" / "desk.ipynb")


def handed_in(notebook, student="eve", files=()):
    """A paper with a notebook, given as a notebook, a text or bytes."""
    if isinstance(notebook, dict):
        notebook = nbformat.writes(notebook)
    data = notebook if isinstance(notebook, bytes) else notebook.encode()
    return Paper(student, (HandedIn("desk", "desk.ipynb", data),), list(files))


class Bench:
    """Grades hostile submissions, and looks at what they leave behind.

    Parameters
    ----------
    pack : grading.autograder.work.Pack
    root : Path
        The course's folder, with a gradebook in it.
    """

    def __init__(self, pack, root):
        self.pack, self.root = replace(pack, environment={"CASEBOOK_KEY": SECRET}), root
        self.canary = f"canary-{uuid.uuid4().hex}"
        self.places = [root, root / "submitted" / "ada" / "desk", tree.ROOT, Path.home()]
        self.places += [Path(work.__file__).parent, *map(Path, ("/tmp", "/var/tmp", "/dev/shm"))]
        self.before = snapshot(root)
        self.honest = self.grade(self.paper(Case("honest")))
        self.running = inmates()

    def paper(self, case, student="eve"):
        """The released notebook with a case's answers, in which ``{canary}`` and others stand for
        what an attacker on this machine would know.
        """
        notebook = nbformat.from_dict(self.pack.released["desk"])
        notebook = nbformat.reads(nbformat.writes(notebook), as_version=4)
        for cell in notebook.cells:
            if (name := cell.metadata.nbgrader.grade_id) in POINTS:
                cell.source = self.told(getattr(case, name))
        if case.first:
            notebook.cells.insert(1, new_code_cell(self.told(case.first)))
        if case.last:
            notebook.cells.append(new_code_cell(self.told(case.last)))
        return handed_in(notebook, student, case.files)

    def told(self, source):
        known = {"CANARY": self.canary, "COURSE": str(self.root), "HOME": str(Path.home())}
        known["PLACES"] = repr([str(place) for place in self.places])
        return re.sub("|".join(known), lambda found: known[found[0]], source)

    def grade(self, paper, **settings):
        (graded,) = work.grade(self.with_settings(**settings), [paper])
        return graded

    def with_settings(self, **settings):
        changed = type(self.pack.settings)(config=self.pack.settings.config)
        for name, value in settings.items():
            setattr(changed, name, value)
        return replace(self.pack, settings=changed)

    def judge(self, case):
        """Grade a case and hold it against what must come out; what was graded."""
        graded = self.grade(self.paper(case), cell_seconds=case.seconds)
        assert graded.withheld == ""
        kept = earned(graded)
        assert kept <= case.due if case.forges else kept == case.due
        told = "; ".join(graded.remarks)
        if case.flag is not None:
            assert re.search(case.flag, told) if case.flag else told == ""
        for data, _ in graded.notebooks.values():
            text = outputs(data)
            assert re.search(case.shows, text)
            assert not case.hides or case.hides not in text
        self.nothing_is_left()
        self.the_neighbour_is_as_ever()
        return graded

    def nothing_is_left(self):
        """No process, no file, and the course's folder as it was."""
        before, self.running = self.running, inmates()
        assert self.running == before
        assert [place for place in self.places if (place / self.canary).exists()] == []
        assert snapshot(self.root) == self.before

    def the_neighbour_is_as_ever(self):
        """Whoever is graded next gets the same marks and the same notebook, to the byte."""
        files = [("neighbour.txt", b"notes")]
        graded = self.grade(self.paper(Case("honest", files=files)))
        assert (graded.notebooks, graded.remarks) == (self.honest.notebooks, [])
        assert earned(graded) == set(POINTS)


def earned(graded):
    """Questions with all their points; others must have none."""
    (_, marks) = graded.notebooks["desk"]
    given = {each.grade_id.removesuffix("_test"): each for each in marks if each.kind == "grade"}
    assert all(each.auto_score in (0, each.max_points) for each in given.values())
    return {name for name, each in given.items() if each.auto_score}


def outputs(data):
    """All that the student's own cells put out, in a kept notebook."""
    cells = json.loads(data)["cells"]
    own = [cell for cell in cells if not cell["metadata"].get("nbgrader", {}).get("grade")]
    return json.dumps([cell.get("outputs") for cell in own], ensure_ascii=False)


def snapshot(folder):
    """Path, size, time and content of everything below a folder."""
    return {
        str(path): (path.lstat().st_size, path.lstat().st_mtime_ns, _digest(path))
        for path in sorted(folder.rglob("*"))
    }


def _digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def inmates():
    """Ids of the processes behind the fences of this process, as the machine sees them."""
    parents = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(place.name)] = int(
                (place / "stat").read_text().rpartition(")")[2].split()[1]
            )
        except (FileNotFoundError, ProcessLookupError):
            continue
    found = {fence.process.pid for fence in work._fences.values()}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found
