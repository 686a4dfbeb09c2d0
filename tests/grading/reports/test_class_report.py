"""The report on a rehearsed class, from marks written down by hand."""

import json
import re
import subprocess
from html.parser import HTMLParser

import pytest

from grading.autograder.engine import Outcome
from grading.reports import class_report
from grading.simulation import ANOTHER_WAY, Breakage, Check, Rehearsal, SimulatedStudent

OFF = Breakage("q2-off", "q2_answer", "off by one", "One <too> many.", ("q2",))
BLANK = Breakage("q3-blank", "q3", "left blank", "No text.", ("q3",))
OTHER = Breakage("q1-other", "q1_answer", ANOTHER_WAY, "By a loop.", (), code="loop()")


def check(student, question, expected, got):
    points = {"q1": 2, "q2": 3, "q3": 4}[question]
    return Check(student, question, points, question == "q3", expected, got)


@pytest.fixture
def rehearsal():
    """One student whole; one right in q1 another way, wrong in q2, without q3, marked by hand."""
    return Rehearsal(
        "toy",
        [SimulatedStudent("student-01"), SimulatedStudent("student-02", (OTHER, OFF, BLANK), 26)],
        [Outcome("student-01", "toy", "graded"), Outcome("student-02", "toy", "graded")],
        [
            check("student-01", "q1", 2.0, 2.0),
            check("student-01", "q2", 3.0, 3.0),
            check("student-01", "q3", None, None),
            check("student-02", "q1", 2.0, 2.0),
            check("student-02", "q2", 0.0, 0.0),
            check("student-02", "q3", 0.0, 0.0),
        ],
        {"student-01": 0.0, "student-02": 26.0},
    )


class Outline(HTMLParser):
    """Headings, captions, and addresses that a browser would fetch."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.fetched, self.language = [], [], None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags.append(tag)
        self.language = attributes.get("lang", self.language)
        self.fetched += [attributes[name] for name in ("src", "href") if name in attributes]


def test_scores_are_sums_of_what_tests_give(rehearsal):
    """An answer that a person marks is no part of the score while it waits."""
    rows = class_report.summary_rows(rehearsal)
    assert [(row["expected"], row["got"]) for row in rows] == [(5, 5), (2, 2)]
    assert [row["late"] for row in rows] == ["in time", "26 h"]


def test_facility_is_points_got_over_points_to_be_had(rehearsal):
    """q1: 4 of 4. q2: 3 of 6. q3 has no facility while a mark waits for a person."""
    rows = class_report.facility(rehearsal)
    found = {row["question"]: (row["facility"], row["full"], row["waiting"]) for row in rows}
    assert found == {"q1": (1, 2, 0), "q2": (0.5, 1, 0), "q3": (None, 0, 1)}


def test_the_page_fetches_nothing(rehearsal):
    """It opens offline, and from an e-mail."""
    page = class_report.page(rehearsal, seed=1)
    outline = Outline(page)
    assert outline.fetched == []
    assert "script" not in outline.tags
    assert not re.search(r"url\(|@import", page)
    assert len(page) < 100_000


def test_the_page_can_be_read_without_seeing_it(rehearsal):
    """Language, one main heading, a caption on every table, the figure in words and as a table."""
    page = class_report.page(rehearsal, seed=1)
    tags = Outline(page).tags
    assert Outline(page).language == "en-GB"
    assert tags.count("h1") == 1
    assert tags.count("caption") == tags.count("table") == 5
    assert 'aria-hidden="true"' in page
    words = " ".join(page.split())
    assert "In words: 1 student with 2 points, 1 student with 5 points." in words


def test_right_answers_written_another_way_are_no_mistakes(rehearsal):
    """They are told apart from what was broken, and have a table of their own."""
    row = class_report.summary_rows(rehearsal)[1]
    assert (row["broken"], row["otherwise"]) == ((OFF, BLANK), 1)
    page = " ".join(class_report.page(rehearsal, seed=1).split())
    broken, other = page.split("<h2>Right answers, written another way</h2>")
    assert "By a loop." in other and "By a loop." not in broken
    assert "1 answer written another way" in broken


def test_mistakes_stand_in_the_order_of_the_questions(rehearsal):
    """q10 comes after q2, as in the assignment."""
    late = Breakage("q10-x", "q10_answer", "off by one", "Late.", ("q2",))
    rehearsal.students[1] = SimulatedStudent("student-02", (late, OFF), 26)
    table = class_report.page(rehearsal, seed=1).split("What each mistake means")[1]
    assert table.index("q2-off") < table.index("q10-x")


def test_the_figure_names_its_axes_and_their_units(rehearsal):
    """A column chart without a unit says nothing."""
    page = class_report.page(rehearsal, seed=1)
    assert "score, in points given by tests</text>" in page
    assert "number of students</text>" in page


def test_descriptions_are_text_not_markup(rehearsal):
    """What a description says may contain signs that HTML reads as tags."""
    assert "One &lt;too&gt; many." in class_report.page(rehearsal, seed=1)


def test_a_mark_that_differs_is_told_first(rehearsal):
    """Nobody should have to look for it in the tables."""
    rehearsal.checks[1] = check("student-01", "q2", 3.0, 1.0)
    page = " ".join(class_report.page(rehearsal, seed=1).split())
    assert "Every mark is as implied" not in page
    assert "1 of 6 marks are not as implied" in page
    assert "student-01, <code>q2</code>: expected 3, got 1 of 3." in page


def test_a_withheld_submission_is_told_with_its_reason(rehearsal):
    """A missing mark has a cause that a person can mend."""
    rehearsal.outcomes[1] = Outcome("student-02", "toy", "withheld", "no notebook")
    page = " ".join(class_report.page(rehearsal, seed=1).split())
    assert "student-02: withheld, no notebook." in page


@pytest.mark.browser
def test_a_browser_shows_the_page_without_sideways_scrolling(rehearsal, chromium, tmp_path):
    """On a narrow screen tables scroll inside their frame, not the page."""
    probe = (
        "<script>document.title = JSON.stringify([document.documentElement.scrollWidth,"
        "innerWidth, document.querySelector('svg').getBoundingClientRect().height])</script>"
    )
    file = tmp_path / "report.html"
    file.write_text(class_report.page(rehearsal, seed=1) + probe, encoding="utf-8")
    flags = "--headless --no-sandbox --disable-gpu --disable-background-networking --no-first-run"
    own = [f"--user-data-dir={tmp_path / 'profile'}", "--window-size=600,900", "--dump-dom"]
    command = [chromium, *flags.split(), *own, file.as_uri()]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    wide, window, figure = json.loads(re.search(r"<title>(\[.*?\])</title>", shown)[1])
    assert wide <= window
    assert figure > 100
