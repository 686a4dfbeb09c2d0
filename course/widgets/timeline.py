"""A timeline with a date slider: what had been reported by then.

The drawing is that of `course.plots.plot_reports`; here it is only moved through time.
"""

import ipywidgets as widgets
import pandas as pd
import traitlets

from course import pages
from course.counts import known_by
from course.plots.reports import replay_reports
from course.widgets.replay import Replay

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
        drawing = replay_reports(reports, self.days, written_on=written_on)
        self._replay = Replay(*drawing, self.slider)
        self.figure, self.words = self._replay.figure, self._replay.words
        self.numbers = self._replay.numbers
        parts = [self.slider, self.figure, self.words, self._replay.folded]
        super().__init__(parts, until=self.days[0])
        self.add_class("casebook-timeline")
        traitlets.link((self.slider, "value"), (self, "until"))
        self.observe(self._redraw, names="until")

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

    def _redraw(self, change):
        self._replay.show(self.days.index(change["new"]))
