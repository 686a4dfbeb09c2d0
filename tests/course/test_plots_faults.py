"""Figures of lesson 1.5: faults by kind, and faults of form beside contradiction."""

import pandas as pd
import plotly.graph_objects as go
import pytest

from course import corrections, datasets, plots


@pytest.fixture(scope="module")
def faults():
    return datasets.load("text_faults")


@pytest.fixture(scope="module")
def compared(faults):
    return corrections.form_and_contradiction(
        faults, datasets.load("claims"), datasets.load("evidence")
    )


@pytest.fixture(params=["kinds", "form"])
def figure(request, faults, compared):
    if request.param == "kinds":
        return plots.plot_fault_kinds(faults)
    return plots.plot_form_and_contradiction(compared)


def test_a_figure_has_a_finding_a_source_and_titled_axes(figure):
    """A reader who sees only the figure learns what it says and where it comes from."""
    assert figure.layout.title.text
    assert [note.text for note in figure.layout.annotations if note.name == "source"]
    assert figure.layout.xaxis.title.text
    assert figure.layout.yaxis.title.text


def test_a_figure_survives_json(figure):
    """Summary and table travel with the figure to the browser and to the grader."""
    back = go.Figure(figure.to_dict())
    assert plots.describe(back) == plots.describe(figure)
    pd.testing.assert_frame_equal(plots.data_table(back), plots.data_table(figure))


def test_colour_never_stands_alone(figure):
    """Readers who do not tell two colours apart still tell two series apart by their pattern."""
    patterns = [trace.marker.pattern.shape for trace in figure.data]
    assert len(patterns) == len(set(patterns)) >= 2


def test_every_fault_is_drawn_once(faults):
    """The bars add up to the table, and each kind to its rows."""
    fig = plots.plot_fault_kinds(faults)
    drawn = pd.concat([pd.Series(trace.x, index=trace.y) for trace in fig.data])
    by_kind = faults["kind"].str.replace("_", " ").value_counts()
    assert drawn.groupby(level=0).sum().to_dict() == by_kind.to_dict()
    assert plots.data_table(fig)["faults"].sum() == len(faults) == 70


def test_the_misprinted_figure_is_drawn_apart_from_other_misprints(faults):
    """Four misprints: one in a number, which touches a fact, and three of form."""
    rows = plots.data_table(plots.plot_fault_kinds(faults)).query("kind == 'misprint'")
    assert rows.set_index("touches")["faults"].to_dict() == {"fact": 1, "form": 3}


def test_contradicted_and_not_add_up_to_the_claims_looked_up():
    """Toy counts: 1 of 4 and 2 of 2, so the bars hold 1 and 3, 2 and 0."""
    toy = pd.DataFrame({"looked_up": [4, 2], "contradicted": [1, 2]}, index=["with", "without"])
    fig = plots.plot_form_and_contradiction(toy)
    assert [list(trace.x) for trace in fig.data] == [[1, 2], [3, 0]]
    assert fig.data[0].text[0] == "1 (25%)"
    assert "1 of 4" in fig.layout.title.text
    assert "2 of 2" in fig.layout.title.text


def test_a_group_with_no_claims_is_drawn_without_a_share():
    """Nothing divided by nothing is no share."""
    toy = pd.DataFrame({"looked_up": [0, 2], "contradicted": [0, 1]}, index=["with", "without"])
    assert plots.plot_form_and_contradiction(toy).data[0].text[0] == ""
