"""The instructor's part of `casebook`: release, grade, feedback, demo.

nbgrader takes seconds to import, so each command imports what it needs when it is called.
"""

import os
import tempfile
from pathlib import Path

import click

from course import tree

__all__ = ["coverage", "demo", "feedback", "grade", "release"]

COURSE = click.option(
    "--course",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=tree.GRADING,
    help="Folder of an nbgrader course; by default this course's grading/.",
)

WORKERS = click.option(
    "--workers",
    type=click.IntRange(1, 1024),
    help="Processes that grade at the same time; by default one for each core, as far as the class "
    "has work for them.",
)

STUDENTS_FOR_A_WORKER = 20

PUBLIC = (
    "Dossiers are drawn with the public key: whoever reads the course's code can compute what they "
    "are scored against. For marks that count, set CASEBOOK_KEY and release again."
)


@click.command()
@click.argument("assignments", nargs=-1, metavar="[ASSIGNMENT]...")
@COURSE
def release(assignments, folder):
    """Make the students' version of assignments: of those named, or of all.

    Where each student has a dossier of their own and CASEBOOK_KEY holds a secret, the roster's
    dossiers are written beside the notebook: of the students in the gradebook and in submitted/.
    """
    from course.simulate import FILE
    from grading import converters, dossiers, gradebook
    from grading.course_folder import CourseFolder

    course = CourseFolder(folder)
    for assignment in assignments:
        course.check(assignment)
    for assignment in assignments or course.assignments():
        with _status(f"Releasing {assignment}"):
            made = converters.release(course, assignment)
            given = dossiers.hand_out(course, assignment)
        for notebook, cells in gradebook.questions(course, assignment).items():
            click.echo(
                f"Released {assignment}: {made / notebook}.ipynb, "
                f"{sum(cells.values()):g} points in {len(cells)} graded cells."
            )
        if given:
            click.echo(f"Wrote {given} dossiers: {made / FILE}. Hand it out with the notebook.")
        elif dossiers.used_by(course, assignment):
            click.echo(PUBLIC)


@click.command()
@click.argument("assignment")
@COURSE
@click.option(
    "--results",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write the results as CSV: student, assignment, notebook, score, max_score, "
    "status, reason.",
)
@WORKERS
@click.option("--scheduler", metavar="ADDR", help="Use the workers of this dask scheduler instead.")
@click.option(
    "--isolation",
    type=click.Choice(["sandbox", "none"]),
    default="sandbox",
    show_default=True,
    help="With none, students' code runs as you, in reach of your files and the gradebook.",
)
@click.option("--again", is_flag=True, help="Grade also what is as it was when it was graded.")
@click.pass_context
def grade(context, assignment, folder, results, workers, scheduler, isolation, again):
    """Grade the submissions of an assignment, each in a sandbox.

    A submission that cannot be graded is withheld with the reason, and the others are graded all
    the same. What has not changed since it was graded keeps its marks. Ends with 1 where a person
    should look at one.
    """
    with _status("Opening the course"):
        from grading import gradebook
        from grading.autograder.engine import autograde, submissions
        from grading.course_folder import CourseFolder

        course = CourseFolder(folder)
        students = submissions(course, assignment)
    with _bars() as bars:
        task = bars.add_task("Grading", total=len(students))
        outcomes = autograde(
            course,
            assignment,
            progress=lambda outcome: bars.advance(task),
            workers=workers or _workers_for(len(students)),
            scheduler=scheduler,
            isolation=isolation,
            again=again,
        )
    rows = gradebook.results(course, assignment, outcomes)
    if results:
        gradebook.write_results(rows, results)
    _print_results(rows)
    looked_at = [outcome for outcome in outcomes if outcome.status != "graded"]
    if unchanged := sum(outcome.unchanged for outcome in outcomes):
        click.echo(f"{unchanged} unchanged since they were graded.")
    click.echo(f"{len(outcomes)} submissions; {len(looked_at)} for a person to look at.")
    context.exit(1 if looked_at else 0)


@click.command()
@click.argument("assignment")
@COURSE
@click.option("--hidden-tests", is_flag=True, help="Show hidden tests and their tracebacks, too.")
def feedback(assignment, folder, hidden_tests):
    """Write each graded student's feedback page.

    What students made is cleaned before it is put on the page: no script of theirs runs there.
    """
    with _status("Opening the course"):
        from grading import converters
        from grading.course_folder import CourseFolder

        course = CourseFolder(folder)
        students = converters.graded_students(course, assignment)
    with _bars() as bars:
        task = bars.add_task("Feedback", total=len(students))
        pages = converters.write_feedback(
            course, assignment, lambda _: bars.advance(task), hidden_tests
        )
    click.echo(f"Wrote {len(pages)} feedback folders, such as {pages[0]}.")


@click.command()
@click.option("--students", type=click.IntRange(1, 2000), default=12, show_default=True)
@click.option(
    "--seed", type=int, default=1, show_default=True, help="The same seed, the same class."
)
@click.option(
    "--assignment", help="Which assignment; by default the first that describes mistakes."
)
@COURSE
@WORKERS
@click.option(
    "--keep",
    type=click.Path(file_okay=False, path_type=Path),
    help="Leave the rehearsed course in this new folder, to open with nbgrader.",
)
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("demo") / "report.html",
    show_default=True,
    help="Where the report goes.",
)
@click.pass_context
def demo(context, students, seed, assignment, folder, workers, keep, report):
    """Rehearse an assignment with a simulated class.

    Releases it into a temporary course, hands in solutions spoilt in known ways or written another
    way, grades them, writes feedback, and checks that every mark is what the mistakes
    imply. Ends with 1 if one is not.
    """
    with _status("Opening the course"):
        from grading import simulation
        from grading.course_folder import CourseFolder
        from grading.reports import class_report

        course = CourseFolder(folder)
        assignment = assignment or simulation.first_described(course)
        course.check(assignment)
        breakages = simulation.load_breakages(course, assignment)
    dealt = simulation.deal(breakages, students, seed)
    with tempfile.TemporaryDirectory(prefix="casebook-demo-") as temporary, _bars() as bars:
        tasks = {}
        for step in ("release", "hand in", "grade", "feedback"):
            tasks[step] = bars.add_task(step.capitalize(), total=students)
        rehearsal = simulation.rehearse(
            course,
            assignment,
            dealt,
            keep or temporary,
            progress=lambda step, done: bars.update(tasks[step], completed=done),
            workers=workers or _workers_for(students),
        )
    _print_rehearsal(rehearsal)
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text(class_report.page(rehearsal, seed), encoding="utf-8")
    click.echo(f"Report: {report}")
    if keep:
        click.echo(f"The rehearsed course: {keep}")
    context.exit(0 if rehearsal.agrees else 1)


@click.command()
@click.option(
    "--markdown",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write the table to this file.",
)
@click.pass_context
def coverage(context, markdown):
    """Show what asks for each lesson's objectives, and what tests the answers.

    Ends with 1 where an objective has no question, or a question no objective or no test.
    """
    from grading import coverage as covered

    rows, gaps = covered.rows(), covered.gaps()
    table, last = _table("lesson", "objective", "question", "test"), None
    for row in rows:
        new = (row.lesson, row.objective) != last
        objective = (row.lesson, row.objective) if new else ("", "")
        table.add_row(*objective, row.question.name, row.question.tests)
        last = row.lesson, row.objective
    _print(table)
    if markdown:
        markdown.write_text(covered.as_markdown(rows), encoding="utf-8")
    for gap in gaps:
        click.echo(gap)
    objectives = len({(row.lesson, row.objective) for row in rows})
    lessons, questions = len({row.lesson for row in rows}), len({row.question for row in rows})
    click.echo(
        f"{lessons} lessons, {objectives} objectives, {questions} questions; {len(gaps)} gaps."
    )
    context.exit(1 if gaps else 0)


def _workers_for(students):
    """How many processes a class is worth: each takes seconds to start."""
    return max(1, min(len(os.sched_getaffinity(0)), students // STUDENTS_FOR_A_WORKER))


def _status(text):
    from rich.console import Console

    return Console(stderr=True).status(f"{text} …")


def _bars():
    """Progress on standard error, so that standard output stays what was asked for."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description:<9}"), BarColumn(), MofNCompleteColumn()
    return Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True))


def _print_results(rows):
    table = _table("student", "notebook", ">score", ">of", "status", "reason")
    for row in rows:
        score = "" if row["score"] == "" else f"{row['score']:g}"
        shown = (row["student"], row["notebook"], score, f"{row['max_score']:g}")
        table.add_row(*shown, row["status"], row["reason"])
    _print(table)


def _print_rehearsal(rehearsal):
    from grading.reports.class_report import summary_rows

    table = _table("student", "what was broken", ">expected", ">got", "late", "as implied")
    for row in summary_rows(rehearsal):
        broken = "\n".join(each.name for each in row["broken"]) or "nothing"
        if row["otherwise"]:
            broken += f"\n({row['otherwise']} written another way)"
        shown = (row["student"], broken, f"{row['expected']:g}", f"{row['got']:g}")
        table.add_row(*shown, row["late"], "yes" if row["agrees"] else "NO")
    _print(table)
    wrong = [check for check in rehearsal.checks if not check.agrees]
    for check in wrong:
        click.echo(f"{check.student} {check.question}: expected {check.expected}, got {check.got}")
    for outcome in rehearsal.outcomes:
        if outcome.status != "graded":
            click.echo(f"{outcome.student}: {outcome.status}, {outcome.reason}")
    click.echo(f"{len(rehearsal.checks)} marks checked, {len(wrong)} not as implied.")


def _table(*columns):
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    for column in columns:
        table.add_column(column.lstrip(">"), justify="right" if column[0] == ">" else "left")
    return table


def _print(table):
    from rich.console import Console

    Console().print(table)
