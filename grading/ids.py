"""Who a notebook says handed it in.

Reads cells and nothing else, so that workers need not load what dossiers are drawn with.
"""

import ast
import re

__all__ = ["ids_in", "seen"]

HUB = "JUPYTERHUB_USER"  # the variable in which a hub gives a student's id
HANDED_IN_BY = re.compile(r"^Handed in by: (?!nobody yet\b)(.+?)\s*$", re.MULTILINE)
NOBODY = re.compile(r"^Handed in by: nobody yet\b", re.MULTILINE)


def seen(cells):
    """Student ids that a notebook gives, and whether it says that it has none."""
    nobody = any(NOBODY.search(text) for cell in cells for text in _printed(cell))
    return sorted(ids_in(cells)), nobody


def ids_in(cells):
    """Student ids that a notebook gives: written in its first code cell, or printed there.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell
    >>> ids_in([new_code_cell('student = os.environ.get("JUPYTERHUB_USER", "ada")')])
    {'ada'}
    """
    first = [cell for cell in cells if cell.cell_type == "code"][:1]
    written = {name for cell in first for name in _written(cell.source)}
    printed = {
        name for cell in first for text in _printed(cell) for name in HANDED_IN_BY.findall(text)
    }
    return {name.strip() for name in written | printed if name.strip()}


def _written(source):
    """Texts in what `student` is set to, but for the name of the hub's variable."""
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # half a character, deep nesting
        return
    for each in statements:
        targets = [ast.unparse(target) for target in getattr(each, "targets", [])]
        if targets == ["student"]:
            texts = [part.value for part in ast.walk(each.value) if isinstance(part, ast.Constant)]
            yield from (text for text in texts if isinstance(text, str) and text != HUB)


def _printed(cell):
    return [output.text for output in cell.get("outputs", ()) if output.get("name") == "stdout"]
