"""Hands what a module logs to the run that Tessera keeps of the call."""

import json
import math
import os
import time

# metrics travel in groups: one by one, 10,000 of them would cost a call 100 ms
GROUP = 500
GROUP_SECONDS = 0.2


class HostBackend:
    """What `log_parameter`, `log_metric` and `log_artifact` of tesseract-core call."""

    def __init__(self, channel):
        self._channel = channel
        self._metrics = []
        self._sent = 0.0

    def start_run(self):
        """Nothing to do: the run exists as soon as something is logged."""

    def end_run(self):
        """Nothing to do: Tessera closes the run with the call."""

    def log_parameter(self, key, value):
        self._channel.write({"op": "parameter", "key": key, "value": json.loads(json.dumps(value, default=str))})

    def log_metric(self, key, value, step=None):
        number = float(value)
        text = repr(number) if math.isfinite(number) else str(number)
        self._metrics.append((key, text, step, time.time()))
        if len(self._metrics) >= GROUP or time.monotonic() - self._sent > GROUP_SECONDS:
            self.flush()

    def log_artifact(self, local_path):
        path = os.path.abspath(local_path)
        if not os.path.exists(path):
            raise FileNotFoundError(f"Artifact file not found: {local_path}")
        self._channel.write({"op": "artifact", "path": path})
        # the module may change or remove the file as soon as this returns
        frame = self._channel.read()
        while frame is not None and frame[0]["op"] != "kept":
            frame = self._channel.read()
        if frame is None:
            raise SystemExit(0)
        if frame[0].get("error"):
            raise OSError(frame[0]["error"])

    def flush(self):
        """Sends the metrics that wait."""
        self._sent = time.monotonic()
        if not self._metrics:
            return
        metrics, self._metrics = self._metrics, []
        self._channel.write({"op": "metrics", "metrics": metrics})
