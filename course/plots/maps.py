"""Maps of events and of what is known of their places; the same events in time, with ranges.

Outlines are drawn as filled lines on plain axes of degrees, true to scale at the middle of the
window: no tile, font or border is fetched from anywhere.
"""

from itertools import chain

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from course import maps, pages
from course.plots.house import INK, PALETTE, dress

__all__ = [
    "BORDERS",
    "TIMES",
    "MapStage",
    "TimeStage",
    "plot_event_map",
    "plot_event_times",
    "plot_precision",
]

BORDERS = (
    "Borders: Natural Earth 4.1, as<br>controlled on the ground in 2018, not as<br>"
    "claimed or recognised: no statement on who<br>should hold what."
)
TIMES = (
    "Casebook table casualty_reports (killed, all).<br>"
    "Lowest to highest number printed, early ones too.<br>"
    "Triangle: “at least” or “more than”, above them."
)
LAND, SEA, LINE = "#F4F1EA", "#DCE9F2", "#8C8678"
NARROW = (
    400  # pixels of the narrowest plot for which labels are placed; wider ones only spread them
)
LETTER, ROW = 6.2, 14  # pixels of a letter and of a line at the labels' size
FONT = 11
GUTTER = 118  # pixels left of the axes for the names of attacks
NOTHING = [None]  # a series that is empty keeps its place in the legend

LOOKS = {
    1: {"name": "exact place", "color": PALETTE["blue"], "symbol": "circle", "size": 9},
    2: {
        "name": "within about 25 km",
        "color": PALETTE["vermilion"],
        "symbol": "diamond",
        "size": 9,
    },
}


class MapStage:
    """Events laid out on one window once, so that drawing a choice of them is quick.

    Parameters
    ----------
    events : pandas.DataFrame
        Rows with what `course.maps.precision` adds.
    outlines : pandas.DataFrame
        The table of that name.
    window : str
        A key of `course.maps.WINDOWS`.
    ties : pandas.DataFrame, optional
        Rows with what `course.maps.ends` adds; those with two placed ends can be drawn.
    """

    def __init__(self, events, outlines, window="all", ties=None):
        self.window = maps.window(window)
        self.land = maps.land(outlines, self.window)
        self.events = events.to_dict("records")
        self._outlines = {
            row["country"]: maps.outline(outlines, row["country"])
            for row in self.events
            if row["where_prec"] == 6
        }
        self.places = self._places(outlines)
        self._circles = {
            row["event_id"]: maps.circle(row["lon"], row["lat"], maps.RADIUS_KM[2])
            for row in self.events
            if row["where_prec"] == 2
        }
        self._ties = _lines(ties, events, outlines)
        self._place_labels()

    def _places(self, outlines):
        """Places on this window, each with its events: a point, or the middle of a country."""
        found = {}
        for row in self.events:
            country = row["where_prec"] == 6
            at = maps.middle(outlines, row["country"]) if country else (row["lon"], row["lat"])
            key = row["country"] if country else at
            if self.window.holds(*at):
                place = found.setdefault(
                    key, {"at": at, "country": country, "name": row["short"], "rows": []}
                )
                place["rows"].append(row)
        for name, place in found.items():
            if place["country"]:
                place["name"] = f"in {name}"
        return list(found.values())

    def _place_labels(self):
        window, high = self.window, NARROW * self.window.shape
        per_lon = NARROW / (window.east - window.west)
        per_lat = high / (window.north - window.south)
        anchors = [
            ((place["at"][0] - window.west) * per_lon, (place["at"][1] - window.south) * per_lat)
            for place in self.places
        ]
        sizes = [_size(_label(place, place["rows"])) for place in self.places]
        middles = maps.place_labels(anchors, sizes, (NARROW, high))
        for place, (x, y), size, (to_x, to_y) in zip(
            self.places, anchors, sizes, middles, strict=True
        ):
            side, edge_x, edge_y = _edge(to_x - x, to_y - y, to_x, to_y, *size)
            place["box"] = (to_x, to_y, *size)
            place["side"] = side
            place["text_at"] = (window.west + edge_x / per_lon, window.south + edge_y / per_lat)

    def series(self, chosen, ties=()):
        """Coordinates and words of every series but the land, for the events chosen.

        Parameters
        ----------
        chosen : collection of str
            The ``event_id`` of the events in the period.
        ties : collection of str
            The ``relation_id`` of the ties to draw, where both ends have a place.

        Returns
        -------
        list of dict
            One for each trace of `figure` after the first, in order.
        """
        rows = [row for row in self.events if row["event_id"] in chosen]
        others = [row for row in self.events if row["event_id"] not in chosen]
        countries = dict.fromkeys(row["country"] for row in rows if row["where_prec"] == 6)
        circles = [self._circles[row["event_id"]] for row in rows if row["where_prec"] == 2]
        shown = [
            (place, [row for row in place["rows"] if row["event_id"] in chosen])
            for place in self.places
        ]
        shown = [(place, own) for place, own in shown if own]
        return [
            _line(_chained(self._outlines[name] for name in countries)),
            _line(maps.joined(circles) if circles else ([], [])),
            _line(_chained(self._ties[tie] for tie in ties if tie in self._ties)),
            *(_points([row for row in rows if row["where_prec"] == code]) for code in LOOKS),
            _points([row for row in others if row["where_prec"] != 6]),
            _line(_chained(_leader(place) for place, _ in shown)),
            {
                "x": [place["text_at"][0] for place, _ in shown] or NOTHING,
                "y": [place["text_at"][1] for place, _ in shown] or NOTHING,
                "text": [_label(place, own) for place, own in shown] or [""],
                "textposition": [place["side"] for place, _ in shown] or ["top center"],
            },
        ]

    def drawn_ties(self, ties):
        """Those of the ties whose two ends have a place."""
        return [tie for tie in ties if tie in self._ties]

    def figure(self, chosen, ties=()):
        """The map with the events chosen; not dressed."""
        fig = go.Figure([_land(self.land), *_traces()])
        for trace, now in zip(fig.data[1:], self.series(chosen, ties), strict=True):
            trace.update(now)
        show_window(fig, self.window)
        fig.update_layout(plot_bgcolor=SEA, dragmode="pan")
        return _head(fig)

    @property
    def source(self):
        """The source line: table, projection, and how the borders are drawn."""
        return (
            f"Casebook table events; precision is our<br>coding. Equirectangular, true to scale at<br>"
            f"{self.window.parallel:g}° N. {BORDERS}"
        )


def show_window(fig, window):
    """Set a map's axes to a window, in place: as wide and high as it is on the ground."""
    fig.update_xaxes(
        title="longitude, ° east",
        range=[window.west, window.east],
        constrain="domain",
        constraintoward="left",
        showgrid=False,
        automargin=False,  # measuring it anew takes half of a move's time
    )
    fig.update_yaxes(
        title="latitude, ° north",
        range=[window.south, window.north],
        scaleanchor="x",
        scaleratio=window.ratio,
        constrain="domain",
        constraintoward="top",
        showgrid=False,
        automargin=False,
    )
    return fig.update_layout(height=round(430 * min(window.shape, 1)) + 345)


def _head(fig, top=150):
    """Room above a plot for a title of two lines and a legend below it, in place."""
    fig.update_layout(
        margin={"t": top, "l": 66, "r": 10, "b": 195},
        title={
            "xref": "container",
            "x": 0.02,
            "yref": "container",
            "y": 1 - 28 / fig.layout.height,
            "yanchor": "top",
        },
        legend={"itemclick": False, "itemdoubleclick": False, "font": {"size": 12}},
        hovermode="closest",
    )
    return fig


def plot_event_map(events, outlines, *, window="all"):
    """Draw events on a map, each with as much of the land as its place is known to.

    Parameters
    ----------
    events : pandas.DataFrame
        Rows of the table `events`.
    outlines : pandas.DataFrame
        The table of that name.
    window : str
        A key of `course.maps.WINDOWS`.

    Returns
    -------
    plotly.graph_objects.Figure
        Axes in degrees. A dot is an exact place and larger on the page than on the land; a circle
        has a radius of 25 km; a hatched country holds an event without coordinates.
    """
    rows = maps.precision(events)
    stage = MapStage(rows, outlines, window)
    fig = stage.figure(set(rows["event_id"]))
    exact, near, country = ((rows["where_prec"] == code).sum() for code in (1, 2, 6))
    inside = [row["event_id"] for place in stage.places for row in place["rows"]]
    outside = rows[~rows["event_id"].isin(inside)]
    table = rows.assign(known=rows["where_prec"].map(maps.WHERE_PREC))
    return dress(
        fig,
        finding=f"{len(rows)} attacks: {exact} in an exact place,<br>"
        f"{near} within 25 km, {country} by country only",
        source=stage.source,
        summary=" ".join(
            f"{row.no} {row.name}, {pages.long_date(row.date)}, {row.place}: {row.known}."
            for row in table.itertuples(index=False)
        )
        + _outside(outside),
        table=table[["no", "date", "name", "place", "country", "known", "lat", "lon", "url"]],
    )


def plot_precision(lon, lat, country, outlines, *, name, window):
    """Draw one point five times: what it stands for under each code of precision.

    Parameters
    ----------
    lon, lat : float
        The point that a table gives, in degrees.
    country : str
        The country it is in.
    outlines : pandas.DataFrame
        The table of that name.
    name : str
        What the point is called.
    window : str
        A key of `course.maps.WINDOWS`.

    Returns
    -------
    plotly.graph_objects.Figure
        Axes in degrees; circles as wide as `course.maps.RADIUS_KM`.
    """
    seen = maps.window(window)
    traces = [_land(maps.land(outlines, seen))]
    x, y = maps.outline(outlines, country)
    traces.append(_area(x, y, f"6 {maps.WHERE_PREC[6]}", PALETTE["green"], "/"))
    looks = {4: ("orange", "x"), 3: ("purple", "\\"), 2: ("vermilion", "")}
    for code, (colour, pattern) in looks.items():
        ring = maps.circle(lon, lat, maps.RADIUS_KM[code])
        radius = "" if code == 2 else f": {maps.RADIUS_KM[code]} km"
        label = f"{code} {maps.WHERE_PREC[code]}{radius}"
        traces.append(_area(*maps.joined([ring]), label, PALETTE[colour], pattern))
    dot = {"color": INK, "size": 5, "symbol": "circle"}
    traces.append(
        go.Scatter(x=[lon], y=[lat], mode="markers", marker=dot, name=f"1 {maps.WHERE_PREC[1]}")
    )
    fig = go.Figure(traces)
    fig.update_layout(plot_bgcolor=SEA)
    _head(show_window(fig, seen), top=178)
    rows = [
        (code, maps.WHERE_PREC[code], maps.RADIUS_KM.get(code))
        for code in maps.WHERE_PREC
        if code in (1, 2, 3, 4, 6)
    ]
    return dress(
        fig,
        finding=f"One point at {name},<br>and its land under five codes",
        source=f"UCDP codebook 23.1; sizes of 3 and 4<br>are ours. Equirectangular, true to scale at<br>"
        f"{seen.parallel:g}° N. {BORDERS}",
        summary=f"The same point, {lat}° N {lon}° E: a dot for an exact place, a circle of 25 km, "
        "circles of 50 and 150 km for a district and a province, and the whole of "
        f"{country}.",
        table=pd.DataFrame(rows, columns=["where_prec", "meaning", "radius in km"]),
    )


class TimeStage:
    """Events in a column by date: when each was, and what numbers of people killed were printed.

    Parameters
    ----------
    events : pandas.DataFrame
        Rows with what `course.maps.precision` adds.
    ranges : pandas.DataFrame
        From `course.maps.ranges`; only people killed, of all populations together, are drawn.
    """

    def __init__(self, events, ranges):
        killed = ranges.query("measure == 'killed' and population == 'all'")
        self.rows = events.merge(killed, on="event_id", how="left").to_dict("records")
        for row in self.rows:
            row["label"] = f"{row['no']} {row['short']}"
        self.labels = [row["label"] for row in self.rows]

    def series(self, chosen):
        """What each trace of `figure` shows, one dict a trace."""
        rows = [row for row in self.rows if row["event_id"] in chosen]
        others = [row for row in self.rows if row["event_id"] not in chosen]
        return [
            *(
                {
                    "x": [row["date"].strftime("%Y-%m-%d") for row in group] or NOTHING,
                    "y": [row["label"] for row in group] or NOTHING,
                }
                for group in (rows, others)
            ),
            *(_spans(group) for group in (rows, others)),
            _floors(rows),
        ]

    def band(self, first, last):
        """The period as a band over the dates, for the shapes of a figure."""
        return {
            "type": "rect",
            "xref": "x",
            "yref": "y domain",
            "x0": (first - pd.Timedelta(days=40)).strftime("%Y-%m-%d"),
            "x1": (last + pd.Timedelta(days=40)).strftime("%Y-%m-%d"),
            "y0": 0,
            "y1": 1,
            "fillcolor": PALETTE["orange"],
            "opacity": 0.25,
            "layer": "below",
            "line": {"color": PALETTE["orange"], "width": 1.5, "dash": "dash"},
        }

    def figure(self, chosen):
        """The column with the events chosen; not dressed."""
        fig = make_subplots(
            cols=2, shared_yaxes=True, horizontal_spacing=0.04, column_widths=[0.42, 0.58]
        )
        on, off = PALETTE["blue"], "#A8A8A8"
        dates = [_dates(on, "circle", "in the period"), _dates(off, "x-thin", "outside it")]
        spans = [_bars(on, "solid", "lowest to highest number"), _bars(off, "dot", "outside it")]
        open_end = {"color": PALETTE["vermilion"], "symbol": "triangle-right-open", "size": 11}
        floor = go.Scatter(
            mode="markers", marker={**open_end, "line": {"width": 2}}, name="a floor above them"
        )
        for trace, col in [
            *((each, 1) for each in dates),
            *((each, 2) for each in [*spans, floor]),
        ]:
            fig.add_trace(trace, row=1, col=col)
        for trace, now in zip(fig.data, self.series(chosen), strict=True):
            trace.update(now)
        fig.update_yaxes(categoryorder="array", categoryarray=self.labels[::-1], col=1)
        fig.update_yaxes(tickfont={"size": 12}, col=1)
        fig.update_yaxes(range=[-0.6, len(self.labels) - 0.4])
        fig.update_xaxes(title="year", type="date", tickangle=0, col=1)
        fig.update_xaxes(
            range=["2009-06-01", "2025-03-01"],
            dtick="M120",
            tick0="2010-01-01",
            tickformat="%Y",
            col=1,
        )
        top = max(max(row["high"] or 0, _or_zero(row["floor"])) for row in self.rows)
        fig.update_xaxes(
            title="people killed", tickangle=0, dtick=100, range=[-6, float(top) * 1.08], col=2
        )
        # Row labels have a margin of their own, so that the lines below can begin under them.
        _head(fig.update_layout(height=700)).update_layout(margin={"l": GUTTER})
        fig.update_layout(legend={"xref": "container", "x": 0.02})
        fig.update_xaxes(automargin=False)
        return fig.update_yaxes(automargin=False)

    def said(self, chosen):
        """The ranges of the events chosen, in words."""
        return " ".join(
            f"{row['no']} {row['name']}, {pages.long_date(row['date'])}: "
            f"{row['printed']} killed ({_reports(row['reports'])})."
            for row in self.rows
            if row["event_id"] in chosen
        )


def plot_event_times(events, reports):
    """Draw when each attack was, beside the numbers of people killed that were printed.

    Parameters
    ----------
    events : pandas.DataFrame
        Rows of the table `events`.
    reports : pandas.DataFrame
        The table `casualty_reports`.

    Returns
    -------
    plotly.graph_objects.Figure
        Left axis in days, right axis in people killed. A bar reaches from the lowest to the
        highest number printed, early ones included; it is no confidence interval.
    """
    stage = TimeStage(maps.precision(events), maps.ranges(reports))
    every = {row["event_id"] for row in stage.rows}
    fig = stage.figure(every)
    differ = [row for row in stage.rows if row["low"] < row["high"] or pd.notna(row["floor"])]
    table = pd.DataFrame(stage.rows)[
        ["no", "date", "name", "low", "high", "floor", "printed", "reports", "url"]
    ]
    dress(
        fig,
        finding=f"In {len(differ)} of {len(stage.rows)} attacks the numbers<br>of people killed differ",
        source=TIMES,
        summary=stage.said(every),
        table=table.rename(columns={"printed": "killed, as printed"}),
    )
    return under_labels(fig)


def under_labels(fig, gutter=GUTTER):
    """Let the source line begin below the row labels, in place."""
    return fig.update_annotations(xshift=10 - gutter, selector={"name": "source"})


# Series


def _traces():
    """The series of a map that change, empty, in the order of `MapStage.series`."""
    return [
        _area(NOTHING, NOTHING, "country only", PALETTE["green"], "/"),
        _area(NOTHING, NOTHING, "25 km", PALETTE["vermilion"], "", showlegend=False),
        go.Scatter(
            x=NOTHING,
            y=NOTHING,
            mode="lines",
            line={"color": PALETTE["purple"], "dash": "dash", "width": 2},
            name="tie, both ends placed",
            hoverinfo="skip",
            showlegend=False,
        ),
        *(_marks(**look) for look in LOOKS.values()),
        _marks("not in the period", "#8A8A8A", "x-thin", 7, showlegend=False),
        go.Scatter(
            mode="lines", line={"color": INK, "width": 0.8}, hoverinfo="skip", showlegend=False
        ),
        go.Scatter(
            mode="text", textfont={"size": FONT, "color": INK}, hoverinfo="skip", showlegend=False
        ),
    ]


def _marks(name, color, symbol, size, showlegend=True):
    return go.Scatter(
        mode="markers",
        name=name,
        showlegend=showlegend,
        marker={
            "color": color,
            "symbol": symbol,
            "size": size,
            "line": {"color": color, "width": 2},
        },
        hovertemplate="%{customdata[0]}<br>%{customdata[1]}<br>%{customdata[2]}<extra></extra>",
    )


def _area(x, y, name, colour, pattern, showlegend=True):
    look = {
        "shape": pattern,
        "fgcolor": _pale(colour, 0.35),
        "bgcolor": _pale(colour, 0.08),
        "size": 9,
    }
    return go.Scatter(
        x=x,
        y=y,
        mode="lines",
        fill="toself",
        fillcolor=_pale(colour, 0.3),
        fillpattern=look if pattern else None,
        line={"color": colour, "width": 1.2},
        name=name,
        showlegend=showlegend,
        hoverinfo="skip",
    )


def _land(rings):
    return go.Scatter(
        x=rings[0],
        y=rings[1],
        mode="lines",
        fill="toself",
        fillcolor=LAND,
        line={"color": LINE, "width": 0.8},
        hoverinfo="skip",
        showlegend=False,
        name="land",
    )


def _pale(colour, opacity):
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity})"


def _line(rings):
    return {"x": rings[0] or NOTHING, "y": rings[1] or NOTHING}


def _points(rows):
    return {
        "x": [row["lon"] for row in rows] or NOTHING,
        "y": [row["lat"] for row in rows] or NOTHING,
        "customdata": [
            [f"{row['no']} {row['name']}", pages.long_date(row["date"]), row["place"]]
            for row in rows
        ]
        or [["", "", ""]],
    }


def _chained(lines):
    """Several lines as one, with None between."""
    parts = list(lines)
    return tuple(
        list(chain.from_iterable([*part[axis], None] for part in parts))[:-1] for axis in (0, 1)
    )


def _lines(ties, events, outlines):
    """Each tie whose two ends have a place, as a line between them."""
    if ties is None:
        return {}
    points = events.dropna(subset=["lat"]).set_index("event_id")[["lon", "lat"]]

    def at(place):
        if place in points.index:
            return tuple(points.loc[place])
        return maps.middle(outlines, place)

    both = ties[ties["placed"] == 2]
    return {
        row.relation_id: tuple(zip(at(row.source_place), at(row.target_place), strict=True))
        for row in both.itertuples()
    }


# Labels


def _label(place, rows):
    return f"{', '.join(str(row['no']) for row in rows)} {place['name']}"


def _size(label):
    """Width and height of a label, in pixels, with a little air."""
    lines = label.split("<br>")
    return max(map(len, lines)) * LETTER + 6, len(lines) * ROW + 2


def _edge(dx, dy, x, y, wide, high):
    """On which side of its mark a label stands, and the point of its edge that faces the mark."""
    if abs(dx) >= wide / 2:
        return ("middle right", x - wide / 2, y) if dx > 0 else ("middle left", x + wide / 2, y)
    return ("top center", x, y - high / 2) if dy > 0 else ("bottom center", x, y + high / 2)


def _leader(place):
    return tuple([place["at"][axis], place["text_at"][axis]] for axis in (0, 1))


def _outside(rows):
    if rows.empty:
        return ""
    names = ", ".join(f"{row.no} {row.name}" for row in rows.itertuples(index=False))
    return f" Outside this map: {names}."


# Times and ranges


def _dates(colour, symbol, name):
    marker = {"color": colour, "symbol": symbol, "size": 9, "line": {"color": colour, "width": 2}}
    return go.Scatter(
        mode="markers",
        marker=marker,
        name=name,
        hovertemplate="%{y}: %{x|%-d %B %Y}<extra></extra>",
    )


def _bars(colour, dash, name):
    return go.Scatter(
        mode="lines+markers",
        line={"color": colour, "width": 5, "dash": dash},
        marker={
            "color": colour,
            "symbol": "line-ns",
            "size": 12,
            "line": {"width": 3, "color": colour},
        },
        name=name,
        showlegend=dash == "solid",
        hovertemplate="%{y}: %{x} killed<extra></extra>",
    )


def _spans(rows):
    """A bar from low to high for each event, as one broken line."""
    rows = [row for row in rows if pd.notna(row["low"])]
    ends = [(row["low"], row["low"] if pd.isna(row["high"]) else row["high"]) for row in rows]
    x = list(chain.from_iterable([int(low), int(high), None] for low, high in ends))
    y = list(chain.from_iterable([row["label"], row["label"], None] for row in rows))
    return {"x": x or NOTHING, "y": y or NOTHING}


def _floors(rows):
    rows = [row for row in rows if pd.notna(row["floor"])]
    return {
        "x": [int(row["floor"]) for row in rows] or NOTHING,
        "y": [row["label"] for row in rows] or NOTHING,
    }


def _or_zero(number):
    return 0 if pd.isna(number) else number


def _reports(number):
    return f"{number} report{'' if number == 1 else 's'}"
