"""Figures of scores: what an interval costs, which ends cost least, and what was said against what was.

The scores are those of `course.scoring`; here they are only drawn.
"""

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from course import scoring
from course.plots.house import CYCLE, INK, PALETTE, dress

__all__ = [
    "plot_calibration",
    "plot_interval_score",
    "plot_scored",
    "plot_tails",
    "scored_in_words",
]

STEPS = 200  # places at which a score is worked out along the axis
ROOM = 0.5  # of the widest interval, left free on either side


def plot_interval_score(intervals, level=0.8):
    """Draw what each of some intervals would score, by where the truth lies.

    Parameters
    ----------
    intervals : dict of str to (low, high)
        Ends in people, by a name.
    level : float
        Level that they are scored at.

    Returns
    -------
    plotly.graph_objects.Figure
        Both axes in people: across, the truth; upwards, the score.
    """
    low = min(ends[0] for ends in intervals.values())
    high = max(ends[1] for ends in intervals.values())
    margin = (high - low) * ROOM
    truth = np.linspace(max(0, low - margin), high + margin, STEPS)
    ends = np.array(list(intervals.values())).ravel()
    truth = np.unique(np.concatenate([truth, ends]))
    fig = go.Figure()
    for (name, (first, last)), look in zip(intervals.items(), CYCLE, strict=False):
        fig.add_scatter(
            name=f"{name}: {first} to {last}",
            x=truth.tolist(),
            y=scoring.interval_score(first, last, truth, level).tolist(),
            mode="lines",
            line={"color": look["color"], "dash": look["dash"], "width": 3},
            hovertemplate="truth %{x:.0f}: score %{y:.0f}<extra></extra>",
        )
    fig.update_xaxes(title="people killed in truth")
    fig.update_layout(height=480, margin_t=140)  # two lines of title, and a folded legend
    fig.update_yaxes(title="score (people; less is better)", rangemode="tozero")
    each = 2 / (1 - level)
    told = [
        {"interval": name, "low": first, "high": last, "truth": at, "score": float(score)}
        for name, (first, last) in intervals.items()
        for at in sorted({int(end) for end in ends} | {int(truth[0]), int(truth[-1])})
        for score in [scoring.interval_score(first, last, at, level)]
    ]
    widths = "; ".join(
        f"{name}, {first} to {last}, costs its width of {last - first} where it holds the truth"
        for name, (first, last) in intervals.items()
    )
    return dress(
        fig,
        finding=f"Inside: the width.<br>Outside: {each:.0f} more for each person",
        source=f"interval score of Gneiting and Raftery<br>at {100 * level:.0f} percent; "
        "made-up intervals.",
        summary=f"{widths}. Beyond its ends each costs {each:.0f} more for every person that the "
        "truth lies outside.",
        table=pd.DataFrame(told).round({"score": 1}),
    )


def plot_tails(told, level=0.8):
    """Draw the mean score by how much of a belief an interval leaves out at each end.

    Parameters
    ----------
    told : pandas.DataFrame
        As `course.scoring.by_tails` gives it, at the same level.
    level : float

    Returns
    -------
    plotly.graph_objects.Figure
        Across, percent of the belief left out at each end; upwards, people.
    """
    percent, honest = 100 * told["left_out"], 50 * (1 - level)
    best = told[np.isclose(told["score"], told["score"].min())]
    fig = go.Figure()
    parts = {"score": "score", "width": "its width", "penalty": "its penalty"}
    for (column, name), look in zip(parts.items(), CYCLE, strict=False):
        fig.add_scatter(
            name=name,
            x=percent.tolist(),
            y=told[column].tolist(),
            mode="lines",
            line={"color": look["color"], "dash": look["dash"], "width": 3 - (column != "score")},
            customdata=told[["low", "high"]].to_numpy().tolist(),
            hovertemplate="%{customdata[0]:.0f} to %{customdata[1]:.0f}: %{y:.1f}<extra></extra>",
        )
    fig.add_vline(x=honest, line={"color": INK, "dash": "dot", "width": 1.5})
    fig.update_xaxes(title="left out at each end (percent)", range=[0, 50])
    fig.update_layout(height=500, margin={"t": 150, "b": 145})
    fig.update_yaxes(title="mean (people)", range=[0, told["score"].max() * 1.05])
    ends = " or ".join(f"{100 * share:.0f}" for share in best["left_out"])
    return dress(
        fig,
        finding=f"Least where {ends} percent<br>is left out at each end",
        source=f"a made-up belief, scored at {100 * level:.0f} percent.<br>"
        f"Dotted: {honest:.0f} percent, half of what<br>the level leaves.",
        summary=f"The mean score falls to {best['score'].iloc[0]:.1f} at "
        f"{best['low'].iloc[-1]:.0f} to {best['high'].iloc[-1]:.0f} and rises on both sides: to "
        f"{told['score'].iloc[0]:.1f} with nothing left out, all of it width, and to "
        f"{told['score'].iloc[-1]:.1f} with next to no width.",
        table=told.assign(left_out=percent).round(1),
    )


def scored_in_words(row):
    """An interval's score as a sum: its width, and its penalty where it has one.

    >>> scored_in_words({"width": 30, "missed_by": 0, "penalty": 0, "score": 30})
    '30'
    >>> scored_in_words({"width": 30, "missed_by": 4, "penalty": 40, "score": 70})
    '30 + 40 = 70'
    """
    if not row["missed_by"]:
        return f"{row['score']:.0f}"
    return f"{row['width']:.0f} + {row['penalty']:.0f} = {row['score']:.0f}"


def plot_scored(answers, truth, level=0.8):
    """Draw intervals beside the truth, each with what it costs.

    Parameters
    ----------
    answers : pandas.DataFrame
        One row an interval, in order: ``name``, ``own`` (whether it is the reader's), ``low``,
        ``high``, and the columns of `course.scoring.interval_parts` at that level.
    truth : int
        People.
    level : float

    Returns
    -------
    plotly.graph_objects.Figure
        Across, people; a single figure is a mark without a bar.
    """
    rows = answers.iloc[::-1].reset_index(drop=True)
    fig = go.Figure()
    for own, name, look in ((True, "your intervals", CYCLE[0]), (False, "simple rules", CYCLE[1])):
        some = rows[rows["own"] == own]
        if some.empty:
            continue
        fig.add_scatter(
            name=name,
            x=((some["low"] + some["high"]) / 2).tolist(),
            y=some.index.tolist(),
            mode="markers",
            marker={
                "color": look["color"],
                "symbol": look["symbol"] if own else f"{look['symbol']}-open",
                "size": 9,
                "line": {"width": 2, "color": look["color"]},
            },
            error_x={
                "type": "data",
                "symmetric": True,
                "array": ((some["high"] - some["low"]) / 2).tolist(),
                "width": 5,
                "thickness": 5 if own else 2,
            },
            customdata=some[["low", "high"]].to_numpy().tolist(),
            hovertemplate="%{customdata[0]} to %{customdata[1]}<extra></extra>",
        )
    said = [scored_in_words(row) for row in rows.to_dict("records")]
    top = max(rows["high"].max(), truth) * 1.08
    fig.add_scatter(
        x=[top] * len(rows),
        y=rows.index.tolist(),
        mode="text",
        text=said,
        textposition="middle right",
        textfont={"size": 12},
        cliponaxis=False,
        showlegend=False,
        hoverinfo="skip",
    )
    fig.add_vline(
        x=truth,
        line={"color": INK, "width": 2},
        annotation={"text": f"{truth} killed in truth", "yanchor": "bottom", "font": {"size": 13}},
        annotation_position="top",
    )
    fig.update_xaxes(title="people killed", range=[0, top])
    fig.update_yaxes(
        tickvals=rows.index.tolist(),
        ticktext=rows["name"].tolist(),
        tickfont={"size": 12},
        range=[-0.7, len(rows) - 0.3],
    )
    mine = answers[answers["own"]]
    held = int((mine["missed_by"] == 0).sum())
    dress(
        fig,
        finding=f"{held} of {len(mine)} of your intervals hold the truth"
        if len(mine)
        else f"{truth} people were killed",
        source=f"a practice incident, invented.<br>Right: the score at {100 * level:.0f} percent, "
        "the width and,<br>outside, the penalty. Less is better.",
        summary=" ".join(
            f"{row['name'].replace('<br>', ' ')}: {row['low']:g} to {row['high']:g}, score {scored_in_words(row)}."
            for row in answers.to_dict("records")
        ),
        table=answers.drop(columns="own").replace("<br>", " ", regex=True),
    )
    margin = {"l": 115, "r": 95, "t": 90, "b": 150}
    return _narrow(fig, height=255 + 38 * len(rows), margin=margin)


def plot_calibration(held=None, said=None, level=0.8):
    """Draw how often things came true beside how often they were meant to.

    Parameters
    ----------
    held : pandas.DataFrame, optional
        Intervals: a row a group with its ``name`` and what `course.scoring.coverage` gives.
    said : pandas.DataFrame, optional
        Statements, as `course.scoring.calibration` gives them.
    level : float
        Level that the intervals were meant for.

    Returns
    -------
    plotly.graph_objects.Figure
        A panel for each table given, upwards in percent; bars are the range of chances that the
        share fits (Wilson, 95 percent), and n stands over each.

    Notes
    -----
    The range takes answers for separate trials. Several answers on one incident share its truth,
    so that they say less than their number.
    """
    panels = [panel for panel in (("held", held), ("said", said)) if panel[1] is not None]
    fig = make_subplots(cols=len(panels), shared_yaxes=True, horizontal_spacing=0.08)
    for col, (kind, table) in enumerate(panels, start=1):
        if kind == "held":
            _draw_held(fig, table, level, col)
        else:
            _draw_said(fig, table, col)
    fig.update_yaxes(range=[-4, 108], tickvals=[0, 20, 40, 60, 80, 100])
    fig.update_yaxes(title="came true (percent)", col=1)
    told = [_told(kind, table, level) for kind, table in panels]
    dress(
        fig,
        finding=told[0]["finding"],
        source="practice incidents. Bars: the 95 percent<br>range of chances that each share fits "
        "(Wilson).<br>Broken line: as often as was said.",
        summary=" ".join(each["summary"] for each in told),
        table=pd.DataFrame([row for each in told for row in each["rows"]]),
    )
    return _narrow(fig, height=440, margin={"l": 60, "t": 70, "b": 150, "r": 20})


def _narrow(fig, *, height, margin):
    """Fit a figure to half a laptop's screen: a legend would lie on the title there."""
    title = {"xref": "container", "x": 0.02, "font": {"size": 16}}
    fig.update_annotations(selector={"name": "source"}, xshift=10 - margin["l"])
    return fig.update_layout(height=height, showlegend=False, title=title, margin=margin)


def _draw_held(fig, table, level, col):
    places = list(range(len(table)))
    ends = [-0.5, len(table) - 0.5]
    fig.add_trace(_broken(ends, [100 * level] * 2), row=1, col=col)
    fig.add_trace(_shares(places, table, CYCLE[0]), row=1, col=col)
    axis = {"tickvals": places, "ticktext": table["name"].tolist(), "range": ends}
    fig.update_xaxes(title=f"intervals ({100 * level:.0f} percent meant)", **axis, col=col)


def _draw_said(fig, table, col):
    fig.add_trace(_broken([0, 100], [0, 100]), row=1, col=col)
    at = (100 * table["said"]).tolist()
    fig.add_trace(_shares(at, table, CYCLE[1]), row=1, col=col)
    axis = {"range": [-4, 104], "tickvals": [0, 20, 40, 60, 80, 100]}
    fig.update_xaxes(title="statements (percent said)", **axis, col=col)


def _broken(x, y):
    line = {"color": PALETTE["grey"], "dash": "dash", "width": 2}
    return go.Scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip")


def _shares(at, table, look):
    share = 100 * table["share"]
    return go.Scatter(
        x=at,
        y=share.tolist(),
        mode="markers+text",
        marker={"size": 11, "color": look["color"], "symbol": look["symbol"]},
        text=[f"n = {n}" for n in table["n"]],
        textposition=["bottom right" if each > 85 else "top right" for each in share],
        textfont={"size": 12},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": (100 * table["high"] - share).clip(lower=0).tolist(),
            "arrayminus": (share - 100 * table["low"]).clip(lower=0).tolist(),
            "width": 6,
            "thickness": 2,
        },
        cliponaxis=False,
        hovertemplate="%{y:.0f} percent<extra></extra>",
    )


def _told(kind, table, level):
    """Finding, summary and rows of a panel."""
    rows, number = table.to_dict("records"), int(table["n"].sum())
    came = "held" if kind == "held" else "happened"
    names = (
        [row["name"] for row in rows]
        if kind == "held"
        else [f"said {100 * row['said']:.0f} percent" for row in rows]
    )
    hits = sum(row[came] for row in rows)
    fits = [row["low"] <= (level if kind == "held" else row["said"]) <= row["high"] for row in rows]
    if kind == "held":
        finding = f"{hits:.0f} of {number} intervals held the truth"
    elif len(rows) == 1:
        finding = f"{hits} of {number} statements came true"
    else:
        finding = f"{sum(fits)} of {len(rows)} groups of statements fit"
    told = [
        f"{name}: {row[came]} of {row['n']}, which fits {100 * row['low']:.0f} to "
        f"{100 * row['high']:.0f} percent."
        for name, row in zip(names, rows, strict=True)
    ]
    numbers = [
        {
            "group": name,
            "n": row["n"],
            "came true": row[came],
            "percent": round(100 * row["share"], 1),
            "fits from": round(100 * row["low"], 1),
            "fits to": round(100 * row["high"], 1),
        }
        for name, row in zip(names, rows, strict=True)
    ]
    return {"finding": finding, "summary": " ".join(told), "rows": numbers}
