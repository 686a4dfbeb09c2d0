"""Every error raised on purpose.

Each says where it happened, what was expected, what was found and what to do next. Every argument
goes to the base class, so that an error comes back whole from another process.
"""

__all__ = [
    "BrokenArgumentError",
    "BrokenDossierError",
    "BrokenRowError",
    "CodesError",
    "CopyKeptError",
    "CopyUnreadableError",
    "CopyUnwritableError",
    "CourseError",
    "CriterionError",
    "DossierDrawError",
    "FetchError",
    "GradeError",
    "LessonMetadataError",
    "LevelError",
    "MarkedSpanError",
    "MeasurementError",
    "MethodSettingError",
    "MissingTableError",
    "ModelNotationError",
    "NoDossierError",
    "NoEstimateError",
    "NoFigureError",
    "NoSeriesError",
    "NoSuchAnswerError",
    "NoSuchBenchError",
    "NoSuchCheckError",
    "NoSuchEvidenceError",
    "NoSuchIncidentError",
    "NoSuchNodeError",
    "NoSuchPassageError",
    "NoSuchPhraseError",
    "NoSuchTieError",
    "NoSuchWindowError",
    "NotTheArticleError",
    "OverlapTableError",
    "OverlappingBandsError",
    "PartialDateError",
    "PercentError",
    "PlacementError",
    "ScoreError",
    "ShareError",
    "SpanError",
    "StanceError",
    "StartPageMissingError",
    "TooManyModelsError",
    "TwoListError",
    "UnknownFieldError",
    "UnknownTableError",
    "WeakKeyError",
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


class NoSuchEvidenceError(CourseError, LookupError):
    """The evidence desk has no such card, or no card on such a claim."""

    def __init__(self, kind, name, known):
        super().__init__(kind, name, known)
        self.kind, self.name, self.known = kind, name, known

    def __str__(self):
        some = ", ".join(self.known[:8]) + (", …" if len(self.known) > 8 else "")
        return (
            f"evidence desk: expected a {self.kind} it has, got {self.name!r}. It has: "
            f"{some or 'none'}. See the columns evidence_id and claim_id of the table evidence."
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


class NoFigureError(CourseError, ValueError):
    """A coding rule has nothing to decide on."""

    def __init__(self, rule, needed):
        super().__init__(rule, needed)
        self.rule, self.needed = rule, needed

    def __str__(self):
        return (
            f"{self.rule}: expected {self.needed}, found none. Leave the figure empty, or look at "
            "the rows' reported_on, best, source_type and doubtful."
        )


class OverlapTableError(CourseError, ValueError):
    """A table of overlapping lists is not one."""

    def __init__(self, place, expected, found):
        super().__init__(place, expected, found)
        self.place, self.expected, self.found = place, expected, found

    def __str__(self):
        return (
            f"{self.place}: expected {self.expected}, found {self.found}. A table of lists has one "
            "0/1 column for each list and a column `count` of the people on exactly those lists."
        )


class TwoListError(CourseError, ValueError):
    """Three numbers that two overlapping lists cannot have."""

    def __init__(self, n_a, n_b, both):
        super().__init__(n_a, n_b, both)
        self.n_a, self.n_b, self.both = n_a, n_b, both

    def __str__(self):
        return (
            f"two lists: expected 0 <= both <= each list, found lists of {self.n_a} and {self.n_b} "
            f"with {self.both} on both. Count the matches again, in the order n_a, n_b, both."
        )


class MethodSettingError(CourseError, ValueError):
    """A method was asked for what it does not do."""

    def __init__(self, setting, expected, found):
        super().__init__(setting, expected, found)
        self.setting, self.expected, self.found = setting, expected, found

    def __str__(self):
        return (
            f"{self.setting}: expected {self.expected}, found {self.found}. "
            "Change it, or choose another method."
        )


class ModelNotationError(CourseError, ValueError):
    """A text that names no hierarchical model of these lists."""

    def __init__(self, text, lists):
        super().__init__(text, lists)
        self.text, self.lists = text, lists

    def __str__(self):
        return (
            f"model {self.text!r}: expected lists numbered 1 to {self.lists}, each at least once, "
            "those that interact written together, as in '[12,3]'. See hierarchical_models()."
        )


class TooManyModelsError(CourseError, ValueError):
    """More models than can be fitted while a reader waits."""

    def __init__(self, lists, order, limit):
        super().__init__(lists, order, limit)
        self.lists, self.order, self.limit = lists, order, limit

    def __str__(self):
        return (
            f"{self.lists} lists: expected at most {self.limit:,} models, found more with "
            f"interactions of up to {self.order} lists. Give a lower `order`, name the `models` to "
            "compare, or raise `limit` and wait."
        )


class NoEstimateError(CourseError, ArithmeticError):
    """These counts give no estimate under this model."""

    def __init__(self, model, reason):
        super().__init__(model, reason)
        self.model, self.reason = model, reason

    def __str__(self):
        return (
            f"{self.model}: expected one best-fitting total, found none ({self.reason}). Nobody is "
            "on some combination of lists that it needs, or it asks more than the counts can tell: "
            "take out an interaction, or join lists that hardly overlap."
        )


class CriterionError(CourseError, LookupError):
    """No such rule for choosing among models."""

    def __init__(self, name, known):
        super().__init__(name, known)
        self.name, self.known = name, known

    def __str__(self):
        return (
            f"criterion {self.name!r}: expected one of {', '.join(self.known)}. A BIC must say "
            "which number it takes the logarithm of: that changes which model is chosen."
        )


class LevelError(CourseError, ValueError):
    """A level of confidence that is no share between 0 and 1."""

    def __init__(self, level):
        super().__init__(level)
        self.level = level

    def __str__(self):
        return (
            f"level: expected a share between 0 and 1, found {self.level!r}. "
            "Write 0.95 for 95 percent."
        )


class ScoreError(CourseError, ValueError):
    """Something that cannot be scored."""

    def __init__(self, place, expected, found):
        super().__init__(place, expected, found)
        self.place, self.expected, self.found = place, expected, found

    def __str__(self):
        return (
            f"{self.place}: expected {self.expected}, found {self.found}. "
            "Correct the answer; it was not scored."
        )


class PlacementError(CourseError, ValueError):
    """A word of likelihood cannot be placed: it is not among the phrases, or is given no percent."""

    def __init__(self, phrase, percent, phrases):
        super().__init__(phrase, percent, phrases)
        self.phrase, self.percent, self.phrases = phrase, percent, phrases

    def __str__(self):
        if self.phrase not in self.phrases:
            return (
                f"placing {self.phrase!r}: expected one of the phrases {', '.join(self.phrases)}. "
                "Copy it from there."
            )
        return (
            f"placing {self.phrase!r}: expected a whole number of percent from 0 to 100, or None "
            f"for no place, got {self.percent!r}."
        )


class GradeError(CourseError, ValueError):
    """A text that is no Admiralty grade."""

    def __init__(self, text):
        super().__init__(text)
        self.text = text

    def __str__(self):
        return (
            "grade: expected a letter A to F for the source and a digit 1 to 6 for the item, "
            f"such as 'B2', found {self.text!r}. Where you cannot judge, F and 6 say so."
        )


class NoSuchPhraseError(CourseError, LookupError):
    """A scheme has no such phrase, or the table no such scheme."""

    def __init__(self, scheme, phrase, near, known):
        super().__init__(scheme, phrase, near, known)
        self.scheme, self.phrase, self.near, self.known = scheme, phrase, near, known

    def __str__(self):
        if self.phrase is None:
            return f"scheme {self.scheme!r}: the table has none of that name, only {', '.join(self.known)}."
        meant = f"Did you mean {self.near[0]!r}? " if self.near else ""
        return (
            f"scheme {self.scheme}, phrase {self.phrase!r}: it has no such phrase. {meant}"
            f"It has: {', '.join(self.known)}."
        )


class OverlappingBandsError(CourseError, ValueError):
    """A percentage was to be turned into a word by bands that overlap."""

    def __init__(self, scheme, lower, upper):
        super().__init__(scheme, lower, upper)
        self.scheme, self.lower, self.upper = scheme, lower, upper

    def __str__(self):
        return (
            f"scheme {self.scheme}: expected bands in percent that share an end point at most, but "
            f"{self.lower!r} and {self.upper!r} are not such bands, so a number has no one word. "
            "Ask 'icd_203' or 'kent', or look at all of them with course.sources.bands()."
        )


class PercentError(CourseError, ValueError):
    """Something that is no percentage."""

    def __init__(self, found):
        super().__init__(found)
        self.found = found

    def __str__(self):
        return (
            f"percent: expected a number from 0 to 100, found {self.found!r}. Correct the number."
        )


class MeasurementError(CourseError, ValueError):
    """Codes cannot be compared at that level of measurement."""

    def __init__(self, level, expected):
        super().__init__(level, expected)
        self.level, self.expected = level, expected

    def __str__(self):
        return (
            f"alpha, level {self.level!r}: expected {self.expected}. Codes that are words are "
            "'nominal'; to compare by rank, replace each word by its rank first."
        )


class MarkedSpanError(CourseError, ValueError):
    """A mark that is no stretch of a text."""

    def __init__(self, span):
        super().__init__(span)
        self.span = span

    def __str__(self):
        return (
            "span: expected a dict with whole numbers 0 <= start < end and a kind, found "
            f"{self.span!r}. Count characters from 0; the end is not included."
        )


class ShareError(CourseError, ValueError):
    """A share that is not above 0 and at most 1."""

    def __init__(self, name, found):
        super().__init__(name, found)
        self.name, self.found = name, found

    def __str__(self):
        return f"{self.name}: expected a number above 0 and at most 1, found {self.found!r}. For half, write 0.5."


class StanceError(CourseError, ValueError):
    """Evidence has no such stance."""

    def __init__(self, stance, known):
        super().__init__(stance, known)
        self.stance, self.known = stance, known

    def __str__(self):
        return (
            f"stance {self.stance!r}: expected one of {', '.join(self.known)}. Name one of these."
        )


class NoSuchIncidentError(CourseError, ValueError):
    """A practice incident is asked for with something that cannot be used."""

    def __init__(self, name, expected, found):
        super().__init__(name, expected, found)
        self.name, self.expected, self.found = name, expected, found

    def __str__(self):
        return (
            f"practice incident, {self.name}: expected {self.expected}, found {self.found!r}. "
            "Leave it out, or see help(course.simulate)."
        )


class WeakKeyError(CourseError, ValueError):
    """The key that dossiers are drawn with is too short to keep their truth."""

    def __init__(self, variable, length, least):
        super().__init__(variable, length, least)
        self.variable, self.length, self.least = variable, length, least

    def __str__(self):
        return (
            f"{self.variable}: expected at least {self.least} characters, found {self.length}. Set "
            "it to a long random text, or unset it to use the public key, with which anybody who "
            "reads the code can compute the truth."
        )


class NoDossierError(CourseError, LookupError):
    """The file of dossiers holds none for a student."""

    def __init__(self, student, assignment, held):
        super().__init__(student, assignment, held)
        self.student, self.assignment, self.held = student, assignment, held

    def __str__(self):
        return (
            f"dossiers of {self.assignment!r}: expected one for {self.student!r}, found none among "
            f"{self.held}. Check the spelling of the student's id, capitals included; a student "
            "who joined late needs a new release of the assignment."
        )


class BrokenDossierError(CourseError, ValueError):
    """What was read is no dossier."""

    def __init__(self, place, expected, found):
        super().__init__(place, expected, found)
        self.place, self.expected, self.found = place, expected, found

    def __str__(self):
        return (
            f"dossier, {self.place}: expected {self.expected}, found {self.found!r}. "
            "Get the assignment again, and leave dossiers.json as it is."
        )


class DossierDrawError(CourseError):
    """No draw met what every dossier has to meet."""

    def __init__(self, assignment, attempts):
        super().__init__(assignment, attempts)
        self.assignment, self.attempts = assignment, attempts

    def __str__(self):
        return (
            f"dossier of {self.assignment!r}: expected a draw within the bands, found none in "
            f"{self.attempts} attempts. Widen course.simulate.bands.BANDS, or give the "
            "assignment another name."
        )


class CodesError(CourseError, ValueError):
    """Coders' lines of codes are not of one length."""

    def __init__(self, lengths):
        super().__init__(lengths)
        self.lengths = lengths

    def __str__(self):
        found = ", ".join(f"{coder} {number}" for coder, number in self.lengths.items())
        return (
            f"codes: expected as many codes from each coder, got {found}. "
            "Write * where a coder gave none."
        )


class NoSuchBenchError(CourseError, LookupError):
    """The rule bench has no such event, day or report."""

    def __init__(self, kind, found, known):
        super().__init__(kind, found, known)
        self.kind, self.found, self.known = kind, found, known

    def __str__(self):
        return (
            f"rule bench: there is no {self.kind} {self.found!r}. It has: {', '.join(self.known)}. "
            "Choose one of these."
        )


class NoSeriesError(CourseError, LookupError):
    """No series of reports that can be replayed counts that."""

    def __init__(self, asked, known):
        super().__init__(asked, known)
        self.asked, self.known = asked, known

    def __str__(self):
        there = "; ".join(", ".join(each) for each in self.known)
        return (
            f"replay of reports: expected an event, a measure and a population with at least four "
            f"dated numbers, got {', '.join(map(str, self.asked))}. There are: {there}."
        )


class NoSuchTieError(CourseError, LookupError):
    """No tie, or no choice about ties, goes by that name."""

    def __init__(self, kind, found, known):
        super().__init__(kind, found, known)
        self.kind, self.found, self.known = kind, found, known

    def __str__(self):
        there = ", ".join(map(str, self.known))
        return f"ties: there is no {self.kind} {self.found!r}. There are: {there}. Choose one of these."


class NoSuchWindowError(CourseError, LookupError):
    """The maps have no window of that name."""

    def __init__(self, name, known):
        super().__init__(name, known)
        self.name, self.known = name, known

    def __str__(self):
        return (
            f"window {self.name!r}: the maps have no such window. They have: "
            f"{', '.join(self.known)}. Choose one of these."
        )


class NoSuchNodeError(CourseError, LookupError):
    """The argument has no such node."""

    def __init__(self, name, known):
        super().__init__(name, known)
        self.name, self.known = name, known

    def __str__(self):
        return (
            f"argument, node {self.name!r}: there is no such node. There are: "
            f"{', '.join(self.known)}. Choose one of these."
        )


class BrokenArgumentError(CourseError, ValueError):
    """An argument that cannot be drawn or followed: an unknown end, a circle, a missing reason."""

    def __init__(self, place, expected, found):
        super().__init__(place, expected, found)
        self.place, self.expected, self.found = place, expected, found

    def __str__(self):
        return (
            f"argument, {self.place}: expected {self.expected}, found {self.found}. "
            "Correct course/arguments.toml."
        )
