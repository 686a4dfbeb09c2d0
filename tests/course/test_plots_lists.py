"""The figures of lesson 2.5."""

import json

import pandas as pd
import plotly.graph_objects as go
import pytest

from course import capture_recapture as cr
from course import datasets, plots

ESTIMATES = pd.DataFrame(
    [
        {"name": "A and B", "kind": "two lists", "total": 50.0, "low": 40.0, "high": 80.0},
        {"name": "A and C", "kind": "two lists", "total": None, "low": None, "high": None},
        {"name": "all", "kind": "three lists", "total": 350.0, "low": 150.0, "high": 900.0},
    ]
).assign(refused=["", "nobody is on both A and C", ""])


@pytest.fixture(scope="module")
def table():
    return cr.overlap_table(datasets.load("mse_tables"), "kosovo_1999")


@pytest.fixture(scope="module")
def fits(table):
    names = ["[123,14,34]", "[123,134]", "[134,12,23]", "[123,14,24,34]", "[1,2,3,4]"]
    return cr.search(table, names)


@pytest.fixture(params=["pairs", "models", "lists"])
def figure(request, table, fits):
    return {
        "pairs": lambda: plots.plot_list_pairs(cr.pairs(table), 4400),
        "models": lambda: plots.plot_model_choice(fits, 4400, 15),
        "lists": lambda: plots.plot_lists(ESTIMATES, 100, 40),
    }[request.param]()


def test_a_figure_has_a_finding_a_source_words_and_titled_axes(figure):
    """A reader who sees only the figure, or only its words, learns what it says."""
    assert figure.layout.title.text
    assert [note.text for note in figure.layout.annotations if note.name == "source"]
    axes = [*figure.select_xaxes(), *figure.select_yaxes()]
    assert figure.layout.yaxis.title.text
    assert any("people" in (axis.title.text or "") or "number" in (axis.title.text or "")
               for axis in axes)  # fmt: skip
    assert len(plots.describe(figure)) > 100
    assert not plots.data_table(figure).empty


def test_a_figure_survives_json(figure):
    """Summary and table travel with the figure to the browser."""
    back = go.Figure(json.loads(figure.to_json()))
    assert plots.describe(back) == plots.describe(figure)


def test_colour_never_stands_alone(figure):
    """Marks differ in symbol and lines in dash."""
    marks = [trace for trace in figure.data if "markers" in trace.mode]
    first = {
        (
            trace.marker.symbol
            if isinstance(trace.marker.symbol, str)
            else trace.marker.symbol[:1][0]
        )
        for trace in marks
    }
    assert len(first) == len({trace.marker.color for trace in marks})
    lines = [trace.line for trace in figure.data if trace.mode == "lines"]
    assert len({line.dash for line in lines}) == len(lines)


def test_the_pairs_are_ordered_and_hold_what_the_pairs_say(table):
    """The lowest at the bottom, with the number already named as a line."""
    fig = plots.plot_list_pairs(cr.pairs(table), 4400)
    assert fig.layout.title.text == "6 pairs: 5,462 to 9,691 people"
    assert list(fig.data[1].x) == sorted(fig.data[1].x)
    assert fig.layout.yaxis.ticktext[0] == "OSCE and HRW"
    assert fig.data[1].x[0] == pytest.approx(1786 * 685 / 224)
    assert list(fig.data[0].x) == [4400, 4400]
    assert (plots.data_table(fig)["both"] == [224, 457, 193, 478, 403, 108]).all()


def test_the_two_numbers_choose_two_models(fits):
    """Upper panel by records, lower by cells; each rings its own lowest."""
    fig = plots.plot_model_choice(fits, 4400, 15)
    rings = [trace for trace in fig.data if trace.name == "the lowest"]
    assert [ring.text[0].split(":")[0] for ring in rings] == ["[123,14,34]", "[123,134]"]
    assert fig.layout.title.text == "By records 10,357, by cells 12,741"
    for panel in (fig.data[0], fig.data[2]):
        assert min(panel.y) == 0
        assert "[1,2,3,4]" not in panel.customdata
    assert plots.data_table(fig)["model"].is_unique


def test_a_model_that_only_one_panel_draws_is_in_the_table(fits):
    """The table holds whatever can be seen in either panel."""
    fig = plots.plot_model_choice(fits, 4400, 15, within=3)
    drawn = {*fig.data[0].customdata, *fig.data[2].customdata}
    assert set(plots.data_table(fig)["model"]) == drawn
    assert drawn == {"[123,14,34]", "[123,134]", "[134,12,23]"}


def test_estimates_are_drawn_in_percent_of_the_truth_and_held_at_the_edge():
    """50 of 100 at 50 percent; 350 of 100 at the edge, as an arrow, its number beside it."""
    fig = plots.plot_lists(ESTIMATES, 100, 40)
    two, three = fig.data[2], fig.data[3]
    assert (list(two.x), list(two.error_x.array), list(two.error_x.arrayminus)) == (
        [50],
        [30],
        [10],
    )
    assert (list(three.x), list(three.marker.symbol)) == ([200], ["triangle-right"])
    assert (list(three.error_x.array), list(three.error_x.arrayminus)) == ([0], [50])
    assert list(fig.data[4].text) == ["50", "no estimate", "350"]
    assert list(fig.data[1].x) == [40, 40]


def test_words_say_the_direction_and_the_reason():
    """The figure in words, without the figure."""
    told = plots.describe(plots.plot_lists(ESTIMATES, 100, 40))
    assert told.startswith("A and B say 50; the truth is 100.")
    assert "A and B: 50, 50 percent too low." in told
    assert "A and C: no estimate, nobody is on both A and C." in told
    assert "all: 350, 250 percent too high." in told
