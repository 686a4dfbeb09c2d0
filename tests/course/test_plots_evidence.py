"""The figures of lesson 1.4."""

import pandas as pd
import plotly.graph_objects as go
import pytest

from course import datasets, plots


@pytest.fixture(scope="module")
def evidence():
    return datasets.load("evidence")


@pytest.fixture(scope="module")
def stances(evidence):
    return plots.plot_stances(evidence, datasets.load("claims"))


def ratings(*grades):
    return pd.DataFrame([tuple(grade) for grade in grades], columns=["source", "item"])


@pytest.fixture(scope="module", params=["stances", "grades", "no grades"])
def figure(request, stances):
    if request.param == "stances":
        return stances
    return plots.plot_grades(ratings(*(["B2", "C4", "F6"] if request.param == "grades" else [])))


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


def test_every_row_on_a_claim_that_is_drawn_is_in_its_bar(evidence, stances):
    """A bar's parts add up to the rows of the table, and its origins are never more."""
    table = plots.data_table(stances).set_index("claim")
    rows = evidence["claim_id"].value_counts()
    assert table["rows"].to_dict() == rows[rows >= 7].to_dict()
    assert table["rows"].equals(table[["supports", "qualifies", "contradicts"]].sum(axis=1))
    assert (table["origins"] <= table["rows"]).all()
    assert table.loc["c115", ["rows", "origins"]].tolist() == [8, 4]


def test_the_finding_counts_the_claims_with_more_than_one_stance(stances):
    """The title is counted, not written."""
    table = plots.data_table(stances)[["supports", "qualifies", "contradicts"]]
    mixed = int((table > 0).sum(axis=1).gt(1).sum())
    assert stances.layout.title.text == f"Pages on {mixed} of {len(table)} claims differ in stance"


def test_stances_are_told_apart_without_colour(stances):
    """Each stance has its own sign on the bar, and its own pattern."""
    signs = {bar.name.split()[0] for bar in stances.data}
    patterns = {bar.marker.pattern.shape for bar in stances.data}
    assert len(signs) == len(patterns) == len(stances.data) == 3


def test_the_share_leaves_out_cards_without_a_judgement():
    """F and 6 are the absence of a mark: of B2, C3, C4, F6 and F1, two of three lie on it."""
    fig = plots.plot_grades(ratings("B2", "C3", "C4", "F6", "F1"))
    assert fig.layout.title.text == "2 of 3 pairs lie on the diagonal (67%); in 1968, 87%"
    assert fig.data[1].x == (87.0, pytest.approx(200 / 3))


def test_all_pairs_are_drawn_those_without_a_judgement_too():
    """What a reader marked F6 is shown, apart from the rest."""
    fig = plots.plot_grades(ratings("B2", "B2", "F6"))
    assert fig.data[0].z[1][1] == 2
    assert fig.data[0].z[5][5] == 1
    assert plots.data_table(fig).values.tolist() == [["B", "2", 2], ["F", "6", 1]]


def test_a_half_marked_card_is_not_a_pair():
    """With one of the two marks missing there is nothing to compare."""
    half = pd.DataFrame({"source": ["B", None, "C"], "item": ["2", "3", None]})
    assert plots.data_table(plots.plot_grades(half))["cards"].tolist() == [1]


def test_without_marks_the_figure_says_so():
    """A cell that ran before the exercise must not show a share of nought."""
    fig = plots.plot_grades(ratings())
    assert fig.layout.title.text == "No card judged in both marks yet"
    assert fig.data[1].x[1] is None
    assert plots.data_table(fig).empty


def test_the_frames_stand_on_the_diagonal_and_nowhere_else():
    """A1, B2, C3, D4, E5: five frames, none on F6."""
    fig = plots.plot_grades(ratings("B2"))
    frames = [shape for shape in fig.layout.shapes if shape.line.width]
    middles = [((f.x0 + f.x1) / 2, (f.y0 + f.y1) / 2) for f in frames]
    assert middles == [pytest.approx((n, n)) for n in range(5)]
