"""Feedback pages that are safe to open.

A feedback page shows what students made: texts, links, tables, pictures, whatever their code put
out. nbgrader puts all of it on the page as it is, so that a script in an answer runs in the browser
of whoever opens the page, the instructor first. Here markup made by students passes through a
sanitiser (nh3), nothing on the page is loaded from elsewhere on a student's word, outputs have an
end, and hidden tests stay hidden unless the instructor asks for them.
"""

import base64
import binascii

import nh3
from jinja2 import pass_context
from nbconvert.exporters import HTMLExporter
from nbconvert.exporters.exporter import Exporter
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbformat.v4 import new_output
from nbgrader.converters import GenerateFeedback
from nbgrader.preprocessors import ClearHiddenTests, GetGrades, NbGraderPreprocessor
from nbgrader.utils import is_grade, is_locked
from traitlets import Bool, Int, List, Type

__all__ = ["Feedback", "SafeExporter", "SafeOutputs", "cleaned"]

PICTURES = ("image/png", "image/jpeg", "image/gif")
SHOWN = ("text/plain", "text/html", "text/markdown", "text/latex", "image/svg+xml", *PICTURES)
LEFT_OUT = "[An interactive output is not shown on this page.]"
SCHEMES = {"http", "https", "mailto", "data"}


def cleaned(markup):
    """HTML without scripts, styles, frames, forms, handlers and anything loaded from elsewhere.

    Examples
    --------
    >>> cleaned('<b onclick="steal()">7</b><script>steal()</script>')
    '<b>7</b>'
    >>> cleaned('<img src="https://example.org/counter.png"><a href="javascript:steal()">go</a>')
    '<img><a rel="noopener noreferrer">go</a>'
    """
    return nh3.clean(markup, url_schemes=SCHEMES, attribute_filter=_kept)


def _kept(tag, attribute, value):
    """An attribute as it may stand; None takes it away. Only a picture may bring its data along."""
    if attribute not in ("src", "href", "cite"):
        return value
    plain = "".join(value.split()).lower()
    picture = any(plain.startswith(f"data:{kind};base64,") for kind in PICTURES)
    if (tag, attribute) == ("img", "src"):
        return value if picture else None
    return None if plain.startswith("data:") else value


class SafeOutputs(NbGraderPreprocessor):
    """Leave in a notebook only what may stand on a page, and not too much of it."""

    hidden_tests = Bool(False, help="Whether hidden tests are shown.").tag(config=True)
    longest = Int(20_000, help="Characters of one output that are shown.").tag(config=True)
    most = Int(50, help="Outputs of one cell that are shown.").tag(config=True)

    def preprocess(self, notebook, resources):
        """Clean every cell; hidden tests go first, and with them the lines of their tracebacks."""
        notebook.metadata.pop("widgets", None)
        hider = ClearHiddenTests(parent=self)
        for cell in notebook.cells:
            cell.metadata = {k: v for k, v in cell.metadata.items() if k == "nbgrader"}
            hides = not self.hidden_tests and _is_test(cell) and self._hide(hider, cell)
            if cell.cell_type == "code":
                cell.outputs = list(self._outputs(cell.outputs, hides))
            elif cell.cell_type == "raw":
                # A page would take it for markup; it is shown letter by letter.
                cell.cell_type = "markdown"
                cell.source = "\n".join(f"    {line}" for line in cell.source.splitlines())
        return notebook, resources

    def _hide(self, hider, cell):
        """Take the hidden tests out of a cell; whether it had any."""
        before = cell.source
        hider.preprocess_cell(cell, {}, 0)
        return cell.source != before

    def _outputs(self, outputs, hides):
        for output in outputs[: self.most]:
            if output.output_type == "stream":
                output.text = self._cut(output.text)
            elif output.output_type == "error":
                if hides:
                    output.traceback = [f"{output.ename}: {output.evalue}"]
                output.traceback = [self._cut("\n".join(output.traceback))]
            else:
                output.metadata = {}
                output.data = self._data(output.data)
            yield output
        if len(outputs) > self.most:
            words = f"[{len(outputs) - self.most} more outputs are not shown.]"
            yield new_output("stream", name="stdout", text=words)

    def _data(self, data):
        """The forms of an output that may be shown; a note where none is left."""
        kept = {kind: data[kind] for kind in SHOWN if kind in data}
        kept |= {kind: self._cut(kept[kind]) for kind in kept if kind.startswith("text/")}
        if "text/html" in kept:
            kept["text/html"] = cleaned(kept["text/html"])
            if not kept["text/html"].strip():
                del kept["text/html"]
        for kind in set(PICTURES) & set(kept):
            kept[kind] = _base64(kept[kind])
        return kept or {"text/plain": LEFT_OUT}

    def _cut(self, text):
        text = "".join(text)
        if len(text) <= self.longest:
            return text
        return (
            f"{text[: self.longest]}\n[{len(text) - self.longest:,} more characters are not shown.]"
        )


class SafeExporter(HTMLExporter):
    """nbconvert's pages with the markup of students' texts cleaned."""

    @pass_context
    def markdown2html(self, context, source):
        """Markdown to HTML, cleaned: a link in a text can be a script as well."""
        return cleaned(super().markdown2html(context, source))

    def default_filters(self):
        """The filters of the base class, with ours in their place."""
        yield from super().default_filters()
        yield "markdown2html", self.markdown2html
        yield "clean_html", cleaned


class Feedback(GenerateFeedback):
    """nbgrader's feedback step, with safe pages."""

    exporter_class = Type(SafeExporter, klass=Exporter).tag(config=True)
    preprocessors = List([GetGrades, SafeOutputs, CSSHTMLHeaderPreprocessor]).tag(config=True)


def _is_test(cell):
    """Whether a cell holds the instructor's tests; a student's own may look like it."""
    return cell.cell_type == "code" and is_grade(cell) and is_locked(cell)


def _base64(data):
    """Base64 that holds nothing but base64; empty where it is none."""
    try:
        return base64.b64encode(base64.b64decode("".join(data), validate=False)).decode("ascii")
    except (binascii.Error, ValueError):
        return ""
