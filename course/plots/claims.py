"""Figures of what the article claims."""

import plotly.graph_objects as go

from course.plots.house import PALETTE, dress

__all__ = ["plot_claim_kinds"]


def plot_claim_kinds(claims):
    """Draw how many claims of each kind a text makes.

    Parameters
    ----------
    claims : pandas.DataFrame, shape (n_claims, …)
        The table `claims`; the column ``kind`` is counted.

    Returns
    -------
    plotly.graph_objects.Figure
        A bar for each kind, the most frequent on top, in claims.
    """
    counts = claims["kind"].value_counts().rename_axis("kind").reset_index(name="claims")
    judged = counts["kind"].isin(["evaluation", "causal", "prediction"])
    n_judged = int(counts.loc[judged, "claims"].sum())
    bars = [
        go.Bar(
            name=name,
            y=counts.loc[chosen, "kind"],
            x=counts.loc[chosen, "claims"],
            orientation="h",
            text=counts.loc[chosen, "claims"],
            textposition="outside",
            cliponaxis=False,
            marker={"color": colour, "pattern": {"shape": pattern}},
        )
        for name, chosen, colour, pattern in [
            ("judges, explains or predicts", judged, PALETTE["vermilion"], "/"),
            ("reports, defines, attributes or compares", ~judged, PALETTE["blue"], ""),
        ]
    ]
    fig = go.Figure(bars)
    fig.update_yaxes(
        title="kind of claim", categoryorder="array", categoryarray=counts["kind"][::-1].tolist()
    )
    fig.update_xaxes(title="claims", rangemode="tozero")
    fig.update_layout(height=460)
    return dress(
        fig,
        finding=f"{n_judged} of {len(claims)} claims judge, explain or predict",
        source="Casebook table claims (our coding of the article of 30 March 2024)",
        summary="; ".join(f"{row.kind}: {row.claims} claims" for row in counts.itertuples()) + ".",
        table=counts,
    )
