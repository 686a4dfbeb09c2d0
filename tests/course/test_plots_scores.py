"""Figures of scores: what an interval costs, honest ends, answers beside the truth, calibration."""

import pandas as pd
import plotly.graph_objects as go
import pytest

from course import plots, scoring
from course.plots.scores import scored_in_words

BOTH = {"narrow": (120, 140), "wide": (100, 160)}


@pytest.fixture(scope="module")
def answers():
    told = pd.DataFrame(
        {
            "name": ["day 1: you", "day 11:<br>GTD"],
            "own": [True, False],
            "low": [100, 130],
            "high": [150, 130],
        }
    )
    return told.join(scoring.interval_parts(told["low"], told["high"], 145, level=0.8))


@pytest.fixture(scope="module")
def held():
    table = scoring.coverage([1] * 5, [9] * 5, [5, 5, 5, 5, 12], level=0.8)
    return table.assign(name="day 1")


@pytest.fixture(scope="module")
def said():
    return scoring.calibration([0.8] * 10, [True] * 6 + [False] * 4)


@pytest.fixture(params=["score", "tails", "scored", "calibration"])
def figure(request, answers, held, said):
    return {
        "score": lambda: plots.plot_interval_score(BOTH),
        "tails": lambda: plots.plot_tails(scoring.by_tails(range(101, 201), 0.8)),
        "scored": lambda: plots.plot_scored(answers, 145),
        "calibration": lambda: plots.plot_calibration(held, said),
    }[request.param]()


def test_a_figure_has_a_finding_a_source_and_a_titled_axis(figure):
    """A reader who sees only the figure learns what it says and where it comes from."""
    assert figure.layout.title.text
    assert [note.text for note in figure.layout.annotations if note.name == "source"]
    assert figure.layout.xaxis.title.text
    assert len(plots.data_table(figure))
    assert len(plots.describe(figure)) > len(figure.layout.title.text) + 20


def test_a_figure_survives_json(figure):
    """Summary and table travel with the figure to the browser and to the grader."""
    back = go.Figure(figure.to_dict())
    assert plots.describe(back) == plots.describe(figure)
    pd.testing.assert_frame_equal(plots.data_table(back), plots.data_table(figure))


def test_a_score_is_flat_inside_and_rises_by_ten_outside():
    """At 80 percent: 60 from 100 to 160, and 20 + 10 x 20 = 220 at 160 for the narrow one."""
    narrow, wide = plots.plot_interval_score(BOTH).data
    at = dict(zip(wide.x, wide.y, strict=True))
    assert at[100] == at[160] == pytest.approx(60)
    assert dict(zip(narrow.x, narrow.y, strict=True))[160] == pytest.approx(220)
    assert "10 more" in plots.plot_interval_score(BOTH).layout.title.text
    assert narrow.line.dash != wide.line.dash


def test_honest_ends_cost_least():
    """Of 100 numbers 9 or 10 at each end: 81 + 9 and 79 + 11 are both 90."""
    fig = plots.plot_tails(scoring.by_tails(range(101, 201), 0.8))
    score = dict(zip(fig.data[0].x, fig.data[0].y, strict=True))
    assert score[10.0] == pytest.approx(90)
    assert min(score.values()) == pytest.approx(90)
    assert fig.layout.title.text == "Least where 9 or 10 percent<br>is left out at each end"


def test_each_interval_stands_beside_the_truth_with_its_score(answers):
    """100 to 150 holds 145 and costs 50; 130 alone is 15 off and costs 150."""
    fig = plots.plot_scored(answers, 145)
    own, rule, words = fig.data
    assert (own.x[0], own.error_x.array[0]) == (125, 25)
    assert (rule.x[0], rule.error_x.array[0]) == (130, 0)
    assert own.marker.symbol != rule.marker.symbol
    assert list(words.text) == ["0 + 150 = 150", "50"]
    assert fig.layout.shapes[0].x0 == 145
    assert "day 11: GTD: 130 to 130, score 0 + 150 = 150." in plots.describe(fig)


def test_without_a_penalty_the_score_is_the_width():
    """One number is enough then."""
    assert scored_in_words({"width": 20, "missed_by": 0, "penalty": 0, "score": 20}) == "20"


def test_shares_stand_at_their_percent_with_range_and_number(held, said):
    """4 of 5 are 80 percent; 6 of 10 at 80 said are 60, from 31 to 83 by Wilson."""
    fig = plots.plot_calibration(held, said)
    _, intervals, _, statements = fig.data
    assert list(intervals.y) == [80]
    assert list(intervals.text) == ["n = 5"]
    assert (statements.x[0], statements.y[0]) == (80, 60)
    assert statements.y[0] + statements.error_y.array[0] == pytest.approx(83.2, abs=0.1)
    assert statements.y[0] - statements.error_y.arrayminus[0] == pytest.approx(31.3, abs=0.1)


def test_a_panel_alone_fills_the_figure(held, said):
    """A lesson may draw one of the two."""
    assert len(plots.plot_calibration(held).data) == 2
    fig = plots.plot_calibration(said=said)
    assert fig.layout.title.text == "6 of 10 statements came true"
