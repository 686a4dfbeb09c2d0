"""Lesson 3.4 in a browser: coastlines and labels without a network, and a period by hand."""

import pytest

from tests.browser.harness import nothing_went_wrong, painted, painted_anew, shot, wait_until

pytestmark = pytest.mark.browser

LESSON = "notebooks/3-regional-linkages/3.4-where-and-when.ipynb"
TOOL = ".casebook-map-time"

# What of the map is on the page: the land's line, its length, the labels, the title.
DRAWN = """tool => {
    const plot = tool.querySelector('.js-plotly-plot');
    const land = [...plot.querySelector('.scatterlayer .trace').querySelectorAll('.js-line')];
    return {
        coast: land.reduce((sum, each) => sum + each.getTotalLength(), 0),
        filled: plot.querySelectorAll('.scatterlayer path.js-fill').length,
        labels: [...plot.querySelectorAll('.textpoint text')].map(each => each.textContent),
        title: plot.querySelector('.gtitle').textContent,
    };
}"""

# What a reader would see cut off: a box beyond the cell's edge, or text wider than its box.
CUT = """tool => {
    const edge = tool.closest('.jp-OutputArea-output').getBoundingClientRect().right + 1;
    return [...tool.querySelectorAll('label, button, p, select, input, .widget-readout, .gtitle, .annotation text, .legend text, .textpoint text')]
        .filter(each => !each.closest('.rows'))
        .filter(each => each.offsetParent !== null || each.closest('svg'))
        .filter(each => each.getBoundingClientRect().right > edge
            || (each.matches('label, button') && each.scrollWidth > each.clientWidth + 1))
        .map(each => `${each.tagName} ${each.textContent}`);
}"""

# Labels that lie on one another, as drawn.
COVERED = """tool => {
    const boxes = [...tool.querySelector('.js-plotly-plot').querySelectorAll('.textpoint text')]
        .map(each => [each.textContent, each.getBoundingClientRect()]);
    return boxes.flatMap(([one, a], at) => boxes.slice(at + 1)
        .filter(([_, b]) => a.left < b.right && b.left < a.right
            && a.top + 2 < b.bottom && b.top + 2 < a.bottom)
        .map(([other]) => `${one} / ${other}`));
}"""


@pytest.fixture
def tool(page):
    """The map and its slider, in view."""
    found = page.locator(".casebook-map-time")
    found.locator(".js-plotly-plot .gtitle").first.wait_for(state="attached", timeout=180_000)
    found.scroll_into_view_if_needed()
    return found


def drawn(tool):
    return tool.evaluate(DRAWN)


def test_a_period_and_a_window_with_the_mouse(page, watch, tool):
    """Coasts and labels are there; the map turns; a narrow page cuts and covers nothing."""
    first = drawn(tool)
    assert first["coast"] > 2000
    assert "13 Crocus" in first["labels"] and "11 Kerman" in first["labels"]
    assert tool.evaluate(COVERED) == []
    tool.locator("select").scroll_into_view_if_needed()
    shot(page, "map-and-time")

    handle = tool.locator(".noUi-handle").last
    handle.scroll_into_view_if_needed()
    end, line = handle.bounding_box(), tool.locator(".noUi-target").bounding_box()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2)
    page.mouse.down()
    page.mouse.move(line["x"] + line["width"] * 0.8, end["y"] + end["height"] / 2, steps=5)
    page.mouse.up()
    wait_until(lambda: drawn(tool)["title"] != first["title"], "another period", 60)
    assert 0 < len(drawn(tool)["labels"]) < len(first["labels"])
    tool.locator("select").select_option("Afghanistan and north-west Pakistan")
    tool.get_by_text("Not on this part of the map").wait_for()
    page.set_viewport_size({"width": 800, "height": 1000})
    tool.locator(".js-plotly-plot").first.scroll_into_view_if_needed()
    wait_until(lambda: tool.evaluate(CUT) == [], f"room for {tool.evaluate(CUT)}", 20)
    shot(page, "map-and-time-800")
    assert tool.evaluate(COVERED) == []
    nothing_went_wrong(page, watch)


def test_a_period_with_the_keyboard_alone(page, watch, tool):
    """Arrows move either end of the period; words, map and table follow."""
    handles = tool.locator(".noUi-handle")
    handles.first.focus()
    assert handles.first.evaluate("each => getComputedStyle(each).outlineStyle") == "solid"
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    tool.get_by_text("22 March 2024: 1 attack in 1 country").wait_for()
    wait_until(lambda: drawn(tool)["labels"] == ["13 Crocus"], "one label", 60)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert drawn(tool)["title"].endswith("3 attacks"), "the page does not wait for the kernel"
    tool.get_by_text("3 attacks in 3 countries").wait_for()
    assert len(drawn(tool)["labels"]) == 3
    assert tool.locator(".rows table").first.locator("tr").count() == 1 + 3
    moved = painted(tool)
    assert moved == painted_anew(tool)
    nothing_went_wrong(page, watch)
