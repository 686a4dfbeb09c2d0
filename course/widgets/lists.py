"""Sliders to three made-up lists of people who died: see an estimate leave the truth.

What the lists show and what is estimated from them is in `course.known_lists`; the drawing is
`course.plots.plot_lists`.
"""

import html
from dataclasses import asdict

import ipywidgets as widgets
import pandas as pd
import plotly.graph_objects as go
import traitlets

from course.errors import MethodSettingError
from course.known_lists import KINDS, LINKS, PATTERNS, RANGES, KnownLists, link
from course.plots import plot_lists
from course.plots.lists import list_marks, list_words

__all__ = ["Lists"]

STYLE = """<style>
.casebook-lists {max-width: 68em; line-height: 1.4; color: var(--jp-ui-font-color1)}
.casebook-lists p {line-height: 1.4; margin: .3em 0}
.casebook-lists .casebook-lists-top {flex-flow: row wrap; gap: 0 2em; align-items: flex-start}
.casebook-lists .widget-label {text-align: left; overflow: visible; color: inherit}
.casebook-lists .widget-readout {min-width: 5.5em; overflow: visible}
.casebook-lists .noUi-handle:focus, .casebook-lists button:focus-visible
 {outline: 3px solid var(--jp-brand-color1); outline-offset: 1px}
.casebook-lists table {border-collapse: collapse; line-height: 1.35}
.casebook-lists caption {text-align: left; font-weight: 600; padding: .2em 0}
.casebook-lists th, .casebook-lists td {padding: .1em .7em; text-align: right;
 border-bottom: 1px solid var(--jp-border-color2); color: var(--jp-ui-font-color1)}
.casebook-lists th:first-child, .casebook-lists td:first-child {text-align: left}
</style>"""

KEY = (
    "<p>Solid line: the true number. Dotted line: people on at least one list. Circles: two lists; "
    "squares: three. Bars: 95 percent intervals, which know of chance alone. An arrow: beyond the "
    "scale.</p>"
)
HOW_TO = (
    "<p>A made-up place where the true number is known. Three lists name some of the people who "
    "died there. Drag a handle, or focus it and use the arrow keys.</p>"
)


class Lists(widgets.VBox):
    """See what two and three lists say of a number that is known.

    Parameters
    ----------
    people, cover_a, cover_b, cover_c, dependence, out_of_reach, seed
        Where to start; see `course.known_lists.KnownLists`.

    Attributes
    ----------
    people, cover_a, cover_b, cover_c, dependence, out_of_reach, seed
        The settings. Set them to move the sliders.
    known : course.known_lists.KnownLists
        The lists as they stand.
    cells, table, estimates : pandas.DataFrame
        Those of `known`.

    Examples
    --------
    >>> lists = Lists(people=1000)
    >>> lists.dependence = 4
    >>> lists.estimates["total"].round().tolist()
    [633.0, 1000.0, 1000.0, 787.0, 1000.0, 737.0]
    """

    people = traitlets.Int(10_000, min=100, max=20_000)
    cover_a = traitlets.Int(40, min=5, max=90)
    cover_b = traitlets.Int(30, min=5, max=90)
    cover_c = traitlets.Int(20, min=5, max=90)
    dependence = traitlets.Float(1.0)
    out_of_reach = traitlets.Int(0, min=0, max=60)
    seed = traitlets.Int(None, allow_none=True, min=0)

    def __init__(self, **start):
        self._still = True  # until everything stands, and while many traits are set at once
        self.known = KnownLists(**start)
        known = self.known
        self.sliders = _sliders()
        self.draw_button = widgets.Button(description="One random draw")
        self.expect_button = widgets.Button(description="Expected counts")
        self.again_button = widgets.Button(description="Start over")
        self.counted, self.words, self.numbers = widgets.HTML(), widgets.HTML(), widgets.HTML()
        drawn = plot_lists(pd.DataFrame(known.rows), known.people, known.seen)
        self.figure = go.FigureWidget(drawn)
        self.figure.layout.autosize = True
        # Without it the figure keeps its first width when the window is made narrower.
        self.figure._config = {**self.figure._config, "responsive": True}
        self._drawn = list_marks(known.rows, known.people, known.seen)
        left = widgets.VBox(list(self.sliders.values()), layout={"flex": "1 1 24em"})
        top = widgets.HBox([left, self.counted])
        top.add_class("casebook-lists-top")
        buttons = [self.draw_button, self.expect_button, self.again_button]
        for button in buttons:
            button.layout.width = "auto"
        super().__init__(
            [
                widgets.HTML(STYLE + HOW_TO),
                top,
                widgets.HBox(buttons, layout={"flex_flow": "row wrap"}),
                self.figure,
                widgets.HTML(KEY),
                self.words,
                widgets.Accordion([self.numbers], titles=("These numbers as a table",)),
            ],
            **asdict(known),
        )
        self.add_class("casebook-lists")
        self._wire()
        self._tell()

    @traitlets.validate("dependence")
    def _one_of_the_links(self, proposal):
        try:
            return link(proposal["value"])
        except MethodSettingError as error:
            raise traitlets.TraitError(str(error)) from None

    def draw(self, seed=None):
        """Show one random draw: with this seed, or with the next."""
        self.seed = (0 if self.seed is None else self.seed + 1) if seed is None else seed

    def expect(self):
        """Show the counts to be expected, without chance."""
        self.seed = None

    def start_over(self):
        """Put every slider back where it first stood."""
        self._still = True
        for name, value in asdict(KnownLists()).items():
            setattr(self, name, value)
        self._still = False
        self._redraw()

    @property
    def cells(self):
        """People on each combination of lists; the last row is the people on none."""
        return self.known.cells

    @property
    def table(self):
        """What somebody who has the lists would know: `cells` without the people on none."""
        return self.known.table

    @property
    def estimates(self):
        """Estimates by name, with their intervals, or the reason why there is none."""
        return self.known.estimates

    def _wire(self):
        for name, slider in self.sliders.items():
            traitlets.link((self, name), (slider, "value"))
        settings = list(asdict(self.known))
        self.observe(lambda _: self._still or self._redraw(), names=settings)
        self.draw_button.on_click(lambda _: self.draw())
        self.expect_button.on_click(lambda _: self.expect())
        self.again_button.on_click(lambda _: self.start_over())
        self._still = False

    def _redraw(self):
        known = self.known = KnownLists(
            **{name: getattr(self, name) for name in asdict(self.known)}
        )
        drawn = list_marks(known.rows, known.people, known.seen)
        finding, summary = list_words(known.rows, known.people, known.seen)
        layout = self.figure.layout
        columns = layout.meta["columns"]
        with self.figure.batch_update():
            self._move_marks(drawn)
            layout.title.text = finding
            layout.meta = {
                "summary": summary,
                "columns": columns,
                "rows": [[row[name] for name in columns] for row in known.rows],
            }
        self._tell()

    def _move_marks(self, drawn):
        """Send what differs from the marks that stand; each property sent takes its time."""
        before, self._drawn = self._drawn, drawn
        data = self.figure.data
        data[1].x = [drawn["seen"]] * 2
        data[4].text = drawn["text"]
        for trace, kind in zip(data[2:4], KINDS, strict=True):
            old, new = before[kind], drawn[kind]
            trace.x = new["x"]
            trace.error_x.array, trace.error_x.arrayminus = new["array"], new["arrayminus"]
            if new["y"] != old["y"]:
                trace.y = new["y"]
            if new["symbol"] != old["symbol"]:
                trace.marker.symbol = new["symbol"]

    def _tell(self):
        """Say the counts, and the figure in words, which screen readers announce."""
        known = self.known
        finding, summary = list_words(known.rows, known.people, known.seen)
        self.counted.value = _cells_in_html(known)
        told = [] if known.seed is None else [f"One random draw, seed {known.seed}."]
        told += [f"{finding}.", summary, _link_in_words(known)]
        told += [f"The estimate from {name} is below the number named." for name in _short(known)]
        self.words.value = f'<p role="status" aria-live="polite">{html.escape(" ".join(told))}</p>'
        self.numbers.value = _table_in_html(known.rows, known.people)


def _sliders():
    def whole(text, least, most, step):
        return widgets.IntSlider(
            description=text,
            value=least,
            min=least,
            max=most,
            step=step,
            style={"description_width": "11.5em"},
            layout={"width": "auto"},
        )

    return {
        "people": whole("People who died", *RANGES["people"], 100),
        "cover_a": whole("List A names, percent", *RANGES["cover_a"], 1),
        "cover_b": whole("List B names, percent", *RANGES["cover_b"], 1),
        "cover_c": whole("List C names, percent", *RANGES["cover_c"], 1),
        "dependence": widgets.SelectionSlider(
            description="A and B: odds ratio",
            options=list(LINKS.items()),
            value=1.0,
            style={"description_width": "11.5em"},
            layout={"width": "auto"},
        ),
        "out_of_reach": whole("Out of reach, percent", *RANGES["out_of_reach"], 1),
    }


def _short(known):
    """Names of estimates below the number already named: a sure sign that something is amiss."""
    sure = known.seen * 0.999  # expected counts are no whole numbers and may round
    return [row["name"] for row in known.rows if not row["refused"] and row["total"] < sure]


def _link_in_words(known):
    on_a, not_on_a = known.on_b
    return (
        f"Within reach of the lists, {on_a:.0f} in 100 of those on A are on B as well, and "
        f"{not_on_a:.0f} in 100 of those not on A."
    )


def _cells_in_html(known):
    rows = [
        (*("on" if mark else "–" for mark in pattern), _count_text(known.counts[pattern]))
        for pattern in PATTERNS
    ]
    rows[-1] = (*rows[-1][:3], f"({rows[-1][3]})")
    caption = "Expected counts" if known.seed is None else f"Random draw, seed {known.seed}"
    caption += "<br><small>in brackets: what no list shows</small>"
    return _html_table(caption, ["A", "B", "C", "people"], rows)


def _table_in_html(rows, people):
    shown = [
        (row["name"], row["refused"] and f"no estimate: {row['refused']}", "", "")
        if row["refused"]
        else (
            row["name"],
            f"{row['total']:,.0f}",
            f"{round(100 * (row['total'] / people - 1)):+,}".replace("-", "−").replace("+0", "0"),
            f"{row['low']:,.0f} to {row['high']:,.0f}",
        )
        for row in rows
    ]
    heads = ["estimated from", "people", "percent off", "95 percent interval"]
    return _html_table(f"The true number is {people:,}", heads, shown)


def _html_table(caption, heads, rows):
    top = "".join(f'<th scope="col">{head}</th>' for head in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><caption>{caption}</caption><tr>{top}</tr>{body}</table>"


def _count_text(count):
    return f"{count:,.0f}" if count >= 10 or count % 1 == 0 else f"{count:,.1f}"
