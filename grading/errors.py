"""What can go wrong between an assignment and its marks, and what to do about it."""

from difflib import get_close_matches

from course.errors import CourseError

__all__ = [
    "BreakageError",
    "EmptyRosterError",
    "FolderInUseError",
    "GradebookLockedError",
    "KeyChangedError",
    "NoBreakagesError",
    "NoFenceError",
    "NotACourseError",
    "NotPythonError",
    "NotRecordedError",
    "NotReleasedError",
    "NothingGradedError",
    "NothingSubmittedError",
    "PartialCreditError",
    "StepFailedError",
    "TimestampError",
    "UnknownAssignmentError",
    "UnknownCellError",
    "UnknownStudentError",
    "UnsoundNotebookError",
]


class NotACourseError(CourseError):
    """A folder holds no nbgrader course."""

    def __init__(self, folder):
        super().__init__(folder)
        self.folder = folder

    def __str__(self):
        return (
            f"{self.folder}: expected an nbgrader course, that is a folder with nbgrader_config.py "
            "or source/, and found neither. Name the course's folder with --course DIR."
        )


class UnknownAssignmentError(CourseError):
    """An assignment is asked for that the course does not have."""

    def __init__(self, assignment, known, folder):
        super().__init__(assignment, known, folder)
        self.assignment, self.known, self.folder = assignment, known, folder

    def __str__(self):
        if not self.known:
            return f"{self.folder}: expected the assignment {self.assignment!r}, found none at all."
        near = get_close_matches(self.assignment, self.known, n=1)
        advice = f"Did you mean {near[0]!r}? " if near else ""
        return (
            f"{self.folder}: there is no assignment {self.assignment!r}. "
            f"{advice}It has: {', '.join(self.known)}."
        )


class NotReleasedError(CourseError):
    """An assignment is to be graded that the gradebook has never seen."""

    def __init__(self, assignment, folder):
        super().__init__(assignment, folder)
        self.assignment, self.folder = assignment, folder

    def __str__(self):
        return (
            f"{self.folder}: the gradebook does not know {self.assignment!r} yet, so there are no "
            f"points to give. Release it first: casebook release {self.assignment}"
        )


class NothingSubmittedError(CourseError):
    """No submission lies where nbgrader looks for one."""

    def __init__(self, assignment, pattern):
        super().__init__(assignment, pattern)
        self.assignment, self.pattern = assignment, pattern

    def __str__(self):
        return (
            f"No submission of {self.assignment!r}: expected one folder for each student as "
            f"{self.pattern}, and found none. Put the notebooks handed in there and grade again."
        )


class NothingGradedError(CourseError):
    """Feedback is asked for before there are marks."""

    def __init__(self, assignment, folder):
        super().__init__(assignment, folder)
        self.assignment, self.folder = assignment, folder

    def __str__(self):
        return (
            f"{self.folder}: no graded submission of {self.assignment!r} was found. "
            f"Grade first: casebook grade {self.assignment}"
        )


class StepFailedError(CourseError):
    """nbgrader stopped at a step."""

    def __init__(self, step, assignment, reason):
        super().__init__(step, assignment, reason)
        self.step, self.assignment, self.reason = step, assignment, reason

    def __str__(self):
        return (
            f"nbgrader could not {self.step} {self.assignment!r}: {self.reason}. "
            "Mend what it names and run the command again."
        )


class BreakageError(CourseError):
    """The description of a simulated mistake does not fit the assignment."""

    def __init__(self, file, breakage, problem):
        super().__init__(file, breakage, problem)
        self.file, self.breakage, self.problem = file, breakage, problem

    def __str__(self):
        return f"{self.file}, breakage {self.breakage!r}: {self.problem}"


class NoBreakagesError(CourseError):
    """A class is to be simulated and no mistakes are described for it to make."""

    def __init__(self, folder):
        super().__init__(folder)
        self.folder = folder

    def __str__(self):
        return (
            f"{self.folder}: expected a file ASSIGNMENT.toml that describes mistakes and what each "
            "must cost, found none. The file breakages/sources.toml of this course shows how."
        )


class FolderInUseError(CourseError):
    """A folder to be filled already holds something."""

    def __init__(self, folder):
        super().__init__(folder)
        self.folder = folder

    def __str__(self):
        return (
            f"{self.folder}: expected an empty or a new folder, found files in it. "
            "Nothing was written. Name another folder."
        )


class EmptyRosterError(CourseError):
    """Dossiers are to be drawn and nobody is there to draw them for."""

    def __init__(self, assignment, folder):
        super().__init__(assignment, folder)
        self.assignment, self.folder = assignment, folder

    def __str__(self):
        return (
            f"{self.folder}: expected students to draw dossiers of {self.assignment!r} for, found "
            "none in the gradebook and none in submitted/. The notebook is released; name the "
            "class, with nbgrader db student add ID or nbgrader db student import FILE, and "
            f"release again: casebook release {self.assignment}"
        )


class KeyChangedError(CourseError):
    """The key is another one than at release, so every truth would be another one."""

    def __init__(self, assignment, variable):
        super().__init__(assignment, variable)
        self.assignment, self.variable = assignment, variable

    def __str__(self):
        return (
            f"dossiers of {self.assignment!r}: expected the key that they were released with, found "
            f"another one in {self.variable}, or none. Nothing was graded. Set {self.variable} to "
            "the key of the release; if it is lost, release again and have the class work again."
        )


class NoFenceError(CourseError):
    """Students' code would run unfenced, and nobody has asked for that."""

    def __init__(self, lacks):
        super().__init__(lacks)
        self.lacks = lacks

    def __str__(self):
        return (
            f"the fence around students' code: expected a sandbox, found that {self.lacks}. Nothing "
            "was graded. casebook doctor says more. --isolation none grades without a fence: then "
            "students' code runs as you, in reach of your files and the gradebook."
        )


class PartialCreditError(CourseError):
    """A test's last line is no sound partial credit."""

    def __init__(self, cell, found, points):
        super().__init__(cell, found, points)
        self.cell, self.found, self.points = cell, found, points

    def __str__(self):
        return (
            f"{self.cell}: expected a number of at most {self.points:g} points on the last line, "
            f"found {self.found}. Mend the test, or end its last line with a semicolon, which "
            "gives all its points, and grade again."
        )


class NotPythonError(CourseError):
    """An assignment's notebook runs under a kernel of another language."""

    def __init__(self, notebook, kernel, language):
        super().__init__(notebook, kernel, language)
        self.notebook, self.kernel, self.language = notebook, kernel, language

    def __str__(self):
        return (
            f"{self.notebook}: expected a notebook in Python, found the kernel {self.kernel}, whose "
            f"language is {self.language}. Nothing was graded. `casebook grade` runs Python alone; "
            "nbgrader autograde grades this one."
        )


class UnsoundNotebookError(CourseError):
    """A notebook that ran does not fit the notebook format."""

    def __init__(self, problem):
        super().__init__(problem)
        self.problem = problem

    def __str__(self):
        return (
            f"the notebook as it ran: expected the notebook format, found {self.problem}. "
            "Nothing of it was kept. Open what was handed in, save it in JupyterLab, grade again."
        )


class TimestampError(CourseError):
    """The time at which work was handed in cannot be read."""

    def __init__(self, file, found):
        super().__init__(file, found)
        self.file, self.found = file, found

    def __str__(self):
        return (
            f"{self.file}: expected a date and time such as 2024-03-30 12:00:00 UTC, found "
            f"{self.found!r}. Write the time into it, or remove the file, and grade again."
        )


class UnknownCellError(CourseError):
    """A cell has a mark, and the gradebook does not know the cell."""

    def __init__(self, assignment, notebook, cell):
        super().__init__(assignment, notebook, cell)
        self.assignment, self.notebook, self.cell = assignment, notebook, cell

    def __str__(self):
        return (
            f"{self.assignment}/{self.notebook}: expected the cells of its release, found "
            f"{self.cell!r}, which the gradebook does not know. Nothing of the submission was "
            f"recorded. Release again: casebook release {self.assignment}"
        )


class UnknownStudentError(CourseError):
    """Work of somebody who is not on the roster, in a course that adds nobody by itself."""

    def __init__(self, student):
        super().__init__(student)
        self.student = student

    def __str__(self):
        return (
            f"submission of {self.student!r}: expected a student of the gradebook, as "
            "Autograde.create_student is off in the course's settings, found none of this id. "
            f"Add them: nbgrader db student add {self.student}"
        )


class GradebookLockedError(CourseError):
    """Another program kept the gradebook to itself for too long.

    `students` are those whose marks were to be written; None where it was only to be read.
    """

    def __init__(self, gradebook, seconds, students=None):
        super().__init__(gradebook, seconds, students)
        self.gradebook, self.seconds, self.students = gradebook, seconds, students

    def __str__(self):
        if self.students is None:
            meant, left = "read it", "Nothing was changed."
        else:
            meant = "write marks"
            left = (
                f"Of {_so_many(self.students)} not yet recorded nothing was written, in the gradebook "
                "or in autograded/; all marks before stand."
            )
        return (
            f"{self.gradebook}: expected to {meant} within {self.seconds:g} seconds, found it locked "
            f"by another program all that time. {left} Close what has it open (formgrader, nbgrader, "
            "a database browser) and run the command again."
        )


class NotRecordedError(CourseError):
    """The disk did not take what was to be written."""

    def __init__(self, place, reason, students):
        super().__init__(place, reason, students)
        self.place, self.reason, self.students = place, reason, students

    def __str__(self):
        return (
            f"{self.place}: expected to write marks and graded notebooks, found: {self.reason}. "
            f"What was written of {_so_many(self.students)} not yet recorded was taken back; all "
            "marks before stand. Make room, or mend what is named, and run the command again."
        )


def _so_many(students):
    return "1 student" if students == 1 else f"{students} students"
