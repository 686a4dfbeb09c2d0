"""The argument's map and the figure of predictions."""

import plotly.graph_objects as go
import pytest

from course import arguments, datasets, plots


@pytest.fixture(scope="module")
def article():
    return arguments.article()


@pytest.fixture(scope="module")
def evidence():
    return datasets.load("evidence")


@pytest.fixture(scope="module")
def figures(article, evidence):
    return {off: plots.plot_argument(article, evidence, off) for off in ((), ("authors",))}


def test_there_is_a_box_and_words_for_each_node(figures, article):
    """Nothing of the argument is left off the drawing."""
    for fig in figures.values():
        assert len(fig.layout.shapes) == len(fig.data[2].text) == len(article.nodes)


def test_boxes_stay_where_they_are(figures):
    """Only the look of a box says that it fell."""
    (whole, broken) = figures.values()
    assert list(whole.data[2].x) == list(broken.data[2].x)
    moved = [
        (one.x0, one.y0) != (other.x0, other.y0)
        for one, other in zip(whole.layout.shapes, broken.layout.shapes, strict=True)
    ]
    assert not any(moved)


def test_what_is_off_and_what_fell_look_unlike_what_stands(figures, article):
    """Two cues beside the colour: the border's dashes, and struck or slanted words."""
    names = list(article.nodes)
    fig = figures[("authors",)]
    looks = {
        name: (fig.layout.shapes[at].line.dash, fig.data[2].text[at][:3])
        for at, name in enumerate(names)
    }
    assert looks["authors"] == ("dot", "<s>")
    assert looks["interdependence"] == ("dash", "<i>")
    assert looks["rule"][0] == "solid"


def test_the_title_counts_the_conclusions_that_stand(figures):
    """Three of three, then two of three."""
    titles = [plots.describe(fig).replace("<br>", " ") for fig in figures.values()]
    assert titles[0].startswith("Nothing off: 3 of 3 conclusions keep their support")
    assert titles[1].startswith("1 off: 2 of 3 conclusions keep their support")


def test_crosses_stand_where_a_row_contradicts(figures, article, evidence):
    """As many as there are nodes with such a row."""
    crosses = next(t for t in figures[()].data if t.name == "a row contradicts it")
    struck = [
        name
        for name in article.nodes
        if (arguments.strikes(article, evidence, name)["stance"] == "contradicts").any()
    ]
    assert len(crosses.x) == len(struck)


def test_the_table_has_the_state_of_each_node(figures):
    """Readers who do not see the drawing learn what fell."""
    table = plots.data_table(figures[("authors",)])
    assert table["state"].value_counts().to_dict() == {"stands": 25, "off": 1, "fell": 1}


def test_predictions_draws_each_row_once(evidence):
    """Bars add up to the rows of evidence on predictions."""
    claims = datasets.load("claims")
    fig = plots.plot_predictions(claims, evidence)
    ahead = set(claims.loc[claims["kind"] == "prediction", "claim_id"])
    assert sum(sum(trace.x) for trace in fig.data) == evidence["claim_id"].isin(ahead).sum()
    assert plots.describe(go.Figure(fig.to_dict())) == plots.describe(fig)
