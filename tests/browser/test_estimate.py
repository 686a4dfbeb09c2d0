"""Lesson 2.4 in a browser: answer three times and be scored, with the mouse and by keyboard alone."""

from functools import partial

import pytest

from course import simulate
from tests.browser import harness
from tests.browser.harness import nothing_went_wrong, said, shot, wait_until

pytestmark = pytest.mark.browser

LESSON = "notebooks/2-casualty-figures/2.4-saying-how-sure-you-are.ipynb"
TOOL = ".casebook-estimate"

# What a reader would see cut off: a box beyond the cell's edge, or text wider than its box.
CUT = """tool => {
    const edge = tool.closest('.jp-OutputArea-output').getBoundingClientRect().right + 1;
    return [...tool.querySelectorAll('label, button, p, td, th, input, .widget-readout, .gtitle')]
        .filter(each => !each.closest('.casebook-rows'))  // a list that scrolls by itself
        .filter(each => each.offsetParent !== null || each.matches('.gtitle'))
        .filter(each => each.getBoundingClientRect().right > edge
            || (each.matches('label, button') && each.scrollWidth > each.clientWidth + 1))
        .map(each => `${each.tagName} ${each.textContent}`);
}"""

FOCUS = """() => {
    const at = document.activeElement;
    if (!at.closest('.casebook-estimate')) return '';
    const name = at.closest('.widget-inline-hbox')?.querySelector('label')?.textContent;
    return `${at.getAttribute('role') ?? at.tagName} ${name ?? at.textContent}`;
}"""


hears = partial(harness.hears, seconds=60)
tab_to = partial(harness.tab_to, focus=FOCUS, most=40)


@pytest.fixture
def tool(page):
    """The tool, in view."""
    found = page.locator(TOOL)
    found.locator(".js-plotly-plot .gtitle").first.wait_for(state="attached", timeout=180_000)
    found.scroll_into_view_if_needed()
    return found


def fill(tool, low, high, percent):
    for label, value in (("from", low), ("to", high), ("percent:", percent)):
        tool.get_by_label(label, exact=True).fill(str(value))
        tool.get_by_label(label, exact=True).press("Tab")
    tool.get_by_role("button", name="Give this answer").click()


def test_three_answers_and_the_truth_with_the_mouse(page, watch, tool):
    """The truth comes after the third answer, the record grows, and a narrow page cuts nothing."""
    killed = simulate.practice(1).truth.killed
    shot(page, "estimate-1300")
    fill(tool, 100, 200, 60)
    hears(tool, "Taken down for day 1: 100 to 200")
    fill(tool, 120, 180, 80)
    hears(tool, "The reports up to day 11 have arrived")
    assert "In truth" not in tool.inner_text()
    tool.get_by_text("Your answers so far").scroll_into_view_if_needed()
    shot(page, "estimate-1300-asked")
    fill(tool, 150, 170, 90)
    hears(tool, f"In truth {killed} people were killed")
    wait_until(lambda: tool.locator(".js-plotly-plot .gtitle").count() == 3, "three figures", 60)
    tool.get_by_text("Your intervals, scored").scroll_into_view_if_needed()
    page.wait_for_timeout(1000)
    shot(page, "estimate-1300-scored")
    tool.get_by_text("Your record, 1 incident").scroll_into_view_if_needed()
    shot(page, "estimate-1300-record")
    assert tool.evaluate(CUT) == []
    page.set_viewport_size({"width": 800, "height": 900})
    wait_until(lambda: tool.evaluate(CUT) == [], "the tool to fit a narrow page", 30)
    tool.get_by_text("Your intervals, scored").scroll_into_view_if_needed()
    shot(page, "estimate-800-scored")
    tool.locator(".js-plotly-plot").nth(1).scroll_into_view_if_needed()
    shot(page, "estimate-800-figure")
    tool.get_by_text("Your record, 1 incident").scroll_into_view_if_needed()
    shot(page, "estimate-800-record")
    tool.get_by_role("button", name="Another incident").click()
    hears(tool, "Practice incident 2.")
    tool.scroll_into_view_if_needed()
    page.wait_for_timeout(1000)
    shot(page, "estimate-800-next")
    nothing_went_wrong(page, watch)


def test_the_tool_works_by_keyboard_alone(page, watch, tool):
    """Arrows move the slider, Tab reaches fields and buttons, Enter answers and starts over."""
    handle = tool.locator(".noUi-handle")
    handle.focus()
    assert handle.evaluate("each => getComputedStyle(each).outlineStyle") == "solid"
    last = tool.locator(".gtitle").first.text_content()
    page.keyboard.press("ArrowLeft")
    wait_until(lambda: tool.locator(".gtitle").first.text_content() != last, "a move", 30)
    page.keyboard.press("End")
    wait_until(lambda: tool.locator(".gtitle").first.text_content() == last, "the end", 30)
    for _ in range(3):
        for field, value in (("from", "90"), ("to", "190"), ("percent", "70")):
            tab_to(page, f"INPUT {field}")
            page.keyboard.press("Control+a")
            page.keyboard.type(value)
        tab_to(page, "BUTTON Give this answer")
        before = said(tool)
        page.keyboard.press("Enter")
        wait_until(lambda was=before: said(tool) != was, "an answer", 30)
        handle.focus()
    hears(tool, "In truth")
    tab_to(page, "BUTTON Start over")
    page.keyboard.press("Enter")
    hears(tool, "Press the button again")
    page.keyboard.press("Enter")
    hears(tool, "an incident you have not seen")
    assert tool.get_by_text("Practice incident 2.").count() > 0
    assert tool.get_by_text("Your record").count() == 0
    nothing_went_wrong(page, watch)
