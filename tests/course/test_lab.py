"""`casebook lab`: what it asks of JupyterLab, what it leaves alone, and a start for real."""

import json
import signal
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner
from jupyter_server.serverapp import ServerApp
from jupyterlab.labapp import LabApp

from course import cli, lab, tree
from tests.browser import harness

NOTIFICATION = "@jupyterlab/apputils-extension:notification"


@pytest.fixture
def application(tmp_path, monkeypatch):
    """A JupyterLab application folder of the test's own."""
    monkeypatch.setenv("JUPYTERLAB_DIR", str(tmp_path))
    return tmp_path.resolve()


def test_the_defaults_are_settings_that_jupyterlab_has():
    """JupyterLab takes an unknown setting without a word, and then asks about news after all."""
    from jupyterlab.commands import get_app_dir

    for plugin, values in lab.DEFAULTS.items():
        extension, name = plugin.split(":")
        schema = Path(get_app_dir(), "schemas", extension, f"{name}.json")
        known = json.loads(schema.read_text(encoding="utf-8"))["properties"]
        assert values.keys() <= known.keys(), plugin


def test_settle_writes_one_file_of_its_own(application):
    """An instructor's `overrides.json` in the same environment is theirs and stays as it was."""
    theirs = application / "settings" / "overrides.json"
    theirs.parent.mkdir()
    theirs.write_text('{"@jupyterlab/apputils-extension:themes": {"theme": "JupyterLab Dark"}}')
    before = theirs.read_bytes()
    assert lab.settle() == application
    assert lab.settle() == application  # a second start is no different
    written = application / "settings" / "overrides.d" / "casebook.json"
    assert json.loads(written.read_text()) == lab.DEFAULTS
    assert theirs.read_bytes() == before
    assert {each for each in application.rglob("*") if each.is_file()} == {theirs, written}


def test_every_argument_sets_something_jupyterlab_has():
    """A misspelt option would be passed over, and its question come back."""
    known = {c.__name__: c.class_trait_names(config=True) for c in [*LabApp.__mro__, ServerApp]
             if hasattr(c, "class_trait_names")}  # fmt: skip
    for given in lab.arguments(tree.ROOT, no_browser=True, port=8890):
        owner, _, trait = given.removeprefix("--").partition("=")[0].partition(".")
        assert trait in known[owner], given


@pytest.mark.parametrize(("user", "allowed"), [(0, True), (1000, False)])
def test_only_root_is_told_to_run_as_root(monkeypatch, user, allowed):
    """Containers run as root; for everybody else Jupyter's own caution stays on."""
    monkeypatch.setattr(lab.os, "geteuid", lambda: user, raising=False)
    assert ("--ServerApp.allow_root=True" in lab.arguments()) is allowed


def test_a_browser_opens_and_the_port_is_jupyters_unless_asked_otherwise():
    """`make lab` is for a person at the machine; Jupyter finds a free port by itself."""
    given = " ".join(lab.arguments())
    assert "open_browser" not in given
    assert "port" not in given


def test_a_missing_start_page_is_named_and_nothing_starts(monkeypatch, tmp_path):
    """JupyterLab would open on an error page, and the reader not know what is wrong."""
    monkeypatch.setattr(tree, "ROOT", tmp_path)
    done = CliRunner().invoke(cli.main, ["lab", "--no-browser"])
    assert done.exit_code == 1
    assert "notebooks/00-start-here.ipynb" in done.output
    assert "git checkout" in done.output
    assert "Starting" not in done.output


def test_a_port_that_is_no_port_is_wrong_usage():
    """2 is the exit code for what the person typed."""
    assert CliRunner().invoke(cli.main, ["lab", "--port", "70000"]).exit_code == 2


def test_a_start_for_real(tmp_path):
    """On a taken port, with a setting of the reader's: it serves, keeps the setting, and stops."""
    own = tmp_path / "config" / "lab" / "user-settings" / "@jupyterlab" / "apputils-extension"
    own.mkdir(parents=True)
    (own / "notification.jupyterlab-settings").write_text('{"doNotDisturbMode": true}')
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with harness.serving(tmp_path, port=port) as server:
            assert f":{port}/" not in server.url
            assert "/lab/tree/notebooks/00-start-here.ipynb?token=" in server.url
            setting = server.ask(f"lab/api/settings/{NOTIFICATION}")
            page = server.ask("api/contents/notebooks/00-start-here.ipynb?content=0")
            server.process.send_signal(signal.SIGINT)
            assert server.process.wait(30) == 0
            said = server.log.read_text().splitlines()
    assert setting["settings"] == {"doNotDisturbMode": True}
    assert setting["schema"]["properties"]["fetchNews"]["default"] == "false"
    assert page["type"] == "notebook"
    assert "Control-C" in said[0]
    assert len(said) < 20, "what to do is lost among other lines"


def test_nbgraders_menu_finds_the_course(tmp_path):
    """An instructor opens formgrader from the menu; it must not show an empty course."""
    with harness.serving(tmp_path) as server:
        known = server.ask("formgrader/api/assignments")
    assert "sources" in [each["name"] for each in known]


def test_what_the_command_writes_stays_in_the_environment(tmp_path):
    """A reader's home is not ours: no setting and no layout is put there."""
    with harness.serving(tmp_path):
        pass
    config = tmp_path / "config"
    assert [each for each in config.rglob("*") if each.is_file()] in (
        [],
        [config / "migrated"],
    )
