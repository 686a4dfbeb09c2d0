"""What a test and the student's code it calls have in common although they run in two processes.

In one notebook they share standard output, warnings, random numbers and the current folder. Here
each call takes along what a test relies on, and brings back what the code did.
"""

import builtins
import contextlib
import io
import random
import sys
import warnings
from pathlib import Path

__all__ = ["chance", "heard", "hearing", "set_chance", "stamp"]

LOUDEST = 100_000  # characters of each stream that come back of a call
MOST_WARNINGS = 100


class Ear(io.StringIO):
    """A stream that keeps the beginning of what is written to it."""

    def write(self, text):
        if self.tell() < LOUDEST:
            super().write(text[:LOUDEST])
        return len(text)


@contextlib.contextmanager
def hearing():
    """What code prints and warns of while the block runs: a dict, filled when it ends."""
    told, out, err = {}, Ear(), Ear()
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        warnings.catch_warnings(record=True) as warned,
    ):
        try:
            yield told
        finally:
            streams = {"stdout": out.getvalue(), "stderr": err.getvalue()}
            told.update({name: text for name, text in streams.items() if text})
            if warned:
                told["warnings"] = [_warning(each) for each in warned[:MOST_WARNINGS]]


def heard(told):
    """Print here what was printed there, and warn of what was warned of."""
    for name, stream in (("stdout", sys.stdout), ("stderr", sys.stderr)):
        if text := told.get(name):
            stream.write(str(text))
    for name, text in told.get("warnings", ()):
        kind = getattr(builtins, str(name), UserWarning)
        if isinstance(kind, type) and issubclass(kind, Warning):
            warnings.warn_explicit(str(text), kind, "student's code", 1, module="__main__")


def chance():
    """The state of the random numbers of `random` and numpy, as JSON can hold it."""
    told = {"random": random.getstate()}
    if numpy := sys.modules.get("numpy"):
        name, keys, *rest = numpy.random.get_state()
        told["numpy"] = [name, keys.tolist(), *rest]
    return told


def set_chance(told):
    """Go on from a state of the random numbers; one that makes no sense is left."""
    with contextlib.suppress(ValueError, TypeError, KeyError, OverflowError):
        version, keys, gauss = told["random"]
        random.setstate((version, tuple(keys), gauss))
        if "numpy" in told and (numpy := sys.modules.get("numpy")):
            numpy.random.set_state(tuple(told["numpy"]))


def stamp(path):
    """What tells whether a file was written anew; None where there is none."""
    try:
        facts = Path(path).stat()
    except (OSError, ValueError):
        return None
    return [facts.st_mtime_ns, facts.st_size]


def _warning(told):
    kinds = [kind.__name__ for kind in told.category.__mro__ if kind.__module__ == "builtins"]
    return [kinds[0], str(told.message)[:1000]]
