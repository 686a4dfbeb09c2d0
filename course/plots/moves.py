"""Figures of how counts move: what had been reported by a moment, and first against last counts."""

import textwrap

import pandas as pd
import plotly.graph_objects as go

from course import clocks, counts, pages
from course.counts import FLOORS
from course.plots.house import CYCLE, PALETTE, dress
from course.plots.reports import Drawing, Panel, frames, show_frame

__all__ = ["guess_band", "nice_top", "plot_as_of", "plot_first_and_last", "replay_as_of", "stops"]

DAY = pd.Timedelta(days=1)
HOURS_SHOWN, DAYS_SHOWN = 2 * DAY, 11 * DAY  # from the first day: drawn by the hour, by the day
TOPS = (10, 20, 40, 60, 80, 100, 120, 150, 200, 250, 300, 400, 500, 600, 800, 1000)
SAID = ["reported_on", "clock", "figure", "attributed_to", "source_name", "report_id", "url"]


def stops(reports):
    """The moments at which something with a number became known, in order."""
    return sorted(_placed(reports)["since"].unique())


def plot_as_of(reports, until=None, *, guess=None):
    """Draw what had been reported by a moment, by whom, with the lowest and the highest number.

    Parameters
    ----------
    reports : pandas.DataFrame, shape (n_reports, …)
        Rows of `casualty_reports` for one event, measure and population, with what
        `course.clocks.moments` adds. Rows without a number or a day are not drawn.
    until : date-like, optional
        The last moment drawn; the last of `stops` where none is given.
    guess : (int, int), optional
        A range in people, drawn as a band.

    Returns
    -------
    plotly.graph_objects.Figure
        The vertical axes, in people, reach just above what is known, so that they do not tell
        what comes later.
    """
    moments = stops(reports)
    until = moments[-1] if until is None else pd.Timestamp(until)
    fig, (frame,) = replay_as_of(reports, [until])
    if guess is not None:
        fig.update_layout(shapes=[guess_band(*guess)])
        fig.update_yaxes(range=[0, max(frame.top, nice_top(guess[1]))])
    return fig


def replay_as_of(
    reports, moments, *, source="Casebook table casualty_reports", days_shown=DAYS_SHOWN
):
    """The figure of `plot_as_of` at the first of several moments, and a `Frame` for each.

    `source` names where the reports come from; `days_shown`, from the first day, are drawn before
    the panel for what is later.
    """
    placed = _placed(reports)
    drawing = Drawing(placed, _panels(placed, days_shown))
    _draw_envelope(drawing, placed)
    _draw_spans(drawing, placed)
    fig = drawing.figure()
    measure, population = reports["measure"].iloc[0], reports["population"].iloc[0]
    of_whom = "" if population == "all" else f" ({population})"
    fig.update_yaxes(title=f"people {measure.replace('_', ' ')}{of_whom}", col=1)
    fig.update_layout(height=570, margin_t=150)  # two lines of title, three rows of legend
    hours = [f"{moment:%H:%M}" if pd.notna(moment) else "" for moment in placed["clock"]]
    dress(
        fig,
        finding="",
        source=f"{source}, {len(placed)} of {len(reports)} reports have a "
        "day and a number.<br>Hollow: “at least” or “more than”. Bar: a printed range. Pale line: "
        "no clock, some time that day.<br>Grey steps: the lowest and the highest number so far. "
        f"Population: {population}.",
        summary="",
        table=placed.assign(clock=hours)[SAID],
    )
    made = frames(drawing, placed, moments, _words, fig)
    return show_frame(fig, made[0]), made


def guess_band(low, high):
    """A reader's range as a band across all panels, for the shapes of a figure."""
    return {
        "type": "rect",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": low,
        "y1": high,
        "fillcolor": PALETTE["orange"],
        "opacity": 0.35,
        "layer": "below",
        "line": {"color": PALETTE["orange"], "dash": "dash", "width": 2},
        "label": {"text": f"your guess: {low} to {high}", "textposition": "top left", "padding": 6},
    }


def nice_top(number):
    """The end of an axis that holds a number of people with some room above it.

    >>> nice_top(40), nice_top(133), nice_top(2000)
    (60, 150, 2200)
    """
    room = number * 1.1
    return next((top for top in TOPS if top >= room), round(room))


def plot_first_and_last(reports, names, *, speaker="officials"):
    """Draw the first and the last number of each event, and which way the count went.

    Parameters
    ----------
    reports : pandas.DataFrame
        Rows of several events, one measure and one population, whose ``use`` is series.
    names : pandas.Series
        Name of each event, by ``event_id``.
    speaker : str or None
        A key of `course.counts.SPEAKERS`, or None for whoever spoke.

    Returns
    -------
    plotly.graph_objects.Figure
        Horizontal axis in people. Events with fewer than two dated numbers are left out.
    """
    moved = counts.first_and_last(reports, speaker)
    ends = [_ends(reports[reports["event_id"] == event], speaker) for event in moved.index]
    table = moved.assign(
        event=[names[event] for event in moved.index],
        first_said=[first["figure"] for first, _ in ends],
        first_row=[first["report_id"] for first, _ in ends],
        first_url=[first["url"] for first, _ in ends],
        last_said=[last["figure"] for _, last in ends],
        last_row=[last["report_id"] for _, last in ends],
        last_url=[last["url"] for _, last in ends],
    ).sort_values("ratio")
    labels = ["<br>".join(textwrap.wrap(name, 20)) for name in table["event"]]
    fig = go.Figure([_way(table, labels), *_end_marks(table, labels)])
    counted, whom = reports["measure"].iloc[0].replace("_", " "), reports["population"].iloc[0]
    fig.update_xaxes(title=f"people {counted} (population: {whom})", rangemode="tozero")
    fig.update_yaxes(title="event", ticklabelstandoff=6)
    fig.update_layout(height=150 + 62 * len(table) + 80, legend={"itemclick": False})
    rose, fell = (table["last"] > table["first"]).sum(), (table["last"] < table["first"]).sum()
    whose = "Officials' count" if speaker == "officials" else "The reported number"
    table = table.assign(measure=counted, population=whom)
    shown = ["event", "measure", "population", "first_said", "last_said", "days"]
    shown += ["first_row", "last_row"]
    return dress(
        fig,
        finding=f"{whose} rose in {rose} of {len(table)} events, fell in {fell}",
        source="Casebook table casualty_reports, rows with a day and a number.<br>"
        "Hollow marks are floors: “at least” or “more than”. Of a range, the upper end.",
        summary=" ".join(
            f"{row.event}: first {row.first_said}, last {row.last_said}, {_days(row.days)}."
            for row in table[::-1].itertuples()
        ),
        table=table[[*shown, "first_url", "last_url"]][::-1],
    )


def _placed(reports):
    """Reports that can be drawn, in the order they became known, each with its place."""
    known = counts.printed_range(reports).dropna(subset=["since", "high"])
    known = known.sort_values("since", kind="stable")
    unclocked = known["clock"].isna()
    turn = known.groupby(["reported_on", unclocked]).cumcount() + 1
    size = known.groupby(["reported_on", unclocked])["report_id"].transform("size") + 1
    spread = known["reported_on"] + pd.to_timedelta(24 * turn / size, unit="h")
    at = known["clock"].where(~unclocked, spread)
    return known.assign(at=at)


def _panels(placed, days_shown):
    """The first two days by the hour, the rest of the days shown by the day, and what is later."""
    days = placed["reported_on"]
    start = days.min()
    hours = {"title": "hour, by the clock printed", "tickformat": "%H:%M\n%-d %b"}
    hours["tickvals"] = [f"{start + half * DAY / 2:%Y-%m-%d %H:%M}" for half in range(4)]
    panels = [Panel(start - DAY / 24, start + HOURS_SHOWN, hours, 0.5)]
    early = days[(days >= start + HOURS_SHOWN) & (days < start + days_shown)]
    if not early.empty:
        shown = pd.date_range(start + HOURS_SHOWN, early.max(), freq="3D")
        look = {"title": "day", "tickformat": "%-d %b\n%Y"}
        look["tickvals"] = [f"{day:%Y-%m-%d}" for day in shown]
        panels.append(Panel(start + HOURS_SHOWN, early.max() + DAY, look, 0.3))
    later = days[days >= start + days_shown]
    if not later.empty:
        margin = (later.max() - later.min()) * 0.15 + 20 * DAY
        ticks = sorted({f"{day:%Y-%m-01}" for day in (later.min(), later.max())})
        look = {"title": "later (month)", "tickformat": "%b\n%Y", "tickvals": ticks}
        panels.append(Panel(later.min() - margin, later.max() + margin, look, 0.2))
    return panels


def _draw_envelope(drawing, placed):
    """Two grey steps: the lowest and the highest number anyone had printed so far."""
    moments = sorted(placed["since"].unique())
    ends = [counts.envelope(placed[placed["since"] <= moment]) for moment in moments]
    for col, panel in enumerate(drawing.panels, start=1):
        before = [end for moment, end in zip(moments, ends, strict=True) if moment < panel.start]
        inside = [
            (moment, end)
            for moment, end in zip(moments, ends, strict=True)
            if panel.start <= moment < panel.end
        ]
        if before:
            # The step runs on from the panel before, once anything in this one is known.
            inside = [(panel.start, before[-1]), *inside]
        since = [moment for moment, _ in inside]
        low, high = (
            [None if pd.isna(end[side]) else float(end[side]) for _, end in inside]
            for side in ("low", "high")
        )
        # One series for both: each one more is drawn anew at every move.
        both = [*since, panel.start, *since]
        drawing.add_line(col, _line(both, shape="hv"), both, [*low, None, *high])


def _draw_spans(drawing, placed):
    """Pale lines over the day of each report that prints no clock."""
    for col, panel in enumerate(drawing.panels, start=1):
        inside = placed["clock"].isna() & placed["at"].between(panel.start, panel.end)
        moments, since, heights = [], [], []
        for row in placed[inside].itertuples():
            height = (row.low + row.high) / 2
            moments += [row.reported_on, row.since, row.since]
            since += [row.since] * 3
            heights += [height, height, None]
        drawing.add_line(col, _line(moments, width=0.8), since, heights)


def _line(moments, *, width=1.5, shape="linear"):
    return go.Scatter(
        x=[moment.isoformat() for moment in moments],
        mode="lines",
        line={"color": PALETTE["grey"], "width": width, "shape": shape},
        opacity=1 if width > 1 else 0.5,
        hoverinfo="skip",
        showlegend=False,
    )


def _words(known, stop):
    """Title, summary and top of the axis at a stop."""
    last = counts.latest(known.sort_index())  # within a day the table's order, see counts.latest
    when = clocks.in_words(stop)
    said = "no official figure yet" if last is None else f"officials' latest is {last['figure']}"
    told = [f"{len(known)} report{'s' * (len(known) != 1)} with a number so far."]
    told.append(f"New: {_figures(known[known['since'] == stop])}.")
    if last is not None:
        told.append(_latest_in_words(known, last))
    told.append(f"All numbers so far: {_range_in_words(counts.envelope(known))}.")
    return f"{when[0].upper()}{when[1:]}:<br>{said}", " ".join(told), nice_top(known["high"].max())


def _figures(rows):
    said = zip(rows["figure"], rows["attributed_to"], strict=True)
    return "; ".join(dict.fromkeys(f"{figure} ({who})" for figure, who in said)) or "nothing"


def _latest_in_words(known, last):
    same_day = known[
        (known["speaker"] == "officials") & (known["reported_on"] == last["reported_on"])
    ]
    also = [figure for figure in dict.fromkeys(same_day["figure"]) if figure != last["figure"]]
    beside = f" Officials also gave, that day: {', '.join(also)}." if also else ""
    return (
        f"Officials' latest: {last['figure']}, said by {last['attributed_to']}, read at "
        f"{last['source_name']}, {pages.long_date(last['reported_on'])} ({last['report_id']})."
        + beside
    )


def _range_in_words(ends):
    if pd.isna(ends["high"]):
        return f"from {ends['low']:.0f} up, floors only"
    return f"from {ends['low']:.0f} to {ends['high']:.0f}"


def _ends(own, speaker):
    """The first and the last dated report of one event."""
    return counts.revisions(own, speaker).iloc[0], counts.latest(own, speaker)


def _way(table, labels):
    """A line from the first number to the last of each event."""
    x, y = [], []
    for first, last, label in zip(table["first"], table["last"], labels, strict=True):
        x += [int(first), int(last), None]
        y += [label, label, None]
    line = {"color": PALETTE["grey"], "width": 2}
    return go.Scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", showlegend=False)


def _end_marks(table, labels):
    """One series of first numbers and one of last ones, floors hollow."""
    for end, look in zip(("first", "last"), CYCLE, strict=False):
        floors = [said.startswith(tuple(_SPELT)) for said in table[f"{end}_said"]]
        yield go.Scatter(
            name=f"{end} number",
            x=[int(number) for number in table[end]],
            y=labels,
            mode="markers",
            marker={
                "color": look["color"],
                "size": 13,
                "symbol": [look["symbol"] + "-open" * floor for floor in floors],
                "line": {"width": 2, "color": look["color"]},
            },
            customdata=table[[f"{end}_said", f"{end}_row", f"{end}_url"]].to_numpy().tolist(),
            hovertemplate="%{customdata[0]}<br>%{customdata[1]}<br>%{customdata[2]}<extra></extra>",
        )


_SPELT = [floor.replace("_", " ") for floor in FLOORS]


def _days(number):
    return "the same day" if number == 0 else f"{number} day{'s' * (number != 1)} later"
