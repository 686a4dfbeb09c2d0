"""Figures of a trace: where a figure comes from, step by step, and what stood beside it."""

import textwrap

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from course.counts import stated_range
from course.plots.house import CYCLE, INK, PALETTE, dress

__all__ = ["plot_around", "plot_trace"]

# A measure's colour and pattern, the same as in the figure of the two ranges in lesson 2.1.
LOOKS = {
    "killed": (PALETTE["vermilion"], "/"),
    "killed_or_wounded": (PALETTE["blue"], ""),
    "wounded": (PALETTE["green"], "x"),
    "lost": (PALETTE["grey"], "."),
}
WIDE = 44  # letters in a line below a bar: what a narrow page holds
AROUND = (
    "Casebook table war_loss_estimates, use: series. Bar: the ends stated. Hollow ↑: “at least”. "
    "Hollow ↓: “up to”. A month stands at its last day; marks of one week stand side by side. Each "
    "panel has a scale of its own."
)
STAKES = {
    "belligerent": "a side in the war",
    "ally_of_belligerent": "a state that arms one side",
    "independent": "neither",
}


def plot_trace(laid):
    """Draw a trace from above: each step with what it counts, and what did not come along.

    Parameters
    ----------
    laid : pandas.DataFrame
        What `course.traces.steps` lays out, the article first.

    Returns
    -------
    plotly.graph_objects.Figure
        Bars from the low to the high end, in people, from zero; a diamond where a best is stated.
        On the left, each step is tied to where it was taken from: with a line where a page says
        so, with dots where we infer it.
    """
    laid = _set_out(laid)
    heads = laid.drop_duplicates("step")
    top, depth = laid["high"].max(), -laid["foot"].min()
    fig = go.Figure([*_bars(laid), _middles(laid), *_ties(heads, top)])
    for row in laid.itertuples():
        words = f"{_words(row.measure)}, {row.population}:<br><b>{row.figure}</b>"
        _write(fig, row.y + 1.05, words, {"size": 13, "color": INK})
    for row in heads.itertuples():
        _write(fig, row.head, row.heading, {"size": 13, "color": INK})
        _write(fig, row.last - 0.24, row.left, {"size": 12, "color": PALETTE["grey"]})
    fig.update_yaxes(visible=False, range=[-depth, 0.1])
    fig.update_xaxes(
        title="people",
        range=[-0.12 * top, 1.04 * top],
        tickvals=list(range(0, int(top) + 1, 100_000)),
        tickformat=",",
    )
    fig.update_layout(
        height=round(290 + 40 * depth),
        barmode="overlay",
        margin={"l": 10, "r": 10, "t": 80, "b": 170},
        title={"xref": "container", "x": 0.02},
        showlegend=False,
    )
    shown = ["step", "measure", "population", "figure", "as_of", "read_at", "published_on", "lost"]
    table = laid[[*shown, "row", "url"]].assign(measure=_all_words(laid["measure"]))
    return dress(
        fig,
        finding="From “killed or wounded” to “lost”",
        source="Casebook tables war_loss_estimates,<br>evidence, text_faults. Bar: low to high; "
        "diamond:<br>best. Line: taken from, as a page says.<br>Dots: inferred by us.",
        summary=" ".join(_in_words(own) for _, own in laid.groupby("step", sort=False)),
        table=table,
    )


def plot_around(estimates, day=None):
    """Draw estimates by the day they describe, killed and killed or wounded in panels of their own.

    Parameters
    ----------
    estimates : pandas.DataFrame
        What `course.traces.by_measure` keeps, with ``day``.
    day : date-like, optional
        A day to mark.

    Returns
    -------
    plotly.graph_objects.Figure
        People on both vertical axes, each with a scale of its own, from zero. An interval is a bar, a floor is hollow with an
        arrow up, a ceiling hollow with an arrow down. A letter says that a mark counts a part of
        the forces, or others besides.
    """
    placed = _side_by_side(stated_range(estimates).sort_values("day"))
    panels = [name for name in ("killed", "killed_or_wounded") if (placed["measure"] == name).any()]
    tops = [1.1 * float(placed.loc[placed["measure"] == name, "high"].max()) for name in panels]
    letters = _letters(placed["population"])
    fig = make_subplots(
        rows=len(panels),
        shared_xaxes=True,
        row_heights=[0.42, 0.58][: len(panels)],
        vertical_spacing=0.06,
    )
    for number, (name, top) in enumerate(zip(panels, tops, strict=True), start=1):
        for (stake, words), look in zip(STAKES.items(), CYCLE, strict=False):
            rows = placed[(placed["measure"] == name) & (placed["source_stake"] == stake)]
            if len(rows):
                fig.add_trace(_marks(rows, words, look, letters, number == 1), row=number, col=1)
        fig.update_yaxes(
            title=f"people<br>{_words(name)}", range=[0, top], tickformat="~s", nticks=6,
            row=number,
        )  # fmt: skip
    if day is not None:
        fig.add_vline(x=pd.Timestamp(day), line={"color": INK, "width": 1, "dash": "dot"})
    fig.update_xaxes(title="up to which day", row=len(panels), tickformat="%b<br>%Y", nticks=6)
    fig.update_layout(
        height=900,
        margin={"l": 60, "r": 20, "t": 190, "b": 270},
        title={"xref": "container", "x": 0.02, "y": 0.965, "yanchor": "top"},
        legend={"itemclick": False, "itemdoubleclick": False},
    )
    key = "; ".join(f"{letter}: {name}" for name, letter in letters.items() if letter)
    spans = [placed[placed["measure"] == name] for name in panels]
    apart = len(spans) == 2 and spans[0]["high"].max() < spans[1]["low"].min()
    shown = ["day", "measure", "figure", "population", "as_of", "published_on", "source_name"]
    table = placed[[*shown, "source_stake", "estimate_id", "url"]]
    return dress(
        fig,
        finding=f"The two measures {'do not' if apart else 'do'} overlap",
        source="<br>".join(textwrap.wrap(f"{AROUND} {key}", 36)),
        summary=" ".join(_span_in_words(placed, name) for name in panels),
        table=table.assign(measure=_all_words(table["measure"])),
    )


def _set_out(laid):
    """A trace with its words and their heights, from above: heading, figures, what is left behind.

    One unit of height is 40 pixels. ``head`` and ``foot`` are the ends of a step.
    """
    parts, below = [], 0.0
    for _, own in laid.groupby("step", sort=False):
        heading, left = _heading(own.iloc[0]), _left(own["lost"].iloc[0])
        first = below - 0.42 * len(heading) - 1.3
        heights = [first - 1.45 * place for place in range(len(own))]
        foot = heights[-1] - 0.24 - 0.42 * len(left)
        words = {"heading": "<br>".join(heading), "left": "<br>".join(left)}
        parts.append(own.assign(y=heights, head=below, last=heights[-1], foot=foot, **words))
        below = foot - 0.45
    return pd.concat(parts, ignore_index=True)


def _heading(row):
    """A step in words: what, up to which day it counts, where and when it was read."""
    when = row["published_on"] if isinstance(row["published_on"], str) else "undated"
    until = f", up to {row['as_of']}" if isinstance(row["as_of"], str) else ", up to: not said"
    read = f"read at {row['read_at']}, {when}"
    return [f"<b>{row['step']}</b>{until}", *textwrap.wrap(read, WIDE)]


def _left(lost):
    wrapped = textwrap.wrap(f"Left behind: {lost}", WIDE) if lost else []
    return [f"<i>{line}</i>" for line in wrapped]


def _write(fig, y, words, font):
    """Words that begin at zero people and hang down from a height."""
    fig.add_annotation(
        x=0, y=y, text=words, font=font, xanchor="left", yanchor="top", align="left",
        showarrow=False,
    )  # fmt: skip


def _bars(laid):
    """One series a measure, in the order of the trace."""
    for measure in laid["measure"].unique():
        rows, (colour, shape) = laid[laid["measure"] == measure], LOOKS[measure]
        said = ["step", "population", "figure", "as_of", "read_at", "published_on", "row", "url"]
        yield go.Bar(
            name=_words(measure),
            orientation="h",
            y=rows["y"].tolist(),
            base=rows["low"].tolist(),
            x=(rows["high"] - rows["low"]).tolist(),
            width=0.3,
            marker={"color": colour, "pattern": {"shape": shape}},
            customdata=_blank(rows[said]),
            hovertemplate="%{customdata[0]}: %{customdata[2]}<br>%{customdata[1]}, up to "
            "%{customdata[3]}<br>read at %{customdata[4]}, %{customdata[5]} (%{customdata[6]})"
            "<br>%{customdata[7]}<extra></extra>",
        )


def _middles(laid):
    rows = laid[laid["best"].notna()]
    return go.Scatter(
        x=rows["best"].tolist(),
        y=rows["y"].tolist(),
        mode="markers",
        marker={
            "symbol": "diamond", "size": 8, "color": "white", "line": {"color": INK, "width": 2}
        },
        hoverinfo="skip",
        showlegend=False,
    )  # fmt: skip


def _ties(heads, top):
    """Lines from each step to those it was taken from, and a dot at each step."""
    places = heads.set_index("step")["y"]
    for column, dash, name, gutter in (
        ("taken_from", "solid", "taken from", -0.04),
        ("inferred", "dot", "inferred", -0.085),
    ):
        x, y = [], []
        for row in heads.itertuples():
            for source in getattr(row, column):
                x += [-0.04 * top, gutter * top, gutter * top, -0.04 * top, None]
                y += [row.y, row.y, places[source], places[source], None]
        yield go.Scatter(
            x=x, y=y, mode="lines", name=name, line={"color": INK, "width": 2, "dash": dash},
            hoverinfo="skip", showlegend=False,
        )  # fmt: skip
    yield go.Scatter(
        x=[-0.04 * top] * len(heads), y=places.tolist(), mode="markers", hoverinfo="skip",
        marker={"size": 10, "color": INK}, showlegend=False,
    )  # fmt: skip


def _marks(rows, name, look, letters, legend):
    # The legend copies the first mark of a group, which should be a filled one.
    hollow = rows["interval_kind"].isin(["at_least", "up_to"])
    rows = rows.loc[hollow.sort_values(kind="stable").index]
    floors, ceilings = rows["interval_kind"] == "at_least", rows["interval_kind"] == "up_to"
    best = rows["best"].fillna(rows["low"].where(floors)).fillna(rows["high"].where(ceilings))
    middle = best.astype("Float64").fillna((rows["low"] + rows["high"]) / 2)
    arrows = ["↑" * floor + "↓" * top for floor, top in zip(floors, ceilings, strict=True)]
    said = rows[["figure", "measure", "population", "as_of", "source_name", "estimate_id", "url"]]
    return go.Scatter(
        name=name,
        legendgroup=name,
        showlegend=legend,
        x=rows["place"].tolist(),
        y=middle.tolist(),
        mode="markers+text",
        text=[
            f"{arrow}{letters[whom]}"
            for arrow, whom in zip(arrows, rows["population"], strict=True)
        ],
        textposition="middle right",
        textfont={"color": look["color"], "size": 14},
        error_y={
            "type": "data",
            "array": (rows["high"] - middle).clip(lower=0).tolist(),
            "arrayminus": (middle - rows["low"]).clip(lower=0).tolist(),
            "thickness": 4,
            "width": 0,
        },
        marker={
            "color": look["color"],
            # A stated range without a best has no middle: its bar is drawn and no mark.
            "size": [10 if known else 1 for known in best.notna()],
            "symbol": [
                look["symbol"] + "-open" * (floor or top)
                for floor, top in zip(floors, ceilings, strict=True)
            ],
            "line": {"width": 2, "color": look["color"]},
            "opacity": 1,
        },
        customdata=_blank(said.assign(measure=_all_words(said["measure"]))),
        hovertemplate="%{customdata[0]} %{customdata[1]}<br>%{customdata[2]}, up to "
        "%{customdata[3]}<br>%{customdata[4]} (%{customdata[5]})<br>%{customdata[6]}<extra></extra>",
    )


def _side_by_side(placed):
    """Estimates with ``place``: those of one measure and week stand eight days apart."""
    week = placed["day"].dt.to_period("W")
    groups = placed.groupby([placed["measure"], week])
    turn, size = groups.cumcount(), groups["day"].transform("size")
    shift = pd.to_timedelta(8 * (turn - (size - 1) / 2), unit="D")
    return placed.assign(place=placed["day"] + shift)


def _letters(populations):
    """A letter for each population but the whole of the forces."""
    others = [name for name in dict.fromkeys(populations) if name != "Russian forces"]
    return {"Russian forces": ""} | dict(zip(others, "abcdefghij", strict=False))


def _blank(frame):
    return frame.astype(object).where(frame.notna(), "not given").to_numpy().tolist()


def _words(measure):
    return measure.replace("_", " ")


def _all_words(measures):
    return [_words(each) for each in measures]


def _in_words(own):
    figures = "; ".join(
        f"{_words(row.measure)}, {row.figure} ({row.population})" for row in own.itertuples()
    )
    first = own.iloc[0]
    left = f" Left behind: {first['lost']}." if first["lost"] else ""
    return f"{first['step']}: {figures}.{left}"


def _span_in_words(placed, name):
    own = placed[placed["measure"] == name]
    low, high = own["low"].min(), own["high"].max()
    return f"{_words(name).capitalize()}: {len(own)} estimates between {low:,} and {high:,} people."
