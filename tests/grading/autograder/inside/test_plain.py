"""Plain data between processes: it comes back as it was, and no bytes do harm."""

import contextlib
import datetime
import decimal
import doctest
import enum
import fractions
import importlib
import json
import math
import operator
import pathlib
import pickle
import re
import subprocess
import sys
import uuid
import zoneinfo
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple

import networkx as nx
import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from hypothesis.extra import pandas as pdst

from grading.autograder.inside import wire
from grading.autograder.inside.plain import (
    Limits,
    MalformedError,
    NotPlainError,
    TooLargeError,
    decode,
    encode,
)

quick = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
many = settings(quick, max_examples=300)

Range = namedtuple("Range", "low best high")
MOSCOW = zoneinfo.ZoneInfo("Europe/Moscow")
SEQUENCES = (list, tuple, deque, type({}.values()))
MAPPINGS = (dict, OrderedDict, defaultdict, Counter)


def same(one, two):
    """Whether two values are of the same real types and content at every depth."""
    if type(one) is not type(two) and not _same_namedtuple_kind(one, two):
        return False
    for kinds, compare in COMPARISONS:
        if isinstance(one, kinds):
            return compare(one, two)
    return one == two


def _same_namedtuple_kind(one, two):
    kinds = [(type(x).__name__, getattr(type(x), "_fields", None)) for x in (one, two)]
    return isinstance(one, tuple) and kinds[0] == kinds[1] and kinds[0][1] is not None


def _same_floats(one, two):
    if math.isnan(one):
        return math.isnan(two)
    return one == two and math.copysign(1, one) == math.copysign(1, two)


def _same_complex(one, two):
    return same(one.real, two.real) and same(one.imag, two.imag)


def _same_items(one, two):
    one, two = list(one), list(two)
    return len(one) == len(two) and all(map(same, one, two))


def _same_sets(one, two):
    return _same_items(sorted(one, key=repr), sorted(two, key=repr))


def _same_dicts(one, two):
    extras = [getattr(x, "default_factory", None) for x in (one, two)]
    return extras[0] is extras[1] and _same_items(one.items(), two.items())


def _same_arrays(one, two):
    """Bytes where they are the content; the parts one by one where they are not."""
    if one.dtype != two.dtype or one.shape != two.shape:
        return False
    if one.dtype == object:
        return _same_items(one.ravel(), two.ravel())
    if one.dtype.names:
        return all(_same_arrays(one[name], two[name]) for name in one.dtype.names)
    return one.tobytes() == two.tobytes()


def _same_masked(one, two):
    masks = [np.ma.getmaskarray(x) for x in (one, two)]
    fills = one.fill_value == two.fill_value or one.fill_value != one.fill_value
    return fills and _same_arrays(one.data, two.data) and _same_arrays(*masks)


def _same_series(one, two):
    pd.testing.assert_series_equal(one, two, check_freq=True, rtol=0, atol=0)
    return same(one.attrs, two.attrs) and same(one.name, two.name)


def _same_frames(one, two):
    pd.testing.assert_frame_equal(one, two, check_column_type="exact", rtol=0, atol=0)
    return same(one.attrs, two.attrs) and same(one.index, two.index)


def _same_indexes(one, two):
    pd.testing.assert_index_equal(one, two, exact=True, rtol=0, atol=0)
    return same(list(one.names), list(two.names)) and same(
        *(getattr(x, "freq", 0) for x in (one, two))
    )


def _same_graphs(one, two):
    def told(graph):
        around = [(node, list(graph.adj[node].items())) for node in graph]
        return [dict(graph.graph), list(graph.nodes.items()), around, list(graph.edges)]

    return repr(told(one)) == repr(told(two)) and nx.utils.graphs_equal(one, two)


def _same_figures(one, two):
    return same(one._data, two._data) and one.layout == two.layout and one.frames == two.frames


COMPARISONS = (
    (bool, operator.eq),
    ((type(pd.NaT), type(pd.NA), type(np.ma.masked)), operator.is_),
    (np.ma.MaskedArray, _same_masked),
    (np.ndarray, _same_arrays),
    (np.generic, lambda one, two: _same_arrays(np.asarray(one), np.asarray(two))),
    (float, _same_floats),
    (complex, _same_complex),
    (decimal.Decimal, lambda one, two: str(one) == str(two)),
    (MAPPINGS, _same_dicts),
    (deque, lambda one, two: one.maxlen == two.maxlen and _same_items(one, two)),
    (SEQUENCES, _same_items),
    (slice, lambda one, two: same(*((x.start, x.stop, x.step) for x in (one, two)))),
    ((set, frozenset), _same_sets),
    ((type({}.keys()), type({}.items())), _same_items),
    ((datetime.datetime, datetime.time), lambda one, two: repr(one) == repr(two)),
    (pd.DataFrame, _same_frames),
    (pd.Series, _same_series),
    (pd.Index, _same_indexes),
    (pd.api.extensions.ExtensionArray, lambda a, b: _same_series(pd.Series(a), pd.Series(b))),
    (nx.Graph, _same_graphs),
    (go.Figure, _same_figures),
)


def back(value, **options):
    return decode(encode(value, **options))


def message(tree, *buffers):
    """Bytes in the format of ours, made by hand."""
    head = tree if isinstance(tree, bytes) else json.dumps(tree).encode()
    lengths = b"".join(len(data).to_bytes(8, "little") for data in buffers)
    sizes = wire.SIZES.pack(wire.MAGIC, len(head), len(buffers))
    return sizes + lengths + head + b"".join(buffers)


def refused(data, **options):
    """The error in which bytes end; fails where they make a value, or end in another error."""
    with pytest.raises((MalformedError, TooLargeError)) as caught:
        decode(data, **options)
    return caught.value


# What comes back

zones = st.sampled_from(
    [None, datetime.UTC, MOSCOW, datetime.timezone(datetime.timedelta(hours=3))]
)
texts = st.text(st.characters(exclude_categories=[]), max_size=8)
hashables = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-(2**300), 2**300),
    st.floats(),
    st.complex_numbers(),
    texts,
    st.binary(max_size=8),
    st.dates(),
    st.datetimes(timezones=zones),
    st.times(),
    st.timedeltas(),
    st.decimals(),
    st.fractions(),
    st.uuids(),
    st.builds(range, st.integers(), st.integers()),
    st.tuples(st.integers(), texts),
    st.frozensets(st.integers()),
    st.builds(Range, st.integers(), st.floats(), st.none()),
)
# a signalling NaN has no hash
keys = hashables.filter(lambda v: not (isinstance(v, decimal.Decimal) and v.is_snan()))
plain_values = st.recursive(
    hashables,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(keys, inner, max_size=4),
        st.dictionaries(texts, inner, max_size=3).map(OrderedDict),
        st.dictionaries(texts, inner, max_size=3).map(lambda d: defaultdict(list, d)),
        st.lists(inner, max_size=3).map(lambda v: deque(v, 5)),
        st.sets(keys, max_size=3),
        st.builds(slice, st.none(), inner, st.integers()),
    ),
    max_leaves=12,
)


@many
@given(plain_values)
def test_nested_values_come_back_equal_and_of_the_same_types(value):
    """A test looks at what the student made, not at something like it."""
    assert same(back(value), value)


@quick
@given(npst.arrays(npst.scalar_dtypes(), npst.array_shapes(min_dims=0, min_side=0, max_side=4)))
def test_arrays_come_back_to_the_byte(array):
    """A dtype or a shape lost on the way would fail a right answer."""
    assert same(back(array), array)
    assert same(back(array.T), np.ascontiguousarray(array.T).reshape(array.T.shape))


fields = st.tuples(npst.scalar_dtypes(), st.sampled_from([(), (2,), (1, 3)]))
records = st.lists(fields, min_size=1, max_size=3).map(
    lambda kinds: np.dtype([(f"field {i}", *kind) for i, kind in enumerate(kinds)])
)


@quick
@given(npst.arrays(records, npst.array_shapes(max_side=3)))
def test_structured_arrays_come_back(array):
    """Records keep their fields' names, types and shapes."""
    assert same(back(array), array)


columns = [
    *pdst.columns(["a", "b"], dtype="float64"),
    pdst.column("c", dtype="int64"),
    pdst.column("d", elements=texts, dtype=object),
    pdst.column("e", dtype="datetime64[ns]"),
    pdst.column("f", dtype="bool"),
]


@settings(quick, max_examples=25)
@given(pdst.data_frames(columns, index=pdst.indexes(elements=st.integers(-99, 99), max_size=6)))
def test_tables_come_back_with_index_and_dtypes(frame):
    """Duplicate labels, empty tables and missing values among them."""
    assert same(back(frame), frame)


nodes = st.one_of(st.integers(0, 5), st.sampled_from("abc"), st.tuples(st.integers(0, 2)))


@quick
@given(
    st.sampled_from([nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph]),
    st.lists(st.tuples(nodes, nodes, st.dictionaries(texts, st.integers(), max_size=2))),
    st.lists(nodes),
)
def test_graphs_come_back_in_the_same_order(kind, edges, alone):
    """Algorithms break ties by the order of nodes and neighbours."""
    graph = kind(name="dyads")
    graph.add_nodes_from(alone, sort="alone")
    for u, v, facts in edges:
        graph.add_edge(u, v)
        (graph[u][v][0] if graph.is_multigraph() else graph[u][v]).update(facts)
    assert same(back(graph), graph)


EXAMPLES = {
    "text": chr(0xD83D) + chr(0xDE00) + "é",
    "long int": -(10**9000),
    "zeros": [0.0, -0.0, 0, False],
    "nans": [math.nan, math.inf, -math.inf, complex(math.nan, -0.0)],
    "constants": [..., NotImplemented, None],
    "bytes": [b"\x00\xff", bytearray(b"ab"), b""],
    "counter": Counter("abba"),
    "bounded": deque([1, 2], maxlen=2),
    "views": [{1: 2}.keys(), {1: [2]}.values(), {1: [2]}.items()],
    "folded": datetime.datetime(2024, 3, 22, 20, tzinfo=MOSCOW, fold=1),
    "named zone": datetime.timezone(datetime.timedelta(hours=3), "Moscow"),
    "time": datetime.time(20, 2, tzinfo=MOSCOW),
    "decimals": [decimal.Decimal(x) for x in ("1.50", "-0", "sNaN12", "1E+5", "-Infinity")],
    "paths": [pathlib.Path("a/b"), pathlib.PurePosixPath("/"), pathlib.PureWindowsPath("c:/d")],
    "pattern": [re.compile("a+", re.I), re.compile(b"[a]", re.S)],
    "uuid": uuid.UUID(int=7),
    "fraction": fractions.Fraction(-1, 3),
    "numpy scalars": [np.float64(-0.0), np.int8(3), np.bool_(True), np.str_("é\0"), np.bytes_(b"")],
    "numpy times": [np.datetime64("2024-03-22"), np.timedelta64("NaT", "s"), np.longdouble(0.5)],
    "record": np.array([(1, 2.5)], dtype=[("a", "i4"), ("b", "f8", 2)])[0],
    "objects": np.array([None, [1], ["a", "b"]], dtype=object),
    "masked": np.ma.array([1.5, 2.5], mask=[False, True], fill_value=-1),
    "masked at all": np.ma.masked,
    "dtypes": [
        np.dtype("<i4"),
        pd.Int64Dtype(),
        pd.StringDtype(),
        pd.CategoricalDtype(["a"], ordered=True),
    ],
    "kinds": pd.DataFrame({"a": [1], "b": ["x"]}).dtypes,
    "table": pd.DataFrame(
        {
            "category": pd.Categorical(["low", None, "high"], ["low", "high"], ordered=True),
            "nullable": pd.array([1, None, 3], dtype="Int16"),
            "truth": pd.array([True, None, False], dtype="boolean"),
            "share": pd.array([0.5, None, 1.0], dtype="Float64"),
            "text": ["a", None, "é"],
            "string": pd.array(["a", pd.NA, "c"], dtype="string"),
            "objects": pd.Series(["a", 1, [2]], dtype=object),
            "texts as objects": pd.Series(["a", "b", "c"], dtype=object),
            "moscow": pd.date_range("2024-03-22", periods=3, tz=MOSCOW),
            "seconds": np.array([1, 2, 3], dtype="M8[s]"),
            "spans": pd.to_timedelta([1, None, 3], unit="s"),
            "quarters": pd.period_range("2024", periods=3, freq="Q-NOV"),
            "ranges": pd.arrays.IntervalArray.from_breaks([1, 2, 3, 4], closed="both"),
        },
        index=pd.date_range("2024", periods=3, freq="MS", name="month"),
    ),
    "labels twice": pd.DataFrame([[1, "x"]], columns=["a", "a"]),
    "no columns": pd.DataFrame(index=["a", "b"]),
    "no rows": pd.DataFrame({"a": pd.Series([], dtype="int8")}),
    "levels": pd.Series(
        [1, 2, 3, 4],
        index=pd.MultiIndex.from_product([["a", "b"], [1, 2]], names=["letter", None]),
        name=("a", 1),
    ),
    "indexes": [
        pd.RangeIndex(2, 9, 3, name="steps"),
        pd.Index(["a", None]),
        pd.Index(["a", 1], dtype=object),
        pd.Index([1.5, math.nan]),
        pd.CategoricalIndex(["a", "b", "a"]),
        pd.timedelta_range("1s", periods=3, freq="2s", name="span"),
        pd.period_range("2024-01", periods=3, freq="3M"),
        pd.interval_range(0, 3),
        pd.date_range("2024-03-30", periods=4, freq="D", tz=MOSCOW),
        pd.date_range("2024", periods=3, freq="W-WED"),
    ],
    "pandas scalars": [pd.NA, pd.NaT, pd.Timedelta("1s"), pd.Period("2024Q1"), pd.Interval(1, 2)],
    "timestamps": [pd.Timestamp("2024-03-22 20:02", tz=MOSCOW), pd.Timestamp(5, unit="s")],
    "offsets": [pd.offsets.MonthEnd(2), pd.DateOffset(months=2, day=3), pd.offsets.Hour(3)],
    "arrays": [pd.array([1, None]), pd.arrays.NumpyExtensionArray(np.arange(3)), pd.array(["a"])],
    "figure": go.Figure(
        go.Scatter(x=np.arange(3), y=[5, None, 6], error_y={"array": [1, 2, 3]}),
        {"title": {"text": "people killed"}},
    ),
    "figure without a template": go.Figure(layout={"template": None}).update_layout(template=None),
}


@pytest.mark.parametrize("value", EXAMPLES.values(), ids=EXAMPLES)
def test_each_kind_comes_back(value):
    """One of each that a course's notebooks bind."""
    assert same(back(value), value)


def test_attributes_of_tables_come_back():
    """`attrs` carry a table's source."""
    frame = pd.DataFrame({"killed": [145]})
    frame.attrs["source"] = {"url": "…", "read": datetime.date(2024, 3, 30)}
    assert same(back(frame), frame)
    assert same(back(frame["killed"]), frame["killed"])


def test_what_comes_back_may_be_changed():
    """A test may sort a fetched list or fill an array, as it may in the student's process."""
    array, table = back(np.arange(3)), back(pd.DataFrame({"a": [1, 2]}))
    array[0] = 9
    table.loc[0, "a"] = 9
    assert (array[0], table["a"].tolist()) == (9, [9, 2])


def test_a_figure_widget_comes_back_as_a_figure():
    """A widget needs a front end; what it draws does not."""
    drawn = back(go.FigureWidget(go.Bar(x=["a"], y=[3], name="one")))
    assert type(drawn) is go.Figure
    assert (drawn.data[0].type, drawn.data[0].name, drawn.data[0].y) == ("bar", "one", (3,))
    with pytest.raises(ValueError, match="Invalid property"):
        drawn.update_layout(colour="red")


# What stands for other things


def test_functions_at_any_depth_go_through_refer_and_resolve():
    """The examiner calls a student's functions across the pipe, whatever list they are in."""
    known = {1: len, 2: max}
    asked = []

    def refer(thing):
        asked.append(thing)
        return next(({"call": n} for n, held in known.items() if held is thing), None)

    data = encode([{"a": (len, 3)}, max, "text", 2**70, {1}], refer=refer)
    assert asked == [len, max]
    assert decode(data, resolve=lambda told: known[told["call"]]) == [
        {"a": (len, 3)},
        max,
        "text",
        2**70,
        {1},
    ]
    assert "refers to" in str(refused(data))
    assert isinstance(refused(data, resolve=lambda told: 1 / 0), MalformedError)


@pytest.mark.parametrize(
    ("value", "path"),
    [
        (len, ""),
        ([1, {"a": (2, len)}], "[1]['a'][1]"),
        ({1: [], 2: object()}, "[2]"),
        (Range(1, 2, print), ".high"),
        (pd.DataFrame({"a": [1], "b": [len]}), ".iloc[:, 1][0]"),
        (pd.Series([1], name=len), ".name"),
        (pd.Series(pd.arrays.SparseArray([0, 1])), ".array"),
    ],
)
def test_what_cannot_cross_is_named_with_the_way_to_it(value, path):
    """Student and instructor find the thing by that way."""
    with pytest.raises(NotPlainError) as caught:
        encode(value)
    assert caught.value.path == path
    assert str(caught.value).startswith(f"value{path}: expected plain data")
    assert same(pickle.loads(pickle.dumps(caught.value)).args, caught.value.args)


def test_a_value_that_holds_itself_does_not_cross():
    """It would have no end."""
    loop = {"a": [1]}
    loop["a"].append(loop)
    with pytest.raises(NotPlainError, match=r"\['a'\]\[1\].*holds itself"):
        encode(loop)


def consulted(*_, **__):
    raise AssertionError("a student's method was asked")


def sly(base):
    """A class that answers everything it can be asked with an error."""
    names = (
        "eq iter float int index str repr bytes reduce reduce_ex getitem len hash contains array"
    )
    told = {f"__{name}__": consulted for name in names.split()}
    told |= dict.fromkeys(["keys", "values", "items", "copy", "tolist", "tobytes"], consulted)
    return type("Sly", (base,), told)


@pytest.mark.parametrize(
    "plain",
    [
        *(2.5, 7, 2**80, 1j, "text", b"ab", bytearray(b"x")),
        *([1, 2], (1, 2), {1, 2}, frozenset([1]), deque([1])),
        *({"a": 1}, Counter("ab"), OrderedDict(a=1), defaultdict(int, a=1)),
        *(decimal.Decimal("1.5"), fractions.Fraction(1, 3)),
        *(datetime.date(2024, 3, 22), pathlib.PurePosixPath("a")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_methods_of_a_derived_class_are_not_consulted(plain):
    """What is looked at is the content: a friendly comparison or a false float changes nothing."""
    kind = type(plain)
    if kind is datetime.date:
        derived = sly(kind)(2024, 3, 22)
    elif kind is defaultdict:
        derived = sly(kind)(int, a=1)
    elif kind is Counter:
        derived = sly(kind)()
        dict.update(derived, plain)
    else:
        derived = sly(kind)(plain)
    assert same(back(derived), plain)
    (inside,) = back([derived])
    assert same(inside, plain)


def test_a_derived_array_and_table_cross_as_the_real_ones():
    """Their content is taken by the base class."""

    class Friendly(np.ndarray):
        __eq__ = __iter__ = tobytes = tolist = __array__ = consulted

    class Table(pd.DataFrame):
        __eq__ = __iter__ = equals = to_numpy = consulted

    assert same(back(np.arange(3).view(Friendly)), np.arange(3))
    assert same(back(Table({"a": [1]})), pd.DataFrame({"a": [1]}))
    assert same(back(enum.IntEnum("Grade", "A B").B), 2)


def test_refer_is_asked_about_derived_classes_only_where_wanted():
    """A test of `isinstance(x, Money)` needs to know; all others need the number."""
    money = type("Money", (float,), {})(2.5)
    assert same(back([money], refer=consulted), [2.5])
    data = encode([money, 1.5], refer=lambda thing: {"money": float(thing)}, subclasses=True)
    assert decode(data, resolve=lambda told: told) == [{"money": 2.5}, 1.5]
    assert same(back([money], refer=lambda thing: None, subclasses=True), [2.5])


# Limits


@pytest.mark.parametrize(
    ("value", "limits"),
    [
        ([0] * 1000, Limits(items=999)),
        (np.zeros(1000), Limits(bytes=7999)),
        ("a" * 1000, Limits(bytes=999)),
        (10**1000, Limits(digits=990)),
        ([[[[1]]]], Limits(depth=3)),
        (re.compile("a" * 11), Limits(pattern=10)),
        (pd.RangeIndex(10**9), Limits()),
        (decimal.Decimal("1E+1000000"), Limits()),
    ],
)
def test_a_limit_holds_in_both_directions(value, limits):
    """The student's side may have been told to keep none."""
    with pytest.raises(TooLargeError):
        encode(value, limits=limits)
    generous = Limits(items=10**9, bytes=10**9, digits=10**9, pattern=10**9)
    if not isinstance(value, decimal.Decimal):
        refused(encode(value, limits=generous), limits=limits)


def test_sharing_cannot_make_a_small_value_large():
    """Lists that hold another twice, a hundred deep, would be written 2**90 times."""
    value = [1]
    for _ in range(90):
        value = [value, value]
    with pytest.raises(TooLargeError):
        encode(value, limits=Limits(items=10_000))


def test_many_commas_in_texts_are_not_many_parts():
    """Parts are counted by punctuation, and texts have punctuation of their own."""
    value = ['a,[\\",[' * 50] * 50
    assert same(back(value, limits=Limits(items=400)), value)
    assert same(decode(encode(value), limits=Limits(items=400)), value)


# Bytes that are not ours

SAMPLES = [encode(value) for name, value in EXAMPLES.items() if name != "long int"]
SAMPLES.append(encode(nx.MultiGraph([("a", 1), ("a", 1)])))


@many
@given(
    st.sampled_from(SAMPLES),
    st.lists(st.tuples(st.integers(0, 10**6), st.binary(max_size=3)), min_size=1, max_size=4),
)
def test_damaged_bytes_make_a_value_or_an_error_of_ours(data, changes):
    """Whatever arrives, the examiner goes on."""
    for place, new in changes:
        place %= len(data)
        data = data[:place] + new + data[place + max(1, len(new)) :]
    made_or_refused(data)


def made_or_refused(data):
    with contextlib.suppress(MalformedError, TooLargeError):
        decode(data, resolve=lambda told: told)


@quick
@given(st.sampled_from(SAMPLES), st.data())
def test_truncated_bytes_are_refused(data, draw):
    """A process that died while it wrote leaves half a message."""
    cut = draw.draw(st.integers(0, len(data) - 1))
    assert isinstance(refused(data[:cut]), MalformedError)


words = st.sampled_from(
    ["<i8", "|O", "<U3", "ns", "times", "both", "MS", "Europe/Moscow", "Graph", "nan", "python"]
)
atoms = st.none() | st.booleans() | st.integers(-3, 9) | st.integers() | st.floats() | words
trees = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.tuples(st.sampled_from(sorted(wire.READERS)), st.lists(inner, max_size=10)).map(
            lambda node: [node[0], *node[1]]
        ),
    ),
    max_leaves=30,
)


@many
@given(trees, st.lists(st.binary(max_size=16), max_size=3))
def test_trees_of_known_tags_make_a_value_or_an_error_of_ours(tree, buffers):
    """Readers meet what no writer writes."""
    made_or_refused(message(tree, *buffers))


@settings(many, max_examples=200)
@given(st.sampled_from(SAMPLES), st.data())
def test_parts_put_elsewhere_make_a_value_or_an_error_of_ours(data, draw):
    """Sound messages in which one part is exchanged lead furthest into the readers."""
    _, head, count = wire.SIZES.unpack_from(data)
    start = wire.SIZES.size + 8 * count
    tree, rest = json.loads(data[start : start + head]), data[start + head :]
    holder, at = tree, None
    while isinstance(holder, list) and holder:
        at = draw.draw(st.integers(0, len(holder) - 1))
        if not isinstance(holder[at], list) or draw.draw(st.booleans()):
            break
        holder = holder[at]
    if isinstance(holder, list) and holder:
        holder[at] = draw.draw(trees)
    head = json.dumps(tree).encode()
    sizes = wire.SIZES.pack(wire.MAGIC, len(head), count)
    made_or_refused(sizes + data[wire.SIZES.size : start] + head + rest)


def numbers(count, step):
    return [step * i for i in range(1, count + 1)]


def hexed(values):
    return [["int", hex(value)] for value in values]


MERSENNE = 2**61 - 1  # whole numbers that differ by it have the same hash
EMPTY = ["dict", [], []]
ONE = ["pandas.range", [0, 1, 1], None]
NOTHING = ["numpy.array", "<i8", [0], 0]
BOMBS = {
    "nested": lambda: message(b"[" * 1_900_000),
    "nested lists": lambda: message(b'["list",[' * 400 + b"1" + b"]]" * 400),
    "empty lists": lambda: message(b"[" + b"[]," * 10_000_000 + b"1]"),
    "quotes": lambda: message(b"[" + b'"",' * 10_000_000 + b"1]"),
    "only quotes": lambda: message(b"," * 3_000_000 + b'"' * 20_000_000),
    "same hash": lambda: message(["set", hexed(numbers(100_000, MERSENNE))]),
    "same hash in a dict": lambda: message(
        ["dict", numbers(50_000, 0) + hexed(numbers(50_000, MERSENNE)), [0] * 100_000]
    ),
    "same hash of edges": lambda: message(
        [
            *("networkx.graph", "MultiGraph", EMPTY, [1], [EMPTY]),
            *([[0, 0]] * 50_000, hexed(numbers(50_000, MERSENNE)), [EMPTY] * 50_000),
            *([[0]], []),
        ]
    ),
    "shape without bytes": lambda: message(["numpy.array", "<f8", [10**6, 10**6], 0], b""),
    "empty shape": lambda: message(["numpy.array", "<f8", [0, 2**62, 2**62], 0], b""),
    "wide item": lambda: message(["numpy.array", "<U99999999", [0], 0], b""),
    "item of no size": lambda: message(["numpy.array", "<U0", [10**12], 0], b""),
    "objects by shape": lambda: message(["numpy.objects", [10**9], []]),
    "object pointers": lambda: message(["numpy.array", "|O", [1], 0], b"\0" * 8),
    "records by text": lambda: message(["numpy.array", "i8,i8", [1], 0], b"\0" * 16),
    "no truth value": lambda: message(["numpy.array", "|b1", [1], 0], b"\2"),
    "no character": lambda: message(["numpy.array", "<U1", [1], 0], b"\xff" * 4),
    "buffer twice": lambda: message(["list", [["bytes", 0], ["bytes", 0]]], b"ab"),
    "buffer unused": lambda: message(1, b"ab"),
    "negative buffer": lambda: message(["bytes", -1], b"ab"),
    "many buffers": lambda: wire.SIZES.pack(wire.MAGIC, 0, 2**32 - 1) + bytes(1000),
    "digits": lambda: message(["int", "0x" + "f" * 9_000_000]),
    "digits in JSON": lambda: message(b"9" * 9_000_000),
    "exponent": lambda: message(["decimal", "1E+9999999"]),
    "fraction": lambda: message(["fraction", [["int", "0x" + "f" * 80_000], 3]]),
    "fraction of none": lambda: message(["fraction", [1, 0]]),
    "pattern": lambda: message(["pattern", "(" * 900, 0]),
    "pattern that prints": lambda: message(["pattern", "a", int(re.DEBUG)]),
    "many patterns": lambda: message(["list", [["pattern", f"a{i}", 0] for i in range(3_000)]]),
    "zone by path": lambda: message(["zone", "../../../etc/passwd"]),
    "zone by full path": lambda: message(["zone", "/etc/localtime"]),
    "code as a name": lambda: message(["namedtuple", "A", ["x=print(1)"], [1]]),
    "class of code": lambda: message(["namedtuple", "A(object): pass", ["x"], [1]]),
    "many classes": lambda: message(
        ["list", [["namedtuple", f"A{i}", ["x"], [1]] for i in range(200)]]
    ),
    "long index": lambda: message(["pandas.range", [0, 2**62, 1], None]),
    "long categories": lambda: message(
        ["pandas.categorical", NOTHING, ["pandas.range", [0, 2**40, 1], None], False], b""
    ),
    "table by promise": lambda: message(
        ["pandas.frame", ["pandas.range", [0, 10**7, 1], None], ONE, [0], None]
    ),
    "steps by the hour": lambda: message(["pandas.offset", "999999bh"]),
    "frequency as code": lambda: message(["pandas.offset", "__import__('os')"]),
    "many figures": lambda: message(
        ["list", [["plotly.figure", ["list", []], EMPTY, ["list", []]]] * 1_000]
    ),
    "trace of no kind": lambda: message(
        ["plotly.figure", ["list", [["dict", ["type"], ["os.system"]]]], EMPTY, ["list", []]]
    ),
    "JSON object": lambda: message({"list": []}),
    "unknown tag": lambda: message(["eval", "1"]),
    "no tag": lambda: message([["list"], 1]),
    "pickle": lambda: pickle.dumps(print),
    "nothing": lambda: b"",
    "keys twice": lambda: message(["dict", [1, True], [1, 2]]),
    "keys without hash": lambda: message(["set", [["list", []]]]),
    "reference": lambda: message(["refer", ["dict", [], []]]),
}

PERIL = """
import resource, sys, time, warnings
warnings.simplefilter("error")
from tests.grading.autograder.inside.test_plain import BOMBS, MalformedError, TooLargeError, decode
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
sys.setrecursionlimit(10**6)
for name, make in BOMBS.items():
    data = make()
    began = time.process_time()
    try:
        decode(data)
    except (MalformedError, TooLargeError):
        pass
    else:
        print(name, "made a value")
    if time.process_time() - began > 5:
        print(name, "took long")
with open("/proc/self/status") as told:  # getrusage tells of the parent's memory, too
    (peak,) = (line.split()[1] for line in told if line.startswith("VmHWM"))
print("MB", int(peak) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is told by Linux's /proc")
def test_bytes_made_to_do_harm_are_refused_soon_and_in_bounded_memory():
    """Each promises more than it brings: size, time, code, or files."""
    done = subprocess.run(
        [sys.executable, "-c", PERIL], capture_output=True, text=True, timeout=120, check=False
    )
    *complaints, memory = done.stdout.splitlines() or [done.stderr]
    assert (complaints, done.stderr) == ([], "")
    assert int(memory.removeprefix("MB ")) < 600


def test_only_the_standard_library_is_needed_until_a_value_needs_more():
    """The examiner starts in milliseconds, and in courses without pandas."""
    code = (
        "import sys; from grading.autograder.inside.plain import *; decode(encode([1]));"
        "print({'numpy', 'pandas', 'plotly', 'networkx', 'course'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_pattern_of_doubtful_style_is_made_in_silence(recwarn):
    """A warning in the examiner would be taken for one of the test's."""
    assert decode(message(["pattern", "[[a]", 0])).pattern == "[[a]"
    assert len(recwarn) == 0


def test_a_library_that_is_missing_is_named(monkeypatch):
    """The two sides may have different packages; that is no fault of the answer."""
    data = encode(nx.Graph([(1, 2)]))
    monkeypatch.setitem(sys.modules, "networkx", None)
    assert "networkx, which is not installed" in str(refused(data))


@pytest.mark.parametrize("module", ["wire", "plain", "standard"])
def test_examples_in_the_docstrings_hold(module):
    """They are what a reader tries first."""
    found = doctest.testmod(importlib.import_module(f"grading.autograder.inside.{module}"))
    assert found.attempted > 0
    assert found.failed == 0
