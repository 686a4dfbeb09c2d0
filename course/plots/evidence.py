"""Figures of the evidence on claims, and of a reader's marks on it."""

import textwrap

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from course import sources
from course.plots.house import INK, PALETTE, dress

__all__ = ["plot_grades", "plot_stances"]

STANCES = {
    "supports": ("+", PALETTE["sky"], ""),
    "qualifies": ("±", PALETTE["orange"], "."),
    "contradicts": ("−", PALETTE["vermilion"], "/"),
}
BAKER = "Baker, McKendry and Mace 1968,<br>as told at blockint.nl"
# A title that may use all of a narrow page, not only what is right of the axis.
WIDE = {"xref": "container", "x": 0.02, "y": 0.985, "yanchor": "top", "font_size": 16}


def plot_stances(evidence, claims, *, least=7):
    """Draw how the evidence rows on each claim stand to it.

    Parameters
    ----------
    evidence : pandas.DataFrame, shape (n_rows, …)
        The table `evidence`; ``claim_id``, ``stance`` and ``origin`` are read.
    claims : pandas.DataFrame
        The table `claims`, for the gists.
    least : int
        Draw claims with at least so many rows.

    Returns
    -------
    plotly.graph_objects.Figure
        A bar for each claim, in rows, parted by stance; the claim with most rows on top.

    Notes
    -----
    Rows are pages read, not independent tellings; the data table has the number of origins beside
    the number of rows. How many pages there are says nothing on which are right.
    """
    table = _stance_table(evidence, claims, least)
    bars = [
        go.Bar(
            name=f"{sign} {stance}",
            y=table["claim"].tolist(),
            x=table[stance].tolist(),
            orientation="h",
            width=0.42,
            offset=-0.44,  # the lower half of a claim's strip; its words stand in the upper
            text=[f"{sign} {n}" if n else "" for n in table[stance]],
            textposition="inside",
            insidetextanchor="middle",
            constraintext="none",
            textangle=0,
            textfont={"color": INK},
            marker={
                "color": colour,
                "line": {"color": "white", "width": 1},
                "pattern": {
                    "shape": pattern,
                    "fillmode": "overlay",
                    "fgcolor": INK,
                    "fgopacity": 0.15,
                },
            },
        )
        for stance, (sign, colour, pattern) in STANCES.items()
    ]
    mixed = int(((table[list(STANCES)] > 0).sum(axis=1) > 1).sum())
    fig = go.Figure(bars).update_layout(
        barmode="stack", legend_traceorder="normal", height=260 + 72 * max(len(table), 1)
    )
    for row in table.itertuples():
        fig.add_annotation(_words_over_bar(row))
    fig.update_yaxes(
        title="claim",
        categoryorder="array",
        categoryarray=table["claim"][::-1].tolist(),
        range=[-0.5, len(table) - 0.5],
        showticklabels=False,
        ticks="",
        showgrid=False,
    )
    fig.update_xaxes(title="rows of evidence", rangemode="tozero", dtick=5)
    fig = dress(
        fig,
        finding=f"Pages on {mixed} of {len(table)} claims differ in stance",
        source=f"Casebook table evidence, {least} rows or more",
        summary=" ".join(_row_in_words(row) for row in table.itertuples()),
        table=table,
    )
    return fig.update_layout(title=WIDE, margin={"t": 110, "l": 50})


def _words_over_bar(row):
    """A claim in words above its bar: as labels of the axis they would push a narrow plot out."""
    lines = textwrap.wrap(f"{row.claim}: {row.gist}", 46, max_lines=2, placeholder=" …")
    return {
        "text": "<br>".join(lines),
        "x": 0,
        "y": row.claim,
        "xanchor": "left",
        "yanchor": "bottom",
        "align": "left",
        "showarrow": False,
        "font": {"size": 12},
    }


def _stance_table(evidence, claims, least):
    """A row a claim: rows of each stance, all rows, and origins; most rows first."""
    counts = pd.crosstab(evidence["claim_id"], evidence["stance"])
    counts = counts.reindex(columns=list(STANCES), fill_value=0)
    counts["rows"] = counts.sum(axis=1)
    counts["origins"] = evidence.groupby("claim_id")["origin"].nunique()
    counts["gist"] = claims.set_index("claim_id")["gist"].reindex(counts.index)
    counts = counts[counts["rows"] >= least].sort_values("rows", ascending=False, kind="stable")
    return counts.rename_axis("claim").rename_axis(None, axis="columns").reset_index()


def _row_in_words(row):
    return (
        f"{row.claim}: {row.supports} support, {row.qualifies} qualify, {row.contradicts} contradict, "
        f"from {row.origins} origins."
    )


def plot_grades(ratings):
    """Draw a reader's pairs of marks on the Admiralty scale, and how many lie on its diagonal.

    Parameters
    ----------
    ratings : pandas.DataFrame, shape (n_cards, …)
        Columns ``source`` (A to F) and ``item`` (1 to 6); rows that lack a mark are left out.

    Returns
    -------
    plotly.graph_objects.Figure
        The table of pairs in cards, its diagonal framed; F and 6, the absence of a mark, stand
        apart. Beside it the share on the diagonal, and that of the army reports of 1968.

    References
    ----------
    Baker, McKendry and Mace 1968, told at
    https://www.blockint.nl/intel-analysis/critical-review-of-the-admiralty-code/.
    """
    both = ratings[["source", "item"]].dropna()
    grades = [sources.grade(s + i) for s, i in both.itertuples(index=False)]
    judged = [grade for grade in grades if grade.judged]
    share = sources.diagonal_share(judged)
    counts = sources.grade_counts(grades)
    fig = make_subplots(rows=2, cols=1, row_heights=[0.76, 0.24], vertical_spacing=0.23)
    _draw_pairs(fig, counts)
    _draw_shares(fig, share, len(judged))
    fig.update_layout(height=690, showlegend=False)
    fig = dress(
        fig,
        finding=_finding(share, len(judged)),
        source=f"your own marks;<br>{BAKER}",
        summary=_summary(counts, len(grades), len(judged)),
        table=_pairs(counts),
    )
    return fig.update_layout(title=WIDE, margin={"t": 60, "b": 150})


def _draw_pairs(fig, counts):
    """The six by six table: numbers in cells, the diagonal framed, F and 6 shaded."""
    letters, digits = list(counts.index), list(counts.columns)
    fig.add_trace(
        go.Heatmap(
            z=counts.to_numpy().tolist(),
            x=digits,
            y=letters,
            text=[[str(n) if n else "" for n in row] for row in counts.to_numpy().tolist()],
            texttemplate="%{text}",
            textfont={"size": 16},
            hovertemplate="%{y}%{x}: %{z} cards<extra></extra>",
            colorscale=[[0, "white"], [1, PALETTE["sky"]]],
            zmin=0,
            zmax=max(int(counts.to_numpy().max()), 1),
            showscale=False,
            xgap=1,
            ygap=1,
        ),
        row=1,
        col=1,
    )
    for place in range(5):
        fig.add_shape(
            type="rect",
            x0=place - 0.46,
            x1=place + 0.46,
            y0=place - 0.46,
            y1=place + 0.46,
            line={"color": PALETTE["vermilion"], "width": 3},
            row=1,
            col=1,
        )
    apart = {
        "line": {"width": 0},
        "fillcolor": PALETTE["grey"],
        "opacity": 0.18,
        "row": 1,
        "col": 1,
    }
    fig.add_shape(type="rect", x0=4.5, x1=5.5, y0=-0.5, y1=5.5, **apart)
    fig.add_shape(type="rect", x0=-0.5, x1=4.5, y0=4.5, y1=5.5, **apart)
    item = "item: 1 confirmed … 5 improbable;<br>6 cannot be judged"
    source = "source: A reliable … E unreliable;<br>F cannot be judged"
    fig.update_xaxes(title=item, type="category", showgrid=False, row=1, col=1)
    fig.update_yaxes(
        title=source, type="category", autorange="reversed", showgrid=False, row=1, col=1
    )


def _draw_shares(fig, share, n):
    """Two bars in percent: the reader's share on the diagonal, and that of 1968."""
    names = ["army, 1968", "your marks"]
    known = share == share  # a share of no cards is not a number
    values = [100 * sources.DIAGONAL_SHARE_1968, 100 * share if known else None]
    mine = f"{share:.0%} of {n} cards" if known else "no card judged in both marks yet"
    fig.add_trace(
        go.Bar(
            x=values,
            y=names,
            orientation="h",
            text=[f"{sources.DIAGONAL_SHARE_1968:.0%}", mine],
            textposition="auto",
            cliponaxis=False,
            marker={
                "color": [PALETTE["orange"], PALETTE["sky"]],
                "pattern": {
                    "shape": ["/", ""],
                    "fillmode": "overlay",
                    "fgcolor": INK,
                    "fgopacity": 0.3,
                },
            },
            textfont={"color": INK},
        ),
        row=2,
        col=1,
    )
    fig.update_xaxes(title="percent on the framed diagonal", range=[0, 105], row=2, col=1)
    fig.update_yaxes(type="category", row=2, col=1)
    if not known:
        fig.add_annotation(
            text=mine, x=1, y="your marks", xanchor="left", showarrow=False, row=2, col=1
        )


def _finding(share, n):
    if n == 0:
        return "No card judged in both marks yet"
    return f"{round(share * n)} of {n} pairs lie on the diagonal ({share:.0%}); in 1968, {sources.DIAGONAL_SHARE_1968:.0%}"


def _summary(counts, n_cards, n_judged):
    pairs = _pairs(counts)
    told = ", ".join(f"{row.source}{row.item} on {row.cards}" for row in pairs.itertuples())
    return (
        f"{n_cards} cards have both marks, {n_judged} of them neither F nor 6. "
        f"Pairs and cards: {told or 'none'}. In over 1,400 army reports "
        f"{sources.DIAGONAL_SHARE_1968:.0%} of the pairs lay on the diagonal A1, B2, C3, D4, E5."
    )


def _pairs(counts):
    """The pairs given at least once, as ``source``, ``item`` and number of ``cards``."""
    rows = [
        (letter, digit, int(n))
        for letter, row in counts.iterrows()
        for digit, n in row.items()
        if n
    ]
    return pd.DataFrame(rows, columns=["source", "item", "cards"])
