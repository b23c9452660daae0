"""One loaded module and its calls."""

import gc
import os
import platform
import signal

from tessera_worker import fast_paths
from tessera_worker.answers import Answer
from tessera_worker.arrays import SharedArrays
from tessera_worker.calls import Endpoints, binref_folder
from tessera_worker.confinement import confine_files, confine_references
from tessera_worker.output import Outputs
from tessera_worker.tracking import HostBackend


class Cancelled(BaseException):
    """Raised inside a module's function whose client has left. Not an Exception: modules catch those."""


class Worker:
    """Loads the module and says what it offers."""

    def __init__(self, channel, setup, upstream):
        self._channel = channel
        self._upstream = upstream
        self._pid = os.getpid()
        self._outputs = Outputs()
        self._running = None
        self._frames = []
        known = type(upstream.get_config()).model_fields
        upstream.update_config(**{name: value for name, value in setup["config"].items() if name in known})
        self._arrays = SharedArrays(upstream, setup["input_arrays"], setup["output_arrays"])
        self._backend = HostBackend(channel)
        confine_files(upstream, setup["paths"])
        channel.spin(setup["spin_seconds"])
        fast_paths.install(upstream.array_encoding)
        fast_paths.install_in_schemas(upstream.schema_types, upstream.array_encoding)
        fast_paths.install_in_files(upstream.files)
        start_debugger(setup)
        if setup["skip_required_files"]:
            upstream.skip_required_files()
        self._module = upstream.load_module_from_path(setup["module"])
        confine_references(upstream, setup["paths"])
        upstream.check_tesseract_api(self._module)
        self._endpoints = Endpoints(upstream, self._module, self._arrays, setup["config"]["debug"])
        signal.signal(signal.SIGINT, self._on_interrupt)
        gc.collect()
        gc.freeze()  # what the module loaded stays: it need not be looked through with every call
        self._outputs.settle()
        channel.write(
            {
                "op": "ready",
                "pid": self._pid,
                "endpoints": self._endpoints.names(),
                "tesseractCore": upstream.version,
                "pythonVersion": platform.python_version(),
                "hasCompression": upstream.has_compression,
            }
        )

    def serve(self):
        """Answers until Tessera is gone."""
        while True:
            frame = self._frames.pop(0) if self._frames else self._channel.read()
            if frame is None:
                return
            head, body = frame
            if head["op"] == "call":
                self._call(head, body)
            elif head["op"] == "openapi":
                self._openapi()
            elif head["op"] == "shutdown":
                return

    def _call(self, head, body):
        head["binref_dir"] = binref_folder(head)
        self._arrays.receive(head.get("mark"), head.get("literals") or [], head.get("input_arrays"))
        self._arrays.begin_answer(head["out_mark"])
        answer = None
        try:
            answer = self._cancellable(head, body)
        except Cancelled:
            answer = Answer(499, "text/plain", b"")
        finally:
            if os.getpid() != self._pid:
                os._exit(0)  # a child that the module forked, and let run on into here
            written = self._arrays.end_answer()
        self._backend.flush()
        mark = self._outputs.settle()
        result = {"op": "result", "id": head["id"], "status": answer.status, "type": answer.type}
        if written and answer.status == 200:
            result["arrays"] = written
        if mark is not None:
            result["printed"] = mark
        if self._arrays.forget():
            result["kept"] = True
        self._channel.write(result, answer.body)

    def _cancellable(self, head, body):
        context = self._upstream.current_backend
        backend = self._backend_of(head)
        token = context.set(backend)
        backend.start_run()
        try:
            self._running = head["id"]
            return self._endpoints.call(head, body)
        finally:
            self._running = None
            backend.end_run()
            context.reset(token)

    def _backend_of(self, head):
        config = self._upstream.get_config()
        if not config.mlflow_tracking_uri or head["endpoint"] == "health":
            return self._backend
        folder = head["binref_dir"]
        path = config.output_path if folder is None else self._upstream.join_paths(config.output_path, folder)
        return self._upstream.create_backend(path)

    def _on_interrupt(self, _signal, _frame):
        """Tessera rings: look whether the running call was cancelled."""
        while self._running is not None and self._channel.has_input():
            frame = self._channel.read()
            if frame is None:
                os._exit(0)
            if frame[0]["op"] == "cancel":
                if frame[0]["id"] == self._running:
                    raise Cancelled
            else:
                self._frames.append(frame)

    def _openapi(self):
        import json

        try:
            document = json.dumps(self._upstream.openapi(self._module), ensure_ascii=False, separators=(",", ":"))
            self._channel.write({"op": "document"}, document.encode())
        except Exception as error:
            self._channel.write({"op": "document", "error": f"{type(error).__name__}: {error}"})


def start_debugger(setup):
    """In debug mode, debugpy listens where it is installed and asked for."""
    address = setup.get("debugger")
    if address is None:
        return
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    try:
        import debugpy  # noqa: T100
    except ImportError:
        print("No debugger: debugpy is not installed (pip install debugpy)", flush=True)
        return
    debugpy.listen((address["host"], address["port"]))  # noqa: T100
    print(f"Debugger listening on {address['host']}:{address['port']}", flush=True)
    if address.get("wait"):
        debugpy.wait_for_client()  # noqa: T100
