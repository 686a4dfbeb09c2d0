"""As of: what had been reported by a moment, by whom, and where will it end?

The drawing is that of `course.plots.plot_as_of`, the moments are those of `course.clocks`, and the
sums are those of `course.counts`. Here they are only moved through time, beside a reader's guess.
"""

import html
from numbers import Integral

import ipywidgets as widgets
import pandas as pd
import traitlets

from course import clocks, counts, datasets, work
from course.errors import NoSeriesError
from course.plots.moves import guess_band, nice_top, replay_as_of, stops
from course.widgets.replay import Replay

__all__ = ["EVENTS", "LEAST", "AsOf"]

EVENTS = {
    "crocus-2024": "Crocus City Hall, March 2024",
    "kerman-2024": "Kerman, January 2024",
    "kabul-airport-2021": "Kabul airport, August 2021",
}
LEAST = 4  # dated numbers: with fewer a series hardly moves
RULE = (
    "A page that prints a clock counts as known from that clock on, in whatever zone it is, unless "
    "the row's note gives the time at the event's place. A page without one is known from the end "
    "of its day."
)
STYLE = """<style>
.casebook-as-of {max-width: 70em; color: var(--jp-ui-font-color1)}
.casebook-as-of p {line-height: 1.4; margin: .3em 0}
.casebook-as-of a {color: var(--jp-content-link-color, #0072B2); text-decoration: underline}
.casebook-as-of .widget-label {overflow: visible}
.casebook-as-of .widget-readout {white-space: nowrap; min-width: 14em; overflow: visible}
.casebook-as-of .noUi-handle:focus,
.casebook-as-of :is(select, input, button, a):focus-visible {
 outline: 3px solid var(--jp-brand-color1, #0072B2); outline-offset: 1px}
.casebook-as-of [disabled] .noUi-handle {opacity: .5}
</style>"""


class AsOf(widgets.VBox):
    """Replay the reports on one event by the hour and the day, and guess where the count will end.

    Parameters
    ----------
    event, measure, population : str
        What is counted; see `course.counts.series`. The event is one of `EVENTS`, and the series
        has at least `LEAST` dated numbers.

    Attributes
    ----------
    until : pandas.Timestamp
        The moment the slider stands at, one of `stops`. Set it to move the slider.
    guess : tuple of int or None
        The reader's range, low and high, in people. Set it to draw it.
    guessed_at : pandas.Timestamp or None
        Where the slider stood when the guess was made.
    known : pandas.DataFrame
        The reports known by then, with what `course.clocks.moments` adds.
    envelope : pandas.Series
        `course.counts.envelope` of what is known.
    latest : pandas.Series or None
        Officials' latest figure of what is known; see `course.counts.latest`.
    kept : bool or None
        Whether the guess could be written to the reader's disk.

    Raises
    ------
    NoSeriesError
        If no such series can be replayed.
    """

    until = traitlets.Instance(pd.Timestamp)
    guess = traitlets.Tuple(default_value=None, allow_none=True)

    def __init__(self, event="crocus-2024", measure="killed", population="all"):
        self._all = clocks.moments(datasets.load("casualty_reports"))
        self.choices = _choices(self._all)
        self._busy, self._unlocked, self.guessed_at, self.kept = True, False, None, None
        self._replay = None
        self._build()
        super().__init__()
        self.add_class("casebook-as-of")
        self.choose(event, measure, population)
        self._connect()

    # What a reader or a test may ask and do

    def choose(self, event, measure="killed", population="all"):
        """Replay another series, from its first moment."""
        if (event, measure, population) not in self.choices:
            raise NoSeriesError((event, measure, population), self.choices)
        self.event, self.measure, self.population = event, measure, population
        self.reports = counts.series(self._all, event, measure, population)
        self.stops = [pd.Timestamp(moment) for moment in stops(self.reports)]
        self._busy = True
        self._event.value = event
        self._counted.options = _counted(self.choices, event)
        self._counted.value = (measure, population)
        if self._replay:
            self._replay.close()
        self._slider.options = [(clocks.in_words(moment), moment) for moment in self.stops]
        # The last number of officials, or of anybody where they gave none, and of anybody.
        anyone = counts.latest(self.reports, speaker=None)
        official = counts.latest(self.reports)
        self._ends = (anyone if official is None else official, anyone)
        self._replay = Replay(*replay_as_of(self.reports, self.stops), self._slider, 1)
        self.figure, self.words = self._replay.figure, self._replay.words
        self.numbers = self._replay.numbers
        self.children = self._parts()
        self.until = self.stops[0]
        self._recall()
        self._busy = False
        self._show()

    @property
    def known(self):
        """The reports known at `until`."""
        return self.reports[self.reports["since"] <= self.until]

    @property
    def envelope(self):
        """The lowest and the highest number printed by then, and the middle of the figures."""
        return counts.envelope(self.known)

    @property
    def latest(self):
        """Officials' latest figure by then; None where there is none yet."""
        return counts.latest(self.known)

    @property
    def verdict(self):
        """The guess beside the last number, in words; empty before the last stop."""
        if self.until != self.stops[-1]:
            return ""
        return _compared(self.guess, self.guessed_at, *self._ends)

    def start_over(self):
        """Forget the guess, the one on disk too, and go back to the first moment."""
        work.forget(self._name)
        self._busy = True
        self.guess, self.guessed_at, self._unlocked, self.kept = None, None, False, None
        self._low.value = self._high.value = 0
        self.until = self.stops[0]
        self._busy = False
        self._show()

    @traitlets.validate("until")
    def _a_stop_of_the_slider(self, proposal):
        if proposal["value"] not in self.stops:
            known = ", ".join(f"{moment:%Y-%m-%d %H:%M}" for moment in self.stops)
            raise traitlets.TraitError(f"{proposal['value']} is no stop of the slider: {known}")
        return proposal["value"]

    @traitlets.validate("guess")
    def _a_range_of_people(self, proposal):
        guess = proposal["value"]
        if guess is None:
            return None
        whole = len(guess) == 2 and all(isinstance(end, Integral) for end in guess)
        if not whole or not 0 <= guess[0] <= guess[1]:
            raise traitlets.TraitError(
                f"guess: expected two whole numbers, the lower first, from 0 up; got {guess!r}. "
                "Write for example (100, 150)."
            )
        return tuple(int(end) for end in guess)

    # How it is built

    def _build(self):
        wide = {"width": "auto", "min_width": "18em"}
        own = {"description_width": "auto"}
        self._event = widgets.Dropdown(
            options=[(name, event) for event, name in EVENTS.items()],
            description="Event",
            style=own,
            layout=wide,
        )
        self._counted = widgets.Dropdown(description="What is counted", style=own, layout=wide)
        self._slider = widgets.SelectionSlider(
            options=["-"],
            description="As of",
            continuous_update=False,
            style=own,
            layout={"width": "95%"},
        )
        number = {"width": "9em"}
        self._low, self._high = (
            widgets.BoundedIntText(
                value=0, min=0, max=100_000, description=name, style=own, layout=number
            )
            for name in ("from", "to")
        )
        self._draw = widgets.Button(
            description="Draw my guess", button_style="primary", layout={"width": "auto"}
        )
        self._skip = widgets.Button(description="Go on without a guess", layout={"width": "auto"})
        self._over = widgets.Button(description="Start over", layout={"width": "auto"})
        self._asked, self._keeping = widgets.HTML(), widgets.HTML()
        self._said = widgets.HTML()

    def _parts(self):
        row = {"flex_flow": "row wrap", "align_items": "center"}
        guess = [widgets.HTML("<p><strong>My guess</strong></p>"), self._low, self._high]
        return [
            widgets.HTML(f"{STYLE}<p>{RULE}</p>"),
            widgets.HBox([self._event, self._counted], layout=row),
            self._asked,
            widgets.HBox([*guess, self._draw, self._skip], layout=row),
            self._said,
            self._slider,
            self.figure,
            self.words,
            self._replay.folded,
            widgets.HBox([self._over, self._keeping], layout=row),
        ]

    def _connect(self):
        traitlets.link((self, "until"), (self._slider, "value"))
        self.observe(self._show, names="until")
        self.observe(self._guessed, names="guess")
        self._event.observe(self._another_event, names="value")
        self._counted.observe(self._another_count, names="value")
        self._draw.on_click(lambda _: self._take_guess())
        self._skip.on_click(lambda _: self._unlock())
        self._over.on_click(lambda _: self.start_over())

    # What the reader's hand does

    def _another_event(self, change):
        if not self._busy:
            self.choose(change["new"], *_counted(self.choices, change["new"])[0][1])

    def _another_count(self, change):
        if not self._busy and change["new"] is not None:
            self.choose(self.event, *change["new"])

    def _take_guess(self):
        low, high = self._low.value, self._high.value
        if not 0 <= low <= high or high == 0:
            self._said.value = _status("Give two numbers, the lower one first, and draw again.")
            return
        self.guess = (low, high)

    def _unlock(self):
        self._unlocked = True
        self._show()
        self._said.value = _status("The slider is free. You can still guess at any stop.")

    def _guessed(self, _):
        if self._busy:
            return
        self.guessed_at = None if self.guess is None else self.until
        kept = {"guess": self.guess, "at": self.guessed_at and self.guessed_at.isoformat()}
        self.kept = work.keep(self._name, kept)
        self._show()
        if self.guess is not None:
            self._said.value = _status(
                f"Drawn: {self.guess[0]} to {self.guess[1]}, guessed as of "
                f"{clocks.in_words(self.guessed_at)}. Now move the slider."
            )

    # What is shown

    @property
    def _name(self):
        return f"2.2 as of {self.event} {self.measure} {self.population}"

    def _recall(self):
        kept = work.recall(self._name, default={})
        self.guess, self.guessed_at, self.kept = _sound(kept, self.stops)
        self._unlocked = False
        self._low.value, self._high.value = self.guess or (0, 0)
        self._said.value = ""

    def _show(self, _=None):
        if self._busy:
            return
        verdict = self.verdict
        beside = f"<br><strong>{html.escape(verdict)}</strong>" if verdict else ""
        locked = self.guess is None and not self._unlocked and self.until == self.stops[0]
        # What the page has got, its reader can look up, and the axis would tell where the count ends.
        self._replay.reach(1 if locked else None, nice_top(self.guess[1]) if self.guess else 0)
        self._replay.show(self.stops.index(self.until), beside=beside)
        bands = [guess_band(*self.guess)] if self.guess else []
        if len(self.figure.layout.shapes) != len(bands) or bands:
            self._show_guess(bands)
        self._slider.disabled = locked
        self._asked.value = self._question() if locked else ""
        words = {
            True: "Your guess is kept on this computer in my-work/",
            False: "Not kept: the folder my-work/ cannot be written.",
        }
        self._keeping.value = f"<p>&nbsp;{words.get(self.kept, '')}</p>"

    def _show_guess(self, bands):
        if [band["label"]["text"] for band in bands] != [
            shape.label.text for shape in self.figure.layout.shapes
        ]:
            self.figure.layout.shapes = bands

    def _question(self):
        return (
            f"<p>This is all that was known by {clocks.in_words(self.stops[0])}. Before you move "
            "on: in what range will the <strong>last</strong> number lie?</p>"
        )


def _choices(reports):
    """The series that can be replayed: event, measure, population; all before parts of it."""
    found = []
    for event in EVENTS:
        own = reports[(reports["event_id"] == event) & (reports["use"] == "series")]
        dated = counts.printed_range(own).dropna(subset=["since", "high"])
        number = dated.groupby(["measure", "population"]).size()
        fit = number[number >= LEAST].sort_values(ascending=False, kind="stable").index
        order = sorted(fit, key=lambda key: (key[0] != "killed", key[1] != "all"))
        found += [(event, *key) for key in order]
    return found


def _counted(choices, event):
    """What can be chosen for an event: words and value."""
    own = [(measure, population) for name, measure, population in choices if name == event]
    return [
        (f"{measure.replace('_', ' ')}{'' if who == 'all' else ', ' + who}", (measure, who))
        for measure, who in own
    ]


def _sound(kept, moments):
    """Guess, moment and whether anything was kept, from a file that may have been edited."""
    kept = kept if isinstance(kept, dict) else {}
    guess = kept.get("guess")
    if not (isinstance(guess, list) and len(guess) == 2):
        return None, None, None
    if not all(type(end) is int for end in guess) or not 0 <= guess[0] <= guess[1]:
        return None, None, None
    at = pd.to_datetime(kept.get("at"), errors="coerce")
    return tuple(guess), at if at in moments else moments[0], True


def _status(words):
    return f'<p role="status" aria-live="polite">{html.escape(words)}</p>'


def _compared(guess, at, last, anyone):
    """A guess beside the last number in words, without a mark: one range says little."""
    told = [f"The last {_whose(last)}number with a date is {last['figure']}."]
    if anyone["report_id"] != last["report_id"] and anyone["figure"] != last["figure"]:
        told.append(f"The last by anyone is {anyone['figure']} ({anyone['source_name']}).")
    if guess is not None:
        when = f", made as of {clocks.in_words(at)}," if at is not None else ""
        told.append(f"Your guess of {guess[0]} to {guess[1]}{when} {_placed(guess, last)}.")
    if last["qualifier"] in counts.FLOORS:
        told.append("A floor has no upper end: it does not say where the count would end.")
    return " ".join(told)


def _whose(row):
    return "official " if row["speaker"] == "officials" else ""


def _placed(guess, last):
    """Where a guess lies beside a number or a printed range.

    >>> _placed((60, 100), {"low": 149, "high": 149})
    'lies below it, by 49'
    >>> _placed((60, 160), {"low": 149, "high": 149}), _placed((100, 150), {"low": 95, "high": 169})
    ('holds it', 'shares numbers with it')
    """
    low, high = int(last["low"]), int(last["high"])
    if guess[1] < low:
        return f"lies below it, by {low - guess[1]}"
    if guess[0] > high:
        return f"lies above it, by {guess[0] - high}"
    return "holds it" if guess[0] <= low and high <= guess[1] else "shares numbers with it"
