"""What every test may ask for: the article's text, a browser, the sandbox.

A test that needs one of these skips with a reason where it is missing. `CASEBOOK_REQUIRE`
(`sandbox,browser`) turns such a skip into a failure, so that CI cannot pass by skipping.
"""

import os
from pathlib import Path

import pytest
from nbmake.pytest_items import NotebookItem
from xdist.scheduler import LoadScopeScheduling

from course import tree
from tests.browser import harness

DEVELOPMENT_COPY = tree.ROOT.parent / "shared" / "seed" / "000_0ec286d3a6b6e2db.txt"


def missing(what, reason):
    """Skip, or fail where `CASEBOOK_REQUIRE` names `what`."""
    if what in os.environ.get("CASEBOOK_REQUIRE", "").split(","):
        pytest.fail(f"{what} is required here: {reason}", pytrace=False)
    pytest.skip(reason)


class ByModule(LoadScopeScheduling):
    """Keep a module's tests on one worker, and all browser tests on one: one browser at a time.

    Two browsers with their servers on two cores are slow enough for widgets to give up starting.
    """

    def _split_scope(self, nodeid):
        module = nodeid.partition("::")[0]
        return "browser" if module.startswith(("tests/browser/", "tests/binder/")) else module


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Called by `pytest -n 3`: how tests are dealt to the workers."""
    return ByModule(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Leave a lesson to the browser test that opens and runs all of it, where there is a browser."""
    named = [getattr(getattr(item, "module", None), "LESSON", None) for item in items]
    opened = {each for each in named if isinstance(each, str)}
    twice = [item for item in items if isinstance(item, NotebookItem) and _address(item) in opened]
    if twice and harness.chromium():
        config.hook.pytest_deselected(items=twice)
        items[:] = [item for item in items if item not in twice]


def _address(item):
    return item.path.relative_to(tree.ROOT).as_posix()


@pytest.fixture(scope="session")
def chromium():
    """Path of the system's Chromium."""
    if found := harness.chromium():
        return found
    missing("browser", "no Chromium found; install it, on Debian with: apt install chromium")


@pytest.fixture(scope="session")
def article_path():
    """A copy of the article: the reader's own, or the one kept beside the checkout."""
    for path in (tree.SEEDS / "article.txt", DEVELOPMENT_COPY):
        if path.exists():
            return Path(path)
    missing("text", "no copy of the article; get one with: casebook article fetch")
