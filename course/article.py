"""The command `casebook article`: see what copy of the article is here, add one, fetch one.

A copy is taken only when every body paragraph in it is as recorded, and is written whole or not at
all. What a copy must have is decided in `course.texts`.
"""

import os
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import click
import requests
import urllib3
from bs4 import BeautifulSoup
from rich.console import Console
from rich.table import Table

from course import __version__, texts, tree
from course.errors import (
    CopyKeptError,
    CopyUnreadableError,
    CopyUnwritableError,
    FetchError,
    NotTheArticleError,
)
from course.matching import canonical

__all__ = ["Kept", "article", "download", "keep", "post_text", "posts"]

OTHERWISE = "Or save the page from a browser and run: casebook article add FILE"
LARGEST = 5_000_000  # bytes; a page with a month of posts is a tenth of this
LONGEST = 500_000  # characters; the article has under ten thousand
BLOCKS = ["p", "div", "table", "tr", "td", "li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"]


@dataclass(frozen=True)
class Kept:
    """What `keep` did: `news` is added, replaced or unchanged; `checks` is one a segment."""

    place: Path
    news: str
    checks: list

    @property
    def absent(self):
        """The segments a copy may lack and this one does lack, or has in other words."""
        return [check for check in self.checks if check.status != "found"]


def keep(text, source, place, *, seeds=tree.SEEDS, replace=False):
    """Lay a copy out as recorded and keep it at `place`.

    Parameters
    ----------
    text : str
        The copy, in any layout; it may hold other text around the article.
    source : str
        Where it is from, for messages.
    place : pathlib.Path
        Where to keep it.
    replace : bool
        Whether a good copy that is there and differs may be replaced.

    Raises
    ------
    CopyUnreadableError
        If the text is too long to be a copy.
    NotTheArticleError
        If a body paragraph is not there or is in other words. Nothing is written.
    CopyKeptError
        If another good copy is there and `replace` is not set.
    """
    if len(text) > LONGEST:
        raise CopyUnreadableError(
            str(source), f"{len(text):,} characters, far more than an article"
        )
    copy = texts.Article(text, seeds=seeds)
    if not copy.has_text:
        raise NotTheArticleError(
            str(source),
            _count(copy.checks),
            len(copy.checks),
            tuple(
                str(check) for check in copy.checks if check.required and check.status != "found"
            ),
        )
    page = copy.text.encode()
    if not place.exists():
        news = "added"
    elif place.read_bytes() == page:
        return Kept(place, "unchanged", copy.checks)
    else:
        _may_replace(place, copy, seeds, replace)
        news = "replaced"
    _write(place, page)
    return Kept(place, news, copy.checks)


def _may_replace(place, copy, seeds, replace):
    """Refuse for the sake of a good copy that differs; put aside what is no copy."""
    try:
        there = texts.article(place, seeds=seeds)
    except CopyUnreadableError:
        there = texts.Article(seeds=seeds)
    if not there.has_text:
        _put_aside(place)
    elif there.text != copy.text and not replace:
        total = len(copy.checks)
        raise CopyKeptError(str(place), _count(there.checks), _count(copy.checks), total)


def _put_aside(place):
    aside = place.with_name(f"{place.name}.old")
    try:
        place.replace(aside)
    except OSError as error:
        raise CopyUnwritableError(str(place), error.strerror) from error


def _write(place, page):
    """Write beside, then rename: a reader never sees half a copy."""
    beside = place.with_name(f"{place.name}.{os.getpid()}.part")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(page)
        beside.replace(place)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise CopyUnwritableError(str(place), error.strerror) from error


def _count(checks):
    return sum(check.status == "found" for check in checks)


def download(address, timeout):
    """The bytes at an address, within `timeout` seconds in all.

    Raises
    ------
    FetchError
        If there is no network, no answer in time, no page, or more than a page.
    """
    deadline = time.monotonic() + timeout
    late = FetchError(
        address,
        f"it was not there within {timeout:g} seconds",
        f"Try again, or allow more time: --timeout {4 * timeout:g}. {OTHERWISE}",
    )
    headers = {"User-Agent": f"casebook/{__version__} (a reader's copy for a course)"}
    data = bytearray()
    try:
        with requests.get(address, headers=headers, timeout=timeout, stream=True) as answer:
            if not answer.ok:
                raise FetchError(
                    address,
                    f"the server answered {answer.status_code} ({answer.reason})",
                    f"Check the address, or try again later. {OTHERWISE}",
                )
            while piece := answer.raw.read1(65_536, decode_content=True):
                data += piece
                if time.monotonic() > deadline:
                    raise late
                if len(data) > LARGEST:
                    raise FetchError(
                        address, "it goes on for more than five megabytes", "Check the address."
                    )
    except (requests.Timeout, urllib3.exceptions.TimeoutError):
        raise late from None
    except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
        raise FetchError(
            address,
            f"no connection could be made or kept ({_reason(error)})",
            f"Check the network and the address, then try again. {OTHERWISE}",
        ) from None
    return bytes(data)


def _reason(error):
    """The innermost cause in a few words, without the library's wrapping."""
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__
    return getattr(error, "strerror", None) or type(error).__name__


def posts(page):
    """The posts of a Blogspot page as (title, text), the text led by date and title.

    Parameters
    ----------
    page : bytes or str
        HTML of one post, or of an archive page with several.
    """
    soup = _soup(page)
    return [_post(body) for body in soup.select("div.post-body")]


def _soup(page):
    """Parsed HTML with a line end for each break and a blank line between blocks."""
    soup = BeautifulSoup(page, "html.parser")
    for tag in soup(["script", "style", "noscript"]):
        tag.decompose()
    for tag in soup("br"):
        tag.replace_with("\n")
    for tag in soup(BLOCKS):
        tag.insert_before("\n\n")
        tag.insert_after("\n\n")
    return soup


def _post(body):
    title = body.find_previous(class_="post-title")
    date = body.find_previous(class_="date-header")
    parts = [part.get_text() for part in (date, title, body) if part]
    return canonical(title.get_text() if title else ""), "\n\n".join(parts)


def post_text(page, title):
    """The text of the post with this title; of the whole page where it has no posts.

    Returns None where there are posts, but none of this title.
    """
    found = posts(page)
    if not found:
        return _soup(page).get_text()
    wanted = canonical(title).casefold()
    return next((text for name, text in found if name.casefold() == wanted), None)


@click.group()
@click.option(
    "--seeds",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=tree.SEEDS,
    help="Folder with the article's record; the copy is kept there.  [default: seeds]",
)
@click.pass_context
def article(context, seeds):
    """The article: whether a copy is here, and how to get one."""
    context.obj = seeds


@article.command()
@click.pass_obj
def status(seeds):
    """Say what copy of the article is here, and whether it is whole."""
    console, place = Console(), seeds / "article.txt"
    _say(console, str(texts.record(seeds)))
    if not place.exists():
        _say(console, f"No copy is here: lessons show our gists. {texts.HOW_TO_GET}")
        return
    copy = texts.article(place, seeds=seeds)
    _say(console, f"Copy: {place}")
    console.print(_summary(copy.checks))
    _name(console, [check for check in copy.checks if check.status != "found"])
    if not copy.has_text:
        _say(console, f"This copy is not whole. {texts.HOW_TO_GET}")
        raise SystemExit(1)


@article.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--replace", is_flag=True, help="Replace a good copy that is already here.")
@click.pass_obj
def add(seeds, file, replace):
    """Take FILE, a text file or a saved web page, as your copy of the article."""
    text = texts.decode(_read(file), file)
    if text.lstrip()[:200].lower().startswith(("<!doctype html", "<html", "<?xml", "<!--")):
        text = post_text(text, texts.record(seeds).title) or ""
    _report(keep(text, file, seeds / "article.txt", seeds=seeds, replace=replace))


@article.command()
@click.option("--url", help="Web address of the page.  [default: the article's public address]")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=30,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait, in all.",
)
@click.option("--replace", is_flag=True, help="Replace a good copy that is already here.")
@click.pass_obj
def fetch(seeds, url, timeout, replace):
    """Get the article from its public address."""
    record = texts.record(seeds)
    url = url or record.address
    if not url.startswith(("http://", "https://")):
        raise click.BadParameter(
            f"{url!r} does not begin with http:// or https://", param_hint="url"
        )
    console = Console()
    with console.status(f"Fetching {url}"):
        page = download(url, timeout)
    text = post_text(page, record.title)
    if text is None:
        names = "; ".join(f"“{name}”" for name, _ in posts(page)[:3])
        raise FetchError(url, f"its posts are others: {names}", f"Check the address. {OTHERWISE}")
    _report(keep(text, url, seeds / "article.txt", seeds=seeds, replace=replace))


def _read(file):
    size = file.stat().st_size
    if size > LARGEST:
        raise CopyUnreadableError(str(file), f"{size:,} bytes, far more than an article")
    return file.read_bytes()


def _report(kept):
    console = Console()
    news = {
        "added": "Added your copy",
        "replaced": "Replaced the copy",
        "unchanged": "The same copy is already",
    }
    _say(console, f"{news[kept.news]} at {kept.place}. Git ignores it; it stays with you.")
    console.print(_summary(kept.checks))
    _name(console, kept.absent)


def _summary(checks):
    table = Table("segments", "recognised", "of", "needed")
    every = Counter(check.segment_kind for check in checks)
    found = Counter(check.segment_kind for check in checks if check.status == "found")
    for kind, total in every.items():
        table.add_row(kind, str(found[kind]), str(total), "yes" if kind == "body" else "no")
    return table


def _name(console, checks):
    for check in checks:
        note = "" if check.required else "; the course works without it"
        _say(console, f"  {check}{note}")


def _say(console, message):
    console.print(message, soft_wrap=True, markup=False, highlight=False)
