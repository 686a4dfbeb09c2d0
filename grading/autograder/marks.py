"""What a notebook that ran is worth, cell by cell, and the file that is kept of it.

Everything here works on one notebook in memory, opens nothing and imports nothing slow, so that
any worker can do it. nbgrader's rules are followed to the letter: its `determine_grade`, and its
steps `OverwriteCells` (checksums), `OverwriteKernelspec`, `IgnorePattern`, `LimitOutput` and
`SaveAutoGrades`. They are written out once more because nbgrader takes seconds to import and keeps
its gradebook open meanwhile; the tests hold both against each other. What is entered where is
`grading.autograder.record`'s, and bringing cells back to shape `grading.autograder.repair`'s.
"""

import hashlib
import json
import re
import sys
from dataclasses import dataclass, field

from nbformat.validator import iter_validate

from grading.errors import PartialCreditError, UnsoundNotebookError

__all__ = ["CellMark", "Master", "checksum", "finished", "marks", "tidied", "written"]

NO_ANSWER = "No response."  # nbgrader's comment on an answer that was left as released
OUTPUT_CUT = "... Output truncated ..."
TRACEBACK_CUT = "... Traceback truncated ..."
UNLIMITED = -1  # nbgrader's word for no limit
OF_OTHER_PROGRAMS = {"orig_nbformat", "orig_nbformat_minor", "signature"}  # never written to files
DRAWN_TEXT = {"application/javascript", "image/svg+xml"}  # kept line by line, as text/… is


@dataclass(frozen=True)
class Master:
    """What nbgrader noted of the instructor's notebook, and its settings for what is kept.

    Parameters
    ----------
    kernelspec : dict or None
        The kernel that the notebook runs under; None leaves the notebook's own.
    checksums : dict of str to str
        By grade id, of the cell as students were given it.
    max_lines, max_traceback : int
        Lines of text and of a traceback that a cell may keep; -1 for any number.
    ignored_stderr : str
        A regular expression; what a cell wrote to stderr is dropped where it is found in it.
    """

    kernelspec: dict | None = None
    checksums: dict = field(default_factory=dict)
    max_lines: int = 1000
    max_traceback: int = 100
    ignored_stderr: str = ""


@dataclass(frozen=True)
class CellMark:
    """What the gradebook is told of one cell.

    `kind` is ``grade`` or ``comment``; an answer that a person marks has both. Scores are in
    points; a score of None is a person's to give. `comment` is nbgrader's own, or None.
    """

    grade_id: str
    kind: str
    cell_type: str
    max_points: float = 0.0
    auto_score: float | None = None
    comment: str | None = None

    @property
    def needs_manual(self):
        """Whether a person must give the points."""
        return self.kind == "grade" and self.auto_score is None

    @property
    def failed(self):
        """Whether tests took points, as nbgrader's `failed_tests` says."""
        scored = self.kind == "grade" and self.cell_type == "code" and self.auto_score is not None
        return scored and self.auto_score < self.max_points


def finished(notebook, master, strict_stderr=False):
    """What is kept of a notebook that ran, and its marks.

    Parameters
    ----------
    notebook : nbformat.NotebookNode or dict
        Executed and brought back to shape, format 4, texts whole. It is left as it was.
    master : Master
    strict_stderr : bool
        See `marks`.

    Returns
    -------
    data : bytes
        The file for `autograded/`.
    given : tuple of CellMark

    Raises
    ------
    PartialCreditError, UnsoundNotebookError
    """
    _check(notebook)
    kept = tidied(notebook, master)
    return _data(kept), marks(kept["cells"], strict_stderr)


def marks(cells, strict_stderr=False):
    """The marks of a notebook's cells, in their order.

    Parameters
    ----------
    cells : list of nbformat.NotebookNode or dict
        Executed, with the checksums of `Master` on them.
    strict_stderr : bool
        nbgrader gives no points for a test that wrote anything to stderr, a warning included.
        Here a warning costs nothing unless this is asked for.

    Returns
    -------
    tuple of CellMark

    Raises
    ------
    PartialCreditError
        If a test's last line is worth more than its points, or shows nothing as text.

    Notes
    -----
    A test cell has all its points if it ran without an error. A number on its last line is
    partial credit; as in nbgrader, a negative one and what is no number count as all points.
    """
    given = []
    for cell in cells:
        if _is(cell, "grade"):
            points = float(_facts(cell)["points"])
            score = _score(cell, points, strict_stderr)
            given.append(
                CellMark(_facts(cell)["grade_id"], "grade", cell["cell_type"], points, score)
            )
        if _is(cell, "solution") or _is(cell, "task"):
            blank = not _is(cell, "task") and _unchanged(cell)
            comment = NO_ANSWER if blank else None
            given.append(
                CellMark(_facts(cell)["grade_id"], "comment", cell["cell_type"], comment=comment)
            )
    return tuple(given)


def tidied(notebook, master):
    """A notebook as nbgrader keeps it: the master's kernel and checksums, outputs not too long.

    What is not changed is shared with `notebook`, which is left as it was.
    """
    metadata = {**notebook["metadata"], "language_info": _language_info()}
    if master.kernelspec:
        metadata["kernelspec"] = master.kernelspec
    cells = [_tidied_cell(cell, master) for cell in notebook["cells"]]
    return {**notebook, "metadata": metadata, "cells": cells}


def written(notebook):
    """The bytes of a notebook's file, as nbgrader writes it: checked, sorted, one line an item.

    Half of a character that has no other half (a lone surrogate) becomes a question mark, where
    nbgrader gives up.

    Raises
    ------
    UnsoundNotebookError
        If it does not fit the notebook format.
    """
    _check(notebook)
    return _data(notebook)


def checksum(cell):
    """nbgrader's checksum of a cell: its text, its sort and its role, MD5 in hexadecimal."""
    facts = _facts(cell)
    roles = [_is(cell, "grade"), _is(cell, "solution"), _is_locked(cell)]
    parts = [cell["source"], cell["cell_type"], *map(str, roles), facts["grade_id"]]
    if _is(cell, "grade"):
        parts.append(str(float(facts["points"])))
    whole = "".join(parts).encode(errors="surrogatepass")
    return hashlib.md5(whole, usedforsecurity=False).hexdigest()


def _check(notebook):
    """Raise unless it fits the format; unlike nbformat's `validate` this changes no cell's id."""
    problem = next(iter_validate(notebook, relax_add_props=True), None)
    if problem:
        raise UnsoundNotebookError(problem.message.splitlines()[0])


def _data(notebook):
    metadata = {k: v for k, v in notebook["metadata"].items() if k not in OF_OTHER_PROGRAMS}
    stored = {**notebook, "metadata": metadata, "cells": [_stored(c) for c in notebook["cells"]]}
    text = json.dumps(stored, indent=1, sort_keys=True, separators=(",", ": "), ensure_ascii=False)
    return f"{text}\n".encode(errors="replace")


def _facts(cell):
    """What nbgrader notes on a cell; empty for one of the student's own."""
    return cell["metadata"].get("nbgrader", {})


def _is(cell, role):
    return _facts(cell).get(role, False)


def _is_locked(cell):
    if _is(cell, "solution"):
        return False
    return True if _is(cell, "grade") else _is(cell, "locked")


def _unchanged(cell):
    return _facts(cell).get("checksum") == checksum(cell)


def _score(cell, points, strict_stderr):
    """Points of a graded cell, or None where a person gives them."""
    if _is(cell, "solution"):
        return 0.0 if _unchanged(cell) else None
    if cell["cell_type"] != "code":
        return None
    for output in cell["outputs"]:
        if output["output_type"] == "error" or (strict_stderr and _is_stderr(output)):
            return 0.0
        if output["output_type"] == "execute_result":
            return _partial_credit(
                _facts(cell)["grade_id"], output["data"].get("text/plain"), points
            )
    return points


def _partial_credit(name, shown, points):
    if not shown:
        raise PartialCreditError(name, "nothing as text", points)
    lines = shown if isinstance(shown, list) else [shown]
    try:
        score = float(lines[0]) if len(lines) == 1 else points
    except ValueError:
        return points
    if score > points:
        raise PartialCreditError(name, lines[0], points)
    return score if score >= 0 else points  # "not a number" is not below 0 either


def _is_stderr(output):
    return output["output_type"] == "stream" and output["name"] == "stderr"


def _language_info():
    """What the Python kernel of this interpreter tells of itself."""
    major = sys.version_info.major
    return {
        "name": "python",
        "version": sys.version.split()[0],
        "mimetype": "text/x-python",
        "codemirror_mode": {"name": "ipython", "version": major},
        "pygments_lexer": f"ipython{major}",
        "nbconvert_exporter": "python",
        "file_extension": ".py",
    }


def _tidied_cell(cell, master):
    kept = {**cell}
    released = master.checksums.get(_facts(cell).get("grade_id"))
    if released:
        facts = {**_facts(cell), "checksum": released}
        kept["metadata"] = {**cell["metadata"], "nbgrader": facts}
    if cell["cell_type"] == "code":
        kept["outputs"] = _tidied_outputs(cell["outputs"], master)
    return kept


def _tidied_outputs(outputs, master):
    if master.ignored_stderr:
        dropped = re.compile(master.ignored_stderr)
        outputs = [out for out in outputs if not (_is_stderr(out) and dropped.search(out["text"]))]
    if master.max_lines != UNLIMITED:
        outputs = list(_limited_streams(outputs, master.max_lines))
    if master.max_traceback != UNLIMITED:
        outputs = [_limited_traceback(out, master.max_traceback) for out in outputs]
    return outputs


def _limited_streams(outputs, most):
    """What a cell printed, up to `most` lines over all; what it showed otherwise is kept."""
    length = 0
    for output in outputs:
        if output["output_type"] == "stream":
            if length == most:
                continue
            lines = output["text"].split("\n")
            if len(lines) + length > most:
                lines = [*lines[: most - length - 1], OUTPUT_CUT]
                output = {**output, "text": "\n".join(lines)}
            length += len(lines)
        yield output


def _limited_traceback(output, most):
    """An error with its traceback's first and last lines, `most` of them."""
    if output["output_type"] != "error" or len(output["traceback"]) <= most:
        return output
    start = most // 2
    end = most - start - 1
    lines = [*output["traceback"][:start], TRACEBACK_CUT, *output["traceback"][-end:]]
    return {**output, "traceback": lines}


def _stored(cell):
    """A cell as it stands in a file: text as a list of lines."""
    metadata = {key: value for key, value in cell["metadata"].items() if key != "trusted"}
    stored = {**cell, "metadata": metadata, "source": _lines(cell["source"])}
    if "attachments" in cell:
        stored["attachments"] = {k: _stored_data(v) for k, v in cell["attachments"].items()}
    if cell["cell_type"] == "code":
        stored["outputs"] = [_stored_output(output) for output in cell["outputs"]]
    return stored


def _stored_output(output):
    if output["output_type"] in {"execute_result", "display_data"}:
        return {**output, "data": _stored_data(output["data"])}
    return (
        {**output, "text": _lines(output["text"])} if output["output_type"] == "stream" else output
    )


def _stored_data(data):
    return {
        kind: _lines(value) if kind.startswith("text/") or kind in DRAWN_TEXT else value
        for kind, value in data.items()
    }


def _lines(text):
    return text.splitlines(keepends=True) if isinstance(text, str) else text
