"""Plain data as bytes, between the process that ran a student's code and the one that examines.

`encode` takes no step on the word of a value: instances of a student's classes are read by the
methods of the plain type below them. `decode` is the boundary: whatever bytes it is given, it runs
no code from them, imports no module that they name, and ends in a value made of real types or in
`MalformedError` or `TooLargeError`. How the bytes are laid out is told in `wire`.

Plain are

- None, bool, int, float, complex, str, bytes, bytearray, list, tuple, namedtuple, dict and its
  relatives in `collections`, deque, set, frozenset, range, slice, Ellipsis, NotImplemented, the
  views of a dict, dates and times with their zones, Decimal, Fraction, UUID, paths and regular
  expressions (`standard`);
- arrays, masked arrays, scalars and dtypes of numpy (`arrays`);
- Series, DataFrame, Index, extension arrays, scalars and simple offsets of pandas (`tables`);
- figures of plotly, validated when they were drawn and not again (`figures`);
- graphs of networkx (`graphs`).

An instance of a class that derives from one of these crosses as the plain type: a student's
``class Money(Decimal)`` arrives as Decimal, an IntEnum as int. What is shared between two places
arrives twice. A value that holds itself does not cross.
"""

from . import arrays, figures, graphs, standard, tables  # noqa: F401  each knows some tags
from .wire import (
    LIMITS,
    Limits,
    MalformedError,
    NotPlainError,
    Reader,
    Refused,
    TooLargeError,
    Writer,
    type_name,
)

__all__ = [
    "LIMITS",
    "Limits",
    "MalformedError",
    "NotPlainError",
    "TooLargeError",
    "decode",
    "encode",
]


def encode(value, *, refer=None, limits=LIMITS, subclasses=False):
    """The bytes that stand for a value.

    Parameters
    ----------
    value : object
        Plain data, at any depth with things that `refer` knows.
    refer : callable, optional
        ``refer(thing)`` is asked about everything that is not plain: functions, classes, modules,
        instances of other classes. It returns a small dict of plain data that stands for the
        thing, or None where it knows nothing of it. What it raises becomes `NotPlainError`.
    limits : Limits
        What the message may hold.
    subclasses : bool
        Whether `refer` is also asked about instances of classes that derive from plain types.
        Where it returns None they cross as the plain type, as they do without asking.

    Returns
    -------
    bytes
        Of the same value in the same order, the same bytes.

    Raises
    ------
    NotPlainError
        If some part is no plain data, holds itself, or fails while it is read.
    TooLargeError
        If the value is over a limit.

    Examples
    --------
    >>> decode(encode({"killed": (143, 145), "share": 0.5}))
    {'killed': (143, 145), 'share': 0.5}
    >>> encode([{"a": print}])
    Traceback (most recent call last):
    ...
    grading.autograder.inside.wire.NotPlainError: value[0]['a']: expected plain data (numbers, \
text, containers, dates, arrays, tables, figures, graphs), found builtin_function_or_method, \
which is no plain data.
    """
    try:
        return Writer(refer, limits, subclasses).message(value)
    except Refused as refused:
        path = "".join(reversed(refused.steps))
        raise NotPlainError(path, refused.type_name, refused.reason) from None
    except (RecursionError, MemoryError) as error:
        raise TooLargeError("levels of nesting or bytes", limits.depth) from error
    except TooLargeError:
        raise
    except Exception as error:  # whatever a broken value raises: it cannot cross
        reason = f"cannot be read ({type(error).__name__})"
        raise NotPlainError("", type_name(type(value)), reason) from error


def decode(data, *, resolve=None, limits=LIMITS):
    """The value that bytes stand for.

    Parameters
    ----------
    data : bytes
        From `encode`, or from anybody.
    resolve : callable, optional
        ``resolve(told)`` takes the dict that `refer` returned and gives what it stands for here.
        What it raises becomes `MalformedError`.
    limits : Limits
        What the message may hold.

    Returns
    -------
    object
        New values of real types throughout, that may be changed.

    Raises
    ------
    MalformedError
        If the bytes are damaged, crafted, or need a library that is not installed.
    TooLargeError
        If the value is over a limit, or takes longer to make than one.

    Notes
    -----
    A value can be cheap to make and costly to use, as ``range(10**18)`` and a regular expression
    can be. Whoever uses values of others needs limits of memory and time around that.
    """
    try:
        return Reader(resolve, limits).value_of(data)
    except (MalformedError, TooLargeError):
        raise
    except MemoryError as error:
        raise TooLargeError("bytes", limits.bytes) from error
    except RecursionError as error:
        raise MalformedError("it is nested too deeply") from error
    except Exception as error:  # the boundary: whatever a value that makes no sense raises
        raise MalformedError(f"it makes no value ({type(error).__name__})") from error
