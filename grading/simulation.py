"""A simulated class: what it hands in, and what its marks must then be.

A submission is made as a student makes one: the released notebook with answers written into it.
The answers are the solution's, save for those that a student has spoilt or written another way. What
each costs is declared beside the assignment (`breakages/<assignment>.toml`), so the expected marks do
not come from the grader.
"""

import random
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

import nbformat

from course.assignments import assignments
from grading import converters, dossiers, gradebook
from grading.autograder.engine import autograde
from grading.cells import grade_id, read_cells
from grading.errors import BreakageError, NoBreakagesError, UnknownAssignmentError

__all__ = [
    "ANOTHER_WAY",
    "DUE",
    "Breakage",
    "Check",
    "Rehearsal",
    "SimulatedStudent",
    "check_marks",
    "cover",
    "deal",
    "expected_marks",
    "first_described",
    "hand_in",
    "load_breakages",
    "rehearse",
]

DUE = datetime(2026, 10, 16, 16, 0, tzinfo=UTC)  # of the simulated assignment; any day serves
SPOILT = (0.1, 0.2, 0.2, 0.3, 0.4, 0.6)  # shares of the answers in which a student errs
OTHERWISE = (0, 1, 2, 3)  # answers that a student writes another way
HOURS_LATE = (1, 26, 75)
ANOTHER_WAY = "written another way"  # the kind of an answer that is right, and not the solution


@dataclass(frozen=True)
class Breakage:
    """One answer of a student: what stands in which cell, and which graded cells must then fail.

    It is the solution with `changed` in the place of `original`, or `code` as a whole; where all
    three are empty texts it is left blank. Nothing fails where `kind` is `ANOTHER_WAY`.
    """

    name: str
    answer: str
    kind: str
    meaning: str
    fails: tuple
    original: str = ""
    changed: str = ""
    code: str = ""

    @property
    def right(self):
        """Whether this is a right answer, written another way than the solution."""
        return self.kind == ANOTHER_WAY

    def written_into(self, solution):
        """What the student wrote, or None where the answer is left blank."""
        if self.code:
            return self.code.strip("\n")
        return solution.replace(self.original, self.changed) if self.original else None


@dataclass(frozen=True)
class SimulatedStudent:
    """Who hands in what, and how many hours after the due date (0: in time)."""

    student: str
    breakages: tuple = ()
    hours_late: int = 0

    @property
    def mistakes(self):
        return tuple(breakage for breakage in self.breakages if not breakage.right)

    @property
    def variants(self):
        """Right answers, written another way than the solution."""
        return tuple(breakage for breakage in self.breakages if breakage.right)


@dataclass(frozen=True)
class Check:
    """The expected and the given mark of one student for one graded cell; None waits for a person.

    `by_hand` says that a person marks this answer.
    """

    student: str
    question: str
    points: float
    by_hand: bool
    expected: float | None
    got: float | None

    @property
    def agrees(self):
        return self.expected == self.got


@dataclass(frozen=True)
class Rehearsal:
    """A simulated class from release to feedback: who handed in what, and what came of it."""

    assignment: str
    students: list
    outcomes: list
    checks: list
    hours_late: dict

    def of(self, student):
        """The checks of one simulated student."""
        return [check for check in self.checks if check.student == student.student]

    def in_order(self, student):
        """Whether every mark of a student, and the lateness, is as implied."""
        late = self.hours_late.get(student.student) == student.hours_late
        return late and all(check.agrees for check in self.of(student))

    @property
    def agrees(self):
        return all(self.in_order(student) for student in self.students)


def rehearse(course, assignment, students, folder, progress=None, workers=1):
    """Release, hand in, grade and give feedback in a copy of the course; check every mark.

    Parameters
    ----------
    course : grading.course_folder.CourseFolder
        The course to rehearse. Nothing is written there.
    assignment : str
    students : list of SimulatedStudent
    folder : path
        Empty or new; the copy is made and left there.
    progress : callable, optional
        Called as ``progress(step, done)`` with the steps "release", "hand in", "grade" and
        "feedback" and how many students each has done.
    workers : int
        Processes that grade.

    Returns
    -------
    Rehearsal
    """
    tell = progress or (lambda step, done: None)
    copied = course.copy(folder, assignment)
    converters.release(copied, assignment)
    dossiers.hand_out(copied, assignment, [student.student for student in students])
    gradebook.set_due_date(copied, assignment, DUE.replace(tzinfo=None))
    tell("release", len(students))
    for number, student in enumerate(students, start=1):
        hand_in(copied, assignment, student)
        tell("hand in", number)
    graded, written = count(1), count(1)
    outcomes = autograde(
        copied, assignment, progress=lambda _: tell("grade", next(graded)), workers=workers
    )
    converters.write_feedback(
        copied, assignment, progress=lambda _: tell("feedback", next(written))
    )
    late = gradebook.seconds_late(copied, assignment)
    return Rehearsal(
        assignment,
        students,
        outcomes,
        check_marks(copied, assignment, students),
        {student: seconds / 3600 for student, seconds in late.items()},
    )


def first_described(course):
    """The first assignment of a course for which breakages are described, in the order of teaching.

    Assignments that are not this course's own come last, by their names.
    """
    order = [each.name for each in assignments()]
    described = sorted(
        (path.stem for path in (course.root / "breakages").glob("*.toml")),
        key=lambda name: (order.index(name) if name in order else len(order), name),
    )
    if not described:
        raise NoBreakagesError(str(course.root / "breakages"))
    return described[0]


def load_breakages(course, assignment):
    """The breakages described for an assignment, checked against its notebook.

    Raises
    ------
    UnknownAssignmentError
        If none are described for this assignment.
    BreakageError
        If a description names a cell that is not there, or a text that does not stand in the
        solution exactly once.
    """
    folder = course.root / "breakages"
    file = folder / f"{assignment}.toml"
    if not file.is_file():
        known = sorted(path.stem for path in folder.glob("*.toml"))
        raise UnknownAssignmentError(assignment, known, str(folder))
    described = tomllib.loads(file.read_text(encoding="utf-8"))
    cells = _graded_or_answered(course.notebook(assignment))
    breakages = []
    for name, facts in described.items():
        breakage = Breakage(name, **(facts | {"fails": tuple(facts["fails"])}))
        if problem := _misfit(breakage, cells):
            raise BreakageError(file.name, name, problem)
        breakages.append(breakage)
    return breakages


def deal(breakages, students, seed):
    """Deal breakages to a class, at most one for each answer of a student.

    The first student hands in the solution. The second writes every answer another way, where such
    answers are described, and errs in none. The others draw mistakes and other ways of writing from
    two shuffled decks, and a deck is dealt to its end before it is shuffled anew, so that a class of
    some size shows every breakage.
    """
    chance = random.Random(seed)
    digits = max(2, len(str(students)))  # so that ids stand in order
    names = [f"student-{number:0{digits}d}" for number in range(1, students + 1)]
    late = set(chance.sample(names, k=max(1, students // 5)))
    answers = len({breakage.answer for breakage in breakages})
    mistakes = _Deck([breakage for breakage in breakages if not breakage.right], chance)
    variants = _Deck([breakage for breakage in breakages if breakage.right], chance)
    dealt = []
    for number, name in enumerate(names):
        spoilt = max(1, round(chance.choice(SPOILT) * answers))
        otherwise = chance.choice(OTHERWISE)
        if number == 0:
            spoilt = otherwise = 0
        elif number == 1 and variants.cards:
            spoilt, otherwise = 0, answers
        hand = mistakes.draw(spoilt, [])
        hand = sorted(variants.draw(otherwise, hand), key=breakages.index)
        hours = chance.choice(HOURS_LATE) if name in late else 0
        dealt.append(SimulatedStudent(name, tuple(hand), hours))
    return dealt


def cover(breakages):
    """The smallest class in which every breakage occurs and nobody has both sorts.

    Its first student hands in the solution; then come those who make mistakes, then those who
    write another way.
    """
    hands = [[]]
    for right in (False, True):
        first = len(hands)
        for breakage in breakages:
            if breakage.right is not right:
                continue
            for hand in hands[first:]:
                if breakage.answer not in {other.answer for other in hand}:
                    hand.append(breakage)
                    break
            else:
                hands.append([breakage])
    return [
        SimulatedStudent(f"student-{number:02d}", tuple(hand))
        for number, hand in enumerate(hands, start=1)
    ]


def hand_in(course, assignment, student):
    """Write a simulated student's submission where nbgrader looks for it; return its folder."""
    source = course.notebook(assignment)
    solutions = _graded_or_answered(source)
    released = course.folder("release", ".", assignment) / source.name
    notebook = nbformat.read(released, as_version=4)
    written = {breakage.answer: breakage for breakage in student.breakages}
    for cell in notebook.cells:
        name = grade_id(cell)
        if not cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = cell.source.replace(*_own_id(student.student))
            continue
        answer = _without_markers(solutions[name].source)
        if breakage := written.get(name):
            answer = breakage.written_into(answer)
        if answer is not None:
            cell.source = answer
    folder = course.folder("submitted", student.student, assignment)
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / source.name)
    when = DUE + (
        timedelta(hours=student.hours_late) if student.hours_late else -timedelta(hours=3)
    )
    (folder / "timestamp.txt").write_text(f"{when:%Y-%m-%d %H:%M:%S} UTC\n")
    return folder


def expected_marks(course, assignment, student):
    """What a simulated student's marks must be, by graded cell, from the declared facts alone.

    A written answer that is not blank waits for a person: its mark is None.
    """
    lost = {cell for breakage in student.breakages for cell in breakage.fails}
    expected = {}
    for question, cell in _graded_or_answered(course.notebook(assignment)).items():
        facts = cell.metadata.nbgrader
        if facts.grade:
            by_hand = None if facts.solution else float(facts.points)
            expected[question] = 0.0 if question in lost else by_hand
    return expected


def check_marks(course, assignment, students):
    """Compare every mark in the gradebook with what the breakages imply.

    Returns
    -------
    list of Check
        One for each student and graded cell. A mark that was never given counts as waiting.
    """
    given = {(mark.student, mark.question): mark for mark in gradebook.marks(course, assignment)}
    cells = _graded_or_answered(course.notebook(assignment))
    checks = []
    for student in students:
        for question, expected in expected_marks(course, assignment, student).items():
            facts = cells[question].metadata.nbgrader
            mark = given.get((student.student, question))
            got = mark.score if mark else None
            checks.append(
                Check(student.student, question, facts.points, facts.solution, expected, got)
            )
    return checks


class _Deck:
    """Breakages in a shuffled order, all of them dealt before they are shuffled anew."""

    def __init__(self, cards, chance):
        self.cards, self.chance, self.left = cards, chance, []

    def draw(self, number, hand):
        """`hand` with up to `number` more, at most one for each answer."""
        hand = list(hand)
        for _ in range(number):
            self.left = self.left or self.chance.sample(self.cards, k=len(self.cards))
            taken = {breakage.answer for breakage in hand}
            fitting = [breakage for breakage in self.left if breakage.answer not in taken]
            if fitting:
                hand.append(fitting[0])
                self.left.remove(fitting[0])
        return hand


def _graded_or_answered(notebook):
    """Cells that hold an answer or tests, by grade id, in the instructor's version."""
    kept = [cell for cell in read_cells(notebook) if "nbgrader" in cell.metadata]
    return {
        grade_id(cell): cell
        for cell in kept
        if cell.metadata.nbgrader.grade or cell.metadata.nbgrader.solution
    }


def _own_id(student):
    """What an assignment's first cell says, and what it says once a student's id is written in."""
    blank = '"JUPYTERHUB_USER", ""'
    return blank, blank.replace('""', f'"{student}"')


def _without_markers(source):
    """A solution as a student would have written it, without nbgrader's markers."""
    lines = source.split("\n")
    return "\n".join(line for line in lines if " SOLUTION" not in line or "###" not in line)


def _misfit(breakage, cells):
    if breakage.answer not in cells:
        return f"there is no answer {breakage.answer!r} in the notebook"
    for question in breakage.fails:
        if question not in cells or not cells[question].metadata.nbgrader.grade:
            return f"`fails` names {question!r}, and there is no graded cell of that id"
    if breakage.right and breakage.fails:
        return f"the kind {ANOTHER_WAY!r} is for right answers, and `fails` is not empty"
    if breakage.code and breakage.original:
        return "`code` and `original` are both given; the answer can only be written one way"
    if breakage.right and not (breakage.code or breakage.original):
        return "a right answer is not blank: expected `code`, or `original` and `changed`"
    if not breakage.original:
        return ""
    times = _without_markers(cells[breakage.answer].source).count(breakage.original)
    return "" if times == 1 else f"expected `original` once in the solution, found it {times} times"
