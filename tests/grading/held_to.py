"""What every assignment is held to. A test file names the assignment and adds what is its own.

`AsAFile` reads the notebook, `Answers` hands in every answer that `breakages/` describes. In a
process of our own, answers are run only from the file beside the assignment; a student's code never.
"""

import builtins
import contextlib
import io
import re
import shutil
import sqlite3
from collections import Counter
from functools import cache

import nbformat
import pytest

from course import tree
from grading import converters, dossiers, gradebook, simulation
from grading.autograder.engine import autograde
from grading.course_folder import CourseFolder

HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS\n.*?### END HIDDEN TESTS", re.DOTALL)
MARKER = re.compile(r"^ *### (BEGIN|END) .*\n?", re.MULTILINE)
HEADING = re.compile(r"^### Question (\d+)\..*\((\d+) points?\)$", re.MULTILINE)


def read_source(assignment):
    """The instructor's notebook."""
    file = tree.GRADING / "source" / assignment / f"{assignment}.ipynb"
    return nbformat.read(file, as_version=4)


def facts(notebook):
    """nbgrader's metadata, cell by cell, of the cells that have any."""
    return [c.metadata.nbgrader for c in notebook.cells if "nbgrader" in c.metadata]


def cell_of(notebook, name):
    return next(cell for cell in notebook.cells if cell.id == name)


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


class AsAFile:
    """The assignment read as a file: no code of it runs here."""

    assignment = ""
    points = (40, 10)  # in all, and by a person
    in_words = ()  # how many questions tests mark, and how many texts a person reads, in words
    by_tests = 0  # questions that tests mark
    written = ()  # graded cells that a person marks
    lessons = ()
    least = 1  # questions that tests mark, of each lesson
    criteria = 5  # of a mark scheme, for one text or for each by name
    not_alone = frozenset()  # graded cells that no mistake fails by themselves

    @pytest.fixture(scope="class")
    @classmethod
    def source(cls):
        return read_source(cls.assignment)

    @pytest.fixture(scope="class")
    @classmethod
    def released(cls, tmp_path_factory):
        """The students' version, made by nbgrader."""
        folder = tmp_path_factory.mktemp("released")
        course = CourseFolder(tree.GRADING).copy(folder, cls.assignment)
        made = converters.release(course, cls.assignment)
        return nbformat.read(made / f"{cls.assignment}.ipynb", as_version=4)

    @pytest.fixture(scope="class")
    @classmethod
    def breakages(cls):
        return simulation.load_breakages(CourseFolder(tree.GRADING), cls.assignment)

    def test_points_add_up_to_what_the_opening_promises(self, source):
        """So many points in all, so many by tests and so many by a person."""
        points = [fact.points for fact in facts(source) if fact.grade]
        by_hand = [fact.points for fact in facts(source) if fact.grade and fact.solution]
        total, read = self.points
        assert (sum(points), sum(by_hand)) == (total, read)
        opening = " ".join(cell_of(source, f"{self.assignment}_opening").source.split())
        questions, texts = self.in_words
        assert f"**Points** {total}: {total - read} for {questions} questions" in opening
        assert f"{read} for {texts} texts" in opening

    def test_each_question_is_worth_what_its_heading_says(self, source):
        """A student plans the time by the points in the heading."""
        worth, promised = Counter(), {}
        for fact in facts(source):
            if fact.grade:
                worth["_".join(fact.grade_id.split("_")[:2])] += fact.points
        for cell in source.cells:
            if found := HEADING.search(cell.source):
                promised[f"{self.assignment}_q{found[1]}"] = int(found[2])
                assert cell.id == f"{self.assignment}_q{found[1]}_question"
        assert promised == worth
        numbers = range(1, self.by_tests + len(self.written) + 1)
        assert list(promised) == [f"{self.assignment}_q{number}" for number in numbers]

    def test_every_lesson_of_the_unit_has_questions_marked_by_tests(self, source):
        """The assignment is for the whole unit, in the order of its lessons."""
        text = "\n".join(cell.source for cell in source.cells)
        marks = re.findall(r"^## Lesson (\d\.\d)|^### Question (\d+)\.", text, re.MULTILINE)
        of, lesson = {}, None
        for begins, question in marks:
            lesson = begins or lesson
            if question and int(question) <= self.by_tests:
                of.setdefault(lesson, []).append(int(question))
        assert list(of) == list(self.lessons)
        assert all(len(questions) >= self.least for questions in of.values())
        numbers = [number for questions in of.values() for number in questions]
        assert numbers == list(range(1, self.by_tests + 1))

    def test_grade_ids_are_unique_and_say_the_question(self, source):
        """An instructor reads them in the gradebook, where the question's text is not at hand."""
        ids = [fact.grade_id for fact in facts(source)]
        graded = [fact.grade_id for fact in facts(source) if fact.grade]
        assert len(set(ids)) == len(ids)
        assert all(re.fullmatch(rf"{self.assignment}_q\d+(_[a-z_]+)?", each) for each in graded)

    def test_every_question_and_test_is_locked(self, source):
        """A student must not be able to change what is asked or how it is tested by accident."""
        assert all(fact.locked != fact.solution for fact in facts(source))
        assert {fact.schema_version for fact in facts(source)} == {3}

    def test_the_committed_notebook_has_no_outputs(self, source):
        """An output in the instructor's version could show an answer and would change with each run."""
        code = [cell for cell in source.cells if cell.cell_type == "code"]
        assert all(not cell.outputs and cell.execution_count is None for cell in code)
        assert source.metadata.kernelspec.name == "python3"

    def test_the_first_code_cell_takes_the_students_id_from_the_hub(self, source):
        """On a hub nobody should have to type an id; elsewhere the cell says where to write it."""
        first = next(cell for cell in source.cells if cell.cell_type == "code")
        assert 'os.environ.get("JUPYTERHUB_USER", "")' in first.source

    def test_no_test_ends_in_a_number_or_prints(self, source):
        """nbgrader reads a number on the last line as partial credit, and output as noise."""
        for cell in source.cells:
            if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade"):
                assert "print(" not in cell.source
                assert not re.fullmatch(r"[\w.]+", cell.source.splitlines()[-1].strip())

    def test_a_cell_shows_one_table_at_its_end(self, source):
        """Jupyter shows the last value of a cell; a table before it would be made and not seen."""
        shown = [cell.source for cell in source.cells if "pages.table(" in cell.source]
        assert shown
        assert all(text.count("pages.table(") == 1 for text in shown)
        assert all(text.splitlines()[-1].startswith(("pages.table(", "]")) for text in shown)

    def test_the_released_version_has_no_solution(self, source, released):
        """Students get questions, not answers."""
        answers = lines_only_between(source, "SOLUTION")
        assert len(answers) > 20
        assert answers & lines_shown(released) == set()
        assert not any("SOLUTION" in cell.source for cell in released.cells)

    def test_the_released_version_has_no_hidden_test(self, source, released):
        """Hidden tests check the idea; shown, they would become the thing to answer."""
        hidden = lines_only_between(source, "HIDDEN TESTS")
        assert len(hidden) > 50
        assert hidden & lines_shown(released) == set()
        assert not any("HIDDEN" in cell.source for cell in released.cells)

    def test_the_released_version_shows_no_model_answer(self, source, released):
        """The written answer is the student's own."""
        for name in self.written:
            assert len(cell_of(source, name).source.split()) > 100
            assert cell_of(released, name).source == "*Write your answer here.*"

    def test_model_answers_keep_to_the_length_that_is_asked_for(self, source):
        """What a student is held to, the model holds to."""
        for name in self.written:
            asked = re.search(r"(\d+) to (\d+)\s+words", cell_of(source, f"{name}_question").source)
            assert int(asked[1]) <= len(cell_of(source, name).source.split()) <= int(asked[2])

    def test_every_written_answer_has_a_mark_scheme_that_the_notebook_names(self, source):
        """Two people who mark the same answer should reach the same points, and students know how."""
        text = self.rubric()
        by_hand = [fact for fact in facts(source) if fact.grade and fact.solution]
        assert [fact.grade_id for fact in by_hand] == list(self.written)
        assert all(
            f"`{each.grade_id}`" in text and f"{each.points} points" in text for each in by_hand
        )
        assert text.count("**Things you will meet.**") == len(by_hand)
        assert any(f"rubrics/{self.assignment}.md" in cell.source for cell in source.cells)

    def test_mark_scheme_has_the_criteria_that_the_question_names(self, source):
        """Students know what counts; each criterion of five gives one point of five."""
        for name in self.written:
            part = next(part for part in self.rubric().split("\n## ") if f"`{name}`" in part)
            criteria = re.findall(r"^\| \*\*([\w ]+)\*\* \|", part, re.MULTILINE)
            question = " ".join(cell_of(source, f"{name}_question").source.split())
            wanted = self.criteria if isinstance(self.criteria, int) else self.criteria[name]
            assert len(criteria) == wanted
            assert all(f"**{criterion.lower()}**" in question for criterion in criteria)

    def test_every_graded_cell_fails_in_some_described_mistake(self, source, breakages):
        """A test that no described mistake fails has never been seen to catch anything."""
        caught = {cell for breakage in breakages for cell in breakage.fails}
        assert caught == {fact.grade_id for fact in facts(source) if fact.grade}

    def test_a_mistake_other_than_a_blank_tells_each_test_apart(self, source, breakages):
        """Cells of a question are split so that a partly right answer earns a part of its points."""
        alone = {b.fails[0] for b in breakages if len(b.fails) == 1}
        graded = {fact.grade_id for fact in facts(source) if fact.grade}
        assert {name for name in graded if name.count("_") > 1} - self.not_alone <= alone

    def rubric(self):
        return (tree.GRADING / "rubrics" / f"{self.assignment}.md").read_text(encoding="utf-8")


@cache
def compiled(source):
    """Answers and tests are run many times; they are the same code each time."""
    return compile(source, "<cell>", "exec")


def run(source, names):
    """Run a cell as a kernel would, without its output."""
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compiled(source), names)


def prepared(cells, first=""):
    """The names that an answer finds: those of the locked cells that are no tests.

    `first` stands for the cell in which a student writes an id.
    """
    names = {"__builtins__": builtins}
    run(first, names)
    for name, cell in cells.items():
        facts = cell.metadata.nbgrader
        if cell.cell_type == "code" and not (facts.grade or facts.solution or "_shown" in name):
            run(cell.source, names)
    return names


def solution_of(cells, name):
    return MARKER.sub("", cells[name].source)


def fails(answer, cells, given, visible_only=False):
    """The graded cells of a question that an answer fails, in this process.

    `given` are the names that `prepared` gives; they are not changed.
    """
    names = dict(given)
    with contextlib.suppress(Exception):
        written = answer.written_into(solution_of(cells, answer.answer))
        run("raise NotImplementedError" if written is None else written, names)
    failed = set()
    for name, cell in graded_for(answer.answer, cells).items():
        try:
            run(HIDDEN.sub("", cell.source) if visible_only else cell.source, names)
        except Exception:
            failed.add(name)
    return failed


def graded_for(answer, cells):
    """The graded cells of the question that an answer is written to, by grade id."""
    question = re.compile(rf"{answer.removesuffix('_answer')}(_.*)?")
    graded = {name: cell for name, cell in cells.items() if cell.metadata.nbgrader.grade}
    return {name: cell for name, cell in graded.items() if question.fullmatch(name)}


class Answers:
    """Every answer described, run against the tests of its question; some graded, two by nbgrader.

    The k-th wrong answers of all questions make one submission: questions do not depend on one
    another, so each of its marks is a test of one answer. The right ones make submissions of their
    own. A submission takes nbgrader seconds and a process of our own a fraction of one, so here every
    answer is tried, our engine grades some, and nbgrader is asked whether it agrees.
    """

    assignment = ""
    by_tests = 0  # questions that tests mark

    @pytest.fixture(scope="class")
    @classmethod
    def cells(cls):
        """The instructor's cells by grade id."""
        kept = read_source(cls.assignment).cells
        return {cell.id: cell for cell in kept if "nbgrader" in cell.metadata}

    @pytest.fixture(scope="class")
    @classmethod
    def answers(cls):
        return simulation.load_breakages(CourseFolder(tree.GRADING), cls.assignment)

    @pytest.fixture(scope="class")
    @classmethod
    def given(cls, cells):
        return prepared(cells)

    @classmethod
    def handed_in(cls, answers):
        """Everything blank, one mistake in each question, and those who write all another way."""
        students = [student for student in simulation.cover(answers) if student.breakages]
        wrong = [student for student in students if student.mistakes]
        return [*wrong[:2], *(student for student in students if student.variants)]

    @pytest.fixture(scope="class")
    @classmethod
    def graded(cls, answers, tmp_path_factory):
        """The course, the students, the outcome of each submission and the check of every mark."""
        folder = tmp_path_factory.mktemp("answers") / "course"
        course = CourseFolder(tree.GRADING).copy(folder, cls.assignment)
        students = cls.handed_in(answers)
        converters.release(course, cls.assignment)
        dossiers.hand_out(course, cls.assignment, [student.student for student in students])
        for student in students:
            simulation.hand_in(course, cls.assignment, student)
        outcomes = autograde(course, cls.assignment)
        checks = simulation.check_marks(course, cls.assignment, students)
        assert gradebook.marks(course, cls.assignment)
        return course, students, outcomes, checks

    def test_every_wrong_answer_fails_where_it_is_declared_to_and_nowhere_else(self, graded):
        """A mistake that goes unseen, or costs more than it should, is a fault of the tests."""
        _, students, _, checks = graded
        wrong = {student.student for student in students if student.mistakes}
        missed = [check for check in checks if check.student in wrong and not check.agrees]
        assert missed == []

    def test_every_right_answer_written_another_way_earns_all_points(self, graded):
        """Tests that fail a right answer teach students to copy the solution."""
        _, students, _, checks = graded
        right = {student.student for student in students if student.variants}
        marked = [check for check in checks if check.student in right and not check.by_hand]
        assert len(right) >= 2
        assert [check.got for check in marked] == [check.points for check in marked]

    def test_nbgrader_gives_the_same_marks(self, graded, tmp_path):
        """One who errs in every question, and one who writes every answer another way."""
        course, students, _, _ = graded
        held = {students[1].student, students[-1].student}
        copied = CourseFolder(shutil.copytree(course.root, tmp_path / "by-nbgrader"))
        with sqlite3.connect(copied.root / "gradebook.db") as book:
            book.execute("UPDATE grade SET auto_score = NULL, needs_manual_grade = 1")
        failed = [converters.grade_one(copied, self.assignment, name) for name in sorted(held)]
        ours, theirs = (
            [mark for mark in gradebook.marks(each, self.assignment) if mark.student in held]
            for each in (course, copied)
        )
        assert failed == ["", ""]
        assert sorted(ours, key=repr) == sorted(theirs, key=repr)
        assert len({mark.score for mark in theirs}) > 2

    def test_each_question_was_answered_in_four_ways(self, graded, answers):
        """A blank, a mistake and two right answers of each reach the gradebook; nobody is needed."""
        _, students, outcomes, _ = graded
        met = [each for student in students for each in student.breakages]
        assert {each.answer for each in met} == {each.answer for each in answers}
        written_blank = len({each.answer for each in answers}) - self.by_tests
        kinds = Counter(each.right for each in met)
        assert kinds[False] == 2 * self.by_tests + written_blank
        assert kinds[True] == sum(each.right for each in answers)
        assert {(outcome.status, outcome.reason) for outcome in outcomes} == {("graded", "")}

    def test_every_answer_costs_what_is_declared(self, answers, cells, given):
        """All of them, wrong and right; those of a dossier stand on the one that everybody has."""
        tried = [each for each in answers if not cells[each.answer].metadata.nbgrader.grade]
        got = {each.name: fails(each, cells, given) for each in tried}
        assert got == {each.name: set(each.fails) for each in tried}

    def test_each_question_has_six_wrong_answers_and_two_right_ones(self, answers, cells):
        """Of the wrong ones a blank is one at most; a text read by a person needs no more than that."""
        asked = [name for name, cell in cells.items() if cell.metadata.nbgrader.solution]
        by_tests = [name for name in asked if not cells[name].metadata.nbgrader.grade]
        assert len(by_tests) == self.by_tests
        for name in by_tests:
            mine = [each for each in answers if each.answer == name]
            wrong = [each for each in mine if not each.right]
            assert len(wrong) >= 6, name
            assert len([each for each in mine if each.right]) >= 2, name
            assert sum(each.kind == "left blank" for each in wrong) == 1, name
            assert all(each.fails for each in wrong), name

    def test_answers_to_a_question_differ(self, answers, cells):
        """The same code under two names would be counted twice."""
        written = Counter()
        for each in answers:
            written[each.answer, each.written_into(solution_of(cells, each.answer))] += 1
        assert [name for (name, _), times in written.items() if times > 1] == []

    def test_what_is_learnt_by_heart_passes_what_is_shown_and_fails_what_is_hidden(
        self, answers, cells, given
    ):
        """The values of the visible tests are there to be read; giving them back is no answer."""
        by_heart = [each for each in answers if each.kind == "learnt by heart"]
        functions = {name for name, cell in cells.items() if cell.source.startswith("def ")}
        assert {each.answer for each in by_heart} == functions
        for each in by_heart:
            assert fails(each, cells, given, visible_only=True) == set(), each.name
            assert fails(each, cells, given) == set(each.fails), each.name

    def test_each_question_has_a_wrong_answer_that_only_hidden_tests_catch(
        self, answers, cells, given
    ):
        """Otherwise the hidden tests would have been seen to do nothing."""
        caught = set()
        for each in answers:
            tried = each.fails and each.kind not in ("left blank", "learnt by heart")
            if tried and not fails(each, cells, given, visible_only=True):
                caught.add(each.answer)
        assert len(caught) == self.by_tests
