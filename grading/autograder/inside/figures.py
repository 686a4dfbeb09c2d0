"""Nodes for plotly's figures: what was set in them, arrays as arrays.

Figure and FigureWidget both come back as `plotly.graph_objects.Figure`. What was valid when it was
drawn is not validated again, which would take ten times as long.
"""

from .wire import expect, library, reads, writes


def learn():
    """Register plotly's base of all figures, once one can have been made."""
    writes(library("plotly.basedatatypes").BaseFigure)(_write_figure)


def _write_figure(writer, value):
    """Traces, layout and frames as `value` keeps them, not by its methods."""
    held = vars(value)
    frames = [dict(frame._props or {}) for frame in held["_frame_objs"]]
    return [
        "plotly.figure",
        writer.child(held["_data"], ".data"),
        writer.child(held["_layout"], ".layout"),
        writer.child(frames, ".frames"),
    ]


@reads("plotly.figure", weight=5_000)
def _read_figure(reader, data, layout, frames):
    data, layout, frames = reader.node(data), reader.node(layout), reader.node(frames)
    expect(type(data) is type(frames) is list and type(layout) is dict, "the parts of a figure")
    expect(all(type(part) is dict for part in data + frames), "traces and frames as dicts")
    figure = library("plotly.graph_objects").Figure(data, layout, frames, _validate=False)
    if "template" not in layout:
        figure.layout.template = None  # plotly lays its default on a figure without one
    figure._validate = True  # for what is changed from here on
    return figure
