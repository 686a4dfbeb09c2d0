"""JupyterLab with the course open and nothing in the way: the command `casebook lab`.

What the course would like JupyterLab to do by default is written into the environment the course
is installed in, never into the reader's home. A reader's own settings still come first. Binder,
which starts JupyterLab by itself, calls `settle` while it builds.
"""

import json
import os
import sysconfig
from pathlib import Path

import click

from course import tree
from course.errors import StartPageMissingError

__all__ = ["DEFAULTS", "START_PAGE", "arguments", "lab", "settle"]

START_PAGE = "notebooks/00-start-here.ipynb"

DEFAULTS = {
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",  # the other values are "true" and "none", which asks
        "checkForUpdates": False,  # the version is locked; a newer one is no use here
    },
}


@click.command()
@click.option("--no-browser", is_flag=True, help="Print the address and open no browser.")
@click.option("--port", type=click.IntRange(1, 65535), help="First port to try; 8888 by default.")
def lab(no_browser, port):
    """Open the course in JupyterLab, on its start page."""
    if not (tree.ROOT / START_PAGE).exists():
        raise StartPageMissingError(START_PAGE, str(tree.ROOT))
    click.echo(f"Starting JupyterLab on {START_PAGE}. Control-C here stops it.")
    try:
        place = settle()
    except OSError as error:
        click.echo(f"It may ask about news: its defaults could not be written ({error}).", err=True)
        place = None
    # nbgrader calls other programs by name, and so do readers in JupyterLab's terminal.
    put_first("PATH", sysconfig.get_path("scripts"))
    if tree.GRADING.is_dir():
        put_first("JUPYTER_CONFIG_PATH", tree.GRADING)  # the Nbgrader menu opens this course
    from jupyterlab.labapp import LabApp

    LabApp.launch_instance(arguments(place, no_browser=no_browser, port=port))


def put_first(variable, folder):
    """Let a search path of this process, and of those it starts, begin with `folder`."""
    rest = os.environ.get(variable)
    os.environ[variable] = f"{folder}{os.pathsep}{rest}" if rest else str(folder)


def settle():
    """Write the course's defaults into this environment's JupyterLab.

    They go into a file of their own beside the application. JupyterLab reads it before the
    environment's `overrides.json` and before the reader's settings, so either can say otherwise.

    Returns
    -------
    pathlib.Path
        The application's folder.

    Raises
    ------
    OSError
        If the environment cannot be written to.
    """
    from jupyterlab.commands import get_app_dir

    place = Path(get_app_dir())
    overrides = place / "settings" / "overrides.d" / "casebook.json"
    overrides.parent.mkdir(parents=True, exist_ok=True)
    overrides.write_text(json.dumps(DEFAULTS, indent=2) + "\n", encoding="utf-8")
    return place


def arguments(place=None, *, no_browser=False, port=None):
    """What JupyterLab is told when it starts.

    The tree is the root, so that lessons and assignments are both within reach. The layout of
    open tabs is kept in `place`: tabs left open in other work would be looked for here, and each
    one not found brings up a dialog. A taken port is left to whoever has it; Jupyter then tries
    the next ones. It refuses to run as root, the only user in many containers, unless told.
    """
    given = [
        f"--ServerApp.root_dir={tree.ROOT}",
        f"--LabApp.default_url=/lab/tree/{START_PAGE}",
        "--LabApp.extension_manager=readonly",  # it would list a registry's packages
        "--Application.log_level=WARN",  # leaves the address to open, and what goes wrong
        "--ServerApp.answer_yes=True",  # Control-C stops without a question
    ]
    if place and "JUPYTERLAB_WORKSPACES_DIR" not in os.environ:
        given.append(f"--LabApp.workspaces_dir={place / 'workspaces'}")
    if port:
        given.append(f"--ServerApp.port={port}")
    if no_browser:
        given.append("--ServerApp.open_browser=False")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        given.append("--ServerApp.allow_root=True")
    return given
