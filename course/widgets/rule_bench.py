"""The rule bench: one set of reports, three coding rules, and the sentence that decided.

The rules are those of `course.coding`; here the reader chooses which reports they are given. What
is drawn is `course.plots.plot_rules`, moved in place.
"""

import html
import re
from contextlib import contextmanager

import ipywidgets as widgets
import pandas as pd
import plotly.graph_objects as go
import traitlets

from course import coding, counts, datasets, pages, work
from course.errors import NoSuchBenchError
from course.plots.rules import RuleStage, in_figures, plot_rules
from course.widgets.keys import OwnKeys

__all__ = ["RuleBench", "events"]

NAME = "2.3 rule bench"
LEAST = 3  # reports with a day and a number: with fewer there is nothing to choose from
RECENT = 3  # days that "Only the last 3 days" keeps, the slider's own among them
USED = ["report_id", "reported_on", "best", "source_type", "phrase"]
NONE_LEFT = (
    "No usable report is left by this day. GTD leaves its field blank then, and blank is not 0: it "
    "does not say that nobody died. Tick a report, or choose a later day."
)
NO_CHOICE = "no report chosen: the most recent, of several the lowest"
# What a coder may ask about a report, by the kind of source and by the words before the number.
ASKED = {
    "armed_group": "the word of an armed group: skipped by every rule here",
    "social_media": "a channel or eyewitnesses",
    "encyclopaedia": "compiled from other reports",
    "at_least": "a floor, open upwards",
    "more_than": "a floor, open upwards",
    "preliminary": "called preliminary",
    "about": "a round number",
    "range": "two numbers and no single figure: the rules here do not use it",
}
# What our notes say of every floor, and the line says already.
FLOOR_NOTE = r"^'(At least|More than)' floor: [^.]*\.\s*"
CSS = """<style>
.casebook-rules {max-width: 74em; color: var(--jp-ui-font-color1)}
.casebook-rules p {line-height: 1.4; margin: .3em 0}
.casebook-rules a {color: var(--jp-content-link-color, #0072B2); text-decoration: underline}
.casebook-rules select {max-width: 100%}
.casebook-rules .widget-readout {min-width: 9em}
.casebook-rules .rules-list {border: 1px solid var(--jp-border-color1); padding: .2em .6em;
 background: var(--jp-layout-color1)}
.casebook-rules .rules-list .widget-checkbox {height: auto; width: auto}
.casebook-rules .rules-list .widget-checkbox label {display: flex; gap: .5em; white-space: normal;
 line-height: 1.3; height: auto; width: auto; font-weight: 600; align-items: center}
.casebook-rules .rules-list input {flex: none; margin: 0}
.casebook-rules .rules-asked {margin: 0 0 .5em 1.7em; line-height: 1.35; overflow-wrap: anywhere}
.casebook-rules .rules-cards {display: grid; gap: .6em;
 grid-template-columns: repeat(auto-fit, minmax(15em, 1fr))}
.casebook-rules .rules-card {border: 1px solid var(--jp-border-color1); padding: .2em .8em;
 background: var(--jp-layout-color1); overflow-wrap: anywhere}
.casebook-rules .rules-card blockquote {margin: .2em 0; padding-left: .7em; line-height: 1.4;
 border-left: 3px solid var(--jp-border-color1)}
.casebook-rules :is(select, input, button, a, [role=slider]):focus-visible {
 outline: 3px solid var(--jp-brand-color1, #0072B2) !important; outline-offset: 1px}
</style>"""


def events():
    """Events with at least three dated numbers of people killed, in the table's order.

    Returns
    -------
    dict of str to str
        For each event_id the name and date of the event.
    """
    reports = datasets.load("casualty_reports")
    known = datasets.load("events").set_index("event_id")
    named = {}
    for event in reports["event_id"].unique():
        own = counts.series(reports, event).dropna(subset=["reported_on", "best"])
        if len(own) >= LEAST:
            name, day = known.loc[event, ["name", "date"]]
            named[event] = f"{name}, {pages.long_date(pd.Timestamp(day))}"
    return named


class RuleBench(widgets.VBox):
    """Choose an event, a day and the reports that count; see each rule's answer and its reason.

    Parameters
    ----------
    event : str
        An ``event_id`` of `events`.
    day : date-like, optional
        A day with a report; by default the last.

    Attributes
    ----------
    event : str
        The event on the bench. Set it to turn to another, which begins at its last day.
    day : pandas.Timestamp
        The day the slider stands at. Set it, as a date or as text, to move the slider.
    left_out : set of str
        ``report_id`` of the reports that do not count.
    trusted : str
        ``report_id`` of the report a UCDP coder trusts most; empty where none was chosen.
    kept : bool or None
        Whether the choices could be written to the reader's disk; None before any.

    Raises
    ------
    NoSuchBenchError
        For an event, a day or a report that the bench does not have.

    Notes
    -----
    A report by an armed group and a range without a single figure are listed and not used; see
    `course.coding`. `left_out` and, event by event, `trusted` are kept by `course.work`.
    """

    event = traitlets.Unicode()
    day = traitlets.Any()
    left_out = traitlets.Set(traitlets.Unicode())
    trusted = traitlets.Unicode()

    def __init__(self, event="crocus-2024", day=None):
        self.events = events()
        self._reports = datasets.load("casualty_reports")
        self._words = datasets.load("word_probabilities")
        self._trust, self.kept, self._busy = {}, None, False
        self._figure = None
        self._build()
        super().__init__()
        self.add_class("casebook-rules")
        with self._quietly():
            self._recall()
            self.event = event
            self._lay_out(day)
            self.children = self._parts()
        self._connect()
        self._show()

    # What a reader or a test may ask and do

    @property
    def decisions(self):
        """For each rule the `course.coding.Decision`, or None where it has nothing to use."""
        return self._decide(self.day)

    @property
    def counted(self):
        """The reports that count by the day, as rows of `casualty_reports`."""
        names = [row["report_id"] for row in self._counted(self.day)]
        return self._series[self._series["report_id"].isin(names)]

    def leave_out(self, *report_ids):
        """Let these reports not count."""
        self.left_out = self.left_out | set(report_ids)

    def count(self, *report_ids):
        """Let these reports count again; all of the event's where none is named."""
        self.left_out = self.left_out - set(report_ids or self._rows)

    def keep_recent(self, days=RECENT):
        """Of what is known by the day, leave out all but the last days' reports."""
        first = self.day - pd.Timedelta(days=days - 1)
        known = {name: row["reported_on"] for name, row in self._rows.items()}
        early = {name for name, published in known.items() if published < first}
        late = {name for name, published in known.items() if first <= published <= self.day}
        self.left_out = (self.left_out | early) - late

    def start_over(self):
        """Count every report of every event and trust none most; forget what was kept."""
        with self._quietly():
            self.left_out, self.trusted, self._trust = set(), "", {}
        self._answers = {}
        work.forget(NAME)
        self.kept = None
        self._show()
        self._keeping.value = "<p>&nbsp;Every report counts again.</p>"

    @traitlets.validate("event")
    def _an_event_of_the_bench(self, proposal):
        if proposal["value"] not in self.events:
            raise NoSuchBenchError("event", proposal["value"], list(self.events))
        return proposal["value"]

    @traitlets.validate("day")
    def _a_stop_of_the_slider(self, proposal):
        try:
            day = pd.Timestamp(proposal["value"])
        except (TypeError, ValueError):
            day = None
        if day not in self._stage.days:
            stops = [f"{each:%Y-%m-%d}" for each in self._stage.days]
            raise NoSuchBenchError("day", str(proposal["value"]), stops)
        return day

    @traitlets.validate("left_out")
    def _reports_of_the_table(self, proposal):
        for name in sorted(proposal["value"] - set(self._reports["report_id"])):
            raise NoSuchBenchError("report", name, list(self._rows))
        return proposal["value"]

    @traitlets.validate("trusted")
    def _a_report_with_a_single_figure(self, proposal):
        single = [name for name, row in self._rows.items() if row["usable"] and row["number"]]
        if proposal["value"] and proposal["value"] not in single:
            raise NoSuchBenchError("usable report", proposal["value"], single)
        return proposal["value"]

    # How it is built

    def _build(self):
        wide = {"style": {"description_width": "auto"}, "layout": {"width": "98%"}}
        self._chooser = widgets.Dropdown(
            options=[(name, event) for event, name in self.events.items()],
            description="Event",
            **wide,
        )
        self._slider = widgets.SelectionSlider(
            options=["-"], description="By the end of", continuous_update=False, **wide
        )
        self._coder = widgets.Dropdown(description="A UCDP coder trusts most", **wide)
        self._all, self._over = _button("Count all"), _button("Start over")
        self._last = _button(f"Only the last {RECENT} days")
        self._list = widgets.VBox(layout={"max_height": "19em", "overflow": "auto", "width": "98%"})
        self._list.add_class("rules-list")
        self._about_list, self._keeping, self._status = (widgets.HTML() for _ in range(3))
        self._cards = widgets.HTML(layout={"width": "98%"})

    def _parts(self):
        row = {"flex_flow": "row wrap", "align_items": "center"}
        title = widgets.HTML("<p><strong>Reports that count</strong>&nbsp;</p>")
        return [
            OwnKeys(),
            widgets.HTML(CSS),
            self._chooser,
            self._slider,
            widgets.HBox([title, self._all, self._last], layout=row),
            self._list,
            self._about_list,
            self._coder,
            self._status,
            self._cards,
            self._figure,
            widgets.HBox([self._over, self._keeping], layout=row),
        ]

    def _connect(self):
        hands = {"event": self._chooser, "day": self._slider, "trusted": self._coder}
        for name, widget in hands.items():
            widget.observe(lambda change, name=name: self._take(name, change["new"]), "value")
        self.observe(self._turn_to_event, "event")
        self.observe(lambda _: self._busy or self._show(), "day")
        self.observe(self._choose, ["left_out", "trusted"])
        self._all.on_click(lambda _: self.count())
        self._last.on_click(lambda _: self.keep_recent())
        self._over.on_click(lambda _: self.start_over())

    def _lay_out(self, day=None):
        """Everything that changes with the event, once: no move of the slider reads a table."""
        series = counts.series(self._reports, self.event)
        self._series = series.dropna(subset=["reported_on"])
        self._stage, self._answers = RuleStage(self._series), {}
        self._rows = self._rows_newest_first()
        self._boxes = {name: self._line(row) for name, row in self._rows.items()}
        self._list.children = [part for line in self._boxes.values() for part in line]
        undated = len(series) - len(self._series)
        more = f" {undated} more of this event bear no day: no rule can place them." * bool(undated)
        self._about_list.value = f"<p>Newest first.{more}</p>"
        self._slider.options = [(pages.long_date(each), each) for each in self._stage.days]
        self.day = self._stage.days[-1] if day is None else day
        self.trusted = self._trust.get(self.event, "")
        for each in self._stage.days:
            self._decide(each)
        if self._figure is None:
            drawn = plot_rules(self._series, self.decisions, self.day, stage=self._stage)
            self._figure = go.FigureWidget(drawn)
            self._figure.layout.autosize = True
            # Without it the figure keeps its first width when the window is made narrower.
            self._figure._config = {**self._figure._config, "responsive": True}
        with self._figure.batch_update():
            self._figure.layout.xaxis.update(self._stage.day_axis)
            self._figure.layout.yaxis.range = [0, self._stage.top]

    def _rows_newest_first(self):
        """The event's reports by identifier, as plain dicts with what the bench says of each."""
        told = counts.printed_range(self._series)
        told = told.sort_values(["reported_on", "report_id"], ascending=False, kind="stable")
        rows = {row["report_id"]: row for row in told.to_dict("records")}
        for row in rows.values():
            row["number"] = pd.notna(row["best"])
            code = coding.vague_number(row["phrase"], self._words) if pd.isna(row["high"]) else None
            sound = row["source_type"] not in coding.UNSOUND
            row["usable"] = sound and (row["number"] or code is not None)
            row["label"] = (
                f"{row['figure']}: {row['source_name']}, {pages.long_date(row['reported_on'])}"
            )
        return rows

    def _line(self, row):
        """A box to tick, and below it what a coder may ask about the report, with its address."""
        name = row["report_id"]
        box = widgets.Checkbox(
            value=row["usable"] and name not in self.left_out,
            disabled=not row["usable"],
            description=row["label"],
            indent=False,
        )
        box.observe(lambda change: self._tick(name, change["new"]), "value")
        return box, widgets.HTML(f'<div class="rules-asked">{_asked(row)}</div>')

    # What the reader's hand does

    def _take(self, name, value):
        if not self._busy:
            setattr(self, name, value)

    def _tick(self, name, ticked):
        if not self._busy:
            (self.count if ticked else self.leave_out)(name)

    def _turn_to_event(self, _):
        with self._quietly():
            self._lay_out()
        self._show()

    def _choose(self, change):
        if self._busy:
            return
        self._answers = {}
        if change["name"] == "trusted":
            self._trust = {**self._trust, self.event: self.trusted}
        self._show()
        trust = {event: name for event, name in self._trust.items() if name}
        self.kept = work.keep(NAME, {"left_out": sorted(self.left_out), "trusted": trust})
        self._say_kept()

    @contextmanager
    def _quietly(self):
        """Change parts of the bench without taking it for the reader's hand."""
        before, self._busy = self._busy, True
        try:
            yield
        finally:
            self._busy = before

    # What the rules say

    def _counted(self, day):
        return [
            row
            for name, row in self._rows.items()
            if row["usable"] and name not in self.left_out and row["reported_on"] <= day
        ]

    def _decide(self, day):
        if day not in self._answers:
            rows = self._counted(day)
            names = [row["report_id"] for row in rows]
            frame = self._series.loc[self._series["report_id"].isin(names), USED]
            trusted = self.trusted if self.trusted in names else None
            self._answers[day] = coding.decide(frame, self._words, trusted)
        return self._answers[day]

    # What is shown: every part is changed in place, so that the focus stays where it is

    def _show(self):
        decisions = self.decisions
        with self._quietly():
            self._chooser.value, self._slider.value = self.event, self.day
            self._show_list()
            self._show_coder()
        told = "; ".join(f"{rule} {in_figures(made)}" for rule, made in decisions.items())
        words = f"By {pages.long_date(self.day)}: {told}." if any(decisions.values()) else NONE_LEFT
        self._status.value = f'<p role="status" aria-live="polite"><strong>{words}</strong></p>'
        cards = "".join(self._card(rule, made) for rule, made in decisions.items())
        self._cards.value = f'<div class="rules-cards">{cards}</div>'
        self._move_figure(decisions)

    def _show_list(self):
        for name, (box, asked) in self._boxes.items():
            row = self._rows[name]
            shown = None if row["reported_on"] <= self.day else "none"
            if box.layout.display != shown:
                box.layout.display = asked.layout.display = shown
            box.value = row["usable"] and name not in self.left_out

    def _show_coder(self):
        rows = [row for row in self._counted(self.day) if row["number"]]
        options = [(NO_CHOICE, ""), *((row["label"], row["report_id"]) for row in rows)]
        options = _told_apart(options)
        if list(self._coder.options) != options:
            self._coder.options = options
        names = [name for _, name in options]
        self._coder.value = self.trusted if self.trusted in names else ""

    def _move_figure(self, decisions):
        marks = self._stage.marks(decisions, self.day, self.left_out)
        finding, summary, columns, table = self._stage.words(decisions, self.day, self.left_out)
        with self._figure.batch_update():
            for trace, mark in zip(self._figure.data[:2], marks[:2], strict=True):
                trace.update(x=mark["x"], y=mark["y"], customdata=mark["customdata"])
                trace.marker.update(symbol=mark["symbol"], size=mark["size"])
                trace.error_y.array = mark["half"]
            for trace, mark in zip(self._figure.data[2:], marks[2:], strict=True):
                trace.update(x=mark["x"], y=mark["y"], text=mark["text"])
                trace.textposition, trace.marker.symbol = mark["place"], mark["symbol"]
                trace.error_y.update(array=mark["up"], arrayminus=mark["down"])
            self._figure.layout.title.text = finding
            self._figure.layout.meta = {"summary": summary, "columns": columns, "rows": table}

    def _card(self, rule, made):
        """A rule's answer, the sentence that decided, how it applied, and the reports it used."""
        if made is None:
            return (
                f'<div class="rules-card"><p><strong>{rule}: no answer</strong></p>'
                "<p>No usable report with a number is left.</p></div>"
            )
        ends = ""
        if made.low is not None and made.low < made.high:
            ends = f"<p>{self._end('Low', made.low)} {self._end('High', made.high)}</p>"
        links = "; ".join(_link(self._rows[name]) for name in made.reports)
        return (
            f'<div class="rules-card"><p><strong>{rule}: {in_figures(made)}</strong></p>'
            f"<blockquote>{made.sentence}</blockquote><p>{html.escape(made.why)}</p>"
            f"<p><strong>Decided by</strong> {links}.</p>{ends}</div>"
        )

    def _end(self, name, figure):
        rows = [row for row in self._counted(self.day) if row["number"] and row["best"] == figure]
        more = f" and {len(rows) - 1} more" * (len(rows) > 1)
        return f"{name} {figure}: {_link(rows[-1])}{more}."

    def _say_kept(self):
        words = {
            True: "Kept on this computer in my-work/",
            False: "Not kept: the folder my-work/ cannot be written.",
            None: "",
        }
        self._keeping.value = f"<p>&nbsp;{words[self.kept]}</p>"

    def _recall(self):
        """What was kept, without what the tables do not have: a file may have been edited."""
        kept = work.recall(NAME, default={})
        kept = kept if isinstance(kept, dict) else {}
        known = self._reports.set_index("report_id")["event_id"].to_dict()
        names, trust = kept.get("left_out"), kept.get("trusted")
        names = names if isinstance(names, list) else []
        self.left_out = {each for each in names if isinstance(each, str) and each in known}
        single = set(self._reports.loc[_single(self._reports), "report_id"])
        self._trust = {
            event: name
            for event, name in (trust if isinstance(trust, dict) else {}).items()
            if isinstance(name, str) and known.get(name) == event and name in single
        }
        self.kept = True if self.left_out or self._trust else None
        self._say_kept()


def _single(reports):
    """Rows that may be trusted most: of a series of all people killed, dated, with one figure."""
    return (
        (reports["use"] == "series")
        & (reports["measure"] == "killed")
        & (reports["population"] == "all")
        & reports[["reported_on", "best"]].notna().all(axis="columns")
        & ~reports["source_type"].isin(coding.UNSOUND)
    )


def _button(words):
    return widgets.Button(description=words, layout={"width": "auto"})


def _told_apart(options):
    """Options whose labels are alike get their identifier: a list cannot hold a label twice."""
    labels = [label for label, _ in options]
    return [
        (f"{label} ({name})" if labels.count(label) > 1 else label, name) for label, name in options
    ]


def _link(row):
    """A report's identifier and outlet, leading to its page."""
    words = html.escape(f"{row['report_id']}, {row['source_name']}")
    address = html.escape(row["url"], quote=True)
    return f'<a href="{address}" title="{address}" target="_blank" rel="noopener">{words}</a>'


def _asked(row):
    """Who is named for the figure, what a coder may ask about it, our note, and the page."""
    doubts = [ASKED[key] for key in (row["source_type"], row["qualifier"]) if key in ASKED]
    if pd.isna(row["high"]):
        doubts = [f"words and no number (“{row['phrase']}”): ACLED alone sets a number for them"]
    if pd.notna(row["as_of"]) and row["as_of"] < row["reported_on"]:
        doubts.append(f"as of {pages.long_date(row['as_of'])}")
    told = html.escape("; ".join([_speaker(row["attributed_to"]), *doubts]))
    note = "" if pd.isna(row["note"]) else re.sub(FLOOR_NOTE, "", row["note"])
    ours = f" <em>Our note: {html.escape(note)}</em>" if note else ""
    return f"{told}.{ours} {_link(row)}"


def _speaker(name):
    if pd.isna(name) or "not named" in name:
        return "The page does not name who counted"
    return f"According to {name}"
