"""Lesson 2.2 in a browser: guess, move, compare; with the mouse, and with the keyboard alone."""

import pytest

from tests.browser.harness import (
    hears,
    nothing_went_wrong,
    painted,
    painted_anew,
    said,
    shot,
    wait_until,
)

pytestmark = pytest.mark.browser

LESSON = "notebooks/2-casualty-figures/2.2-how-counts-move.ipynb"
TOOL = ".casebook-as-of"

DRAWN = """tool => {
    const plot = tool.querySelector('.js-plotly-plot');
    const lines = plot.querySelectorAll('.gtitle tspan.line');
    return {
        points: plot.querySelectorAll('.scatterlayer .point').length,
        title: [...lines].map(line => line.textContent).join(' '),
        bands: plot.querySelectorAll('.shapelayer path').length,
    };
}"""

# What a reader would see cut off: a box beyond the cell's edge, or text wider than its box.
CUT = """tool => {
    const edge = tool.closest('.jp-OutputArea-output').getBoundingClientRect().right + 1;
    return [...tool.querySelectorAll('label, button, p, select, input, .widget-readout, .gtitle')]
        .filter(each => each.offsetParent !== null || each.matches('.gtitle'))
        .filter(each => each.getBoundingClientRect().right > edge
            || (each.matches('label, button') && each.scrollWidth > each.clientWidth + 1))
        .map(each => `${each.tagName} ${each.textContent}`);
}"""


@pytest.fixture
def tools(page):
    """The tool on Crocus, and the one on Kerman."""
    found = page.locator(".casebook-as-of")
    for tool in (found.first, found.nth(1)):
        tool.locator(".js-plotly-plot .scatterlayer").first.wait_for(
            state="attached", timeout=180_000
        )
    found.first.scroll_into_view_if_needed()
    return found


def drawn(tool):
    return tool.evaluate(DRAWN)


def shows(tool, words):
    wait_until(lambda: words in drawn(tool)["title"], f"{words!r} in {drawn(tool)['title']!r}", 60)


def test_guess_move_and_compare_with_the_mouse(page, watch, tools):
    """Fields and button draw the band; the slider then moves; the end is told in words."""
    tool = tools.first
    tool.get_by_text("Before you move on").wait_for()
    assert tool.locator(".noUi-target[disabled]").count() == 1
    tool.locator("input[type=number]").first.fill("60")
    tool.locator("input[type=number]").nth(1).fill("120")
    tool.get_by_role("button", name="Draw my guess").click()
    wait_until(lambda: drawn(tool)["bands"] > 0, "the band", 60)
    tool.get_by_text("Kept on this computer").or_(
        tool.get_by_text("kept on this computer")
    ).first.wait_for()
    before = drawn(tool)
    shot(page, "as-of-guess")

    line = tool.locator(".noUi-target").bounding_box()
    page.mouse.click(line["x"] + line["width"] - 2, line["y"] + line["height"] / 2)
    shows(tool, "End of 12 March 2026")
    assert drawn(tool)["points"] > before["points"]
    tool.get_by_text("lies below it, by 29").wait_for()
    tool.scroll_into_view_if_needed()
    shot(page, "as-of-end")
    assert tool.evaluate(CUT) == []
    nothing_went_wrong(page, watch)


def test_the_tool_works_by_keyboard_alone(page, watch, tools):
    """Tab to the fields, type, Enter on the button, arrows on the slider; Home goes back.

    However fast the moves, the figure painted by the page and the words from Python end at one stop.
    """
    tool = tools.nth(1)
    tool.scroll_into_view_if_needed()
    tool.locator("input[type=number]").first.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("80")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("120")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Draw my guess"
    page.keyboard.press("Enter")
    tool.get_by_text("Drawn: 80 to 120").wait_for()

    handle = tool.locator(".noUi-handle")
    handle.focus()
    first = drawn(tool)
    assert handle.evaluate("each => getComputedStyle(each).outlineStyle") == "solid"
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    shows(tool, "4 January 2024, 09:19: officials' latest is 84")
    for key in ("End", *["ArrowLeft"] * 5, *["ArrowRight"] * 3):  # faster than the kernel answers
        page.keyboard.press(key)
    said_of = f"{drawn(tool)['title']}."
    hears(tool, said_of, seconds=60)
    page.wait_for_timeout(1000)
    assert (f"{drawn(tool)['title']}.", said_of in said(tool)) == (said_of, True)
    moved = painted(tool)
    assert moved == painted_anew(tool)
    page.keyboard.press("Home")
    wait_until(lambda: drawn(tool) == first, "the first stop again", 60)
    hears(tool, f"{first['title']}.", seconds=60)
    nothing_went_wrong(page, watch)


def test_another_series_can_be_chosen(page, watch, tools):
    """Kabul, then its military dead; a narrow page cuts nothing."""
    tool = tools.nth(1)
    tool.scroll_into_view_if_needed()
    tool.locator("select").first.select_option("Kabul airport, August 2021")
    shows(tool, "August 2021")
    tool.locator("select").nth(1).select_option("killed, military")
    tool.locator(".ytitle", has_text="(military)").wait_for(state="attached")
    tool.get_by_role("button", name="Go on without a guess").click()
    tool.get_by_text("The slider is free").wait_for()
    page.set_viewport_size({"width": 800, "height": 900})
    tool.scroll_into_view_if_needed()
    wait_until(lambda: tool.evaluate(CUT) == [], f"room for {tool.evaluate(CUT)}", 20)
    shot(page, "as-of-800")
    nothing_went_wrong(page, watch)
