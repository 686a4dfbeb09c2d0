"""Nothing is promised that no question asks for, and nothing asked that no test holds."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from course import cli, lessons
from course.lessons import Lesson
from grading import coverage
from grading.coverage import Question

AIM, OTHER = "Count to ten", "Say what a count leaves out"
LESSON = Lesson("9.1", "Counting", "Unit 9", 30, (AIM, OTHER), Path("x.ipynb"))
ASKED = {name: Question(name, "How many?", "toy_q1") for name in ("toy q1", "toy q2")}
CHECKS = {"9.1": {"check ten": Question("check ten", "Which is ten?", "3 options")}}
WHOLE = {"9.1": {AIM: ["toy q1", "check ten"], OTHER: ["toy q2"]}}


def gaps(noted=WHOLE, asked=ASKED, found=(LESSON,)):
    return coverage.gaps(found, noted, asked, lambda number: CHECKS.get(number, {}))


def test_the_course_has_no_gap():
    """Every objective has a question, every question an objective and tests seen to fail."""
    assert coverage.gaps() == []


def test_the_table_holds_every_objective_of_every_lesson():
    """The table is about the lessons that are there, not about the notes."""
    table = coverage.rows()
    promised = {(each.number, aim) for each in lessons.lessons() for aim in each.objectives}
    assert {(row.lesson, row.objective) for row in table} == promised
    assert all(row.question.tests for row in table)
    assert [row.lesson for row in table] == sorted(row.lesson for row in table)


def test_every_question_of_every_assignment_is_read():
    """16 of the first unit, 15 of the second and 14 of the capstone."""
    found = coverage.questions()
    for assignment, count in {"sources": 16, "counts": 15, "brief": 14}.items():
        names = [name for name in found if name.split()[0] == assignment]
        assert names == [f"{assignment} q{number}" for number in range(1, count + 1)]
    assert found["brief q13"].tests == "read by a person, by rubrics/brief.md"
    tested = found["brief q12"].tests
    assert tested == "brief_q12_degree, brief_q12_most; 6 wrong answers caught"


def test_what_is_whole_has_no_gap():
    """The other tests here take one thing away."""
    assert gaps() == []


@pytest.mark.parametrize(
    ("noted", "told"),
    [
        ({"9.1": {AIM: ["toy q1", "toy q2", "check ten"]}}, f"no question asks for {OTHER!r}"),
        ({"9.1": WHOLE["9.1"] | {OTHER: []}}, f"no question asks for {OTHER!r}"),
        ({"9.1": WHOLE["9.1"] | {OTHER: ["toy q3"]}}, "'toy q3', and there is no such question"),
        ({"9.1": WHOLE["9.1"] | {"Count": ["toy q1"]}}, "does not promise 'Count'"),
        ({"9.1": {AIM: ["toy q1"], OTHER: ["check ten"]}}, "toy q2: no objective asks for it"),
        ({"9.1": {AIM: ["toy q1"], OTHER: ["toy q2"]}}, "check ten: no objective asks for it"),
        ({}, f"no question asks for {AIM!r}"),
    ],
)
def test_each_sort_of_gap_is_told_in_words(noted, told):
    """Whoever adds a lesson or renames an objective reads what to mend."""
    assert any(told in gap for gap in gaps(noted))


def test_a_question_that_was_never_seen_to_fail_is_a_gap():
    """A test that no described mistake fails holds nothing for certain."""
    untested = ASKED | {"toy q2": Question("toy q2", "How many?", "")}
    assert gaps(asked=untested) == ["toy q2: no test, or none seen to fail."]


def test_notes_wait_for_what_is_not_there_yet():
    """A lesson and its notes need not come in one step, nor an assignment and a lesson."""
    waiting = WHOLE | {"9.2": {"Count on": ["check more"]}}
    waiting["9.1"] = waiting["9.1"] | {OTHER: ["toy q2", "later q1"]}
    assert gaps(waiting) == []
    table = coverage.rows((LESSON,), waiting, ASKED, lambda number: CHECKS[number])
    assert [row.question.name for row in table] == ["toy q1", "check ten", "toy q2"]


def test_the_command_prints_the_table_and_writes_the_page(tmp_path):
    """An instructor sees what a lesson's objective is asked by, and can put the page in a guide."""
    page = tmp_path / "coverage.md"
    done = CliRunner().invoke(cli.main, ["coverage", "--markdown", str(page)])
    assert done.exit_code == 0
    assert done.output.splitlines()[-1].endswith("; 0 gaps.")
    written = page.read_text(encoding="utf-8")
    assert written.count("\n## Lesson ") == len(lessons.lessons())
    assert "| brief q3: A claim card on the toll | brief_q3_public, " in written


def test_the_command_fails_where_there_is_a_gap(monkeypatch):
    """So that a check before a release stops."""
    monkeypatch.setattr(coverage, "notes", dict)
    done = CliRunner().invoke(cli.main, ["coverage"])
    assert done.exit_code == 1
    assert "Lesson 1.1: no question asks for" in done.output
