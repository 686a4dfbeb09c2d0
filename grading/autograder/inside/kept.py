"""Whether a value is still what it was, without looking at all of it.

pandas copies a table's arrays before it writes to them where another table shares them. So a second
table is made that shares them: as long as the first still has the very same arrays, nothing was
written.
"""

import sys
import types

__all__ = ["KeptTable", "is_fixed", "is_table"]

FIXED = bool | int | float | complex | str | bytes | None | types.ModuleType


def is_fixed(value):
    """Whether a value is known to stay what it is: by its type, or since it crosses by its name."""
    return isinstance(value, FIXED) or callable(value)


def is_table(value):
    """Whether a value is a DataFrame or a Series of pandas itself."""
    pandas = sys.modules.get("pandas")
    return bool(pandas) and type(value) in (pandas.DataFrame, pandas.Series)


class KeptTable:
    """A table of pandas, and what it was made of when it was kept."""

    def __init__(self, table):
        self.table, self._shared = table, table._mgr.copy(deep=False)
        self._arrays = [block.values for block in table._mgr.blocks]
        self._axes, self._attributes = list(table._mgr.axes), dict(table.attrs)
        self._names = self._names_now()

    def is_the_same(self):
        """Whether nothing has been written to the table since."""
        now = self.table._mgr
        return (
            _all_are([block.values for block in now.blocks], self._arrays)
            and _all_are(now.axes, self._axes)
            and self._names_now() == self._names
            and self.table.attrs == self._attributes
        )

    def _names_now(self):
        own = [self.table.name] if self.table.ndim == 1 else []  # of a frame it may be a column
        return own + [list(axis.names) for axis in self.table._mgr.axes]


def _all_are(some, others):
    return len(some) == len(others) and all(a is b for a, b in zip(some, others, strict=True))
