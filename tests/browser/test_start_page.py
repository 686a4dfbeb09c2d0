"""The start page, as a newcomer meets it after `make lab`."""

import pytest

from tests.browser.harness import dialogs, nothing_went_wrong, open_notebook, run_all, shot

pytestmark = pytest.mark.browser


def test_the_printed_address_opens_the_start_page_with_nothing_in_the_way(page, watch):
    """A newcomer who must first answer questions about news or kernels may not come further."""
    open_notebook(page, "")
    page.wait_for_timeout(3000)  # the news prompt used to come a moment after the page
    shot(page, "start-page")
    assert page.locator(".jp-NotebookPanel").count() == 1
    assert "Reading the Crocus attack" in page.locator(".jp-Notebook h1").first.inner_text()
    assert dialogs(page) == []
    assert watch.questions == []


def test_the_start_page_runs_offline(page, watch):
    """The map of the course is drawn by a cell; it must not need a connection."""
    open_notebook(page, "notebooks/00-start-here.ipynb")
    run_all(page)
    nothing_went_wrong(page, watch)
    page.locator(".jp-OutputArea-output table").first.scroll_into_view_if_needed()
    shot(page, "start-page-run")
