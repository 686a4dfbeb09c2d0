"""The assignment on lesson 1.1, read as a file: no code of it runs here."""

import re

import nbformat
import pytest

from course import tree
from grading import converters
from grading.course_folder import CourseFolder
from grading.simulation import load_breakages

ASSIGNMENT = "sources-1"
SOURCE = tree.GRADING / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"


def facts(notebook):
    """nbgrader's metadata, cell by cell, of the cells that have any."""
    return [c.metadata.nbgrader for c in notebook.cells if "nbgrader" in c.metadata]


@pytest.fixture(scope="module")
def source():
    return nbformat.read(SOURCE, as_version=4)


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """The students' version, made by nbgrader."""
    course = CourseFolder(tree.GRADING).copy(tmp_path_factory.mktemp("released"), ASSIGNMENT)
    folder = converters.release(course, ASSIGNMENT)
    return nbformat.read(folder / f"{ASSIGNMENT}.ipynb", as_version=4)


def telling(lines):
    """Lines long enough to give something away, without their indent."""
    return {line.strip() for line in lines if len(line.strip()) > 8}


def lines_only_between(notebook, marker):
    """Telling lines that stand between nbgrader's BEGIN and END of `marker`, and nowhere else."""
    region = re.compile(rf"### BEGIN {marker}\n(.*?)### END {marker}", re.DOTALL)
    inside, outside = [], []
    for cell in notebook.cells:
        inside += "".join(region.findall(cell.source)).splitlines()
        outside += region.sub("", cell.source).splitlines()
    return telling(inside) - telling(outside)


def lines_shown(notebook):
    return telling(line for cell in notebook.cells for line in cell.source.splitlines())


def test_points_add_up_to_twenty(source):
    """The opening promises 20 points, 16 by tests and 4 by a person."""
    points = [fact.points for fact in facts(source) if fact.grade]
    by_hand = [fact.points for fact in facts(source) if fact.grade and fact.solution]
    assert (sum(points), sum(by_hand)) == (20, 4)


def test_at_least_six_questions_are_marked_by_tests(source):
    """Fewer would leave a lesson's ideas untested."""
    tested = {fact.grade_id.split("_")[1] for fact in facts(source) if fact.grade and fact.locked}
    assert len(tested) == 8


def test_grade_ids_are_unique_and_say_the_question(source):
    """An instructor reads them in the gradebook, where the question's text is not at hand."""
    ids = [fact.grade_id for fact in facts(source)]
    graded = [fact.grade_id for fact in facts(source) if fact.grade]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"sources1_q\d(_[a-z_]+)?", each) for each in graded)


def test_every_question_and_test_is_locked(source):
    """A student must not be able to change what is asked or how it is tested by accident."""
    assert all(fact.locked != fact.solution for fact in facts(source))
    assert {fact.schema_version for fact in facts(source)} == {3}


def test_the_committed_notebook_has_no_outputs(source):
    """An output in the instructor's version could show an answer and would change with each run."""
    code = [cell for cell in source.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    assert source.metadata.kernelspec.name == "python3"


def test_the_first_code_cell_takes_the_students_id_from_the_hub(source):
    """On a hub nobody should have to type an id; elsewhere the cell says where to write it."""
    first = next(cell for cell in source.cells if cell.cell_type == "code")
    assert 'os.environ.get("JUPYTERHUB_USER", "")' in first.source


def test_no_test_ends_in_a_number_or_prints(source):
    """nbgrader reads a number on the last line as partial credit, and output as noise."""
    for cell in source.cells:
        if cell.metadata.get("nbgrader", {}).get("locked") and cell.cell_type == "code":
            last = cell.source.splitlines()[-1]
            assert "print(" not in cell.source
            assert not re.fullmatch(r"[\w.]+", last.strip())


def test_the_released_version_has_no_solution(source, released):
    """Students get questions, not answers."""
    answers = lines_only_between(source, "SOLUTION")
    assert len(answers) > 20
    assert answers & lines_shown(released) == set()
    assert not any("SOLUTION" in cell.source for cell in released.cells)


def test_the_released_version_has_no_hidden_test(source, released):
    """Hidden tests check the idea; shown, they would become the thing to answer."""
    hidden = lines_only_between(source, "HIDDEN TESTS")
    assert len(hidden) > 50
    assert hidden & lines_shown(released) == set()
    assert not any("HIDDEN" in cell.source for cell in released.cells)


def test_the_released_version_shows_no_model_answer(source, released):
    """The written answer is the student's own."""
    model = next(cell for cell in source.cells if cell.id == "sources1_q9").source
    given = next(cell for cell in released.cells if cell.id == "sources1_q9").source
    assert len(model.split()) > 100
    assert given == "*Write your answer here.*"


def test_every_written_answer_has_a_mark_scheme_that_the_notebook_names(source):
    """Two people who mark the same answer should reach the same points, and students know how."""
    rubric = tree.GRADING / "rubrics" / f"{ASSIGNMENT}.md"
    by_hand = [fact for fact in facts(source) if fact.grade and fact.solution]
    text = rubric.read_text(encoding="utf-8")
    assert all(f"`{fact.grade_id}`" in text and f"{fact.points} points" in text for fact in by_hand)
    assert any(f"rubrics/{ASSIGNMENT}.md" in cell.source for cell in source.cells)


def test_mark_scheme_has_as_many_criteria_as_points(source):
    """The question promises one point for each criterion."""
    rubric = (tree.GRADING / "rubrics" / f"{ASSIGNMENT}.md").read_text(encoding="utf-8")
    criteria = re.findall(r"^\| \*\*(\w+)\*\* \|", rubric, re.MULTILINE)
    question = next(c for c in source.cells if c.id == "sources1_q9_question").source
    assert len(criteria) == 4
    assert all(f"**{criterion.lower()}**" in question for criterion in criteria)


def test_every_graded_cell_fails_in_some_described_mistake(source):
    """A test that no described mistake fails has never been seen to catch anything."""
    breakages = load_breakages(CourseFolder(tree.GRADING), ASSIGNMENT)
    caught = {cell for breakage in breakages for cell in breakage.fails}
    assert caught == {fact.grade_id for fact in facts(source) if fact.grade}


def test_a_mistake_other_than_a_blank_tells_each_test_apart(source):
    """Cells of a question are split so that a partly right answer earns a part of its points."""
    breakages = load_breakages(CourseFolder(tree.GRADING), ASSIGNMENT)
    alone = {b.fails[0] for b in breakages if len(b.fails) == 1}
    split = {"sources1_q4_same_day", "sources1_q4_undated", "sources1_q7_days", "sources1_q8_known"}
    assert split <= alone
