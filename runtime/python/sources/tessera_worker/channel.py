"""Frames between Tessera and this process: a header in JSON, then bytes.

Each frame is two little-endian uint32 (bytes of the header, bytes of the body), the header, the body.
"""

import fcntl
import json
import os
import signal
import socket
import struct
import time

try:
    from orjson import dumps as orjson_dumps
    from orjson import loads
except ImportError:  # whatever is missing is told over this channel
    orjson_dumps, loads = None, json.loads

PREFIX = struct.Struct("<II")
READ_BYTES = 256 * 1024


def dumps(header):
    """A header as JSON."""
    try:
        return orjson_dumps(header, str)
    except TypeError:  # no orjson, or an integer beyond 64 bits
        return json.dumps(header, separators=(",", ":"), default=str).encode()


class Channel:
    """A connection to Tessera. The descriptor is not inherited by programs that the module starts."""

    def __init__(self, path):
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.connect(path)
        self._buffer = bytearray(READ_BYTES)
        self._view = memoryview(self._buffer)
        self._start = 0
        self._end = 0
        self._spin_seconds = 0.0

    def spin(self, seconds):
        """From here on, looks for the next frame for so long before it sleeps."""
        self._spin_seconds = seconds

    def read(self):
        """The next frame as (header, body), or None when Tessera is gone. The body is bytes or, when it is large, a bytearray."""
        if not self._fill(PREFIX.size):
            return None
        header_bytes, body_bytes = PREFIX.unpack_from(self._buffer, self._start)
        header_at = PREFIX.size
        body_at = header_at + header_bytes
        if body_at + body_bytes > READ_BYTES:
            return self._read_large(header_bytes, body_bytes)
        if not self._fill(body_at + body_bytes):
            return None
        frame = self._view[self._start : self._start + body_at + body_bytes]
        self._start += body_at + body_bytes
        return loads(bytes(frame[header_at:body_at])), bytes(frame[body_at:])

    def write(self, header, body=b""):
        """Sends a frame whole."""
        head = dumps(header)
        prefix = PREFIX.pack(len(head), len(body))
        if len(body) <= READ_BYTES:
            self._socket.sendall(b"".join((prefix, head, body)))
        else:
            self._socket.sendall(prefix + head)
            self._socket.sendall(body)

    def has_input(self):
        """Whether something can be read at once."""
        if self._end > self._start:
            return True
        try:
            return len(self._socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)) > 0
        except BlockingIOError:
            return False

    def close(self):
        self._socket.close()

    def _fill(self, size):
        """Has at least so many bytes in the buffer, from its start on; False when Tessera is gone."""
        have = self._end - self._start
        if have >= size:
            return True
        self._buffer[:have] = self._buffer[self._start : self._end]
        self._start, self._end = 0, have
        if have == 0 and self._spin_seconds > 0:
            self._end = self._look()
        while self._end < size:
            received = self._socket.recv_into(self._view[self._end :])
            if received == 0:
                return False
            self._end += received
        return True

    def _look(self):
        """Looks for input for a moment without giving way: waking a process takes longer than a tiny call."""
        until = time.perf_counter() + self._spin_seconds
        while True:
            try:
                return self._socket.recv_into(self._view, 0, socket.MSG_DONTWAIT)
            except BlockingIOError:
                if time.perf_counter() > until:
                    return 0

    def _read_large(self, header_bytes, body_bytes):
        self._start += PREFIX.size
        header = self._take(header_bytes)
        body = None if header is None else self._take(body_bytes)
        return None if body is None else (loads(header), body)

    def _take(self, size):
        whole = bytearray(size)
        have = min(size, self._end - self._start)
        whole[:have] = self._view[self._start : self._start + have]
        self._start += have
        view = memoryview(whole)
        while have < size:
            received = self._socket.recv_into(view[have:])
            if received == 0:
                return None
            have += received
        return whole


def hold_lifeline(path):
    """Ends this process and its group when Tessera ends, however that happens and whatever runs here.

    A second connection that carries nothing: when its other end closes, the kernel sends SIGIO, which
    ends a process that does not handle it, also in the middle of native code.
    """
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.connect(path)
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    descriptor = line.fileno()
    fcntl.fcntl(descriptor, fcntl.F_SETOWN, -os.getpgrp())
    fcntl.fcntl(descriptor, fcntl.F_SETFL, fcntl.fcntl(descriptor, fcntl.F_GETFL) | os.O_ASYNC)
    return line
