"""What the module, its children and native code print: all of it goes to one pipe, read by Tessera."""

import array
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


def unread_bytes(descriptor=STDOUT):
    """Bytes that were printed and not read yet; 0 also where the output is a pipe no more."""
    count = array.array("i", [0])
    try:
        fcntl.ioctl(descriptor, termios.FIONREAD, count)
    except OSError:
        return 0
    return count[0]


class Outputs:
    """The pipe, kept under a descriptor of its own: a module may close or redirect 1 and 2."""

    def __init__(self):
        join_outputs()
        self._pipe = os.dup(STDOUT)  # not inherited by children
        self._number = 0

    def settle(self):
        """To be called at the end of a call. Returns a mark that Tessera finds behind all that was printed, or None."""
        flush_outputs()
        if unread_bytes(self._pipe) == 0:
            return None
        self._number += 1
        mark = f"\0tessera {os.getpid()} {self._number}\0"
        os.write(self._pipe, mark.encode())
        return mark
