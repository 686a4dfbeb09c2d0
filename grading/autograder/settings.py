"""What the autograder may be told, in a course's `nbgrader_config.py`: ``c.Autograder.…``."""

from traitlets import Bool, Int, List, Unicode
from traitlets.config import Configurable

__all__ = ["Autograder"]


class Autograder(Configurable):
    """How submissions are run: what is loaded beforehand, and what each may use."""

    preload = List(
        Unicode(),
        [
            "numpy",
            "pandas",
            "plotly.graph_objects",
            "ipywidgets",
            "networkx",
            "course.datasets:load_all",
        ],
        help="Modules that are imported once and not by each submission, or module:function, which is "
        "called once; what is not there is left.",
    ).tag(config=True)
    cell_seconds = Int(0, help="Wall time of a cell; 0 takes c.Execute.timeout, or else 30.").tag(
        config=True
    )
    submission_seconds = Int(300, help="Wall time of a submission, all its notebooks.").tag(
        config=True
    )
    memory_mb = Int(1024, help="Memory beyond what is preloaded.").tag(config=True)
    processes = Int(64, help="Processes and threads at once.").tag(config=True)
    open_files = Int(256, help="Open files at once.").tag(config=True)
    file_mb = Int(64, help="Size of a file.").tag(config=True)
    scratch_mb = Int(128, help="Size of all files in the scratch folder.").tag(config=True)
    output_kb = Int(1000, help="Size of a cell's outputs; the rest is cut.").tag(config=True)
    replays = Int(5, help="How often a process that was lost is brought back.").tag(config=True)
    strict_stderr = Bool(
        False, help="As nbgrader does: a test that writes to standard error gets no points."
    ).tag(config=True)
    whole_crash = Bool(
        False, help="As nbgrader does: a crash withholds the submission, not just its question."
    ).tag(config=True)

    def limits(self):
        """The limits of a process, as `inside.confine.Limits` has them."""
        named = ["memory_mb", "processes", "open_files", "file_mb", "scratch_mb", "output_kb"]
        return {name: getattr(self, name) for name in named} | {
            "cpu_seconds": self.submission_seconds
        }

    def seconds(self):
        """Wall time of a cell."""
        timeout = self.config.Execute.get("timeout", None) if self.config else None
        usable = isinstance(timeout, int) and timeout > 0
        return self.cell_seconds or (timeout if usable else 30)
