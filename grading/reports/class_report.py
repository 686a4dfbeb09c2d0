"""The page that tells of a rehearsed class.

One HTML file that opens anywhere: no script, no font and no picture is fetched. The figure is drawn
as SVG in the page itself; Plotly's library would make it a hundred times as large for one still
picture, and nothing in it needs a script.
"""

import re
from datetime import UTC, datetime
from importlib import metadata
from statistics import median

from jinja2 import Environment, PackageLoader

from grading.reports.column_chart import column_chart

__all__ = ["facility", "page", "summary_rows"]


def page(rehearsal, seed):
    """The report as the text of an HTML page."""
    templates = Environment(
        loader=PackageLoader("grading.reports", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["points"] = lambda number: f"{number:g}"
    rows = summary_rows(rehearsal)
    by_tests = sum(check.points for check in _by_tests(rehearsal, rehearsal.students[0]))
    scores = [row["got"] for row in rows]
    spread = _spread(scores, int(by_tests))
    met = _breakages_met(rehearsal)
    return templates.get_template("class_report.html").render(
        rehearsal=rehearsal,
        seed=seed,
        rows=rows,
        by_tests=by_tests,
        by_hand=sum(check.points for check in rehearsal.of(rehearsal.students[0])) - by_tests,
        wrong=[check for check in rehearsal.checks if not check.agrees],
        not_graded=[outcome for outcome in rehearsal.outcomes if outcome.status != "graded"],
        spread=spread,
        chart=column_chart(
            spread, x_title="score, in points given by tests", y_title="number of students"
        ),
        lowest=min(scores),
        middle=median(scores),
        highest=max(scores),
        facility=facility(rehearsal),
        mistakes=[row for row in met if not row["breakage"].right],
        variants=[row for row in met if row["breakage"].right],
        nbgrader=metadata.version("nbgrader"),
        made_on=datetime.now(UTC).strftime("%d %B %Y").lstrip("0"),
    )


def summary_rows(rehearsal):
    """One row for each student: what was broken or written another way, points, lateness."""
    return [
        {
            "student": student.student,
            "broken": student.mistakes,
            "otherwise": len(student.variants),
            "expected": sum(check.expected or 0 for check in _by_tests(rehearsal, student)),
            "got": sum(check.got or 0 for check in _by_tests(rehearsal, student)),
            "late": _hours(rehearsal.hours_late.get(student.student, 0)),
            "agrees": rehearsal.in_order(student),
        }
        for student in rehearsal.students
    ]


def facility(rehearsal):
    """How easy each graded cell was: the class's points over the points to be had.

    Returns
    -------
    list of dict
        In the assignment's order, with ``question``, ``points``, ``full`` (students with all the
        points), ``waiting`` (marks that wait for a person) and ``facility``, from 0 (nobody got a
        point) to 1 (everybody got all); None where every mark waits.
    """
    rows = []
    for question in dict.fromkeys(check.question for check in rehearsal.checks):
        checks = [check for check in rehearsal.checks if check.question == question]
        marked = [check for check in checks if check.got is not None]
        had = sum(check.points for check in marked)
        waiting = len(checks) - len(marked)
        rows.append(
            {
                "question": question,
                "points": checks[0].points,
                "full": sum(check.got == check.points for check in marked),
                "waiting": waiting,
                "facility": None if waiting else sum(check.got for check in marked) / had,
            }
        )
    return rows


def _by_tests(rehearsal, student):
    """A student's checks without the answers that a person marks."""
    return [check for check in rehearsal.of(student) if not check.by_hand]


def _hours(hours):
    return f"{hours:g} h" if hours else "in time"


def _spread(scores, most):
    """(score, number of students) for every whole score from 0 to `most`, parts of a point cut."""
    return [(score, sum(int(each) == score for each in scores)) for score in range(most + 1)]


def _breakages_met(rehearsal):
    """Each breakage that occurred, the points it costs and the students who have it."""
    points = {check.question: check.points for check in rehearsal.checks}
    met = {each.name: each for student in rehearsal.students for each in student.breakages}
    return [
        {
            "breakage": breakage,
            "cost": sum(points[cell] for cell in breakage.fails),
            "students": [s.student for s in rehearsal.students if breakage in s.breakages],
        }
        for breakage in sorted(met.values(), key=lambda breakage: _by_number(breakage.name))
    ]


def _by_number(name):
    """A key that puts q2 before q10."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]
