"""The worker's life: connects, loads the module once on the main thread, answers calls until Tessera is gone."""

import os
import sys
import traceback

PROTOCOL = 1


def main(socket_path):
    """Returns the exit code."""
    from tessera_worker.channel import Channel, hold_lifeline

    os.setpgid(0, 0)  # Ctrl-C in a terminal is Tessera's to handle
    channel = Channel(socket_path)
    line = hold_lifeline(socket_path)
    frame = channel.read()
    if frame is None:
        return 0
    setup, _ = frame
    if setup["protocol"] != PROTOCOL:
        return unready(channel, "protocol", f"expected protocol {PROTOCOL}, found {setup['protocol']}")
    worker = start(channel, setup)
    if worker is None:
        return 1
    worker.serve()
    line.close()
    return 0


def start(channel, setup):
    """Loads tesseract-core and the module; None after telling why not."""
    try:
        import tessera_worker.worker as worker
        from tessera_worker import upstream
    except ImportError as error:
        unready(channel, "package", f"{error.name or error}", text_of(error))
        return None
    try:
        found = upstream.load()
    except upstream.Unsupported as error:
        unready(channel, "version", str(error))
        return None
    except ImportError as error:
        unready(channel, "package", f"{error.name or error}", text_of(error))
        return None
    try:
        return worker.Worker(channel, setup, found)
    except Exception as error:
        cause = error.__cause__ if isinstance(error, ImportError) and error.__cause__ else error
        unready(channel, "module", f"{type(cause).__name__}: {cause}", text_of(cause))
        return None


def unready(channel, kind, message, trace=""):
    """Says why no call can be answered."""
    channel.write(
        {
            "op": "unready",
            "kind": kind,
            "message": message,
            "traceback": trace,
            "python": sys.executable,
            "pythonVersion": ".".join(map(str, sys.version_info[:3])),
        }
    )
    return 1


def text_of(error):
    """The traceback, from the module's own first frame on where there is one."""
    trace = error.__traceback__
    while trace is not None and is_machinery(trace.tb_frame.f_code.co_filename):
        trace = trace.tb_next
    return "".join(traceback.format_exception(type(error), error, trace or error.__traceback__, chain=False))


def is_machinery(path):
    """Files whose frames say nothing about the module."""
    return "tessera_worker" in path or "importlib" in path or path.endswith("tesseract_core/runtime/core.py")

