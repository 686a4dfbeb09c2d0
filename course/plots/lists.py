"""Figures of estimates from overlapping lists: pairs, models, and a case whose truth is known."""

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from course.plots.house import CYCLE, INK, PALETTE, dress

__all__ = ["list_marks", "list_words", "plot_list_pairs", "plot_lists", "plot_model_choice"]

EDGE = 200  # percent of the truth; what lies beyond is drawn at the edge as an arrow
LOOKS = {"two lists": CYCLE[0], "three lists": CYCLE[1]}


# Pairs


def plot_list_pairs(pairs, records, *, counted="people", url=""):
    """Draw the two-list estimate of every pair, with its interval and the people already named.

    Parameters
    ----------
    pairs : pandas.DataFrame, shape (n_pairs, …)
        As `course.capture_recapture.pairs` gives it.
    records : int
        People on at least one list.
    counted, url : str
        Who is on the lists, for the axis and the data table, and where the lists were read.

    Returns
    -------
    plotly.graph_objects.Figure
        A mark for each pair in people, the lowest estimate at the bottom.
    """
    rows = pairs.sort_values("lincoln_petersen", ignore_index=True)
    at, total = list(range(len(rows))), rows["lincoln_petersen"]
    names = [f"{a} and {b}" for a, b in zip(rows["list_a"], rows["list_b"], strict=True)]
    fig = go.Figure(
        [
            _upright(records, len(rows), "named on at least one list", PALETTE["grey"], "dot"),
            go.Scatter(
                name="estimate from two lists; bar: 95 percent interval",
                x=total.tolist(),
                y=at,
                mode="markers",
                marker={"size": 11, "color": CYCLE[0]["color"], "symbol": CYCLE[0]["symbol"]},
                error_x=_bars((rows["high"] - total).tolist(), (total - rows["low"]).tolist()),
                customdata=rows[["n_a", "n_b", "both"]].to_numpy().tolist(),
                hovertemplate="%{x:,.0f} people: lists of %{customdata[0]:,} and "
                "%{customdata[1]:,}, %{customdata[2]:,} on both<extra></extra>",
            ),
        ]
    )
    fig.update_yaxes(title="pair of lists", tickvals=at, ticktext=names)
    fig.update_xaxes(title=counted.partition(",")[0], rangemode="tozero", tickformat=",")
    low, high = total.min(), total.max()
    dress(
        fig,
        finding=f"{len(rows)} pairs: {low:,.0f} to {high:,.0f} people",
        source=f"Casebook table mse_tables: {counted}.<br>Dots: Lincoln–Petersen.<br>"
        "Bars: Chapman's 95 percent interval.<br>"
        f"Dotted line: the {records:,} people named.",
        summary="; ".join(
            f"{name}: {row.lincoln_petersen:,.0f} ({row.low:,.0f} to {row.high:,.0f})"
            for name, row in zip(names, rows.itertuples(), strict=True)
        )
        + f". {records:,} people are named on at least one list.",
        table=rows[["list_a", "list_b", "n_a", "n_b", "both"]].assign(
            estimate=total.round(),
            low=rows["low"].round(),
            high=rows["high"].round(),
            counted=counted,
            url=url,
        ),
    )
    return _narrow(fig, height=440, bottom=160)


# Models


def plot_model_choice(fits, records, cells, within=15, *, counted="people", url=""):
    """Draw totals of the models that BIC likes best, once for each number it may be given.

    Parameters
    ----------
    fits : pandas.DataFrame
        As `course.capture_recapture.search` gives it.
    records, cells : int
        The two numbers that BIC may count by: people, and cells of the table.
    within : float
        How far above the lowest BIC a model may lie to be drawn.
    counted, url : str
        Who is on the lists, for the axis and the data table, and where the lists were read.

    Returns
    -------
    plotly.graph_objects.Figure
        Two panels over one axis in people; a mark for each model, the lowest in each ringed.
    """
    panels = {"bic_records": f"{records:,} records", "bic_cells": f"{cells} cells"}
    fig = make_subplots(
        rows=2,
        shared_xaxes=True,
        vertical_spacing=0.12,
        subplot_titles=[f"BIC by {what}" for what in panels.values()],
    )
    chosen = {by: fits.loc[fits[by].idxmin()] for by in panels}
    drawn = {by: _near(fits, by, within) for by in panels}
    for number, (by, rows) in enumerate(drawn.items(), start=1):
        for mark in _models(rows, chosen[by]):
            fig.add_trace(mark, row=number, col=1)
        fig.update_yaxes(title="above the lowest", range=[-4, within + 1], row=number, col=1)
    fig.update_xaxes(
        title=f"estimated {counted.partition(',')[0]}",
        rangemode="tozero",
        tickformat=",",
        row=2,
        col=1,
    )
    totals = [f"{row['total']:,.0f}" for row in chosen.values()]
    dress(
        fig,
        finding=f"By records {totals[0]}, by cells {totals[1]}",
        source=f"Casebook table mse_tables, fitted here: {counted}.<br>"
        f"Circles: models within {within} of the lowest BIC.<br>Squares: the lowest.",
        summary=" ".join(
            f"By {panels[by]} the lowest is {chosen[by]['model']} with "
            f"{chosen[by]['total']:,.0f} people; the {len(rows)} models within {within} of it "
            f"range from {rows['total'].min():,.0f} to {rows['total'].max():,.0f}."
            for by, rows in drawn.items()
        ),
        table=_both(drawn)
        .round({"total": 0, "deviance": 2, "bic_records": 2, "bic_cells": 2})
        .assign(counted=counted, url=url),
    )
    return _narrow(fig, height=620, top=90, bottom=145)


def _near(fits, by, within):
    above = fits[by] - fits[by].min()
    rows = fits.assign(above=above)[above <= within]
    return rows.sort_values("above", ignore_index=True)


def _both(drawn):
    """Every model drawn in either panel, once, without its distance, which is of one panel."""
    first, second = drawn.values()
    more = second[~second["model"].isin(first["model"])]
    columns = ["model", "total", "deviance", "df", "bic_records", "bic_cells"]
    return type(first)([*first[columns].to_dict("records"), *more[columns].to_dict("records")])


def _models(rows, chosen):
    yield go.Scatter(
        name="a model",
        x=rows["total"].tolist(),
        y=rows["above"].tolist(),
        mode="markers",
        marker={"size": 9, "color": CYCLE[0]["color"], "symbol": "circle"},
        customdata=rows["model"].tolist(),
        hovertemplate="%{customdata}: %{x:,.0f} people, %{y:.2f} above the lowest<extra></extra>",
    )
    yield go.Scatter(
        name="the lowest",
        x=[chosen["total"]],
        y=[0],
        mode="markers+text",
        text=[f"{chosen['model']}: {chosen['total']:,.0f}"],
        textposition="bottom center",
        cliponaxis=False,
        marker={
            "size": 18,
            "symbol": "square-open",
            "color": CYCLE[1]["color"],
            "line": {"width": 3},
        },
        hoverinfo="skip",
    )


# A case whose truth is known


def plot_lists(estimates, people, seen):
    """Draw estimates from lists against a number of people that is known because it is made up.

    Parameters
    ----------
    estimates : pandas.DataFrame, shape (n_estimates, …)
        ``name``, ``kind`` ("two lists" or "three lists"), ``total``, ``low`` and ``high`` in
        people, and ``refused``, the reason where there is no estimate, else empty.
    people : int
        The true number.
    seen : float
        People on at least one list.

    Returns
    -------
    plotly.graph_objects.Figure
        In percent of the truth, so that the axis stays where it is when `people` changes. What
        lies beyond 200 percent is an arrow at the edge; its number stands beside it.
    """
    rows = estimates.to_dict("records")
    drawn = list_marks(rows, people, seen)
    fig = go.Figure(
        [
            _upright(100, len(rows), "the true number", INK, "solid"),
            _upright(drawn["seen"], len(rows), "on at least one list", PALETTE["grey"], "dot"),
            *(_estimates(kind, look, drawn[kind]) for kind, look in LOOKS.items()),
            _beside(drawn),
        ]
    )
    order = list(range(len(rows)))[::-1]
    fig.update_yaxes(
        title="estimated from",
        tickvals=order,
        ticktext=[row["name"].replace(", ", ",<br>") for row in rows],
        range=[-0.6, len(rows) - 0.4],
    )
    fig.update_xaxes(
        title="percent of the true number",
        range=[0, EDGE * 1.3],
        tickvals=[0, 50, 100, 150, 200],
    )
    finding, summary = list_words(rows, people, seen)
    dress(
        fig,
        finding=finding,
        source="a made-up place",
        summary=summary,
        table=estimates.round({"total": 0, "low": 0, "high": 0}),
    )
    return _narrow(fig, height=440, bottom=110)


def list_marks(rows, people, seen):
    """What of `plot_lists` changes when a slider moves, as plain lists.

    Returns
    -------
    dict
        ``seen``, in percent; for each kind ``x``, ``y``, ``symbol``, ``array`` and
        ``arrayminus``; ``text``, one a row.
    """
    share, height = 100 / people, len(rows) - 1
    found = {"seen": seen * share, "text": [_number(row) for row in rows]}
    for kind, look in LOOKS.items():
        there = [
            (height - place, row)
            for place, row in enumerate(rows)
            if row["kind"] == kind and not row["refused"]
        ]
        middle = [min(row["total"] * share, EDGE) for _, row in there]
        found[kind] = {
            "x": middle,
            "y": [at for at, _ in there],
            "symbol": [
                "triangle-right" if row["total"] * share > EDGE else look["symbol"]
                for _, row in there
            ],
            "array": [
                max(0, min(row["high"] * share, EDGE) - at)
                for at, (_, row) in zip(middle, there, strict=True)
            ],
            "arrayminus": [
                max(0, at - min(row["low"] * share, EDGE))
                for at, (_, row) in zip(middle, there, strict=True)
            ],
        }
    return found


def list_words(rows, people, seen):
    """Title and summary of `plot_lists`."""
    first = rows[0]
    finding = (
        f"{first['name']}: no estimate"
        if first["refused"]
        else f"{first['name']} say {first['total']:,.0f}; the truth is {people:,}"
    )
    told = [f"{seen:,.0f} of {people:,} people are on at least one list."]
    for row in rows:
        said = row["refused"] and f"no estimate, {row['refused']}"
        told.append(f"{row['name']}: {said or _far(row['total'], people)}.")
    return finding, " ".join(told)


def _far(total, people):
    off = round(100 * (total / people - 1))
    way = f"{abs(off):,} percent too {'low' if off < 0 else 'high'}" if off else "right"
    return f"{total:,.0f}, {way}"


def _number(row):
    return "no estimate" if row["refused"] else f"{row['total']:,.0f}"


def _estimates(kind, look, drawn):
    return go.Scatter(
        name=kind,
        x=drawn["x"],
        y=drawn["y"],
        mode="markers",
        marker={"size": 11, "color": look["color"], "symbol": drawn["symbol"]},
        error_x=_bars(drawn["array"], drawn["arrayminus"]),
        hovertemplate="%{x:.0f} percent of the true number<extra></extra>",
    )


def _beside(drawn):
    """The numbers, in a column to the right of the scale."""
    number = len(drawn["text"])
    return go.Scatter(
        x=[EDGE * 1.03] * number,
        y=list(range(number))[::-1],
        mode="text",
        text=drawn["text"],
        textposition="middle right",
        textfont={"size": 13},
        cliponaxis=False,
        hoverinfo="skip",
    )


def _narrow(fig, *, height, bottom, top=60):
    """Fit a figure to a column of 370 pixels: a legend would lie on the title there."""
    title = {"xref": "container", "x": 0.02, "font": {"size": 16}}
    margin = {"t": top, "b": bottom, "r": 40}
    return fig.update_layout(height=height, showlegend=False, title=title, margin=margin)


def _upright(at, rows, name, colour, dash):
    return go.Scatter(
        name=name,
        x=[at, at],
        y=[-0.6, rows - 0.4],
        mode="lines",
        line={"color": colour, "dash": dash, "width": 2},
        hoverinfo="skip",
    )


def _bars(more, less):
    return {
        "type": "data",
        "symmetric": False,
        "array": more,
        "arrayminus": less,
        "width": 0,
        "thickness": 4,
    }
