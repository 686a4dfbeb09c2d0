"""nbgrader itself, as an instructor calls it, on a copy of `grading/` and nothing else of ours."""

import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from course import tree

ASSIGNMENT = "sources"


def run(words, folder, environment):
    """A command of nbgrader in the course's folder; what it printed, once it ended well."""
    command = [sys.executable, "-m", "nbgrader", *words]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_settings_name_no_place_and_need_no_exchange():
    """The folder works where it lies, on any machine."""
    settings = (tree.GRADING / "nbgrader_config.py").read_text(encoding="utf-8")
    assert 'course_id = "crocus-casebook"' in settings
    assert "Exchange" not in settings
    assert "__file__" in settings


@pytest.fixture(scope="module")
def released_by_nbgrader(real_course, activated):
    run(["generate_assignment", ASSIGNMENT, "--create"], real_course, activated)
    return real_course


def test_nbgraders_own_commands_grade_and_give_feedback(released_by_nbgrader, activated):
    """The course is an nbgrader course first; `casebook` only makes it more convenient."""
    course = released_by_nbgrader
    shutil.copytree(course / "source" / ASSIGNMENT, course / "submitted" / "ada" / ASSIGNMENT)
    run(["autograde", ASSIGNMENT], course, activated)
    run(["generate_feedback", ASSIGNMENT], course, activated)
    page = course / "feedback" / "ada" / ASSIGNMENT / f"{ASSIGNMENT}.html"
    assert "(Score: 30.0 / 40.0)" in page.read_text(encoding="utf-8")


def test_validate_passes_the_solution(released_by_nbgrader, activated):
    """What the instructor's version answers must be right by its own tests, hidden ones too."""
    notebook = f"source/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
    shown = run(["validate", notebook], released_by_nbgrader, activated)
    assert "Success! Your notebook passes all the tests." in shown


def test_validate_fails_the_empty_release(released_by_nbgrader, activated):
    """Students press Validate: none of the 32 graded cells may praise an answer nobody gave."""
    notebook = f"release/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
    shown = run(["validate", notebook], released_by_nbgrader, activated)
    assert "VALIDATION FAILED ON 32 CELL(S)" in shown


@pytest.fixture
def server(real_course, activated, tmp_path):
    """Address of a Jupyter server started in the course's folder, with formgrader."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [f"--ServerApp.port={port}", "--ServerApp.ip=127.0.0.1", "--ServerApp.open_browser=0"]
    options += ["--IdentityProvider.token=toy", "--allow-root", "--ServerApp.port_retries=0"]
    own = {"JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime")}
    with (tmp_path / "server.log").open("w") as log:
        command = [sys.executable, "-m", "jupyter_server", *options]
        started = subprocess.Popen(
            command, cwd=real_course, env=activated | own, stdout=log, stderr=log
        )
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            started.terminate()
            started.wait(timeout=30)


def fetch(address, seconds=60):
    """Status and text of a page, waiting for the server to come up."""
    request = urllib.request.Request(address, headers={"Authorization": "token toy"})
    until = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError:
            raise
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > until:
                raise
            time.sleep(0.5)


def test_formgrader_opens_and_lists_the_assignment(server):
    """It is where written answers are marked."""
    status, page = fetch(f"{server}/formgrader")
    assert status == 200
    assert "formgrader" in page.lower()
    status, listed = fetch(f"{server}/formgrader/api/assignments")
    assert status == 200
    there = sorted(folder.name for folder in (tree.GRADING / "source").iterdir())
    assert sorted(each["name"] for each in json.loads(listed)) == there
    assert ASSIGNMENT in there
