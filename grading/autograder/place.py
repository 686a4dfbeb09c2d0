"""Graded folders: made beside their place and put there by a rename, taken back if need be.

A folder in `autograded/` is always whole: it is filled under a hidden name next to its place, and
the one it follows stays next to it, hidden too, until the marks that belong to it are in the
gradebook. What a folder holds is what `nbgrader autograde --force` leaves: the notebooks that ran,
the student's other files, and the instructor's files instead of the student's of the same name.
"""

import os
import shutil
import stat
from contextlib import contextmanager, suppress
from fnmatch import fnmatch
from functools import partial
from pathlib import Path

from grading.autograder import intake

__all__ = ["GradedFolders"]

GROUP_SHARED = 0o2770  # nbgrader's mode of folders that several instructors write to


class GradedFolders:
    """The folders in `autograded/` of one assignment.

    Parameters
    ----------
    course : grading.course_folder.CourseFolder
    assignment : str
    """

    def __init__(self, course, assignment):
        from nbgrader.converters import Autograde

        self.course, self.assignment = course, assignment
        settings = Autograde(coursedir=course.coursedir, config=course.config)
        self._mode = int(str(settings.permissions), 8)
        self._source = course.folder("source", ".", assignment)
        students_own = {Path(name) for name in settings.exclude_overwriting.get(assignment, [])}
        self.given = _given(self._source, course.coursedir.ignore) - students_own

    @contextmanager
    def placing(self):
        """Place folders by calling what this gives with a `Marked`; undone if the block fails.

        Raises
        ------
        OSError
            Of the first file that could not be written.
        """
        placed = []
        try:
            yield partial(self._place, placed)
        except BaseException:
            for place, followed in reversed(placed):
                _take_back(place, followed)
            raise
        for place, _ in placed:
            shutil.rmtree(_old(place), ignore_errors=True)

    def _place(self, placed, marked):
        place = self.course.folder("autograded", marked.student, self.assignment)
        _mend(place)
        followed = place.exists()
        placed.append((place, followed))
        try:
            self._fill(_new(place), marked)
            if followed:
                place.rename(_old(place))
            _new(place).rename(place)
        except OSError as error:
            error.filename = error.filename or str(place)  # a full disk names no file
            raise

    def _fill(self, folder, marked):
        folder.mkdir(parents=True)
        notebooks = {Path(f"{name}.ipynb"): data for name, (data, _) in marked.notebooks.items()}
        handed_in = self.course.folder("submitted", marked.student, self.assignment)
        taken = {*self.given, *notebooks}
        for path in _beside(handed_in, self.course.coursedir.ignore, taken):
            _copy(handed_in / path, folder / path, opener=_no_link)
        for path in self.given:
            _copy(self._source / path, folder / path)
        for path, data in notebooks.items():
            (folder / path).write_bytes(data)
        self._set_modes(folder)

    def _set_modes(self, folder):
        for place, _, files in os.walk(folder):
            for name in files:
                (Path(place) / name).chmod(self._mode)
            if self.course.coursedir.groupshared:
                _share(Path(place))
        if self.course.coursedir.groupshared:
            _share(self.course.folder("autograded", ".", "."))


def _share(folder):
    """Let the instructors' group write to a folder, unless it is another instructor's own."""
    with suppress(PermissionError):
        folder.chmod(stat.S_IMODE(folder.stat().st_mode) | GROUP_SHARED)


def _new(place):
    return place.with_name(f".{place.name}.new")


def _old(place):
    return place.with_name(f".{place.name}.old")


def _mend(place):
    """Put right what a run left that was killed at this folder."""
    shutil.rmtree(_new(place), ignore_errors=True)
    if _old(place).exists():
        if place.exists():
            shutil.rmtree(_old(place))
        else:
            _old(place).rename(place)


def _take_back(place, followed):
    """The folder as before, whichever step was reached."""
    shutil.rmtree(_new(place), ignore_errors=True)
    if followed and not _old(place).exists():
        return
    shutil.rmtree(place, ignore_errors=True)
    if followed:
        _old(place).rename(place)
    else:
        with suppress(OSError):  # others of the student's are in it
            place.parent.rmdir()


def _given(source, ignored):
    """The instructor's files that every graded folder gets, relative to `source`."""
    from nbgrader.utils import find_all_files

    found = find_all_files(str(source), [*ignored, "*.ipynb"])
    return {Path(path).relative_to(source) for path in found}


def _beside(handed_in, ignored, taken):
    """The student's other files, but for those at, above or below a path that is `taken`."""
    above = {folder for path in taken for folder in path.parents}
    for path in intake.files_beside(handed_in):
        in_the_way = path in taken or path in above or not taken.isdisjoint(path.parents)
        if not in_the_way and not any(_is_ignored(part, ignored) for part in path.parts):
            yield path


def _is_ignored(name, patterns):
    """Whether the name fits one of nbgrader's patterns; a star fits no leading dot."""
    hidden = name.startswith(".")
    return any(fnmatch(name, each) for each in patterns if each.startswith(".") or not hidden)


def _copy(file, to, opener=None):
    to.parent.mkdir(parents=True, exist_ok=True)
    with open(file, "rb", opener=opener) as read, to.open("xb") as write:
        shutil.copyfileobj(read, write)


def _no_link(path, flags):
    """Open a student's file, unless a link or a pipe took its place since it was listed."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)
