"""nbgrader's settings for this course; see `nbgrader <command> --help-all` for all there are.

They hold wherever the folder lies and need no exchange: submissions arrive in `submitted/`.
"""

from pathlib import Path

c = get_config()  # noqa: F821  nbgrader puts this name here

c.CourseDirectory.course_id = "crocus-casebook"
c.CourseDirectory.root = str(Path(__file__).resolve().parent)

# What students see where an answer goes. An answer left as it is raises, so it cannot pass a test.
c.ClearSolutions.code_stub = {
    "python": (
        "# Write your answer here, in place of the next line.\n"
        'raise NotImplementedError("No answer yet.")'
    )
}
c.ClearSolutions.text_stub = "*Write your answer here.*"

# A test cell that was deleted is put back before grading.
c.OverwriteCells.add_missing_cells = True

c.Execute.timeout = 60  # seconds a cell may run
c.Execute.extra_arguments = ["--log-level=ERROR"]  # of the kernel, so that progress stays readable
