"""What the start page says of the assignments is what the assignments say of themselves."""

import json
import re

import pytest

from course import assignments, lessons, tree

LISTED = {each.name: each for each in assignments.assignments()}
HOURS = {3: "three", 4: "four", 5: "five", 6: "six"}
needs_grading = pytest.mark.skipif(
    not (tree.GRADING / "source").exists(), reason="the student edition has no grading/"
)


@needs_grading
def test_every_assignment_is_listed():
    """One that is not in `course/assignments.toml` is missing from the map of the course."""
    there = {path.stem for path in (tree.GRADING / "source").glob("*/*.ipynb")}
    assert there == set(LISTED), f"Mend course/assignments.toml: {there ^ set(LISTED)}"


@needs_grading
@pytest.mark.parametrize("name", LISTED)
def test_points_and_time_are_those_of_the_opening(name):
    """Nobody should plan for three hours and meet six."""
    file = tree.GRADING / "source" / name / f"{name}.ipynb"
    cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
    opening = " ".join("".join(cells[0]["source"]).split())
    assert opening.startswith(f"# {LISTED[name].title}:")
    assert f"**Points** {LISTED[name].points}:" in opening
    assert f"**Time** about {HOURS[LISTED[name].minutes // 60]} hours" in opening
    assert LISTED[name].minutes % 60 == 0


def test_an_assignment_belongs_to_a_unit_or_stands_at_the_end():
    """The map sets it under the lessons that it is about."""
    units = {each.unit for each in lessons.lessons()}
    capstone = [each.unit for each in LISTED.values() if each.unit not in units]
    assert [unit for unit in capstone if not unit.startswith("Unit 3")] == ["Capstone"]
    assert list(LISTED)[-1] == "brief"


def test_the_map_shows_lessons_assignments_and_the_capstone_in_order():
    """A reader sees the whole way: each unit, its lessons, its assignment, and the brief."""
    page = lessons.as_html(lessons.lessons(), assignments.assignments())
    shown = re.findall(r"<a [^>]*>(\d\.\d) |Assignment: ([^<]+)<br>\((\d+) points\)", page)
    named = [number or title for number, title, _ in shown]
    assert [each for each in named if each[0].isdigit()] == [e.number for e in lessons.lessons()]
    assert named.index("Sources") == named.index("2.1") - 1
    assert named[-1] == "The brief"
    assert page.count("Capstone (360 minutes)") == 1


def test_a_map_without_assignments_is_as_before():
    """The list of lessons can be drawn alone."""
    assert "Assignment" not in lessons.as_html(lessons.lessons())
