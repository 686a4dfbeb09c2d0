"""Lesson 1.3 in a browser: words are placed with the mouse, and with the keyboard alone."""

import pytest

from course.widgets.probability_words import PHRASES
from tests.browser.harness import nothing_went_wrong, shot, wait_until

pytestmark = pytest.mark.browser

LESSON = "notebooks/1-source-analysis/1.3-how-sure-how-loaded.ipynb"
TOOL = ".casebook-probability-words"

DRAWN = """() => {
    const plot = document.querySelector('.casebook-probability-words .js-plotly-plot');
    if (!plot || !plot.layout || !plot.layout.title) return null;
    const marks = plot.data[plot.data.length - 1];
    return {title: plot.layout.title.text, rows: [...plot.layout.yaxis.ticktext],
            mine: marks.x ? [...marks.x] : []};
}"""

# What a reader would see cut off: text wider than its box, or a box beyond the cell's edge.
CUT = """() => {
    const tool = document.querySelector('.casebook-probability-words');
    const edge = tool.closest('.jp-OutputArea-output').getBoundingClientRect().right + 1;
    return [...tool.querySelectorAll('label, button, p, li, input, .noUi-target, .main-svg')]
        .filter(each => each.offsetParent !== null || each.matches('.main-svg'))
        .filter(each => each.getBoundingClientRect().right > edge
            || (each.matches('label, button') && each.scrollWidth > each.clientWidth + 1))
        .map(each => each.textContent || each.className.toString());
}"""


@pytest.fixture
def tool(page):
    """The scale, in view."""
    scale = page.locator(".casebook-probability-words")
    scale.wait_for(state="attached")
    scale.scroll_into_view_if_needed()
    return scale


def box_of(tool, phrase):
    return tool.get_by_label(phrase, exact=True)


def said(tool):
    return " ".join(tool.get_by_role("status").all_inner_texts())


def click_on_scale(page, tool, phrase, percent):
    """Click the line of a word; -1 is its left end and 100 its right."""
    row = tool.locator(".casebook-word").filter(has=page.get_by_label(phrase, exact=True))
    line = row.locator(".noUi-base")
    line.scroll_into_view_if_needed()
    size = line.bounding_box()
    page.mouse.click(
        size["x"] + (percent + 1) / 101 * size["width"], size["y"] + size["height"] / 2
    )


def test_words_are_placed_and_compared_with_the_mouse(page, watch, tool):
    """Nothing is shown of the schemes until Compare; then every word placed has its row."""
    assert page.evaluate(DRAWN) is None
    assert {box_of(tool, phrase).input_value() for phrase in PHRASES} == {""}
    shot(page, "probability-words-start")

    places = {"likely": 70, "unlikely": 30, "about even": 50, "almost no chance": 4}
    for phrase, percent in places.items():
        click_on_scale(page, tool, phrase, percent)
        wait_until(lambda each=phrase: box_of(tool, each).input_value(), f"{phrase} placed", 20)
        assert abs(int(box_of(tool, phrase).input_value()) - percent) <= 1
    wait_until(lambda: "4 of 9 words placed" in said(tool), "the number of words placed", 20)
    assert page.evaluate(DRAWN) is None

    tool.get_by_role("button", name="Compare").click()
    wait_until(lambda: (page.evaluate(DRAWN) or {}).get("mine"), "the figure", 30)
    drawn = page.evaluate(DRAWN)
    assert drawn["rows"] == ["likely", "about even", "unlikely", "almost no chance"]
    assert drawn["title"] == "4 of 4 placements in the ICD 203 band"
    assert "Inside the ICD 203 band: 4 of 4" in said(tool)
    tool.get_by_role("button", name="Compare").scroll_into_view_if_needed()
    shot(page, "probability-words-mouse")

    click_on_scale(page, tool, "likely", 90)
    wait_until(lambda: "3 of 4" in page.evaluate(DRAWN)["title"], "the moved word", 20)
    wait_until(lambda: "Changed after comparing" in said(tool), "the words on the change", 20)

    tool.get_by_role("button", name="Start over").click()
    wait_until(lambda: "0 of 9 words placed" in said(tool), "the empty scale", 20)
    assert tool.locator(".js-plotly-plot").count() == 0
    assert {box_of(tool, phrase).input_value() for phrase in PHRASES} == {""}
    nothing_went_wrong(page, watch)


def test_words_are_placed_and_compared_by_keyboard_alone(page, watch, tool):
    """Tab goes from the box of a word to its handle and on; the pointer is never used."""
    box_of(tool, PHRASES[0]).focus()
    page.keyboard.type("72")
    page.keyboard.press("Tab")  # leaves the box, which takes the number, for the handle
    wait_until(lambda: "1 of 9 words placed" in said(tool), "the written number", 20)
    page.keyboard.press("ArrowRight")
    wait_until(lambda: box_of(tool, PHRASES[0]).input_value() == "73", "one step up", 20)

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "INPUT"
    page.keyboard.type("often")
    page.keyboard.press("Enter")
    wait_until(lambda: "whole number from 0 to 100" in said(tool), "the reason", 20)
    assert box_of(tool, PHRASES[1]).input_value() == ""

    page.keyboard.press("Tab")  # the handle of the second word, still waiting left of 0
    page.keyboard.press("ArrowRight")
    wait_until(lambda: box_of(tool, PHRASES[1]).input_value() == "0", "the low end", 20)
    page.keyboard.press("End")
    wait_until(lambda: box_of(tool, PHRASES[1]).input_value() == "100", "the high end", 20)

    for _ in range(2 * len(PHRASES)):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Compare":
            break
    page.keyboard.press("Enter")
    wait_until(lambda: (page.evaluate(DRAWN) or {}).get("mine"), "the figure", 30)
    assert page.evaluate(DRAWN)["rows"] == ["probable", "unlikely"]
    assert page.evaluate("document.activeElement.textContent") == "Compare"
    shot(page, "probability-words-keyboard")
    nothing_went_wrong(page, watch)


@pytest.mark.parametrize("width", [1300, 800])
def test_nothing_is_cut_off(page, tool, width):
    """On a laptop and beside another window, every word and number is there to be read."""
    page.set_viewport_size({"width": width, "height": 1000})
    for percent, phrase in enumerate(PHRASES, start=20):
        box_of(tool, phrase).fill(str(percent))
        box_of(tool, phrase).press("Enter")
    wait_until(lambda: "9 of 9 words placed" in said(tool), "all nine", 20)
    shot(page, f"probability-words-placed-{width}")
    tool.get_by_role("button", name="Compare").click()
    wait_until(lambda: len((page.evaluate(DRAWN) or {}).get("mine", [])) == 9, "nine marks", 30)
    wait_until(lambda: page.evaluate(CUT) == [], f"room for {page.evaluate(CUT)}", 20)
    tool.locator(".js-plotly-plot").scroll_into_view_if_needed()
    shot(page, f"probability-words-{width}")
