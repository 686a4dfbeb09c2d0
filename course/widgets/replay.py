"""What a replay shows at each stop: a figure, the same in words, and its numbers with addresses.

Shared by the tools that move reports through time. Everything is worked out when the replay is
made and handed to the page, so that a move of the slider repaints the figure there at once; the
kernel follows, with the words and the table.
"""

import html
import json
from pathlib import Path

import anywidget
import ipywidgets as widgets
import plotly.graph_objects as go
import traitlets

from course import listing
from course.plots import describe

__all__ = ["Player", "Replay", "live", "packed"]


class Player(anywidget.AnyWidget):
    """Nothing to see: in the page it brings a figure to the stop of a slider.

    Parameters
    ----------
    slider : ipywidgets.Widget
        A slider with an ``index``: a number, or a pair of them.
    figure : plotly.graph_objects.FigureWidget
        It shows the stop `drawn`.
    stops : dict
        For each index of the slider what the figure shows there: a dict from ``(trace, property)``
        to a value; the trace is None for a property of the layout. All have the same keys.
    drawn : int or tuple of int
        The index whose stop the figure shows already.
    """

    _esm = Path(__file__).with_suffix(".js")
    slider = traitlets.Instance(widgets.Widget).tag(sync=True, **widgets.widget_serialization)
    figure = traitlets.Instance(widgets.Widget).tag(sync=True, **widgets.widget_serialization)
    slots = traitlets.List().tag(sync=True)
    values = traitlets.List().tag(sync=True)
    frames = traitlets.Dict().tag(sync=True)

    def __init__(self, slider, figure, stops, drawn=0):
        slots, values, frames = packed(stops)
        self._shown = stops[drawn]
        super().__init__(
            slider=slider,
            figure=figure,
            slots=slots,
            values=values,
            frames=frames,
        )
        self._stops = stops

    def lay(self, stops):
        """Hand over other stops, of the same keys."""
        self._stops = stops
        with self.hold_sync():
            _, self.values, self.frames = packed(stops)

    def follow(self, index, meta):
        """Bring the figure that Python knows to a stop; the page has painted it, or will.

        `meta` is what `course.plots.describe` and `data_table` read, which the page does not need.
        """
        stop = self._stops[index]
        # Plotly's messages are taken back as soon as they are sent: held, they come to nothing.
        with self.figure.hold_sync(), self.figure.batch_update():
            self.figure.layout.meta = meta
            for (trace, name), value in stop.items():
                if value != self._shown[trace, name]:
                    (self.figure.layout if trace is None else self.figure.data[trace])[name] = value
        self._shown = stop


def packed(stops):
    """Stops without repetition: each value once, and each stop as the places of its values.

    >>> packed({0: {(0, "y"): [1]}, 1: {(0, "y"): [1]}, 2: {(0, "y"): [2]}})
    ([[0, 'y']], [[1], [2]], {'0': [0], '1': [0], '2': [1]})
    """
    places, values, frames = {}, [], {}
    for index, stop in stops.items():
        texts = [json.dumps(value) for value in stop.values()]
        for text, value in zip(texts, stop.values(), strict=True):
            if places.setdefault(text, len(values)) == len(values):
                values.append(value)
        frames[_name(index)] = [places[text] for text in texts]
    return [list(slot) for slot in next(iter(stops.values()))], values, frames


def _name(index):
    """An index as the page writes it.

    >>> _name(3), _name((0, 12))
    ('3', '0,12')
    """
    return ",".join(map(str, index)) if isinstance(index, tuple) else str(index)


def live(drawn):
    """A figure that can be moved and follows the width of the page."""
    figure = go.FigureWidget(drawn)
    figure.layout.autosize = True
    figure._config = {**figure._config, "responsive": True}
    return figure


class Replay:
    """The figure, the words and the table of a drawing, brought from stop to stop.

    Parameters
    ----------
    drawn : plotly.graph_objects.Figure
        The drawing at its first stop.
    frames : list of course.plots.reports.Frame
        What it shows at each stop, in order.
    slider : ipywidgets.SelectionSlider
        Its options are the stops, or the first of them.
    number : int, optional
        How many stops the page is handed; all, unless given.

    Attributes
    ----------
    figure : plotly.graph_objects.FigureWidget
    words, numbers, folded : ipywidgets widgets
        What the figure says, which screen readers announce; its rows; and the rows folded away.
    """

    def __init__(self, drawn, frames, slider, number=None):
        self.frames, self._open, self._top = frames, number or len(frames), 0
        self.figure = live(drawn)
        self.figure.layout.yaxis.range = self._reach_of_the_axis()
        self._player = Player(slider, self.figure, self._stops())
        self.words, self.numbers = widgets.HTML(), widgets.HTML()
        self.folded = widgets.Accordion([self.numbers], titles=("These numbers as a table",))
        every = max(frames, key=lambda frame: len(frame.meta["rows"])).meta
        self._rows = {tuple(row): listing.row(every["columns"], row) for row in every["rows"]}
        self.show(0)

    def reach(self, number=None, top=0):
        """Hand the page the first `number` stops and no more; all have one axis, at least to `top`."""
        number = len(self.frames) if number is None else number
        if (number, top) != (self._open, self._top):
            self._open, self._top = number, top
            self._player.lay(self._stops())

    def show(self, number, beside=""):
        """Show a stop by its number; `beside` is said after the figure."""
        frame = self.frames[number]
        self._player.follow(number, frame.meta)
        self.words.value = (
            '<p role="status" aria-live="polite" style="line-height: 1.4">'
            f"{html.escape(describe(self.figure))}{beside}</p>"
        )
        rows = (self._rows[tuple(each)] for each in frame.meta["rows"])
        self.numbers.value = listing.as_html(frame.meta["columns"], rows)

    def close(self):
        """Let go of the slider."""
        self._player.close()

    def _stops(self):
        reach = self._reach_of_the_axis()
        return {
            number: {(at, "y"): heights for at, heights in enumerate(frame.heights)}
            | {(None, "title.text"): frame.title, (None, "yaxis.range"): reach}
            for number, frame in enumerate(self.frames[: self._open])
        }

    def _reach_of_the_axis(self):
        """From zero past all that is open: an axis that changed would be drawn anew, and costs most."""
        return [0, max(self._top, *(frame.top for frame in self.frames[: self._open]))]
