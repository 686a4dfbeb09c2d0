"""Lesson 1.1 in a browser: every cell runs, and the timeline answers to the keyboard."""

import pytest

from tests.browser.harness import nothing_went_wrong, painted, painted_anew, shot, wait_until

pytestmark = pytest.mark.browser

LESSON = "notebooks/1-source-analysis/1.1-who-speaks.ipynb"
TOOL = ".casebook-timeline, .casebook-check"

DRAWN = """() => {
    const plot = document.querySelector('.casebook-timeline .js-plotly-plot');
    return {
        points: plot.querySelectorAll('.scatterlayer .point').length,
        title: plot.layout.title.text,
    };
}"""


@pytest.fixture
def timeline(page):
    """The timeline, in view."""
    figure = page.locator(".casebook-timeline")
    figure.locator(".js-plotly-plot .scatterlayer").first.wait_for(state="attached")
    figure.scroll_into_view_if_needed()
    return figure


def test_the_slider_moves_by_keyboard_and_the_plot_follows(page, watch, timeline):
    """A reader without a mouse replays the reports too; what is drawn must be what was known."""
    handle = timeline.locator(".noUi-handle")
    day = timeline.locator(".widget-readout")
    first, first_day = page.evaluate(DRAWN), day.inner_text()

    handle.focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    wait_until(lambda: day.inner_text() in page.evaluate(DRAWN)["title"], "the day's title", 20)
    shot(page, "timeline")
    assert day.inner_text() != first_day
    assert page.evaluate(DRAWN)["points"] > first["points"]
    moved = painted(timeline)
    assert moved == painted_anew(timeline)

    page.keyboard.press("Home")
    wait_until(lambda: page.evaluate(DRAWN) == first, "the first day again", 20)
    assert day.inner_text() == first_day

    nothing_went_wrong(page, watch)


def test_a_check_replies_to_a_click(page, watch):
    """A wrong choice is answered with a reason and without the right choice."""
    check = page.locator(".casebook-check").first
    check.get_by_text("a) Agreed").click()
    check.get_by_role("button", name="Check my answer").click()
    reply = check.get_by_role("status")
    reply.get_by_text("Not yet.").wait_for()
    assert "b)" not in reply.inner_text()
    check.get_by_text("b) The count").click()
    check.get_by_role("button", name="Check my answer").click()
    reply.get_by_text("Yes.").wait_for()
    nothing_went_wrong(page, watch)


def test_a_check_is_answered_by_keyboard_alone(page, watch):
    """Arrow keys choose among the options, and the notebook does not take them for its own."""
    check = page.locator(".casebook-check").first
    check.locator("input[type=radio]").first.focus()
    page.keyboard.press("Space")
    options = check.locator("input[type=radio]")
    wait_until(lambda: options.nth(0).is_checked(), "the first option", 20)
    page.keyboard.press("ArrowDown")
    wait_until(lambda: options.nth(1).is_checked(), "the second option", 20)
    stops = []
    while not stops or (stops[-1] != "BUTTON" and len(stops) < 6):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.tagName"))
    assert stops[-1] == "BUTTON", f"Tab led to {stops}"
    page.keyboard.press("Enter")
    check.get_by_role("status").get_by_text("Yes.").wait_for()
    nothing_went_wrong(page, watch)


ALIGNED = """() => [...document.querySelectorAll('table.casebook-table td')]
    .map(cell => cell.querySelector(':scope > div') ?? cell)
    .map(each => [each.tagName, getComputedStyle(each).textAlign].join(' '))"""


def test_words_of_a_table_stand_to_the_left_and_numbers_to_the_right(page):
    """JupyterLab puts all to the right, unless a table's own rule is the stronger one."""
    found = set(page.evaluate(ALIGNED))
    assert "TD left" in found
    assert found <= {"TD left", "DIV right"}
