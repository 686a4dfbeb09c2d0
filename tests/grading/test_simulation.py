"""A rehearsal of the assignment of unit 1 by four students, graded once by nbgrader for all tests."""

from dataclasses import replace

import pytest

from course import tree
from grading import gradebook, simulation
from grading.course_folder import CourseFolder
from grading.errors import BreakageError, NoBreakagesError, UnknownAssignmentError

ASSIGNMENT = "sources"


@pytest.fixture(scope="module")
def course():
    return CourseFolder(tree.GRADING)


@pytest.fixture(scope="module")
def breakages(course):
    return simulation.load_breakages(course, ASSIGNMENT)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("rehearsal") / "course"


@pytest.fixture(scope="module")
def rehearsal(course, breakages, folder):
    """The solution; every answer wrong, 26 hours late; every answer another way; some wrong."""
    whole, *others = simulation.cover(breakages)
    wrong = next(student for student in others if student.mistakes)
    other = next(student for student in others if student.variants)
    some = simulation.SimulatedStudent("student-99", wrong.mistakes[:3] + other.variants[3:])
    students = [whole, replace(wrong, hours_late=26), other, some]
    return simulation.rehearse(course, ASSIGNMENT, students, folder)


def test_every_mark_is_as_implied(rehearsal):
    """All answers of the unit's assignment are held to this in test_sources_answers."""
    assert [check for check in rehearsal.checks if not check.agrees] == []
    assert rehearsal.agrees


def test_a_right_answer_written_another_way_earns_every_point(rehearsal):
    """The tests ask for an answer, not for the solution."""
    whole, _, other, _ = rehearsal.students
    assert len(other.variants) == len(other.breakages) == 14
    assert [check.got for check in rehearsal.of(other)] == [
        check.got for check in rehearsal.of(whole)
    ]


def test_the_solution_earns_every_point_the_tests_give(rehearsal, folder):
    """30 points by tests; with 5 from a person for each text it has all 40."""
    from nbgrader.api import Gradebook

    whole = rehearsal.of(rehearsal.students[0])
    assert sum(check.got for check in whole if not check.by_hand) == 30
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        written = [
            book.find_grade(name, ASSIGNMENT, ASSIGNMENT, "student-01")
            for name in ("sources_q15", "sources_q16")
        ]
        assert all(grade.needs_manual_grade for grade in written)
        for grade in written:
            grade.manual_score = 5
        book.db.commit()
        assert book.find_submission(ASSIGNMENT, "student-01").score == 40
        for grade in written:
            grade.manual_score = None  # as it was: other tests read this gradebook
        book.db.commit()


def test_lateness_is_what_was_simulated(rehearsal):
    """26 hours after the due date is 26 hours late, whatever the clock of this machine says."""
    assert rehearsal.hours_late[rehearsal.students[1].student] == 26
    assert set(rehearsal.hours_late.values()) == {0, 26}


def test_no_submission_needs_a_person(rehearsal):
    """Wrong answers are ordinary; only what could not be run is for a person to look at."""
    assert {outcome.status for outcome in rehearsal.outcomes} == {"graded"}


def test_every_student_gets_a_feedback_page_with_the_score(rehearsal, folder):
    """The page is what a student sees of the marking."""
    for student in rehearsal.students:
        page = folder / "feedback" / student.student / ASSIGNMENT / f"{ASSIGNMENT}.html"
        score = sum(check.got or 0.0 for check in rehearsal.of(student))
        assert f"(Score: {score} / 40.0)" in page.read_text(encoding="utf-8")


def test_results_name_the_answers_that_wait_for_a_person(rehearsal, folder):
    """A score without the written answer must not be read as final."""
    course = CourseFolder(folder)
    rows = gradebook.results(course, ASSIGNMENT, rehearsal.outcomes)
    by_student = {row["student"]: row for row in rows}
    assert "waits for a person: sources_q15, sources_q16" in by_student["student-01"]["reason"]
    assert "26.0 hours late" in by_student["student-02"]["reason"]
    assert {row["max_score"] for row in rows} == {40}


def test_a_wrong_declaration_is_found(rehearsal, breakages, course, folder):
    """The comparison must be able to fail: declare that a mistake costs nothing, and it does."""
    marked = rehearsal.students[1]
    lenient = tuple(replace(breakage, fails=()) for breakage in marked.breakages)
    copied = CourseFolder(folder)
    checks = simulation.check_marks(copied, ASSIGNMENT, [replace(marked, breakages=lenient)])
    wrong = {check.question for check in checks if not check.agrees}
    assert wrong == {cell for breakage in marked.breakages for cell in breakage.fails}


def test_a_mark_never_given_is_not_as_implied(rehearsal, folder):
    """A student who drops out of the gradebook must not pass for one with nothing wrong."""
    ghost = simulation.SimulatedStudent("nobody")
    checks = simulation.check_marks(CourseFolder(folder), ASSIGNMENT, [ghost])
    assert not any(check.agrees for check in checks if not check.by_hand)


def test_the_same_seed_deals_the_same_class(breakages):
    """A report can be made again; another seed shows other mistakes together."""
    assert simulation.deal(breakages, 12, 1) == simulation.deal(breakages, 12, 1)
    assert simulation.deal(breakages, 12, 1) != simulation.deal(breakages, 12, 2)


def test_a_student_makes_one_mistake_an_answer_at_most(breakages):
    """Two changes to one answer could hide each other, and their costs would not add up."""
    for student in simulation.deal(breakages, 30, 7):
        answers = [breakage.answer for breakage in student.breakages]
        assert len(set(answers)) == len(answers)


@pytest.mark.parametrize("students", [1, 2, 12])
def test_the_first_student_makes_no_mistake_and_someone_is_late(breakages, students):
    """The class always shows what full marks look like, and a submission after the due date."""
    dealt = simulation.deal(breakages, students, 3)
    assert len(dealt) == students
    assert dealt[0].breakages == ()
    assert any(student.hours_late for student in dealt)


def test_the_second_student_writes_every_answer_another_way(breakages):
    """A class also has those who are right and do not think of the solution."""
    second = simulation.deal(breakages, 2, 3)[1]
    assert second.mistakes == ()
    assert len(second.variants) == len({each.answer for each in breakages if each.right})


def test_a_class_without_described_variants_makes_mistakes_from_the_second_student_on(toy):
    """Describing other ways of writing is worth while, and not required."""
    described = simulation.load_breakages(CourseFolder(toy), "toy")
    assert all(student.mistakes for student in simulation.deal(described, 5, 1)[1:])


def test_a_large_class_shows_every_breakage(breakages):
    """The decks are dealt to their ends before they are shuffled again."""
    dealt = simulation.deal(breakages, 60, 5)
    assert {each for student in dealt for each in student.breakages} == set(breakages)


def test_a_covering_class_keeps_mistakes_and_variants_apart(breakages):
    """A right answer that costs a point must not hide behind a wrong one."""
    dealt = simulation.cover(breakages)
    assert not any(student.mistakes and student.variants for student in dealt)
    met = [each for student in dealt for each in student.breakages]
    assert len(met) == len(set(met)) == len(breakages)


def test_an_answer_is_the_solution_with_one_change_or_a_whole_cell():
    """The two ways to describe what a student wrote, and a blank."""
    facts = {"name": "x", "answer": "a", "kind": "k", "meaning": "m", "fails": ("q",)}
    changed = simulation.Breakage(**facts, original="2 * n", changed="n + n")
    assert changed.written_into("return 2 * n") == "return n + n"
    assert simulation.Breakage(**facts, code="\ntotal = 8\n").written_into("x") == "total = 8"
    assert simulation.Breakage(**facts).written_into("return 2 * n") is None


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        ('answer = "toy_total"', "no answer 'toy_total'"),
        ('fails = ["toy_sums"]', "no graded cell"),
        ('fails = ["toy_sum_answer"]', "no graded cell"),
        ('original = "5 + 4"\nchanged = "1"', "found it 0 times"),
        ('original = "t"\nchanged = "1"', "found it 2 times"),
        ('original = "3 + 4"\nchanged = "7"\ncode = "total = 7"', "both given"),
        ('kind = "written another way"\ncode = "total = 7"', "`fails` is not empty"),
        ('kind = "written another way"\nfails = []', "a right answer is not blank"),
    ],
)
def test_a_description_that_does_not_fit_the_assignment_is_refused(toy, spoilt, told):
    """After an edit of the assignment a stale description would otherwise change nothing."""
    facts = {
        "answer": 'answer = "toy_sum_answer"',
        "kind": 'kind = "wrong"',
        "fails": 'fails = ["toy_sum"]',
    }
    lines = {line.split(" = ")[0]: line for line in spoilt.splitlines()}
    text = "\n".join((facts | lines).values())
    described = f'[mistake]\nmeaning = "Wrong."\n{text}\n'
    (toy / "breakages" / "toy.toml").write_text(described)
    with pytest.raises(BreakageError, match=told):
        simulation.load_breakages(CourseFolder(toy), "toy")


def test_a_course_without_described_mistakes_says_what_is_wanted(toy):
    """Any nbgrader course can be rehearsed once its mistakes are written down."""
    (toy / "breakages" / "toy.toml").unlink()
    with pytest.raises(NoBreakagesError, match=r"ASSIGNMENT\.toml"):
        simulation.first_described(CourseFolder(toy))
    with pytest.raises(UnknownAssignmentError):
        simulation.load_breakages(CourseFolder(toy), "toy")
