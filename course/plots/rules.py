"""Figures of the coding rules: what they make of reports, and of vague words."""

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from course import pages
from course.coding import RULES, UNSOUND
from course.counts import FLOORS, printed_range
from course.plots.house import CYCLE, INK, PALETTE, dress

__all__ = ["RuleStage", "plot_answers", "plot_rules", "plot_vague_words"]

LOOKS = {
    "GTD": {"color": PALETTE["vermilion"], "symbol": "diamond", "dash": "dash"},
    "ACLED": {"color": PALETTE["green"], "symbol": "square", "dash": "dot"},
    "UCDP": {"color": PALETTE["purple"], "symbol": "triangle-up", "dash": "solid"},
}


class RuleStage:
    """The reports of one event laid out once, so that drawing a day of them is quick.

    Parameters
    ----------
    reports : pandas.DataFrame
        Rows of `casualty_reports` that count one thing. Those without a day or a number have no
        place.
    """

    def __init__(self, reports):
        rows = printed_range(reports).dropna(subset=["reported_on", "high"])
        rows = rows.sort_values(["reported_on", "report_id"], kind="stable")
        self.days = sorted(reports["reported_on"].dropna().unique())
        turn = rows.groupby("reported_on").cumcount() + 1
        size = rows.groupby("reported_on")["report_id"].transform("size") + 1
        stop = rows["reported_on"].map(self.days.index)
        rows = rows.assign(
            x=stop - 0.4 + 0.8 * turn / size,
            single=rows["best"].notna() & ~rows["source_type"].isin(UNSOUND),
            hollow=rows["qualifier"].isin(FLOORS),
        )
        self.top = float(rows["high"].max()) * 1.25
        self.day_axis = _day_axis(self.days)
        columns = ["report_id", "reported_on", "x", "low", "high", "single", "hollow", "figure"]
        self.rows = rows[[*columns, "source_name", "url"]].to_dict("records")

    def marks(self, decisions, day, left_out=()):
        """What the traces of `plot_rules` show, as plain lists, one dict a trace."""
        decided = {name for made in decisions.values() if made for name in made.reports}
        known = [row for row in self.rows if row["reported_on"] <= day]
        counted = [row for row in known if row["single"] and row["report_id"] not in left_out]
        counted.sort(key=lambda row: row["hollow"])  # the legend shows the first, a full mark
        others = [row for row in known if not (row["single"] and row["report_id"] not in left_out)]
        return [
            self._reports(counted, ["circle-open" if r["hollow"] else "circle" for r in counted])
            | {"size": [16 if row["report_id"] in decided else 9 for row in counted]},
            self._reports(others, ["x-thin"] * len(others)) | {"size": [10] * len(others)},
            *(self._answer(place, rule, decisions[rule]) for place, rule in enumerate(RULES)),
        ]

    def words(self, decisions, day, left_out=()):
        """Finding, summary and table of the figure, for `dress`."""
        told = "; ".join(f"{rule} {in_figures(decisions[rule])}" for rule in RULES)
        known = [row for row in self.rows if row["reported_on"] <= day]
        out = sum(row["report_id"] in left_out for row in known)
        summary = (
            f"{len(known)} reports with a day and a number by then, {out} of them left out. "
            f"Answers: {told}."
        )
        columns = ["reported_on", "figure", "source_name", "url", "report_id"]
        table = [[row[name] for name in columns] for row in known]
        for row in table:
            row[0] = f"{row[0]:%Y-%m-%d}"
        finding = ", ".join(f"{rule} {_in_short(decisions[rule])}" for rule in RULES)
        return f"By {pages.long_date(day)}:<br>{finding}", summary, columns, table

    @staticmethod
    def _reports(rows, symbols):
        middle = [(row["low"] + row["high"]) / 2 for row in rows]
        half = [(row["high"] - row["low"]) / 2 for row in rows]
        return {
            "x": [row["x"] for row in rows],
            "y": middle,
            "symbol": symbols,
            "half": half,
            "customdata": [
                [
                    row["figure"],
                    row["source_name"],
                    row["report_id"],
                    f"{row['reported_on']:%Y-%m-%d}",
                ]
                for row in rows
            ],
        }

    @staticmethod
    def _answer(place, rule, made):
        """One rule's mark; its low and high as a bar with its ends written, where they differ."""
        if made is None:
            empty = ("x", "y", "text", "place", "symbol", "up", "down")
            return {name: [] for name in empty}
        low, high = (made.best if end is None else end for end in (made.low, made.high))
        ends = [end for end in (low, high) if end != made.best]
        beside = "middle right" if ends else "top center"
        return {
            "x": [place] * (1 + len(ends)),
            "y": [made.best, *ends],
            "text": [str(number) for number in (made.best, *ends)],
            "place": [beside] + [f"{'bottom' if end == low else 'top'} center" for end in ends],
            "symbol": [LOOKS[rule]["symbol"]]
            + ["line-ew"] * len(ends),  # no line: room for the number alone
            "up": [high - made.best] + [0] * len(ends),
            "down": [made.best - low] + [0] * len(ends),
        }


def in_figures(made):
    """A decision in figures: ``140``, ``40 to 144, best 140``, ``no answer``."""
    if made is None:
        return "no answer"
    if made.low is None or made.low == made.best == made.high:
        return str(made.best)
    return f"{made.low} to {made.high}, best {made.best}"


def _in_short(made):
    """The same for a title, which has less room: ``140``, ``40–144``, ``no answer``."""
    if made is None or made.low is None or made.low == made.high:
        return in_figures(made)
    return f"{made.low}–{made.high}"


def plot_rules(reports, decisions, day, *, left_out=(), stage=None):
    """Draw the reports known by a day, and beside them what each rule makes of them.

    Parameters
    ----------
    reports : pandas.DataFrame
        Rows of `casualty_reports` for one event, measure and population. The axes span them all.
    decisions : dict
        From `course.coding.decide`, over the reports that count by `day`.
    day : date-like
        Last day drawn.
    left_out : collection of str
        Identifiers of reports that do not count; drawn as crosses.
    stage : RuleStage, optional
        The reports laid out, where they have been already.

    Returns
    -------
    plotly.graph_objects.Figure
        The vertical axis in people. Days with a report stand side by side, whatever lies between.
    """
    stage, day = stage or RuleStage(reports), pd.Timestamp(day)
    fig = make_subplots(
        cols=2, shared_yaxes=True, horizontal_spacing=0.02, column_widths=[0.7, 0.3]
    )
    counted, others, *answers = stage.marks(decisions, day, left_out)
    fig.add_trace(_report_trace("counts", counted, PALETTE["blue"]), row=1, col=1)
    fig.add_trace(_report_trace("not used", others, INK), row=1, col=1)
    for rule, mark in zip(RULES, answers, strict=True):
        fig.add_trace(_answer_trace(rule, mark), row=1, col=2)
    fig.update_xaxes(**stage.day_axis, col=1)
    fig.update_xaxes(
        range=[-0.6, 2.9], tickvals=[0, 1, 2], ticktext=list(RULES), title="rule", col=2
    )
    fig.update_yaxes(range=[0, stage.top])
    fig.update_yaxes(title="people killed", col=1)
    fig.update_layout(height=430, legend={"itemclick": False, "itemdoubleclick": False})
    finding, summary, columns, table = stage.words(decisions, day, left_out)
    dress(
        fig,
        finding=finding,
        source="Casebook table casualty_reports, population: all.<br>Hollow: a floor (“at least”, “more than”)."
        "<br>Large: decided an answer. Bars: ranges.",
        summary=summary,
        table=pd.DataFrame(table, columns=columns),
    )
    return fig.update_layout(margin={"t": 120, "b": 150}, title_font_size=16)


def _report_trace(name, mark, colour):
    return go.Scatter(
        name=name,
        x=mark["x"],
        y=mark["y"],
        mode="markers",
        marker={
            "color": colour,
            "symbol": mark["symbol"],
            "size": mark["size"],
            "opacity": 1,
            "line": {"color": colour, "width": 2},
        },
        error_y={"type": "data", "array": mark["half"], "width": 0, "thickness": 2},
        customdata=mark["customdata"],
        hovertemplate="%{customdata[3]}: %{customdata[0]}<br>read at %{customdata[1]} "
        "(%{customdata[2]})<extra></extra>",
    )


def _answer_trace(rule, mark):
    look = LOOKS[rule]
    return go.Scatter(
        name=rule,
        showlegend=False,
        x=mark["x"],
        y=mark["y"],
        text=mark["text"],
        mode="markers+text",
        textposition=mark["place"],
        marker={"color": look["color"], "symbol": mark["symbol"], "size": 11},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": mark["up"],
            "arrayminus": mark["down"],
            "thickness": 3,
            "width": 6,
        },
        hovertemplate=f"{rule}: %{{y}}<extra></extra>",
    )


def _day_axis(days):
    """Days with a report in a row; the year stands where it changes."""
    return {
        "range": [-0.6, len(days) - 0.4],
        "tickvals": list(range(len(days))),
        "ticktext": _day_labels(days),
        "tickangle": 0,
        "tickfont": {"size": 12},
        "title": {"text": "reported on (days with a report)", "standoff": 4},
    }


def _day_labels(days):
    """Day, month and year one below the other; month and year stand where they change.

    >>> _day_labels(pd.to_datetime(["2024-03-30", "2024-03-31", "2024-04-01", "2025-04-02"]))
    ['30<br>Mar<br>2024', '31', '1<br>Apr', '2<br>Apr<br>2025']
    """
    labels, before = [], None
    for day in days:
        parts = [str(day.day)]
        if before is None or (day.year, day.month) != (before.year, before.month):
            parts.append(f"{day:%b}")
        if before is None or day.year != before.year:
            parts.append(str(day.year))
        labels.append("<br>".join(parts))
        before = day
    return labels


def plot_answers(answers, names):
    """Draw how each rule's answer moves as reports come in, one panel an event.

    Parameters
    ----------
    answers : dict of str to pandas.DataFrame
        From `course.coding.by_day`, by event; people killed.
    names : dict of str to str
        What each panel is called.

    Returns
    -------
    plotly.graph_objects.Figure
        A line for GTD and for ACLED; for UCDP the band from low to high. Days stand side by side.
    """
    fig = make_subplots(
        rows=len(answers), subplot_titles=[names[event] for event in answers], vertical_spacing=0.22
    )
    for row, own in enumerate(answers.values(), start=1):
        days = sorted(own["reported_on"].unique())
        for trace in _answer_lines(own.assign(x=own["reported_on"].map(days.index)), row == 1):
            fig.add_trace(trace, row=row, col=1)
        fig.update_xaxes(**_day_axis(days), row=row)
    fig.update_yaxes(title="people killed", rangemode="tozero")
    # Room above the first panel's own title for the legend, and above that for the finding.
    fig.update_layout(height=370 * len(answers))
    table = pd.concat({names[event]: own for event, own in answers.items()}, names=["event"])
    dress(
        fig,
        finding=_widest_apart(answers.values()),
        source="Casebook table casualty_reports, population: all, by the rules in course.coding.<br>"
        "Every usable report counts. Gaps between days are left out.",
        summary=" ".join(_path_in_words(names[event], own) for event, own in answers.items()),
        table=table.reset_index("event").reset_index(drop=True),
    )
    return fig.update_layout(legend={"y": 1.07}, margin={"t": 130})


def _answer_lines(own, first):
    told = {rule: own[own["rule"] == rule] for rule in RULES}
    band = told["UCDP"]
    ends = pd.concat([band["high"], band["low"][::-1]])
    yield go.Scatter(
        name="UCDP, low to high",
        legendgroup="band",
        showlegend=first,
        x=[*band["x"], *band["x"][::-1]],
        y=ends.tolist(),
        fill="toself",
        mode="lines",
        fillcolor="rgba(204, 121, 167, 0.25)",
        line={"width": 1, "color": PALETTE["purple"]},
        hoverinfo="skip",
    )
    for rule in ("GTD", "ACLED"):
        look, rows = LOOKS[rule], told[rule]
        yield go.Scatter(
            name=rule,
            legendgroup=rule,
            showlegend=first,
            x=rows["x"].tolist(),
            y=rows["best"].tolist(),
            mode="lines+markers",
            line={"color": look["color"], "dash": look["dash"]},
            marker={"symbol": look["symbol"], "size": 9 if rule == "ACLED" else 12},
            customdata=rows[["reported_on", "reports"]].astype(str).to_numpy().tolist(),
            hovertemplate=f"{rule}: %{{y}} by %{{customdata[0]}}<br>%{{customdata[1]}}"
            "<extra></extra>",
        )


def _widest_apart(tables):
    """The day on which GTD's and ACLED's answers lie furthest from each other, in any event."""
    gaps = []
    for own in tables:
        wide = own.pivot(index="reported_on", columns="rule", values="best")
        both = wide[["GTD", "ACLED"]].dropna()
        gaps += [(abs(gtd - acled), day, gtd, acled) for day, gtd, acled in both.itertuples()]
    if not gaps:
        return "No day on which both GTD and ACLED have an answer"
    _, day, gtd, acled = max(gaps)
    return f"Widest apart on {pages.long_date(day)}: GTD {gtd}, ACLED {acled}"


def _path_in_words(name, own):
    ends = [
        f"{rule} from {rows['best'].iloc[0]} to {rows['best'].iloc[-1]}"
        for rule, rows in own.groupby("rule")
    ]
    return f"{name}: {', '.join(ends)}."


def plot_vague_words(words):
    """Draw the numbers readers take vague words for, beside the codes of a database.

    Parameters
    ----------
    words : pandas.DataFrame
        The table `word_probabilities`; rows whose unit is count are drawn.

    Returns
    -------
    plotly.graph_objects.Figure
        For each word the middle half of the readers' answers with their median, and ACLED's code
        where there is one. The horizontal axis, in people, is logarithmic.
    """
    told = words[words["unit"] == "count"]
    told = told.assign(word=told["phrase"].str.removesuffix(" of"))
    readers = told[told["scheme"] == "readers"].sort_values("mid")
    codes = told[told["scheme"] == "acled"].sort_values("mid")
    fig = go.Figure(
        [
            go.Scatter(
                name=f"{readers['n_answers'].max()} readers: median, and the middle half",
                x=readers["mid"].tolist(),
                y=readers["word"].tolist(),
                mode="markers",
                marker={"size": 12, **_look(0)},
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": (readers["high"] - readers["mid"]).tolist(),
                    "arrayminus": (readers["mid"] - readers["low"]).tolist(),
                    "thickness": 4,
                },
                hovertemplate="readers, %{y}: median %{x}<extra></extra>",
            ),
            go.Scatter(
                name="ACLED’s code",
                x=codes["mid"].tolist(),
                y=codes["word"].tolist(),
                mode="markers",
                marker={"size": 13, **_look(1)},
                hovertemplate="ACLED, %{y}: %{x}<extra></extra>",
            ),
        ]
    )
    order = told.groupby("word")["mid"].max().sort_values().index.tolist()
    fig.update_yaxes(title="word", categoryorder="array", categoryarray=order)
    ticks = [5, 10, 20, 50, 100, 200, 500]
    fig.update_xaxes(title="people (logarithmic)", type="log", tickvals=ticks)
    fig.update_layout(height=440)
    both = sorted(set(readers["word"]) & set(codes["word"]))
    middle = {
        name: rows.set_index("word")["mid"]
        for name, rows in (("readers", readers), ("acled", codes))
    }
    pairs = [
        f"{word} {middle['readers'][word]:g} against {middle['acled'][word]:g}" for word in both
    ]
    return dress(
        fig,
        finding="Readers take vague words for three times the code",
        source="Casebook table word_probabilities.<br>The readers chose to answer: no sample "
        "of anybody.<br>They were asked for “scores of” and “hundreds of”.",
        summary=f"Readers' median against ACLED's code: {'; '.join(pairs)}.",
        table=told[["word", "scheme", "low", "mid", "high", "n_answers", "url"]],
    )


def _look(step):
    return {"color": CYCLE[step]["color"], "symbol": CYCLE[step]["symbol"]}
