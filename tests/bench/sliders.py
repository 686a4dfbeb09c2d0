"""How long a reader waits for the plot after moving a slider, in a real JupyterLab and browser.

From the key to the first frame after the title and every plot of the tool have changed; a plot
takes its title together with its marks. The kernel follows with words and table, and its messages
count where they get in the way. It is time by the clock, so what else runs on the machine counts
as well.
"""

import statistics
import tempfile
from pathlib import Path

from tests.browser import harness

MOVES = 40
LIMIT = 100  # milliseconds, for 95 of 100 moves
TURN = 5  # moves one way before going back: the shortest slider has eight stops
LESSONS = [
    (
        "as of (lesson 2.2)",
        "notebooks/2-casualty-figures/2.2-how-counts-move.ipynb",
        ".casebook-as-of",
    ),
    (
        "estimate (lesson 2.4)",
        "notebooks/2-casualty-figures/2.4-saying-how-sure-you-are.ipynb",
        ".casebook-estimate",
    ),
    (
        "timeline (lesson 1.1)",
        "notebooks/1-source-analysis/1.1-who-speaks.ipynb",
        ".casebook-timeline",
    ),
    (
        "map and time (lesson 3.4)",
        "notebooks/3-regional-linkages/3.4-where-and-when.ipynb",
        ".casebook-map-time",
    ),
]

# Called before the key is pressed: keeps a promise of the milliseconds until the new frame.
AWAIT = """tool => {
    const title = () => tool.querySelector('.gtitle')?.textContent;
    const before = title();
    const plots = [...tool.querySelectorAll('.js-plotly-plot')], changed = new Set();
    window.casebookMove = new Promise((done, failed) => {
        let pressed;
        tool.addEventListener('keydown', () => { pressed = performance.now(); },
                              {capture: true, once: true});
        const seen = new MutationObserver(moves => {
            moves.forEach(({target}) => changed.add(plots.find(plot => plot.contains(target))));
            if (!title() || title() === before || changed.size < plots.length) return;
            seen.disconnect();
            requestAnimationFrame(() => {
                const painted = new MessageChannel();
                painted.port1.onmessage = () => done(performance.now() - pressed);
                painted.port2.postMessage(0);
            });
        });
        plots.forEach(plot => seen.observe(
            plot, {subtree: true, childList: true, attributes: true, characterData: true}));
        setTimeout(() => failed(new Error(`a plot stayed at ${before}`)), 20000);
    });
}"""


def moves(page, lesson, name, number=MOVES):
    """Milliseconds that each of some moves of a lesson's slider took, to and fro."""
    harness.open_notebook(page, lesson)
    harness.run_all(page)
    tool = page.locator(name).first
    tool.locator(".js-plotly-plot .gtitle").first.wait_for(state="attached")
    tool.scroll_into_view_if_needed()
    skip = tool.get_by_role("button", name="Go on without a guess")
    if skip.count():
        skip.click()
        tool.get_by_text("The slider is free").wait_for()
    tool.locator(".noUi-handle").first.focus()
    page.keyboard.press("Home")
    page.wait_for_timeout(2000)
    took = []
    for move in range(number):
        tool.evaluate(AWAIT)
        page.keyboard.press("ArrowLeft" if move // TURN % 2 else "ArrowRight")
        took.append(page.evaluate("window.casebookMove"))
        page.wait_for_timeout(150)
    return took


def measured():
    """What was moved, the median and the 95th percentile in milliseconds; nothing without Chromium."""
    chromium = harness.chromium()
    if chromium is None:
        return
    with (
        tempfile.TemporaryDirectory() as home,
        harness.serving(Path(home)) as server,
        harness.browsing(chromium) as browser,
    ):
        for what, lesson, name in LESSONS:
            with harness.page_on(browser, server) as (page, _):
                took = moves(page, lesson, name)
            yield what, statistics.median(took), statistics.quantiles(took, n=20)[-1]
