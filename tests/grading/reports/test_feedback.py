"""Feedback pages: what a student made must not act in the browser of whoever opens them."""

import base64
from copy import deepcopy

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from grading import converters
from grading.autograder.engine import autograde
from grading.reports.feedback import LEFT_OUT, SafeExporter, SafeOutputs, cleaned
from tests.grading.autograder.test_engine import submit
from tests.grading.conftest import nbgrader_cell

EVIL = """from IPython.display import HTML, SVG, Javascript, Markdown, display
display(HTML('<b>kept</b><script>alert(1)</script><img src="https://example.org/c.png" onerror="alert(2)">'))
display(SVG('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(3)"><script>alert(4)</script></svg>'))
display(Javascript("alert(5)"))
display(Markdown("[go](javascript:alert(6)) <iframe src='https://example.org'></iframe>"))
display({"image/png": '"><script>alert(7)</script>'}, raw=True, metadata={"image/png": {"width": "1 onerror=alert(8)"}})
total = 6"""


def page_of(cell, **settings):
    """The page of a notebook with one cell, as the feedback step makes its body."""
    notebook, resources = SafeOutputs(**settings).preprocess(new_notebook(cells=[cell]), {})
    html, _ = SafeExporter(template_name="classic").from_notebook_node(notebook, resources)
    return BeautifulSoup(html, "html.parser").find("body")


def acts(soup):
    """What could act on a page: scripts, frames, handlers, addresses that are code or elsewhere."""
    found = [str(each) for each in soup.find_all(["script", "iframe", "object", "embed", "form"])]
    for tag in soup.find_all(True):
        for name, value in tag.attrs.items():
            text = "".join(str(value).split()).lower()
            if name.startswith("on") or text.startswith(("javascript:", "vbscript:", "data:text")):
                found.append(f"{tag.name} {name}={value}")
            if name == "src" and not text.startswith("data:image/"):
                found.append(f"{tag.name} {name}={value}")
    return found


def output(**data):
    return new_output("display_data", {kind.replace("_", "/", 1): v for kind, v in data.items()})


def test_an_answer_cannot_act_on_its_feedback_page(released):
    """The page is made by nbgrader's own step, from what a real kernel put out."""
    submit(released, "eve", {"toy_sum_answer": EVIL})
    assert [outcome.status for outcome in autograde(released, "toy")] == ["graded"]
    (folder,) = converters.write_feedback(released, "toy")
    soup = BeautifulSoup((folder / "toy.html").read_text(encoding="utf-8"), "html.parser")
    assert "Score: 0.0 / 3.0" in soup.find("h4").text
    assert "kept" in [bold.text for bold in soup.find_all("b")]
    assert acts(soup.find("body")) == []


@given(markup=st.text(alphabet="<>/\"'= abdefghijlmnoprstvcx:;#&()1!-\n\t", max_size=60))
@example("<svg><style><img src=x onerror=alert(1)></style></svg>")
@example('<a href="java\nscript:alert(1)">x</a>')
@example("<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>")
@example('<img src="data:image/svg+xml;base64,PHN2Zz4=">')
@example('<a href="data:text/html;base64,PHNjcmlwdD4=">x</a>')
@example("<img src=//example.org/x.png>")
def test_nothing_that_is_cleaned_can_act(markup):
    """Whatever is thrown at it."""
    assert acts(BeautifulSoup(cleaned(markup), "html.parser")) == []


def test_a_table_of_pandas_is_still_a_table():
    """Honest outputs are what the page is for."""
    html = "<style scoped>td {color: red}</style><table><tr><th>a</th><td>7</td></tr></table>"
    soup = page_of(new_code_cell("frame", outputs=[output(text_html=html)]))
    assert soup.find("td").text == "7"
    assert "color: red" not in str(soup)


def test_a_picture_is_kept_and_anything_else_in_its_place_is_not():
    """A picture stands on the page as base64, and base64 cannot close a quotation mark."""
    picture = base64.b64encode(b"picture").decode()
    soup = page_of(new_code_cell("draw", outputs=[output(image_png=picture)]))
    assert soup.find("img")["src"] == f"data:image/png;base64,{picture}"
    soup = page_of(new_code_cell("draw", outputs=[output(image_png='"><script>x</script>')]))
    assert acts(soup) == []


def test_an_interactive_output_leaves_a_note():
    """A reader should know that something was there."""
    shown = {"application_vnd.plotly.v1+json": {"data": []}, "application_javascript": "alert(1)"}
    soup = page_of(new_code_cell("fig", outputs=[output(**shown)]))
    assert LEFT_OUT in soup.text
    assert acts(soup) == []


@pytest.mark.parametrize("cell", [new_markdown_cell, new_raw_cell])
def test_a_written_answer_is_cleaned(cell):
    """Markdown may hold any markup, and its links any address."""
    soup = page_of(cell("<script>alert(1)</script> [a](javascript:alert(2)) ![b](http://e.org/c)"))
    assert acts(soup) == []


def test_outputs_have_an_end():
    """A loop that prints must not make a page that no browser opens."""
    long = new_output("stream", text="x" * 90 + "end")
    soup = page_of(
        new_code_cell("loop", outputs=[deepcopy(long) for _ in range(5)]), longest=50, most=2
    )
    assert soup.text.count("43 more characters are not shown") == 2
    assert "3 more outputs are not shown" in soup.text
    assert "end" not in soup.text


HIDDEN = (
    "assert total\n### BEGIN HIDDEN TESTS\nassert total == 7, 'Add them.'\n### END HIDDEN TESTS"
)


@pytest.mark.parametrize("shown", [False, True])
def test_hidden_tests_are_shown_only_if_asked_for(shown):
    """Neither their lines nor the lines of their tracebacks; what they say to the student stays."""
    trace = ["AssertionError  Traceback", "----> 3 assert total == 7, 'Add them.'"]
    error = new_output("error", ename="AssertionError", evalue="Add them.", traceback=trace)
    cell = nbgrader_cell(HIDDEN, "toy_sum", points=2)
    cell.outputs = [error]
    soup = page_of(cell, hidden_tests=shown)
    assert ("total == 7" in soup.text) is shown
    assert "Add them." in soup.text
