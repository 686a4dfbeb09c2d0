"""One submission, from the bytes that were handed in to its marks: what a worker does.

A worker needs nothing but what it is sent: a `Pack` for the assignment and a `Paper` for each
submission. It opens no course and no gradebook; what it gives back, `Graded`, the coordinator
records.
"""

import atexit
import html
import os
import time
from dataclasses import dataclass, field

from nbformat.v4 import new_markdown_cell

from grading import ids
from grading.autograder.fence import Fence, missing
from grading.autograder.inside.channel import Broken, receive, send
from grading.autograder.marks import finished
from grading.autograder.plan import kind
from grading.autograder.repair import repair
from grading.autograder.sitting import Sitting
from grading.errors import CourseError, NoFenceError

__all__ = ["Graded", "Outcome", "Pack", "Paper", "grade"]

MOST_FILES = 5000  # beside a submission's notebooks
LONGEST_REASON = 1000  # characters
REHEARSAL_SECONDS = 60  # for the instructor's own notebooks, to see what they import
TRIES = 2  # of a submission whose sandbox breaks


@dataclass(frozen=True)
class Outcome:
    """How grading one submission ended.

    `status` is ``graded``, ``flagged`` (graded, and a person should look) or ``withheld`` (no mark:
    a person must look); `reason` says why, and is empty where there is nothing to say. `unchanged`
    says that this was known before, from just the same submission.
    """

    student: str
    assignment: str
    status: str
    reason: str = ""
    unchanged: bool = False


@dataclass(frozen=True)
class Pack:
    """What is the same for a whole class.

    `references`, `released`, `plans` and `masters` go by the notebook's name; `given` are the
    instructor's files beside the notebooks, as (path, bytes); `environment` is for the examiner
    alone; `settings` an `Autograder`'s, as a dict, and `isolation` the fence's.
    """

    assignment: str
    references: dict
    released: dict
    plans: dict
    masters: dict
    given: list
    environment: dict
    settings: object
    isolation: str = "sandbox"


@dataclass(frozen=True)
class Paper:
    """One student's submission: its notebooks as `intake.HandedIn`, and files beside them."""

    student: str
    handed_in: tuple
    files: list


@dataclass
class Graded:
    """A submission's notebooks as (bytes, marks) by name, and what is to be said of it.

    `withheld` says why there is no mark. `seen` is what `grading.ids.seen` gives for each notebook.
    """

    student: str
    notebooks: dict = field(default_factory=dict)
    remarks: list = field(default_factory=list)
    withheld: str = ""
    seen: list = field(default_factory=list)
    seconds: float = 0.0


def grade(pack, papers):
    """Grade some submissions, one after the other; one `Graded` each, in their order."""
    return [_grade_one(pack, paper) for paper in papers]


def _grade_one(pack, paper):
    start = time.monotonic()
    graded = Graded(paper.student)
    taken = [each.read() for each in paper.handed_in]
    unread = [each for each in taken if each.notebook is None]
    broken = [each for each in unread if not each.absent]
    if broken or len(unread) == len(taken):
        graded.withheld = "; ".join(each.reason for each in broken or unread)
        return graded
    most = pack.settings.scratch_mb << 20
    if (size := sum(len(data) for _, data in paper.files)) > most or len(paper.files) > MOST_FILES:
        graded.withheld = (
            f"beside its notebooks it has {len(paper.files):,} files of {size:,} bytes; "
            f"at most {MOST_FILES:,} of {most:,} are taken"
        )
        return graded
    graded.remarks = [f"{each.reason}: counted as zero" for each in unread]
    readable = [each for each in taken if each.notebook is not None]
    for left in reversed(range(TRIES)):
        try:
            if not _sit(pack, paper, readable, graded, again=left > 0):
                break
        except Broken as error:  # ours, not the student's: a new sandbox, and once more
            _close()
            graded.withheld = f"the sandbox broke off {TRIES} times ({error})"
        except NoFenceError:  # one that was killed before it was there
            if not left or missing():
                raise
        except Exception as error:  # ours as well; it must not cost the class its marks
            _close()
            graded.withheld = f"the autograder failed on it ({type(error).__name__}: {error})"
            break
    graded.withheld = graded.withheld[:LONGEST_REASON]
    graded.seconds = time.monotonic() - start
    return graded


def _sit(pack, paper, taken, graded, again):
    """Grade a submission in a sandbox.

    Whether to do it once more, which there may be time for `again`: a process that was killed may
    have been killed by the machine, when it was short of memory, and then the student did nothing.
    """
    settings = pack.settings
    sitting = Sitting(
        _fence(pack),
        {"cell_seconds": settings.seconds(), "replays": settings.replays},
        f"{paper.student}/{pack.assignment}",
        _together(paper.files, pack.given),
        pack.given,
        pack.environment,
        time.monotonic() + settings.submission_seconds,
    )
    notebooks, choices, seen = {}, [], []
    for each in taken:
        notebook, repairs = _repaired(pack, each)
        choices += [*each.remarks, *(done.text for done in repairs if done.choice)]
        seen.append(ids.seen(each.notebook.cells))
        sitting.grade(notebook, pack.plans[each.name])
        try:
            notebooks[each.name] = finished(
                notebook, pack.masters[each.name], settings.strict_stderr
            )
        except CourseError as error:
            graded.withheld = str(error)
            return False
    if again and sitting.killed:
        return True
    graded.notebooks, graded.seen, graded.withheld = notebooks, seen, ""
    graded.remarks += [*choices, *sitting.remarks]
    if settings.whole_crash and sitting.crashed:
        graded.withheld, graded.notebooks = "; ".join(sitting.remarks), {}
    return False


def _repaired(pack, taken):
    """A notebook in the shape of the instructor's, which says at its top what was put right."""
    notebook, repairs = repair(
        taken.notebook, pack.references[taken.name], pack.released[taken.name]
    )
    told = [*taken.remarks, *(done.text for done in repairs)]
    if told:
        lines = "\n".join(f"- {html.escape(text)}" for text in told)
        note = new_markdown_cell(f"**Put right before marking**\n\n{lines}")
        note.id = "put-right"
        notebook.cells.insert(0, note)
    return notebook, repairs


def _together(files, given):
    """The submission's files, with the instructor's in place of those of the same name."""
    return list({str(path): (path, data) for path, data in [*files, *given]}.values())


_fences = {}  # of this process, by what they were made from; each costs the imports
_rehearsed = set()  # packs, by the same and their notebooks


def _fence(pack):
    """This process's sandbox for a pack: started once, and once prepared for the pack's notebooks."""
    key = repr((pack.settings.limits(), list(pack.settings.preload), pack.isolation))
    if key not in _fences:
        _fences[key] = Fence(pack.settings, pack.isolation).__enter__()
    fence, cells = _fences[key], _code(pack.references)
    which = key, *(cell.source for cell in cells)
    if which not in _rehearsed:
        _rehearsed.add(which)
        given = [cell.source for cell in _code(pack.released)]
        tests = [cell.source for cell in cells if kind(cell) == "test"]
        fence.prepare(_modules(fence, pack), given, tests)
    return fence


def _modules(fence, pack):
    """Modules that are loaded once the instructor's own notebooks have run, answers and all."""
    inmate = fence.fork("student", f"instructor/{pack.assignment}", pack.given)
    deadline, modules = time.monotonic() + REHEARSAL_SECONDS, []
    try:
        for cell in _code(pack.references):
            send(inmate.sock, {"do": "run", "source": cell.source})
            receive(inmate.sock, deadline)
        send(inmate.sock, {"do": "modules"})
        modules = receive(inmate.sock, deadline)[0]["modules"]
    except (Broken, TimeoutError):
        pass  # it only saves time
    fence.end(inmate)
    return modules


def _code(notebooks):
    return [c for each in notebooks.values() for c in each.cells if c.cell_type == "code"]


def _close():
    """End the sandboxes of this process; the next submission starts one anew."""
    _rehearsed.clear()
    while _fences:
        _fences.popitem()[1].__exit__(None, None, None)


atexit.register(_close)


def _forget():
    """In a process that was forked: its parent's sandboxes are not its own."""
    _fences.clear()
    _rehearsed.clear()


os.register_at_fork(after_in_child=_forget)
