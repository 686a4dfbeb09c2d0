"""Lesson 2.5 in a browser: lists are moved with the mouse, and with the keyboard alone."""

import pytest

from tests.browser.harness import nothing_went_wrong, shot, wait_until

pytestmark = pytest.mark.browser

LESSON = "notebooks/2-casualty-figures/2.5-counting-those-nobody-listed.ipynb"
TOOL = ".casebook-lists"

TITLE = """() => document.querySelector('.casebook-lists .js-plotly-plot')
    ?.layout?.title?.text ?? ''"""
COME_NEAR = """() => {
    document.querySelector('.casebook-lists').scrollIntoView({block: 'center'}); return ''}"""
MARKS = """() => document.querySelector('.casebook-lists .js-plotly-plot').data
    .slice(2, 4).flatMap(trace => [...trace.x])"""

# What a reader would see cut off: text wider than its box, or a box beyond the cell's edge.
CUT = """() => {
    const tool = document.querySelector('.casebook-lists');
    const edge = tool.closest('.jp-OutputArea-output').getBoundingClientRect().right + 1;
    const plot = tool.querySelector('.js-plotly-plot').getBoundingClientRect();
    const boxes = [...tool.querySelectorAll('label, button, p, table, .noUi-target, .main-svg')]
        .filter(each => each.offsetParent !== null || each.matches('.main-svg'))
        .filter(each => each.getBoundingClientRect().right > edge
            || (each.matches('label, button') && each.scrollWidth > each.clientWidth + 1));
    const texts = [...tool.querySelectorAll('.js-plotly-plot text')].filter(each => {
        const box = each.getBoundingClientRect();
        return box.width && (box.right > plot.right + 1 || box.left < plot.left - 1);
    });
    return [...boxes, ...texts].map(each => each.textContent || each.className.toString());
}"""


@pytest.fixture
def tool(page):
    """The lists, in view."""
    lists = page.locator(".casebook-lists")
    lists.wait_for(state="attached")
    # Cells far from the view are laid out only when the reader comes near, which moves all below.
    wait_until(lambda: "10,000" in page.evaluate(COME_NEAR) + page.evaluate(TITLE), "it", 60, 1)
    return lists


def said(tool):
    return " ".join(tool.get_by_role("status").all_inner_texts())


def handle(tool, label):
    """The handle of the slider that is described by `label`."""
    row = tool.locator(".widget-hslider").filter(has_text=label)
    return row.locator(".noUi-handle")


def click_until(page, tool, label, share, words):
    """Click the line of a slider at a share of its length until the words are said.

    A figure above that is still being drawn can move the line from under the pointer.
    """

    def heard():
        click_on_line(page, tool, label, share)
        page.wait_for_timeout(1000)
        return words in said(tool)

    wait_until(heard, f"{words!r} in {said(tool)!r}", 30)


def click_on_line(page, tool, label, share):
    line = tool.locator(".widget-hslider").filter(has_text=label).locator(".noUi-base")
    line.scroll_into_view_if_needed()
    size = line.bounding_box()
    along = min(max(share * size["width"], 1), size["width"] - 1)  # the very edge is outside
    page.mouse.click(size["x"] + along, size["y"] + size["height"] / 2)


def test_lists_are_moved_with_the_mouse(page, watch, tool):
    """A link between A and B moves the estimates that lean on it, and no others."""
    assert [round(mark) for mark in page.evaluate(MARKS)] == [100] * 6
    shot(page, "lists-start")

    click_until(page, tool, "A and B: odds ratio", 1, "too low")
    marks = page.evaluate(MARKS)
    assert [round(mark) for mark in marks[1:3]] == [100, 100]
    assert marks[0] < 60 and marks[3] < 90 and round(marks[4]) == 100
    shot(page, "lists-mouse")

    tool.get_by_role("button", name="One random draw").click()
    wait_until(lambda: "One random draw, seed 0." in said(tool), "a draw", 30)
    tool.get_by_role("button", name="Expected counts").click()
    wait_until(lambda: "seed" not in said(tool), "the expected counts", 30)
    assert page.evaluate(MARKS) == pytest.approx(marks)

    tool.get_by_role("button", name="Start over").click()
    wait_until(lambda: "A and B say 10,000" in said(tool), "the start", 30)
    nothing_went_wrong(page, watch)


def test_lists_are_moved_by_keyboard_alone(page, watch, tool):
    """Arrow keys step each slider; Tab goes on to the buttons and Enter presses them."""
    link = handle(tool, "A and B: odds ratio")
    link.focus()
    for _ in range(4):  # 1.5, 2, 3, 4
        page.keyboard.press("ArrowRight")
    wait_until(lambda: "6,328" in page.evaluate(TITLE), "an odds ratio of 4", 30)
    assert "47 in 100 of those on A are on B as well, and 18 in 100" in said(tool)
    page.keyboard.press("Home")
    wait_until(lambda: "too high" in said(tool), "the other end", 30)

    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "One random draw":
            break
    page.keyboard.press("Enter")
    wait_until(lambda: "seed 0" in said(tool), "a draw", 30)
    assert page.evaluate("document.activeElement.textContent") == "One random draw"
    shot(page, "lists-keyboard")
    nothing_went_wrong(page, watch)


@pytest.mark.parametrize("width", [1300, 800])
def test_nothing_is_cut_off(page, tool, width):
    """On a laptop and beside another window, every label and number is there to be read."""
    page.set_viewport_size({"width": width, "height": 1000})
    click_until(page, tool, "A and B: odds ratio", 0, "too high")
    wait_until(lambda: page.evaluate(CUT) == [], f"room for {page.evaluate(CUT)}", 20)
    tool.locator(".js-plotly-plot").scroll_into_view_if_needed()
    shot(page, f"lists-{width}")
