"""Messages over a socket: a small JSON head and a blob of bytes, each with its length before it.

What comes from a student's process is read here and nowhere else, so it is held to a size, and
whatever is not a message ends as `Broken`.
"""

import json
import socket
import struct
import time

__all__ = ["LARGEST", "Broken", "Gone", "receive", "receive_with_socket", "send", "send_socket"]

SIZES = struct.Struct("!II")
LARGEST = 100_000_000  # bytes of a message
LARGEST_HEAD = 16_000_000  # of them; as Python's values it takes many times as much
PIECE = 1 << 20  # bytes read at once


class Broken(Exception):
    """The other side has gone, or sent what is no message."""


class Gone(Broken):
    """The other side has gone."""


def send(sock, head, blob=b""):
    """Send a message; raise `Broken` if nobody is there to take it."""
    told = json.dumps(head).encode()
    try:
        sock.sendall(SIZES.pack(len(told), len(blob)) + told + blob)
    except (BrokenPipeError, ConnectionError) as error:
        raise Gone("the other side has gone") from error


def receive(sock, deadline=None, largest=LARGEST):
    """The next message: its head, a dict, and its blob.

    `deadline` is a time of `time.monotonic` by which the whole message must be there.

    Raises
    ------
    Broken
        If the other side has gone or what it sent is no message.
    TimeoutError
        If the deadline passed.
    """
    head, blob = SIZES.unpack(_exactly(sock, SIZES.size, deadline))
    if head + blob > largest:
        raise Broken(f"a message of {head + blob:,} bytes; at most {largest:,} are read")
    if head > LARGEST_HEAD:
        raise Broken(f"a message whose head has {head:,} bytes; at most {LARGEST_HEAD:,} are read")
    return _head(_exactly(sock, head, deadline)), _exactly(sock, blob, deadline)


def send_socket(sock, head, other):
    """Send a message and, with it, a socket for the other side to keep."""
    told = json.dumps(head).encode()
    socket.send_fds(sock, [SIZES.pack(len(told), 0) + told], [other.fileno()])


def receive_with_socket(sock):
    """The next message of `send_socket`: its head and the socket, or None where none came with it."""
    try:
        first, files, _, _ = socket.recv_fds(sock, SIZES.size, 1)
    except ConnectionError as error:
        raise Broken("the other side has gone") from error
    if not first:
        raise Gone("the other side has gone")
    head, _ = SIZES.unpack(first + _exactly(sock, SIZES.size - len(first)))
    told = _head(_exactly(sock, head))
    return told, socket.socket(fileno=files[0]) if files else None


def _head(data):
    try:
        told = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Broken(f"a message whose head is no JSON: {error}") from error
    if not isinstance(told, dict):
        raise Broken("a message whose head is no object")
    return told


def _exactly(sock, size, deadline=None):
    pieces, left = [], size
    while left:
        if deadline is not None:
            sock.settimeout(max(deadline - time.monotonic(), 0.001))
        try:
            piece = sock.recv(min(left, PIECE))
        except ConnectionError as error:
            raise Gone("the other side has gone") from error
        if not piece:
            raise Gone("the other side has gone")
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)
