"""Casebook: tools for reading the Crocus attack as sources, counts and linkages.

Importing the package reads no table and opens no file; each module is loaded on first use.
"""

from importlib import import_module

__all__ = [
    "arguments",
    "assignments",
    "capture_recapture",
    "checks",
    "cli",
    "coding",
    "corrections",
    "counts",
    "datasets",
    "doctor",
    "errors",
    "lessons",
    "maps",
    "networks",
    "pages",
    "plots",
    "scoring",
    "simulate",
    "sources",
    "texts",
    "traces",
    "tree",
    "work",
]
__version__ = "0.1.0"


def __getattr__(name):
    if name in __all__:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return sorted([*globals(), *__all__])
