"""How hard a dossier is, and the bands that every dossier of an assignment keeps to."""

from course.simulate import answers, process

__all__ = ["BANDS", "CHECKPOINTS", "SIX", "difficulty"]

CHECKPOINTS = (1, 4, 11)  # days after the attack on which a student takes stock

# The readings an assignment asks for. ACLED's figure and UCDP's best are one of the six: both take
# the lowest figure of the most recent day, so they agree by definition and not by luck.
SIX = ("official", "median", "gtd", "acled", "ucdp_low", "ucdp_high")

# What every dossier has to meet, as least and most; draws outside are passed over.
BANDS = {
    # The same reading load, in rows, at each checkpoint and in all.
    "reports known, day 1": (15, 30),
    "reports known, day 4": (22, 40),
    "reports known, day 11": (30, 50),
    # Something to explain in each, and no thicket: days on which a measure has two figures.
    "contradictions": (4, 7),
    # Enough copies that counting rows is not counting origins, and enough origins to compare.
    "copies": (10, 30),
    "floors": (4, 12),
    # Copies that changed what they repeat; without one nothing would test the column `use`.
    "changed copies": (1, 6),
    "undated": (1, 1),
    # The count must visibly come down: highest count of the health office less the corrected one.
    "corrected downwards, people": (3, 40),
    # How far the latest official figure is from the truth, in percent. Never nought: then the
    # latest figure would be the answer. Never far: then no reasoning from reports could be right.
    "official off truth, day 1, %": (1, 40),
    "official off truth, day 11, %": (2, 10),
    # How wide low to high is, in percent of the truth: what a cautious interval has to beat.
    "low to high, % of truth": (50, 105),
    # All six readings differ on the last day, and most of them do before, so that a right number
    # is not found by a wrong rule.
    "different readings, day 1": (3, 6),
    "different readings, day 4": (4, 6),
    "different readings, day 11": (6, 6),
    # No reading at any checkpoint is the truth.
    "readings equal to the truth": (0, 0),
    # Errors that must show: keeping rows that are no series, taking a claim for a count of the
    # dead, counting a copy as a second voice. Each changes an answer at one checkpoint or more.
    "errors that change an answer": (3, 3),
}


def difficulty(dossier):
    """How hard a dossier is, by the names of `BANDS`; needs its truth.

    Returns
    -------
    dict
        A number for each band. Errors that change an answer are counted over three kinds.
    """
    rows, killed = dossier.rows, dossier.truth.killed
    stages = [_Stage(answers.known(rows, day.isoformat())) for day in dossier.checkpoints]
    last = stages[-1].told
    found = {}
    for days, stage in zip(CHECKPOINTS, stages, strict=True):
        found[f"reports known, day {days}"] = len(stage.rows)
        found[f"different readings, day {days}"] = len({stage.told[each] for each in SIX})
        off = abs((stage.told["official"] or 0) - killed)
        found[f"official off truth, day {days}, %"] = _percent(off, killed)
    found |= {
        "contradictions": answers.contradictions(stages[-1].rows),
        "copies": answers.copies(rows),
        "floors": answers.floors(rows),
        "changed copies": sum(row["use"] == "example" for row in rows),
        "undated": sum(row["reported_on"] is None for row in rows),
        "corrected downwards, people": _came_down(rows),
        "low to high, % of truth": _percent(last["ucdp_high"] - last["ucdp_low"], killed),
        "readings equal to the truth": sum(killed in stage.told.values() for stage in stages),
        "errors that change an answer": sum(
            any(error(stage) for stage in stages) for error in ERRORS
        ),
    }
    return {name: found[name] for name in BANDS}


class _Stage:
    """What is known at a checkpoint, and the readings of it."""

    def __init__(self, rows):
        self.rows = rows
        self.series = answers.killed_series(rows)
        self.told = answers.answers(self.series)

    def changed(self, rows, *names):
        """Whether other rows would give another figure to any of the readings named."""
        other = answers.answers(rows)
        return any(other[name] != self.told[name] for name in names)


def _no_series(stage):
    loose = [row for row in stage.rows if row["measure"] == "killed"]
    return stage.changed(loose, *SIX)


def _claim_believed(stage):
    """The claim of those who did it, as if an office had counted that many dead."""
    believed = [
        row | {"source_type": "government"}
        for row in stage.rows
        if row["source_type"] == "armed_group" and row["use"] == "series"
    ]
    return stage.changed(stage.series + believed, "ucdp_high")


def _copies_counted(stage):
    return stage.changed(answers.one_per_origin(stage.series), "gtd")


ERRORS = (_no_series, _claim_believed, _copies_counted)


def _came_down(rows):
    """Highest count of the dead by the health office less the one that corrected it."""
    counted = [
        row for row in answers.killed_series(rows) if row["source_type"] == "health_authority"
    ]
    corrected = [row["best"] for row in counted if row["note"] == process.WHY_LOWER]
    return max(row["best"] for row in counted) - corrected[0] if corrected else 0


def _percent(part, whole):
    return (200 * part + whole) // (2 * whole)
