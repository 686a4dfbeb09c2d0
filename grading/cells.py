"""Cells of an nbgrader notebook and what nbgrader notes on them."""

import nbformat

__all__ = ["grade_id", "read_cells"]


def read_cells(path):
    """The cells of a notebook file."""
    return nbformat.read(path, as_version=4).cells


def grade_id(cell):
    """The id under which nbgrader knows a cell, or None for a cell that is the student's own."""
    return cell.metadata.get("nbgrader", {}).get("grade_id")
