"""A lesson as a test reads it: its cells, its prose."""

import json

from course import lessons

__all__ = ["cells_of", "code_of", "lesson", "prose_of"]


def lesson(number):
    """The lesson with that number, as `course.lessons` finds it."""
    return next(each for each in lessons.lessons() if each.number == number)


def cells_of(number, kind):
    """Sources of a lesson's cells of one kind, in order."""
    cells = json.loads(lesson(number).path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == kind]


def prose_of(number):
    """All prose of a lesson."""
    return "\n".join(cells_of(number, "markdown"))


def code_of(number):
    """All code of a lesson."""
    return "\n".join(cells_of(number, "code"))
