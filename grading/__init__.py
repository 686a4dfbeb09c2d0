"""The nbgrader course and the tools that grade it. `course` never imports this package."""
