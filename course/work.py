"""What a reader has done in the tools, kept on the reader's own disk.

A tool's marks live in the kernel and would go when it restarts. They are kept as small JSON files
in `my-work/`, which git ignores; nothing leaves the machine. Where the folder cannot be written,
tools work all the same and say that nothing is kept.
"""

import json
import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path

from course import tree

__all__ = ["folder", "forget", "keep", "recall"]


def folder():
    """Where work is kept: `CASEBOOK_WORK`, or `my-work` in the course's folder."""
    return Path(os.environ.get("CASEBOOK_WORK") or tree.ROOT / "my-work")


def keep(name, value):
    """Keep a value that JSON can hold under `name`; whether it could be kept.

    The file is replaced whole, so that a stop in the middle leaves the former value.
    """
    place = _place(name)
    text = json.dumps(value, ensure_ascii=False, indent=1)  # before anything is touched
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent, prefix=".new-") as aside:
            new = Path(aside) / place.name
            new.write_text(text, encoding="utf-8")
            new.replace(place)
    except OSError:
        return False
    return True


def recall(name, default=None):
    """What was kept under `name`; `default` where nothing was, or where it cannot be read."""
    try:
        return json.loads(_place(name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return default


def forget(name):
    """Drop what was kept under `name`, if anything and if it can be."""
    with suppress(OSError):
        _place(name).unlink()


def _place(name):
    """The file of a name such as ``"1.2 paragraph 6"``: letters, digits, dots and hyphens."""
    return folder() / f"{re.sub(r'[^A-Za-z0-9.]+', '-', name)}.json"
