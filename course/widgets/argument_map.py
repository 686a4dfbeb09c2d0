"""The argument map: switch premises off, see what falls, and read the evidence that bears on it.

What falls is `course.arguments.fallen`; what is drawn is `course.plots.plot_argument`, in place.
"""

import html
from contextlib import contextmanager

import ipywidgets as widgets
import plotly.graph_objects as go
import traitlets

from course import arguments, datasets, work
from course.errors import NoSuchNodeError
from course.plots.arguments import ArgumentStage, finding, listed, plot_argument, summary
from course.widgets.keys import OwnKeys

__all__ = ["ArgumentMap"]

NAME = "3.5 argument map"
CSS = """<style>
.casebook-argument {max-width: 74em; color: var(--jp-ui-font-color1)}
.casebook-argument p {line-height: 1.4; margin: .3em 0}
.casebook-argument a {color: var(--jp-content-link-color, #0072B2); text-decoration: underline}
.casebook-argument select {max-width: 100%}
.casebook-argument .premises {border: 1px solid var(--jp-border-color1); padding: .2em .6em}
.casebook-argument .widget-checkbox {height: auto; width: auto}
.casebook-argument .widget-checkbox label {display: flex; gap: .5em; white-space: normal;
 line-height: 1.3; height: auto; width: auto; align-items: center; margin: .15em 0}
.casebook-argument .widget-checkbox input {flex: none; margin: 0}
.casebook-argument .rows {max-height: 24em; overflow: auto; line-height: 1.4;
 overflow-wrap: anywhere; border: 1px solid var(--jp-border-color1); padding: .2em .8em}
.casebook-argument :is(select, input, button, a, .rows):focus-visible {
 outline: 3px solid var(--jp-brand-color1, #0072B2) !important; outline-offset: 1px}
</style>"""


class ArgumentMap(widgets.VBox):
    """Switch premises off; see which conclusions lose their support, and what strikes at them.

    Parameters
    ----------
    argument : course.arguments.Argument, optional
        The article's by default.

    Attributes
    ----------
    off : set of str
        Names of the premises that are switched off. Set it to switch.
    look : str
        The node whose evidence is shown. Set it to look at another.
    fallen : set of str
        What no longer stands; see `course.arguments.fallen`.
    standing : list of str
        The conclusions that keep their support.
    kept : bool or None
        Whether the switches could be written to the reader's disk; None before any.

    Raises
    ------
    NoSuchNodeError
        For a name that is no premise, or no node to look at.
    """

    off = traitlets.Set(traitlets.Unicode())
    look = traitlets.Unicode()

    def __init__(self, argument=None):
        self.argument = arguments.article() if argument is None else argument
        self._evidence = datasets.load("evidence")
        self._stage = ArgumentStage(self.argument, self._evidence)
        self._cards = {name: self._card(name) for name in self.argument.nodes}
        self.kept, self._busy = None, True
        self._build()
        super().__init__()
        self.add_class("casebook-argument")
        self.look = self.argument.named("premise")[0]
        self._recall()
        self.children = self._parts()
        self._connect()
        self._busy = False
        self._show()

    # What a reader or a test may ask and do

    @property
    def fallen(self):
        """What is off, and what fell with it."""
        return arguments.fallen(self.argument, self.off)

    @property
    def standing(self):
        """The conclusions that keep their support."""
        down = self.fallen
        return [name for name in self.argument.named("conclusion") if name not in down]

    def switch(self, name):
        """Switch a premise off, or on again, and look at it."""
        self.look = name
        self.off = self.off ^ {name}

    def contradicted(self):
        """The premises that at least one row of evidence contradicts."""
        return {
            name
            for name in self.argument.named("premise")
            if self._stage.stances[name].get("contradicts", 0)
        }

    def start_over(self):
        """Switch everything on again and forget what was kept."""
        with self._quietly():
            self.off = set()
        work.forget(NAME)
        self.kept = None
        self._show()

    @traitlets.validate("off")
    def _premises_only(self, proposal):
        known = self.argument.named("premise")
        for name in sorted(proposal["value"] - set(known)):
            raise NoSuchNodeError(name, known)
        return proposal["value"]

    @traitlets.validate("look")
    def _a_node(self, proposal):
        if proposal["value"] not in self.argument.nodes:
            raise NoSuchNodeError(proposal["value"], list(self.argument.nodes))
        return proposal["value"]

    # How it is built

    def _build(self):
        nodes = self.argument.nodes
        self._boxes = {
            name: widgets.Checkbox(value=True, description=nodes[name]["gist"], indent=False)
            for name in self.argument.named("premise")
        }
        self._list = widgets.VBox(
            list(self._boxes.values()),
            layout={"max_height": "21em", "overflow": "auto", "width": "98%"},
        )
        self._list.add_class("premises")
        self._on, self._struck = _button("All on"), _button("Off: all that a row contradicts")
        self._looking = widgets.Dropdown(
            options=[(f"{node['role']}: {node['gist']}", name) for name, node in nodes.items()],
            description="Evidence on",
            style={"description_width": "auto"},
            layout={"width": "98%"},
        )
        self._status, self._rows, self._keeping = (widgets.HTML() for _ in range(3))
        self.figure = go.FigureWidget(plot_argument(self.argument, self._evidence))
        self.figure.layout.autosize = True
        self.figure._config = {**self.figure._config, "responsive": True}

    def _parts(self):
        row = {"flex_flow": "row wrap", "align_items": "center"}
        title = widgets.HTML("<p><strong>Premises: ticked ones stand</strong>&nbsp;</p>")
        return [
            OwnKeys(),
            widgets.HTML(CSS),
            widgets.HBox([title, self._on, self._struck], layout=row),
            self._list,
            self._status,
            self.figure,
            self._looking,
            self._rows,
            self._keeping,
        ]

    def _connect(self):
        for name, box in self._boxes.items():
            box.observe(lambda _, name=name: self._busy or self.switch(name), "value")
        self._looking.observe(lambda change: self._busy or self._look_at(change["new"]), "value")
        self.observe(self._switched, "off")
        self.observe(lambda _: self._busy or self._show_evidence(), "look")
        self._on.on_click(lambda _: self.start_over())
        self._struck.on_click(lambda _: setattr(self, "off", self.contradicted()))
        self.figure.data[2].on_click(self._clicked)

    # What the reader's hand does

    def _look_at(self, name):
        self.look = name

    def _clicked(self, _, points, __):
        names = list(self.argument.nodes)
        for number in points.point_inds:
            if names[number] in self._boxes:
                self.switch(names[number])
            else:
                self.look = names[number]

    def _switched(self, _):
        if self._busy:
            return
        self.kept = work.keep(NAME, {"off": sorted(self.off)})
        self._show()

    @contextmanager
    def _quietly(self):
        """Change parts of the tool without taking it for the reader's hand."""
        before, self._busy = self._busy, True
        try:
            yield
        finally:
            self._busy = before

    # What is shown: every part is changed in place, so that the focus stays where it is

    def _show(self):
        off = self.off
        with self._quietly():
            for name, box in self._boxes.items():
                box.value = name not in off
        title = finding(self.argument, off)
        told = html.escape(summary(self.argument, off))
        self._status.value = (
            f'<p role="status" aria-live="polite"><strong>{title.replace("<br>", " ")}.</strong> '
            f"{told}</p>"
        )
        table = listed(self._stage, off)
        with self.figure.batch_update():
            for trace, now in zip(self.figure.data[:2], self._stage.lines(off), strict=True):
                trace.update(now)
            self.figure.data[2].text = self._stage.words(off)
            self.figure.data[2].textfont.color = self._stage.inks(off)
            self.figure.layout.shapes = self._stage.boxes(off)
            self.figure.layout.title.text = title
            self.figure.layout.meta = {
                "summary": summary(self.argument, off),
                "columns": list(table.columns),
                "rows": table.to_numpy().tolist(),
            }
        words = {
            True: "Kept on this computer in my-work/",
            False: "Not kept: the folder my-work/ cannot be written.",
            None: "",
        }
        self._keeping.value = f"<p>{words[self.kept]}</p>"
        self._show_evidence()

    def _show_evidence(self):
        with self._quietly():
            self._looking.value = self.look
        self._rows.value = self._cards[self.look]

    def _card(self, name):
        """The rows of evidence on a node, those that contradict first, and other explanations."""
        node = self.argument.nodes[name]
        rows = arguments.strikes(self.argument, self._evidence, name)
        told = "".join(f"<p>{_told(row)}</p>" for row in rows.itertuples()) or (
            "<p>No row of evidence bears on these claims. That is no support.</p>"
        )
        claims = ", ".join(node["claims"])
        return (
            f'<div class="rows" tabindex="0"><p><strong>{html.escape(node["gist"])}</strong> '
            f"({node['role']}; {claims}; {self._stage.counts(name)})</p>"
            f"{self._others(name)}{told}</div>"
        )

    def _others(self, name):
        told = ""
        for each in self.argument.alternatives.values():
            if each["attacks"] == name:
                told += (
                    f"<p><strong>Another explanation.</strong> {html.escape(each['gist'])} "
                    f"{html.escape(each['reason'])} For it: {', '.join(each['for'])}; "
                    f"against it: {', '.join(each['against'])}.</p>"
                )
        return told

    def _recall(self):
        """What was kept, where it still fits: a file may have been edited."""
        kept = work.recall(NAME, default={})
        names = kept.get("off") if isinstance(kept, dict) else None
        names = names if isinstance(names, list) else []
        self.off = {each for each in names if isinstance(each, str) and each in self._boxes}
        self.kept = True if self.off else None


def _button(words):
    return widgets.Button(description=words, layout={"width": "auto"})


def _told(row):
    day = f", {row.published_on}" if isinstance(row.published_on, str) else ""
    return (
        f"<strong>{row.stance}</strong> {row.claim_id}: {html.escape(row.finding)} "
        f'<a href="{html.escape(row.url, quote=True)}" target="_blank" rel="noopener">'
        f"{html.escape(row.source_name)}</a>{day} ({row.evidence_id})"
    )
