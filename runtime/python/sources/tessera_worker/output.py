"""What the module, its children and native code print: all of it goes to one pipe, read by Tessera."""

import fcntl
import os
import sys
import termios

STDOUT, STDERR = 1, 2


def join_outputs():
    """Both outputs become one, so that lines keep their order; Python's own are passed on line by line."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True)
    os.dup2(STDOUT, STDERR)


def flush_outputs():
    """Writes what Python still holds; a module may have replaced or closed the streams."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, OSError, ValueError):
            continue


def has_unread(descriptor):
    """Whether something was printed that is not read yet; not where the output is a pipe no more."""
    count = bytearray(4)
    try:
        fcntl.ioctl(descriptor, termios.FIONREAD, count)
    except OSError:
        return False
    return any(count)


class Outputs:
    """The pipe, kept under a descriptor of its own: a module may close or redirect 1 and 2."""

    def __init__(self):
        join_outputs()
        self._pipe = os.dup(STDOUT)  # not inherited by children
        self._number = 0

    def settle(self):
        """To be called at the end of a call. Returns a mark that Tessera finds behind all that was printed, or None."""
        flush_outputs()
        if not has_unread(self._pipe):
            return None
        self._number += 1
        mark = f"\0tessera {os.getpid()} {self._number}\0"
        os.write(self._pipe, mark.encode())
        return mark
