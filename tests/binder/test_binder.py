"""Binder: the files say what repo2docker needs, and their steps end on the open start page.

The steps are those of a Python build of repo2docker: install `.binder/requirements.txt`, run
`.binder/postBuild` from the top of the tree, start `jupyter notebook` behind a base address. Its
image is not built here; Debian packages and conda's own environment are left to a full build.
"""

import importlib.util
import os
import re
import secrets
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from course import lab, tree
from tests.browser import harness
from tests.conftest import missing

BINDER = tree.ROOT / ".binder"


def run(command, folder, env, seconds=600):
    """Run a step of the build; a failure shows what it printed."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=env,
        timeout=seconds,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout}"
    return done.stdout


def test_the_python_is_one_the_course_runs_on():
    """Without runtime.txt repo2docker takes a Python of its own choice, at present an older one."""
    name, _, version = (BINDER / "runtime.txt").read_text().strip().partition("-")
    with (tree.ROOT / "pyproject.toml").open("rb") as described:
        oldest = tomllib.load(described)["project"]["requires-python"].removeprefix(">=")
    assert name == "python"
    assert [int(n) for n in version.split(".")] >= [int(n) for n in oldest.split(".")]


def test_the_packages_are_those_of_the_lock():
    """Binder must not run on other versions than everybody else."""
    lines = (BINDER / "requirements.txt").read_text().splitlines()
    asked = [line for line in lines if line and not line.startswith("#")]
    assert asked == ["-r ../requirements.lock"]


def test_postbuild_is_a_program():
    """repo2docker runs it as it is, by its first line."""
    path = BINDER / "postBuild"
    assert os.access(path, os.X_OK)
    assert path.read_text().startswith("#!/bin/bash\n")


def test_the_readmes_address_opens_the_start_page():
    """A self-learner comes by that address, and it names a file that could be moved."""
    readme = (tree.ROOT / "README.md").read_text(encoding="utf-8")
    pages = re.findall(r"urlpath=lab(?:/|%2F)tree(?:/|%2F)([^`)\s&]+)", readme)
    assert {page.replace("%2F", "/") for page in pages} == {lab.START_PAGE}


def test_repo2docker_accepts_the_files(tmp_path):
    """It chooses by the files what to build; a file it does not see is passed over silently."""
    if importlib.util.find_spec("repo2docker") is None:
        missing("repo2docker", "repo2docker is not installed; pip install jupyter-repo2docker")
    copy = harness.copy_tree(tmp_path / "tree")
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", "."]
    recipe = run(command, copy, dict(os.environ), seconds=120)
    assert "environment-2epy-2d3-2e11" in recipe
    assert 'pip install --no-cache-dir -r ".binder/requirements.txt"' in recipe
    assert "RUN ./.binder/postBuild" in recipe


@pytest.fixture
def built(tmp_path, chromium):
    """A copy of the tree after Binder's steps, and the surroundings its server would have."""
    copy, env = harness.copy_tree(tmp_path / "tree"), tmp_path / "env"
    home = tmp_path / "home"
    home.mkdir()
    python = str(env / "bin" / "python")
    run([sys.executable, "-m", "venv", str(env)], tmp_path, dict(os.environ))
    uv = Path(sys.executable).with_name("uv")
    install = [str(uv), "pip", "install", "--quiet", "--python", python]
    run([*install, "-r", ".binder/requirements.txt"], copy, dict(os.environ))

    cut_off = harness.surroundings(copy, home)  # from here on no step may need a connection
    del cut_off["PYTHONPATH"]  # the course is found because postBuild installs it
    cut_off["PATH"] = f"{env / 'bin'}{os.pathsep}{os.environ['PATH']}"
    run(["./.binder/postBuild"], copy, cut_off)
    yield copy, home, cut_off
    shutil.rmtree(env)


@pytest.mark.browser
def test_the_steps_end_on_the_start_page_with_nothing_in_the_way(built, chromium):
    """A self-learner clicks the badge and reads; there is nobody to ask about a dialog."""
    copy, home, env = built
    released = list((copy / "grading" / "release").glob("*/*.ipynb"))
    assert released
    assert not any("### BEGIN" in path.read_text(encoding="utf-8") for path in released)

    port, token = harness.free_port(), secrets.token_hex(16)
    start = ["jupyter", "notebook", "--ip", "127.0.0.1", "--port", str(port), "--no-browser"]
    start += ["--ServerApp.base_url=/user/reader/", f"--IdentityProvider.token={token}"]
    if os.geteuid() == 0:
        start.append("--allow-root")
    url = f"http://127.0.0.1:{port}/user/reader/lab/tree/{lab.START_PAGE}?token={token}"

    def address(printed):
        return "is running at" in printed and url

    with (
        harness.browsing(chromium) as browser,
        harness.running(start, copy, home, address, env) as server,
        harness.page_on(browser, server) as (page, watch),
    ):
        harness.open_notebook(page, "")
        page.wait_for_timeout(3000)  # the news prompt used to come a moment after the page
        harness.shot(page, "binder")
        assert "Reading the Crocus attack" in page.locator(".jp-Notebook h1").first.inner_text()
        assert harness.dialogs(page) == []
        harness.run_all(page)
        assert harness.errors(page) == []
        assert watch.refused == []
        assert watch.questions == []
