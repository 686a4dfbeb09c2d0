"""Figures of an argument: what carries what, what fell, and what later pages say of predictions.

An argument is a `course.arguments.Argument`. Boxes stand where the coding puts them and stay there
when premises are switched off; only how they look changes.
"""

import textwrap

import pandas as pd
import plotly.graph_objects as go

from course import arguments
from course.plots.house import INK, PALETTE, dress
from course.plots.maps import under_labels

__all__ = ["ArgumentStage", "plot_argument", "plot_predictions"]

WIDE, HIGH = 0.85, 0.8  # of a box, in columns and rows
KNOT = 0.5  # columns from a node's middle to the knot where its linked premises meet
LOOKS = {  # fill, border, width of the border
    "conclusion": ("#DCEBF5", PALETTE["blue"], 3),
    "step": ("#FFFFFF", INK, 1.5),
    "premise": ("#F4F1EA", "#6E6E6E", 1.2),
}
OFF = ("#FFFFFF", PALETTE["vermilion"], 2)
FELL = ("#FFFFFF", PALETTE["vermilion"], 2)
FAINT = "#C4C4C4"
STANCES = ("contradicts", "qualifies", "supports")


class ArgumentStage:
    """An argument laid out once, so that drawing it with premises off is quick.

    Parameters
    ----------
    argument : course.arguments.Argument
    evidence : pandas.DataFrame
        The table of that name.
    """

    def __init__(self, argument, evidence):
        self.argument = argument
        self.at = {name: tuple(node["at"]) for name, node in argument.nodes.items()}
        self.stances = {
            name: arguments.strikes(argument, evidence, name)["stance"].value_counts()
            for name in argument.nodes
        }
        self._knots = {}
        for number, each in enumerate(argument.supports):
            turn = [other["of"] for other in argument.supports[:number]].count(each["of"])
            size = len(argument.supports_of(each["of"]))
            column, row = self.at[each["of"]]
            self._knots[number] = (column - KNOT, row + 0.34 * (turn - (size - 1) / 2))

    def lines(self, off=()):
        """Lines that carry, lines that no longer carry, and presuppositions, as broken lines."""
        down = arguments.fallen(self.argument, off)
        whole, broken = ([], []), ([], [])
        for number, each in enumerate(self.argument.supports):
            held = down.isdisjoint(each["premises"]) and each["of"] not in off
            _extend(whole if held else broken, self._support(number, each))
        for each in self.argument.presupposes:
            held = each["needs"] not in down
            _extend(whole if held else broken, self._rail(each))
        return [{"x": [*line[0]] or [None], "y": [*line[1]] or [None]} for line in (whole, broken)]

    def _support(self, number, each):
        """From each premise to the knot, and from the knot to the node."""
        knot, (column, row) = self._knots[number], self.at[each["of"]]
        for premise in each["premises"]:
            start, level = self.at[premise]
            if start == column:  # in the node's own column: from the left edge
                yield [(start - WIDE / 2, level), knot]
            else:
                yield [(start + WIDE / 2, level), knot]
        yield [knot, (column - WIDE / 2, row)]

    def _rail(self, each):
        """A presupposition: straight down between neighbours, else along the left margin."""
        (from_x, from_y), (to_x, to_y) = self.at[each["needs"]], self.at[each["node"]]
        if from_x == to_x and abs(from_y - to_y) <= 1.5:
            side = HIGH / 2 if to_y > from_y else -HIGH / 2
            yield [(from_x, from_y + side), (to_x, to_y - side)]
        elif to_x > from_x:
            yield [(from_x + WIDE / 2, from_y), (to_x - WIDE / 2, to_y)]
        else:
            rail = -0.47
            yield [
                (from_x - WIDE / 2, from_y),
                (rail, from_y),
                (rail, to_y),
                (to_x - WIDE / 2, to_y),
            ]

    def boxes(self, off=()):
        """A shape for each node."""
        down = arguments.fallen(self.argument, off)
        return [self._box(name, node, name in off, name in down) for name, node in self._nodes()]

    def _nodes(self):
        return self.argument.nodes.items()

    def _box(self, name, node, off, fell):
        fill, border, width = OFF if off else FELL if fell else LOOKS[node["role"]]
        column, row = self.at[name]
        return {
            "type": "rect",
            "x0": column - WIDE / 2,
            "x1": column + WIDE / 2,
            "y0": row - HIGH / 2,
            "y1": row + HIGH / 2,
            "fillcolor": fill,
            "line": {
                "color": border,
                "width": width,
                "dash": "dot" if off else "dash" if fell else "solid",
            },
            "layer": "below",
        }

    def words(self, off=()):
        """What stands in each box."""
        down = arguments.fallen(self.argument, off)
        return [_said(node["short"], name in off, name in down) for name, node in self._nodes()]

    def inks(self, off=()):
        """The colour of the words in each box."""
        down = arguments.fallen(self.argument, off)
        return [PALETTE["vermilion"] if name in down else INK for name in self.argument.nodes]

    def counts(self, name):
        """The rows of evidence on a node, in words."""
        number = self.stances[name]
        told = [f"{number[each]} {each}" for each in STANCES if each in number]
        return ", ".join(told) if told else "no rows"

    def figure(self, off=()):
        """The argument with some premises off; not dressed."""
        fig = go.Figure([*self._traces()])
        for trace, now in zip(fig.data[:2], self.lines(off), strict=True):
            trace.update(now)
        fig.data[2].update(text=self.words(off), textfont_color=self.inks(off))
        depth = max(row for _, row in self.at.values())
        fig.update_xaxes(range=[-0.5, 2.45], visible=False, fixedrange=True)
        fig.update_yaxes(range=[depth + 0.6, -0.6], visible=False, fixedrange=True)
        fig.update_layout(
            shapes=self.boxes(off),
            height=round(54 * (depth + 1.2)) + 298,
            margin={"l": 8, "r": 8, "t": 148, "b": 150},
            title={"y": 0.98, "yanchor": "top", "yref": "container"},
            legend={"itemclick": False, "itemdoubleclick": False, "font": {"size": 12}},
            hovermode="closest",
            dragmode=False,
        )
        return fig

    def _traces(self):
        yield _lines("carries", INK, "solid", 1.3)
        yield _lines("no longer carries", PALETTE["vermilion"], "dot", 1.3)
        names = list(self.argument.nodes)
        yield go.Scatter(
            x=[self.at[name][0] for name in names],
            y=[self.at[name][1] for name in names],
            mode="text",
            textposition="middle center",
            textfont={"size": 10},
            customdata=[self._pointed(name) for name in names],
            hovertemplate="%{customdata[0]}<br>%{customdata[1]}<br>"
            "evidence: %{customdata[2]}<extra></extra>",
            showlegend=False,
        )
        knots = [
            knot
            for number, knot in self._knots.items()
            if len(self.argument.supports[number]["premises"]) > 1
        ]
        dot = {"color": INK, "size": 7, "symbol": "circle"}
        x, y = zip(*knots, strict=True)
        yield _marks(x, y, dot, "linked: all are needed")
        struck = [name for name in names if self.stances[name].get("contradicts", 0)]
        corner = {"color": PALETTE["vermilion"], "size": 10, "symbol": "x"}
        yield _marks(*self._corner(struck, -1), corner, "a row contradicts it")
        rivals = [each["attacks"] for each in self.argument.alternatives.values()]
        star = {"color": PALETTE["purple"], "size": 11, "symbol": "star-diamond"}
        yield _marks(*self._corner(rivals, 1), star, "another explanation")

    def _corner(self, names, side):
        at = [self.at[name] for name in names]
        return (
            [column + side * (WIDE / 2 - 0.02) for column, _ in at],
            [row - HIGH / 2 for _, row in at],
        )

    def _pointed(self, name):
        node = self.argument.nodes[name]
        gist = "<br>".join(textwrap.wrap(node["gist"], 46))
        return [gist, f"{node['role']}: {', '.join(node['claims'])}", self.counts(name)]


def plot_argument(argument, evidence, off=()):
    """Draw an argument from its premises to its conclusions, and what fell.

    Parameters
    ----------
    argument : course.arguments.Argument
    evidence : pandas.DataFrame
        The table of that name; its stance counts stand in the data table.
    off : collection of str
        Nodes that are switched off.

    Returns
    -------
    plotly.graph_objects.Figure
        Without axes: place has no meaning but left to right, from what carries to what is carried.
    """
    stage = ArgumentStage(argument, evidence)
    return dress(
        stage.figure(off),
        finding=finding(argument, off),
        source="Casebook table claims; our coding of it,<br>"
        "course/arguments.toml. Dotted red: switched off.<br>Dashed red: fallen. Cross and star: evidence, no verdict.",
        summary=summary(argument, off),
        table=listed(stage, off),
    )


def finding(argument, off=()):
    """How many conclusions stand, for a title."""
    down = arguments.fallen(argument, off)
    aims = argument.named("conclusion")
    stand = [name for name in aims if name not in down]
    number = f"{len(stand)} of {len(aims)} conclusions<br>keep their support"
    return f"{len(off)} off: {number}" if off else f"Nothing off: {number}"


def summary(argument, off=()):
    """What is off, what fell with it and what stands, in words."""
    down = arguments.fallen(argument, off)
    told = []
    if off:
        gists = " ".join(argument.nodes[name]["gist"] for name in argument.nodes if name in off)
        told.append(f"Switched off: {gists}")
    for role, words in (("step", "Steps that fall"), ("conclusion", "Conclusions that fall")):
        fell = [each for each in argument.named(role) if each in down - set(off)]
        if fell:
            told.append(f"{words}: {' '.join(argument.nodes[each]['gist'] for each in fell)}")
    stand = [each for each in argument.named("conclusion") if each not in down]
    if stand:
        kept = " ".join(argument.nodes[each]["gist"] for each in stand)
        told.append(f"Conclusions that keep their support: {kept}")
    return " ".join(told)


def listed(stage, off=()):
    """The nodes as a table, with their state and the rows of evidence on them."""
    down = arguments.fallen(stage.argument, off)
    rows = [
        (
            node["role"],
            node["gist"],
            "off" if name in off else "fell" if name in down else "stands",
            ", ".join(node["claims"]),
            stage.counts(name),
        )
        for name, node in stage.argument.nodes.items()
    ]
    return pd.DataFrame(rows, columns=["role", "gist", "state", "claims", "evidence"])


def plot_predictions(claims, evidence):
    """Draw how many rows of evidence stand how to each of the article's predictions.

    Parameters
    ----------
    claims, evidence : pandas.DataFrame
        The tables of these names.

    Returns
    -------
    plotly.graph_objects.Figure
        A bar for each prediction, in rows of evidence.
    """
    told = arguments.predictions(claims, evidence)
    labels = [
        "<br>".join(textwrap.wrap(f"{row.claim_id} {row.gist}", 21)) for row in told.itertuples()
    ]
    looks = {
        "supports": (PALETTE["blue"], ""),
        "qualifies": (PALETTE["orange"], "/"),
        "contradicts": (PALETTE["vermilion"], "x"),
    }
    fig = go.Figure(
        [
            go.Bar(
                name=stance,
                y=labels,
                x=told[stance].tolist(),
                orientation="h",
                marker={
                    "color": colour,
                    "pattern": {
                        "shape": pattern,
                        "bgcolor": colour,
                        "fgcolor": "white",
                        "size": 7,
                        "solidity": 0.2,
                    },
                },
            )
            for stance, (colour, pattern) in looks.items()
        ]
    )
    without = int((told[list(looks)].sum(axis="columns") == 0).sum())
    fig.update_xaxes(title="rows of evidence", rangemode="tozero", dtick=1)
    fig.update_yaxes(autorange="reversed", tickfont={"size": 10}, automargin=False)
    fig.update_layout(
        barmode="stack",
        height=800,
        title={"xref": "container", "x": 0.02, "y": 0.95},
        legend={"traceorder": "normal", "xref": "container", "x": 0.02, "itemclick": False},
        margin={"t": 175, "r": 12, "b": 150, "l": 150},
    )
    dress(
        fig,
        finding=f"For {without} of {len(told)} predictions<br>no page read says anything",
        source="Casebook tables claims and evidence. A row<br>that supports is not a prediction come true.",
        summary=" ".join(
            f"{row.claim_id} {row.gist} {row.supports} support, {row.qualifies} qualify, "
            f"{row.contradicts} contradict."
            for row in told.itertuples()
        ),
        table=told,
    )
    return under_labels(fig, 150)


def _extend(line, pieces):
    for piece in pieces:
        line[0].extend([*(x for x, _ in piece), None])
        line[1].extend([*(y for _, y in piece), None])


def _said(short, off, fell):
    if off:
        return f"<s>{short}</s>"
    return f"<i>{short}</i>" if fell else short


def _lines(name, colour, dash, width):
    return go.Scatter(
        mode="lines",
        name=name,
        line={"color": colour, "dash": dash, "width": width},
        hoverinfo="skip",
    )


def _marks(x, y, marker, name):
    return go.Scatter(
        x=list(x), y=list(y), mode="markers", marker=marker, name=name, hoverinfo="skip"
    )
