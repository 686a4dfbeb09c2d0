"""Figures of ties: the network with its claims, measures side by side, and how far ranks move.

Where an actor stands in the picture means nothing: places are chosen once so that labels do not
collide, and stay the same whatever is left out. They are kept in `network_places.csv`.
"""

import csv
import textwrap
from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from course import networks
from course.networks.ties import SIDES
from course.plots.house import CYCLE, INK, PALETTE, dress

__all__ = [
    "NetworkStage",
    "plot_centralities",
    "plot_graph_measures",
    "plot_network",
    "plot_rank_intervals",
    "plot_tie_certainty",
]

PLACES = Path(__file__).with_name("network_places.csv")
WIDTH, HEIGHT = 352, 780  # the narrowest drawing that must hold all labels, in pixels
MARGIN = {"l": 4, "r": 4, "t": 140, "b": 80}
LABEL = {"size": 10, "line": 12, "letter": 6.1, "wrap": 13}
SIGNS = {
    "hostile": {"color": PALETTE["vermilion"], "dash": "solid"},
    "cooperative": {"color": PALETTE["blue"], "dash": "dash"},
    "neutral": {"color": PALETTE["grey"], "dash": "dot"},
}
CERTAINTIES = {"stated": (3.0, 1.0), "hedged": (2.2, 0.85), "inferred": (1.6, 0.7),
               "predicted": (1.0, 0.6)}  # fmt: skip
POINTS = 9  # along a tie; each can be pointed at
APART = 13  # pixels between the ties of one pair, at their middle
TIE = "%{customdata[1]}<extra></extra>"
HELD = ["relation_id", "tie", "sign", "certainty", "when", "claim_id"]
# A title that may use all of a narrow page, not only what is right of the axis.
WIDE = {"xref": "container", "x": 0.02, "y": 0.965, "yanchor": "top", "font_size": 16}
MEASURE_WORDS = {
    "degree": "degree",
    "degree_share": "degree (share of others)",
    "betweenness": "betweenness",
    "closeness": "closeness",
}


@cache
def places():
    """Where each actor of the article stands, by name: pixels from the left and from the top."""
    with PLACES.open(encoding="utf-8", newline="") as file:
        return {row["actor"]: (float(row["x"]), float(row["y"])) for row in csv.DictReader(file)}


class NetworkStage:
    """The ties laid out once, so that showing some of them is quick and moves nothing.

    Parameters
    ----------
    relations : pandas.DataFrame
        All rows of `relations` that may be shown; parallel ties are fanned out over all of them.
    at : dict of str to (float, float), optional
        Place of each actor, in pixels from the left and the top of a drawing `WIDTH` by `HEIGHT`;
        `places` by default. Actors without one stand in a row at the foot.
    """

    def __init__(self, relations, at=None):
        self.actors = list(pd.concat([relations[side] for side in SIDES.values()]).unique())
        known = places() if at is None else at
        new = [name for name in self.actors if name not in known]
        row = {
            name: ((turn + 0.5) * WIDTH / len(new), HEIGHT - 15) for turn, name in enumerate(new)
        }
        self.at = {name: known.get(name, row.get(name)) for name in self.actors}
        self.rows, self.curves = {}, {}
        of_pair = {}
        for row in relations.to_dict("records"):
            told = {"tie": networks.said(row), "when": networks.when(row)}
            self.rows[row["relation_id"]] = row | told | {"hover": _hover(row | told)}
            of_pair.setdefault(frozenset(_ends(row)), []).append(row["relation_id"])
        for ties in of_pair.values():
            for turn, tie in enumerate(ties):
                self.curves[tie] = self._curve(_ends(self.rows[tie]), turn - (len(ties) - 1) / 2)

    def _curve(self, ends, turn):
        """Points from source to target, bowed sideways by its turn among the ties of the pair."""
        start, stop = (np.array(self.at[name]) for name in ends)
        along = (stop - start) * (1 if ends[0] <= ends[1] else -1)
        side = np.array([-along[1], along[0]]) / (np.hypot(*along) or 1)
        bend = (start + stop) / 2 + side * turn * 2 * APART
        t = np.linspace(0, 1, POINTS)[:, None]
        return (1 - t) ** 2 * start + 2 * t * (1 - t) * bend + t**2 * stop

    def marks(self, shown, picked=None):
        """What the traces of `plot_network` show, one dict a trace.

        Parameters
        ----------
        shown : collection of str
            ``relation_id`` of the ties that are shown.
        picked : str, optional
            The one that is laid out in bold.
        """
        lines = [self._lines(shown, *look) for look in _looks()]
        halo = self._lines([picked] if picked in shown else [])
        arrows = [self._arrows(shown, sign) for sign in SIGNS]
        return [halo, *lines, *arrows, *self._nodes(shown, picked)]

    def _lines(self, shown, sign=None, certainty=None):
        x, y, told = [], [], []
        for tie in shown:
            row = self.rows[tie]
            if (sign, certainty) in ((row["sign"], row["certainty"]), (None, None)):
                x += [*self.curves[tie][:, 0].tolist(), None]
                y += [*self.curves[tie][:, 1].tolist(), None]
                told += [*[[tie, row["hover"]]] * POINTS, None]
        return {"x": x, "y": y, "customdata": told}

    def _arrows(self, shown, sign):
        """For each tie a hidden mark and the arrow after it, which points away from it."""
        ties = [tie for tie in shown if self.rows[tie]["sign"] == sign]
        step = (POINTS - 1) // 2
        ends = [self.curves[tie][at] for tie in ties for at in (step, step + 1)]
        told = [[tie, self.rows[tie]["hover"]] for tie in ties for _ in range(2)]
        return {
            "x": [float(point[0]) for point in ends],
            "y": [float(point[1]) for point in ends],
            "customdata": told,
            "size": [0, 9] * len(ties),
        }

    def _nodes(self, shown, picked):
        neighbours = self.neighbours(shown)
        ends = _ends(self.rows[picked]) if picked in shown else ()
        tied = [name for name in self.actors if name in neighbours]
        others = [name for name in self.actors if name not in neighbours]
        number = [len(neighbours[name]) for name in tied]
        yield self._where(tied) | {
            "text": [_label(name, name in ends) for name in tied],
            "customdata": [[name, n] for name, n in zip(tied, number, strict=True)],
            "size": [7 + 2 * n**0.5 for n in number],
        }
        yield self._where(others) | {
            "text": [""] * len(others),
            "customdata": [[name, 0] for name in others],
            "size": [5] * len(others),
        }

    def _where(self, names):
        return {
            "x": [self.at[name][0] for name in names],
            "y": [self.at[name][1] for name in names],
        }

    def neighbours(self, shown):
        """The distinct actors each actor is linked to by the ties shown, by name."""
        linked = {}
        for tie in shown:
            one, other = _ends(self.rows[tie])
            linked.setdefault(one, set()).add(other)
            linked.setdefault(other, set()).add(one)
        return linked

    def table(self, shown):
        """The ties shown as rows: what the figure's table and the table beside it hold."""
        return [[self.rows[tie][name] for name in HELD] for tie in shown]

    def finding(self, shown):
        """Who has most neighbours in what is shown: a title of two short lines."""
        top = self.most_linked(shown, 2)
        if not top:
            return "No tie is shown"
        told = ", ".join(f"{name} {number}" for name, number in top)
        return f"{_count(len(shown), 'tie')} shown.<br>Most neighbours: {told}"

    def most_linked(self, shown, number=5):
        """The actors with most neighbours and how many, most first, then by name."""
        linked = [(name, len(others)) for name, others in self.neighbours(shown).items()]
        return sorted(linked, key=lambda each: (-each[1], each[0]))[:number]

    def summary(self, shown):
        """The picture in words."""
        rows = [self.rows[tie] for tie in shown]
        signs = Counter(row["sign"] for row in rows)
        sure = Counter(row["certainty"] for row in rows)
        claims = {row["claim_id"] for row in rows}
        actors = len(self.neighbours(shown))
        linked = "; ".join(f"{name} {n}" for name, n in self.most_linked(shown))
        return (
            f"{_count(len(rows), 'tie')} of {_count(actors, 'actor')}, from "
            f"{_count(len(claims), 'claim')}: {_counted(signs, SIGNS)}; "
            f"{_counted(sure, CERTAINTIES)}. Most neighbours: {linked or 'nobody'}."
        )


def _hover(row):
    return (
        f"{row['tie']}<br>{row['sign']}, {row['certainty']}, {row['when']}"
        f"<br>{row['relation_id']}, claim {row['claim_id']}"
    )


def _count(number, noun):
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _counted(counter, order):
    return ", ".join(f"{counter[name]} {name}" for name in order)


def _ends(row):
    return tuple(row[side] for side in SIDES.values())


def _looks():
    return [(sign, certainty) for sign in SIGNS for certainty in CERTAINTIES]


def _label(name, strong=False):
    """A name broken into short lines, bold where it is an end of the picked tie.

    >>> _label("Independent journalists in Russia")
    'Independent<br>journalists<br>in Russia'
    """
    lines = "<br>".join(textwrap.wrap(name, LABEL["wrap"], break_long_words=False))
    return f"<b>{lines}</b>" if strong else lines


def plot_network(relations, *, finding=None, picked=None, stage=None):
    """Draw ties between actors, each with its sign, its certainty and its way.

    Parameters
    ----------
    relations : pandas.DataFrame
        Rows of the table `relations`: the ties that are shown.
    finding : str, optional
        The title; who has most neighbours by default.
    picked : str, optional
        ``relation_id`` of a tie to be laid out in bold.
    stage : NetworkStage, optional
        The layout; its ties that are not among `relations` are left out, its actors stay as dots.

    Returns
    -------
    plotly.graph_objects.Figure
        Colour and dash say the sign, width and strength the certainty, arrows run from source to
        target. Ties of one pair lie side by side. The size of a dot goes by its neighbours.
    """
    stage = stage or NetworkStage(relations)
    shown = relations["relation_id"].tolist()
    halo, *marks = stage.marks(shown, picked)
    fig = go.Figure(go.Scatter(**halo, mode="lines", line={"color": PALETTE["orange"], "width": 9},
                               opacity=0.6, hoverinfo="skip", showlegend=False))  # fmt: skip
    for look, mark in zip(_looks(), marks, strict=False):
        fig.add_trace(_tie_trace(*look, mark))
    for sign, mark in zip(SIGNS, marks[len(_looks()) :], strict=False):
        fig.add_trace(_arrow_trace(sign, mark))
    for mark, colour in zip(marks[-2:], ("white", "#DDDDDD"), strict=True):
        fig.add_trace(_node_trace(mark, colour))
    fig.add_traces(list(_legend()))
    fig.update_xaxes(range=[0, WIDTH], visible=False, fixedrange=True)
    fig.update_yaxes(range=[HEIGHT, 0], visible=False, fixedrange=True)
    dress(
        fig,
        finding=finding or stage.finding(shown),
        source="Casebook table relations: what one article says.<br>"
        "Places in the picture mean nothing.<br>Arrow: from source to target.",
        summary=stage.summary(shown),
        table=pd.DataFrame(stage.table(shown), columns=HELD),
    )
    fig.update_annotations(yshift=-14, selector={"name": "source"})
    return fig.update_layout(
        height=HEIGHT + MARGIN["t"] + MARGIN["b"],
        margin=MARGIN,
        hovermode="closest",
        title={"font_size": 16, "y": 0.975, "yref": "container", "yanchor": "top"},
        legend={
            "itemclick": False,
            "itemdoubleclick": False,
            "itemsizing": "trace",
            "font_size": 12,
            "y": 1.005,
        },
    )


def _tie_trace(sign, certainty, mark):
    width, opacity = CERTAINTIES[certainty]
    return go.Scatter(
        **mark,
        name=f"{sign}, {certainty}",
        mode="lines",
        line={**SIGNS[sign], "width": width},
        opacity=opacity,
        hovertemplate=TIE,
        showlegend=False,
    )


def _arrow_trace(sign, mark):
    mark = dict(mark)
    return go.Scatter(
        name=sign,
        mode="markers",
        marker={
            "symbol": "arrow",
            "angleref": "previous",
            "size": mark.pop("size"),
            "color": SIGNS[sign]["color"],
            "opacity": 1,
            "line": {"width": 0},
        },
        **mark,
        hovertemplate=TIE,
        showlegend=False,
    )


def _node_trace(mark, colour):
    mark = dict(mark)
    return go.Scatter(
        name="actors",
        mode="markers+text",
        marker={
            "size": mark.pop("size"),
            "color": colour,
            "opacity": 1,
            "line": {"color": INK if colour == "white" else colour, "width": 1.5},
        },
        textposition="bottom center",
        textfont={
            "size": LABEL["size"],
            "color": INK,
            "shadow": "0 0 2px white, 0 0 2px white, 0 0 3px white, 0 0 4px white",
        },
        **mark,
        hovertemplate="%{customdata[0]}: %{customdata[1]} neighbours shown<extra></extra>",
        showlegend=False,
    )


def _legend():
    """Entries without a mark: the same whatever is shown."""
    for sign, look in SIGNS.items():
        yield go.Scatter(x=[None], y=[None], mode="lines", name=sign, line={**look, "width": 3})
    for certainty, (width, opacity) in CERTAINTIES.items():
        yield go.Scatter(
            x=[None],
            y=[None],
            mode="lines",
            name=certainty,
            opacity=opacity,
            line={"color": INK, "width": width},
        )


# Measures


def plot_graph_measures(graph, at, table, *, measures=networks.MEASURES, source=""):
    """Draw one graph once for each measure, with its value at every node and its winners marked.

    Parameters
    ----------
    graph : networkx.Graph
        A small graph: every value is written out.
    at : dict
        Place of each node, as (x, y).
    table : pandas.DataFrame
        From `course.networks.measures`.
    measures : collection of str
        Columns of the table.
    source : str
        Where the graph is from.

    Returns
    -------
    plotly.graph_objects.Figure
        A panel a measure. The highest nodes are large and square.
    """
    names = [MEASURE_WORDS[measure] for measure in measures]
    fig = make_subplots(rows=len(names), subplot_titles=names, vertical_spacing=0.08)
    x, y = [], []
    for one, other in graph.edges:
        x += [at[one][0], at[other][0], None]
        y += [at[one][1], at[other][1], None]
    for row, measure in enumerate(measures, start=1):
        values = table[measure].round(9)
        best = (values == values.max()).tolist()
        fig.add_trace(
            go.Scatter(x=x, y=y, mode="lines", line={"color": PALETTE["grey"], "width": 1.5}),
            row=row,
            col=1,
        )
        fig.add_trace(_valued_nodes(values, at, best), row=row, col=1)
    fig.update_xaxes(visible=False, range=_room([place[0] for place in at.values()]))
    fig.update_yaxes(visible=False, range=_room([place[1] for place in at.values()]))
    fig.update_traces(hoverinfo="skip", showlegend=False)
    winners = {m: _winners(table[m]) for m in measures}
    dress(
        fig,
        finding=f"Highest: {', then '.join(winners.values())}",
        source=source,
        summary=" ".join(
            f"Highest in {measure}: {who} ({_short(table[measure].max())})."
            for measure, who in winners.items()
        ),
        table=table[list(measures)].round(3).reset_index(),
    )
    return fig.update_layout(
        height=235 * len(names) + 120, margin={"l": 10, "r": 10, "t": 95, "b": 60}
    ).update_annotations(yshift=-20, selector={"name": "source"})


def _winners(values):
    values = values.round(9)
    return " and ".join(str(name) for name in values.index[values == values.max()])


def _valued_nodes(values, at, best):
    return go.Scatter(
        x=[at[name][0] for name in values.index],
        y=[at[name][1] for name in values.index],
        mode="markers+text",
        text=[f"<b>{name}</b>: {_short(value)}" for name, value in values.items()],
        textposition="top center",
        textfont={"size": 12, "shadow": "0 0 3px white, 0 0 3px white, 0 0 4px white"},
        marker={
            "size": [16 if each else 10 for each in best],
            "symbol": ["square" if each else "circle" for each in best],
            "color": [PALETTE["vermilion"] if each else PALETTE["sky"] for each in best],
            "line": {"color": INK, "width": 1},
        },
    )


def _short(value):
    """A count as it is, a share with three digits.

    >>> _short(6.0), _short(0.3889)
    ('6', '.389')
    """
    return f"{value:.0f}" if value == int(value) and value else f"{value:.3f}".lstrip("0")


def _room(values):
    low, high = min(values), max(values)
    return [low - 0.12 * (high - low), high + 0.22 * (high - low)]


def plot_centralities(table, *, finding, source="Casebook table relations.", number=8):
    """Draw three measures of the most central actors on one scale from 0 to 1.

    Parameters
    ----------
    table : pandas.DataFrame
        From `course.networks.measures`.
    finding : str
        The title.
    source : str
        Where the ties are from.
    number : int
        The first so many actors by degree are drawn.

    Returns
    -------
    plotly.graph_objects.Figure
        Horizontal axis: each measure as a share, degree of the other actors.
    """
    top = networks.central(table, "degree", number)
    fig = go.Figure(
        [
            go.Scatter(
                name=MEASURE_WORDS[measure],
                x=top[measure].tolist(),
                y=[_label(name) for name in top.index],
                mode="markers",
                marker={"size": 12, "color": look["color"], "symbol": look["symbol"]},
                hovertemplate=f"%{{y}}: {measure} %{{x:.3f}}<extra></extra>",
            )
            for measure, look in zip(
                ("degree_share", "betweenness", "closeness"), CYCLE, strict=False
            )
        ]
    )
    fig.update_xaxes(title="share, from 0 to 1", range=[-0.02, 1 if top.max().max() > 0.7 else 0.7])
    fig.update_yaxes(autorange="reversed", tickfont_size=12)
    fig.update_layout(height=290 + 45 * len(top))
    dress(
        fig,
        finding="<br>".join(textwrap.wrap(finding, 38)),
        source=source,
        summary=" ".join(
            f"{row.Index}: {row.degree} neighbours, betweenness {row.betweenness:.3f}, closeness "
            f"{row.closeness:.3f}."
            for row in top.itertuples()
        ),
        table=top.round(3).reset_index(),
    )
    return fig.update_layout(title=WIDE, margin={"t": 150})


def plot_rank_intervals(left_out, drawn, *, measure, number=10):
    """Draw how far ranks move when claims are left out, and when they are drawn again.

    Parameters
    ----------
    left_out, drawn : pandas.DataFrame
        From `course.networks.rank_intervals`: one claim left out at a time, and bootstrap draws.
    measure : str
        What the ranks are in.
    number : int
        The first so many actors are drawn.

    Returns
    -------
    plotly.graph_objects.Figure
        Horizontal axis: the rank, 1 the highest. A dot on all claims, a thick bar for one claim
        left out, a thin one for the draws.
    """
    top, wide = left_out.head(number), drawn.loc[left_out.head(number).index]
    labels = [_label(name) for name in top.index]
    fig = go.Figure(
        [
            _bars("90 of 100 draws", labels, wide, PALETTE["sky"], 4, "line-ns"),
            _bars("any one claim left out", labels, top, PALETTE["blue"], 10, None),
            go.Scatter(
                name="all claims",
                x=top["rank"].tolist(),
                y=labels,
                mode="markers",
                marker={
                    "size": 12,
                    "symbol": "diamond",
                    "color": PALETTE["orange"],
                    "line": {"color": INK, "width": 1},
                },
                hovertemplate="%{y}: rank %{x}<extra></extra>",
            ),
        ]
    )
    fig.update_xaxes(title="rank (1 is highest)", rangemode="tozero")
    fig.update_yaxes(autorange="reversed", tickfont_size=12)
    fig.update_layout(height=310 + 45 * len(top))
    firm = int((wide["high"] <= 3).sum())
    never = int((top["low"] == top["high"]).sum())
    stay = "stays" if firm == 1 else "stay"
    dress(
        fig,
        finding=f"Ranks in {measure}: {firm} of {len(top)}<br>{stay} among the first three",
        source="Casebook table relations,<br>seeded draws of claims.<br>Ranks in one article,"
        " not in the world.",
        summary=f"Of the first {len(top)}, {never} keep one rank whichever claim is left out. "
        + " ".join(
            f"{row.Index}: rank {row.rank}; one claim left out, {row.low} to {row.high}; draws, "
            f"{wide.loc[row.Index, 'low']} to {wide.loc[row.Index, 'high']}."
            for row in top.itertuples()
        ),
        table=top.join(wide[["low", "high"]].add_prefix("draws_")).reset_index(),
    )
    return fig.update_layout(title=WIDE, margin={"t": 150})


def _bars(name, labels, intervals, colour, width, ends):
    """One interval a row, as lines with gaps between them."""
    x, y = [], []
    for label, row in zip(labels, intervals.itertuples(), strict=True):
        x += [row.low, row.high, None]
        y += [label, label, None]
    return go.Scatter(
        name=name,
        x=x,
        y=y,
        mode="lines+markers" if ends else "lines",
        line={"color": colour, "width": width},
        marker={"symbol": ends, "size": 12, "line": {"color": colour, "width": 2}}
        if ends
        else None,
        hovertemplate="%{y}: %{x}<extra></extra>",
    )


def plot_tie_certainty(relations):
    """Draw how many ties the article states, hedges or foresees, and how many a coder inferred.

    Parameters
    ----------
    relations : pandas.DataFrame
        The table `relations`.

    Returns
    -------
    plotly.graph_objects.Figure
        A bar a certainty, in ties, parted by sign.
    """
    table = pd.crosstab(relations["certainty"], relations["sign"])
    table = table.reindex(index=list(CERTAINTIES), columns=list(SIGNS), fill_value=0)
    patterns = dict(zip(SIGNS, ("", "/", "."), strict=True))
    fig = go.Figure(
        [
            go.Bar(
                name=sign,
                y=table.index.tolist(),
                x=table[sign].tolist(),
                orientation="h",
                text=[str(number) if number else "" for number in table[sign]],
                textposition="inside",
                textangle=0,
                constraintext="none",
                marker={
                    "color": look["color"],
                    "line": {"color": "white", "width": 1},
                    "pattern": {"shape": patterns[sign], "fillmode": "overlay", "fgcolor": "white",
                                "fgopacity": 0.6},
                },
            )
            for sign, look in SIGNS.items()
        ]
    )  # fmt: skip
    fig.update_xaxes(title="ties", rangemode="tozero")
    fig.update_yaxes(autorange="reversed")
    fig.update_layout(barmode="stack", height=420, legend_traceorder="normal")
    inferred = int(table.loc["inferred"].sum())
    dress(
        fig,
        finding=f"{inferred} of {len(relations)} ties are a coder’s step,<br>not the article’s words",
        source="Casebook table relations.",
        summary=" ".join(
            f"{name}: {row.sum()} ties, {_counted(row, SIGNS)}." for name, row in table.iterrows()
        ),
        table=table.reset_index(),
    )
    return fig.update_layout(title=WIDE, margin={"t": 120})
