"""The lessons as the notebooks themselves describe them.

Each lesson carries its number, title, unit, minutes and objectives in its own metadata, under the
key `casebook`; the start page reads them from there, so that nothing is typed twice.
"""

import html
import json
from dataclasses import dataclass
from pathlib import Path

from course import tree
from course.errors import LessonMetadataError

__all__ = ["Lesson", "as_html", "lessons"]


@dataclass(frozen=True)
class Lesson:
    """One lesson: where it is and what it promises."""

    number: str
    title: str
    unit: str
    minutes: int
    objectives: tuple[str, ...]
    path: Path


def lessons(folder=tree.NOTEBOOKS):
    """Every lesson below `folder`, in reading order.

    Raises
    ------
    LessonMetadataError
        If a notebook calls itself a lesson and leaves something out.
    """
    found = [_lesson(path) for path in folder.glob("*/*.ipynb")]
    return sorted((each for each in found if each), key=lambda each: each.number)


def _lesson(path):
    described = json.loads(path.read_text(encoding="utf-8"))["metadata"].get("casebook")
    if described is None:
        return None
    missing = {"lesson", "title", "unit", "minutes", "objectives"} - set(described)
    if missing:
        raise LessonMetadataError(str(path), sorted(missing))
    return Lesson(
        described["lesson"],
        described["title"],
        described["unit"],
        described["minutes"],
        tuple(described["objectives"]),
        path,
    )


def as_html(found, assignments=(), start=tree.NOTEBOOKS):
    """A map of the units: a table with links, minutes and objectives.

    An assignment stands after the lessons of its unit; one of a unit without lessons comes last.
    Links are relative to `start`, the folder of the notebook that shows the map.
    """
    rows = []
    for unit in dict.fromkeys(each.unit for each in (*found, *assignments)):
        of_unit = [each for each in found if each.unit == unit]
        set_for_it = [each for each in assignments if each.unit == unit]
        minutes = sum(each.minutes for each in of_unit or set_for_it)
        rows.append(
            f'<tr><th colspan="3" scope="rowgroup" style="text-align: left; padding-top: 1em">'
            f"{html.escape(unit)} ({minutes} minutes)</th></tr>"
        )
        rows += [_row(_link(lesson, start), lesson) for lesson in of_unit]
        rows += [_row(_named(each), each) for each in set_for_it]
    head = "".join(
        f'<th scope="col" style="text-align: left">{name}</th>'
        for name in ("Lesson", "Time", "You will be able to")
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _link(lesson, start):
    link = html.escape(lesson.path.relative_to(start).as_posix())
    return f'<a href="{link}">{html.escape(lesson.number)} {html.escape(lesson.title)}</a>'


def _named(assignment):
    name = html.escape(assignment.title)
    return f"Assignment: {name}<br>({assignment.points} points)"


def _row(name, promised):
    """A row of the map for a lesson or an assignment."""
    aims = "".join(f"<li>{html.escape(aim)}</li>" for aim in promised.objectives)
    return (
        '<tr style="vertical-align: top; text-align: left">'
        f'<td style="text-align: left; min-width: 7em">{name}</td>'
        f'<td style="white-space: nowrap">{promised.minutes} min</td>'
        f'<td style="text-align: left"><ul style="margin: 0">{aims}</ul></td></tr>'
    )
