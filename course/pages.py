"""How a table stands on a lesson's page: words to the left, nothing where nothing is known."""

from IPython.display import HTML

__all__ = ["table"]


def table(frame, *, index=False):
    """A table as a reader wants it: whole sentences, text to the left, numbers to the right.

    Parameters
    ----------
    frame : pandas.DataFrame
        What to show. Missing values are left blank, dates lose their empty clock.
    index : bool
        Whether the row labels mean something and are shown.

    Returns
    -------
    IPython.display.HTML
    """
    dates = frame.select_dtypes("datetime").columns
    shown = frame.assign(**{name: frame[name].dt.strftime("%Y-%m-%d") for name in dates})
    text = [name for name in shown if frame[name].dtype.kind not in "iuf"]
    style = (
        shown.style.format(na_rep="", precision=6, escape="html")
        .set_properties(subset=text, **{"text-align": "left", "max-width": "38em"})
        .set_table_styles(
            [
                {"selector": "th", "props": "text-align: left; vertical-align: bottom"},
                {"selector": "td", "props": "vertical-align: top; white-space: normal"},
            ]
        )
    )
    return HTML((style if index else style.hide(axis="index")).to_html())
