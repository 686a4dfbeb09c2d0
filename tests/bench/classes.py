"""Courses and classes to measure grading with: light notebooks, and this course's assignments."""

import shutil
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course import tree
from grading import converters, dossiers, simulation
from grading.course_folder import CourseFolder

__all__ = ["light", "own"]

SETTINGS = 'c = get_config()\nc.CourseDirectory.course_id = "light"\nc.Execute.timeout = 60\n'
LOCKED = """import pandas as pd

towns = pd.DataFrame({
    "town": ["Ahorn", "Buche", "Eiche", "Esche", "Linde", "Ulme"],
    "coast": [True, False, False, True, False, True],
    "people": [1200, 340, 5600, 910, 78, 2300],
    "reports": [3, 1, 9, 4, 0, 6],
})"""
# A question: its function's name, its arguments, the line that answers it, one that does not, and
# the tests, the last of them hidden.
QUESTIONS = [
    ("total", "towns", 'int(towns["people"].sum())', 'int(towns["people"].max())',
     ["callable(total)", "total(towns) == 10428", "total(towns.head(2)) == 1540"]),
    ("on_coast", "towns", 'towns.loc[towns["coast"], "town"].tolist()', 'towns["town"].tolist()',
     ["callable(on_coast)", 'on_coast(towns) == ["Ahorn", "Esche", "Ulme"]',
      'on_coast(towns.tail(3)) == ["Esche", "Ulme"]']),
    ("largest", "towns", 'towns.loc[towns["people"].idxmax(), "town"]', '"Ulme"',
     ["callable(largest)", 'largest(towns) == "Eiche"', 'largest(towns.tail(3)) == "Ulme"']),
    ("per_report", "towns", 'towns["people"] / towns["reports"].where(towns["reports"] > 0)',
     'towns["people"] / towns["reports"]',
     ["callable(per_report)", "per_report(towns).iloc[0] == 400", "per_report(towns).isna()[4]"]),
    ("middle", "towns", 'float(towns["people"].median())', 'float(towns["people"].mean())',
     ["callable(middle)", "middle(towns) == 1055", "middle(towns.head(3)) == 1200"]),
    ("by_coast", "towns", 'towns.groupby("coast")["reports"].sum().to_dict()', "{}",
     ["callable(by_coast)", "by_coast(towns)[True] == 13", "by_coast(towns)[False] == 10"]),
    ("silent", "towns", 'int((towns["reports"] == 0).sum())', "0",
     ["callable(silent)", "silent(towns) == 1", "silent(pd.concat([towns, towns])) == 2"]),
    ("ranked", "towns", 'towns.sort_values("people", ascending=False)["town"].tolist()',
     'towns.sort_values("people")["town"].tolist()',
     ["callable(ranked)", 'ranked(towns)[0] == "Eiche"', 'ranked(towns)[-1] == "Linde"']),
]  # fmt: skip


def light(folder, students):
    """A course of one light notebook, 8 questions on a small pandas table, released and handed in.

    Student number k gets the questions wrong whose bit is set in k, so that hardly two hand in the
    same.
    """
    folder = Path(folder)
    (folder / "source" / "light").mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text(SETTINGS, encoding="utf-8")
    nbformat.write(_instructors(), folder / "source" / "light" / "light.ipynb")
    course = CourseFolder(folder)
    converters.release(course, "light")
    released = nbformat.read(folder / "release" / "light" / "light.ipynb", as_version=4)
    for number in range(students):
        for question, cell in enumerate(_answers(released)):
            name, arguments, right, wrong, _ = QUESTIONS[question]
            line = wrong if number >> question & 1 else right
            cell.source = f"def {name}({arguments}):\n    return {line}"
        place = folder / "submitted" / f"s{number:05}" / "light"
        place.mkdir(parents=True)
        nbformat.write(released, place / "light.ipynb")
    return course


def own(folder, assignment, students, seed=1):
    """A copy of this course with one assignment and a simulated class that handed it in."""
    course = CourseFolder(tree.GRADING)
    dealt = simulation.deal(simulation.load_breakages(course, assignment), students, seed)
    copied = course.copy(folder, assignment)
    converters.release(copied, assignment)
    dossiers.hand_out(copied, assignment, [student.student for student in dealt])
    for student in dealt:
        simulation.hand_in(copied, assignment, student)
    return copied


def afresh(course, folder):
    """A copy of a course as it was before anything was graded."""
    shutil.copytree(course.root, folder)
    return CourseFolder(folder)


def _instructors():
    cells = [
        new_markdown_cell("# Towns\n\nEight questions on a small table."),
        _cell("setup", LOCKED, locked=True),
    ]
    for name, arguments, right, _, tests in QUESTIONS:
        answer = f"def {name}({arguments}):\n    ### BEGIN SOLUTION\n    return {right}\n    ### END SOLUTION"
        *shown, hidden = [f"assert {test}, {f'{name}: look at {test}.'!r}" for test in tests]
        test = "\n".join([*shown, "### BEGIN HIDDEN TESTS", hidden, "### END HIDDEN TESTS"])
        cells += [
            new_markdown_cell(f"## {name}"),
            _cell(f"{name}_answer", answer, solution=True),
            _cell(f"{name}_test", test, grade=True, locked=True, points=1),
        ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def _cell(name, source, grade=False, solution=False, locked=False, points=None):
    noted = {"grade_id": name, "grade": grade, "solution": solution, "locked": locked}
    noted |= {"schema_version": 3, "task": False} | ({"points": points} if grade else {})
    return new_code_cell(source, id=name.replace("_", "-"), metadata={"nbgrader": noted})


def _answers(notebook):
    return [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("solution")]
