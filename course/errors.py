"""Every error raised on purpose.

Each says where it happened, what was expected, what was found and what to do next. Every argument
goes to the base class, so that an error comes back whole from another process.
"""

__all__ = [
    "BrokenRowError",
    "CopyKeptError",
    "CopyUnreadableError",
    "CopyUnwritableError",
    "CourseError",
    "FetchError",
    "LessonMetadataError",
    "MissingTableError",
    "NoSuchAnswerError",
    "NoSuchCheckError",
    "NoSuchPassageError",
    "NotTheArticleError",
    "PartialDateError",
    "SpanError",
    "StartPageMissingError",
    "UnknownFieldError",
    "UnknownTableError",
]


class CourseError(Exception):
    """Something a reader, an instructor or an editor of the course can put right."""


class NoSuchPassageError(CourseError, LookupError):
    """The article has no segment, paragraph or claim of that name."""

    def __init__(self, kind, name, near):
        super().__init__(kind, name, near)
        self.kind, self.name, self.near = kind, name, near

    def __str__(self):
        return (
            f"{self.kind} {self.name!r}: the article has none of that name. "
            f"Did you mean {self.near}?"
        )


class SpanError(CourseError, ValueError):
    """Two offsets do not mark a stretch of the article."""

    def __init__(self, start, end, length):
        super().__init__(start, end, length)
        self.start, self.end, self.length = start, end, length

    def __str__(self):
        return (
            f"span: expected whole numbers with 0 <= start < end <= {self.length}, the article's "
            f"length in characters, got {self.start!r} and {self.end!r}. Take them from a table's "
            "char_start and char_end."
        )


class NotTheArticleError(CourseError):
    """A copy lacks a body paragraph of the article, or has it in other words."""

    def __init__(self, source, recognised, total, problems):
        super().__init__(source, recognised, total, problems)
        self.source, self.recognised, self.total = source, recognised, total
        self.problems = problems

    def __str__(self):
        head = f"{self.source}: expected the article, recognised {self.recognised} of {self.total} "
        if not self.recognised:
            return (
                f"{head}segments, so this is another text. Nothing was written. Check the file, or "
                "get the article with: casebook article fetch"
            )
        lines = [f"{head}segments; nothing was written. Not as recorded:"]
        lines += [f"  {problem}" for problem in self.problems]
        lines.append("Compare these places with the published page, or try: casebook article fetch")
        return "\n".join(lines)


class CopyKeptError(CourseError):
    """A good copy of the article is already there, and the new one differs."""

    def __init__(self, place, kept, offered, total):
        super().__init__(place, kept, offered, total)
        self.place, self.kept, self.offered, self.total = place, kept, offered, total

    def __str__(self):
        return (
            f"{self.place}: expected no copy there, or the same one; found a good copy with "
            f"{self.kept} of {self.total} segments, while the new one has {self.offered}. It was "
            "kept. To put the new one in its place, add: --replace"
        )


class CopyUnreadableError(CourseError):
    """A file offered as a copy of the article is not text."""

    def __init__(self, source, found):
        super().__init__(source, found)
        self.source, self.found = source, found

    def __str__(self):
        return (
            f"{self.source}: expected a text file or a saved web page, found {self.found}. "
            "Save the article as plain text (UTF-8) and add that file."
        )


class CopyUnwritableError(CourseError):
    """The copy of the article cannot be written where it belongs."""

    def __init__(self, place, reason):
        super().__init__(place, reason)
        self.place, self.reason = place, reason

    def __str__(self):
        return (
            f"{self.place}: expected to write the copy here, but {self.reason}. "
            "Nothing was changed. Make the folder writable, or free some space, and try again."
        )


class FetchError(CourseError):
    """The article could not be got from its address."""

    def __init__(self, address, found, advice):
        super().__init__(address, found, advice)
        self.address, self.found, self.advice = address, found, advice

    def __str__(self):
        return (
            f"{self.address}: expected the page with the article, but {self.found}. {self.advice}"
        )


class NoSuchCheckError(CourseError, LookupError):
    """No self-check of that lesson and name."""

    def __init__(self, lesson, name, known):
        super().__init__(lesson, name, known)
        self.lesson, self.name, self.known = lesson, name, known

    def __str__(self):
        if self.name is None:
            return f"lesson {self.lesson!r}: no self-checks; lessons with some: {', '.join(self.known)}."
        return (
            f"lesson {self.lesson}: no self-check named {self.name!r}. "
            f"It has: {', '.join(self.known)}."
        )


class NoSuchAnswerError(CourseError, ValueError):
    """An answer that is none of the options."""

    def __init__(self, lesson, name, answer, letters):
        super().__init__(lesson, name, answer, letters)
        self.lesson, self.name, self.answer, self.letters = lesson, name, answer, letters

    def __str__(self):
        return (
            f"self-check {self.name} of lesson {self.lesson}: expected one of "
            f"{', '.join(self.letters)}, got {self.answer!r}. Give the letter of an option."
        )


class LessonMetadataError(CourseError, ValueError):
    """A lesson does not describe itself in full."""

    def __init__(self, path, missing):
        super().__init__(path, missing)
        self.path, self.missing = path, missing

    def __str__(self):
        return (
            f"{self.path}: expected the metadata key `casebook` to hold lesson, title, unit, minutes "
            f"and objectives; missing: {', '.join(self.missing)}. Add them in the notebook's metadata."
        )


class UnknownTableError(CourseError, LookupError):
    """There is no table of that name."""

    def __init__(self, name, near, known):
        super().__init__(name, near, known)
        self.name, self.near, self.known = name, near, known

    def __str__(self):
        meant = f"Did you mean {self.near!r}? " if self.near else ""
        return f"table {self.name!r}: no table of that name. {meant}There are: {', '.join(self.known)}."


class UnknownFieldError(CourseError, LookupError):
    """A table has no field of that name."""

    def __init__(self, table, name, near):
        super().__init__(table, name, near)
        self.table, self.name, self.near = table, name, near

    def __str__(self):
        meant = f"Did you mean {self.near!r}? " if self.near else ""
        return (
            f"table {self.table}, field {self.name!r}: no field of that name. {meant}"
            f"See course.datasets.describe({self.table!r})."
        )


class MissingTableError(CourseError):
    """The file of a table is not there."""

    def __init__(self, table, path):
        super().__init__(table, path)
        self.table, self.path = table, path

    def __str__(self):
        return (
            f"table {self.table}: expected its file at {self.path}, found none. "
            f"Bring it back with: git checkout -- datasets/{self.table}.csv"
        )


class BrokenRowError(CourseError, ValueError):
    """A row of a table breaks the table's description."""

    def __init__(self, table, line, key, field, value, rule):
        super().__init__(table, line, key, field, value, rule)
        self.table, self.line, self.key = table, line, key
        self.field, self.value, self.rule = field, value, rule

    def __str__(self):
        row = f"line {self.line}" + (f" ({self.key})" if self.key else "")
        place = f", field {self.field}" if self.field else ""
        return (
            f"table {self.table}, {row}{place}: expected {self.rule}; found {self.value!r}. "
            f"Correct datasets/{self.table}.csv, then run: casebook datasets check"
        )


class PartialDateError(CourseError, ValueError):
    """A text that is no year, month or day."""

    def __init__(self, text):
        super().__init__(text)
        self.text = text

    def __str__(self):
        return (
            f"partial date: expected YYYY, YYYY-MM or YYYY-MM-DD and a day that exists, "
            f"found {self.text!r}. Correct the date, or leave it missing."
        )


class StartPageMissingError(CourseError):
    """The page the course opens with is not there."""

    def __init__(self, page, root):
        super().__init__(page, root)
        self.page, self.root = page, root

    def __str__(self):
        return (
            f"{self.page}: expected the course's start page in {self.root}, found none. "
            f"Bring it back with: git checkout -- {self.page}, or get the whole course again."
        )
