"""Where an nbgrader course keeps its things, as the course's own settings say.

Reads settings and lists folders; it runs no student's code and opens no gradebook.
"""

import os
import re
import shutil
import sys
from contextlib import chdir, contextmanager
from glob import glob
from pathlib import Path

from grading.errors import FolderInUseError, NotACourseError, UnknownAssignmentError

__all__ = ["CourseFolder"]

SETTINGS = "nbgrader_config.py"


class CourseFolder:
    """An nbgrader course on disk.

    Parameters
    ----------
    root : path
        The folder that holds `nbgrader_config.py` and `source/`. It counts as the course's root
        whatever the settings say, so that a copy of a course is never mixed up with the original.

    Raises
    ------
    NotACourseError
        If the folder holds neither the settings nor assignments.
    """

    def __init__(self, root):
        self.root = Path(root).resolve()
        if not ((self.root / SETTINGS).is_file() or (self.root / "source").is_dir()):
            raise NotACourseError(str(root))
        self.config = _settings(self.root)
        self.coursedir = _course_directory(self.root, self.config)

    def folder(self, step, student, assignment):
        """Folder of an assignment at a step: source, release, submitted, autograded, feedback."""
        directory = getattr(self.coursedir, f"{step}_directory")
        return Path(self.coursedir.format_path(directory, student, assignment))

    def assignments(self):
        """Names of the assignments that have an instructor's version."""
        return [assignment for _, assignment in self._found("source", ".", "*")]

    def submitted(self, assignment):
        """Students who handed in `assignment`; ``*`` is any."""
        return [student for student, _ in self._found("submitted", "*", assignment)]

    def graded(self, assignment):
        """Students whose submission of `assignment` has been graded."""
        return [student for student, _ in self._found("autograded", "*", assignment)]

    def check(self, assignment):
        """Raise `UnknownAssignmentError` unless the course has `assignment`."""
        if assignment not in self.assignments():
            raise UnknownAssignmentError(assignment, self.assignments(), str(self.root))

    def notebook(self, assignment):
        """The one notebook of `assignment`, in the instructor's version."""
        (notebook,) = self.folder("source", ".", assignment).glob("*.ipynb")
        return notebook

    def copy(self, to, assignment):
        """A new course at `to` with these settings and one assignment, and nothing handed in."""
        to = Path(to)
        if to.exists() and any(to.iterdir()):
            raise FolderInUseError(str(to))
        source = self.folder("source", ".", assignment)
        shutil.copytree(source, to / source.relative_to(self.root))
        if (self.root / SETTINGS).is_file():
            shutil.copy(self.root / SETTINGS, to / SETTINGS)
        return CourseFolder(to)

    @contextmanager
    def working(self, assignment="", student="*"):
        """Work from the course's folder, as nbgrader's commands do, on what is named.

        nbgrader starts `alembic` by its name, so the environment's programs must be on the PATH
        even where the environment is not activated.
        """
        before = self.coursedir.assignment_id, self.coursedir.student_id
        self.coursedir.assignment_id, self.coursedir.student_id = assignment, student
        path = os.environ.get("PATH", "")
        os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), path])
        try:
            with chdir(self.root):
                yield self
        finally:
            os.environ["PATH"] = path
            self.coursedir.assignment_id, self.coursedir.student_id = before

    def _found(self, step, student, assignment):
        """(student, assignment) of each folder at `step` that fits; ``*`` fits any name."""
        directory = getattr(self.coursedir, f"{step}_directory")
        named = [
            f"(?P<{part}>{'[^/]+' if name == '*' else re.escape(name)})"
            for part, name in (("student", student), ("assignment", assignment))
        ]
        fits = re.compile(self.coursedir.format_path(directory, *named, escape=True) + "$")
        places = glob(self.coursedir.format_path(directory, student, assignment))  # noqa: PTH207
        found = [fits.match(place) for place in places if Path(place).is_dir()]
        return sorted((m["student"], m["assignment"]) for m in found if m)


def _settings(root):
    from nbgrader.apps import NbGrader

    app = NbGrader()
    with chdir(root):
        app.load_config_file()
    app.config.CourseDirectory.root = str(root)
    return app.config


def _course_directory(root, config):
    from nbgrader.coursedir import CourseDirectory

    with chdir(root):
        directory = CourseDirectory(config=config)
        assert directory.db_url  # settled now: its default is relative to the root
    return directory
