"""Figures of what was reported, and when.

A drawing of reports is laid out once, with every mark in its place. Moving it through time changes
the heights of its marks and its words, and nothing else: a mark not yet known has no height.
"""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from course import pages
from course.counts import FLOORS, SPEAKERS, printed_range
from course.plots.house import CYCLE, INK, dress

__all__ = ["Drawing", "Frame", "Panel", "frames", "plot_reports", "replay_reports", "show_frame"]


@dataclass(frozen=True)
class Panel:
    """A stretch of time drawn side by side with others, on a scale of its own."""

    start: pd.Timestamp
    end: pd.Timestamp
    look: dict
    width: float = 1.0


@dataclass(frozen=True)
class Frame:
    """A drawing at one stop: what of it changes, ready to be shown."""

    heights: list
    title: str
    meta: dict
    top: float


class Drawing:
    """Reports laid out in panels of time, one mark a report.

    Parameters
    ----------
    placed : pandas.DataFrame
        Reports as `course.counts.printed_range` has them, with ``at``, the place of the mark,
        and ``since``, the moment from which it is known.
    panels : list of Panel
    """

    def __init__(self, placed, panels):
        self.panels, self._marks, self._lines = panels, [], []
        self._looks = dict(zip(SPEAKERS, CYCLE, strict=False))
        for col, panel in enumerate(panels, start=1):
            inside = placed["at"].between(panel.start, panel.end, inclusive="left")
            for group in SPEAKERS:
                rows = placed[inside & (placed["speaker"] == group)]
                # In the browser an axis whose series all stand empty forgets that it shows dates;
                # a mark that is never drawn leads each series and keeps it in mind.
                known_from = [pd.Timestamp.max, *rows["since"]]
                self._marks.append((panel, group, rows, known_from, [None, *_middle(rows)]))
                ranges = rows[rows["low"] < rows["high"]]
                if not ranges.empty:
                    self.add_line(col, *_bars(ranges, self._looks[group]["color"]))

    def figure(self):
        """The empty drawing: every mark in its place, none with a height yet."""
        widths = [panel.width / sum(p.width for p in self.panels) for panel in self.panels]
        fig = make_subplots(
            cols=len(self.panels), shared_yaxes=True, horizontal_spacing=0.03, column_widths=widths
        )
        for panel, group, rows, known_from, _ in self._marks:
            trace = _marks(rows, SPEAKERS[group], self._looks[group], panel.start)
            trace.update(y=[None] * len(known_from), showlegend=panel is self.panels[0])
            fig.add_trace(trace, row=1, col=self.panels.index(panel) + 1)
        for col, panel in enumerate(self.panels, start=1):
            fig.update_xaxes(range=[panel.start, panel.end], type="date", **panel.look, col=col)
        for col, line in self._lines:
            fig.add_trace(line["trace"], row=1, col=col)
        # The margins have room for every label, and every label for itself: to measure them anew
        # would take most of a move's time.
        fig.update_xaxes(automargin=False, ticklabeloverflow="allow")
        fig.update_yaxes(automargin=False, ticklabeloverflow="allow")
        return fig.update_layout(height=520, legend={"itemclick": False, "itemdoubleclick": False})

    def add_line(self, col, trace, since, heights):
        """Add a line of a panel whose points become known one by one."""
        self._lines.append((col, {"trace": trace, "since": since, "heights": heights}))

    def heights(self, now):
        """Heights of every series at a moment, in people; None where nothing is known yet."""
        series = [(since, heights) for *_, since, heights in self._marks]
        series += [(line["since"], line["heights"]) for _, line in self._lines]
        return [
            [height if moment <= now else None for moment, height in zip(*each, strict=True)]
            for each in series
        ]


def frames(drawing, placed, stops, words, dressed):
    """What a drawing shows at each stop.

    Parameters
    ----------
    drawing : Drawing
    placed : pandas.DataFrame
        The reports drawn, in the order of the figure's data table.
    stops : list of pandas.Timestamp
    words : callable
        From the reports known and a stop to the title, the summary and the top of the axis.
    dressed : plotly.graph_objects.Figure
        The figure with every report in its data table.

    Returns
    -------
    list of Frame
    """
    columns, rows = dressed.layout.meta["columns"], dressed.layout.meta["rows"]
    made = []
    for stop in stops:
        known = (placed["since"] <= stop).to_numpy()
        title, summary, top = words(placed[known], stop)
        shown = [row for row, there in zip(rows, known, strict=True) if there]
        meta = {"summary": summary, "columns": list(columns), "rows": shown}
        made.append(Frame(drawing.heights(stop), title, meta, top))
    return made


def show_frame(fig, frame):
    """Bring a figure to a frame, in place."""
    for trace, heights in zip(fig.data, frame.heights, strict=True):
        trace.y = heights
    fig.update_layout(title_text=frame.title, meta=frame.meta, yaxis_range=[0, frame.top])
    return fig


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
    return replay_reports(reports, [until], written_on=written_on, early_days=early_days)[0]


def replay_reports(reports, days, *, written_on=None, early_days=11):
    """The figure of `plot_reports` on the first of several days, and a `Frame` for each of them."""
    placed = _placed(reports)
    drawing = Drawing(placed, _panels(placed["reported_on"], early_days))
    fig = drawing.figure()
    measure = " or ".join(sorted(reports["measure"].unique())).replace("_", " ")
    fig.update_yaxes(title=f"people {measure}", col=1)
    if written_on is not None:
        _mark_the_article(fig, pd.Timestamp(written_on) + pd.Timedelta(hours=12))
    dress(
        fig,
        finding="",
        source=f"Casebook table casualty_reports, {len(placed)} of {len(reports)} reports have "
        "a day and a number.<br>Hollow marks are floors: “at least” or “more than”. "
        "A bar is a printed range. Place within a day has no meaning.",
        summary="",
        # In words: the ends of a mark are filled in to be drawn, and nobody reported them.
        table=placed[["reported_on", "figure", "attributed_to", "source_name", "report_id", "url"]],
    )
    top = placed["high"].max() * 1.12

    def words(known, stop):
        return _finding(known, stop), _summary(known, stop), top

    made = frames(drawing, placed, [pd.Timestamp(day) for day in days], words, fig)
    return show_frame(fig, made[0]), made


def _panels(days, early_days):
    """The early panel, and a later one where anything was reported later."""
    first = days.min()
    early_end = first + pd.Timedelta(days=early_days)
    early = {"title": "reported on (day)", "tickformat": "%-d %b\n%Y", "dtick": 2 * 864e5}
    panels = [Panel(first - pd.Timedelta(hours=6), early_end, early, 0.68)]
    later = days[days >= early_end]
    if not later.empty:
        margin = (later.max() - later.min()) * 0.12 + pd.Timedelta(days=20)
        look = {"title": "later (another scale)", "tickformat": "%b\n%Y", "dtick": "M6"}
        panels.append(Panel(later.min() - margin, later.max() + margin, look, 0.32))
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
    at = known["reported_on"] + pd.to_timedelta(24 * turn / size, unit="h")
    return known.assign(at=at, since=known["reported_on"])


def _middle(rows):
    """Height of each mark: the figure, or the middle of a range, where no mark is drawn."""
    return rows["best"].astype(float).fillna((rows["low"] + rows["high"]) / 2).tolist()


def _marks(rows, name, look, start):
    """One series of a panel, led by a mark without a height at the panel's start."""
    hollow = rows["qualifier"].isin(FLOORS)
    return go.Scatter(
        name=name,
        x=[start.isoformat(), *(moment.isoformat() for moment in rows["at"])],
        mode="markers",
        legendgroup=name,
        marker={
            "color": look["color"],
            # A printed range has no middle: its bar is drawn and no mark.
            "size": [11, *(11 if there else 1 for there in rows["best"].notna())],
            "symbol": [look["symbol"] + "-open" * floor for floor in (False, *hollow)],
            "line": {"width": 2, "color": look["color"]},
            "opacity": 1,
        },
        customdata=[[""] * 5, *_said(rows)],
        hovertemplate="%{x|%-d %B %Y}: %{customdata[0]}<br>said by %{customdata[1]}"
        "<br>read at %{customdata[2]} (%{customdata[3]})<br>%{customdata[4]}<extra></extra>",
    )


def _bars(rows, color):
    """Printed ranges as bars: a line with gaps, from when its points are known, and their heights.

    They are no error bars of the marks: in the page those stay behind when a mark goes.
    """
    at, since, heights = [], [], []
    for row in rows.itertuples():
        at += [row.at.isoformat()] * 3
        since += [row.since] * 3
        heights += [float(row.low), float(row.high), None]
    line = {"color": color, "width": 9}
    bars = go.Scatter(x=at, mode="lines", line=line, hoverinfo="skip", showlegend=False)
    return bars, since, heights


def _said(rows):
    """What a mark says when it is pointed at: figure, speaker, outlet, row, address."""
    said = rows[["figure", "attributed_to", "source_name", "report_id", "url"]].copy()
    said["url"] = [url if len(url) < 70 else url[:66] + " …" for url in said["url"]]
    return said.to_numpy().tolist()


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
