"""Estimate and be scored: reports of a practice incident arrive, and three answers are asked for.

The incidents, the statements and the simple rules are those of `course.simulate`, the scores those
of `course.scoring`, the drawing of the reports that of `course.plots.plot_as_of`. Here they are put
before a reader in order: reports, answer, and only after the third answer the truth.
"""

import html
import json
from contextlib import contextmanager
from datetime import timedelta
from functools import lru_cache
from numbers import Integral

import ipywidgets as widgets
import pandas as pd
import traitlets

from course import clocks, listing, scoring, simulate, work
from course.errors import LevelError
from course.plots.house import describe
from course.plots.moves import replay_as_of, stops
from course.plots.scores import plot_calibration, plot_scored
from course.simulate.process import WHY_LOWER
from course.widgets.keys import OwnKeys
from course.widgets.replay import Replay

__all__ = ["Estimate"]

DAYS = simulate.CHECKPOINTS
TURNS = ("first", "second", "third")
GROUPS = (0, 0.2, 0.4, 0.6, 0.8, 1)  # ends of the groups that stated probabilities are put in
MOST = 100_000  # people
PLOTLY = "application/vnd.plotly.v1+json"
COLUMNS = [
    "reported_on",
    "reported_at_local",
    "phrase",
    "attributed_to",
    "source_name",
    "report_id",
]
STYLE = """<style>
.casebook-estimate {max-width: 72em; color: var(--jp-ui-font-color1)}
.casebook-estimate p {line-height: 1.4; margin: .3em 0}
.casebook-estimate .widget-label {overflow: visible; white-space: normal; height: auto}
.casebook-estimate .widget-readout {white-space: nowrap; min-width: 14em; overflow: visible}
.casebook-estimate .estimate-asked {border: 1px solid var(--jp-border-color1); padding: .3em .8em;
 background: var(--jp-layout-color1); margin: .5em 0}
.casebook-estimate table.estimate {border-collapse: collapse; line-height: 1.35; margin: .4em 0;
 color: var(--jp-ui-font-color1)}
.casebook-estimate table.estimate :is(th, td) {padding: .15em .5em; text-align: right;
 border-bottom: 1px solid var(--jp-border-color1, #ccc); vertical-align: bottom}
.casebook-estimate table.estimate :is(th, td):first-child {text-align: left}
.casebook-estimate table.estimate :is(th, td):not(:first-child) {white-space: nowrap}
.casebook-estimate table.estimate caption {text-align: left; font-weight: 600}
.casebook-estimate .noUi-handle:focus,
.casebook-estimate :is(select, input, button, a):focus-visible {
 outline: 3px solid var(--jp-brand-color1, #0072B2); outline-offset: 1px}
</style>"""


class Estimate(widgets.VBox):
    """Follow practice incidents, say how many people were killed and how sure you are, be scored.

    Parameters
    ----------
    level : float
        Level of the intervals asked for. Answers at another level are kept apart.
    number : int, optional
        Incident to begin with; see `course.simulate.practice`. Unless given, the one left off at.

    Attributes
    ----------
    number : int
        The incident on the page. Set it to turn to another.
    answers : dict of int to tuple
        For each incident up to three answers ``(low, high, percent)``: an interval for the number
        of people killed, and how likely the statement of that day is, in percent.
    until : pandas.Timestamp
        The moment the slider stands at, one of `stops`.
    day : int or None
        The day, counted from the attack, on which an answer is asked for; None after the third.
    truth : course.simulate.Truth or None
        None before the third answer.
    scores : pandas.DataFrame
        One row for each answer on incidents answered three times; see `answered`.
    kept : bool or None
        Whether the answers could be written to the reader's disk; None before any.

    Examples
    --------
    >>> tool = Estimate(number=300)
    >>> tool.day, tool.question
    (1, 'More than 53 people were killed.')
    """

    number = traitlets.Int(1)
    answers = traitlets.Dict()
    until = traitlets.Instance(pd.Timestamp)

    def __init__(self, level=0.8, number=None):
        if not 0 < level < 1:
            raise LevelError(level)
        self.level, self.kept, self._busy, self._sure = level, None, True, False
        self._replay = None
        self._seen = 0  # the last incident turned to: "start over" goes on after it
        self._build()
        super().__init__()
        self.add_class("casebook-estimate")
        left_off = self._recall()
        self.number = left_off if number is None else number
        self._lay_out()
        self._connect()
        self._busy = False
        self._show()

    # What a reader or a test may ask and do

    @property
    def incident(self):
        """The practice incident on the page."""
        return simulate.practice(self.number)

    @property
    def given(self):
        """The answers given on this incident, in order."""
        return self.answers.get(self.number, ())

    @property
    def day(self):
        """The day an answer is asked for; None once there are three."""
        return DAYS[len(self.given)] if len(self.given) < len(DAYS) else None

    @property
    def question(self):
        """The statement of the day; of the last day once there are three answers."""
        figure = simulate.statement(self.incident, self.day or DAYS[-1])
        return f"More than {figure} people were killed."

    @property
    def stops(self):
        """The moments the slider can stand at: none after the day on which an answer is asked for."""
        end = self._end(self.day or DAYS[-1])
        return [stop for stop in self._stops if stop <= end]

    @property
    def truth(self):
        """What was so; None before the third answer."""
        return None if self.day is not None else self.incident.truth

    @property
    def finished(self):
        """Numbers of the incidents with three answers, in order."""
        return sorted(number for number, given in self.answers.items() if len(given) == len(DAYS))

    @property
    def scores(self):
        """Every answer on the finished incidents, scored; see `answered`."""
        return answered({number: self.answers[number] for number in self.finished}, self.level)

    def answer(self, low, high, percent):
        """Give the answer of the day: two ends in people, and the statement's probability.

        Raises
        ------
        traitlets.TraitError
            If it is no answer, or three have been given.
        """
        self.answers = {**self.answers, self.number: (*self.given, (low, high, percent))}

    def another(self):
        """Turn to the next incident that has not been on the page."""
        last = max([self.number, self._seen, *self.answers])
        self.number = min(last + 1, simulate.LAST_PRACTICE)

    def start_over(self):
        """Forget every answer, on disk too, and go on with an incident not yet seen."""
        last = max([self.number if self.given else self.number - 1, self._seen, *self.answers, 0])
        with self._quietly():
            self.answers = {}
        self._seen = last
        self.number = min(last + 1, simulate.LAST_PRACTICE)
        work.forget(self._name)
        self.kept = work.keep(self._name, self._to_keep()) and None
        self._show()
        self._say("All answers are forgotten. This is an incident you have not seen.")

    @traitlets.validate("number")
    def _an_incident_there_is(self, proposal):
        simulate.practice(proposal["value"])
        return proposal["value"]

    @traitlets.validate("answers")
    def _answers_that_can_be_scored(self, proposal):
        return {
            number: tuple(_an_answer(each) for each in _three_at_most(number, given))
            for number, given in proposal["value"].items()
        }

    @traitlets.validate("until")
    def _a_stop_of_the_slider(self, proposal):
        if proposal["value"] not in self.stops:
            known = ", ".join(f"{moment:%Y-%m-%d %H:%M}" for moment in self.stops)
            raise traitlets.TraitError(f"{proposal['value']} is no stop of the slider: {known}")
        return proposal["value"]

    # How it is built

    def _build(self):
        own = {"description_width": "auto"}
        self._slider = widgets.SelectionSlider(
            options=["-"],
            description="As of",
            continuous_update=False,
            style=own,
            layout={"width": "95%"},
        )
        self._low, self._high, self._percent = (
            widgets.BoundedIntText(
                value=value, min=0, max=most, description=name, style=own, layout={"width": wide}
            )
            for name, value, most, wide in (
                ("from", 0, MOST, "9em"),
                ("to", 0, MOST, "9em"),
                ("percent:", 50, 100, "10em"),
            )
        )
        self._give = widgets.Button(
            description="Give this answer", button_style="primary", layout={"width": "auto"}
        )
        self._next = widgets.Button(
            description="Another incident", button_style="primary", layout={"width": "auto"}
        )
        self._over = widgets.Button(description="Start over", layout={"width": "auto"})
        self._story, self._asked, self._stated, self._told, self._all = (
            widgets.HTML() for _ in range(5)
        )
        self._status, self._keeping = widgets.HTML(), widgets.HTML()
        self._everything = widgets.Accordion([self._all], titles=("All reports",))
        self._result, self._record = widgets.VBox(), widgets.VBox()
        row = {"flex_flow": "row wrap", "align_items": "center"}
        percent = f"{100 * self.level:.0f} percent"
        ends = widgets.HTML(f"<p>My <strong>{percent} interval</strong> for the people killed:</p>")
        self._ask = widgets.VBox(
            [
                self._asked,
                widgets.HBox([ends, self._low, self._high], layout=row),
                widgets.HBox([self._stated, self._percent], layout=row),
                widgets.HBox([self._give]),
            ]
        )
        self._ask.add_class("estimate-asked")
        self._foot = widgets.HBox([self._next, self._over, self._keeping], layout=row)

    def _connect(self):
        self._slider.observe(self._slid, "value")
        self.observe(lambda _: self._busy or self._move(), "until")
        self.observe(self._turned, "number")
        self.observe(self._answered, "answers")
        self._give.on_click(lambda _: self._take())
        self._next.on_click(lambda _: self.another())
        self._over.on_click(lambda _: self._start_over_if_sure())

    def _lay_out(self):
        """Everything that changes with the incident, worked out once."""
        self._reports, self._stops, drawing = _drawn(self.number)
        if self._replay:
            self._replay.close()
        self._replay = Replay(*drawing, self._slider, len(self.stops))
        self.figure, self.words = self._replay.figure, self._replay.words
        self._open_to(self._end(self.day or DAYS[-1]))
        self._low.value, self._high.value = self.given[-1][:2] if self.given else (0, 0)
        self._percent.value = 50
        self.children = [
            OwnKeys(),
            widgets.HTML(STYLE),
            self._story,
            self._slider,
            self.figure,
            self.words,
            self._replay.folded,
            self._everything,
            self._ask,
            self._status,
            self._told,
            self._result,
            self._foot,
            self._record,
        ]

    def _end(self, day):
        return _end(self.incident, day)

    def _open_to(self, moment):
        """Let the slider reach a moment, and stand there."""
        self._replay.reach(len(self.stops))
        with self._quietly(), self._slider.hold_sync():
            self._slider.options = [(clocks.in_words(stop), stop) for stop in self.stops]
            self._slider.value = self.until = moment

    # What the reader's hand does

    def _slid(self, change):
        if not self._busy and change["new"] is not None:
            self.until = change["new"]

    def _take(self):
        low, high = self._low.value, self._high.value
        if not 0 <= low <= high or high == 0:
            self._say("Give two numbers of people, the lower one first, and try again.")
            return
        self.answer(low, high, self._percent.value)

    def _answered(self, _):
        if self._busy:
            return
        self._sure = False
        self._open_to(self._end(self.day or DAYS[-1]))
        self._percent.value = 50
        self.kept = work.keep(self._name, self._to_keep())
        self._show()
        self._say(self._reply())

    def _turned(self, _):
        if self._busy:
            return
        self._sure = False
        with self._quietly():
            self._lay_out()
        self.kept = work.keep(self._name, self._to_keep()) if self.answers else self.kept
        self._show()
        self._say(f"Practice incident {self.number}. {self.incident.story}")

    def _start_over_if_sure(self):
        if self.answers and not self._sure:
            self._sure = True
            self._over.description = "Yes, forget all my answers"
            number = len(self.answers)
            self._say(
                f"This forgets your answers on {number} incident{'s' * (number != 1)}. "
                "Press the button again if you want that."
            )
            return
        self.start_over()

    @contextmanager
    def _quietly(self):
        """Change parts of the tool without taking it for the reader's hand."""
        before, self._busy = self._busy, True
        try:
            yield
        finally:
            self._busy = before

    # What is shown

    def _show(self):
        if self._busy:
            return
        turn = len(self.given)
        self._over.description = "Start over"
        self._story.value = (
            f"<p><strong>Practice incident {self.number}.</strong> {self.incident.story} It is "
            "invented, like the offices and the outlets. You see what was printed by the end of "
            f"day {self.day or DAYS[-1]}; move the slider back to see in what order it came.</p>"
        )
        self._move()
        self._show_all()
        self._ask.layout.display = "none" if self.day is None else None
        self._next.layout.display = None if self.day is None else "none"
        if self.day is not None:
            self._asked.value = (
                f"<p><strong>Day {self.day} after the attack: your {TURNS[turn]} of three "
                "answers</strong></p>"
            )
            self._stated.value = (
                f"<p>How likely is this: <strong>“{self.question}”</strong> In&nbsp;</p>"
            )
        self._told.value = self._answers_so_far() if self.day is not None and turn else ""
        self._show_result()
        self._show_record()
        words = {
            True: "Your answers are kept on this computer in my-work/",
            False: "Not kept: the folder my-work/ cannot be written.",
        }
        self._keeping.value = f"<p>&nbsp;{words.get(self.kept, '')}</p>"

    def _move(self):
        with self._quietly():
            self._slider.value = self.until
        self._replay.show(self._stops.index(self.until))

    def _show_all(self):
        """Every report known by the day, of wounded people and parts of the whole as well."""
        known = self._reports[self._reports["since"] <= self._end(self.day or DAYS[-1])]
        known = known.sort_values("since", ascending=False, kind="stable")
        said = known["phrase"].where(known["note"] != WHY_LOWER, known["phrase"] + ". " + WHY_LOWER)
        shown = [*COLUMNS, "url"]
        rows = known.assign(phrase=said)[shown].to_numpy(dtype=object)
        self._all.value = listing.as_html(shown, [listing.row(shown, each) for each in rows])
        self._everything.set_title(
            0, f"All {len(known)} reports of any count by day {self.day or DAYS[-1]}, newest first"
        )

    def _answers_so_far(self):
        rows = [
            (f"day {day}", f"{low} to {high}", f"{percent} percent that more than {figure}")
            for day, (low, high, percent), figure in zip(
                DAYS, self.given, self._figures(), strict=False
            )
        ]
        return _table("Your answers so far", ("", "interval", "statement"), rows)

    def _figures(self):
        return [simulate.statement(self.incident, day) for day in DAYS]

    def _reply(self):
        """What is said after an answer: what was taken down, and what comes next."""
        low, high, percent = self.given[-1]
        day = DAYS[len(self.given) - 1]
        taken = (
            f"Taken down for day {day}: {low} to {high}, and {percent} percent that more than "
            f"{self._figures()[len(self.given) - 1]} people were killed."
        )
        if self.day is not None:
            return f"{taken} The reports up to day {self.day} have arrived."
        return f"{taken} In truth {self.truth.killed} people were killed."

    def _show_result(self):
        if self.truth is None:
            self._result.children = ()
            return
        own = answered({self.number: self.given}, self.level)
        rules = simulate.compared([self.number], self.level)
        rows = own.assign(name=[f"day {day}: you" for day in own["day"]], own=True)
        last = rules.query("day == 11").assign(own=False)
        last["name"] = "day 11:<br>" + last["rule"]
        columns = ["name", "own", "low", "high", "width", "missed_by", "penalty", "score"]
        drawn = pd.concat([rows[columns], last[columns]], ignore_index=True)
        self._result.children = (
            widgets.HTML(
                self._truth_in_words() + _own_tables(own, self.level) + _rule_table(own, rules)
            ),
            _still(plot_scored(drawn, self.truth.killed, self.level)),
            widgets.HTML(self._behind()),
        )

    def _truth_in_words(self):
        return (
            f"<p><strong>In truth {self.truth.killed} people were killed</strong> and "
            f"{self.truth.wounded} wounded.</p>"
        )

    def _behind(self):
        """What the reports were made of, now that it can be said."""
        rows = self._reports
        copies = rows[rows["origin"] != rows["report_id"]]
        changed = rows[rows["use"] == "example"]
        told = [
            f"{len(rows)} reports had arrived by day {DAYS[-1]}; {len(copies)} of them repeated an "
            "earlier one.",
            f"For some days {self.truth.counted_twice} names of people killed stood on two lists.",
            f"{self.truth.died_later} of those killed died later, in hospital; whoever died after "
            "the last count is in no report.",
        ]
        if len(changed):
            lost = "; ".join(
                f"{row.report_id} ({row.source_name}): {_inside(row.note)}"
                for row in changed.itertuples()
            )
            told.append(f"Changed as they were copied: {lost}.")
        return f"<p><strong>Behind the reports.</strong> {html.escape(' '.join(told))}</p>"

    def _show_record(self):
        numbers = self.finished
        if not numbers:
            self._record.children = ()
            return
        scores = self.scores
        rules = simulate.compared(numbers, self.level)
        held = scoring.coverage(scores["low"], scores["high"], scores["truth"], self.level)
        said = scoring.calibration(scores["percent"] / 100, scores["happened"], GROUPS)
        brier = scoring.brier_score(scores["percent"] / 100, scores["happened"])
        words = _record_in_words(numbers, held.iloc[0], scores["score"].mean(), brier, self.level)
        self._record.children = (
            widgets.HTML(words + _mean_table(scores, rules)),
            _still(plot_calibration(simulate.held_by_day(scores, self.level), said, self.level)),
        )

    def _say(self, words):
        self._status.value = f'<p role="status" aria-live="polite">{html.escape(words)}</p>'

    # What is kept

    @property
    def _name(self):
        return f"2.4 estimate {100 * self.level:.0f}"

    def _to_keep(self):
        answers = {str(number): [list(each) for each in given] for number, given in
                   self.answers.items()}  # fmt: skip
        return {"number": self.number, "seen": self._seen, "answers": answers}

    def _recall(self):
        """Take up what was kept, without what cannot be: a file may have been edited."""
        kept = work.recall(self._name, default={})
        kept = kept if isinstance(kept, dict) else {}
        answers = kept.get("answers")
        found = {}
        for name, given in (answers if isinstance(answers, dict) else {}).items():
            try:
                number = int(name)
                simulate.practice(number)
                found[number] = tuple(_an_answer(each) for each in _three_at_most(number, given))
            except (TypeError, ValueError, traitlets.TraitError):
                continue
        self.answers = {number: given for number, given in found.items() if given}
        self.kept = True if self.answers else None
        self._seen = _whole(kept.get("seen"))
        return _whole(kept.get("number")) or self._seen + 1


@lru_cache(maxsize=8)
def _drawn(number):
    """What does not depend on answers: an incident's reports, the slider's stops, the drawing.

    Reports on no page have no address; those without a day cannot be placed.
    """
    practised = simulate.practice(number)
    reports = clocks.moments(practised.reports).assign(url="")
    reports = reports[reports["since"] <= _end(practised, DAYS[-1])]
    killed = reports.query("measure == 'killed' and population == 'all'")
    ends = {_end(practised, day) for day in DAYS}
    moments = sorted({pd.Timestamp(each) for each in stops(killed)} | ends)
    source = f"practice incident {number}, invented"
    shown = pd.Timedelta(days=DAYS[-1] + 1)
    return reports, moments, replay_as_of(killed, moments, source=source, days_shown=shown)


def _end(practised, day):
    """The last minute of a day counted from the attack."""
    return pd.Timestamp(practised.day + timedelta(days=day)) + clocks.END_OF_DAY


def answered(answers, level):
    """Answers on practice incidents, scored.

    Parameters
    ----------
    answers : dict of int to sequence
        For each incident three answers ``(low, high, percent)``.
    level : float

    Returns
    -------
    pandas.DataFrame
        ``incident``, ``day``, ``low``, ``high``, ``truth``, the columns of
        `course.scoring.interval_parts`; ``percent``, ``figure`` (more than so many were killed),
        ``happened`` and ``brier``.

    Examples
    --------
    >>> answered({300: [(30, 60, 50), (30, 50, 50), (40, 50, 90)]}, 0.8)["width"].tolist()
    [30.0, 20.0, 10.0]
    """
    columns = ["incident", "day", "low", "high", "percent", "figure", "truth"]
    rows = [
        (number, day, low, high, percent, simulate.statement(practised, day), killed)
        for number, given in answers.items()
        for practised in [simulate.practice(number)]
        for killed in [practised.truth.killed]
        for day, (low, high, percent) in zip(DAYS, given, strict=True)
    ]
    told = pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns, "int64"))
    parts = scoring.interval_parts(told["low"], told["high"], told["truth"], level)
    happened = told["truth"] > told["figure"]
    brier = (told["percent"] / 100 - happened) ** 2
    return told.join(parts).assign(happened=happened, brier=brier)


def _an_answer(answer):
    """Two ends and a percentage, as whole numbers."""
    whole = isinstance(answer, list | tuple) and len(answer) == 3
    whole = whole and all(
        isinstance(each, Integral) and not isinstance(each, bool) for each in answer
    )
    if not (whole and 0 <= answer[0] <= answer[1] <= MOST and 0 <= answer[2] <= 100):
        raise traitlets.TraitError(
            f"answer: expected three whole numbers, two ends from 0 to {MOST} with the lower first "
            f"and a percentage from 0 to 100; got {answer!r}. Write for example (100, 150, 70)."
        )
    return tuple(int(each) for each in answer)


def _three_at_most(number, given):
    if not isinstance(given, list | tuple) or len(given) > len(DAYS):
        raise traitlets.TraitError(
            f"incident {number}: expected up to {len(DAYS)} answers, got {given!r}. "
            "Turn to another incident."
        )
    return given


def _whole(number):
    """A number of an incident, or 0."""
    sound = type(number) is int and 1 <= number <= simulate.LAST_PRACTICE
    return number if sound else 0


def _inside(note):
    """A note as part of a sentence."""
    return note[0].lower() + note[1:].removesuffix(".")


def _table(caption, heads, rows):
    """A small table; its first column names the row."""
    head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in heads)
    body = "".join(
        f'<tr><th scope="row">{html.escape(str(first))}</th>'
        + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in rows
    )
    return (
        f'<table class="estimate"><caption>{html.escape(caption)}</caption>'
        f"<tr>{head}</tr>{body}</table>"
    )


def _own_tables(own, level):
    """The reader's three answers taken apart: the intervals, and the statements."""
    each = f"{2 / (1 - level):.0f}"
    intervals = [
        (
            f"day {row.day}",
            f"{row.low} to {row.high}",
            f"{row.width:.0f}",
            f"{each} × {row.missed_by:.0f} = {row.penalty:.0f}" if row.missed_by else "0",
            f"{row.score:.0f}",
        )
        for row in own.itertuples()
    ]
    statements = [
        (
            f"day {row.day}",
            f"more than {row.figure}",
            f"{row.percent} percent",
            "so" if row.happened else "not so",
            f"{row.brier:.2f}",
        )
        for row in own.itertuples()
    ]
    return _table(
        "Your intervals, scored: less is better",
        ("", "interval", "width", "penalty", "score"),
        intervals,
    ) + _table(
        "Your probabilities, scored: less is better",
        ("", "killed", "you said", "it was", "Brier"),
        statements,
    )


def _rule_table(own, rules):
    """Interval scores of the reader and of simple rules on one incident."""
    both = [("you", own), *rules.groupby("rule", sort=False)]
    rows = [(name, *(f"{score:.0f}" for score in some["score"])) for name, some in both]
    return _table(
        "Your interval scores beside those of simple rules",
        ("", *(f"day {day}" for day in DAYS)),
        rows,
    )


def _mean_table(scores, rules):
    """Mean interval scores on the same incidents, day by day."""
    rows = []
    for name, some in [("you", scores), *rules.groupby("rule", sort=False)]:
        means = [some.loc[some["day"] == day, "score"].mean() for day in DAYS]
        held = int((some["missed_by"] == 0).sum())
        rows.append((name, *(f"{mean:.0f}" for mean in means), f"{held} of {len(some)}"))
    heads = ("", *(f"day {day}" for day in DAYS), "held")
    return _table("Mean interval scores on the same incidents", heads, rows)


def _record_in_words(numbers, held, score, brier, level):
    count = len(numbers)
    few = " That is few: see how wide the bars are." if count < 10 else ""
    return (
        f"<p><strong>Your record, {count} incident{'s' * (count != 1)}.</strong> "
        f"{held['held']:.0f} of {held['n']:.0f} intervals held the truth; {100 * level:.0f} percent were "
        f"meant to.{few} Mean interval score {score:.0f}. Mean Brier score {brier:.2f}; who always "
        "says 50 percent gets 0.25.</p>"
    )


def _still(figure):
    """A figure that no slider moves, as an output: a page draws it sooner than a widget."""
    drawn = {PLOTLY: json.loads(figure.to_json()), "text/plain": describe(figure)}
    shown = widgets.Output(layout={"width": "98%"})
    shown.outputs = ({"output_type": "display_data", "data": drawn, "metadata": {}},)
    return shown
