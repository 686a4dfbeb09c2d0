"""How tables and dates stand on a lesson's page.

Words to the left, nothing where nothing is known, days as a reader says them.
"""

import html
import re

import numpy as np
from IPython.display import HTML

__all__ = ["long_date", "table"]


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
        shown.style.format(na_rep="", escape="html")
        .format(_linked, subset=text, na_rep="")
        # Two dollar signs in a cell are sums of money here, not the ends of a formula.
        .set_table_attributes('class="mathjax_ignore tex2jax_ignore"')
        .format(_digits, subset=shown.select_dtypes("float").columns, na_rep="")
        .set_properties(subset=text, **{"text-align": "left", "max-width": "38em"})
        .set_table_styles(
            [
                {"selector": "th", "props": "text-align: left; vertical-align: bottom"},
                {"selector": "td", "props": "vertical-align: top; white-space: normal"},
            ]
        )
    )
    return HTML((style if index else style.hide(axis="index")).to_html())


def _linked(cell):
    """A cell as HTML; an address in it leads to its page.

    >>> _linked("see https://example.org/a?b=1&c")
    'see <a href="https://example.org/a?b=1&amp;c">https://example.org/a?b=1&amp;c</a>'
    """
    link = r'<a href="\g<0>">\g<0></a>'
    return re.sub(r"https?://[^\s<>\"')]+", link, html.escape(str(cell), quote=True))


def _digits(number):
    """A number with the digits it has, no more: 10500000, 0.5."""
    return np.format_float_positional(number, trim="-")


def long_date(day):
    """A day in words, the same on every system.

    >>> from datetime import date
    >>> long_date(date(2024, 3, 5))
    '5 March 2024'
    """
    return f"{day.day} {day:%B %Y}"
