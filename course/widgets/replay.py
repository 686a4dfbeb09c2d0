"""What a replay shows at each stop: a figure, the same in words, and its numbers with addresses.

Shared by the tools that move reports through time. Everything is worked out when the replay is
made, so that a move of the slider only sends what is ready.
"""

import html

import ipywidgets as widgets
import plotly.graph_objects as go

from course import listing
from course.plots import describe

__all__ = ["Replay"]


class Replay:
    """The figure, the words and the table of a drawing, brought from stop to stop.

    Parameters
    ----------
    drawn : plotly.graph_objects.Figure
        The drawing at its first stop.
    frames : list of course.plots.reports.Frame
        What it shows at each stop, in order.

    Attributes
    ----------
    figure : plotly.graph_objects.FigureWidget
    words, numbers, folded : ipywidgets widgets
        What the figure says, which screen readers announce; its rows; and the rows folded away.
    """

    def __init__(self, drawn, frames):
        self.frames, self._shown = frames, frames[0]
        self.figure = go.FigureWidget(drawn)
        self.figure.layout.autosize = True
        self.figure._config = {**self.figure._config, "responsive": True}
        self.words, self.numbers = widgets.HTML(), widgets.HTML()
        self.folded = widgets.Accordion([self.numbers], titles=("These numbers as a table",))
        every = max(frames, key=lambda frame: len(frame.meta["rows"])).meta
        self._rows = {tuple(row): listing.row(every["columns"], row) for row in every["rows"]}
        self.show(0)

    def show(self, number, top=0, beside=""):
        """Show a stop by its number; `top` raises the axis, `beside` is said after the figure."""
        frame = self.frames[number]
        with self.figure.batch_update():
            for trace, old, new in zip(
                self.figure.data, self._shown.heights, frame.heights, strict=True
            ):
                if old != new:
                    trace.y = new
            self.figure.layout.title.text = frame.title
            self.figure.layout.meta = frame.meta
            self.figure.layout.yaxis.range = [0, max(frame.top, top)]
        self._shown = frame
        self.words.value = (
            '<p role="status" aria-live="polite" style="line-height: 1.4">'
            f"{html.escape(describe(self.figure))}{beside}</p>"
        )
        rows = (self._rows[tuple(each)] for each in frame.meta["rows"])
        self.numbers.value = listing.as_html(frame.meta["columns"], rows)
