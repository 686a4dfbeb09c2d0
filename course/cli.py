"""The command `casebook`.

Commands live beside what they serve and are imported only when called, so that `casebook --help`
answers at once. The instructor's commands are there only where the folder `grading/` is.
"""

from importlib import import_module

import click

from course import tree
from course.errors import CourseError

READER = {
    "lab": "course.lab:lab",
    "doctor": "course.doctor:doctor",
    "article": "course.article:article",
    "datasets": "course.tables:tables",
}
INSTRUCTOR = {
    "release": "grading.cli:release",
    "grade": "grading.cli:grade",
    "feedback": "grading.cli:feedback",
    "demo": "grading.cli:demo",
    "coverage": "grading.cli:coverage",
}


class Commands(click.Group):
    """Find a command's code when it is asked for, and print our errors without a traceback."""

    def _places(self):
        return READER | INSTRUCTOR if (tree.GRADING / "cli.py").exists() else READER

    def list_commands(self, ctx):
        return list(self._places())

    def get_command(self, ctx, name):
        place = self._places().get(name)
        if place is None:
            return None
        module, _, attribute = place.partition(":")
        return getattr(import_module(module), attribute)

    def invoke(self, ctx):
        try:
            return super().invoke(ctx)
        except CourseError as error:
            raise click.ClickException(str(error)) from error


@click.command(cls=Commands)
@click.version_option(package_name="crocus-casebook")
def main():
    """Casebook: reading the Crocus attack as sources, counts and linkages."""
