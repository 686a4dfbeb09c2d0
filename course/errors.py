"""Every error raised on purpose.

Each says where it happened, what was expected, what was found and what to do next. Every argument
goes to the base class, so that an error comes back whole from another process.
"""

__all__ = ["CourseError"]


class CourseError(Exception):
    """Something a reader, an instructor or an editor of the course can put right."""
