"""How a known truth becomes statements, and statements become reports.

A statement is a figure that a body gives out: an office, an outlet's own count, witnesses, those
who claim the attack. A report is a page that carries a statement. The figures below are drawn so
that they are of the order found in `casualty_reports`; the comments give what that table has, and
`tests/course/test_simulate.py` measures it again.
"""

from dataclasses import dataclass, replace

from course.counts import FLOORS

__all__ = ["DAY", "LAST_DAY", "Report", "Statement", "Truth", "reports", "statements", "truth"]

HOUR, DAY = 60, 24 * 60  # minutes
LAST_DAY = 12  # reports are collected to the twelfth day after; three in four dated rows are of day 3 or before

# Percent of the dead who die in hospital later. Crocus rose from 133 on day 1 to 149 in the end, by
# 11 percent of the dead, not all of whom died in hospital.
DIED_LATER = (5, 12)
# Percent of the dead that stand twice on lists for some days. Kerman: 103 came down to 84
# and ended at 94, so 20.
COUNTED_TWICE = (16, 30)
# Wounded for every 100 killed. Crocus 609 and 149, Kerman 284 and 94: about 410 and 300.
WOUNDED = (180, 420)
# Minutes until half of those who died at the place are counted. The first number of the first day
# was 40 of 149 (Crocus), 20 of 94 (Kerman), 13 of 182 (Kabul).
HALF_COUNTED = (60, 300)
# A claim by those who did it, in percent of the truth. Killed and wounded together: Kerman 300 of
# 378, Kabul 160 of 332; printed as killed, the 300 are three times the dead. Killed: Shiraz 20 of 13.
CLAIM_TOGETHER, CLAIM_KILLED = (50, 110), (130, 190)
# Percent of the dead counted that a short list of published names holds on the last day.
LIST_SHORT = (65, 88)
# In how many of 100 chances an outlet that follows the incident carries a statement: attention is
# shorter than the count, and two in three of the table's dated rows are of the first two days. An agency's
# own count is carried more often, for that is what agencies are for.
CARRIES_EARLY, CARRIES_LATE, CARRIES_AGENCY = 20, 9, 60
FLOOR_ADDED = 8  # in how many of 100 copies an exact figure becomes "at least"
MISREAD = 30  # in how many of 100 copies people in hospital become people wounded

WHY_LOWER = "Why revised: some names stood on the lists of two hospitals and were counted twice."


@dataclass(frozen=True)
class Truth:
    """What nobody in the incident knows for sure: all figures in people.

    `killed` includes `died_later`; `wounded` are those who lived. `counted_twice` are names of the
    dead that stood on two lists until the correction.
    """

    killed: int
    wounded: int
    died_later: int
    counted_twice: int


@dataclass(frozen=True)
class Statement:
    """A figure given out: when (minutes after the attack), by whom, what it counts.

    `page` names the outlet that must carry it, where it is an outlet's own count.
    """

    minute: int
    by: str
    kind: str
    measure: str
    best: int | None
    qualifier: str = "exact"
    low: int | None = None
    high: int | None = None
    word: str = ""
    population: str = "all"
    use: str = "series"
    note: str | None = None
    page: str | None = None


@dataclass(frozen=True)
class Report:
    """A page that carries a statement; `origin` is the report that carried it first."""

    minute: int
    page: str
    statement: Statement
    origin: "Report | None" = None
    dated: bool = True
    timed: bool = False


def truth(draws, killed=None, wounded=None):
    """A truth, or what is left open of it.

    Parameters
    ----------
    draws : course.simulate.Draws
    killed, wounded : int, optional
        People; drawn where not given.

    Returns
    -------
    Truth
    """
    killed = draws.between(20, 160) if killed is None else killed
    ratio = draws.between(*WOUNDED)
    return Truth(
        killed=killed,
        wounded=_percent(killed, ratio) if wounded is None else wounded,
        died_later=_percent(killed, draws.between(*DIED_LATER)),
        counted_twice=_percent(killed, draws.between(*COUNTED_TWICE)),
    )


def statements(draws, truth, start, district, group, outlets):
    """Everything that is given out about an incident by its last day, in order of time.

    Parameters
    ----------
    draws : course.simulate.Draws
    truth : Truth
    start : int
        Minutes from midnight to the attack.
    district, group : str
        Whose offices speak, and who claims the attack.
    outlets : list of Outlet
        Those that follow the incident; some count for themselves.

    Returns
    -------
    list of Statement
    """
    offices = {
        "emergency_service": f"Emergency service of {district}",
        "health_authority": f"Health office of {district}",
        "investigators": f"Prosecutor's office of {district}",
        "government": f"Administration of {district}",
    }
    known = _Known(draws, truth)

    def say(kind, minute, measure, best, **more):
        return Statement(minute, offices[kind], kind, measure, best, **more)

    given = [
        *_first_hours(draws, known, say),
        *_first_day(draws, known, say),
        *_correction(draws, known, say),
        *_later(draws, known, say),
        _claim(draws, truth, group),
        *_own_counts(draws, known, start, [each for each in outlets if each.own]),
    ]
    given = [each for each in given if each.best or each.high or each.word]
    return sorted(given, key=lambda each: each.minute)


def reports(draws, given, outlets, end):
    """Which outlet carries which statement, when, and what is lost on the way.

    The outlet that is quickest for a statement is its origin; the others repeat it. One copy of
    each incident carries no date.

    Parameters
    ----------
    draws : course.simulate.Draws
    given : list of Statement
    outlets : list of Outlet
    end : int
        Last minute, counted from the attack; what would come later is left out.

    Returns
    -------
    list of Report
        In order of time.
    """
    told = []
    for statement in given:
        told += _carried(draws, statement, outlets, end)
    told.sort(key=lambda report: (report.minute, report.page, report.statement.measure))
    copies = [report for report in told if report.origin]
    if copies:
        # Of the rows of the table 28 percent print no day; one is enough to have to notice it.
        lost = draws.choice(copies)
        told[told.index(lost)] = replace(lost, dated=False, timed=False)
    return told


class _Known:
    """What can be counted at a given minute."""

    def __init__(self, draws, truth):
        self.truth, self.half = truth, draws.between(*HALF_COUNTED)
        latest = [draws.between(3 * DAY, 30 * DAY) for _ in range(truth.died_later)]
        self.deaths = [draws.between(DAY, each) for each in latest]  # more of them early than late

    def killed(self, minute):
        """Dead who are counted: part of those at the place, and those who died in hospital since."""
        at_place = self.truth.killed - self.truth.died_later
        found = (at_place * minute + (minute + self.half) // 2) // (minute + self.half)
        return found + sum(death <= minute for death in self.deaths)

    def wounded(self, minute):
        """Wounded who are counted; people who come by themselves are added over days."""
        return self.truth.wounded * minute // (minute + 2 * self.half)


def _first_hours(draws, known, say):
    """Words, floors and round numbers of the first three hours."""
    minute = draws.between(20, 60)
    if word := _vague(known.truth.killed):
        yield Statement(
            minute, "witnesses", "social_media", "killed", None, qualifier="about", word=word
        )
    minute = draws.between(40, 110)
    yield say("emergency_service", minute, "killed", **_floor(known.killed(minute)))
    minute = draws.between(60, 170)
    wounded = _round(known.wounded(minute))
    yield say("emergency_service", minute, "wounded", **_floor(wounded, "more_than"))
    minute = draws.between(100, 240)
    yield say("government", minute, "killed", known.killed(minute), qualifier="preliminary")


def _first_day(draws, known, say):
    """Counts of two offices that do not agree, people in hospital, parts of the whole."""
    minute = draws.between(4 * HOUR, 8 * HOUR)
    yield say("health_authority", minute, "killed", known.killed(minute))
    yield say("health_authority", minute, "wounded", known.wounded(minute))
    minute = draws.between(6 * HOUR, 12 * HOUR)
    # Crocus: 115 in hospital when 145 were counted as wounded, so 79 of 100.
    taken_in = _percent(known.wounded(minute), draws.between(60, 85))
    yield say("health_authority", minute, "hospitalised", taken_in)
    children = _percent(known.wounded(minute), draws.between(4, 12))
    yield say("health_authority", minute, "wounded", children, population="children")
    minute = draws.between(9 * HOUR, 15 * HOUR)
    yield say("investigators", minute, "killed", **_floor(known.killed(minute)))
    minute = draws.between(18 * HOUR, 26 * HOUR)
    doubled = known.killed(minute) + known.truth.counted_twice
    yield say("health_authority", minute, "killed", doubled)
    yield say("health_authority", minute, "wounded", known.wounded(minute))
    part = _percent(known.killed(minute), draws.between(20, 40))
    yield say(
        "health_authority",
        minute + draws.between(30, 200),
        "killed",
        part,
        population="subset: one hospital",
        use="excluded",
    )
    minute = draws.between(28 * HOUR, 40 * HOUR)
    named = _percent(known.killed(minute), draws.between(30, 60))
    yield say("investigators", minute, "identified", named)


def _correction(draws, known, say):
    """The count with names twice comes down; another office stays with its own."""
    minute = draws.between(46 * HOUR, 80 * HOUR)
    yield say("health_authority", minute, "killed", known.killed(minute), note=WHY_LOWER)
    before = max(26 * HOUR, minute - draws.between(2 * HOUR, 20 * HOUR))
    fewer = known.killed(before) - draws.between(0, 3)
    yield say("investigators", before, "killed", max(0, fewer))
    after = minute + draws.between(2 * HOUR, 24 * HOUR)
    yield say("health_authority", after, "wounded", known.wounded(after))
    still = _percent(known.wounded(after), draws.between(25, 50))
    yield say("health_authority", after, "hospitalised", still)


def _later(draws, known, say):
    """Deaths in hospital, and the figure offices stay with; deaths after that go unreported."""
    minute = draws.between(5 * DAY, 6 * DAY)
    yield say("health_authority", minute, "killed", known.killed(minute))
    minute = draws.between(8 * DAY, 9 * DAY)
    yield say("government", minute, "killed", known.killed(minute))
    yield say("government", minute, "wounded", known.wounded(minute))


def _claim(draws, truth, group):
    """What those who claim the attack say: too high, or killed and wounded in one number."""
    minute = draws.between(20 * HOUR, 60 * HOUR)
    if draws.chance(50):
        number = _round(_percent(truth.killed + truth.wounded, draws.between(*CLAIM_TOGETHER)))
        measure, more = "killed_or_wounded", "more_than"
    else:
        number = _percent(truth.killed, draws.between(*CLAIM_KILLED))
        measure, more = "killed", "at_least"
    return Statement(minute, group, "armed_group", measure, **_floor(number, more))


def _own_counts(draws, known, start, counting):
    """Counts by outlets: a range on the first day, two lists of published names on the last."""
    if not counting:
        return
    counting = draws.sample(counting, len(counting))
    first, *others = sorted(counting, key=lambda outlet: outlet.kind == "news_agency")
    minute = draws.between(5 * HOUR, 20 * HOUR)
    low = _percent(known.killed(minute), draws.between(75, 100))
    high = low + _percent(known.killed(minute), draws.between(8, 25))
    yield _own(first, minute, None, low=low, high=high, qualifier="range")
    dawn = (LAST_DAY - 1) * DAY - start
    counted = known.killed(dawn)
    # One list is short of names (Crocus: 120 of 139 identified on day 4); the agency's is not.
    ends = [others[0], others[-1]] if len(others) > 1 else others
    lists = _percent(counted, draws.between(*LIST_SHORT)), counted + draws.between(1, 5)
    for outlet, number in zip(ends, lists, strict=False):
        minute = dawn + draws.between(6 * HOUR, 10 * HOUR)
        yield _own(outlet, minute, number, note="Own count of published names.")


def _own(outlet, minute, best, **more):
    by = f"{outlet.name}, own count"
    return Statement(minute, by, outlet.kind, "killed", best, page=outlet.name, **more)


def _carried(draws, statement, outlets, end):
    """The reports of one statement, the first of them its origin."""
    share = CARRIES_EARLY if statement.minute < 36 * HOUR else CARRIES_LATE
    if statement.kind == "news_agency":
        share = CARRIES_AGENCY
    filed = [(0, outlet.name, outlet) for outlet in outlets if outlet.name == statement.page]
    for outlet in outlets:
        if outlet.name != statement.page and draws.chance(share):
            lag = 10 + draws.between(outlet.lag // 2, outlet.lag * 2)
            filed.append((lag, outlet.name, outlet))
    if outlets and not filed:  # the quickest always listens
        quickest = min(outlets, key=lambda outlet: outlet.lag)
        filed = [(10 + draws.between(quickest.lag // 2, quickest.lag * 2), "", quickest)]
    filed.sort(key=lambda each: each[:2])
    told = []
    for lag, _, outlet in filed:
        minute = statement.minute + lag
        origin, said = (told[0], _copied(draws, outlet, statement)) if told else (None, statement)
        timed = draws.chance(50)
        if minute <= end:
            told.append(Report(minute, outlet.name, said, origin, timed=timed))
    return told


def _copied(draws, outlet, statement):
    """A statement as an outlet repeats it: a word or the measure may change on the way."""
    keeps = draws.chance(outlet.keeps)
    adds, misreads = draws.chance(FLOOR_ADDED), draws.chance(MISREAD)
    if statement.use != "series" or statement.population != "all":
        return statement
    if statement.measure == "hospitalised" and misreads:
        note = "The figure it repeats counts people in hospital."
        return replace(statement, measure="wounded", use="example", note=note)
    if statement.measure == "killed_or_wounded" and not keeps:
        note = "The figure it repeats counts killed and wounded together."
        return replace(statement, measure="killed", use="example", note=note)
    if statement.qualifier in FLOORS and not keeps:
        note = "The figure it repeats is a floor."
        return replace(statement, qualifier="exact", low=None, use="example", note=note)
    if statement.qualifier == "preliminary" and not keeps:
        return replace(statement, qualifier="exact")
    if statement.qualifier == "exact" and adds:
        note = "The figure it repeats is no floor."
        return replace(statement, **_floor(statement.best), use="example", note=note)
    return statement


def _floor(number, qualifier="at_least"):
    return {"best": number, "low": number, "qualifier": qualifier}


def _vague(killed):
    """The word for a first impression: a name for the order of size and no number."""
    if killed < 5:
        return ""
    return "several" if killed < 24 else "dozens" if killed < 200 else "hundreds"


def _percent(number, share):
    return (number * share + 50) // 100


def _round(number):
    """Down to a multiple of ten, as first reports do; small numbers stay."""
    return number if number < 20 else number // 10 * 10
