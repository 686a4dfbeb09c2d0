"""Let the keys reach a tool: arrows, letters, Space and Enter.

In JupyterLab a plain key is a command for the notebook, in a tool's buttons and lists as well. Put
`OwnKeys()` among the children of a box, and keys pressed within that box are the box's own. Radio
buttons in it are one stop of Tab, as on other pages.
"""

from pathlib import Path

import anywidget

__all__ = ["OwnKeys"]


class OwnKeys(anywidget.AnyWidget):
    """Nothing to see: it keeps the notebook's one-key commands out of the box it stands in."""

    _esm = Path(__file__).with_suffix(".js")

    def __init__(self):
        super().__init__(layout={"display": "none"})
