"""A JupyterLab started by the real command, and what a reader does in it.

Everything happens in a copy of the tree and in configuration folders of its own: running a
notebook here changes neither the checkout nor anybody's settings. The server and the browser reach
this machine and nothing else; what a page asks for elsewhere is refused and written down.
"""

import json
import os
import pty
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from course import tree

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
HERE = {"127.0.0.1", "localhost"}
ELSEWHERE = re.compile(rf"^wss?://(?!({'|'.join(map(re.escape, sorted(HERE)))})[:/])")
NOWHERE = "http://127.0.0.1:9"  # the discard port: a proxy nobody runs
# anywidget gives a model two seconds to begin and says so when a busy machine took longer; the
# widget is shown all the same, and a test that uses it finds out whether it works.
TOO_SLOW = "[anywidget] Failed to initialize model."
VIEWPORT = {"width": 1360, "height": 900}
START_SECONDS = 120
RUN_SECONDS = 240


def copy_tree(destination):
    """Copy what git tracks, and what it would take up, to a folder."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=tree.ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        source = tree.ROOT / name
        if source.is_file():
            target = destination / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    return destination


def free_port():
    """A port nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def surroundings(root, home):
    """Environment of a server: the copied tree is imported, folders are its own, no way out."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "CASEBOOK"))}
    return kept | {
        "PYTHONPATH": str(root),
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
        "http_proxy": NOWHERE,
        "https_proxy": NOWHERE,
        "no_proxy": "localhost,127.0.0.1",
    }


@dataclass
class Server:
    """A running Jupyter server: its process, folder, log and the address to open."""

    process: subprocess.Popen
    root: Path
    log: Path
    url: str

    @property
    def base(self):
        """The address without page and token, ending in a slash."""
        return self.url.partition("lab/tree")[0]

    @property
    def token(self):
        return self.url.partition("token=")[2]

    def ask(self, path, method="GET"):
        """Ask the server's own interface."""
        request = urllib.request.Request(self.base + path, method=method)
        if self.token:
            request.add_header("Authorization", f"token {self.token}")
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=60) as answer:
            body = answer.read()
        return json.loads(body) if body else None

    def forget(self):
        """Stop every kernel, drop the layout of tabs and the work kept by the tools.

        The next page then starts afresh.
        """
        for session in self.ask("api/sessions"):
            self.ask(f"api/sessions/{session['id']}", method="DELETE")
        for name in self.ask("lab/api/workspaces")["workspaces"]["ids"]:
            self.ask(f"lab/api/workspaces/{name}", method="DELETE")
        self.forget_work()

    def forget_work(self):
        """Drop what the tools kept of a reader's work."""
        shutil.rmtree(self.root / "my-work", ignore_errors=True)


def wait_until(answer, what, seconds, every=0.2):
    """Ask until the answer is true; say what was waited for when it never is."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := answer():
            return found
        time.sleep(every)
    raise AssertionError(f"waited {seconds} s for {what}")


def said(tool):
    """What a tool says in words, as a screen reader announces it."""
    return " ".join(tool.get_by_role("status").all_inner_texts())


def hears(tool, words, *, seconds):
    """Wait until a tool says the words."""
    wait_until(lambda: words in said(tool), f"{words!r} in: {said(tool)}", seconds)


# Of each plot the title, its bands, and for each trace that is not empty where its marks, lines and
# words are, and their colours.
PAINTED = """tool => [...tool.querySelectorAll('.js-plotly-plot')].map(plot => [
    plot.querySelector('.gtitle').textContent,
    ...[...plot.querySelectorAll('.shapelayer path')].map(each => each.getAttribute('d')),
    ...[...plot.querySelectorAll('.scatterlayer .trace')].map(trace =>
        [...trace.querySelectorAll('path, text')].map(each =>
            [each.getAttribute('d'), each.getAttribute('transform'), each.textContent,
             each.style.stroke, each.style.fill].join(' ')).join('; ')).filter(trace => trace),
])"""


def painted(tool):
    """What the plots of a tool show."""
    return tool.evaluate(PAINTED)


def painted_anew(tool):
    """What they show once Plotly has drawn everything again."""
    tool.evaluate(
        """tool => Promise.all([...tool.querySelectorAll('.js-plotly-plot')]
            .map(plot => window.Plotly.redraw(plot)))"""
    )
    return painted(tool)


def tab_to(page, start, *, focus, most):
    """Press Tab until what has the focus, as the script `focus` tells it, begins with `start`."""
    seen = []
    for _ in range(most):
        seen.append(page.evaluate(focus)[:40])
        if seen[-1].startswith(start):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {start!r}, but to {seen}")


@contextmanager
def running(command, root, home, address, env):
    """Run a server until the block ends; `address` finds the page to open in what it prints.

    It is given a terminal to read from, as a reader's has: Jupyter treats Control-C by it.
    """
    home.mkdir(parents=True, exist_ok=True)
    log = home / "server.log"
    keyboard, terminal = pty.openpty()
    with log.open("w") as printed:
        process = subprocess.Popen(
            command, cwd=root, env=env, stdin=terminal, stdout=printed, stderr=subprocess.STDOUT
        )
    os.close(terminal)
    try:

        def ready():
            assert process.poll() is None, f"the server ended at once:\n{log.read_text()}"
            return address(log.read_text())

        yield Server(process, root, log, wait_until(ready, "the server", START_SECONDS))
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        os.close(keyboard)


def printed_address(text):
    """The address JupyterLab prints for readers whose browser does not open."""
    found = re.search(r"http://127\.0\.0\.1:\S+", text)
    return found and found.group()


@contextmanager
def serving(home, *, root=None, port=None):
    """`casebook lab --no-browser`, on a copy of the tree."""
    root = root or copy_tree(home / "tree")
    casebook = Path(sys.executable).with_name("casebook")
    command = [str(casebook), "lab", "--no-browser", "--port", str(port or free_port())]
    with running(command, root, home, printed_address, surroundings(root, home)) as server:
        yield server


@dataclass
class Watch:
    """What a page did that a reader would not see."""

    refused: list = field(default_factory=list)
    console: list = field(default_factory=list)
    questions: list = field(default_factory=list)


def chromium():
    """Path of the system's Chromium; None where there is none."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@contextmanager
def browsing(chromium):
    """Chromium, started once; each page gets a context of its own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def page_on(browser, server):
    """A page in a fresh context, let into `server`, and the `Watch` kept over it."""
    context = browser.new_context(viewport=VIEWPORT, locale="en-GB", service_workers="block")
    context.set_default_timeout(60_000)
    watch = Watch()

    def request(route):
        parts = urlsplit(route.request.url)
        if parts.scheme in ("data", "blob") or parts.hostname in HERE:
            return route.continue_()
        watch.refused.append(route.request.url)
        return route.abort()

    def refuse(socket):
        watch.refused.append(socket.url)
        socket.close()

    context.route("**/*", request)
    # By a pattern, which the browser itself can tell: asked by a function, each message between
    # page and kernel would pass through this process, at ten milliseconds of the page's time.
    context.route_web_socket(ELSEWHERE, refuse)
    page = context.new_page()
    page.on("console", lambda m: m.type == "error" and watch.console.append(m.text))
    page.on("pageerror", lambda error: watch.console.append(str(error)))
    page.on("dialog", lambda d: (watch.questions.append(d.message), d.accept()))
    page.server = server
    try:
        yield page, watch
    finally:
        context.close()
        server.forget()


def open_notebook(page, path):
    """Open a notebook by its path in the tree and wait for its kernel; `path` may be empty.

    Without a path the address opened is the one the server printed.
    """
    server = page.server
    url = f"{server.base}lab/tree/{path}?token={server.token}" if path else server.url
    page.goto(url)
    page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for()
    wait_for_kernel(page)


def wait_for_kernel(page):
    """Wait until the status bar says that the kernel is idle; cells run before that are dropped.

    The ring beside the kernel's name is no guide: it shows idle before there is a kernel.
    """
    page.locator("#jp-main-statusbar").get_by_text(re.compile(r"Python.*\| Idle")).wait_for()


def prompts(page):
    """What stands beside each code cell that holds code: `[3]:`, `[*]:`, `[ ]:`."""
    return page.evaluate(
        """() => [...document.querySelectorAll('.jp-NotebookPanel .jp-CodeCell')]
            .map(cell => [cell.querySelector('.jp-InputPrompt').textContent,
                          cell.querySelector('.cm-content')?.textContent ?? 'code'])
            .filter(([_, code]) => code.trim())
            .map(([prompt]) => prompt)"""
    )


def run_all(page):
    """Choose Run, Run All Cells and wait until no cell is running or waiting."""
    page.locator('.lm-MenuBar-item:has-text("Run")').first.click()
    page.locator('.lm-Menu-item[data-command="runmenu:run-all"]').click()

    def done():
        standing = prompts(page)
        return "[*]:" not in standing and any(re.match(r"\[\d+]:", each) for each in standing)

    wait_until(done, "the cells to run", RUN_SECONDS)
    wait_for_kernel(page)


def run_cells(page, holding):
    """Run each code cell whose output holds the selector `holding` once more."""
    number = re.compile(r"\[(\d+)]:")
    cells = page.locator(".jp-NotebookPanel .jp-CodeCell", has=page.locator(holding))
    cells.first.wait_for(state="attached")
    for cell in cells.all():
        prompt = cell.locator(".jp-InputPrompt").first
        before = prompt.inner_text()
        prompt.click()
        page.keyboard.press("Control+Enter")
        wait_until(
            lambda prompt=prompt, before=before: (
                prompt.inner_text() != before and number.match(prompt.inner_text())
            ),
            "the cell to run again",
            RUN_SECONDS,
        )
    page.locator(holding).first.wait_for(state="attached")
    wait_for_kernel(page)
    page.wait_for_timeout(500)  # JupyterLab gives the focus back to the cell a moment later


def afresh(page, watch, holding):
    """Bring a page on which a test has worked back: the same window, new tools, nothing kept."""
    page.set_viewport_size(VIEWPORT)
    page.server.forget_work()
    for told in (watch.refused, watch.console, watch.questions):
        told.clear()
    run_cells(page, holding)


def nothing_went_wrong(page, watch):
    """No traceback, no dialog, no call to elsewhere, no error in the console."""
    assert errors(page) == []
    assert dialogs(page) == []
    assert watch.refused == []
    assert [line for line in watch.console if line != TOO_SLOW] == []


def errors(page):
    """What went wrong as the reader sees it: tracebacks, warnings, widgets that do not appear."""
    return page.evaluate(
        """() => [
            ...document.querySelectorAll('[data-mime-type="application/vnd.jupyter.error"]'),
            ...document.querySelectorAll('[data-mime-type="application/vnd.jupyter.stderr"]'),
            ...document.querySelectorAll('.jupyter-widgets-error-widget'),
        ].map(each => each.textContent)"""
    )


def dialogs(page):
    """What stands in the way or asks for attention: open dialogs, and notes in the corner."""
    return page.evaluate(
        """() => [...document.querySelectorAll('.jp-Dialog, .Toastify__toast')]
            .map(each => each.textContent)"""
    )


def shot(page, name):
    """Keep a picture of the page for people to look at, in `screenshots/`."""
    folder = tree.ROOT / "screenshots"
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.png"
    page.screenshot(path=path)
    return path
