"""Map and time: choose a period and a window; see places, numbers with their ranges, and ties.

What is drawn is `course.plots.plot_event_map` and `course.plots.plot_event_times`, moved in place.
Every period is laid out and handed to the page when the tool or a window is opened, so that a move
is painted there at once; see `course.widgets.replay`.
"""

import html
from contextlib import contextmanager
from itertools import combinations_with_replacement

import ipywidgets as widgets
import numpy as np
import pandas as pd
import traitlets

from course import datasets, maps, pages, work
from course.errors import NoSuchWindowError
from course.plots.house import dress
from course.plots.maps import TIMES, MapStage, TimeStage, show_window, under_labels
from course.widgets.keys import OwnKeys
from course.widgets.replay import Player, live

__all__ = ["MapAndTime"]

NAME = "3.4 map and time"
CSS = """<style>
.casebook-map-time {max-width: 74em; color: var(--jp-ui-font-color1)}
.casebook-map-time p {line-height: 1.4; margin: .3em 0}
.casebook-map-time a {color: var(--jp-content-link-color, #0072B2); text-decoration: underline}
.casebook-map-time select {max-width: 100%}
.casebook-map-time .widget-readout {min-width: 9em; white-space: normal; height: auto;
 line-height: 1.3; overflow: visible}
.casebook-map-time .widget-hslider {height: auto}
.casebook-map-time .widget-checkbox label {display: flex; gap: .5em; white-space: normal;
 line-height: 1.3; height: auto; width: auto; align-items: center}
.casebook-map-time .widget-checkbox {height: auto}
.casebook-map-time .rows {max-height: 22em; overflow: auto; line-height: 1.35}
.casebook-map-time table {border-collapse: collapse}
.casebook-map-time :is(th, td) {text-align: left; vertical-align: top; padding: .2em .6em;
 border-bottom: 1px solid var(--jp-border-color1, #ccc); white-space: normal; min-width: 4em}
.casebook-map-time .noUi-handle:focus,
.casebook-map-time :is(select, input, button, a, .rows):focus-visible {
 outline: 3px solid var(--jp-brand-color1, #0072B2) !important; outline-offset: 1px}
</style>"""
HEADS = ("no.", "date", "attack", "place known to", "killed, as printed", "wounded, as printed")
TIE_HEADS = ("tie", "row", "date", "certainty", "ends with a place")


class MapAndTime(widgets.VBox):
    """Choose a period and a window; places, numbers and ties are those of the period.

    Attributes
    ----------
    period : tuple of two pandas.Timestamp
        First and last day, each the day of an attack. Set it, as days or as text, to move the
        slider.
    window : str
        A key of `course.maps.WINDOWS`. Set it to turn to another part of the map.
    undated : bool
        Whether ties without a date are drawn and listed as well.
    chosen : pandas.DataFrame
        The attacks in the period, with what `course.maps.precision` adds.
    ties : pandas.DataFrame
        The ties dated in the period, and the undated where asked for, with what
        `course.maps.ends` adds.
    kept : bool or None
        Whether the choice could be written to the reader's disk; None before any.

    Raises
    ------
    NoSuchWindowError
        For a window that the maps do not have.

    Notes
    -----
    A tie is drawn only where both its ends have a place. Groups, people and populations have
    none, so most ties are in the list alone.
    """

    period = traitlets.Tuple()
    window = traitlets.Unicode("all")
    undated = traitlets.Bool(False)

    def __init__(self):
        self._outlines = datasets.load("outlines")
        events = datasets.load("events")
        self.events = maps.precision(events)
        self._ranges = maps.ranges(datasets.load("casualty_reports"))
        relations = maps.ends(datasets.load("relations"), events)
        self._relations = maps.dated(relations).combine_first(relations)[
            [*relations.columns, "first", "last"]
        ]
        self.days = list(self.events["date"])
        self._stages, self.kept, self._busy = {}, None, True
        self._times = TimeStage(self.events, self._ranges)
        self._lines, self._tie_lines = self._event_lines(), self._relation_lines()
        self._build()
        super().__init__()
        self.add_class("casebook-map-time")
        self.period = (self.days[0], self.days[-1])
        self._recall()
        self._slider.value = self.period
        self._draw()
        self.children = self._parts()
        self._connect()
        self._busy = False
        self._show()

    # What a reader or a test may ask and do

    @property
    def chosen(self):
        """The attacks in the period."""
        return self._attacks(*self.period)

    @property
    def ties(self):
        """The ties dated in the period, and those without a date where they are asked for."""
        return self._dated(*self.period)

    def _attacks(self, first, last):
        return self.events[self.events["date"].between(first, last)]

    def _dated(self, first, last):
        own = self._relations
        touches = (own["first"] <= last) & (own["last"] >= first)
        return own[touches | (own["first"].isna() if self.undated else False)]

    def start_over(self):
        """The whole period on the whole map, without undated ties; forget what was kept."""
        with self._quietly():
            self.period, self.window, self.undated = (self.days[0], self.days[-1]), "all", False
        work.forget(NAME)
        self.kept = None
        self._turn()

    @traitlets.validate("period")
    def _two_days_of_attacks(self, proposal):
        try:
            first, last = (pd.Timestamp(day) for day in proposal["value"])
        except (TypeError, ValueError):
            first = last = None
        if first not in self.days or last not in self.days or first > last:
            known = ", ".join(f"{day:%Y-%m-%d}" for day in self.days)
            raise traitlets.TraitError(
                f"period: expected two of the days {known}, the earlier first; got "
                f"{proposal['value']!r}. Choose for example ('2024-01-03', '2024-03-22')."
            )
        return (first, last)

    @traitlets.validate("window")
    def _a_window_of_the_maps(self, proposal):
        maps.window(proposal["value"])
        return proposal["value"]

    # How it is built

    def _build(self):
        wide = {"style": {"description_width": "auto"}, "layout": {"width": "98%"}}
        self._slider = widgets.SelectionRangeSlider(
            options=[(f"{no} · {pages.long_date(day)}", day) for no, day in self._numbered()],
            index=(0, len(self.days) - 1),
            description="Period",
            continuous_update=False,
            **wide,
        )
        self._chooser = widgets.Dropdown(
            options=[(each.name, name) for name, each in maps.WINDOWS.items()],
            description="Map",
            style={"description_width": "auto"},
            layout={"width": "auto", "max_width": "98%"},
        )
        self._undated = widgets.Checkbox(
            description="Also ties without a date", indent=False, layout={"width": "auto"}
        )
        self._over = widgets.Button(description="Start over", layout={"width": "auto"})
        self._status, self._table, self._tie_table = (widgets.HTML() for _ in range(3))
        self._keeping = widgets.HTML()

    def _numbered(self):
        return zip(self.events["no"], self.days, strict=True)

    def _parts(self):
        row = {"flex_flow": "row wrap", "align_items": "center"}
        folded = widgets.Accordion([self._tie_table], titles=("Ties of the period",))
        return [
            OwnKeys(),
            widgets.HTML(CSS),
            self._slider,
            widgets.HBox([self._chooser, self._undated], layout=row),
            self._status,
            self.map,
            self.times,
            self._table,
            folded,
            widgets.HBox([self._over, self._keeping], layout=row),
        ]

    def _connect(self):
        hands = {"period": self._slider, "window": self._chooser, "undated": self._undated}
        for name, widget in hands.items():
            widget.observe(lambda change, name=name: self._take(name, change["new"]), "value")
        self.observe(lambda change: self._changed(change["name"]), list(hands))
        self._over.on_click(lambda _: self.start_over())

    def _draw(self):
        """The two figures, dressed once; later a `Player` moves each of them."""
        stage, chosen = self._stage(), set(self.chosen["event_id"])
        drawn = stage.figure(chosen, list(self.ties["relation_id"]))
        drawn.data[0].update(_numbers(stage.land))
        words = {"finding": self._title(*self.period), "summary": "", "table": pd.DataFrame()}
        self.map = live(dress(drawn, source=stage.source, **words))
        words["finding"] = "When, and how many people<br>were reported killed"
        times = self._times.figure(chosen).update_layout(shapes=[self._times.band(*self.period)])
        self.times = live(under_labels(dress(times, source=TIMES, **words)))
        self._laid, index = (self.window, self.undated), self._slider.index
        self._players = [
            Player(self._slider, self.map, self._map_stops(), index),
            Player(self._slider, self.times, self._times_stops(), index),
        ]

    def _map_stops(self):
        """What the map shows of each period, in this window and with the ties asked for."""
        stage = self._stage()
        return {
            index: _slots(
                stage.series(
                    set(self._attacks(*period)["event_id"]),
                    list(self._dated(*period)["relation_id"]),
                ),
                leading=1,
            )
            | {(None, "title.text"): self._title(*period)}
            for index, period in self._periods().items()
        }

    def _times_stops(self):
        """What the column of dates and numbers shows of each period."""
        stops = {}
        for index, (first, last) in self._periods().items():
            band = self._times.band(first, last)
            stops[index] = _slots(
                self._times.series(set(self._attacks(first, last)["event_id"]))
            ) | {(None, f"shapes[0].{end}"): band[end] for end in ("x0", "x1")}
        return stops

    def _periods(self):
        """Every period there is, by the index it has on the slider."""
        numbers = range(len(self.days))
        return {
            (one, other): (self.days[one], self.days[other])
            for one, other in combinations_with_replacement(numbers, 2)
        }

    def _title(self, first, last):
        return f"{_span(first, last)}:<br>{_number(len(self._attacks(first, last)), 'attack')}"

    def _stage(self):
        if self.window not in self._stages:
            self._stages[self.window] = MapStage(
                self.events, self._outlines, self.window, self._relations
            )
        return self._stages[self.window]

    # What the reader's hand does

    def _take(self, name, value):
        if not self._busy:
            setattr(self, name, value)

    def _changed(self, name):
        if self._busy:
            return
        first, last = (f"{day:%Y-%m-%d}" for day in self.period)
        kept = {"period": [first, last], "window": self.window, "undated": self.undated}
        self.kept = work.keep(NAME, kept)
        self._turn() if name == "window" else self._show()

    @contextmanager
    def _quietly(self):
        """Change parts of the tool without taking it for the reader's hand."""
        before, self._busy = self._busy, True
        try:
            yield
        finally:
            self._busy = before

    def _turn(self):
        """Turn the map to its window, then show the period in it."""
        stage = self._stage()
        with self.map.batch_update():
            self.map.data[0].update(_numbers(stage.land))
            show_window(self.map, stage.window)
            self.map.layout.annotations[0].text = f"Source: {stage.source}"
        self._show()

    # What is shown: every part is changed in place, so that the focus stays where it is

    def _show(self):
        chosen, ties, stage = self.chosen, self.ties, self._stage()
        self.words = self._in_words(chosen, ties, stage)
        self._status.value = f'<p role="status" aria-live="polite">{html.escape(self.words)}</p>'
        with self._quietly():
            self._slider.value, self._chooser.value = self.period, self.window
            self._undated.value = self.undated
        self._redraw(set(chosen["event_id"]))
        self._table.value = _table(HEADS, [self._lines[name] for name in chosen["event_id"]])
        rows = [self._tie_lines[name] for name in ties["relation_id"]]
        self._tie_table.value = _table(TIE_HEADS, rows)
        words = {
            True: "Kept on this computer in my-work/",
            False: "Not kept: the folder my-work/ cannot be written.",
            None: "",
        }
        self._keeping.value = f"<p>&nbsp;{words[self.kept]}</p>"

    def _redraw(self, names):
        if self._laid != (self.window, self.undated):
            self._laid = (self.window, self.undated)
            self._players[0].lay(self._map_stops())
        for player, words in zip(self._players, (self.words, self._times.said(names)), strict=True):
            player.follow(self._slider.index, {"summary": words, "columns": [], "rows": []})

    def _in_words(self, chosen, ties, stage):
        """The state in words: the period, how places are known, the numbers, the ties."""
        first, last = self.period
        codes = chosen["where_prec"].value_counts()
        known = [
            f"{codes[code]} {maps.WHERE_PREC[code]}" for code in maps.WHERE_PREC if code in codes
        ]
        drawn = {row["event_id"] for place in stage.places for row in place["rows"]}
        away = chosen[~chosen["event_id"].isin(drawn)]
        outside = ""
        if len(away):
            names = ", ".join(f"{row.no} {row.short}" for row in away.itertuples())
            outside = f" Not on this part of the map: {names}."
        both = len(stage.drawn_ties(list(ties["relation_id"])))
        return (
            f"{_span(first, last)}: {_number(len(chosen), 'attack')} in "
            f"{_countries(chosen['country'].nunique())} (place known to: {', '.join(known)})."
            f"{outside} {_number(len(ties), 'tie')}{' dated in it' if not self.undated else ''}; "
            f"of {both} both ends have a place, and these are drawn. "
            f"{self._times.said(set(chosen['event_id']))}"
        )

    def _event_lines(self):
        """A row of the table for each attack, ready."""
        printed = self._ranges[self._ranges["population"] == "all"]
        printed = printed.set_index(["event_id", "measure"])["printed"]
        lines = {}
        for row in self.events.itertuples():
            link = (
                f'<a href="{html.escape(row.url, quote=True)}" target="_blank" rel="noopener">'
                f"{html.escape(row.name)}</a>, {html.escape(row.place)}, {row.country}"
            )
            told = [printed.get((row.event_id, each), "") for each in ("killed", "wounded")]
            known = f"{row.where_prec} {maps.WHERE_PREC[row.where_prec]}"
            lines[row.event_id] = (str(row.no), f"{row.date:%Y-%m-%d}", link, known, *told)
        return lines

    def _relation_lines(self):
        """A row of the list for each tie, ready."""
        lines = {}
        for row in self._relations.itertuples():
            ends = [(row.source_actor, row.source_place), (row.target_actor, row.target_place)]
            placed = [actor for actor, place in ends if pd.notna(place)]
            relation = row.relation.replace("_", " ")
            when = dict.fromkeys(each for each in (row.start, row.end) if pd.notna(each))
            lines[row.relation_id] = (
                html.escape(f"{row.source_actor} {relation} {row.target_actor}"),
                f"{row.relation_id}, {row.claim_id}",
                " to ".join(when) or "not given",
                row.certainty,
                html.escape(", ".join(placed)) or "none",
            )
        return lines

    def _recall(self):
        """What was kept, where it still fits: a file may have been edited."""
        kept = work.recall(NAME, default={})
        if not isinstance(kept, dict):
            return
        for name in ("period", "window", "undated"):
            try:
                if name in kept:
                    setattr(self, name, kept[name])
                    self.kept = True
            except (traitlets.TraitError, NoSuchWindowError):
                continue


def _numbers(land):
    """A coast as arrays of numbers, which the page need not go through one by one at each move."""
    return {name: np.array(along, dtype=float) for name, along in zip("xy", land, strict=True)}


def _slots(series, leading=0):
    """The series of a figure as a `Player` takes them; `leading` traces before them stay."""
    return {
        (leading + at, name): value
        for at, each in enumerate(series)
        for name, value in each.items()
    }


def _span(first, last):
    if first == last:
        return pages.long_date(first)
    return f"{first:%-d %b %Y} to {last:%-d %b %Y}"


def _number(number, noun):
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _countries(number):
    return "1 country" if number == 1 else f"{number} countries"


def _table(heads, rows):
    """Rows of cells that are HTML already."""
    head = "".join(f'<th scope="col">{each}</th>' for each in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f'<div class="rows" tabindex="0"><table><tr>{head}</tr>{body}</table></div>'
