"""The dress that all figures wear.

A figure here is a Plotly figure whose title says the finding, whose axes name their unit and whose
source stands below it. It also carries what a reader who does not see it needs: a summary in words
(`describe`) and the numbers drawn (`data_table`). `show` puts figure, summary and table on the page.
"""

import html

import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio
from IPython.display import HTML, display

from course import pages

__all__ = [
    "CYCLE",
    "INK",
    "PALETTE",
    "data_table",
    "describe",
    "dress",
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
    title = fig.layout.title.text.replace("<br>", " ")
    return f"{title}. {(fig.layout.meta or {}).get('summary', '')}".strip()


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
