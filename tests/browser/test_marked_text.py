"""Marked text in a browser: letters outside the basic plane."""

import json

import nbformat
import pytest

from course import lessons
from tests.browser.harness import nothing_went_wrong, open_notebook, run_all

pytestmark = pytest.mark.browser

DOVE = "\U0001f54a"  # one character in Python, two units in JavaScript

EMOJI = f'''from course.widgets.claim_marker import MarkedText
import ipywidgets
marked = MarkedText("{DOVE}{DOVE} Peace was signed {DOVE} in May, it says.")
seen = ipywidgets.HTML("nothing")
def tell(change):
    seen.value = " | ".join(marked.text[m["start"]:m["end"]] for m in change["new"])
marked.observe(tell, "marks")
ipywidgets.VBox([marked, seen]).add_class("emoji-trial")'''


def test_letters_outside_the_basic_plane_do_not_shift_a_mark(page, watch):
    """What Python cuts out by its offsets is what the reader selected."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(EMOJI)])
    lesson = lessons.lessons()[0].path
    kernel = json.loads(lesson.read_text(encoding="utf-8"))["metadata"]["kernelspec"]
    notebook.metadata["kernelspec"] = kernel
    nbformat.write(notebook, page.server.root / "notebooks" / "emoji.ipynb")
    open_notebook(page, "notebooks/emoji.ipynb")
    run_all(page)
    text = page.locator(".emoji-trial .cm-text")
    text.wait_for()
    text.focus()
    for press in ("ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "2"):
        page.keyboard.press(press)
    page.locator(".emoji-trial").get_by_text("Peace was signed", exact=True).wait_for()
    text.focus()
    for press in ("End", "Shift+ArrowLeft", "5"):
        page.keyboard.press(press)
    page.locator(".emoji-trial").get_by_text("Peace was signed | it says", exact=True).wait_for()
    nothing_went_wrong(page, watch)
    (page.server.root / "notebooks" / "emoji.ipynb").unlink()
