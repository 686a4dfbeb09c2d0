"""Errors raised on purpose come back whole from another process."""

import inspect
import pickle

import pytest

from course import errors

CLASSES = [
    each
    for _, each in inspect.getmembers(errors, inspect.isclass)
    if each.__module__ == errors.__name__ and "__init__" in vars(each)
]


@pytest.mark.parametrize("each", CLASSES, ids=lambda each: each.__name__)
def test_an_error_survives_pickling(each):
    """A worker's error must say in the parent what it said in the worker."""
    names = list(inspect.signature(each).parameters)
    raised = each(*(f"<{name}>" for name in names))
    back = pickle.loads(pickle.dumps(raised))
    assert type(back) is each
    assert back.args == raised.args == tuple(f"<{name}>" for name in names)
    assert vars(back) == vars(raised)


@pytest.mark.parametrize("each", CLASSES, ids=lambda each: each.__name__)
def test_an_error_is_listed_and_is_a_course_error(each):
    """One tree of errors, so that one `except` can tell ours from a fault."""
    assert issubclass(each, errors.CourseError)
    assert each.__name__ in errors.__all__
