"""Figures of where the article's text slips."""

import plotly.graph_objects as go

from course.corrections import BEARINGS, bearing
from course.plots.house import INK, PALETTE, dress

__all__ = ["plot_fault_kinds", "plot_form_and_contradiction"]

LOOKS = {
    "fact": ("a fact", PALETTE["vermilion"], "x"),
    "name": ("a name", PALETTE["orange"], "\\"),
    "reading": ("the meaning", PALETTE["purple"], "."),
    "form": ("form alone", PALETTE["blue"], ""),
}
# Thin and far apart, so that a number on the bar can be read.
STRIPES = {"fillmode": "overlay", "fgcolor": "white", "fgopacity": 0.8, "size": 16, "solidity": 0.1}


def plot_fault_kinds(faults):
    """Draw how many faults of each kind a text has, by what they touch.

    Parameters
    ----------
    faults : pandas.DataFrame, shape (n_faults, …)
        The table `text_faults`; see `course.corrections.bearing` for what a fault touches.

    Returns
    -------
    plotly.graph_objects.Figure
        A bar for each kind, in faults; kinds of one sort together, the most frequent on top.
    """
    touched = bearing(faults)
    counts = faults.assign(touches=touched).groupby(["touches", "kind"]).size()
    counts = counts.rename("faults").reset_index()
    counts["kind"] = counts["kind"].str.replace("_", " ")
    order = counts.groupby("kind")["faults"].sum().sort_values().index.tolist()
    bars = [_kind_bars(counts[counts["touches"] == name], name) for name in BEARINGS]
    fig = go.Figure(bars)
    fig.update_yaxes(title="kind of fault", categoryorder="array", categoryarray=order)
    fig.update_xaxes(title="faults", rangemode="tozero", dtick=2)
    fig.update_layout(
        barmode="stack", height=600, legend={"traceorder": "normal", "title": "touches"}
    )
    n_form = int((touched == "form").sum())
    return dress(
        fig,
        finding=f"{n_form} of {len(faults)} faults are of form alone",
        source="Casebook table text_faults (our reading of the article of 30 March 2024)",
        summary=_in_words(counts),
        table=counts[["kind", "touches", "faults"]].sort_values("faults", ascending=False),
    )


def _kind_bars(rows, bearing):
    name, colour, pattern = LOOKS[bearing]
    return go.Bar(
        name=name,
        y=rows["kind"].tolist(),
        x=rows["faults"].tolist(),
        orientation="h",
        marker={"color": colour, "pattern": {"shape": pattern}},
    )


def _in_words(counts):
    sums = counts.groupby("touches")["faults"].sum()
    parts = [
        f"{sums[name]} touch {meaning}" for name, meaning in BEARINGS.items() if name in sums.index
    ]
    return "; ".join(parts) + "."


def plot_form_and_contradiction(compared):
    """Draw how many claims are contradicted, with a fault of form in them and without.

    Parameters
    ----------
    compared : pandas.DataFrame, shape (2, 2)
        From `course.corrections.form_and_contradiction`, in claims.

    Returns
    -------
    plotly.graph_objects.Figure
        A bar for each group of claims looked up, parted by whether a row contradicts them.
    """
    table = compared.rename({"with": "with a fault of form", "without": "without one"})
    table["not contradicted"] = table["looked_up"] - table["contradicted"]
    bars = [
        go.Bar(
            name=name,
            y=table.index.tolist(),
            x=table[part].tolist(),
            orientation="h",
            text=_shares(table[part], table["looked_up"]),
            textposition="inside",
            insidetextanchor="middle",
            insidetextfont={"color": ink, "size": 15},
            marker={"color": colour, "pattern": {"shape": pattern, **STRIPES}},
        )
        for part, name, colour, pattern, ink in [
            ("contradicted", "a row of evidence contradicts it", PALETTE["orange"], "/", INK),
            ("not contradicted", "none does", PALETTE["blue"], "", "white"),
        ]
    ]
    fig = go.Figure(bars)
    fig.update_yaxes(title="claims looked up", autorange="reversed")
    fig.update_xaxes(title="claims", rangemode="tozero")
    fig.update_layout(barmode="stack", height=360, legend_traceorder="normal")
    (n_with, k_with), (n_without, k_without) = compared.loc[["with", "without"]].to_numpy().tolist()
    return dress(
        fig,
        finding=f"Contradicted: {k_with} of {n_with} with form faults, "
        f"{k_without} of {n_without} without",
        source="Casebook tables text_faults, claims and evidence",
        summary=f"Of {n_with} claims with a fault of form, {k_with} are contradicted by a row of "
        f"evidence; of {n_without} without one, {k_without} are.",
        table=table.rename_axis("claims").reset_index(),
    )


def _shares(parts, wholes):
    """Counts with their share of the bar, in per cent."""
    return [
        f"{part} ({part / whole:.0%})" if whole else ""
        for part, whole in zip(parts, wholes, strict=True)
    ]
