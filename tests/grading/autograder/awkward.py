"""A notebook of honest answers that are awkward to grade from another process, each with its test.

Every question is whole in itself: what is given in a locked cell, the answer, its test, and a wrong
answer that the test must catch. What each must be worth is declared here and comes from no grader.
"""

from dataclasses import dataclass

from nbformat.v4 import new_code_cell, new_notebook

from tests.grading.conftest import nbgrader_cell

__all__ = ["ERRS", "IN_PROCESS", "QUESTIONS", "Question", "handed_in", "notebook"]

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


@dataclass(frozen=True)
class Question:
    """A question of one point: `given` runs before the answer, `wrong` is worth `left` points."""

    name: str
    answer: str
    test: str
    wrong: str
    given: str = ""
    left: float = 0


def notebook(questions=None):
    """The instructor's notebook."""
    made = new_notebook(metadata={"kernelspec": KERNEL})
    for each in QUESTIONS if questions is None else questions:
        if each.given:
            cell = nbgrader_cell(each.given, f"{each.name}_given")
            cell.metadata.nbgrader.locked = True
            made.cells.append(cell)
        answer = f"### BEGIN SOLUTION\n{each.answer}\n### END SOLUTION"
        if each.answer.startswith("%%"):
            answer = each.answer
        made.cells.append(nbgrader_cell(answer, f"{each.name}_answer", solution=True))
        made.cells.append(nbgrader_cell(each.test, each.name, points=1))
    return made


def handed_in(released, wrong):
    """The released notebook with each answer written in, right or, of those in `wrong`, wrong."""
    answers = {
        f"{each.name}_answer": each.wrong if each.name in wrong else each.answer
        for each in QUESTIONS
    }
    for cell in released.cells:
        cell.source = answers.get(cell.metadata.nbgrader.grade_id, cell.source)
    own = new_code_cell("import pandas as tables\nscratch = tables.DataFrame({'a': [1]})\nscratch")
    released.cells.insert(3, own)  # a cell of the student's own, and an empty one
    released.cells.insert(5, new_code_cell(""))
    return released


def _questions(text):
    """Questions of a text: ``=== name``, then ``given``, ``answer``, ``test``, ``wrong`` parts."""
    for block in text.split("\n=== ")[1:]:
        first, _, rest = block.partition("\n")
        name, _, left = first.partition(" ")
        parts = {}
        for part in ("\n" + rest).split("\n--- ")[1:]:
            key, _, source = part.partition("\n")
            parts[key] = source.strip("\n")
        yield Question(name, left=float(left or 0), **parts)


QUESTIONS = tuple(
    _questions(r'''
=== subclass
--- given
import math
import numpy as np
import pandas as pd
import networkx as nx
import plotly.graph_objects as go

class Shape:
    def area(self):
        raise NotImplementedError
    def describe(self):
        return f"{type(self).__name__} of {self.area():.1f}"
--- answer
class Square(Shape):
    corners = 4
    def __init__(self, side):
        self.side = side
    def area(self):
        return self.side ** 2
    def __eq__(self, other):
        return isinstance(other, Square) and self.side == other.side
    def __repr__(self):
        return f"Square({self.side})"
    @property
    def around(self):
        return 4 * self.side
    @classmethod
    def unit(cls):
        return cls(1)
    @staticmethod
    def sides():
        return 4
--- test
square = Square(3)
assert issubclass(Square, Shape) and isinstance(square, Shape) and type(square) is Square
assert square.area() == 9 and square.describe() == "Square of 9.0" and square.around == 12
assert Square(2) == Square(2) and Square(2) != Square(3) and repr(square) == "Square(3)"
assert Square.corners == 4 and Square.unit() == Square(1) and Square.sides() == 4
square.side = 5
assert square.area() == 25 and hasattr(square, "side") and not hasattr(square, "radius")
assert vars(square) == {"side": 5}
--- wrong
class Square(Shape):
    def __init__(self, side):
        self.side = side

=== container
--- answer
class Bag:
    def __init__(self, items=()):
        self.items = list(items)
    def __len__(self):
        return len(self.items)
    def __iter__(self):
        return iter(self.items)
    def __contains__(self, item):
        return item in self.items
    def __getitem__(self, place):
        return self.items[place]
    def __add__(self, other):
        return Bag(self.items + other.items)
    def add(self, item):
        self.items.append(item)
        return self
    def __enter__(self):
        return self
    def __exit__(self, *_):
        self.items.clear()
--- test
bag = Bag("ab")
assert len(bag) == 2 and list(bag) == ["a", "b"] and "a" in bag and "z" not in bag
assert bag[1] == "b" and [x for x in bag + Bag("c")] == ["a", "b", "c"]
assert bag.add("d") is bag and bag.items == ["a", "b", "d"] and sorted(bag, reverse=True)[0] == "d"
with Bag("x") as other:
    assert len(other) == 1
assert len(other) == 0 and not other
try:
    bag[10]
    assert False, "There is no tenth item."
except IndexError:
    pass
--- wrong
class Bag:
    pass

=== own_error
--- answer
class Overdrawn(ValueError):
    def __init__(self, missing):
        super().__init__(f"{missing} short")
        self.missing = missing

def withdraw(balance, amount):
    if amount > balance:
        raise Overdrawn(amount - balance)
    return balance - amount
--- test
assert withdraw(5, 3) == 2
try:
    withdraw(3, 5)
except Overdrawn as error:
    assert str(error) == "2 short" and isinstance(error, ValueError)
    assert error.missing == 2
else:
    raise AssertionError("More was taken than was there.")
assert issubclass(Overdrawn, ValueError)
--- wrong
def withdraw(balance, amount):
    return balance - amount

=== builtin_error
--- answer
def inverse(x):
    if isinstance(x, str):
        raise TypeError("no texts")
    return 1 / x
--- test
import unittest
case = unittest.TestCase()
case.assertRaises(ZeroDivisionError, inverse, 0)
with case.assertRaisesRegex(TypeError, "no texts"):
    inverse("2")
try:
    import pytest
except ImportError:
    pass
else:
    with pytest.raises(ZeroDivisionError):
        inverse(0)
np.testing.assert_raises(TypeError, inverse, "a")
assert math.isclose(inverse(4), 0.25)
--- wrong
def inverse(x):
    return 0

=== generators
--- answer
def evens():
    n = 0
    while True:
        yield n
        n += 2

squares = (n * n for n in range(4))

def running(values):
    total = 0
    for value in values:
        total += value
        yield total
--- test
import inspect, itertools, types
assert list(itertools.islice(evens(), 3)) == [0, 2, 4]
numbers = evens()
assert next(numbers) == 0 and next(numbers) == 2
assert list(squares) == [0, 1, 4, 9]
assert inspect.isgeneratorfunction(running) and list(running([1, 2, 3])) == [1, 3, 6]
assert isinstance(running([1]), types.GeneratorType) and sum(running(iter([1, 1]))) == 3
--- wrong
def evens():
    return [0, 2, 4]
squares, running = [], list

=== closures
--- answer
def make_counter(step=1):
    count = 0
    def counter():
        nonlocal count
        count += step
        return count
    return counter

def compose(*functions):
    def composed(x):
        for f in reversed(functions):
            x = f(x)
        return x
    return composed
--- test
first, second = make_counter(), make_counter(5)
assert [first(), first(), second(), first()] == [1, 2, 5, 3]
assert compose(lambda x: x + 1, lambda x: x * 2)(5) == 11 and compose(str, abs)(-3) == "3"
assert compose(first)(0) if False else compose(math.sqrt)(9) == 3
--- wrong
def make_counter(step=1):
    return lambda: step
def compose(*functions):
    return functions[0]

=== callbacks
--- answer
def apply_to_all(function, values):
    return [function(value) for value in values]

def first_that(test, values, default=None):
    return next((v for v in values if test(v)), default)

by_length = lambda words: sorted(words, key=len)
--- test
seen = []
assert apply_to_all(lambda v: v * 2, [1, 2]) == [2, 4] and apply_to_all(len, ["ab", ""]) == [2, 0]
assert apply_to_all(seen.append, [7, 8]) == [None, None] and seen == [7, 8]
assert first_that(lambda v: v > 2, [1, 2, 3]) == 3 and first_that(callable, [1]) is None
assert by_length(["ccc", "a", "bb"]) == ["a", "bb", "ccc"]
assert pd.Series([1, 2]).apply(lambda v: apply_to_all(str, [v])[0]).tolist() == ["1", "2"]
try:
    apply_to_all(lambda v: 1 / v, [0])
    assert False
except ZeroDivisionError:
    pass
--- wrong
def apply_to_all(function, values):
    return values
by_length = sorted
def first_that(test, values, default=None):
    return default

=== mutates
--- answer
def clean(rows):
    rows[:] = [row for row in rows if row]
    rows.append("end")

def count_into(counts, word):
    counts.setdefault("words", []).append(word)
    counts["n"] = counts.get("n", 0) + 1

def add_share(frame):
    frame["share"] = frame["n"] / frame["n"].sum()
    del frame["n"]

def scale(array):
    array *= 2

def link(graph):
    graph.add_edge("a", "b", weight=3)
--- test
rows = ["", "x"]
assert clean(rows) is None and rows == ["x", "end"]
counts = {}
count_into(counts, "a")
count_into(counts, "b")
assert counts == {"words": ["a", "b"], "n": 2}
frame = pd.DataFrame({"n": [1, 3]}, index=pd.Index(["p", "q"], name="who"))
add_share(frame)
assert list(frame.columns) == ["share"] and frame.loc["q", "share"] == 0.75
array = np.array([1.0, 2.0])
scale(array)
assert array.tolist() == [2, 4]
graph = nx.Graph()
link(graph)
assert graph.edges["a", "b"]["weight"] == 3
nested = {"rows": ["", 1]}
clean(nested["rows"])
assert nested == {"rows": [1, "end"]}
--- wrong
def clean(rows):
    return [row for row in rows if row]
count_into = lambda counts, word: None
add_share = scale = link = lambda it: None

=== pure
--- answer
def with_item(items, item):
    return [*items, item]
def itself(thing):
    return thing
--- test
items = [1]
assert with_item(items, 2) == [1, 2] and items == [1] and with_item(items, 2) is not items
assert itself(items) is items and itself(None) is None and itself(True) is True
--- wrong
def with_item(items, item):
    items.append(item)
    return items
itself = list

=== global_state
--- answer
visits = 0
seen_by = []
def visit(who):
    global visits
    visits += 1
    seen_by.append(who)
--- test
visit("ada")
visit("ben")
assert visits == 2 and seen_by == ["ada", "ben"]
visit("cem")
assert visits == 3 and len(seen_by) == 3
--- wrong
visits = 0
seen_by = []
def visit(who):
    visits = 1

=== test_sets_global
--- answer
rate = 0.1
prices = [10.0]
def cost():
    return sum(prices) * (1 + rate)
--- test
assert math.isclose(cost(), 11)
rate = 0.5
assert math.isclose(cost(), 15), "cost() reads rate"
prices.append(10.0)
assert math.isclose(cost(), 30), "cost() reads prices"
--- wrong
rate = 0.1
prices = [10.0]
def cost():
    return 11.0

=== helper
--- answer
def mean(values):
    return sum(values) / len(values)
--- test
def close(a, b, by=1e-9):
    "A helper for this test and the next."
    return abs(a - b) < by

samples = [[1, 2], [2, 2]]
assert all(close(mean(each), expected) for each, expected in zip(samples, [1.5, 2]))
--- wrong
def mean(values):
    return values[0]

=== helper_again
--- answer
def spread(values):
    return max(values) - min(values)
--- test
assert close(spread(samples[0]), 1) and close(mean(samples[1]), 2)
--- wrong
def spread(values):
    return 0

=== names
--- answer
answer_a = 3
answer_b = answer_a + 1
--- test
assert "answer_a" in globals() and "answer_b" in dir() and "answer_c" not in globals()
assert "answer_a" in locals() and globals()["answer_b"] == 4
try:
    answer_a, answer_b
except NameError:
    raise AssertionError("Define both.")
assert isinstance(answer_a, int) and type(answer_b) is int
--- wrong
answer_b = 4
if "answer_a" in globals():
    del answer_a

=== signature
--- answer
def area(width: float, height: float = 2.0, *, unit="m") -> float:
    """The area of a rectangle."""
    total = width * height
    return total
--- test
import inspect, typing
parameters = inspect.signature(area).parameters
assert list(parameters) == ["width", "height", "unit"] and parameters["height"].default == 2.0
assert parameters["unit"].kind is inspect.Parameter.KEYWORD_ONLY
assert "*" in inspect.getsource(area) and "for " not in inspect.getsource(area)
assert area.__name__ == "area" and "rectangle" in area.__doc__ and inspect.isfunction(area)
assert parameters["width"].annotation is float and area.__annotations__["return"] is float
assert typing.get_type_hints(area)["height"] is float and area.__defaults__ == (2.0,)
assert area.__code__.co_argcount == 2 and "total" in area.__code__.co_varnames
assert area(2) == 4 and area(height=3, width=2) == 6 and callable(area)
--- wrong
def area(w, h):
    return w * h

=== bad_call
--- answer
def two(a, b):
    return a + b
--- test
try:
    two(1)
    assert False
except TypeError as error:
    assert "missing" in str(error)
assert two(*[1, 2]) == 3 and two(**{"a": "x", "b": "y"}) == "xy"
--- wrong
def two(a, b=0):
    return a + b

=== values
--- answer
whole, real, text, nothing, yes = 2**70, 0.1 + 0.2, "naïve ☃ \ud800".encode("utf-8", "ignore").decode(), None, True
odd = [float("nan"), float("inf"), -0.0, 1 + 2j, b"\x00\xff", range(3), slice(1, 2), ...]
kinds = {"tuple": (1, "a"), "set": {1, 2}, "frozen": frozenset("ab"), (1, 2): "pair", None: 0}
--- test
assert isinstance(whole, int) and whole == 2**70 and type(whole) is int
assert abs(real - 0.3) < 1e-12 and real != 0.3 and isinstance(real, float) and text == "naïve ☃ "
assert nothing is None and yes is True and isinstance(yes, bool)
assert math.isnan(odd[0]) and odd[1] == math.inf and math.copysign(1, odd[2]) == -1
assert odd[3] == 1 + 2j and odd[4] == b"\x00\xff" and odd[5] == range(3) and odd[6] == slice(1, 2)
assert odd[7] is ...
assert kinds["tuple"] == (1, "a") and type(kinds["tuple"]) is tuple and kinds["set"] == {2, 1}
assert kinds["frozen"] == frozenset("ba") and kinds[1, 2] == "pair" and list(kinds)[-1] is None
--- wrong
whole, real, text, nothing, yes = 2.0**70, 0.3, "naive", 0, 1
odd, kinds = [], {}

=== collections
--- answer
from collections import Counter, OrderedDict, defaultdict, deque
letters = Counter("abca")
groups = defaultdict(list)
groups["x"].append(1)
queue = deque([1, 2, 3], maxlen=3)
ordered = OrderedDict(b=1, a=2)
--- test
import collections
assert isinstance(letters, collections.Counter) and letters.most_common(1) == [("a", 2)] and letters["z"] == 0
assert isinstance(groups, collections.defaultdict) and groups["new"] == [] and groups["x"] == [1]
queue.append(4)
assert isinstance(queue, collections.deque) and list(queue) == [2, 3, 4]
assert isinstance(ordered, dict) and list(ordered) == ["b", "a"] and type(ordered).__name__ == "OrderedDict"
--- wrong
letters, groups, queue, ordered = {}, {}, [], {}

=== numbers
--- answer
from decimal import Decimal
from fractions import Fraction
from datetime import date, datetime, timedelta, timezone
price, third = Decimal("1.10"), Fraction(1, 3)
day, moment = date(2024, 3, 30), datetime(2024, 3, 30, 12, tzinfo=timezone.utc)
def later(when, days):
    return when + timedelta(days=days)
--- test
import datetime as dt, decimal, fractions
assert price == decimal.Decimal("1.1") and str(price) == "1.10" and isinstance(price, decimal.Decimal)
assert third * 3 == 1 and third.denominator == 3 and isinstance(third, fractions.Fraction)
assert day == dt.date(2024, 3, 30) and day.weekday() == 5 and moment.utcoffset() == dt.timedelta(0)
assert later(day, 2) == dt.date(2024, 4, 1) and later(moment, 1) - moment == dt.timedelta(days=1)
--- wrong
price, third, day, moment, later = 1.1, 1 / 3, "2024-03-30", None, None

=== records
--- answer
from collections import namedtuple
from dataclasses import dataclass, field
from typing import NamedTuple
Point = namedtuple("Point", "x y")
class Pair(NamedTuple):
    left: int
    right: int = 0
@dataclass(order=True)
class Event:
    day: int
    place: str = ""
    killed: list = field(default_factory=list)
origin, events = Point(0, 0), [Event(2), Event(1, "Kerman")]
--- test
assert origin == (0, 0) and origin.x == 0 and Point(1, 2)[1] == 2 and Point._fields == ("x", "y")
assert Pair(3) == (3, 0) and Pair(1, 2).right == 2 and isinstance(Pair(1), tuple)
x, y = Point(5, 6)
assert (x, y) == (5, 6) and len(origin) == 2 and origin._replace(x=1) == Point(1, 0)
assert Event(1) == Event(1) and Event(1) != Event(2) and sorted(events)[0].place == "Kerman"
assert repr(Event(3)) == "Event(day=3, place='', killed=[])" and Event(1).killed is not Event(1).killed
--- wrong
Point = Pair = Event = dict
origin, events = {}, []

=== record_fields
--- given
import dataclasses
--- answer
@dataclasses.dataclass
class Card:
    suit: str
    rank: int = 1
--- test
assert dataclasses.is_dataclass(Card) and [f.name for f in dataclasses.fields(Card)] == ["suit", "rank"]
assert dataclasses.asdict(Card("hearts")) == {"suit": "hearts", "rank": 1}
--- wrong
class Card:
    def __init__(self, suit, rank=1):
        self.suit, self.rank = suit, rank

=== enums
--- answer
from enum import Enum, IntEnum
class Grade(Enum):
    A = "reliable"
    F = "cannot be judged"
class Level(IntEnum):
    LOW = 1
    HIGH = 2
def level(n):
    return Level.HIGH if n > 5 else Level.LOW
grade = Grade.A
--- test
assert grade is Grade.A and grade == Grade.A and grade.value == "reliable" and grade.name == "A"
assert Grade("reliable") is Grade.A and Grade["F"] is Grade.F and len(Grade) == 2
assert [each.name for each in Grade] == ["A", "F"] and isinstance(grade, Grade)
assert level(9) == 2 and level(1) < Level.HIGH and level(9) is Level.HIGH and int(level(1)) == 1
assert {Grade.A: 1}[grade] == 1
--- wrong
class Grade:
    A = "reliable"
grade, level = "A", None

=== partial 0.25
--- answer
def vowels(word):
    return sum(letter in "aeiou" for letter in word.lower())
--- test
points = 0.25
points += 0.75 if vowels("AEx") == 2 else 0
points
--- wrong
def vowels(word):
    return sum(letter in "aeiou" for letter in word)

=== figures
--- answer
figure = go.Figure(go.Bar(x=["a", "b"], y=[1, 2], name="n"))
figure.update_layout(title="Two bars", yaxis_title="people killed")
def lines(frame):
    made = go.Figure()
    for name in frame:
        made.add_scatter(x=frame.index, y=frame[name], name=name)
    return made
--- test
assert isinstance(figure, go.Figure) and figure.data[0].type == "bar" and list(figure.data[0].y) == [1, 2]
assert figure.layout.title.text == "Two bars" and figure.to_dict()["layout"]["yaxis"]["title"]["text"]
drawn = lines(pd.DataFrame({"p": [1, 2], "q": [3, 4]}))
assert [trace.name for trace in drawn.data] == ["p", "q"] and list(drawn.data[1].y) == [3, 4]
figure.add_bar(x=["c"], y=[3])
assert len(figure.data) == 2
--- wrong
figure = go.Figure(go.Scatter(y=[1, 2]))
lines = lambda frame: figure

=== graphs
--- answer
ties = nx.DiGraph(name="ties")
ties.add_edge("a", "b", sign=-1)
ties.add_node("c", kind="person")
def degrees(graph):
    return dict(graph.degree())
def without(graph, node):
    made = graph.copy()
    made.remove_node(node)
    return made
--- test
assert isinstance(ties, nx.DiGraph) and ties.is_directed() and set(ties) == {"a", "b", "c"}
assert ties["a"]["b"]["sign"] == -1 and ties.nodes["c"] == {"kind": "person"} and ties.graph["name"] == "ties"
assert degrees(nx.path_graph(3)) == {0: 1, 1: 2, 2: 1}
assert nx.is_isomorphic(without(nx.cycle_graph(4), 0), nx.path_graph(3))
assert nx.utils.edges_equal(without(ties, "c").edges(data=True), [("a", "b", {"sign": -1})], directed=True)
--- wrong
ties = nx.Graph([("a", "b")])
degrees, without = len, lambda graph, node: graph

=== arrays
--- answer
grid = np.arange(6, dtype="int32").reshape(2, 3)
def standardise(values):
    values = np.asarray(values, dtype=float)
    return (values - values.mean()) / values.std()
mask, names_of = grid > 2, np.array(["a", "bc"])
mean_of = grid.mean()
--- test
assert isinstance(grid, np.ndarray) and grid.shape == (2, 3) and grid.dtype == np.int32
np.testing.assert_array_equal(grid[:, 1], [1, 4])
np.testing.assert_allclose(standardise([1, 2, 3]), [-1.22474487, 0, 1.22474487])
assert mask.dtype == bool and mask.sum() == 3 and names_of.tolist() == ["a", "bc"]
assert isinstance(mean_of, np.floating) and mean_of == 2.5 and isinstance(mean_of, float)
grid[0, 0] = 9
assert grid.max() == 9
--- wrong
grid, standardise, mask, names_of, mean_of = [[0, 1, 2], [3, 4, 5]], list, [], [], 2.5

=== tables
--- answer
reports = pd.DataFrame(
    {"killed": [94, 84, pd.NA], "source": pd.Categorical(["x", "y", "x"], ["x", "y", "z"]),
     "day": pd.to_datetime(["2024-01-03", "2024-01-04", None])},
    index=pd.MultiIndex.from_tuples([("k", 1), ("k", 2), ("m", 1)], names=["event", "n"]),
).astype({"killed": "Int64"})
totals = reports.groupby("event")["killed"].sum()
by_day = pd.Series([1, 2], index=pd.date_range("2024-01-01", periods=2, tz="UTC", name="when"), name="n")
pivot = pd.crosstab(pd.Series([1, 1, 2], name="p"), pd.Series(["a", "b", "a"], name="q"))
--- test
assert reports.index.names == ["event", "n"] and reports["killed"].isna().sum() == 1
assert list(reports["source"].cat.categories) == ["x", "y", "z"] and str(reports["killed"].dtype) == "Int64"
pd.testing.assert_series_equal(totals, pd.Series([178, 0], index=pd.Index(["k", "m"], name="event"), name="killed", dtype="Int64"))
assert by_day.index.name == "when" and str(by_day.index.tz) == "UTC" and by_day.index.freqstr == "D" and by_day.name == "n"
assert pivot.loc[1, "b"] == 1 and pivot.columns.name == "q" and isinstance(reports, pd.DataFrame)
assert reports["day"].iloc[0] == pd.Timestamp("2024-01-03") and reports["day"].iloc[2] is pd.NaT
reports.loc[("m", 2), "killed"] = 1
assert len(reports) == 4
--- wrong
reports = pd.DataFrame({"killed": [94]})
totals = by_day = pivot = reports["killed"]

=== grouped
--- answer
grouped = pd.DataFrame({"k": ["a", "a", "b"], "v": [1, 2, 3]}).groupby("k")
--- test
assert grouped["v"].sum().to_dict() == {"a": 3, "b": 3} and grouped.ngroups == 2
--- wrong
grouped = pd.DataFrame({"k": ["a"], "v": [1]}).groupby("k")

=== rebinding
--- given
table = pd.DataFrame({"n": [1.0, None, 3.0]})
settings = {"unit": "m"}
numbers_given = [1, 2]
--- answer
table = table.dropna()
settings["scale"] = 2
numbers_given.append(3)
--- test
assert len(table) == 2 and settings == {"unit": "m", "scale": 2} and numbers_given == [1, 2, 3]
--- wrong
pass

=== files
--- answer
from pathlib import Path
Path("out").mkdir(exist_ok=True)
pd.DataFrame({"a": [1, 2]}).to_csv("out/table.csv", index=False)
with open("note.txt", "w") as out:
    out.write("three lines\nof\ntext")
--- test
import os
assert os.path.exists("out/table.csv") and pd.read_csv("out/table.csv")["a"].sum() == 3
with open("note.txt") as note:
    assert len(note.readlines()) == 3
assert not os.path.exists("other.txt")
--- wrong
Path("note.txt").write_text("one line") if "Path" in globals() else None

=== file_written_when_called
--- answer
def save(text, name):
    with open(name, "w") as out:
        out.write(text)
    return name
--- test
assert save("ab", "saved.txt") == "saved.txt"
assert open("saved.txt").read() == "ab"
save("cd", "saved.txt")
assert open("saved.txt").read() == "cd"
--- wrong
def save(text, name):
    return name

=== file_of_the_test
--- answer
def count_lines(name):
    with open(name) as lines:
        return len(lines.readlines())
--- test
with open("made_by_test.txt", "w") as out:
    out.write("a\nb\nc\n")
assert count_lines("made_by_test.txt") == 3
try:
    count_lines("nowhere.txt")
    assert False
except FileNotFoundError:
    pass
--- wrong
def count_lines(name):
    return 3

=== own_module
--- answer
import own_tools
from own_tools import Tool, triple
tool = Tool(4)
def six(n):
    return own_tools.triple(n) * 2
--- test
assert triple(2) == 6 and six(1) == 6 and tool.size == 4 and isinstance(tool, Tool)
assert own_tools.NAME == "tools" and own_tools.triple(1) == 3
--- wrong
triple = six = abs
tool = None

=== magics
--- answer
%time timed = sum(range(10))
said = !echo a b; echo c
--- test
assert timed == 45 and list(said) == ["a b", "c"]
--- wrong
%time timed = 0
said = []

=== cell_magic
--- answer
%%time
in_cell = 5
def from_cell():
    return in_cell + 1
--- test
assert in_cell == 5 and from_cell() == 6
--- wrong
%%time
in_cell = 4

=== waits
--- answer
import asyncio
async def later_on(value):
    await asyncio.sleep(0)
    return value * 2
awaited = await later_on(4)
--- test
import asyncio, inspect
assert awaited == 8 and inspect.iscoroutinefunction(later_on)
assert await later_on(1) == 2
assert (await asyncio.gather(later_on(1), later_on(2))) == [2, 4]
--- wrong
def later_on(value):
    return value
awaited = 4

=== printed
--- answer
print("computing …")
def greet(name):
    print(f"Hello, {name}!")
    print("Bye.", end="")
--- test
import contextlib, io
with contextlib.redirect_stdout(io.StringIO()) as out:
    result = greet("Ada")
assert result is None and out.getvalue() == "Hello, Ada!\nBye."
from IPython.utils.capture import capture_output
with capture_output() as caught:
    greet("Ben")
assert "Ben" in caught.stdout
--- wrong
def greet(name):
    return f"Hello, {name}!"

=== asks_input
--- answer
def ask_age():
    return int(input("Age? ")) + 1
--- test
from unittest import mock
with mock.patch("builtins.input", return_value="41"):
    assert ask_age() == 42
--- wrong
def ask_age():
    return 0

=== replaced
--- answer
def sign(n):
    return "plus" if n > 0 else "minus"
def report(n):
    return f"it is {sign(n)}"
--- test
true_sign = sign
sign = lambda n: "other"
assert report(3) == "it is other", "report() should call sign()"
sign = true_sign
assert report(3) == "it is plus"
--- wrong
def sign(n):
    return "plus" if n > 0 else "minus"
def report(n):
    return "it is plus"

=== chance
--- answer
import random
random.seed(7)
rolled = [random.randint(1, 6) for _ in range(3)]
def roll(n):
    return [random.randint(1, 6) for _ in range(n)]
def noise(n, seed=1):
    return np.random.default_rng(seed).normal(size=n)
def old_noise(n):
    return np.random.normal(size=n)
--- test
import random
random.seed(7)
assert rolled == [random.randint(1, 6) for _ in range(3)]
random.seed(3)
expected = [random.randint(1, 6) for _ in range(5)]
random.seed(3)
assert roll(5) == expected
np.testing.assert_allclose(noise(3), np.random.default_rng(1).normal(size=3))
np.random.seed(0)
np.testing.assert_allclose(old_noise(2), [1.76405235, 0.40015721])
assert all(1 <= each <= 6 for each in roll(100))
--- wrong
rolled, roll, noise, old_noise = [1, 1, 1], (lambda n: [4] * n), (lambda n: [0] * n), (lambda n: [0] * n)

=== decorated
--- answer
import functools
def logged(function):
    @functools.wraps(function)
    def wrapper(*args):
        wrapper.calls += 1
        return function(*args)
    wrapper.calls = 0
    return wrapper
@logged
def plus(a, b):
    return a + b
@functools.lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
add_two = functools.partial(plus, 2)
--- test
assert plus(1, 2) == 3 and plus.__name__ == "plus" and plus.calls == 1
assert logged(lambda x: x + 1)(1) == 2 and add_two(5) == 7 and plus.calls == 2
assert fib(30) == 832040 and fib.cache_info().hits > 0
@logged
def minus(a):
    return -a
assert minus(3) == -3 and minus.calls == 1
--- wrong
logged = plus = fib = add_two = abs

=== abstract
--- given
from abc import ABC, abstractmethod
class Store(ABC):
    @abstractmethod
    def get(self, key): ...
    def get_all(self, keys):
        return [self.get(key) for key in keys]
--- answer
class Memory(Store):
    def __init__(self, **data):
        self._data = data
    def get(self, key):
        return self._data[key]
    def __getattr__(self, name):
        if name.startswith("item_"):
            return self._data[name[5:]]
        raise AttributeError(name)
--- test
memory = Memory(a=1, b=2)
assert isinstance(memory, Store) and memory.get_all(["a", "b"]) == [1, 2] and memory.item_a == 1
try:
    memory.get("z")
    assert False
except KeyError as error:
    assert error.args[0] == "z"
assert getattr(memory, "missing", "none") == "none"
try:
    Store()
    assert False
except TypeError:
    pass
class Doubled(Memory):
    def get(self, key):
        return 2 * super().get(key)
assert Doubled(a=3).get_all(["a"]) == [6]
--- wrong
class Memory:
    pass

=== objects
--- answer
class Node:
    def __init__(self, value, next=None):
        self.value, self.next = value, next
def from_list(values):
    head = None
    for value in reversed(values):
        head = Node(value, head)
    return head
def to_list(node):
    return [] if node is None else [node.value, *to_list(node.next)]
people = [Node("ada"), Node("ben")]
registry = {"first": people[0]}
--- test
chain = from_list([1, 2, 3])
assert chain.value == 1 and chain.next.next.value == 3 and chain.next.next.next is None
assert to_list(chain) == [1, 2, 3] and to_list(Node(1, Node(2))) == [1, 2]
chain.next = None
assert to_list(chain) == [1]
assert [each.value for each in people] == ["ada", "ben"] and registry["first"] is people[0]
assert all(isinstance(each, Node) for each in people)
--- wrong
class Node:
    def __init__(self, value, next=None):
        self.value = value
from_list = to_list = list
people, registry = [], {}

=== methods_of_builtins
--- answer
class Stack(list):
    def push(self, item):
        self.append(item)
class Celsius(float):
    def fahrenheit(self):
        return self * 9 / 5 + 32
class Words(dict):
    def __missing__(self, key):
        return 0
stack = Stack([1])
stack.push(2)
--- test
assert stack == [1, 2] and isinstance(stack, list) and stack.pop() == 2 and len(stack) == 1
assert Celsius(100).fahrenheit() == 212 and Celsius(3) == 3 and isinstance(Celsius(1), float)
words = Words(a=1)
assert words["a"] == 1 and words["z"] == 0 and words == {"a": 1}
--- wrong
Stack, Celsius, Words, stack = list, float, dict, []

=== in_namespace
--- answer
result_of_loop = []
for i_loop in range(3):
    result_of_loop.append(i_loop)
first_loop, *rest_loop = result_of_loop
--- test
assert i_loop == 2 and rest_loop == [1, 2] and (first_loop, result_of_loop) == (0, [0, 1, 2])
--- wrong
result_of_loop = rest_loop = []
first_loop = i_loop = 0

=== syntax
--- answer
fine = 1
--- test
assert fine == 1
--- wrong
fine = = 1

=== recursion
--- answer
def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)
--- test
assert depth(50) == 50
--- wrong
def depth(n):
    return 1 + depth(n)

=== found_texts
--- answer
import statistics, re, json, string
pattern = re.compile(r"(\d+) killed")
found_in = pattern.search("94 killed, 284 hurt")
as_text = json.dumps({"killed": 94})
--- test
import json, re
assert isinstance(pattern, re.Pattern) and pattern.findall("3 killed 4 killed") == ["3", "4"]
assert found_in.group(1) == "94" and json.loads(as_text) == {"killed": 94}
--- wrong
pattern = re.compile("killed")
found_in, as_text = None, ""

=== widgets
--- answer
import ipywidgets as widgets
from IPython.display import HTML, display
slider = widgets.IntSlider(value=3, min=0, max=9)
display(slider, HTML("<b>shown</b>"))
chosen = slider.value
--- test
assert chosen == 3 and slider.value == 3 and slider.max == 9
--- wrong
slider, chosen = None, 0

=== last_value
--- answer
shown = pd.DataFrame({"a": [1]})
shown
--- test
assert shown.shape == (1, 1)
--- wrong
shown = None
''')
)

NAMES = [each.name for each in QUESTIONS]
ERRS = {"odd": NAMES[::2], "even": NAMES[1::2]}  # by student, the questions that each gets wrong

# Tests that are run in the student's process, for what they do or what they ask for.
IN_PROCESS = {
    "signature", "records", "record_fields", "enums", "grouped", "own_module", "asks_input",
    "abstract", "methods_of_builtins", "found_texts", "widgets",
}  # fmt: skip
