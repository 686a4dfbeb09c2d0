"""Cells run through IPython's shell, and what they show as the outputs of a notebook.

One shell is made in the preloaded process and forked with it. It keeps no history, asks no
questions and shows nothing on a screen: every stream, display, result and error becomes an output
as `nbformat` describes them.
"""

import os
import sys
import tempfile
from pathlib import Path
from types import MappingProxyType, TracebackType

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from grading.autograder.inside import compiled

__all__ = ["CellShell", "make_shell"]

FRAME = 100  # bytes of an output that shows nothing
OURS = (str(Path(__file__).parent), "<student's function")  # files whose frames nobody needs to see
CUT = "\n… the rest of this output was cut: a cell may show {:,} kB.\n"


class CellShell(InteractiveShell):
    """IPython's shell, that gives back what a cell shows."""

    def learn(self, sources):
        """Read and compile cells before they run, here and in what is forked from here."""
        found = {source: compiled.learn(self, source) for source in sources}
        self.known = self.known | {source: each for source, each in found.items() if each}

    known = MappingProxyType({})  # by their text as it stands in the notebook: `compiled.Known`

    def transform_cell(self, raw_cell):
        known = self.known.get(raw_cell)
        return known.text if known else super().transform_cell(raw_cell)

    def should_run_async(self, raw_cell, **told):
        known = self.known.get(raw_cell)
        if known and self.autoawait:
            return known.waits
        return super().should_run_async(raw_cell, **told)

    def run(self, source, most=1_000_000):
        """Run a cell.

        Parameters
        ----------
        source : str
        most : int
            Bytes that its outputs may have; what comes after is cut, and a line says so.

        Returns
        -------
        outputs : list of dict
            As `nbformat` describes the outputs of a code cell.
        count : int
            The number of the execution.
        """
        shown = self.shown = Outputs(most)
        streams = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = Stream(shown, "stdout"), Stream(shown, "stderr")
        count = self.execution_count
        try:
            result = self.run_cell(source, store_history=True)
        finally:
            sys.stdout, sys.stderr = streams
            self._below(shown)
        error = getattr(result, "error_before_exec", None) or getattr(result, "error_in_exec", None)
        if error is not None and not shown.has_error():  # IPython passes some over in silence
            self._showtraceback(type(error), error, [type(error).__name__])
        return shown.finished(), count

    def catch_below(self):
        """From now on, take in what is written past Python, to the file descriptors 1 and 2."""
        self.below = {}
        for number, name in ((1, "stdout"), (2, "stderr")):
            file = tempfile.TemporaryFile()  # noqa: SIM115  open as long as the process
            os.dup2(file.fileno(), number)
            self.below[name] = file

    def _below(self, shown):
        for name, file in getattr(self, "below", {}).items():
            if size := os.fstat(file.fileno()).st_size:
                text = os.pread(file.fileno(), min(size, shown.most + 1), 0)
                os.ftruncate(file.fileno(), 0)
                os.lseek(file.fileno(), 0, os.SEEK_SET)
                shown.stream(name, text.decode("utf-8", "replace"))

    def showtraceback(self, exc_tuple=None, *args, **kwargs):
        """Show an error without the frames of what runs the cells."""
        kind, error, frames = self._get_exc_info(exc_tuple)
        super().showtraceback((kind, error, _theirs(frames)), *args, **kwargs)

    def _showtraceback(self, etype, evalue, stb):
        shown = self.shown
        if evalue is not None and not isinstance(evalue, BaseException):
            evalue = etype
        shown.add(
            {
                "output_type": "error",
                "ename": str(getattr(etype, "__name__", etype)),
                "evalue": _safely(evalue),
                "traceback": [str(line) for line in stb],
            }
        )

    def _format_exception_for_storage(self, exception, *args, **kwargs):
        """Nothing, for the history that nobody asks: an error is put into words once, to be shown."""
        return {}

    def ask_exit(self):
        """`exit` and `quit` end nothing: the next cell runs all the same."""

    def enable_gui(self, gui=None):
        """No windows here."""

    def init_virtualenv(self):
        """The environment is the preloaded process's."""


class Outputs:
    """The outputs of one cell, held to a size."""

    def __init__(self, most):
        self.made, self.most, self.size, self._clear_first = [], most, 0, False

    def add(self, output):
        self._clear_now()
        before = self.size
        self.size += _size(output)
        if self.size <= self.most:
            self.made.append(output)
        elif output["output_type"] == "error":  # it decides a mark, so it stays, if shortened
            lines = [line[:2000] for line in output["traceback"][-3:]]
            short = {"evalue": output["evalue"][:2000], "traceback": lines}
            if before > self.most:  # the last one speaks for those before
                self.made = [each for each in self.made if each["output_type"] != "error"]
            self.made.append(output | short)
        elif before <= self.most:
            self._say_cut("stdout", "")

    def stream(self, name, text):
        if self.size > self.most:
            return
        self._clear_now()
        self.size += len(text)
        if self.size > self.most:
            return self._say_cut(name, text[: max(0, len(text) - (self.size - self.most))])
        self._append(name, text)

    def _say_cut(self, name, text):
        self._append("stdout" if not text else name, text + CUT.format(self.most // 1000))

    def _append(self, name, text):
        last = self.made[-1] if self.made else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            last["text"] += text
        elif text:
            self.made.append({"output_type": "stream", "name": name, "text": text})

    def update(self, data, metadata, display_id):
        for output in self.made:
            if output.get("transient", {}).get("display_id") == display_id:
                output["data"], output["metadata"] = data, metadata

    def clear(self, wait):
        self._clear_first = wait
        if not wait:
            self.made.clear()

    def has_error(self):
        return any(output["output_type"] == "error" for output in self.made)

    def finished(self):
        """The outputs, without what only serves while they are made."""
        for output in self.made:
            output.pop("transient", None)
        return self.made

    def _clear_now(self):
        if self._clear_first:
            self.made.clear()
        self._clear_first = False


class Stream:
    """A text stream that writes into a cell's outputs."""

    encoding, errors, closed, newlines = "utf-8", "strict", False, None

    def __init__(self, shown, name):
        self._shown, self.name = shown, f"<{name}>"
        self._number = 1 if name == "stdout" else 2

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._shown.stream(self.name[1:-1], text)
        return len(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def flush(self):
        pass

    def close(self):
        pass

    def isatty(self):
        return False

    def readable(self):
        return False

    def writable(self):
        return True

    def seekable(self):
        return False

    def fileno(self):
        return self._number


class Publisher(DisplayPublisher):
    def publish(self, data, metadata=None, *, transient=None, update=False, **kwargs):
        shown = self.shell.shown
        if update:
            shown.update(data, metadata or {}, (transient or {}).get("display_id"))
            return
        output = {"output_type": "display_data", "data": data, "metadata": metadata or {}}
        shown.add(output | ({"transient": transient} if transient else {}))

    def clear_output(self, wait=False):
        self.shell.shown.clear(wait)


class Result(DisplayHook):
    """The value of a cell's last line, as an output."""

    def start_displayhook(self):
        self._output = {"output_type": "execute_result"}

    def write_output_prompt(self):
        self._output["execution_count"] = self.prompt_count

    def write_format_data(self, format_dict, md_dict=None):
        self._output["data"], self._output["metadata"] = format_dict, md_dict or {}

    def finish_displayhook(self):
        if "data" in self._output:
            self.shell.shown.add(self._output)


def make_shell():
    """The one shell of this process."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.autoindent = False
    config.InteractiveShell.banner1 = ""
    config.InteractiveShell.xmode = "Plain"  # IPython's usual one takes longer than most cells
    CellShell.display_pub_class.default_value = Publisher
    CellShell.displayhook_class.default_value = Result
    CellShell.compiler_class.default_value = compiled.Compiler
    return CellShell.instance(config=config)


def _theirs(frames):
    """A traceback without the frames of this package, but for the first, which IPython leaves out."""
    kept = []
    while frames:
        if not kept or not frames.tb_frame.f_code.co_filename.startswith(OURS):
            kept.append(frames)
        frames = frames.tb_next
    following = None
    for each in reversed(kept):
        following = TracebackType(following, each.tb_frame, each.tb_lasti, each.tb_lineno)
    return following


def _safely(value):
    try:
        return str(value)
    except Exception as error:
        return f"<its text raised {type(error).__name__}>"


def _size(output):
    """Roughly how many bytes an output takes in a file."""
    if output["output_type"] == "error":
        return FRAME + len(output["evalue"]) + sum(map(len, output["traceback"]))
    parts = [*output["data"].items(), *output["metadata"].items()]
    return FRAME + sum(len(str(part)) for part in parts)
