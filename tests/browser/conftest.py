"""One JupyterLab and one Chromium for all browser tests; a fresh context for each."""

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


@pytest.fixture
def visit(browser, lab):
    with harness.page_on(browser, lab) as (page, watch):
        yield page, watch


@pytest.fixture
def page(visit):
    """A page in a context of its own."""
    return visit[0]


@pytest.fixture
def watch(visit):
    """What the page asked for elsewhere, and what it wrote to the console."""
    return visit[1]
