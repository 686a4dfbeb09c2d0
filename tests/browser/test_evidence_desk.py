"""Lesson 1.4 in a browser: cards are marked with the mouse, and with the keyboard alone."""

from functools import partial

import pytest

from tests.browser import harness
from tests.browser.harness import nothing_went_wrong, run_all, shot, wait_until

pytestmark = pytest.mark.browser

LESSON = "notebooks/1-source-analysis/1.4-who-else-says-so.ipynb"
TOOL = ".casebook-desk"

# What a reader would see cut off: a box beyond the cell's edge, or text wider than its box.
CUT = """() => {
    const desk = document.querySelector('.casebook-desk');
    const edge = desk.closest('.jp-OutputArea-output').getBoundingClientRect().right + 1;
    return [...desk.querySelectorAll('label, button, p, a, select, textarea, .desk-card')]
        .filter(each => each.offsetParent !== null)
        .filter(each => each.getBoundingClientRect().right > edge
            || (each.matches('label, button') && each.scrollWidth > each.clientWidth + 1))
        .map(each => each.textContent);
}"""

FOCUS = """() => {
    const at = document.activeElement;
    const name = at.tagName === 'INPUT' ? at.closest('label')?.textContent : at.textContent;
    return at.closest('.casebook-desk') ? `${at.tagName} ${name ?? ''}`.trim() : '';
}"""

OUTLINED = "() => getComputedStyle(document.activeElement).outlineStyle"


hears = partial(harness.hears, seconds=20)
tab_to = partial(harness.tab_to, focus=FOCUS, most=40)


@pytest.fixture
def desk(page):
    """The desk, in view."""
    tool = page.locator(".casebook-desk")
    tool.wait_for(state="attached")
    tool.scroll_into_view_if_needed()
    return tool


def test_cards_are_marked_with_the_mouse_and_the_figure_shows_the_pairs(page, watch, desk):
    """Five cards, two marks each; then the trap is told, and the lesson's figure draws them."""
    shot(page, "evidence-desk-start")
    words = [("usually reliable", "probably true"), ("fairly reliable", "possibly true")] * 2
    words.append(("unreliable", "confirmed by other sources"))
    for number, (source, item) in enumerate(words, 1):
        hears(desk, f"Card {number} of 8")
        marked = desk.locator("input:checked")
        wait_until(lambda marked=marked: marked.count() == 0, "a card without marks", 20)
        desk.locator("label", has_text=source).filter(has_not_text="not usually").last.click()
        desk.locator("label", has_text=item).click()
        hears(desk, f"Both marks on {number} of 8")
        if number < 5:
            desk.get_by_role("button", name="Next card").click()
    hears(desk, "On the diagonal: 80% of 5 cards")
    desk.get_by_text("In over 1,400 army reports").wait_for()
    desk.scroll_into_view_if_needed()
    shot(page, "evidence-desk-1300")
    assert page.evaluate(CUT) == []

    run_all(page)  # a new desk, which begins where the last one was left
    desk.scroll_into_view_if_needed()
    hears(desk, "On the diagonal: 80% of 5 cards")
    title = page.locator(".jp-Notebook .gtitle", has_text="pairs lie on the diagonal")
    title.wait_for(state="attached")
    assert title.text_content() == "4 of 5 pairs lie on the diagonal (80%); in 1968, 87%"
    title.scroll_into_view_if_needed()
    shot(page, "evidence-desk-figure")
    nothing_went_wrong(page, watch)


def test_another_claim_brings_its_own_cards_and_marks_can_be_taken_back(page, watch, desk):
    """Choosing a claim turns to its first card; starting over is asked twice."""
    chooser = desk.locator("select")
    chooser.select_option(label=chooser.locator("option", has_text="c115").text_content())
    hears(desk, "Card 1 of 8: CE034")
    desk.get_by_text("Origins behind the cards: + supports 1 (5 cards)").wait_for()
    desk.locator("label", has_text="doubtful").click()
    hears(desk, "This card: ·4")
    desk.get_by_role("button", name="Take back").click()
    hears(desk, "no marks yet")
    assert desk.locator("input:checked").count() == 0

    desk.locator("label", has_text="doubtful").click()
    hears(desk, "This card: ·4")
    desk.get_by_role("button", name="Start over").click()
    desk.get_by_role("button", name="Press again").click()
    desk.get_by_text("All marks and notes are forgotten").wait_for()
    nothing_went_wrong(page, watch)


def test_the_desk_works_by_keyboard_alone(page, watch, desk):
    """Tab and arrows, Space and Enter: choose, mark, write, turn; the focus is never lost."""
    desk.locator("select").focus()
    page.keyboard.press("ArrowDown")
    hears(desk, "Card 1 of 9: CE")
    page.keyboard.press("ArrowUp")
    hears(desk, "Card 1 of 8: ne009")

    tab_to(page, "INPUT A")
    page.keyboard.press("Space")
    hears(desk, "This card: A·")
    page.keyboard.press("ArrowDown")
    hears(desk, "This card: B·")
    assert page.evaluate(FOCUS).startswith("INPUT B")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS).startswith("INPUT 1")
    page.keyboard.press("ArrowDown")
    hears(desk, "This card: B2")
    assert page.evaluate(OUTLINED) == "solid"
    shot(page, "evidence-desk-keyboard")

    tab_to(page, "TEXTAREA")
    page.keyboard.type("A second inquiry, with its list of names")
    page.keyboard.press("Tab")
    desk.get_by_text("Kept on this computer").wait_for()

    desk.locator("select").focus()
    tab_to(page, "BUTTON Next card")
    page.keyboard.press("Enter")
    hears(desk, "Card 2 of 8: ne010")
    assert page.evaluate(FOCUS).startswith("BUTTON Next card")
    page.keyboard.press("Space")
    hears(desk, "Card 3 of 8: ne057")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    hears(desk, "Card 1 of 8: ne009")
    hears(desk, "This card: B2")
    assert desk.locator("input:checked").count() == 2
    assert desk.locator("textarea").input_value() == "A second inquiry, with its list of names"
    nothing_went_wrong(page, watch)


def test_nothing_is_cut_on_a_narrow_page(page, watch, desk):
    """Half a laptop's screen is enough to read a card and to see both scales."""
    page.set_viewport_size({"width": 800, "height": 900})
    for number in range(1, 9):
        hears(desk, f"Card {number} of 8")
        assert page.evaluate(CUT) == []
        desk.get_by_role("button", name="Next card").click()
    page.keyboard.press("Control+b")  # a reader who wants room puts the list of files away
    desk.scroll_into_view_if_needed()
    shot(page, "evidence-desk-800")
    assert page.evaluate(CUT) == []
    nothing_went_wrong(page, watch)
