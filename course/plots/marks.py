"""Figures of how claims are coded: which a record could settle."""

import pandas as pd
import plotly.graph_objects as go

from course.plots.house import INK, PALETTE, dress

__all__ = ["plot_checkable"]

# Checkable, colour, pattern, ink: dark and light enough to be told apart in grey.
ANSWERS = [
    ("yes", PALETTE["blue"], "", "white"),
    ("partly", PALETTE["orange"], "/", INK),
    ("no", "#D9D9D9", "x", INK),
]


def plot_checkable(claims):
    """Draw how many claims of each kind a public record could settle.

    Parameters
    ----------
    claims : pandas.DataFrame, shape (n_claims, …)
        The table `claims`; ``kind`` against ``checkable`` is counted.

    Returns
    -------
    plotly.graph_objects.Figure
        A bar for each kind, the most frequent on top, parted into yes, partly and no, in claims.
    """
    counts = pd.crosstab(claims["kind"], claims["checkable"])
    counts = counts.reindex(columns=[answer for answer, *_ in ANSWERS], fill_value=0)
    counts = counts.loc[counts.sum(axis="columns").sort_values(ascending=False).index]
    fig = go.Figure([_bars(counts[answer], answer, *look) for answer, *look in ANSWERS])
    fig.update_yaxes(
        title="kind of claim", categoryorder="array", categoryarray=counts.index[::-1].tolist()
    )
    fig.update_xaxes(title="claims", rangemode="tozero")
    fig.update_layout(
        height=460,
        barmode="stack",
        legend={"traceorder": "normal"},
        title={"xref": "container", "x": 0.02},  # so that it is not cut where the page is narrow
        uniformtext={"minsize": 9, "mode": "hide"},
    )
    return dress(
        fig,
        finding=f"A record could settle {counts['yes'].sum()} of {len(claims)} claims",
        source="Casebook table claims, columns<br>kind and checkable (our coding)",
        summary="; ".join(
            f"{kind}: {row['yes']} yes, {row['partly']} partly, {row['no']} no"
            for kind, row in counts.iterrows()
        )
        + ".",
        table=counts.reset_index(),
    )


def _bars(counts, name, colour, pattern, ink):
    return go.Bar(
        name=name,
        y=counts.index.tolist(),
        x=counts.tolist(),
        orientation="h",
        text=[str(count) if count else "" for count in counts],
        textposition="inside",
        textangle=0,
        insidetextanchor="middle",
        insidetextfont={"color": ink},
        marker={
            "color": colour,
            "line": {"color": "white", "width": 1},
            "pattern": {
                "shape": pattern,
                "bgcolor": colour,
                "fgcolor": "white",
                "size": 7,
                "solidity": 0.2,
            },
        },
    )
