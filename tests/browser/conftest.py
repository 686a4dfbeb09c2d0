"""One JupyterLab and one Chromium for all browser tests.

A module that names a `LESSON` and the selector of its `TOOL` has that lesson opened and run once;
before each of its tests the cells with the tool are run again, which takes a second where opening
takes twenty. The tests of other modules get a fresh context each.
"""

import pytest

from tests.browser import harness


@pytest.fixture(scope="session")
def browser(chromium):
    with harness.browsing(chromium) as started:
        yield started


@pytest.fixture(scope="session")
def lab(chromium, tmp_path_factory):
    """`casebook lab --no-browser` on a copy of the tree. Asks for Chromium, to skip without it."""
    with harness.serving(tmp_path_factory.mktemp("lab")) as server:
        yield server


@pytest.fixture(scope="module")
def lesson(browser, lab, request):
    """The module's lesson after all its cells ran, and the watch kept over it."""
    with harness.page_on(browser, lab) as (page, watch):
        harness.open_notebook(page, request.module.LESSON)
        harness.run_all(page)
        harness.nothing_went_wrong(page, watch)
        yield page, watch


@pytest.fixture
def visit(request):
    """A page and the watch kept over it."""
    if tool := getattr(request.module, "TOOL", None):
        page, watch = request.getfixturevalue("lesson")
        harness.afresh(page, watch, tool)
        yield page, watch
    else:
        browser, lab = (request.getfixturevalue(name) for name in ("browser", "lab"))
        with harness.page_on(browser, lab) as (page, watch):
            yield page, watch


@pytest.fixture
def page(visit):
    """The module's lesson with its tool made anew, or a page in a context of its own."""
    return visit[0]


@pytest.fixture
def watch(visit):
    """What the page asked for elsewhere, and what it wrote to the console."""
    return visit[1]
