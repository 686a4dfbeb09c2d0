import html
import os
import re
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from course import article as command
from course import errors, texts
from course.cli import main

OTHER_POST = "<p>The harbour office <b>counts</b> boats.</p><p>It does not count people.</p>"


def run(case, *arguments):
    """`casebook article` on the case's own folder."""
    return CliRunner().invoke(main, ["article", "--seeds", str(case.seeds), *map(str, arguments)])


def words_of(case, segment):
    return case.text[segment.char_start : segment.char_end]


def as_html(words):
    """Escaped, with the entities and the wrapped source lines a blog's editor leaves."""
    words = html.escape(words, quote=False).replace("\u00a0", "&nbsp;").replace("’", "&#8217;")
    return re.sub(r"(\S+ \S+ \S+) ", r"\1\n  ", words, count=3)


def blog_post(title, date, body):
    return f"""
      <div class='date-outer'><h2 class='date-header'><span>{date}</span></h2>
      <div class='date-posts'><div class='post-outer'><div class='post hentry uncustomized'>
      <h3 class='post-title entry-title' itemprop='name'><a href='#'>{title}</a></h3>
      <div class='post-header'></div>
      <div class='post-body entry-content' id='post-body-1'>{body}<div style='clear: both;'></div>
      </div><div class='post-footer'>Posted at 10:00</div></div></div></div></div>"""


def blog_page(*posts):
    return f"""<!DOCTYPE html><html><head><meta charset='utf-8'><title>A blog: March</title>
      <script>var title = "<p>not text</p>";</script></head><body>
      <div class='blog-posts hfeed'>{"".join(posts)}</div>
      <div class='sidebar'><ul class='posts'><li><a href='#'>An older post</a></li></ul></div>
      </body></html>"""


def page_of(case):
    """An archive page in the shape Blogspot gives it: another post first, then the article."""
    body, title, date = [], "", ""
    for segment in case.segments:
        words = as_html(words_of(case, segment))
        if segment.segment_id == "front_dateline":
            date = words
        elif segment.segment_id == "front_title":
            title = words
        elif segment.segment_kind == "caption":
            body.append(
                "<table class='tr-caption-container'><tbody><tr><td><a href='#'><img src='#'></a>"
                f"</td></tr><tr><td class='tr-caption'>{words}</td></tr></tbody></table>"
            )
        elif segment.segment_kind == "link":
            body.append(f"&nbsp;<a href='#'><b>{words}</b></a>")
        else:
            body.append(f"<br /><br /><span style='font-size: large;'>{words}</span>")
    post = blog_post(title, date, "".join(body))
    return blog_page(blog_post("On counting boats", "Monday, May 6, 2030", OTHER_POST), post)


@pytest.fixture
def serve(monkeypatch):
    """Start a web server on this machine: `serve(pages)` gives its address."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    over, servers = threading.Event(), []

    def start(pages):
        class Answer(BaseHTTPRequestHandler):
            def do_GET(self):
                page = pages.get(self.path)
                if self.path == "/silent":
                    over.wait(20)
                elif self.path == "/drip":
                    self.drip()
                elif page is None:
                    self.send_error(404)
                else:
                    self.send_response(200)
                    self.send_header("Content-Type", "text/html; charset=UTF-8")
                    self.end_headers()
                    self.wfile.write(page.encode())

            def drip(self):
                self.send_response(200)
                self.end_headers()
                while not over.wait(0.1):
                    self.wfile.write(b".")

            def log_message(self, *_):
                """Keep the test's output clean."""

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_):
                """A client that gave up waiting is what some tests are about."""

        server = Server(("127.0.0.1", 0), Answer)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    over.set()
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def untouched():
    """Assert at the end of a block that a file kept its bytes and its time."""

    class Untouched:
        def __init__(self, place):
            self.place = place

        def __enter__(self):
            os.utime(self.place, ns=(10**18, 10**18))  # a rewrite within the clock's tick shows
            self.before = self.place.read_bytes()

        def __exit__(self, *_):
            assert self.place.read_bytes() == self.before
            assert self.place.stat().st_mtime_ns == 10**18

    return Untouched


def offer(case, text, name="copy.txt"):
    """A file with `text` outside the folder of the record."""
    file = case.seeds.parent / name
    file.write_text(text, encoding="utf-8", newline="")
    return file


def with_other_word(case):
    """The article with one word of its second body paragraph changed."""
    segment = [segment for segment in case.segments if segment.required][1]
    words = words_of(case, segment).split(" ")
    words[len(words) // 2] = "otherwise"
    return (
        case.text[: segment.char_start] + " ".join(words) + case.text[segment.char_end :],
        segment,
    )


def without_captions(case):
    text = case.text
    for segment in case.segments:
        if segment.segment_kind == "caption":
            text = text.replace(words_of(case, segment), "")
    return text


# status


def test_status_without_a_copy_says_how_to_get_one(made_up):
    """No copy is no fault: the course works on gists."""
    result = run(made_up, "status")
    assert result.exit_code == 0
    assert "casebook article fetch" in result.output
    assert "casebook article add FILE" in result.output


def test_status_of_a_good_copy_counts_its_segments(case):
    """A reader sees at a glance that every kind is complete."""
    case.place.write_text(case.text, encoding="utf-8", newline="")
    result = run(case, "status")
    assert result.exit_code == 0
    body = sum(segment.required for segment in case.segments)
    assert re.search(rf"body\W+{body}\W+{body}\W+yes", result.output)


def test_status_of_an_altered_copy_names_the_segment(case):
    """A copy put there by hand may be altered; a person must look."""
    text, segment = with_other_word(case)
    case.place.write_text(text, encoding="utf-8", newline="")
    result = run(case, "status")
    assert result.exit_code == 1
    assert f"{segment.segment_id}, paragraph 2 ({segment.gist}): changed near line" in result.output


def test_the_command_runs_in_a_process_of_its_own(made_up):
    """What a reader types works from any folder."""
    casebook = Path(sys.executable).with_name("casebook")
    done = subprocess.run(
        [casebook, "article", "--seeds", made_up.seeds, "status"],
        capture_output=True,
        text=True,
        cwd=made_up.seeds,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "The Pier" in done.stdout


def test_the_command_reads_the_courses_own_record_by_default():
    """Without options the command is about this course's article."""
    result = CliRunner().invoke(main, ["article", "status"])
    assert "new-middle-east.blogspot.com" in result.output


# add


def test_a_copy_is_added_as_recorded(case):
    """Whatever the copy's layout, what is kept is the text the offsets count in."""
    result = run(case, "add", offer(case, case.text.replace("\u00a0", " ").replace("\n", "\r\n")))
    assert result.exit_code == 0, result.output
    assert case.place.read_bytes().decode() == case.text
    assert [p.name for p in case.seeds.glob("article.txt*")] == ["article.txt"]


def test_a_copy_without_captions_is_added_and_they_are_named(case):
    """Captions are often lost in copying, and no claim rests on them."""
    result = run(case, "add", offer(case, without_captions(case)))
    assert result.exit_code == 0
    assert "caption_1" in result.output
    assert "works without it" in result.output
    assert texts.article(seeds=case.seeds).has_text


def test_an_altered_copy_is_refused_and_the_segment_named(case):
    """We do not guess which wording is right."""
    text, segment = with_other_word(case)
    result = run(case, "add", offer(case, text))
    assert result.exit_code == 1
    total = len(case.segments)
    assert f"recognised {total - 1} of {total} segments" in result.output
    assert f"{segment.segment_id}, paragraph 2 ({segment.gist}): changed" in result.output
    assert re.search(r"about \d\d% alike", result.output)
    assert not case.place.exists()


@pytest.mark.parametrize("replace", [(), ("--replace",)])
def test_a_wrong_file_is_refused_and_nothing_is_overwritten(case, replace, untouched):
    """A slip in a file's name must not cost a reader the copy."""
    case.place.write_text(case.text, encoding="utf-8", newline="")
    wrong = offer(case, "A recipe for bread.\n\nFlour, water and salt.\n", "recipe.txt")
    with untouched(case.place):
        result = run(case, "add", wrong, *replace)
    assert result.exit_code == 1
    assert f"recognised 0 of {len(case.segments)} segments" in result.output
    assert "recipe.txt" in result.output


def test_an_altered_copy_does_not_replace_a_good_one(case, untouched):
    """Not even when asked to replace: a good copy is worth more."""
    case.place.write_text(case.text, encoding="utf-8", newline="")
    with untouched(case.place):
        assert run(case, "add", offer(case, with_other_word(case)[0]), "--replace").exit_code == 1


def test_the_same_copy_again_changes_nothing(case, untouched):
    """Adding twice is as good as adding once."""
    case.place.write_text(case.text, encoding="utf-8", newline="")
    with untouched(case.place):
        result = run(case, "add", offer(case, "\ufeff" + case.text))
    assert result.exit_code == 0
    assert "same copy" in result.output


def test_a_good_copy_is_replaced_only_when_asked(case, untouched):
    """A copy without captions is good, too, but not better than the one that is there."""
    case.place.write_text(case.text, encoding="utf-8", newline="")
    shorter = offer(case, without_captions(case))
    with untouched(case.place):
        result = run(case, "add", shorter)
    assert result.exit_code == 1
    assert "--replace" in result.output
    assert run(case, "add", shorter, "--replace").exit_code == 0
    assert not texts.article(seeds=case.seeds).segment("caption_1").exact


@pytest.mark.parametrize("there", [b"my notes", b"%PDF-1.7\n..."])
def test_what_is_no_copy_is_put_aside_and_not_lost(made_up, there):
    """A file of that name that is not the article may be somebody's notes."""
    made_up.place.write_bytes(there)
    assert run(made_up, "add", offer(made_up, made_up.text)).exit_code == 0
    assert made_up.place.read_bytes().decode() == made_up.text
    assert made_up.place.with_name("article.txt.old").read_bytes() == there


def test_a_copy_put_there_by_hand_is_laid_out_when_added(made_up):
    """The same words in another layout are the same copy: nothing is at stake."""
    made_up.place.write_text(" ".join(made_up.text.split()), encoding="utf-8")
    assert run(made_up, "status").exit_code == 0
    assert run(made_up, "add", made_up.place).exit_code == 0
    assert made_up.place.read_bytes().decode() == made_up.text


def test_a_saved_web_page_is_taken_as_it_is(case):
    """Readers save the page from the browser; its markup is not the article's."""
    result = run(case, "add", offer(case, page_of(case), "page.html"))
    assert result.exit_code == 0, result.output
    assert case.place.read_bytes().decode() == case.text


def test_a_pdf_is_refused_with_what_to_do(made_up):
    """A PDF of the page is the likeliest wrong format."""
    file = made_up.seeds.parent / "page.pdf"
    file.write_bytes(b"%PDF-1.7\n...")
    result = run(made_up, "add", file)
    assert result.exit_code == 1
    assert "plain text" in result.output


def test_a_file_far_too_long_is_refused_at_once(made_up):
    """A whole library is not searched for the article."""
    result = run(made_up, "add", offer(made_up, "word " * 200_000))
    assert result.exit_code == 1
    assert "1,000,000 characters" in result.output


def test_a_place_that_cannot_be_written_is_named(made_up):
    """A full disk or a locked folder is told in words; here a file stands where a folder should."""
    blocked = made_up.seeds / "article.toml" / "article.txt"
    with pytest.raises(errors.CopyUnwritableError, match=r"article\.toml"):
        command.keep(made_up.text, "copy", blocked, seeds=made_up.seeds)


@pytest.mark.parametrize(
    "arguments",
    [
        ("add",),
        ("add", "no-such-file.txt"),
        ("forget",),
        ("fetch", "--timeout", "0"),
        ("fetch", "--url", "ftp://127.0.0.1/page"),
    ],
)
def test_wrong_usage_exits_with_two(made_up, arguments):
    """Scripts tell a slip in the command from a text that needs a person."""
    assert run(made_up, *arguments).exit_code == 2


# fetch


def test_the_article_is_fetched_from_an_archive_page(case, serve):
    """The public address is a month's archive: the post is found by its title."""
    address = serve({"/2030/05/": page_of(case)})
    result = run(case, "fetch", "--url", f"{address}/2030/05/")
    assert result.exit_code == 0, result.output
    assert case.place.read_bytes().decode() == case.text


def test_a_page_of_other_posts_is_refused_and_they_are_named(made_up, serve):
    """The archive of another month looks just the same."""
    page = blog_page(blog_post("On counting boats", "Monday, May 6, 2030", OTHER_POST))
    result = run(made_up, "fetch", "--url", serve({"/": page}) + "/")
    assert result.exit_code == 1
    assert "“On counting boats”" in result.output
    assert not made_up.place.exists()


def test_a_post_of_this_title_with_other_text_is_refused(made_up, serve):
    """A title proves nothing: the body must be as recorded."""
    title = texts.record(made_up.seeds).title
    page = blog_page(blog_post(title, "Monday, May 6, 2030", OTHER_POST))
    result = run(made_up, "fetch", "--url", serve({"/": page}) + "/")
    assert result.exit_code == 1
    assert "body_01, paragraph 1 (Gist of body_01): missing" in result.output
    assert not made_up.place.exists()


def test_a_page_that_is_no_blog_is_refused(made_up, serve):
    """A log-in page of a café's network answers every address."""
    page = "<html><body><h1>Welcome</h1><p>Please accept the terms.</p></body></html>"
    result = run(made_up, "fetch", "--url", serve({"/": page}) + "/")
    assert result.exit_code == 1
    assert "recognised 0 of 7 segments" in result.output


def test_a_page_that_is_not_there_says_so(made_up, serve):
    """Blogs move; the reader can still save and add the page."""
    result = run(made_up, "fetch", "--url", serve({}) + "/gone")
    assert result.exit_code == 1
    assert "404" in result.output
    assert "casebook article add FILE" in result.output


@pytest.mark.parametrize("path", ["/silent", "/drip"])
def test_a_slow_server_is_given_up_in_time(made_up, serve, path):
    """The limit is on the whole, so a server that sends a byte now and then is slow, too."""
    begun = time.monotonic()
    result = run(made_up, "fetch", "--url", serve({}) + path, "--timeout", "0.5")
    assert time.monotonic() - begun < 5
    assert result.exit_code == 1
    assert "within 0.5 seconds" in result.output
    assert "Traceback" not in result.output


def test_no_connection_is_told_plainly(made_up, monkeypatch):
    """No network is the commonest case: one sentence, no traceback."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound and not listening: nobody else can answer
        port = closed.getsockname()[1]
        result = run(made_up, "fetch", "--url", f"http://127.0.0.1:{port}/")
    assert result.exit_code == 1
    assert "no connection could be made" in result.output
    assert "Check the network" in result.output


def test_a_fetch_keeps_a_good_copy(case, serve, untouched):
    """Fetching again is harmless: the same article changes nothing."""
    case.place.write_text(case.text, encoding="utf-8", newline="")
    address = serve({"/": page_of(case)})
    with untouched(case.place):
        assert run(case, "fetch", "--url", f"{address}/").exit_code == 0
