"""One function per figure, and the dress they all wear.

A figure here is a Plotly figure whose title says the finding, whose axes name their unit and whose
source stands below it. It also carries what a reader who does not see it needs: a summary in words
(`describe`) and the numbers drawn (`data_table`). Functions take finished tables and show nothing;
`show` puts figure, summary and table on the page.
"""

import html

import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio
from IPython.display import HTML, display
from plotly.subplots import make_subplots

from course import pages
from course.counts import FLOORS, SPEAKERS, known_by, printed_range

__all__ = [
    "CYCLE",
    "INK",
    "PALETTE",
    "data_table",
    "describe",
    "dress",
    "plot_claim_kinds",
    "plot_reports",
    "show",
    "show_table",
]

# Okabe and Ito's palette, told apart by readers with the common kinds of colour blindness:
# https://jfly.uni-koeln.de/color/
PALETTE = {
    "blue": "#0072B2",
    "vermilion": "#D55E00",
    "green": "#009E73",
    "purple": "#CC79A7",
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "grey": "#6E6E6E",
}
INK = "#222222"

# Colour never stands alone: the n-th series also has its own symbol and dash.
CYCLE = [
    {"color": PALETTE["blue"], "symbol": "circle", "dash": "solid"},
    {"color": PALETTE["vermilion"], "symbol": "square", "dash": "dash"},
    {"color": PALETTE["green"], "symbol": "diamond", "dash": "dot"},
    {"color": PALETTE["purple"], "symbol": "triangle-down", "dash": "dashdot"},
    {"color": PALETTE["orange"], "symbol": "cross", "dash": "longdash"},
]

FONT = "Helvetica, Arial, sans-serif"

AXIS = {
    "showline": True,
    "linecolor": INK,
    "ticks": "outside",
    "gridcolor": "#E5E5E5",
    "zeroline": False,
    "automargin": True,
    "title": {"standoff": 12},
}

TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": FONT, "size": 14, "color": INK},
        "title": {"x": 0, "xref": "paper", "xanchor": "left", "font": {"size": 18}},
        "colorway": [step["color"] for step in CYCLE],
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "xaxis": AXIS,
        "yaxis": AXIS,
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1.02,
            "yanchor": "bottom",
            "itemsizing": "constant",
        },
        "margin": {"l": 70, "r": 30, "t": 100, "b": 130},
        "hoverlabel": {"align": "left"},
        # Among Plotly's tools over a figure is one that would send it to a service: not from here.
        "modebar": {"remove": ["sendChartToCloud", "select2d", "lasso2d", "autoScale2d"]},
    }
)
pio.templates["casebook"] = TEMPLATE


def dress(fig, *, finding, source, summary, table):
    """Give a figure the house's title, source line, summary and data table, in place.

    Parameters
    ----------
    fig : plotly.graph_objects.Figure or FigureWidget
        The finished drawing, its axes already titled with their units.
    finding : str
        What the figure shows, as its title.
    source : str
        Where the numbers come from, printed below the plot.
    summary : str
        The figure in words, for a reader who does not see it.
    table : pandas.DataFrame
        The numbers drawn, one row a mark, with readable column names.

    Returns
    -------
    The same figure, for chaining.
    """
    rows = table.astype(object).where(table.notna(), None)
    fig.update_layout(
        template="casebook",
        title_text=finding,
        meta={
            "summary": summary,
            "columns": [str(name) for name in table.columns],
            "rows": [[_plain(cell) for cell in row] for row in rows.to_numpy()],
        },
        annotations=[note for note in fig.layout.annotations if note.name != "source"]
        + [_source_line(source)],
    )
    return fig


def _source_line(source):
    return go.layout.Annotation(
        name="source",
        text=f"Source: {source}",
        xref="paper",
        yref="paper",
        x=0,
        y=0,
        xanchor="left",
        yanchor="top",
        yshift=-82,
        showarrow=False,
        align="left",
        font={"size": 12, "color": PALETTE["grey"]},
    )


def _plain(cell):
    """A value that JSON can hold: what `meta` sends to the browser."""
    if cell is None or isinstance(cell, (bool, int, float, str)):
        return cell
    if isinstance(cell, pd.Timestamp):
        return cell.date().isoformat()
    return cell.item() if hasattr(cell, "item") else str(cell)


def describe(fig):
    """The figure in words: its title, then what a reader would see in it."""
    return f"{fig.layout.title.text}. {(fig.layout.meta or {}).get('summary', '')}".strip()


def data_table(fig):
    """The numbers a figure draws, one row a mark, as a `pandas.DataFrame`."""
    meta = fig.layout.meta or {}
    return pd.DataFrame(list(meta.get("rows", [])), columns=list(meta.get("columns", [])))


def show(fig):
    """Put a figure on the page, with its summary and its data table folded away below it."""
    display(fig)
    display(show_table(fig))


def show_table(fig):
    """The summary of a figure and its data table as HTML that opens on request."""
    return HTML(
        f"<details><summary>This figure in words and numbers</summary>"
        f"<p>{html.escape(describe(fig))}</p>"
        f'<div style="max-height: 20em; overflow: auto">{pages.table(data_table(fig)).data}</div></details>'
    )


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


def plot_reports(reports, until, *, written_on=None, early_days=11):
    """Draw what had been reported by a day: one mark a report, early days and later ones apart.

    Parameters
    ----------
    reports : pandas.DataFrame, shape (n_reports, …)
        Rows of `casualty_reports` for one event, one measure and one population. Rows without a
        number or without ``reported_on`` cannot be placed and are not drawn.
    until : date-like
        Last day drawn. The axes span all of `reports`, so that only the marks change with it.
    written_on : date-like, optional
        Day to mark with a line, such as the date of a text that is being read.
    early_days : int
        Length in days of the left panel; what was reported later stands in the right panel.

    Returns
    -------
    plotly.graph_objects.Figure
        Both vertical axes in people. Within a day, marks stand side by side in the order of the
        table: few pages print a clock time, so the place within a day says nothing.
    """
    placed = _placed(reports)
    known = known_by(placed, until)
    panels = _panels(placed["reported_on"], early_days)
    fig = make_subplots(
        cols=len(panels),
        shared_yaxes=True,
        horizontal_spacing=0.03,
        column_widths=[0.68, 0.32][: len(panels)] if len(panels) > 1 else None,
    )
    for col, (start, end, look) in enumerate(panels, start=1):
        for (group, note), mark in zip(SPEAKERS.items(), CYCLE, strict=False):
            shown = known["reported_on"].between(start, end, inclusive="left")
            rows = known[shown & (known["speaker"] == group)]
            fig.add_trace(_marks(rows, note, mark, start, showlegend=col == 1), row=1, col=col)
        fig.update_xaxes(range=[start, end], **look, col=col)
    measure = " or ".join(sorted(reports["measure"].unique())).replace("_", " ")
    fig.update_yaxes(range=[0, placed["high"].max() * 1.12])
    fig.update_yaxes(title=f"people {measure}", col=1)
    if written_on is not None:
        _mark_the_article(fig, pd.Timestamp(written_on) + pd.Timedelta(hours=12))
    fig.update_layout(height=520, legend={"itemclick": False, "itemdoubleclick": False})
    return dress(
        fig,
        finding=_finding(known, until),
        source=f"Casebook table casualty_reports, {len(placed)} of {len(reports)} reports have "
        "a day and a number.<br>Hollow marks are floors: “at least” or “more than”. "
        "A bar is a printed range. Place within a day has no meaning.",
        summary=_summary(known, until),
        # In words: the ends of a mark are filled in to be drawn, and nobody reported them.
        table=known[["reported_on", "figure", "attributed_to", "source_name", "report_id"]],
    )


def _panels(days, early_days):
    """Start, end and axis of the early panel, and of the later one where there is anything later."""
    first = days.min()
    early_end = first + pd.Timedelta(days=early_days)
    early = {"title": "reported on (day)", "tickformat": "%-d %b\n%Y", "dtick": 2 * 864e5}
    panels = [(first - pd.Timedelta(hours=6), early_end, early)]
    later = days[days >= early_end]
    if not later.empty:
        margin = (later.max() - later.min()) * 0.12 + pd.Timedelta(days=20)
        look = {"title": "later (another scale)", "tickformat": "%b\n%Y", "dtick": "M6"}
        panels.append((later.min() - margin, later.max() + margin, look))
    return panels


def _mark_the_article(fig, moment):
    fig.add_vline(x=moment, line={"color": INK, "dash": "dash", "width": 1.5}, row=1, col=1)
    fig.add_annotation(
        x=moment - pd.Timedelta(hours=2),
        y=0.02,
        xref="x",
        yref="y domain",
        text="the article",
        xanchor="right",
        yanchor="bottom",
        showarrow=False,
    )


def _placed(reports):
    """Reports that can be drawn, with their range, who speaks and their place on the day axis."""
    known = printed_range(reports).dropna(subset=["reported_on", "high"])
    known = known.sort_values(["reported_on", "report_id"], kind="stable")
    turn = known.groupby("reported_on").cumcount() + 1
    size = known.groupby("reported_on")["report_id"].transform("size") + 1
    return known.assign(at=known["reported_on"] + pd.to_timedelta(24 * turn / size, unit="h"))


def _marks(rows, name, look, start, *, showlegend):
    """One series of a panel, led by a mark without a height at the panel's start.

    In the browser an axis whose series all stand empty forgets that it shows dates; the leading
    mark, which is never drawn, keeps it in mind.
    """
    low, best, high = (rows[column].astype(float) for column in ("low", "best", "high"))
    middle = best.fillna((low + high) / 2)
    hollow = rows["qualifier"].isin(FLOORS)
    return go.Scatter(
        name=name,
        x=[start.isoformat(), *(moment.isoformat() for moment in rows["at"])],
        y=[None, *middle],
        mode="markers",
        showlegend=showlegend,
        legendgroup=name,
        marker={
            "color": look["color"],
            # A printed range has no middle: its bar is drawn and no mark.
            "size": [11, *(11 if there else 1 for there in best.notna())],
            "symbol": [look["symbol"] + "-open" * floor for floor in (False, *hollow)],
            "line": {"width": 2, "color": look["color"]},
        },
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [0, *(high - middle)],
            "arrayminus": [0, *(middle - low)],
            "width": 0,
            "thickness": 4,
        },
        customdata=[
            [""] * 4,
            *rows[["figure", "attributed_to", "source_name", "report_id"]].to_numpy().tolist(),
        ],
        hovertemplate="%{x|%-d %B %Y}: %{customdata[0]}<br>said by %{customdata[1]}"
        "<br>read at %{customdata[2]} (%{customdata[3]})<extra></extra>",
    )


def _finding(known, until):
    official = known[known["speaker"] == "officials"]
    day = pages.long_date(pd.Timestamp(until))
    if official.empty:
        return f"By {day}: no official figure yet"
    return f"By {day}: officials' highest figure is {official['high'].max():.0f}"


def _summary(known, until):
    day = pages.long_date(pd.Timestamp(until))
    if known.empty:
        return f"Nothing with a number had been reported by {day}."
    lines = [f"{_reports(known)} with a day and a number."]
    for group, rows in known.groupby("speaker", sort=False):
        last = rows[rows["reported_on"] == rows["reported_on"].max()]
        low, high = rows["low"].min(), rows["high"].max()
        lines.append(
            f"{SPEAKERS[group].capitalize()}: {_reports(rows)}, "
            f"{f'from {low:.0f} to {high:.0f}' if low < high else f'{high:.0f}'}; "
            f"most recently, {pages.long_date(last['reported_on'].iloc[0])}: "
            f"{', '.join(dict.fromkeys(last['figure']))}."
        )
    return " ".join(lines)


def _reports(rows):
    return f"{len(rows)} report{'' if len(rows) == 1 else 's'}"
