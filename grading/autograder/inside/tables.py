"""Nodes for what pandas holds: Series, DataFrame, Index, extension arrays, scalars, offsets.

A table is its index, its columns' labels and an array for each column, so that duplicate labels
and every dtype come back as they were. Times are whole numbers of their unit since 1970, in UTC.
pandas is imported when a message holds something of it. Not read: sparse arrays and arrays of
pyarrow.
"""

import re

from .arrays import as_array
from .wire import Refused, expect, expect_text, expect_whole, library, reads, type_name, writes

UNITS = ("s", "ms", "us", "ns")
CLOSED = ("left", "right", "both", "neither")
# No business hours and no calendars of one's own: those take a step for each hour or day.
FREQUENCY = re.compile(
    r"-?\d{0,6}([DBWMQYhs]|min|[mun]s|MS|ME|SMS|SME|BMS|BME|B?[QY][SE])(-[A-Z]{3})?", re.ASCII
)
STEPPED = 20_000  # times in an index whose frequency is kept though it is walked step by step
LABELS = 10  # of a RangeIndex, that weigh as much as one part of a value
SPANS = ("years", "months", "weeks", "days", "hours", "minutes", "seconds", "microseconds")
PLACES = ("year", "month", "day", "weekday", "hour", "minute", "second", "microsecond")
LONGEST_OFFSET = 1_000_000  # of any part of an offset


def learn():
    """Register the types of pandas, once it is loaded."""
    pd = library("pandas")
    writes(pd.DataFrame)(_write_frame)
    writes(pd.Series)(_write_series)
    writes(pd.RangeIndex)(_write_range_index)
    writes(pd.MultiIndex)(_write_multi_index)
    writes(pd.Index, pd.DatetimeIndex, pd.TimedeltaIndex, pd.PeriodIndex)(_write_index)
    writes(pd.IntervalIndex, pd.CategoricalIndex)(_write_index)
    for kinds, write in ARRAYS:
        names = [name for name in kinds.split() if hasattr(pd.arrays, name)]
        writes(*(getattr(pd.arrays, name) for name in names))(write)
    writes(pd.Categorical)(_write_categorical)
    writes(pd.Timestamp)(_write_timestamp)
    writes(pd.Timedelta)(_write_timedelta)
    writes(pd.Period)(_write_period)
    writes(pd.Interval)(_write_interval)
    writes(type(pd.NaT))(lambda writer, value: ["pandas.NaT"])
    writes(type(pd.NA))(lambda writer, value: ["pandas.NA"])
    offsets = [kind for kind in vars(pd.offsets).values() if isinstance(kind, type)]
    writes(*(kind for kind in offsets if issubclass(kind, pd.offsets.BaseOffset)))(_write_offset)
    writes(*(getattr(pd, f"{name}Dtype") for name in DTYPES.split()))(_write_dtype)


# Tables


def column_array(series):
    """What a Series or an Index holds: an array of numpy's where its dtype is, else of pandas'."""
    np = library("numpy")
    return np.asarray(series.array) if isinstance(series.dtype, np.dtype) else series.array


def _write_frame(writer, value):
    pd = library("pandas")
    frame = value if type(value) is pd.DataFrame else pd.DataFrame(value)
    columns = [frame._get_column_array(i) for i in range(frame.shape[1])]  # iloc takes ten times
    return [
        "pandas.frame",
        writer.child(frame.index, ".index"),
        writer.child(frame.columns, ".columns"),
        writer.sequence(columns, ".iloc[:, {}]".format),
        _write_attributes(writer, frame),
    ]


def _write_attributes(writer, value):
    return writer.child(dict(value.attrs), ".attrs") if value.attrs else None


def _read_attributes(reader, node, value):
    """Lay a message's attributes on a table and return it."""
    if node is not None:
        attributes = reader.node(node)
        expect(type(attributes) is dict, "a dict of attributes")
        value.attrs = attributes
    return value


@reads("pandas.frame", weight=200)
def _read_frame(reader, index, labels, columns, attributes):
    pd = library("pandas")
    index, labels = _read_labels(reader, index), _read_labels(reader, labels)
    columns = [as_column(column, index) for column in reader.sequence(columns)]
    expect(len(columns) == len(labels), "a label for each column")
    frame = pd.DataFrame(dict(enumerate(columns)), index=index, copy=False)
    frame.columns = labels
    return _read_attributes(reader, attributes, frame)


def _read_labels(reader, node):
    labels = reader.node(node)
    expect(isinstance(labels, library("pandas").Index), "an Index")
    return labels


def as_column(values, index):
    """A column that pandas takes as it is: as long as its index, objects not looked into."""
    pd = library("pandas")
    expect(isinstance(values, (library("numpy").ndarray, pd.api.extensions.ExtensionArray)), "data")
    expect(values.ndim == 1 and len(values) == len(index), "as many values as its index has labels")
    if values.dtype == object:
        return pd.Series(values, index=index, dtype=object, copy=False)
    return values


def _write_series(writer, value):
    pd = library("pandas")
    series = value if type(value) is pd.Series else pd.Series(value)
    return [
        "pandas.series",
        writer.child(series.index, ".index"),
        writer.child(column_array(series), ".array"),
        writer.child(series.name, ".name"),
        _write_attributes(writer, series),
    ]


@reads("pandas.series", weight=100)
def _read_series(reader, index, values, name, attributes):
    index = _read_labels(reader, index)
    values = as_column(reader.node(values), index)
    series = library("pandas").Series(values, index=index, dtype=values.dtype, copy=False)
    series.name = reader.node(name)
    return _read_attributes(reader, attributes, series)


def _write_range_index(writer, value):
    writer.spend(len(value) // LABELS)
    steps = writer.sequence([value.start, value.stop, value.step])
    return ["pandas.range", steps, writer.child(value.name, ".name")]


@reads("pandas.range", weight=50)
def _read_range_index(reader, steps, name):
    """A promise of labels, which pandas may write out when the index is used."""
    steps = range(*map(expect_whole, reader.sequence(steps)))
    reader.spend(len(steps) // LABELS)
    return library("pandas").RangeIndex(steps, name=reader.node(name))


def _write_multi_index(writer, value):
    return [
        "pandas.levels",
        writer.sequence(list(value.levels), ".levels[{}]".format),
        writer.sequence([library("numpy").asarray(codes) for codes in value.codes]),
        writer.sequence(list(value.names), ".names[{}]".format),
    ]


@reads("pandas.levels", weight=100)
def _read_multi_index(reader, levels, codes, names):
    levels = [_read_labels(reader, level) for level in _expect_list(levels)]
    codes = [as_array(code) for code in reader.sequence(codes)]
    expect(all(code.dtype.kind == "i" and code.ndim == 1 for code in codes), "whole codes")
    return library("pandas").MultiIndex(levels=levels, codes=codes, names=reader.sequence(names))


def _expect_list(nodes):
    expect(type(nodes) is list, "a list")
    return nodes


def _write_index(writer, value):
    """Any other index: its array, its name, and its frequency where that is simple."""
    frequency = getattr(value, "freq", None) if value.dtype.kind in "mM" else None
    return [
        "pandas.index",
        writer.child(column_array(value), ".array"),
        writer.child(value.name, ".name"),
        frequency_name(frequency),
    ]


@reads("pandas.index", weight=50)
def _read_index(reader, values, name, frequency):
    pd = library("pandas")
    values, name = reader.node(values), reader.node(name)
    expect(isinstance(values, (library("numpy").ndarray, pd.api.extensions.ExtensionArray)), "data")
    expect(values.ndim == 1, "one axis")
    index = pd.Index(values, dtype=values.dtype, name=name, copy=False)
    if frequency is not None:
        offset = _read_frequency(frequency)
        if isinstance(offset, pd.offsets.Tick) or len(index) <= STEPPED:
            index.freq = offset
    return index


# Extension arrays


def _write_categorical(writer, value):
    return [
        "pandas.categorical",
        writer.node(library("numpy").asarray(value.codes)),
        writer.child(value.categories, ".categories"),
        bool(value.ordered),
    ]


@reads("pandas.categorical", weight=50)
def _read_categorical(reader, codes, categories, ordered):
    pd = library("pandas")
    codes = as_array(reader.node(codes))
    expect(codes.dtype.kind == "i" and type(ordered) is bool, "whole codes")
    dtype = pd.CategoricalDtype(_read_labels(reader, categories), ordered=ordered)
    return pd.Categorical.from_codes(codes, dtype=dtype)


def _write_masked(writer, value):
    """Nullable numbers and truth values: a value and a mask for each."""
    return ["pandas.nullable", writer.node(value._data), writer.node(value._mask)]


@reads("pandas.nullable", weight=50)
def _read_masked(reader, values, mask):
    pd = library("pandas")
    values, mask = as_array(reader.node(values)), as_array(reader.node(mask))
    expect(mask.dtype.kind == "b" and mask.shape == values.shape, "a mask of its shape")
    kinds = {
        "b": pd.arrays.BooleanArray,
        "i": pd.arrays.IntegerArray,
        "u": pd.arrays.IntegerArray,
        "f": pd.arrays.FloatingArray,
    }
    expect(values.dtype.kind in kinds and values.dtype.isnative, "numbers")
    return kinds[values.dtype.kind](values, mask)


def _write_strings(writer, value):
    """Texts, None where one is missing; whether the missing are NA or NaN is the dtype's."""
    np, pd = library("numpy"), library("pandas")
    texts = np.where(value.isna(), None, value.to_numpy(dtype=object)).tolist()
    missing = "NA" if value.dtype.na_value is pd.NA else "nan"
    return ["pandas.strings", value.dtype.storage, missing, writer.sequence(texts)]


@reads("pandas.strings", weight=50)
def _read_strings(reader, storage, missing, texts):
    pd = library("pandas")
    missing = {"NA": pd.NA, "nan": library("numpy").nan}[expect_text(missing, ("NA", "nan"))]
    storage = expect_text(storage, ("python", "pyarrow"))
    texts = reader.sequence(texts)
    expect(set(map(type, texts)) <= {str, type(None)}, "texts")
    return pd.array(texts, dtype=pd.StringDtype(storage=storage, na_value=missing))


def _write_times(writer, value):
    """Times or spans; with a zone, the times are those of UTC."""
    counts = value.asi8 if hasattr(value, "asi8") else value.view("i8")
    kind = "times" if value.dtype.kind == "M" else "spans"
    zone = writer.child(getattr(value, "tz", None), ".tz")
    return ["pandas.times", kind, value.unit, zone, writer.node(counts)]


@reads("pandas.times", weight=50)
def _read_times(reader, kind, unit, zone, counts):
    pd = library("pandas")
    counts, unit = as_array(reader.node(counts)), expect_text(unit, UNITS)
    expect(counts.dtype == "i8" and counts.ndim == 1, "whole numbers")
    if expect_text(kind, ("times", "spans")) == "spans":
        return pd.TimedeltaIndex(counts.view(f"m8[{unit}]")).array
    times = pd.DatetimeIndex(counts.view(f"M8[{unit}]"))
    return times.array if zone is None else in_zone(times, reader.node(zone)).array


def in_zone(times, zone):
    """Times of UTC, told as those of a zone."""
    return times.tz_localize("UTC").tz_convert(expect_zone(zone))


def expect_zone(zone):
    """A zone that was made by a reader of ours, and no text that pandas would look up."""
    expect(type(zone).__name__ in ("timezone", "ZoneInfo"), "a time zone")
    return zone


def _write_periods(writer, value):
    return ["pandas.periods", period_name(value.dtype), writer.node(value.asi8)]


@reads("pandas.periods", weight=50)
def _read_periods(reader, frequency, ordinals):
    pd = library("pandas")
    ordinals = as_array(reader.node(ordinals))
    expect(ordinals.dtype == "i8" and ordinals.ndim == 1, "whole numbers")
    return pd.arrays.PeriodArray(ordinals, dtype=_read_period_dtype(frequency))


def _write_intervals(writer, value):
    left, right = writer.child(value.left, ".left"), writer.child(value.right, ".right")
    return ["pandas.intervals", left, right, value.closed]


@reads("pandas.intervals", weight=50)
def _read_intervals(reader, left, right, closed):
    left, right = _read_labels(reader, left), _read_labels(reader, right)
    closed = expect_text(closed, CLOSED)
    return library("pandas").arrays.IntervalArray.from_arrays(left, right, closed=closed)


def _write_wrapped(writer, value):
    return ["pandas.wrapped", writer.node(library("numpy").asarray(value))]


@reads("pandas.wrapped", weight=50)
def _read_wrapped(reader, node):
    return library("pandas").arrays.NumpyExtensionArray(as_array(reader.node(node)))


ARRAYS = (
    ("IntegerArray FloatingArray BooleanArray", _write_masked),
    ("StringArray ArrowStringArray", _write_strings),
    ("DatetimeArray TimedeltaArray", _write_times),
    ("PeriodArray", _write_periods),
    ("IntervalArray", _write_intervals),
    ("NumpyExtensionArray", _write_wrapped),
)
DTYPES = (
    "Int8 Int16 Int32 Int64 UInt8 UInt16 UInt32 UInt64 Float32 Float64 Boolean "
    "String Categorical Period Interval DatetimeTZ"
)


def _write_dtype(writer, value):
    """A dtype, as an array without items."""
    empty = value.construct_array_type()._from_sequence([], dtype=value)
    return ["pandas.dtype", writer.node(empty)]


@reads("pandas.dtype", weight=50)
def _read_dtype(reader, node):
    array = reader.node(node)
    expect(isinstance(array, library("pandas").api.extensions.ExtensionArray), "an array")
    return array.dtype


# Scalars


def _write_timestamp(writer, value):
    count = int(value.asm8.view("i8"))
    return ["pandas.timestamp", count, value.unit, writer.child(value.tzinfo, ".tzinfo")]


@reads("pandas.timestamp", weight=5)
def _read_timestamp(reader, count, unit, zone):
    np, pd = library("numpy"), library("pandas")
    moment = np.datetime64(expect_whole(count), expect_text(unit, UNITS))
    time = pd.Timestamp(moment)
    return time if zone is None else in_zone(time, reader.node(zone))


def _write_timedelta(writer, value):
    return ["pandas.timedelta", int(value.asm8.view("i8")), value.unit]


@reads("pandas.timedelta", weight=5)
def _read_timedelta(reader, count, unit):
    np = library("numpy")
    span = np.timedelta64(expect_whole(count), expect_text(unit, UNITS))
    return library("pandas").Timedelta(span)


def _write_period(writer, value):
    return ["pandas.period", period_name(library("pandas").PeriodDtype(value.freq)), value.ordinal]


@reads("pandas.period", weight=20)
def _read_period(reader, frequency, ordinal):
    frequency = _read_period_dtype(frequency).freq
    return library("pandas").Period(ordinal=expect_whole(ordinal), freq=frequency)


def _write_interval(writer, value):
    left, right = writer.child(value.left, ".left"), writer.child(value.right, ".right")
    return ["pandas.interval", left, right, value.closed]


@reads("pandas.interval", weight=5)
def _read_interval(reader, left, right, closed):
    left, right, closed = reader.node(left), reader.node(right), expect_text(closed, CLOSED)
    return library("pandas").Interval(left, right, closed=closed)


@reads("pandas.NaT")
def _read_not_a_time(reader):
    return library("pandas").NaT


@reads("pandas.NA")
def _read_missing(reader):
    return library("pandas").NA


# Frequencies and offsets


def frequency_name(offset):
    """The name by which pandas finds an offset again; None where there is none."""
    if offset is None or not FREQUENCY.fullmatch(offset.freqstr):
        return None
    try:
        return offset.freqstr if named(offset.freqstr) == offset else None
    except ValueError:
        return None


def named(name):
    """The offset of a name, which pandas looks up in a table of its own."""
    return library("pandas").tseries.frequencies.to_offset(name)


def _read_frequency(name):
    expect(FREQUENCY.fullmatch(expect_text(name)) is not None, "a simple frequency")
    return named(name)


def period_name(dtype):
    """The name of a frequency of periods: of ``period[Q-DEC]``, what is in brackets."""
    return dtype.name[len("period[") : -1]


def _read_period_dtype(name):
    expect(FREQUENCY.fullmatch(expect_text(name)) is not None, "a simple frequency")
    return library("pandas").PeriodDtype(name)


def _write_offset(writer, value):
    if name := frequency_name(value):
        return ["pandas.offset", name]
    if type(value) is library("pandas").DateOffset and sound_parts(value.n, value.kwds):
        return ["pandas.date offset", value.n, bool(value.normalize), writer.node(value.kwds)]
    raise Refused(type_name(type(value)), "is no simple offset")


def sound_parts(times, parts):
    """Whether an offset is some moderate numbers of years, days, minutes."""
    numbers = [times, *parts.values()]
    sound = all(type(n) is int and abs(n) <= LONGEST_OFFSET for n in numbers)
    return sound and set(parts) <= {*SPANS, *PLACES}


@reads("pandas.offset", weight=5)
def _read_offset(reader, name):
    return _read_frequency(name)


@reads("pandas.date offset", weight=5)
def _read_date_offset(reader, times, normalize, parts):
    parts = reader.node(parts)
    expect(type(normalize) is bool and type(parts) is dict, "parts of an offset")
    expect(sound_parts(times, parts), "moderate parts of an offset")
    return library("pandas").DateOffset(times, normalize=normalize, **parts)
