"""The figure of which claims can be checked."""

import pandas as pd
import pytest

from course import datasets, plots


@pytest.fixture(scope="module")
def claims():
    return datasets.load("claims")


def test_every_claim_is_drawn_once(claims):
    """The parts of the bars add up to the claims, kind by kind."""
    figure = plots.plot_checkable(claims)
    drawn = plots.data_table(figure).set_index("kind").sum(axis="columns")
    assert drawn.to_dict() == claims["kind"].value_counts().to_dict()
    assert sum(sum(bar.x) for bar in figure.data) == len(claims)


def test_the_title_counts_what_a_record_could_settle():
    """Two of these three can be settled; the third only in part."""
    toy = pd.DataFrame(
        {"kind": ["event", "event", "causal"], "checkable": ["yes", "yes", "partly"]}
    )
    figure = plots.plot_checkable(toy)
    assert "2 of 3 claims" in figure.layout.title.text
    assert plots.data_table(figure).to_dict("list") == {
        "kind": ["event", "causal"],
        "yes": [2, 0],
        "partly": [0, 1],
        "no": [0, 0],
    }


def test_the_parts_differ_in_more_than_colour(claims):
    """Each part has a pattern of its own."""
    bars = plots.plot_checkable(claims).data
    assert len({bar.marker.pattern.shape for bar in bars}) == len(bars) == 3


def test_the_figure_is_titled_and_sourced(claims):
    """Axes name what they count; the source line names the table."""
    figure = plots.plot_checkable(claims)
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == (
        "claims",
        "kind of claim",
    )
    assert "claims" in next(n.text for n in figure.layout.annotations if n.name == "source")
    assert "evaluation: 1 yes, 16 partly, 5 no" in plots.describe(figure)
