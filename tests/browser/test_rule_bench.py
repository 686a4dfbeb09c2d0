"""Lesson 2.3 in a browser: reports are unticked with the mouse, and with the keyboard alone."""

from functools import partial

import pytest

from tests.browser import harness
from tests.browser.harness import nothing_went_wrong, shot, wait_until

pytestmark = pytest.mark.browser

LESSON = "notebooks/2-casualty-figures/2.3-which-figure-wins.ipynb"
TOOL = ".casebook-rules"
STRAGGLER = "140: BNN Breaking, 30 March 2024"

# What a reader would see cut off: a box beyond the cell's edge, or text wider than its box.
CUT = """() => {
    const bench = document.querySelector('.casebook-rules');
    const edge = bench.closest('.jp-OutputArea-output').getBoundingClientRect().right + 1;
    return [...bench.querySelectorAll('label, button, p, a, select, .rules-card, .rules-asked')]
        .filter(each => each.offsetParent !== null)
        .filter(each => each.getBoundingClientRect().right > edge
            || (each.matches('label, button') && each.scrollWidth > each.clientWidth + 1))
        .map(each => each.textContent);
}"""

FOCUS = """() => {
    const at = document.activeElement;
    const name = at.closest('label')?.textContent ?? at.textContent;
    return at.closest('.casebook-rules') ? `${at.getAttribute('role') ?? at.tagName} ${name}` : '';
}"""

OUTLINED = "() => getComputedStyle(document.activeElement).outlineStyle"


hears = partial(harness.hears, seconds=30)
tab_to = partial(harness.tab_to, focus=FOCUS, most=90)


@pytest.fixture
def bench(page):
    """The bench, in view."""
    tool = page.locator(".casebook-rules")
    tool.wait_for(state="attached")
    tool.scroll_into_view_if_needed()
    draws(tool, "GTD 140, ACLED 140")
    return tool


def title(bench):
    return bench.locator(".gtitle").first


def draws(bench, words):
    title(bench).filter(has_text=words).wait_for(state="attached")


def test_the_bench_answers_to_the_mouse(page, watch, bench):
    """Untick the straggler, trust another report, keep the last days, leave nothing."""
    hears(bench, "GTD 140; ACLED 140; UCDP 40 to 144, best 140")
    draws(bench, "GTD 140, ACLED 140")
    shot(page, "rule-bench-1300")
    assert page.evaluate(CUT) == []

    bench.get_by_label(STRAGGLER).uncheck()
    hears(bench, "GTD 144; ACLED 144; UCDP 40 to 144, best 144")
    draws(bench, "GTD 144, ACLED 144")
    coder = bench.get_by_label("A UCDP coder trusts most")
    coder.select_option(label="143: Interfax, 27 March 2024")
    hears(bench, "best 143")
    bench.get_by_text("Kept on this computer").wait_for()

    bench.get_by_role("button", name="Only the last 3 days").click()
    hears(bench, "UCDP 140 to 144, best 140")
    for _ in range(3):
        bench.locator(".rules-list input:checked:visible").first.uncheck()
        page.wait_for_timeout(500)
    hears(bench, "blank is not 0")
    bench.get_by_role("button", name="Start over").click()
    hears(bench, "UCDP 40 to 144, best 140")
    nothing_went_wrong(page, watch)


def test_another_event_brings_its_own_days(page, watch, bench):
    """The word of an armed group stands in the list and cannot be ticked."""
    bench.get_by_label("Event").select_option(label="Shah Cheragh shrine attack, 26 October 2022")
    hears(bench, "By 13 August 2023: GTD 13")
    draws(bench, "GTD 13, ACLED 13, UCDP 9–15")
    box = bench.get_by_label("at least 20: The News International, 27 October 2022")
    assert box.is_disabled()
    assert not box.is_checked()
    links = bench.locator(".rules-card a")
    assert links.count() >= 3
    assert all(link.get_attribute("href").startswith("http") for link in links.all())
    nothing_went_wrong(page, watch)


def test_the_bench_works_by_keyboard_alone(page, watch, bench):
    """Tab, arrows and Space reach all of it; the focus stays where it is."""
    bench.get_by_label("Event").focus()
    assert page.evaluate(OUTLINED) == "solid"
    tab_to(page, "slider")
    assert page.evaluate(OUTLINED) == "solid"
    page.keyboard.press("ArrowLeft")
    hears(bench, "By 29 March 2024: GTD 144")
    assert page.evaluate(FOCUS).startswith("slider")
    page.keyboard.press("ArrowRight")
    hears(bench, "By 30 March 2024: GTD 140")

    tab_to(page, f"INPUT {STRAGGLER}")
    page.keyboard.press("Space")
    hears(bench, "GTD 144")
    assert page.evaluate(FOCUS).startswith(f"INPUT {STRAGGLER}")
    assert page.evaluate(OUTLINED) == "solid"
    shot(page, "rule-bench-keyboard")

    tab_to(page, "SELECT no")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    hears(bench, "best 143")
    tab_to(page, "BUTTON Start over")
    page.keyboard.press("Enter")
    hears(bench, "GTD 140")
    nothing_went_wrong(page, watch)


def test_nothing_is_cut_on_a_narrow_page(page, watch, bench):
    """Half a laptop's screen is enough, for the longest list as well."""
    page.set_viewport_size({"width": 800, "height": 900})
    bench.scroll_into_view_if_needed()
    wait_until(lambda: page.evaluate(CUT) == [], "the bench to fit a narrow page", 20)
    bench.get_by_label("Event").select_option(label="Kerman bombings, 3 January 2024")
    hears(bench, "By 11 January 2024")
    draws(bench, "GTD 91, ACLED 91, UCDP 20–103")
    assert page.evaluate(CUT) == []
    shot(page, "rule-bench-800")
    bench.locator(".js-plotly-plot").scroll_into_view_if_needed()
    shot(page, "rule-bench-800-figure")
    nothing_went_wrong(page, watch)
