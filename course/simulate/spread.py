"""Whether all dossiers are equally hard: how a thousand of them spread."""

from collections import Counter

import pandas as pd

from course.simulate import answers
from course.simulate.bands import BANDS, SIX
from course.simulate.dossiers import drawn
from course.simulate.draws import PUBLIC_KEY

__all__ = ["COMMONEST", "fairness"]

# The answer that most students share may stand in so many of 100 dossiers; whoever copies it from
# another student, or guesses it, is right no more often.
COMMONEST = 6


def fairness(n=1000, assignment="counts", key=PUBLIC_KEY):
    """How `n` dossiers of an assignment spread, measure by measure.

    Parameters
    ----------
    n : int
        Number of dossiers, of students named student-0001 and so on.
    assignment, key : str
        As for `dossier`.

    Returns
    -------
    pandas.DataFrame
        One row per measure: the band's ``least`` and ``most``; over the dossiers the ``lowest``,
        ``middle`` and ``highest`` value, those that 1 in 20 lie below and above (``p5``, ``p95``),
        and how many are ``outside`` the band. Rows without a band are for information. A row
        "commonest …" is the percentage of dossiers that share the most frequent answer.

    Examples
    --------
    >>> fairness(5)["outside"].sum()
    np.int64(0)
    """
    spread = {name: [] for name in [*BANDS, *INFORMATION]}
    told = {name: Counter() for name in ["truth", *SIX]}
    for number in range(1, n + 1):
        dossier, hard, attempts = drawn(f"student-{number:04d}", assignment, key)
        last = answers.answers(
            answers.killed_series(answers.known(dossier.rows, dossier.checkpoints[-1].isoformat()))
        )
        told["truth"][dossier.truth.killed] += 1
        for name in SIX:
            told[name][last[name]] += 1
        inside = last["ucdp_low"] <= dossier.truth.killed <= last["ucdp_high"]
        for name, value in {**hard, **_information(dossier, inside, attempts)}.items():
            spread[name].append(value)
    lines = [line(name, values, BANDS.get(name)) for name, values in spread.items()]
    for name, counted in told.items():
        share = 100 * counted.most_common(1)[0][1] / n
        band = (0, COMMONEST) if n >= 200 else None  # among few, the commonest is common
        lines.append(line(f"commonest {name}, % of dossiers", [share], band))
    return pd.DataFrame(lines).set_index("measure")


INFORMATION = ("truth between low and high, %", "people killed", "wounded for 100 killed", "draws")


def _information(dossier, inside, attempts):
    truth = dossier.truth
    ratio = 100 * truth.wounded // truth.killed
    return dict(zip(INFORMATION, (100 * inside, truth.killed, ratio, attempts), strict=True))


def line(name, values, band):
    """One row of the table."""
    values = sorted(values)
    least, most = band or (None, None)
    return {
        "measure": name,
        "least": least,
        "most": most,
        "lowest": values[0],
        "p5": values[len(values) // 20],
        "middle": values[len(values) // 2],
        "p95": values[-1 - len(values) // 20],
        "highest": values[-1],
        "mean": sum(values) / len(values),
        "outside": sum(not least <= value <= most for value in values) if band else 0,
    }
