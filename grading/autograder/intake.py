"""What was handed in, read with care: one notebook for each that is expected, or the reason why not.

A submission is whatever a student put into a folder. Nothing outside that folder is read, whatever
its links say; a file that is no notebook ends as a reason in words and never as an exception.
"""

import json
import os
import stat
import warnings
from dataclasses import dataclass
from pathlib import Path

import nbformat

__all__ = ["LARGEST", "HandedIn", "Intake", "files_beside", "gather"]

LARGEST = 50_000_000  # bytes of one file; outputs with pictures are large, but not that large
LONGEST_QUOTE = 60  # characters of a student's own text in a reason


@dataclass(frozen=True)
class Intake:
    """What became of one expected notebook.

    `notebook` is None where there is none to grade, and `reason` then says why; `absent`, whether
    that is because none was handed in. `remarks` are sentences for the student and the instructor
    on what was taken for what.
    """

    name: str
    notebook: nbformat.NotebookNode | None = None
    reason: str = ""
    remarks: tuple = ()
    absent: bool = False


@dataclass(frozen=True)
class HandedIn:
    """The bytes of one expected notebook, or the reason why there are none; see `Intake`."""

    name: str
    file: str
    data: bytes = b""
    reason: str = ""
    remarks: tuple = ()
    absent: bool = False

    def read(self):
        """The notebook in it."""
        if self.reason:
            return Intake(self.name, None, self.reason, self.remarks, self.absent)
        try:
            return Intake(self.name, _notebook(self.data), remarks=self.remarks)
        except ValueError as error:
            reason = f"{_quoted(self.file)} {error}"
            return Intake(self.name, reason=reason, remarks=self.remarks)


def gather(folder, expected, largest=LARGEST):
    """Take the notebooks that an assignment expects out of a submission's folder.

    Parameters
    ----------
    folder : path
        The submission. It may hold anything.
    expected : list of str
        Names of the assignment's notebooks, without the ending.
    largest : int
        Bytes that a file may have.

    Returns
    -------
    list of HandedIn
        One for each expected name, in that order. Where one notebook is expected and exactly one
        other is there, that one is taken and the remark says so.
    """
    found = _notebooks(folder)
    names = {name: f"{name}.ipynb" for name in expected}
    missing = [name for name in expected if names[name] not in found]
    strangers = [file for file in found if file not in names.values()]
    remarks = {}
    if len(missing) == len(strangers) == 1:
        names[missing[0]] = strangers[0]
        remarks[missing[0]] = (f"{_quoted(strangers[0])} was taken for {missing[0]}.ipynb",)
    elif missing and strangers:
        others = ", ".join(map(_quoted, strangers))
        remarks = dict.fromkeys(missing, (f"found {others} in its place",))
    return [_take(folder, name, names[name], remarks.get(name, ()), largest) for name in names]


def files_beside(folder, largest=LARGEST):
    """Paths of the other files of a submission, relative to it: regular, of moderate size.

    Links and what lies behind linked folders are left out.
    """
    folder = Path(folder)
    for place, folders, files in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not (Path(place) / name).is_symlink())
        for name in sorted(files):
            path = Path(place) / name
            facts = path.lstat()
            if stat.S_ISREG(facts.st_mode) and facts.st_size <= largest and path.suffix != ".ipynb":
                yield path.relative_to(folder)


def _notebooks(folder):
    """Names in the folder that end as a notebook's does, whatever stands behind them."""
    with os.scandir(folder) as entries:
        return sorted(entry.name for entry in entries if entry.name.endswith(".ipynb"))


def _take(folder, name, file, remarks, largest):
    path = Path(folder) / file
    if not os.path.lexists(path):
        reason = "; ".join([f"{file} was not handed in", *remarks])
        return HandedIn(name, file, reason=reason, remarks=remarks, absent=True)
    reason = _unfit(folder, path, largest)
    return HandedIn(name, file, b"" if reason else path.read_bytes(), reason, remarks)


def _unfit(folder, path, largest):
    """Why a path is not read at all; empty where it may be."""
    shown = _quoted(path.name)
    if not path.name.isprintable():
        return f"{shown} has a name with control characters"
    try:
        kind = path.lstat().st_mode
        if stat.S_ISLNK(kind) and not path.resolve().is_relative_to(Path(folder).resolve()):
            return f"{shown} is a link that leads out of the submission"
        facts = path.stat()
    except OSError as error:
        return f"{shown} cannot be read: {error.strerror}"
    if not stat.S_ISREG(facts.st_mode):
        return f"{shown} is {'a folder' if stat.S_ISDIR(facts.st_mode) else 'no regular file'}"
    if facts.st_size > largest:
        return f"{shown} has {facts.st_size:,} bytes; at most {largest:,} are read"
    return ""


def _notebook(data):
    """The notebook in a file's bytes, in the current format.

    Raises
    ------
    ValueError
        That says, after the file's name, what is the matter.
    """
    if not data.strip():
        raise ValueError("is empty")
    try:
        text = data.decode("utf-8-sig")
        told = json.loads(text)
    except UnicodeDecodeError as error:
        raise ValueError(f"is no text in UTF-8 (byte {error.start:,})") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        at_the_end = error.pos >= len(error.doc.rstrip()) - 1 or "Unterminated" in error.msg
        cut = "; it may have been cut off" if at_the_end else ""
        raise ValueError(f"is no JSON: {error.msg} ({where}){cut}") from None
    except RecursionError:
        raise ValueError("is JSON, and nested too deeply to be a notebook") from None
    if not isinstance(told, dict) or not ({"cells", "worksheets"} & set(told)):
        raise ValueError("is JSON, and no notebook: it has no cells")
    return _current(text)


def _current(text):
    """A notebook in format 4.5, whatever format it was written in."""
    try:
        with warnings.catch_warnings(action="ignore"):
            notebook = nbformat.reads(text, as_version=4)
            _, notebook = nbformat.validator.normalize(notebook)
            nbformat.validate(notebook)
    except Exception as error:  # of nbformat, which raises what it meets in a broken notebook
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ValueError(f"is no sound notebook: {said[:LONGEST_QUOTE]}") from None
    return notebook


def _quoted(name):
    """A name from a student's folder, safe to print: no control characters, of moderate length."""
    plain = name if name.isprintable() else ascii(name)[1:-1]
    return plain if len(plain) <= LONGEST_QUOTE else plain[: LONGEST_QUOTE - 1] + "…"
