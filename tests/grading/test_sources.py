"""The assignment of unit 1, read as a file: no code of it runs here."""

import re

import nbformat
import pandas as pd
import pytest

from course import datasets, pages, tree
from grading import converters
from grading.course_folder import CourseFolder
from grading.simulation import load_breakages

ASSIGNMENT = "sources"
WRITTEN = ["sources_q15", "sources_q16"]
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


def cell_of(notebook, name):
    return next(cell for cell in notebook.cells if cell.id == name)


def test_points_add_up_to_forty(source):
    """The opening promises 40 points, 30 by tests and 10 by a person."""
    points = [fact.points for fact in facts(source) if fact.grade]
    by_hand = [fact.points for fact in facts(source) if fact.grade and fact.solution]
    assert (sum(points), sum(by_hand)) == (40, 10)
    opening = cell_of(source, "sources_opening").source
    assert "**Points** 40: 30 for fourteen questions" in opening
    assert "10 for two texts" in opening


def test_each_question_is_worth_what_its_heading_says(source):
    """A student plans the time by the points in the heading."""
    worth = {}
    for fact in facts(source):
        if fact.grade:
            name = "_".join(fact.grade_id.split("_")[:2])
            worth[name] = worth.get(name, 0) + fact.points
    promised = {}
    for cell in source.cells:
        if found := re.search(
            r"^### Question (\d+)\..*\((\d+) points?\)$", cell.source, re.MULTILINE
        ):
            promised[f"sources_q{found[1]}"] = int(found[2])
            assert cell.id == f"sources_q{found[1]}_question"
    assert promised == worth
    assert list(promised) == [f"sources_q{number}" for number in range(1, 17)]


def test_every_lesson_of_the_unit_has_questions_marked_by_tests(source):
    """The assignment is for the whole unit, in the order of its lessons."""
    text = "\n".join(cell.source for cell in source.cells)
    marks = re.findall(r"^## Lesson (1\.\d)|^### Question (\d+)\.", text, re.MULTILINE)
    lessons, of = [], {}
    for lesson, question in marks:
        if lesson:
            lessons.append(lesson)
        elif int(question) <= 14:
            of.setdefault(lessons[-1], []).append(int(question))
    assert lessons == ["1.1", "1.2", "1.3", "1.4", "1.5"]
    assert all(len(questions) >= 2 for questions in of.values())
    assert [number for questions in of.values() for number in questions] == list(range(1, 15))


def test_grade_ids_are_unique_and_say_the_question(source):
    """An instructor reads them in the gradebook, where the question's text is not at hand."""
    ids = [fact.grade_id for fact in facts(source)]
    graded = [fact.grade_id for fact in facts(source) if fact.grade]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"sources_q\d+(_[a-z_]+)?", each) for each in graded)


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
    for name in WRITTEN:
        assert len(cell_of(source, name).source.split()) > 100
        assert cell_of(released, name).source == "*Write your answer here.*"


def test_model_answers_keep_to_the_length_that_is_asked_for(source):
    """What a student is held to, the model holds to."""
    for name in WRITTEN:
        asked = re.search(r"(\d+) to (\d+)\s+words", cell_of(source, f"{name}_question").source)
        assert int(asked[1]) <= len(cell_of(source, name).source.split()) <= int(asked[2])


def test_model_answers_cite_rows_as_the_tables_have_them(source):
    """A model with a wrong id or date would teach the wrong thing, and tables are corrected."""
    rows = datasets.load("evidence").set_index("evidence_id")
    named = {
        "sources_q15": {"CE001": "c075", "ne070": "c053", "ne071": "c053"},
        "sources_q16": dict.fromkeys(
            ("CE092", "CE093", "CE095", "CE096", "CE097", "CE098", "CE099", "ne090"), "c016"
        ),
    }
    for name, claims in named.items():
        text = " ".join(cell_of(source, name).source.split())
        assert set(re.findall(r"\b(?:CE|ne)\d{3}\b", text)) == set(claims)
        assert {row: rows.loc[row, "claim_id"] for row in claims} == claims
        for row in claims:
            dated = rows.loc[row, "published_on"]
            if isinstance(dated, str):
                assert pages.long_date(pd.Timestamp(dated)) in text
    assert rows.loc[["CE001", "CE095", "CE098", "CE099"], "published_on"].isna().all()
    finding = rows.loc["CE001", "finding"]
    assert "290,000-460,000" in finding and "66,000-88,000" in finding
    assert "January 2015" in rows.loc["ne070", "note"]
    faults = datasets.load("text_faults").set_index("fault_id")
    places = faults.loc[["f25", "f40"], ["paragraph", "printed"]].to_numpy().tolist()
    assert places == [[7, "In 2010, it convinced"], [10, "460,00 men"]]


def test_every_written_answer_has_a_mark_scheme_that_the_notebook_names(source):
    """Two people who mark the same answer should reach the same points, and students know how."""
    rubric = tree.GRADING / "rubrics" / f"{ASSIGNMENT}.md"
    by_hand = [fact for fact in facts(source) if fact.grade and fact.solution]
    text = rubric.read_text(encoding="utf-8")
    assert [fact.grade_id for fact in by_hand] == WRITTEN
    assert all(f"`{fact.grade_id}`" in text and f"{fact.points} points" in text for fact in by_hand)
    assert text.count("**Things you will meet.**") == len(by_hand)
    assert any(f"rubrics/{ASSIGNMENT}.md" in cell.source for cell in source.cells)


@pytest.mark.parametrize("name", WRITTEN)
def test_mark_scheme_has_as_many_criteria_as_points(source, name):
    """The question names every criterion, and each gives one point."""
    rubric = (tree.GRADING / "rubrics" / f"{ASSIGNMENT}.md").read_text(encoding="utf-8")
    part = next(part for part in rubric.split("\n## ") if f"`{name}`" in part)
    criteria = re.findall(r"^\| \*\*([\w ]+)\*\* \|", part, re.MULTILINE)
    question = " ".join(cell_of(source, f"{name}_question").source.split())
    assert len(criteria) == 5
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
    split = {fact.grade_id for fact in facts(source) if fact.grade and fact.grade_id.count("_") > 1}
    # An alpha that is wrong in value is also wrong where units are left out.
    assert split - {"sources_q6_value"} <= alone
