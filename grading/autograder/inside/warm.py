"""Work done once before the first fork, so that no student's process has to do it for the first time.

Python's interpreter makes code that has run a few times faster, and libraries load parts of
themselves and fill caches when they are first used. Each of these is done here, for what notebooks
use most, and is then in every fork. Nothing here depends on a course, and nothing stays behind: no
name in the shell, no setting, no file.
"""

import io
import sys
import warnings
from contextlib import suppress

from grading.autograder.inside import examiner, names, plain, standard, student

__all__ = ["warm"]

ROUNDS = 12  # Python looks at code again after eight runs

CELLS = """
def summed(rows, name):
    total = 0
    for row in rows:
        if row[name] > 1:
            total += row[name]
    return total

assert summed([{"a": n} for n in range(9)], "a") == 35, "The sum is off."

words = {word: len(word) for word in "some words of a text".split()}
assert isinstance(words, dict) and sorted(words) and round(1.5) == 2

display(words)

words
"""


ANSWER = """
def doubled(rows, more=0):
    return rows * 2 + more
table = {"a": [1, 2], "b": 1.5}
"""
TEST = """
assert callable(doubled), "Define a function named `doubled`."
assert doubled([1], [2]) == [1, 1, 2], "Look at the list."
assert table["b"] == 1.5 and doubled(2) == 4
"""
FAILING = ['assert doubled(1) == 3, "Look at one."', "doubled(None)"]


def warm(shell):
    """Run what notebooks use most, in the shell and in the libraries that are loaded."""
    standard.known_zones()
    before = dict(shell.user_ns)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(ROUNDS):
            for source in CELLS.split("\n\n"):
                shell.run(source)
            _dialogue(shell)
            for step in (_tables, _arrays, _figures, _graphs, _crossing):
                with suppress(Exception):  # of a library that is not there, or is another version
                    step()
    shell.user_ns.clear()
    shell.user_ns.update(before)
    shell.history_manager.reset(new_session=False)
    shell.execution_count = 1


def _dialogue(shell):
    """An answer and its test, as two processes have it, here in one: the shell serves both."""
    asked = student.Student(None, shell, 1000)
    asks = examiner.Examiner(None, shell, 1000)
    theirs = {}

    def ask(head, blob=b""):
        ours = dict(shell.user_ns)
        shell.user_ns.update(theirs)
        told = asked.reply(head, blob)
        shell.user_ns.update(ours)
        return told

    asks.ask = ask
    asks.do_prepare({"environment": {}, "classes": [], "imports": ["import math"]})
    asked.reply({"do": "run", "source": ANSWER}, b"")
    theirs.update({name: shell.user_ns.pop(name) for name in ("doubled", "table")})
    reads = {"loaded": ["doubled", "table"], "seeds": False, "why": ""}
    reads |= {key: [] for key in ["theirs", "mentioned", "deferred", "files", "binds", "sets"]}
    for source in [TEST, *FAILING]:
        shown = asks.reply({"do": "test", "source": source, **reads})["outputs"]
        assert len(shown) == (source in FAILING), shown


def _tables():
    pd = sys.modules["pandas"]
    rows = {"day": ["2024-01-02", "2024-01-01", None, "2024-01-03"], "kind": list("abab")}
    frame = pd.DataFrame(rows | {"low": [3, 1, 2, 5], "best": [3.5, None, 2.0, 5.0]})
    frame["day"] = pd.to_datetime(frame["day"])
    frame["kind"] = frame["kind"].astype("category")
    frame["text"] = frame["kind"].astype(str).str.upper().str.contains("A")
    read = pd.read_csv(io.StringIO(frame.to_csv(index=False)), dtype={"low": "Int64"})
    kept = frame[(frame["low"] > 1) & frame["best"].notna()].sort_values(["kind", "low"])
    frame.query("low > 1 and best == best").assign(more=lambda rows: rows["low"] * 2)
    frame.groupby("kind", observed=True)["low"].agg(["sum", "mean"]).reset_index()
    frame.merge(kept, on="kind", how="left").drop_duplicates().set_index("day_x")
    pd.concat([frame, kept], ignore_index=True).pivot_table(
        index="kind", values="low", observed=True
    )
    [row.low for row in frame.itertuples()], [row["low"] for _, row in frame.iterrows()]
    frame.to_dict("records"), frame.apply(len), frame["kind"].map({"a": 1}), read.isna().any()
    frame.loc[0, "low"], frame.iloc[1], frame["low"].value_counts().to_dict(), frame.equals(kept)
    (
        frame["low"].tolist(),
        frame["kind"].isin(["a"]).sum(),
        frame["low"].idxmax(),
        frame["best"].fillna(0),
    )
    frame._repr_html_(), repr(frame), frame.describe(), frame.head(2).style.format("{}").to_html()
    pd.testing.assert_frame_equal(frame, frame.copy())


def _arrays():
    np = sys.modules["numpy"]
    values = np.arange(12.0).reshape(3, 4)
    values.mean(axis=0), values.std(), values[values > 3], np.isclose(values, values).all()
    (
        np.random.default_rng(1).normal(size=3),
        np.allclose(values, values),
        values @ values.T,
        repr(values),
    )


def _figures():
    go = sys.modules["plotly.graph_objects"]
    figure = go.Figure(go.Scatter(x=[1, 2], y=[3, 4])).update_layout(title="A title")
    figure.to_dict(), figure._repr_mimebundle_()
    plain.decode(plain.encode(figure))


def _graphs():
    nx = sys.modules["networkx"]
    graph = nx.Graph([(1, 2), (2, 3), (3, 1), (3, 4)])
    (
        nx.betweenness_centrality(graph),
        nx.shortest_path(graph, 1, 4),
        list(nx.connected_components(graph)),
    )
    nx.node_link_data(graph), dict(graph.degree()), graph.edges(data=True)
    plain.decode(plain.encode(graph))


def _crossing():
    pd = sys.modules.get("pandas")
    names.loaded(CELLS), names.bound(CELLS)
    values = [1, 2.5, "text", None, {"a": [1, 2], "b": (True, {3})}, b"bytes"]
    if pd:
        frame = pd.DataFrame(
            {"a": [1, 2], "b": ["x", None], "c": pd.to_datetime(["2024-01-01"] * 2)}
        )
        values += [frame, frame["a"], frame.index]
    for value in values:
        plain.decode(plain.encode(((value,), {})))
