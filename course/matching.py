"""Recognise a copy of the article without holding a word of it.

A segment is known by its length and the SHA-256 of its canonical form, so it is found wherever it
stands in a copy, however the copy is spaced. A 128-bit sketch tells an altered segment from an
absent one. The layout list (where the recorded copy has double spaces, line breaks, curly quotes)
turns recognised segments back into the recorded text, character for character, so that offsets
made on one copy hold on every other. Nothing here reads a file; see `course.texts`.
"""

import hashlib
import math
import re
import unicodedata
from itertools import pairwise

import numpy as np

__all__ = ["canonical", "closest", "edges", "find", "fingerprint", "lay_out", "likeness", "sketch"]

FOLDED = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛ʼ′`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\ufeff\u200b\u200c\u200d\u2060\u00ad", None),  # seen by no reader
    }
)
SKETCH_BITS = 128


def canonical(text):
    """The form that is hashed: what two differently typed copies of one text have in common.

    Unicode NFC; typographic quotes, primes and dashes as ``'``, ``"`` and ``-``; invisible
    characters (byte-order mark, zero-width spaces, soft hyphen) dropped; every run of white space,
    no-break spaces and line ends included, as one space; none at either end.

    >>> canonical("\\ufeffPutin’s  ‘new\\u00a0order’\\r\\n")
    "Putin's 'new order'"
    """
    return " ".join(unicodedata.normalize("NFC", text).translate(FOLDED).split())


def fingerprint(text):
    """SHA-256, in hexadecimal, of the canonical form in UTF-8."""
    return hashlib.sha256(canonical(text).encode()).hexdigest()


def edges(canon):
    """Places in a canonical text where a segment may begin or end: not inside a word.

    >>> edges("to be")
    [0, 2, 3, 5]
    """
    inner = re.finditer(r"(?<![^\W_])|(?![^\W_])", canon)
    return sorted({0, *(match.start() for match in inner), len(canon)})


def find(canon, places, length, sha256):
    """Where in `canon` a stretch of `length` characters with this SHA-256 begins, or None."""
    known = set(places)
    for start in places:
        if start + length in known:
            stretch = canon[start : start + length]
            if hashlib.sha256(stretch.encode()).hexdigest() == sha256:
                return start
    return None


def lay_out(found, segments, layout, length):
    """The recorded text, from the canonical form of the segments a copy holds.

    Parameters
    ----------
    found : dict of str to str
        Segment id to canonical text. A segment that is not there is left as spaces.
    segments : iterable
        Objects with ``segment_id``, ``char_start`` and ``char_end``.
    layout : dict of int to str
        Offset in the recorded text to the characters printed there: inside a segment these stand
        for one character of the canonical form, between segments for none.
    length : int
        Characters in the recorded text.
    """
    page = [" "] * length
    for start, printed in layout.items():
        page[start : start + len(printed)] = printed
    for segment in segments:
        place = segment.char_start
        for character in found.get(segment.segment_id, ""):
            printed = layout.get(place, character)
            page[place : place + len(printed)] = printed
            place += len(printed)
    return "".join(page)


def sketch(text):
    """A 128-bit SimHash of pairs of neighbouring words, as 32 hexadecimal digits.

    Texts that share most of their wording have sketches that differ in few bits. A sketch cannot
    be turned back into words.

    References
    ----------
    Charikar, "Similarity estimation techniques from rounding algorithms", STOC 2002.
    """
    words = canonical(text).split()
    return np.packbits(_windows(words, len(words))[0]).tobytes().hex()


def likeness(sketch_a, sketch_b):
    """How alike two sketched texts are: the cosine of the angle the sketches estimate, 0 to 1."""
    return _cosine((int(sketch_a, 16) ^ int(sketch_b, 16)).bit_count())


def closest(words, count, wanted):
    """The run of `count` words most like the sketch `wanted`: its first word's place, its likeness.

    A text of fewer words is taken whole.
    """
    count = min(count, len(words))
    if not count:
        return 0, 0.0
    target = np.unpackbits(np.frombuffer(bytes.fromhex(wanted), dtype=np.uint8))
    different = (_windows(words, count) != target).sum(axis=1)
    best = int(different.argmin())
    return best, _cosine(int(different[best]))


def _cosine(different):
    return max(0.0, math.cos(math.pi * different / SKETCH_BITS))


def _windows(words, count):
    """Sketch bits of every run of `count` words, shape (len(words) - count + 1, 128)."""
    words = ["", *(word.casefold() for word in words)]
    return _sums([" ".join(pair) for pair in pairwise(words)], count) > 0


def _sums(features, count):
    """Sum of ±1 votes for each bit over every run of `count` features."""
    digests = b"".join(hashlib.blake2b(f.encode(), digest_size=16).digest() for f in features)
    votes = np.unpackbits(np.frombuffer(digests, dtype=np.uint8)).reshape(-1, SKETCH_BITS)
    running = np.zeros((len(features) + 1, SKETCH_BITS), dtype=np.int32)
    running[1:] = (2 * votes.astype(np.int8) - 1).cumsum(axis=0, dtype=np.int32)
    return running[count:] - running[: len(running) - count]
