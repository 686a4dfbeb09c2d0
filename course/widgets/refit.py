"""Let a figure in a tool fill its place from the start, and whenever the tool changes its size.

Put `Refit()` among the children of a box that holds a `plotly.graph_objects.FigureWidget` whose
configuration is responsive.
"""

from pathlib import Path

import anywidget

__all__ = ["Refit"]


class Refit(anywidget.AnyWidget):
    """Nothing to see: it tells the figures of the box around it to fit."""

    _esm = Path(__file__).with_suffix(".js")

    def __init__(self):
        super().__init__(layout={"display": "none"})
