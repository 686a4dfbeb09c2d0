"""The linkage explorer: ties of the article filtered, one picked, its claim and evidence read.

What is shown is always said three times over: in the picture, in the list and in the table. The
picture is `course.plots.plot_network`, changed in place: no actor ever moves.
"""

import html
from contextlib import contextmanager

import ipywidgets as widgets
import plotly.graph_objects as go
import traitlets

from course import datasets, networks, texts
from course.errors import NoSuchTieError
from course.plots.networks import CERTAINTIES, SIGNS, NetworkStage, plot_network
from course.widgets.keys import OwnKeys

__all__ = ["LinkageExplorer"]

EVERY = "all"
YEARS = (1980, 2024)  # the first and the last year that a tie bears
# A sign beside the word and a colour behind it: no stance is told by its colour alone.
STANCES = {"supports": "+", "qualifies": "±", "contradicts": "−"}
NOT_SHOWN = "The picked tie is left out by the filters. Pick another, or press “Show all ties”."
NONE_LEFT = "No tie passes all filters. Widen one of them, or press “Show all ties”."
CSS = """<style>
.casebook-links {max-width: 74em; color: var(--jp-ui-font-color1)}
.casebook-links p {line-height: 1.4; margin: .3em 0}
.casebook-links a {color: var(--jp-content-link-color, #0072B2); text-decoration: underline}
.casebook-links select {max-width: 100%}
.casebook-links .widget-checkbox, .casebook-links .widget-checkbox label {width: auto}
.casebook-links .widget-checkbox label {display: flex; gap: .4em; align-items: center}
.casebook-links .links-ticks .widget-checkbox {margin-right: .8em}
.casebook-links .widget-readout {min-width: 7em}
.casebook-links .links-tie {border: 1px solid var(--jp-border-color1); padding: .2em .8em;
 background: var(--jp-layout-color1); line-height: 1.4; overflow-wrap: anywhere;
 max-height: 34em; overflow: auto}
.casebook-links .links-tie ul {margin: .2em 0; padding-left: 1.2em}
.casebook-links .links-table {max-height: 22em; overflow: auto; line-height: 1.35}
.casebook-links .links-table table {border-collapse: collapse; width: 100%}
.casebook-links .links-table :is(th, td) {text-align: left; vertical-align: top;
 padding: .15em .5em; border-bottom: 1px solid var(--jp-border-color1, #ccc);
 white-space: normal; overflow-wrap: anywhere}
.casebook-links .links-table tr.links-picked {font-weight: 600;
 background: var(--jp-layout-color2, #eee)}
.casebook-links :is(select, input, button, a, [role=slider], .links-table, .links-tie):focus-visible
 {outline: 3px solid var(--jp-brand-color1, #0072B2) !important; outline-offset: 1px}
</style>"""


class LinkageExplorer(widgets.VBox):
    """The article's ties as a network with filters; pick a tie and read what it rests on.

    Parameters
    ----------
    relations : pandas.DataFrame, optional
        Rows of `relations`; the whole table by default.

    Attributes
    ----------
    region : str
        ``"all"``, or a region of the table `actors`: ties with an actor of it at one end or both.
    signs, certainties : set of str
        The signs and the certainties shown.
    period : tuple of (int, int)
        First and last year. Ties that may have held in between are shown.
    undated : bool
        Whether ties without any date are shown whatever the period.
    claim : str
        ``"all"``, or the ``claim_id`` whose ties are shown.
    tie : str
        ``relation_id`` of the tie that is picked; empty where none is.

    Raises
    ------
    NoSuchTieError
        For a region, sign, certainty, claim or tie that the explorer does not have.
    """

    region = traitlets.Unicode(EVERY)
    signs = traitlets.Set(traitlets.Unicode(), default_value=set(SIGNS))
    certainties = traitlets.Set(traitlets.Unicode(), default_value=set(CERTAINTIES))
    period = traitlets.Tuple(traitlets.Int(), traitlets.Int(), default_value=YEARS)
    undated = traitlets.Bool(True)
    claim = traitlets.Unicode(EVERY)
    tie = traitlets.Unicode("")

    def __init__(self, relations=None):
        self._relations = datasets.load("relations") if relations is None else relations
        self._actors = datasets.load("actors")
        self._evidence = datasets.load("evidence")
        self._article = texts.article()
        self._stage = NetworkStage(self._relations)
        self._definitions = datasets.load("relation_types").set_index("relation")["definition"]
        self._busy = False
        self._build()
        super().__init__()
        self.add_class("casebook-links")
        self.children = self._parts()
        self._connect()
        self._show()

    # What a reader or a test may ask and do

    @property
    def shown(self):
        """The ties that pass the filters, as rows of `relations`."""
        first, last = self.period
        return networks.kept(
            self._relations,
            sign=self.signs,
            certainty=self.certainties,
            claim=None if self.claim == EVERY else self.claim,
            region=None if self.region == EVERY else self.region,
            actors=self._actors,
            period=(f"{first}-01-01", f"{last}-12-31"),
            undated=self.undated,
        )

    def show_all(self):
        """Take every filter off."""
        with self._quietly():
            self.region, self.claim, self.period, self.undated = EVERY, EVERY, YEARS, True
            self.signs, self.certainties = set(SIGNS), set(CERTAINTIES)
        self._show()

    @traitlets.validate("region")
    def _a_region(self, proposal):
        return self._one_of("region", proposal["value"], [EVERY, *self._actors["region"].unique()])

    @traitlets.validate("claim")
    def _a_claim_with_a_tie(self, proposal):
        known = [EVERY, *self._relations["claim_id"].unique()]
        return self._one_of("claim", proposal["value"], known)

    @traitlets.validate("tie")
    def _a_tie(self, proposal):
        return self._one_of("tie", proposal["value"], ["", *self._stage.rows])

    @traitlets.validate("signs")
    def _signs(self, proposal):
        return {self._one_of("sign", each, list(SIGNS)) for each in proposal["value"]}

    @traitlets.validate("certainties")
    def _certainties(self, proposal):
        return {self._one_of("certainty", each, list(CERTAINTIES)) for each in proposal["value"]}

    @traitlets.validate("period")
    def _a_span_of_years(self, proposal):
        first, last = proposal["value"]
        if not YEARS[0] <= first <= last <= YEARS[1]:
            raise NoSuchTieError("period", proposal["value"], [f"{YEARS[0]} to {YEARS[1]}"])
        return first, last

    @staticmethod
    def _one_of(kind, value, known):
        if value not in known:
            raise NoSuchTieError(kind, value, known)
        return value

    # How it is built

    def _build(self):
        wide = {"style": {"description_width": "auto"}, "layout": {"width": "98%"}}
        regions = sorted(self._actors["region"].unique())
        self._region = widgets.Dropdown(
            options=[("all regions", EVERY), *((name, name) for name in regions)],
            description="Region of an actor",
            style={"description_width": "auto"},
            layout={"width": "auto", "max_width": "98%"},
        )
        gists = self._article.claims.set_index("claim_id")["gist"]
        claims = self._relations["claim_id"].unique()
        self._claim = widgets.Dropdown(
            options=[("all claims", EVERY), *((f"{name}: {gists[name]}", name) for name in claims)],
            description="Claim",
            **wide,
        )
        self._ticks = {
            "signs": {name: _tick(name) for name in SIGNS},
            "certainties": {name: _tick(name) for name in CERTAINTIES},
        }
        self._period = widgets.IntRangeSlider(
            value=YEARS, min=YEARS[0], max=YEARS[1], description="Years", continuous_update=False,
            **wide,
        )  # fmt: skip
        self._undated = _tick("also ties without a date")
        self._all = _button("Show all ties")
        self._list = widgets.Select(rows=12, layout={"width": "98%"})
        self._before, self._after = _button("Previous tie"), _button("Next tie")
        self._said, self._face, self._table = (widgets.HTML() for _ in range(3))
        self._figure = go.FigureWidget(plot_network(self._relations, stage=self._stage))
        self._figure.layout.autosize = True
        # Without it the figure keeps its first width when the window is made narrower.
        self._figure._config = {**self._figure._config, "responsive": True}

    def _parts(self):
        row = {"flex_flow": "row wrap", "align_items": "center"}
        ticks = [
            widgets.HBox([_words(f"<strong>{name}</strong>&nbsp;"), *boxes.values()], layout=row)
            for name, boxes in zip(("Sign", "Certainty"), self._ticks.values(), strict=True)
        ]
        for line in ticks:
            line.add_class("links-ticks")
        left = widgets.VBox([self._figure], layout={"flex": "3 1 21em", "min_width": "0"})
        picking = [
            _words("<strong>Ties shown</strong>: pick one here, or click it in the picture"),
            self._list,
            widgets.HBox([self._before, self._after], layout=row),
            self._face,
        ]
        right = widgets.VBox(picking, layout={"flex": "2 1 20em", "min_width": "0"})
        return [
            OwnKeys(),
            widgets.HTML(CSS),
            widgets.HBox([self._region, self._all], layout=row),
            *ticks,
            self._period,
            self._undated,
            self._claim,
            self._said,
            widgets.HBox([left, right], layout={"flex_flow": "row wrap", "width": "98%"}),
            _words("<strong>The same ties as a table</strong>"),
            self._table,
        ]

    def _connect(self):
        hands = {
            "region": self._region,
            "claim": self._claim,
            "period": self._period,
            "undated": self._undated,
        }
        for name, widget in hands.items():
            widget.observe(lambda change, name=name: self._take(name, change["new"]), "value")
        for name, boxes in self._ticks.items():
            for box in boxes.values():
                box.observe(lambda _, name=name: self._take_ticks(name), "value")
        self._list.observe(lambda change: self._take("tie", change["new"] or ""), "value")
        self._before.on_click(lambda _: self._turn(-1))
        self._after.on_click(lambda _: self._turn(1))
        self._all.on_click(lambda _: self.show_all())
        for trace in self._figure.data:
            trace.on_click(self._clicked)
        self.observe(lambda _: self._busy or self._show(), [*hands, "signs", "certainties", "tie"])

    # What the reader's hand does

    def _take(self, name, value):
        if not self._busy:
            setattr(self, name, value)

    def _take_ticks(self, name):
        self._take(name, {each for each, box in self._ticks[name].items() if box.value})

    def _turn(self, step):
        """Go to the next tie of the list, from its end to its beginning."""
        names = [name for _, name in self._list.options if name]
        if names:
            at = names.index(self.tie) + step if self.tie in names else (step - 1) // 2
            self.tie = names[at % len(names)]

    def _clicked(self, trace, points, _):
        """Pick the tie that was clicked; a click on an actor picks none."""
        for at in points.point_inds:
            told = trace.customdata[at] if trace.customdata is not None else None
            if told is not None and told[0] in self._stage.rows:
                self.tie = str(told[0])

    @contextmanager
    def _quietly(self):
        """Change parts of the explorer without taking it for the reader's hand."""
        before, self._busy = self._busy, True
        try:
            yield
        finally:
            self._busy = before

    # What is shown: every part is changed in place, so that the focus stays where it is

    def _show(self):
        shown = self.shown["relation_id"].tolist()
        with self._quietly():
            self._region.value, self._claim.value = self.region, self.claim
            self._period.value, self._undated.value = self.period, self.undated
            for name, boxes in self._ticks.items():
                for each, box in boxes.items():
                    box.value = each in getattr(self, name)
            self._show_list(shown)
        words = self._stage.summary(shown) if shown else NONE_LEFT
        picked = f" Picked: {self._sentence(self.tie)}." if self.tie in shown else ""
        self._said.value = f'<p role="status" aria-live="polite"><strong>{html.escape(words + picked)}</strong></p>'
        self._face.value = self._face_of(shown)
        self._table.value = self._rows_as_html(shown)
        self._move_figure(shown)

    def _show_list(self, shown):
        options = [(self._label(name), name) for name in shown]
        if self.tie not in shown:
            options.insert(0, ("no tie picked", ""))
        if list(self._list.options) != options:
            self._list.options = options
        self._list.value = self.tie if self.tie in shown else ""

    def _label(self, name):
        row = self._stage.rows[name]
        return f"{row['tie']} ({row['certainty']}, {name})"

    def _sentence(self, name):
        row = self._stage.rows[name]
        return f"{row['tie']}; {row['sign']}, {row['certainty']}, {row['when']}"

    def _face_of(self, shown):
        """The picked tie with its claim, and what other pages say on that claim."""
        if self.tie not in shown:
            words = NOT_SHOWN if self.tie else "No tie is picked yet."
            return f'<div class="links-tie"><p>{words}</p></div>'
        row = self._stage.rows[self.tie]
        sort = html.escape(
            f"{row['relation'].replace('_', ' ')}: {self._definitions[row['relation']]}"
        )
        return (
            f'<div class="links-tie" tabindex="0"><p><strong>{html.escape(row["tie"])}</strong> '
            f"({self.tie})</p>"
            f"<p>{row['sign']}, {row['certainty']}, {html.escape(row['when'])}. <em>{sort}.</em></p>"
            f"{self._article.claim(row['claim_id'])._repr_html_()}"
            f"{self._evidence_as_html(row['claim_id'])}</div>"
        )

    def _evidence_as_html(self, claim):
        rows = self._evidence[self._evidence["claim_id"] == claim]
        if rows.empty:
            return "<p>The table has no evidence on this claim: nobody looked, or nobody found.</p>"
        told = []
        for stance, sign in STANCES.items():
            own = rows[rows["stance"] == stance]
            if len(own):
                items = "".join(f"<li>{_item(row)}</li>" for row in own.to_dict("records"))
                told.append(f"<p><strong>{sign} {stance}</strong> the claim</p><ul>{items}</ul>")
        origins = rows["origin"].nunique()
        return f"<p>Evidence on the claim: {len(rows)} rows, {origins} origins.</p>{''.join(told)}"

    def _rows_as_html(self, shown):
        heads = "".join(
            f'<th scope="col">{name}</th>'
            for name in ("row", "tie", "sign", "certainty", "when", "claim")
        )
        rows = "".join(
            f"<tr{' class=links-picked' * (row[0] == self.tie)}>"
            f"{''.join(f'<td>{html.escape(str(cell))}</td>' for cell in row)}</tr>"
            for row in self._stage.table(shown)
        )
        return f'<div class="links-table" tabindex="0"><table><tr>{heads}</tr>{rows}</table></div>'

    def _move_figure(self, shown):
        marks = self._stage.marks(shown, self.tie or None)
        fresh = {
            "summary": self._stage.summary(shown),
            "columns": self._figure.layout.meta["columns"],
            "rows": self._stage.table(shown),
        }
        with self._figure.batch_update():
            for trace, mark in zip(self._figure.data, marks, strict=False):
                if list(trace.x) != mark["x"]:
                    trace.update(x=mark["x"], y=mark["y"], customdata=mark["customdata"])
                if "size" in mark:
                    trace.marker.size = mark["size"]
                if "text" in mark:
                    trace.text = mark["text"]
            self._figure.layout.title.text = self._stage.finding(shown)
            self._figure.layout.meta = fresh


def _tick(words):
    return widgets.Checkbox(value=True, description=words, indent=False, layout={"width": "auto"})


def _button(words):
    return widgets.Button(description=words, layout={"width": "auto"})


def _words(text):
    return widgets.HTML(f"<p>{text}</p>")


def _item(row):
    """A finding, the page it was read on, and its row."""
    address = html.escape(row["url"], quote=True)
    day = f", {row['published_on']}" if isinstance(row["published_on"], str) else ""
    page = html.escape(f"{row['source_name']}{day}")
    link = f'<a href="{address}" title="{address}" target="_blank" rel="noopener">{page}</a>'
    return f"{html.escape(row['finding'])} {link} ({row['evidence_id']})"
