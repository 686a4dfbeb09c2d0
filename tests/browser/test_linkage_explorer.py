"""Lesson 3.2 in a browser: ties are filtered and picked with the mouse, and with keys alone."""

from functools import partial

import pytest

from tests.browser import harness
from tests.browser.harness import nothing_went_wrong, shot, wait_until

pytestmark = pytest.mark.browser

LESSON = "notebooks/3-regional-linkages/3.2-who-is-central.ipynb"
TOOL = ".casebook-links"

# What a reader would see cut off: a box beyond the cell's edge, or text wider than its box.
CUT = """() => {
    const tool = document.querySelector('.casebook-links');
    const edge = tool.closest('.jp-OutputArea-output').getBoundingClientRect().right + 1;
    return [...tool.querySelectorAll('label, button, p, a, select, table, .js-plotly-plot, svg text')]
        .filter(each => each.getClientRects().length)
        .filter(each => each.getBoundingClientRect().right > edge
            || (each.matches('label, button') && each.scrollWidth > each.clientWidth + 1))
        .map(each => each.textContent.slice(0, 60));
}"""

# Labels of actors that lie over one another.
COLLIDING = """() => {
    const boxes = [...document.querySelectorAll('.casebook-links .textpoint text')]
        .map(each => [each.textContent, each.getBoundingClientRect()])
        .filter(([_, box]) => box.width);
    return boxes.flatMap(([one, a], at) => boxes.slice(at + 1)
        .filter(([_, b]) => a.left < b.right - 1 && b.left < a.right - 1
            && a.top < b.bottom - 1 && b.top < a.bottom - 1)
        .map(([other]) => `${one} / ${other}`));
}"""

FITS = """() => [...document.querySelectorAll('.casebook-links .js-plotly-plot')]
    .every(plot => Math.abs(plot._fullLayout.width - plot.clientWidth) <= 1)"""

# The middle of a tie on the page.
PLACE = """(name) => {
    const plot = document.querySelector('.casebook-links .js-plotly-plot');
    for (const trace of plot._fullData) {
        const at = [...(trace.mode === 'markers' && trace.customdata || [])]
            .findLastIndex(told => told && told[0] === name);
        if (at < 0) continue;
        const {left, top} = plot.getBoundingClientRect(), {xaxis, yaxis} = plot._fullLayout;
        return [left + xaxis._offset + xaxis.d2p(trace.x[at]),
                top + yaxis._offset + yaxis.d2p(trace.y[at])];
    }
}"""

FOCUS = """() => {
    const at = document.activeElement;
    const name = at.closest('label')?.textContent ?? at.getAttribute('aria-label') ?? at.textContent;
    const told = `${at.getAttribute('role') ?? at.tagName} ${name}`.replace(/\\s+/g, ' ');
    return at.closest('.casebook-links') ? told : '';
}"""

OUTLINED = "() => getComputedStyle(document.activeElement).outlineStyle"


hears = partial(harness.hears, seconds=30)
tab_to = partial(harness.tab_to, focus=FOCUS, most=60)


@pytest.fixture
def explorer(page):
    """The explorer, in view."""
    tool = page.locator(".casebook-links")
    tool.wait_for(state="attached")
    tool.scroll_into_view_if_needed()
    draws(tool, "97 ties shown")
    return tool


def draws(explorer, words):
    title = explorer.locator(".gtitle").first
    title.filter(has_text=words).wait_for(state="attached")


def test_the_explorer_answers_to_the_mouse(page, watch, explorer):
    """Filter, click a tie in the picture, read its evidence; then half a screen."""
    hears(explorer, "97 ties of 54 actors")
    hears(explorer, "Picked: ISIS-K – recruits from → Faisal Shahzad")
    plot = explorer.locator(".js-plotly-plot")
    wait_until(lambda: page.evaluate(FITS), "the figure to fill its place", 20)
    assert page.evaluate(CUT) == []
    assert page.evaluate(COLLIDING) == []
    assert explorer.locator(".textpoint text").count() == 54
    explorer.get_by_label("Claim").scroll_into_view_if_needed()
    shot(page, "linkage-explorer-1300")
    plot.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    x, y = page.evaluate(PLACE, "r042")
    page.mouse.move(x + 2, y)
    page.mouse.move(x, y)
    page.mouse.click(x, y)
    hears(explorer, "Picked: ISIS-K – broke away from → Tehrik-e Taliban Pakistan")
    assert explorer.locator(".links-tie a").first.get_attribute("href").startswith("http")
    shot(page, "linkage-explorer-figure")

    explorer.get_by_label("hostile").uncheck()
    hears(explorer, "37 ties")
    draws(explorer, "37 ties shown")
    assert explorer.locator(".links-table tr").count() == 37 + 1
    explorer.get_by_role("button", name="Show all ties").click()
    hears(explorer, "97 ties of 54 actors")

    page.set_viewport_size({"width": 800, "height": 900})
    explorer.scroll_into_view_if_needed()
    wait_until(lambda: page.evaluate(CUT) == [], "the explorer to fit a narrow page", 20)
    shot(page, "linkage-explorer-800")
    plot.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    assert page.evaluate(COLLIDING) == []
    shot(page, "linkage-explorer-800-figure")
    nothing_went_wrong(page, watch)


def test_the_explorer_works_by_keyboard_alone(page, watch, explorer):
    """Tab, arrows and Space reach all of it; the focus stays where it is."""
    explorer.get_by_label("Region of an actor").focus()
    assert page.evaluate(OUTLINED) == "solid"
    page.keyboard.press("ArrowDown")
    hears(explorer, "4 ties of 4 actors, from 4 claims")  # the Caucasus
    page.keyboard.press("ArrowUp")
    hears(explorer, "97 ties of 54 actors")

    tab_to(page, "INPUT neutral")
    page.keyboard.press("Space")
    hears(explorer, "70 ties")
    assert page.evaluate(FOCUS).startswith("INPUT neutral")
    assert page.evaluate(OUTLINED) == "solid"
    tab_to(page, "slider")
    page.keyboard.press("ArrowRight")
    tab_to(page, "INPUT also ties")
    page.keyboard.press("Space")
    hears(explorer, "27 ties")

    tab_to(page, "SELECT no tie picked")
    page.keyboard.press("ArrowDown")
    hears(explorer, "Picked: ISIS-K – attacked → Crocus City Hall")
    page.keyboard.press("ArrowDown")
    hears(explorer, "Picked: ISIS-K – attacked → Russia")
    assert page.evaluate(FOCUS).startswith("SELECT")
    tab_to(page, "BUTTON Next tie")
    page.keyboard.press("Enter")
    hears(explorer, "Picked: Russia – supports → Bashar al-Assad")
    shot(page, "linkage-explorer-keyboard")
    nothing_went_wrong(page, watch)
