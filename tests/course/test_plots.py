"""The house dress of a figure, and the figures of lesson 1.1."""

import pandas as pd
import plotly.graph_objects as go
import pytest

from course import counts, datasets, plots


@pytest.fixture(scope="module")
def killed():
    return counts.series(datasets.load("casualty_reports"), "crocus-2024")


@pytest.fixture(scope="module", params=["claim kinds", "reports"])
def figure(request, killed):
    if request.param == "claim kinds":
        return plots.plot_claim_kinds(datasets.load("claims"))
    return plots.plot_reports(killed, "2024-03-30", written_on="2024-03-30")


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
    """Readers who do not tell two colours apart still tell two series apart."""
    looks = set()
    for marker in filter(None, (trace.marker.to_plotly_json() for trace in figure.data)):
        symbols = marker.get("symbol", [])
        shape = {symbol.removesuffix("-open") for symbol in symbols}
        looks.add((marker["color"], *shape, marker.get("pattern", {}).get("shape", "")))
    series = {look for look in looks if len(look) == 3} or looks
    seconds = [look[1:] for look in series]
    assert len(seconds) == len(set(seconds)) >= 2


def test_claim_kinds_adds_up_to_all_claims():
    """Every claim is drawn once."""
    claims = datasets.load("claims")
    assert plots.data_table(plots.plot_claim_kinds(claims))["claims"].sum() == len(claims) == 130


def test_reports_draws_what_was_known_and_no_more(killed):
    """A figure of what had been reported by a day must not show what came later."""
    for day in ("2024-03-22", "2024-03-30", "2026-03-12"):
        fig = plots.plot_reports(killed, day)
        marks = [trace for trace in fig.data if trace.mode == "markers"]
        drawn = sum(height is not None for trace in marks for height in trace.y)
        known = counts.known_by(counts.printed_range(killed).dropna(subset="high"), day)
        assert drawn == len(known) == len(plots.data_table(fig))


def test_the_axes_do_not_move_with_the_day(killed):
    """Only the marks change, so that the eye can compare two days."""
    early = plots.plot_reports(killed, "2024-03-22").layout
    late = plots.plot_reports(killed, "2026-03-12").layout
    assert early.yaxis.range == late.yaxis.range
    assert early.xaxis.range == late.xaxis.range
    assert early.xaxis2.range == late.xaxis2.range


def test_dressing_twice_leaves_one_source_line():
    """A figure that is redrawn keeps one source, the last."""
    fig = go.Figure()
    for source in ("first", "second"):
        plots.dress(fig, finding="f", source=source, summary="s", table=pd.DataFrame({"n": [1]}))
    assert [note.text for note in fig.layout.annotations] == ["Source: second"]


def test_a_missing_value_stays_missing_in_the_data_table():
    """An empty cell of a table is not a nought in its figure."""
    table = pd.DataFrame({"n": pd.array([1, None], dtype="Int64")})
    fig = plots.dress(go.Figure(), finding="f", source="s", summary="", table=table)
    assert plots.data_table(fig)["n"].isna().tolist() == [False, True]


def test_the_summary_is_escaped_on_the_page():
    """A source's words are shown as words, not run as markup."""
    table = pd.DataFrame({"said by": ["<b>x</b>"]})
    fig = plots.dress(go.Figure(), finding="<i>f</i>", source="s", summary="", table=table)
    page = plots.show_table(fig).data
    assert "<b>" not in page
    assert "<i>" not in page


def test_no_tool_of_a_figure_sends_it_away(figure):
    """A student's chart stays on the student's machine unless the student takes it elsewhere."""
    tools = figure.layout.template.layout.modebar.remove
    assert "sendChartToCloud" in tools


def test_the_data_table_says_a_floor_as_it_was_reported(killed):
    """ "At least 40" has no upper end, and a table beside the figure must not give it one."""
    table = plots.data_table(plots.plot_reports(killed, "2024-03-30")).set_index("report_id")
    assert table.loc["crocus-2024-008", "figure"] == "at least 40"
    assert table.loc["crocus-2024-038", "figure"] == "82 to 83"
    assert "high" not in table
