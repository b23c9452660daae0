/** The Python side of `check-gradients`: a program for `python -c`. @module */

/**
 * Runs the check of the installed tesseract-core and reports in lines of JSON on what was stdout; everything that is
 * printed goes to stderr. Its stdin has one line of JSON, then the payload, and is held open: when it is closed, the
 * process and its children end. Floats travel as base64, because JSON has no NaN.
 */
export const GRADIENT_PROGRAM = String.raw`
import base64
import inspect
import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Mapping

os.setpgid(0, 0)  # Ctrl-C in a terminal is Tessera's to handle
signal.signal(signal.SIGINT, signal.SIG_DFL)  # there is nothing to report yet
sys.path[:] = [entry for entry in sys.path if entry != ""]
report = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)
sys.stdout.reconfigure(line_buffering=True)
request = json.loads(sys.stdin.buffer.readline())
payload = sys.stdin.buffer.read(request["payloadBytes"])


def tell(op, **facts):
    report.write(json.dumps({"op": op, **facts}) + "\n")
    report.flush()


def end_with_tessera():
    os.read(0, 1)
    os.killpg(0, signal.SIGKILL)


threading.Thread(target=end_with_tessera, daemon=True).start()


def unready(kind, message, trace=""):
    version = ".".join(map(str, sys.version_info[:3]))
    tell("unready", kind=kind, message=message, traceback=trace, python=sys.executable, pythonVersion=version)
    sys.exit(0)


try:
    import numpy as np
    from pydantic import ValidationError
    from pydantic_core import from_json

    import tesseract_core
    from tesseract_core.runtime import mpa
    from tesseract_core.runtime.config import get_config, update_config
    from tesseract_core.runtime.core import check_tesseract_api, create_endpoints, get_input_schema
    from tesseract_core.runtime.core import load_module_from_path
    from tesseract_core.runtime.testing import finite_differences
except ImportError as error:
    unready("package", error.name or str(error))


class Steps(Mapping):
    """One step for every input but those that have their own."""

    def __init__(self, default, own):
        self._default = default
        self._own = own

    def __getitem__(self, path):
        return self._own.get(path, self._default)

    def __contains__(self, path):
        return True

    def __iter__(self):
        return iter(self._own)

    def __len__(self):
        return len(self._own)


class RunWhenNeeded:
    """What the module logs to: made when it first does."""

    def __getattr__(self, name):
        backend = mpa._create_backend(request["config"]["output_path"])
        backend.start_run()
        mpa._current_backend.set(backend)
        return getattr(backend, name)


def options():
    known = inspect.signature(finite_differences.check_gradients).parameters
    wanted = {name: value for name, value in request["options"].items() if value is not None}
    own_steps = wanted.pop("eps_for", {})
    if own_steps and "Mapping" not in str(known["eps"].annotation):
        lacks("--eps-for")
    if own_steps:
        wanted["eps"] = Steps(wanted["eps"], own_steps)
    if "show_progress" not in known:
        wanted.pop("show_progress")
    for name in wanted:
        if name not in known:
            lacks("--" + name.replace("_", "-"))
    return wanted


def lacks(option):
    tell("lacks", option=option, version=str(tesseract_core.__version__))
    sys.exit(0)


def load():
    known = type(get_config()).model_fields
    update_config(**{name: value for name, value in request["config"].items() if name in known})
    try:
        module = load_module_from_path(request["config"]["api_path"])
        check_tesseract_api(module)
        return module
    except Exception as error:
        cause = error.__cause__ if isinstance(error, ImportError) and error.__cause__ else error
        lines = traceback.format_exception(type(cause), cause, own_frames(cause), chain=False)
        unready("module", f"{type(cause).__name__}: {cause}", "".join(lines))


def own_frames(error):
    trace = error.__traceback__
    path = request["config"]["api_path"]
    while trace is not None and trace.tb_frame.f_code.co_filename != path:
        trace = trace.tb_next
    return trace or error.__traceback__


def is_refusal(error):
    """Whether the check itself raised it, and not the module."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return isinstance(error, ValueError) and last.filename == finite_differences.__file__


def values(given):
    array = np.asarray(given)
    parts = {"shape": list(array.shape), "re": floats(array.real), "im": None}
    if np.iscomplexobj(array):
        parts["im"] = floats(array.imag)
    return parts


def floats(array):
    return base64.b64encode(np.ascontiguousarray(array, dtype="<f8").tobytes()).decode()


def failure(result):
    return {
        "inputPath": result.in_path,
        "outputPath": result.out_path,
        "index": [int(part) for part in result.idx],
        "exception": result.exception,
        "candidate": None if result.exception else values(result.grad_val),
        "reference": None if result.exception else values(result.ref_val),
    }


def main():
    chosen = options()
    module = load()
    mpa._current_backend.set(RunWhenNeeded())
    inputs = from_json(payload)
    base_dir = request["config"]["input_path"]
    functions = {function.__name__: function for function in create_endpoints(module)}
    try:
        get_input_schema(functions["apply"]).model_validate(inputs, context={"base_dir": base_dir})
    except ValidationError as error:
        tell("invalid", errors=json.loads(error.json(include_url=False)))
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    checks = finite_differences.check_gradients(module, inputs, base_dir=base_dir, **chosen)
    for endpoint, failures, count in checks:
        tell("endpoint", endpoint=endpoint, checks=count, failures=[failure(result) for result in failures])
    tell("done")


try:
    main()
except KeyboardInterrupt:
    tell("done")
except Exception as error:
    if is_refusal(error):
        tell("refused", message=str(error))
    else:
        lines = traceback.format_exception(type(error), error, own_frames(error))
        sys.stderr.write("".join(lines))
        tell("thrown")
`;
