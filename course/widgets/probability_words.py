"""Words on a scale: what number does "likely" mean to you, and to others?

What the schemes give a word, and how a number placed is compared with it, is in `course.wording`;
the drawing is `course.plots.plot_probability_words`. Here it is only asked, kept and shown.
"""

import html
import re
from numbers import Integral

import ipywidgets as widgets
import plotly.io as pio
import traitlets

from course import datasets, pages, work
from course.errors import PlacementError
from course.plots import data_table, describe, plot_probability_words
from course.wording import SCHEMES, SPELLINGS, common_ground, placements, turned_pairs

__all__ = ["PHRASES", "ProbabilityWords"]

# Seven phrases that at least two schemes have, and two that only the readers were asked about. The
# order neither rises nor falls, so that the list itself gives no hint.
PHRASES = (
    "probable",
    "unlikely",
    "almost certain",
    "we believe",
    "about even",
    "almost no chance",
    "likely",
    "probably not",
    "very good chance",
)

WAITING = (
    -1
)  # where a slider stands before its word is placed: left of 0, so that 0 to 100 are free

STYLE = """<style>
.casebook-probability-words {max-width: 60em; line-height: 1.4; color: var(--jp-ui-font-color1)}
.casebook-probability-words p, .casebook-probability-words li {line-height: 1.4; margin: .3em 0}
.casebook-probability-words .casebook-word {align-items: center}
.casebook-probability-words .casebook-word .widget-label {text-align: left; overflow: visible}
.casebook-probability-words .noUi-handle:focus, .casebook-probability-words input:focus
 {outline: 3px solid var(--jp-brand-color1); outline-offset: 1px}
.casebook-probability-words .casebook-word .noUi-handle {background: var(--jp-brand-color1)}
.casebook-probability-words .casebook-word .slider-container {margin: 0 14px}
.casebook-probability-words .casebook-waiting .noUi-handle
 {background: var(--jp-layout-color1); border: 2px dashed var(--jp-ui-font-color2)}
.casebook-probability-words .casebook-ends {display: flex; justify-content: space-between;
 margin: 0 16px 0 204px; font-size: .9em; color: var(--jp-ui-font-color1)}
</style>"""


class ProbabilityWords(widgets.VBox):
    """Place words on a scale from 0 to 100 percent, then see where others place them.

    Nothing of the schemes is shown for a word before it was placed and compared, so that a first
    answer is the reader's own. After that, moving a word redraws its row; `first` keeps the place it
    had before.

    Parameters
    ----------
    phrases : sequence of str, optional
        What to place: phrases of the table `word_probabilities`; `PHRASES` unless given.
    name : str, optional
        The name under which `course.work` keeps the answers; None keeps nothing.

    Attributes
    ----------
    answers : dict
        Phrase to whole percent, or to None while it is not placed. Set it to place words.
    first : dict
        Phrase to the percent it had when it was first compared.
    figure : plotly.graph_objects.Figure or None
        What is drawn; None before anything was compared.
    comparison : pandas.DataFrame
        The words compared so far; see `course.wording.placements`.

    Notes
    -----
    The schemes do not spell all phrases alike. Taken as one: "almost certain" (ICD 203, Kent) with
    the readers' "almost certainly"; "about even" (Kent, readers) with ICD 203's "roughly even". See
    `course.wording.SPELLINGS`. Every other phrase is matched letter by letter, and what was matched
    is said below the comparison.

    Examples
    --------
    >>> words = ProbabilityWords(["likely", "unlikely"], name=None)
    >>> words.place("likely", 75)
    >>> words.answers
    {'likely': 75, 'unlikely': None}
    >>> words.compare()[["phrase", "mine", "icd_203_low", "icd_203_high"]].values.tolist()
    [['likely', 75.0, 55.0, 80.0]]
    """

    answers = traitlets.Dict()

    def __init__(self, phrases=None, name="1.3 probability words"):
        self.phrases = list(dict.fromkeys(PHRASES if phrases is None else phrases))
        self.words = datasets.load("word_probabilities").query("unit == 'percent'")
        known = set(self.words["phrase"]) | set(SPELLINGS)
        for phrase in self.phrases:
            if phrase not in known:
                raise PlacementError(phrase, None, sorted(known))
        self.name, self.first, self._kept = name, {}, True
        self._rows = {phrase: _Row(phrase) for phrase in self.phrases}
        self.compare_button = widgets.Button(description="Compare", button_style="primary")
        self.again_button = widgets.Button(description="Start over")
        self.note, self.told = widgets.HTML(), widgets.HTML()
        self.numbers = widgets.HTML()
        self._folded = widgets.Accordion([self.numbers], titles=("These numbers as a table",))
        self.figure, self._picture = None, widgets.Output()
        self._shown = widgets.VBox()
        super().__init__(
            [
                widgets.HTML(STYLE + _HOW_TO),
                *self._rows.values(),
                self.note,
                widgets.HBox([self.compare_button, self.again_button]),
                self._shown,
            ],
            answers=dict.fromkeys(self.phrases),
        )
        self.add_class("casebook-probability-words")
        self._take_up()
        self._wire()
        self._tell()

    @traitlets.validate("answers")
    def _every_phrase_has_a_percent_or_none(self, proposal):
        given = proposal["value"]
        for phrase, percent in given.items():
            self._check(phrase, percent)
        return {phrase: _whole(given.get(phrase)) for phrase in self.phrases}

    def place(self, phrase, percent):
        """Place a phrase at a whole percent from 0 to 100; None takes it off the scale."""
        self._check(phrase, percent)
        self.answers = self.answers | {phrase: percent}

    def compare(self):
        """Show the words placed so far beside the schemes, and return the table shown."""
        placed = {phrase: at for phrase, at in self.answers.items() if at is not None}
        self.first = placed | self.first
        self._keep()
        self._tell()
        if not self.first:
            self._say("Place at least one word first.")
        return self.comparison

    def start_over(self):
        """Take every word off the scale and forget what was kept."""
        self.first = {}
        self.answers = dict.fromkeys(self.phrases)
        self._keep()
        if self.name and self._kept:  # where nothing could be kept there is nothing to forget
            work.forget(self.name)
        self._tell()

    @property
    def comparison(self):
        """The words that were compared, at the place they have now."""
        compared = {phrase: self.answers[phrase] for phrase in self.phrases if phrase in self.first}
        return placements(compared, self.words)

    def _check(self, phrase, percent):
        if phrase not in self.phrases:
            raise PlacementError(phrase, None, self.phrases)
        whole = isinstance(percent, Integral) and not isinstance(percent, bool)
        if percent is not None and not (whole and 0 <= percent <= 100):
            raise PlacementError(phrase, percent, self.phrases)

    def _wire(self):
        for phrase, row in self._rows.items():
            row.on_place(lambda percent, phrase=phrase: self.place(phrase, percent))
            row.on_fault(self._say)
        self.observe(self._moved, names="answers")
        self.compare_button.on_click(lambda _: self.compare())
        self.again_button.on_click(lambda _: self.start_over())

    def _take_up(self):
        """Start from what was kept, as far as it is sound."""
        kept = work.recall(self.name) if self.name else None
        if not isinstance(kept, dict):
            return
        answers, first = (self._sound(kept.get(part)) for part in ("answers", "first"))
        self.answers = dict.fromkeys(self.phrases) | answers
        self.first = first
        for phrase, row in self._rows.items():
            row.show(self.answers[phrase])

    def _sound(self, kept):
        found = {}
        for phrase, percent in (kept if isinstance(kept, dict) else {}).items():
            try:
                self._check(phrase, percent)
            except PlacementError:
                continue
            if percent is not None:
                found[phrase] = percent
        return found

    def _moved(self, change):
        for phrase, row in self._rows.items():
            row.show(change["new"][phrase])
        self._keep()
        self._tell()

    def _keep(self):
        if self.name:
            self._kept = work.keep(self.name, {"answers": self.answers, "first": self.first})

    def _say(self, words):
        self.note.value = (
            f'<p role="status" aria-live="polite">{html.escape(words)}</p>'
            f"<p><small>{html.escape(self._where_kept())}</small></p>"
        )

    def _where_kept(self):
        if not self.name:
            return "Not kept: this tool was asked to keep nothing."
        if self._kept:
            return "Kept on this computer in my-work/"
        return "Not kept: the folder my-work/ cannot be written. The answers go with the kernel."

    def _tell(self):
        """Say how many words are placed; draw and say the comparison once there is one."""
        placed = [phrase for phrase in self.phrases if self.answers[phrase] is not None]
        waiting = [phrase for phrase in placed if phrase not in self.first]
        words = f"{len(placed)} of {len(self.phrases)} words placed."
        if self.first and waiting:
            words += f" Press Compare again to add: {', '.join(waiting)}."
        elif len(placed) == len(self.phrases) and not self.first:
            words += " Compare when you are ready."
        self._say(words)
        self._draw()

    def _draw(self):
        table = self.comparison
        if table.empty:
            self.figure, self._shown.children = None, []
            return
        self.figure = plot_probability_words(table)
        self._picture.outputs = (_display_data(self.figure),)
        self.told.value = self._findings(table)
        self.numbers.value = (
            f'<div style="overflow: auto">{pages.table(data_table(self.figure)).data}</div>'
        )
        self._shown.children = [self.told, self._picture, self._folded]

    def _findings(self, table):
        lines = [
            *_inside(table),
            *_turned(table),
            *_apart(table),
            *_changed(self.answers, self.first),
            *_spelt(table["phrase"]),
        ]
        listed = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
        return f'<div role="status" aria-live="polite"><ul>{listed}</ul></div>'


_HOW_TO = (
    "<p>Where does each word stand for you, from 0 percent (cannot be) to 100 (is sure)? Drag or "
    "click on its line, use the arrow and page keys on its handle, or write a whole number into its "
    "box. A word waits left of 0 until you place it.</p>"
    '<div class="casebook-ends"><span>0</span><span>50</span><span>100</span></div>'
)


class _Row(widgets.HBox):
    """One word: a box for its number, which carries the label, and a slider."""

    def __init__(self, phrase):
        self.phrase, self._placed, self._faulty = phrase, [], []
        self.box = widgets.Text(
            description=phrase,
            placeholder="–",
            continuous_update=False,
            style={"description_width": "9.5em"},
            layout={"width": "14em", "flex": "none"},
        )
        self.slider = widgets.IntSlider(
            value=WAITING,
            min=WAITING,
            max=100,
            readout=False,
            continuous_update=False,
            layout={"width": "auto", "flex": "1 1 auto", "min_width": "8em"},
        )
        super().__init__([self.box, self.slider])
        self.add_class("casebook-word")
        self.add_class("casebook-waiting")
        self._percent = None
        self.slider.observe(self._slid, names="value")
        self.box.observe(self._written, names="value")

    def on_place(self, hear):
        self._placed.append(hear)

    def on_fault(self, hear):
        self._faulty.append(hear)

    def show(self, percent):
        """Put box and slider where the word is."""
        self._percent = percent
        self.slider.value = WAITING if percent is None else percent
        self.box.value = "" if percent is None else str(percent)
        (self.add_class if percent is None else self.remove_class)("casebook-waiting")

    def _slid(self, change):
        self._pass_on(None if change["new"] == WAITING else change["new"])

    def _written(self, change):
        text = change["new"].strip().removesuffix("%").strip()
        if text and not (re.fullmatch(r"[0-9]{1,3}", text) and int(text) <= 100):
            self.show(self._percent)
            for hear in self._faulty:
                hear(f"{change['new']!r} is not a whole number from 0 to 100: {self._stays()}.")
            return
        self._pass_on(int(text) if text else None)

    def _stays(self):
        where = "not placed" if self._percent is None else f"at {self._percent}"
        return f"“{self.phrase}” stays {where}"

    def _pass_on(self, percent):
        if percent == self._percent:
            self.show(percent)  # "070" is written as 70
            return
        for hear in self._placed:
            hear(percent)


def _display_data(figure):
    """A figure as an output cell holds it.

    A `FigureWidget` that appears after its cell has run keeps Plotly's 700 pixels, whatever the
    width of the page; an output takes the width there is.
    """
    bundle = pio.renderers["plotly_mimetype"].to_mimebundle(figure.to_dict())
    data = bundle | {"text/plain": describe(figure)}
    return {"output_type": "display_data", "data": data, "metadata": {}}


def _whole(percent):
    return None if percent is None else int(percent)


def _inside(table):
    """How many placements lie inside each scheme's range, of those it has a range for."""
    kinds = {
        "icd_203": "the ICD 203 band",
        "kent": "Kent's band",
        "readers": "the middle half of the readers' answers",
    }
    for scheme, range_name in kinds.items():
        known = table[f"in_{scheme}"].dropna()
        if len(known):
            yield f"Inside {range_name}: {int(known.sum())} of {len(known)}."


def _turned(table):
    """Which pairs stand the other way round than the readers' medians."""
    pairs = turned_pairs(table)
    if pairs:
        told = "; ".join(f"“{low}” above “{high}”" for high, low in pairs[:3])
        more = f", and {len(pairs) - 3} more" if len(pairs) > 3 else ""
        yield f"Pairs you ordered the other way round than the readers: {len(pairs)} ({told}{more})."
    elif table["mine"].notna().sum() > 1:
        yield "No pair stands the other way round than the readers' medians."


def _apart(table):
    """Where the schemes themselves disagree most."""
    ground = common_ground(table)
    if ground.empty:
        return
    common = (ground["shared_high"] - ground["shared_low"]).fillna(0)
    apart = ground["high"] - ground["low"] - common
    far = ground.loc[apart.idxmax()]
    if apart.max() == 0:
        yield "The sources that have these words give them the same range."
        return
    shared = (
        "nothing in common"
        if far["shared_low"] != far["shared_low"]
        else f"in common only {_range(far['shared_low'], far['shared_high'])}"
    )
    yield (
        f"The sources themselves give different ranges for {int((apart > 0).sum())} of the "
        f"{len(ground)} words that two or more of them have. Furthest apart: “{far['phrase']}”, "
        f"together {_range(far['low'], far['high'])}, {shared}."
    )


def _range(low, high):
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def _changed(answers, first):
    """Which words stand elsewhere than when they were first compared."""
    moved = [
        f"“{phrase}” from {before} to {'no place' if answers[phrase] is None else answers[phrase]}"
        for phrase, before in first.items()
        if answers[phrase] != before
    ]
    if moved:
        yield f"Changed after comparing, so no longer a first answer: {'; '.join(moved)}."


def _spelt(phrases):
    """Which phrases were taken as one though schemes spell them otherwise."""
    taken = [
        f"“{phrase}” with “{other}” ({SCHEMES[scheme]})"
        for phrase in phrases
        for scheme, other in SPELLINGS.get(phrase, {}).items()
    ]
    if taken:
        yield f"Taken as one word though spelt otherwise: {'; '.join(taken)}. No others were."
