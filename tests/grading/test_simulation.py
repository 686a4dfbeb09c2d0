"""A rehearsal of the assignment on lesson 1.1, graded once by nbgrader for all tests here."""

from dataclasses import replace

import pytest

from course import tree
from grading import gradebook, simulation
from grading.course_folder import CourseFolder
from grading.errors import BreakageError, NoBreakagesError, UnknownAssignmentError

ASSIGNMENT = "sources-1"


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
    """The smallest class in which every breakage occurs, the second student 26 hours late."""
    first, second, *others = simulation.cover(breakages)
    students = [first, replace(second, hours_late=26), *others]
    return simulation.rehearse(course, ASSIGNMENT, students, folder)


def test_every_breakage_costs_exactly_the_declared_points(rehearsal, breakages):
    """A mistake that goes unseen, or costs more than it should, is a fault of the tests."""
    met = {each for student in rehearsal.students for each in student.breakages}
    assert met == set(breakages)
    assert [check for check in rehearsal.checks if not check.agrees] == []


def test_the_solution_earns_every_point_the_tests_give(rehearsal, folder):
    """16 points by tests; with 4 from a person it has all 20."""
    from nbgrader.api import Gradebook

    whole = rehearsal.of(rehearsal.students[0])
    assert sum(check.got for check in whole if not check.by_hand) == 16
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        written = book.find_grade("sources1_q9", ASSIGNMENT, ASSIGNMENT, "student-01")
        assert written.needs_manual_grade
        written.manual_score = 4
        book.db.commit()
        assert book.find_submission(ASSIGNMENT, "student-01").score == 20
        written.manual_score = None  # as it was: other tests read this gradebook
        book.db.commit()


def test_lateness_is_what_was_simulated(rehearsal):
    """26 hours after the due date is 26 hours late, whatever the clock of this machine says."""
    assert rehearsal.hours_late["student-02"] == 26
    assert set(rehearsal.hours_late.values()) == {0, 26}


def test_no_submission_needs_a_person(rehearsal):
    """Wrong answers are ordinary; only what could not be run is for a person to look at."""
    assert {outcome.status for outcome in rehearsal.outcomes} == {"graded"}


def test_every_student_gets_a_feedback_page_with_the_score(rehearsal, folder):
    """The page is what a student sees of the marking."""
    for student in rehearsal.students:
        page = folder / "feedback" / student.student / ASSIGNMENT / f"{ASSIGNMENT}.html"
        score = sum(check.got or 0.0 for check in rehearsal.of(student))
        assert f"(Score: {score} / 20.0)" in page.read_text(encoding="utf-8")


def test_results_name_the_answers_that_wait_for_a_person(rehearsal, folder):
    """A score without the written answer must not be read as final."""
    course = CourseFolder(folder)
    rows = gradebook.results(course, ASSIGNMENT, rehearsal.outcomes)
    by_student = {row["student"]: row for row in rows}
    assert "waits for a person: sources1_q9" in by_student["student-01"]["reason"]
    assert "26.0 hours late" in by_student["student-02"]["reason"]
    assert {row["max_score"] for row in rows} == {20}


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


def test_a_large_class_shows_every_breakage(breakages):
    """The deck is dealt to its end before it is shuffled again."""
    dealt = simulation.deal(breakages, 40, 5)
    assert {each for student in dealt for each in student.breakages} == set(breakages)


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        ('answer = "toy_total"', "no answer 'toy_total'"),
        ('fails = ["toy_sums"]', "no graded cell"),
        ('fails = ["toy_sum_answer"]', "no graded cell"),
        ('original = "5 + 4"\nchanged = "1"', "found it 0 times"),
        ('original = "t"\nchanged = "1"', "found it 2 times"),
    ],
)
def test_a_description_that_does_not_fit_the_assignment_is_refused(toy, spoilt, told):
    """After an edit of the assignment a stale description would otherwise change nothing."""
    facts = {
        "answer": 'answer = "toy_sum_answer"',
        "fails": 'fails = ["toy_sum"]',
    }
    lines = {line.split(" = ")[0]: line for line in spoilt.splitlines()}
    text = "\n".join((facts | lines).values())
    described = f'[mistake]\nkind = "wrong"\nmeaning = "Wrong."\n{text}\n'
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
