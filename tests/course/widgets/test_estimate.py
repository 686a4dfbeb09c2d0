"""What the tool that asks for estimates does, without a browser."""

import json

import pytest
import traitlets

from course import scoring, simulate, work
from course.errors import LevelError, NoSuchIncidentError
from course.widgets.estimate import DAYS, PLOTLY, Estimate, answered

NAME = "2.4 estimate 80"
THREE = [(100, 200, 60), (120, 180, 80), (150, 170, 90)]


@pytest.fixture(autouse=True)
def own_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("CASEBOOK_WORK", str(tmp_path))


@pytest.fixture
def tool():
    return Estimate()


@pytest.fixture
def done(tool):
    for answer in THREE:
        tool.answer(*answer)
    return tool


def page(tool):
    """All that stands in the tool's pieces of text."""
    pieces, found = [tool], []
    while pieces:
        piece = pieces.pop()
        pieces += getattr(piece, "children", ())
        found.append(getattr(piece, "value", ""))
    return " ".join(text for text in found if isinstance(text, str))


def test_the_truth_is_nowhere_before_the_third_answer(tool):
    """Not as a variable, not in words, not in a score, not in what is kept."""
    truth = tool.incident.truth
    for answer in THREE[:2]:
        tool.answer(*answer)
    assert tool.truth is None
    assert tool.scores.empty
    assert "In truth" not in page(tool)
    assert f"{truth.wounded} wounded" not in page(tool)
    assert tool._result.children == tool._record.children == ()
    kept = (work.folder() / "2.4-estimate-80.json").read_text(encoding="utf-8")
    assert set(json.loads(kept)) == {"number", "seen", "answers"}
    tool.answer(*THREE[2])
    assert tool.truth == truth
    assert f"In truth {truth.killed} people were killed" in page(tool)


def test_each_answer_lets_the_reports_of_more_days_arrive(tool):
    """Days 1, 4 and 11; the slider cannot go beyond, and the page knows no more."""
    for day, answer in zip(DAYS, THREE, strict=True):
        assert tool.day == day
        assert tool.stops[-1] == tool.until == tool._end(day)
        later = [stop for stop in tool._stops if stop > tool._end(day)]
        if later:
            with pytest.raises(traitlets.TraitError, match="no stop of the slider"):
                tool.until = later[0]
        page = tool._replay._player
        assert list(page.frames) == [str(number) for number in range(len(tool.stops))]
        assert f"by day {day}," in tool._everything.titles[0]
        tool.answer(*answer)
    assert tool.day is None


def test_slider_figure_and_words_stand_at_one_moment(tool):
    """Whoever moves the slider, or sets the variable, sees the same."""
    first = tool.stops[0]
    tool._slider.value = first
    assert tool.until == first
    assert f"{first:%H:%M}" in tool.figure.layout.title.text
    tool.until = tool.stops[-1]
    assert tool._slider.value == tool.stops[-1]
    assert "End of" in tool.words.value


def test_what_is_listed_was_out_by_the_day(tool):
    """All kinds of counts, no report of a later day, none without a day, no address to follow."""
    known = simulate.practice(1).reports.dropna(subset="reported_on")
    out = known[known["reported_on"] <= tool._end(1)]
    for name in known["report_id"]:
        assert (name in tool._all.value) == (name in set(out["report_id"]))
    assert "people wounded" in tool._all.value
    assert "href" not in tool._all.value
    assert "The figure it repeats" not in tool._all.value, "our notes would give it away"


def test_fields_and_button_give_the_answer(tool):
    """What a hand types is the variable."""
    tool._low.value, tool._high.value, tool._percent.value = 100, 200, 60
    tool._give.click()
    assert tool.answers == {1: ((100, 200, 60),)}
    assert tool.given == ((100, 200, 60),)
    assert "Taken down for day 1: 100 to 200" in tool._status.value


@pytest.mark.parametrize("ends", [(0, 0), (200, 100)])
def test_ends_that_are_none_are_asked_for_again(tool, ends):
    """Fields left as they were, or the wrong way round."""
    tool._low.value, tool._high.value = ends
    tool._give.click()
    assert tool.answers == {}
    assert "lower one first" in tool._status.value


@pytest.mark.parametrize(
    "answer", [(200, 100, 50), (-1, 5, 50), (1, 5, 101), (1.5, 5, 50), (1, 5, True), (1, 5, None)]
)
def test_an_answer_that_cannot_be_scored_is_refused(tool, answer):
    """The error says what an answer is."""
    with pytest.raises(traitlets.TraitError, match="three whole numbers"):
        tool.answer(*answer)
    assert tool.answers == {}


def test_a_fourth_answer_is_refused(done):
    """The truth is on the page by then."""
    with pytest.raises(traitlets.TraitError, match="Turn to another incident"):
        done.answer(150, 170, 90)


def test_scores_are_those_of_the_formulas(done):
    """160 killed: widths 100, 60, 20; more than 156 is so, more than 136 too."""
    assert done.truth.killed == 160
    assert done.scores["score"].tolist() == [100, 60, 20]
    assert done.scores["happened"].tolist() == [True] * 3
    assert done.scores["brier"].tolist() == pytest.approx([0.4**2, 0.2**2, 0.1**2])


def test_a_miss_is_taken_apart():
    """100 to 150 misses 160 by 10: 50 + 10 x 10 = 150 at 80 percent."""
    row = answered({1: [(100, 150, 0), *THREE[1:]]}, 0.8).iloc[0]
    parts = row[["width", "missed_by", "penalty", "score"]].tolist()
    assert parts == pytest.approx([50, 10, 100, 150])
    assert row["brier"] == 1
    tool = Estimate()
    for answer in [(100, 150, 0), *THREE[1:]]:
        tool.answer(*answer)
    assert "10 × 10 = 100" in page(tool)


def test_simple_rules_are_scored_on_the_same_incident(done):
    """Beside the reader's score stands each rule's."""
    for name in simulate.RULES_OF_THUMB:
        assert f">{name}</th>" in page(done)
    (shown,) = done._result.children[1].outputs
    names = shown["data"][PLOTLY]["layout"]["yaxis"]["ticktext"]
    assert {"day 1: you", "day 11:<br>UCDP low to high"} <= set(names)
    assert "hold the truth" in shown["data"]["text/plain"], "the figure in words"


def test_the_record_grows_incident_by_incident(done):
    """Two incidents are six intervals, two on each day."""
    done.another()
    assert done.number == 2
    assert done.truth is None
    assert "Your record, 1 incident." in page(done)
    for _ in DAYS:
        done.answer(0, 1000, 50)
    assert done.finished == [1, 2]
    assert "6 of 6 intervals held the truth" in page(done)
    held = simulate.held_by_day(done.scores, done.level)
    assert held["n"].tolist() == [2, 2, 2]
    mean = scoring.brier_score(done.scores["percent"] / 100, done.scores["happened"])
    assert f"Mean Brier score {mean:.2f}" in page(done)


def test_a_new_tool_goes_on_where_the_reader_left_off(tool):
    """Tomorrow the second answer is still the second."""
    tool.answer(*THREE[0])
    again = Estimate()
    assert again.kept
    assert (again.number, again.day, again.given) == (1, 4, (THREE[0],))
    assert again._low.value == 100


def test_answers_at_another_level_are_kept_apart(tool):
    """A 90 percent interval is another answer than one of 80 percent."""
    tool.answer(*THREE[0])
    other = Estimate(level=0.9)
    assert other.answers == {}
    assert "90 percent interval" in page(other)


def test_starting_over_asks_once_and_goes_on_with_a_fresh_incident(done):
    """Whoever has seen a truth cannot estimate it again."""
    done._over.click()
    assert done.finished == [1]
    assert "Press the button again" in done._status.value
    done._over.click()
    assert done.answers == {}
    assert done.number == 2
    assert done._record.children == ()
    again = Estimate()
    assert (again.number, again.answers) == (2, {})
    again._over.click()
    assert again.number == 2, "nothing was answered, so nothing was seen"


def test_nothing_can_be_written_and_the_tool_says_so(tool, monkeypatch):
    """It works all the same."""
    monkeypatch.setattr(work, "keep", lambda *_: False)
    tool.answer(*THREE[0])
    assert tool.day == 4
    assert "cannot be written" in tool._keeping.value


@pytest.mark.parametrize(
    "kept",
    ["words", [1], {"answers": [1]}, {"answers": {"x": []}, "number": -3},
     {"answers": {"1": [[9, 3, 50]]}, "seen": "a"}, {"answers": {"999": [[1, 3, 50]]}},
     {"answers": {"1": [[1, 3, 50]] * 4}, "number": 301}],
)  # fmt: skip
def test_a_broken_file_is_no_answer(kept):
    """A file may have been edited by hand; the tool starts afresh."""
    work.keep(NAME, kept)
    tool = Estimate()
    assert (tool.number, tool.answers, tool.kept) == (1, {}, None)


def test_an_incident_or_level_that_is_none_is_refused(tool):
    """The error says which there are."""
    with pytest.raises(NoSuchIncidentError, match="from 1 to 300"):
        tool.number = 301
    with pytest.raises(LevelError):
        Estimate(level=80)
