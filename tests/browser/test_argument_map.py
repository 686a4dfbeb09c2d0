"""Lesson 3.5 in a browser: a premise off, and what falls; with the mouse, and with the keyboard."""

import pytest

from tests.browser.harness import open_notebook, run_all, shot, wait_until
from tests.browser.test_map_and_time import CUT, nothing_went_wrong

pytestmark = pytest.mark.browser

LESSON = "notebooks/3-regional-linkages/3.5-the-argument-as-a-graph.ipynb"

# Words that do not fit the box they stand in.
SPILT = """tool => {
    const plot = tool.querySelector('.js-plotly-plot');
    const boxes = [...plot.querySelectorAll('.shapelayer path')]
        .map(each => each.getBoundingClientRect());
    return [...plot.querySelectorAll('.textpoint text')].filter(each => {
        const a = each.getBoundingClientRect();
        return !boxes.some(b => a.left >= b.left - 2 && a.right <= b.right + 2
            && a.top >= b.top - 3 && a.bottom <= b.bottom + 3);
    }).map(each => each.textContent);
}"""


@pytest.fixture
def tool(page):
    """The lesson after all its cells ran; the tool."""
    open_notebook(page, LESSON)
    run_all(page)
    found = page.locator(".casebook-argument")
    found.locator(".js-plotly-plot .gtitle").wait_for(state="attached", timeout=180_000)
    found.scroll_into_view_if_needed()
    return found


def title(tool):
    return tool.locator(".gtitle").text_content()


def test_a_premise_off_with_the_mouse(page, watch, tool):
    """A tick, a box of the map, a button; the words stay in their boxes on a narrow page."""
    assert tool.evaluate(SPILT) == []
    tool.get_by_label("ISIS-K carried out the attack.").click()
    tool.get_by_text("Conclusions that fall:").wait_for()
    wait_until(lambda: "2 of 3" in title(tool), "a conclusion to fall", 60)
    tool.get_by_text("Patrushev said").wait_for()
    tool.locator(".js-plotly-plot").scroll_into_view_if_needed()
    shot(page, "argument-map")
    tool.get_by_role("button", name="Off: all that a row contradicts").click()
    wait_until(lambda: title(tool).startswith("7 off"), "seven premises off", 60)
    page.set_viewport_size({"width": 800, "height": 1000})
    page.wait_for_timeout(1500)
    tool.locator(".js-plotly-plot").scroll_into_view_if_needed()
    shot(page, "argument-map-800")
    assert tool.evaluate(SPILT) == []
    assert tool.evaluate(CUT) == []
    nothing_went_wrong(page, watch)


def test_a_premise_off_with_the_keyboard_alone(page, watch, tool):
    """Space unticks and ticks again; the list of evidence is a stop of Tab."""
    tool.get_by_label("A concert hall near Moscow was attacked").focus()
    page.keyboard.press("Space")
    wait_until(lambda: "1 of 3" in title(tool), "two conclusions to fall", 60)
    page.keyboard.press("Space")
    wait_until(lambda: "3 of 3" in title(tool), "all to stand again", 60)
    tool.locator("select").focus()
    page.keyboard.type("premise: The ministry")
    tool.get_by_text("Times of Central Asia").wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "rows"
    nothing_went_wrong(page, watch)
