"""The command `casebook` and the import of the package."""

import json
import subprocess
import sys

from click.testing import CliRunner

from course import cli, tree


def run(code):
    """Run a line of Python in a fresh process and read its JSON answer."""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tree.ROOT
    )
    return json.loads(done.stdout)


def test_import_loads_no_module_beyond_the_standard_library():
    """Many workers import the package at once; each pays for what it uses and no more."""
    loaded = run(
        "import sys, json, course; "
        "print(json.dumps([m for m in sys.modules if m.partition('.')[0] in "
        "('pandas', 'plotly', 'ipywidgets', 'numpy', 'IPython')]))"
    )
    assert loaded == []


def test_import_opens_no_file_of_the_course_but_its_code():
    """Importing reads no table, so that it can neither fail on one nor wait for one."""
    opened = run(
        "import sys, json; seen = []\n"
        "sys.addaudithook(lambda event, args: event == 'open' and seen.append(str(args[0])))\n"
        "import course\n"
        "print(json.dumps([f for f in seen if '/datasets/' in f or '/seeds/' in f]))"
    )
    assert opened == []


def test_a_module_is_loaded_when_it_is_asked_for():
    """`course.counts` works after a bare `import course`."""
    assert run("import json, course; print(json.dumps(course.counts.FLOORS))") == [
        "at_least",
        "more_than",
    ]


def test_help_names_every_command():
    """A newcomer finds what there is without reading the code."""
    shown = CliRunner().invoke(cli.main, ["--help"])
    assert shown.exit_code == 0
    for name in cli.READER | cli.INSTRUCTOR:
        assert f"  {name} " in shown.output


def test_the_instructors_commands_need_the_folder_grading(monkeypatch, tmp_path):
    """A student edition has no `grading/`, so it offers no command that needs it."""
    monkeypatch.setattr(cli.tree, "GRADING", tmp_path / "grading")
    shown = CliRunner().invoke(cli.main, ["--help"])
    assert "  lab " in shown.output
    assert "  demo " not in shown.output


def test_an_unknown_command_is_wrong_usage():
    """Exit status 2 means that the command was typed wrong, and nothing was done."""
    assert CliRunner().invoke(cli.main, ["laab"]).exit_code == 2


def test_an_error_of_ours_is_told_without_a_traceback(tmp_path):
    """A reader sees what to do, not where in the code it was noticed."""
    done = subprocess.run(
        [sys.executable, "-c", "from course.cli import main; main()", "article", "add", tmp_path],
        capture_output=True,
        text=True,
    )
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr
    assert str(tmp_path) in done.stderr.replace("\n", "")
