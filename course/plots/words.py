"""Figures of how things are worded: hedges, loaded terms, words of likelihood."""

import plotly.graph_objects as go

from course.plots.house import INK, PALETTE, dress
from course.wording import SCHEMES, hedge_counts, loaded_counts

__all__ = ["plot_hedges", "plot_loaded", "plot_probability_words"]

CODING = "Casebook table claims<br>(our coding of the article of 30 March 2024)"

PALE = "#C9C9C9"  # for what is not the subject

MARK_STYLE = {
    "unmarked": (PALE, ""),
    "softened": (PALETTE["blue"], "/"),
    "ascribed": (PALETTE["green"], "."),
    "strengthened": (PALETTE["vermilion"], "x"),
}

# Lane within a row (0 is its middle), colour, pattern: which band is whose shows without colour.
LANES = {
    "icd_203": ("ICD 203 band", -0.27, PALETTE["blue"], "/"),
    "kent": ("Kent's band", 0.0, PALETTE["orange"], "x"),
    "readers": ("readers' middle half", 0.27, "#9A9A9A", ""),
}


def plot_hedges(claims, by="paragraph"):
    """Draw how many claims are unmarked, softened, ascribed or strengthened.

    Parameters
    ----------
    claims : pandas.DataFrame
        The table `claims`.
    by : str
        The column that makes the bars, ``paragraph`` or ``kind``.

    Returns
    -------
    plotly.graph_objects.Figure
        Stacked bars in claims: paragraphs in reading order, kinds from the largest share of marked
        claims down.
    """
    counts = hedge_counts(claims, by)
    total = counts.sum(axis="columns")
    marked = total - counts["unmarked"]
    counts = _ordered(counts, marked / total, by)
    parts = [(mark, counts[mark], *MARK_STYLE[mark], None) for mark in MARK_STYLE]
    top = _top(marked / total, by)
    fig = dress(
        _stacked(parts, by),
        finding=f"{marked.sum()} of {len(claims)} claims marked, {top} first",
        source=CODING,
        summary=_shares("marked", marked[counts.index], total, by),
        table=counts.reset_index(),
    )
    return _legend_below_title(fig)


def plot_loaded(claims, by="kind"):
    """Draw how many claims carry a loaded term, among all claims of their kind or paragraph.

    Parameters
    ----------
    claims : pandas.DataFrame
        The table `claims`.
    by : str
        The column that makes the bars, ``kind`` or ``paragraph``.

    Returns
    -------
    plotly.graph_objects.Figure
        Stacked bars in claims: paragraphs in reading order, kinds from the largest share of loaded
        claims down.
    """
    counts = loaded_counts(claims, by)
    top = _top(counts["share"], by)
    counts = _ordered(counts, counts["share"], by)
    loaded, total = counts["loaded"], counts["claims"]
    told = [f"{some} of {every}" for some, every in zip(loaded, total, strict=True)]
    parts = [
        ("with a loaded term", loaded, PALETTE["vermilion"], "/", None),
        ("without", total - loaded, PALE, "", told),
    ]
    fig = dress(
        _stacked(parts, by),
        finding=f"{loaded.sum()} of {len(claims)} claims loaded, {top} first",
        source=CODING,
        summary=_shares("with a loaded term", loaded, total, by),
        table=counts.drop(columns="share").reset_index(),
    )
    return _legend_below_title(fig)


def plot_probability_words(table):
    """Draw each word's place beside the two standards and the surveyed readers.

    Parameters
    ----------
    table : pandas.DataFrame, shape (n_phrases, …)
        As `course.wording.placements` returns it; percent.

    Returns
    -------
    plotly.graph_objects.Figure
        A row for each phrase, the readers' highest median on top: bars for the bands, ticks for
        Kent's middles and the readers' medians, a tall line for the reader's own placement. Always
        the same five traces, so that a widget can redraw in place.
    """
    table = table.sort_values("readers_mid", ascending=False, kind="stable", na_position="last")
    rows = range(len(table))
    bars = [_bands(table, rows, scheme) for scheme in LANES]
    ticks = [
        (mid, row + LANES[scheme][1])
        for scheme in LANES
        for row, mid in zip(rows, table[f"{scheme}_mid"].tolist(), strict=True)
        if mid == mid  # not missing
    ]
    placed = [(x, row) for row, x in zip(rows, table["mine"].tolist(), strict=True) if x == x]
    marks = [
        _lines("median, or Kent's middle", ticks, size=12, width=3, colour=INK),
        _lines("your placement", placed, size=46, width=3, colour=PALETTE["vermilion"]),
    ]
    fig = go.Figure([*bars, *marks])
    fig.update_layout(barmode="overlay", height=310 + 58 * len(table), hovermode="closest")
    fig.update_xaxes(title="percent", range=[-2, 102], dtick=20)
    fig.update_yaxes(
        title="phrase",
        tickvals=list(rows),
        ticktext=table["phrase"].tolist(),
        range=[len(table) - 0.4, -0.6],
        showgrid=False,
    )
    for row in rows[1:]:
        fig.add_hline(row - 0.5, line={"width": 1, "color": PALE}, layer="below")
    fig = dress(
        fig,
        finding=_finding(table),
        source="Casebook table word_probabilities<br>(readers: 46, who chose themselves)",
        summary=" ".join(_sentence(row) for row in table.itertuples()),
        table=_numbers(table),
    )
    return _legend_below_title(fig)


def _legend_below_title(fig):
    """Keep title, legend and source whole on a narrow page, where the legend becomes a column."""
    fig.update_annotations(xshift=-60, selector={"name": "source"})
    fig.update_layout(
        title={"x": 0, "xref": "container", "y": 1 - 12 / fig.layout.height, "yanchor": "top"},
        legend={
            "yref": "container",
            "y": 1 - 42 / fig.layout.height,
            "yanchor": "top",
            "traceorder": "normal",
        },
        margin={"t": 50 + 21 * len(fig.data)},
    )
    return fig


def _ordered(counts, share, by):
    """Paragraphs as they are read, other groups from the largest share down."""
    if by == "paragraph":
        return counts
    return counts.loc[share.sort_values(ascending=False, kind="stable").index]


def _top(share, by):
    """The groups with the largest share, in words."""
    names = [str(name) for name in share.index[share == share.max()]]
    group = {"paragraph": "paragraph" if len(names) == 1 else "paragraphs"}.get(by, "")
    return f"{group} {' and '.join(names)}".strip()


def _shares(what, some, every, by):
    told = [f"{by} {name}: {some[name]} of {every[name]} {what}" for name in some.index]
    return "; ".join(told) + "."


def _stacked(parts, by):
    """A bar for each group, its parts end to end: (name, claims by group, colour, pattern, text)."""
    bars = [
        go.Bar(
            name=name,
            y=[str(group) for group in claims.index],
            x=claims.tolist(),
            orientation="h",
            text=text,
            textposition="outside" if text else "none",
            cliponaxis=False,
            marker={"color": colour, "pattern": {"shape": pattern}, "line": {"width": 0}},
            hovertemplate=f"{by} %{{y}}: %{{x}} {name}<extra></extra>",
        )
        for name, claims, colour, pattern, text in parts
    ]
    names = list(bars[0].y)
    fig = go.Figure(bars).update_layout(barmode="stack", height=290 + 24 * len(names))
    longest = max(map(sum, zip(*[bar.x for bar in bars], strict=True)))
    fig.update_xaxes(title="claims", range=[0, 1.3 * longest if parts[-1][-1] else longest])
    return fig.update_yaxes(
        title="paragraph" if by == "paragraph" else f"{by} of claim",
        type="category",
        categoryorder="array",
        categoryarray=names[::-1],
        dtick=1,
    )


def _bands(table, rows, scheme):
    label, lane, colour, pattern = LANES[scheme]
    low, high = table[f"{scheme}_low"], table[f"{scheme}_high"]
    drawn = [
        (row + lane, float(start), float(end - start), phrase)
        for row, start, end, phrase in zip(rows, low, high, table["phrase"], strict=True)
        if start == start and end == end
    ]
    return go.Bar(
        name=label,
        orientation="h",
        y=[place for place, *_ in drawn],
        base=[start for _, start, *_ in drawn],
        x=[width for _, _, width, _ in drawn],
        customdata=[[phrase, start, start + width] for _, start, width, phrase in drawn],
        width=0.22,
        marker={"color": colour, "pattern": {"shape": pattern}, "line": {"width": 0}},
        hovertemplate=f"%{{customdata[0]}}, {label}: %{{customdata[1]}} to %{{customdata[2]}}"
        "<extra></extra>",
    )


def _lines(name, places, *, size, width, colour):
    return go.Scatter(
        name=name,
        mode="markers",
        x=[x for x, _ in places],
        y=[y for _, y in places],
        marker={
            "symbol": "line-ns-open",
            "size": size,
            "color": colour,
            "line": {"width": width, "color": colour},
        },
        hovertemplate=f"{name}: %{{x}}<extra></extra>",
    )


def _finding(table):
    inside = table["in_icd_203"].dropna()
    if inside.empty:
        return "One phrase, several numbers"
    return f"{int(inside.sum())} of {len(inside)} placements in the ICD 203 band"


def _sentence(row):
    parts = [] if row.mine != row.mine else [f"placed at {row.mine:g}"]
    for scheme, name in SCHEMES.items():
        low, mid, high = (getattr(row, f"{scheme}_{end}") for end in ("low", "mid", "high"))
        if low == low:
            parts.append(
                f"{name} {low:g} to {high:g}" + (f", middle {mid:g}" if mid == mid else "")
            )
        elif mid == mid:
            parts.append(f"{name} {mid:g}")
    return f"{row.phrase}: {'; '.join(parts)}."


def _numbers(table):
    """The numbers drawn, with column names for a reader."""
    columns = {"phrase": "phrase", "mine": "mine"}
    columns |= {f"icd_203_{end}": f"ICD 203 {end}" for end in ("low", "high")}
    columns |= {f"kent_{end}": f"Kent {end}" for end in ("low", "mid", "high")}
    quartiles = {"low": "lower quartile", "mid": "median", "high": "upper quartile"}
    columns |= {f"readers_{end}": f"readers' {name}" for end, name in quartiles.items()}
    return table[list(columns)].rename(columns=columns)
