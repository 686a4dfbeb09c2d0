"""`casebook doctor`: what works on this machine, and how to mend what does not.

Each finding is one line: what was looked at, whether it is well, what was found and what to do.
A finding is required when the course cannot do without it; the rest only widen what can be done.
"""

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata

import click
from packaging.requirements import Requirement
from rich.console import Console
from rich.table import Table

from course import tree
from course.errors import CourseError

__all__ = ["Finding", "as_table", "doctor", "findings", "locked"]

OLDEST_PYTHON = (3, 11)
COLOURS = {"ok": "green", "mend": "red", "none": "yellow"}


@dataclass(frozen=True)
class Finding:
    """One thing looked at."""

    name: str
    well: bool
    found: str
    remedy: str = ""
    required: bool = True
    serves: str = "everything"


def findings():
    """Look at this machine, one `Finding` at a time."""
    yield python()
    yield packages()
    yield kernel()
    yield nbgrader_extension()
    yield tables()
    yield article()
    yield command("chromium", "--version", "browser tests", "apt install chromium")
    yield sandbox()


def as_table():
    """What was found, as a `pandas.DataFrame` for a notebook: one row a thing looked at."""
    import pandas as pd

    return pd.DataFrame(
        [
            (_mark(each), each.name, each.found, each.serves, "" if each.well else each.remedy)
            for each in findings()
        ],
        columns=["", "what", "found", "for", "to mend it"],
    )


def _mark(finding):
    if finding.well:
        return "ok"
    return "mend" if finding.required else "none"


def python():
    """Whether Python is new enough."""
    version = ".".join(map(str, sys.version_info[:3]))
    oldest = ".".join(map(str, OLDEST_PYTHON))
    return Finding(
        "Python",
        sys.version_info >= OLDEST_PYTHON,
        f"{version}, {oldest} or newer is needed",
        "Install a newer Python, then: make lab PYTHON=python3.12",
    )


def packages(lock=tree.ROOT / "requirements.lock"):
    """Whether what is installed is what the lock file names."""
    if not lock.exists():
        return Finding("packages", False, f"no {lock.name}", "Take a fresh copy of the course.")
    differing, count = [], 0
    for wanted in locked(lock):
        if wanted.marker and not wanted.marker.evaluate():
            continue
        count += 1
        try:
            installed = metadata.version(wanted.name)
        except metadata.PackageNotFoundError:
            differing.append(f"{wanted.name} is missing")
        else:
            if installed not in wanted.specifier:
                differing.append(f"{wanted.name} is {installed}, not {wanted.specifier}")
    if differing:
        more = f" and {len(differing) - 3} more" if len(differing) > 3 else ""
        return Finding(
            "packages",
            False,
            "; ".join(differing[:3]) + more,
            "Set up again with: make clean lab",
        )
    return Finding("packages", True, f"{count} as in requirements.lock")


def locked(lock):
    """What a lock file names: a `packaging.requirements.Requirement` for each version."""
    lines = re.findall(r"^[A-Za-z0-9][^\\\n]*", lock.read_text(encoding="utf-8"), re.M)
    return [Requirement(line) for line in lines]


def kernel():
    """Whether notebooks find a Python kernel of this environment."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        program = KernelSpecManager().get_kernel_spec("python3").argv[0]
    except NoSuchKernel:
        return Finding(
            "kernel", False, "no kernel named python3", "Set up again with: make clean lab"
        )
    same = program == sys.executable or not program.startswith("/")
    return Finding(
        "kernel",
        same,
        "python3, of this environment" if same else f"python3 starts {program}",
        "Another kernel is in the way. Look with: jupyter kernelspec list; "
        "take it out with: jupyter kernelspec remove python3",
    )


def nbgrader_extension():
    """Whether nbgrader's formgrader is switched on in the Jupyter server."""
    from jupyter_core.paths import jupyter_config_path
    from jupyter_server.extension.config import ExtensionConfigManager

    enabled = {}
    for folder in jupyter_config_path():
        enabled |= ExtensionConfigManager(read_config_path=[folder]).get_jpserver_extensions()
    well = bool(enabled.get("nbgrader.server_extensions.formgrader"))
    return Finding(
        "formgrader",
        well,
        "switched on" if well else "not switched on",
        "Switch it on with: jupyter server extension enable --sys-prefix "
        "nbgrader.server_extensions.formgrader",
        required=False,
        serves="marking by hand",
    )


def tables():
    """Whether every table loads."""
    from course import datasets

    try:
        rows = {name: len(datasets.load(name)) for name in datasets.names()}
    except CourseError as error:
        return Finding(
            "tables", False, str(error), "See every problem with: casebook datasets check"
        )
    return Finding("tables", True, f"{len(rows)} tables, {sum(rows.values()):,} rows")


def article(place=None):
    """Whether the reader has a copy of the article, at `place` or where it is kept."""
    from course import texts

    try:
        here = texts.article(place).has_text
        found = "no copy; lessons work on our one-sentence gists"
    except CourseError as error:
        here, found = False, str(error)
    return Finding(
        "article",
        here,
        "your copy is in place" if here else found,
        "Get one with: casebook article fetch",
        required=False,
        serves="reading its exact words",
    )


def command(name, question, serves, install):
    """Whether a program of the system answers."""
    path = shutil.which(name)
    if path is None:
        return Finding(name, False, "not found", f"On Debian: {install}", False, serves)
    answer = subprocess.run([path, question], capture_output=True, text=True, timeout=30)
    lines = (answer.stdout or answer.stderr).strip().splitlines()
    return Finding(name, True, lines[0] if lines else path, "", False, serves)


def sandbox():
    """Whether bubblewrap can fence a process here."""
    found = command("bwrap", "--version", "fenced grading", "apt install bubblewrap")
    if not found.well:
        return found
    fence = ["bwrap", "--ro-bind", "/", "/", "--unshare-all", "--die-with-parent", "true"]
    tried = subprocess.run(fence, capture_output=True, text=True, timeout=30)
    if tried.returncode:
        return Finding(
            "bwrap",
            False,
            f"{found.found}, but it cannot make a fence: {tried.stderr.strip()}",
            "Allow user namespaces: sysctl kernel.unprivileged_userns_clone=1",
            False,
            "fenced grading",
        )
    return found


def _report(looked_at):
    table = Table(box=None, pad_edge=False, show_edge=False)
    table.add_column("", no_wrap=True)
    table.add_column("what", no_wrap=True)
    table.add_column("found", overflow="fold")
    table.add_column("for", overflow="fold")
    for each in looked_at:
        mark = _mark(each)
        table.add_row(f"[{COLOURS[mark]}]{mark}[/]", each.name, each.found, each.serves)
    return table


@click.command()
def doctor():
    """Say what works on this machine and how to mend what does not."""
    console = Console()
    looked_at = []
    with console.status("Looking …"):
        looked_at.extend(findings())
    console.print(_report(looked_at))
    unwell = [each for each in looked_at if not each.well]
    for each in unwell:
        console.print(f"\n[bold]{each.name}[/] ({each.serves}): {each.remedy}", highlight=False)
    broken = [each.name for each in unwell if each.required]
    if broken:
        console.print(f"\nThe course needs this mended first: {', '.join(broken)}.")
        raise SystemExit(1)
    console.print("\nThe course can be used as it is.")
