"""From what a lesson promises to what asks for it and what tests the answer.

`objectives.toml` notes which questions ask for an objective. This holds the notes to the lessons,
self-checks and assignments that are there, and says in words what is missing; nothing is run.
"""

import re
import tomllib
from dataclasses import dataclass

from course import checks, lessons, tree
from course.errors import NoSuchCheckError
from grading.cells import grade_id, read_cells

__all__ = ["Question", "Row", "as_markdown", "gaps", "notes", "questions", "rows", "self_checks"]

HEADING = re.compile(r"^### Question (\d+)\. (.*) \(\d+ points?\)$", re.MULTILINE)


@dataclass(frozen=True)
class Question:
    """Something that is asked: what the notes call it, its title, and how an answer is tested."""

    name: str
    title: str
    tests: str


@dataclass(frozen=True)
class Row:
    """One objective and one question that asks for it."""

    lesson: str
    objective: str
    question: Question


def notes(root=tree.GRADING):
    """What `objectives.toml` says: lesson, objective, names of questions."""
    return tomllib.loads((root / "objectives.toml").read_text(encoding="utf-8"))


def questions(root=tree.GRADING):
    """The questions of all assignments that are there, by the names that notes give them.

    Parameters
    ----------
    root : pathlib.Path
        A course with `source/`, `breakages/` and `rubrics/`.

    Returns
    -------
    dict
        A question without a graded cell, or whose cells no described wrong answer fails, has empty
        `tests`.
    """
    found = {}
    for file in sorted(root.glob("source/*/*.ipynb")):
        cells, assignment = read_cells(file), file.stem
        graded = {
            grade_id(cell): cell.metadata.nbgrader.solution
            for cell in cells
            if cell.metadata.get("nbgrader", {}).get("grade")
        }
        wrong = _wrong_answers(root, assignment)
        for cell in cells:
            for number, title in HEADING.findall(cell.source):
                name = f"{assignment}_q{number}"
                own = {each: graded[each] for each in graded if re.match(rf"{name}(_|$)", each)}
                told = _tests(assignment, own, wrong)
                found[f"{assignment} q{number}"] = Question(f"{assignment} q{number}", title, told)
    return found


def self_checks(lesson):
    """The self-checks of a lesson, by the names that notes give them; none for some lessons."""
    try:
        bank = checks.questions(lesson)
    except NoSuchCheckError:
        return {}
    return {
        f"check {name}": Question(
            f"check {name}",
            " ".join(each["prompt"].split()),
            f"{len(each['options'])} options, each with its reply",
        )
        for name, each in bank.items()
    }


def rows(found=None, noted=None, asked=None, checked=self_checks):
    """The table: every objective of every lesson with each question that asks for it.

    Parameters
    ----------
    found : list of Lesson, optional
        The course's own by default, as are `noted` (see `notes`) and `asked` (see `questions`).
    checked : callable
        Gives a lesson's self-checks by its number.

    Returns
    -------
    list of Row
        In reading order. What `gaps` reports is not among them.
    """
    found, noted, asked = _defaults(found, noted, asked)
    table = []
    for lesson in found:
        known = asked | checked(lesson.number)
        for objective in lesson.objectives:
            for name in noted.get(lesson.number, {}).get(objective, []):
                if name in known:
                    table.append(Row(lesson.number, objective, known[name]))
    return table


def gaps(found=None, noted=None, asked=None, checked=self_checks):
    """What is missing between objectives, questions and tests, in sentences; empty where nothing is.

    The parameters are those of `rows`. Notes about a lesson or an assignment that is not there are
    no gap: they wait for it.
    """
    found, noted, asked = _defaults(found, noted, asked)
    there = {name.split()[0] for name in asked}
    missing = []
    for lesson in found:
        own, known = noted.get(lesson.number, {}), asked | checked(lesson.number)
        where = f"Lesson {lesson.number}"
        for objective in lesson.objectives:
            if not any(name in known for name in own.get(objective, [])):
                missing.append(f"{where}: no question asks for {objective!r}.")
        for objective, names in own.items():
            if objective not in lesson.objectives:
                missing.append(f"{where} does not promise {objective!r}, which the notes have.")
            for name in names:
                waits = name.split()[0] not in {"check", *there}
                if name not in known and not waits:
                    missing.append(
                        f"{where}: the notes name {name!r}, and there is no such question."
                    )
    used = {name for own in noted.values() for names in own.values() for name in names}
    missing += [f"{name}: no objective asks for it." for name in asked if name not in used]
    for lesson in found:
        own = {name for names in noted.get(lesson.number, {}).values() for name in names}
        for name in checked(lesson.number):
            if name not in own:
                missing.append(f"Lesson {lesson.number}, {name}: no objective asks for it.")
    missing += [
        f"{name}: no test, or none seen to fail." for name in asked if not asked[name].tests
    ]
    return missing


def as_markdown(table):
    """The table as a page, one section a lesson."""
    lines, last = ["# What asks for each objective, and what tests the answer"], (None, None)
    for row in table:
        if row.lesson != last[0]:
            lines += ["", f"## Lesson {row.lesson}", "", "| Objective | Question | Test |"]
            lines += ["| --- | --- | --- |"]
        objective = "" if (row.lesson, row.objective) == last else row.objective
        asked = f"{row.question.name}: {row.question.title}"
        lines.append(
            "| " + " | ".join(_cell(x) for x in (objective, asked, row.question.tests)) + " |"
        )
        last = row.lesson, row.objective
    return "\n".join(lines) + "\n"


def _cell(text):
    return text.replace("|", "\\|")


def _defaults(found, noted, asked):
    return (
        lessons.lessons() if found is None else found,
        notes() if noted is None else noted,
        questions() if asked is None else asked,
    )


def _wrong_answers(root, assignment):
    """Which graded cells each described wrong answer fails."""
    file = root / "breakages" / f"{assignment}.toml"
    if not file.is_file():
        return []
    described = tomllib.loads(file.read_text(encoding="utf-8"))
    return [set(each["fails"]) for each in described.values() if each["fails"]]


def _tests(assignment, graded, wrong):
    """How a question's answer is tested, in words; empty where a graded cell was never seen to fail."""
    caught = [fails for fails in wrong if fails & set(graded)]
    if not graded or set(graded) - set().union(*caught):
        return ""
    if any(graded.values()):
        return f"read by a person, by rubrics/{assignment}.md"
    return f"{', '.join(graded)}; {len(caught)} wrong answers caught"
