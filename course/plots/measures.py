"""Figures of what is counted: one day by measure, and two ranges of one source."""

import plotly.graph_objects as go

from course.counts import FLOORS, SPEAKERS, printed_range
from course.plots.house import CYCLE, PALETTE, dress

__all__ = ["plot_killed_and_wounded", "plot_measures"]

# From above: those who died, those not found, those alive, and the sum.
ORDER = ["killed", "identified", "missing", "wounded", "hospitalised", "killed_or_wounded"]
# Marks of one measure take turns on five levels, so that equal numbers do not cover each other.
SHOWN = ["measure", "population", "figure", "reported_on", "as_of", "attributed_to", "source_name"]
LEVELS = [0.32, 0.16, 0, -0.16, -0.32]


def plot_measures(reports):
    """Draw reports side by side on one axis, a lane for each measure.

    Parameters
    ----------
    reports : pandas.DataFrame, shape (n_reports, …)
        Rows of `casualty_reports` on one event and one population; ``use`` should be series.
        Rows in words only ("dozens") have no place on the axis and are counted below the figure.

    Returns
    -------
    plotly.graph_objects.Figure
        In people, from zero. A floor is a hollow mark with an arrow, a printed range a bar. The
        height of a mark within its lane says nothing.
    """
    placed = printed_range(reports).dropna(subset=["high"])
    measures = [each for each in ORDER if (placed["measure"] == each).any()]
    placed = _in_lanes(placed, measures)
    fig = go.Figure(
        [
            _marks(placed[placed["speaker"] == group], words, look)
            for (group, words), look in zip(SPEAKERS.items(), CYCLE, strict=False)
        ]
    )
    places = [-lane for lane in range(len(measures))]
    fig.update_yaxes(
        title="what is counted",
        tickvals=places,
        ticktext=_words(measures),
        range=[0.5 - len(measures), 0.5],
        showgrid=False,
    )
    for place in places[1:]:
        fig.add_hline(y=place + 0.5, line={"color": PALETTE["grey"], "width": 1, "dash": "dot"})
    whom = ", ".join(placed["population"].unique())
    fig.update_xaxes(title=f"people (population: {whom})", rangemode="tozero")
    # On a narrow page the legend takes two lines, and the title must stay above them.
    fig.update_layout(
        height=650, margin_t=140, legend={"itemclick": False, "itemdoubleclick": False}
    )
    return dress(
        fig,
        finding=f"{len(placed)} numbers that count {len(measures)} different things",
        source=f"Casebook table casualty_reports; {len(reports) - len(placed)} more reports give "
        "words and no number.<br>Hollow, arrow: “at least”, “more than”. Bar: a printed range. "
        "Height in a lane: no meaning.",
        summary=_summary(placed, measures),
        table=placed[[*SHOWN, "report_id", "url"]].assign(measure=_words(placed["measure"])),
    )


def plot_killed_and_wounded(estimates):
    """Draw one source's range of killed and its range of killed or wounded on one axis.

    Parameters
    ----------
    estimates : pandas.DataFrame, shape (2, …)
        Two rows of `war_loss_estimates` on one population and one period, with both ends: one
        whose ``measure`` is killed, one whose measure is killed_or_wounded.

    Returns
    -------
    plotly.graph_objects.Figure
        A bar from the low to the high end of each range, in people, from zero. The title divides
        low end by low end and high end by high end; that pairing is ours.
    """
    rows = estimates.set_index("measure").loc[["killed_or_wounded", "killed"]].reset_index()
    both, dead = rows.to_dict("records")
    ratios = [both[end] / dead[end] for end in ("low", "high")]
    apart = " The two ranges do not overlap." if dead["high"] < both["low"] else ""
    spoken = [f"{row.low:,} to {row.high:,}" for row in rows.itertuples()]
    fig = go.Figure(
        go.Bar(
            orientation="h",
            y=_words(rows["measure"]),
            base=rows["low"].tolist(),
            x=(rows["high"] - rows["low"]).tolist(),
            text=spoken,
            textposition="outside",
            cliponaxis=False,
            marker={
                "color": [PALETTE["blue"], PALETTE["vermilion"]],
                "pattern": {"shape": ["", "/"]},
            },
            customdata=rows[["estimate_id", "source_name", "url"]].to_numpy().tolist(),
            hovertemplate="%{y}: %{text}<br>%{customdata[0]}, %{customdata[1]}"
            "<br>%{customdata[2]}<extra></extra>",
        )
    )
    # Room to the right for the words at the end of the longer bar.
    fig.update_xaxes(title="people", range=[0, both["high"] * 1.45], tickformat=",")
    fig.update_yaxes(title="what is counted", autorange="reversed")
    fig.update_layout(height=380)
    shown = ["measure", "low", "high", "population", "as_of", "source_name", "estimate_id", "url"]
    return dress(
        fig,
        finding=f"{ratios[0]:.1f} to {ratios[1]:.1f} killed or wounded for each one killed",
        source=f"Casebook table war_loss_estimates, rows {both['estimate_id']} and "
        f"{dead['estimate_id']}:<br>{both['population']}, to {both['as_of']}",
        summary=f"Killed: {spoken[1]} people. Killed or wounded: {spoken[0]} people.{apart}",
        table=rows[shown].assign(measure=_words(rows["measure"])),
    )


def _in_lanes(placed, measures):
    """The reports with the height of their mark, by measure and number."""
    ranked = placed.sort_values(["high", "report_id"], kind="stable")
    turn = ranked.groupby("measure").cumcount() % len(LEVELS)
    lane = ranked["measure"].map({name: -place for place, name in enumerate(measures)})
    return ranked.assign(height=lane + turn.map(dict(enumerate(LEVELS)))).sort_values(
        "height", ascending=False
    )


def _marks(rows, name, look):
    """One group of speakers: points, hollow floors, bars for ranges."""
    # The legend copies the first mark of a group, which should be a filled one.
    rows = rows.sort_values("qualifier", key=lambda each: each.isin(FLOORS), kind="stable")
    floors, middle = rows["qualifier"].isin(FLOORS), (rows["low"] + rows["high"]) / 2
    reach = ((rows["high"] - rows["low"]) / 2).tolist()
    said = rows[["figure", "measure", "attributed_to", "source_name", "report_id", "url"]]
    return go.Scatter(
        name=name,
        x=middle.tolist(),
        y=rows["height"].tolist(),
        mode="markers+text",
        text=["→" if floor else "" for floor in floors],
        textposition="middle right",
        textfont={"color": look["color"], "size": 16},
        marker={
            "color": look["color"],
            # A printed range has no middle: its bar is drawn and no mark.
            "size": [1 if half else 11 for half in reach],
            "symbol": [look["symbol"] + "-open" * floor for floor in floors],
            "line": {"width": 2, "color": look["color"]},
            "opacity": 1,
        },
        error_x={"type": "data", "array": reach, "width": 0, "thickness": 8},
        customdata=said.assign(measure=_words(said["measure"])).to_numpy().tolist(),
        hovertemplate="%{customdata[0]} %{customdata[1]}<br>said by %{customdata[2]}"
        "<br>read at %{customdata[3]} (%{customdata[4]})<br>%{customdata[5]}<extra></extra>",
    )


def _words(measures):
    return [each.replace("_", " ") for each in measures]


def _summary(placed, measures):
    """Each measure with its least and its greatest number."""
    parts = []
    for measure, words in zip(measures, _words(measures), strict=True):
        own = placed[placed["measure"] == measure]
        parts.append(
            f"{words}: {len(own)} numbers between {own['low'].min()} and {own['high'].max()}"
        )
    return "; ".join(parts) + "."
