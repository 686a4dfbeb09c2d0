"""A timeline with a date slider: what had been reported by then.

The drawing is `course.plots.plot_reports`; here it is only moved through time.
"""

import html

import ipywidgets as widgets
import pandas as pd
import plotly.graph_objects as go
import traitlets

from course import pages
from course.counts import known_by
from course.plots import data_table, describe, plot_reports

__all__ = ["Timeline"]


class Timeline(widgets.VBox):
    """Replay the reports of one event, day by day.

    Parameters
    ----------
    reports : pandas.DataFrame
        Rows of `casualty_reports` that count one thing; see `course.counts.series`.
    written_on : date-like, optional
        Date of the text that is being read; a stop of the slider and a line in the figure.

    Attributes
    ----------
    until : pandas.Timestamp
        The day the slider stands at. Set it to move the slider.
    known : pandas.DataFrame
        The reports published by then, undated ones left out.
    """

    until = traitlets.Instance(pd.Timestamp)

    def __init__(self, reports, written_on=None):
        self.reports = reports
        self._written_on = written_on
        days = set(reports["reported_on"].dropna())
        if written_on is not None:
            days.add(pd.Timestamp(written_on))
        self.days = sorted(days)
        self.slider = widgets.SelectionSlider(
            options=[(pages.long_date(day), day) for day in self.days],
            value=self.days[0],
            description="By the end of",
            continuous_update=False,
            style={"description_width": "auto"},
            layout={"width": "95%"},
        )
        self.figure = go.FigureWidget(self._draw(self.days[0]))
        self.figure.layout.autosize = True
        self.words, self.numbers = widgets.HTML(), widgets.HTML()
        folded = widgets.Accordion([self.numbers], titles=("These numbers as a table",))
        super().__init__([self.slider, self.figure, self.words, folded], until=self.days[0])
        self.add_class("casebook-timeline")
        traitlets.link((self.slider, "value"), (self, "until"))
        self.observe(self._redraw, names="until")
        self._tell()

    @traitlets.validate("until")
    def _a_stop_of_the_slider(self, proposal):
        if proposal["value"] not in self.days:
            stops = ", ".join(f"{day:%Y-%m-%d}" for day in self.days)
            raise traitlets.TraitError(f"{proposal['value']} is no stop of the slider: {stops}")
        return proposal["value"]

    @property
    def known(self):
        """The reports published by `until`."""
        return known_by(self.reports, self.until)

    def _draw(self, until):
        return plot_reports(self.reports, until, written_on=self._written_on)

    def _redraw(self, change):
        drawn = self._draw(change["new"])
        with self.figure.batch_update():
            for mark, new in zip(self.figure.data, drawn.data, strict=True):
                mark.update(x=new.x, y=new.y, customdata=new.customdata, overwrite=True)
                mark.marker.update(symbol=new.marker.symbol, size=new.marker.size)
                mark.error_y.update(array=new.error_y.array, arrayminus=new.error_y.arrayminus)
            self.figure.layout.title.text = drawn.layout.title.text
            self.figure.layout.meta = drawn.layout.meta
        self._tell()

    def _tell(self):
        """Say the figure in words, which screen readers announce, and as a table."""
        words = html.escape(describe(self.figure))
        self.words.value = (
            f'<p role="status" aria-live="polite" style="line-height: 1.4">{words}</p>'
        )
        table = pages.table(data_table(self.figure)).data
        self.numbers.value = (
            f'<div style="max-height: 20em; overflow: auto; line-height: 1.4">{table}</div>'
        )
