"""Calls endpoints as upstream's server does: the same validation, results and error lists."""

import json
import re
import traceback
import uuid

from pydantic import ValidationError

from tessera_worker.answers import Answer, json_answer, plain_answer

TEXT = "text/plain; charset=utf-8"
COMPUTING = {"apply", "jacobian", "jacobian_vector_product", "vector_jacobian_product"}


class Endpoints:
    """The endpoints of one module."""

    def __init__(self, upstream, module, arrays, debug):
        self._upstream = upstream
        self._arrays = arrays
        self._debug = debug
        self._functions = {}
        for function in upstream.create_endpoints(module):
            takes_payload = "payload" in function.__annotations__
            schema = upstream.get_input_schema(function) if takes_payload else None
            self._functions[function.__name__] = (function, schema)

    def names(self):
        """As in upstream's document: `test` in debug mode only."""
        return [name for name in self._functions if name != "test" or self._debug]

    def call(self, head, body):
        """Runs one call. SystemExit and KeyboardInterrupt pass through."""
        try:
            return self._answered(head, body)
        except Exception as error:
            return self._failed(error)

    def _answered(self, head, body):
        function, schema = self._functions[head["endpoint"]]
        try:
            # a validator of the module may raise anything, which is a failure like any other
            payload = None if schema is None else self._payload(schema, head, body)
        except Refusal as refusal:
            return json_answer(refusal.status, {"detail": refusal.detail})
        if head.get("refusal") is not None:
            return json_answer(406, {"detail": head["refusal"]})
        return self._run(function, payload, head)

    def _run(self, function, payload, head):
        name = function.__name__
        if name not in COMPUTING:
            result = function() if payload is None else function(payload=payload)
            return plain_answer(result)
        profiler = self._upstream.profiler()
        with profiler:
            result = function(payload=payload)
        profiler.print_stats()
        options = {"base_dir": self._upstream.get_config().output_path, "binref_dir": head["binref_dir"]}
        if head.get("compression") is not None and self._upstream.has_compression:
            options["compression"] = head["compression"]
        content = self._upstream.output_to_bytes(result, head["format"], **options)
        return Answer(200, f"application/{head['format']}", content)

    def _payload(self, schema, head, body):
        if head["is_json"]:
            try:
                value = validated(schema, parse(head, body))
                if self._arrays.all_taken:
                    return value
            except Exception:
                if not head.get("literals"):
                    raise
        # a long text that is no array, or not a valid one: once more with the texts themselves
        return validated(schema, parse(head, self._with_texts(head, body)))

    def _with_texts(self, head, body):
        """The body as it was sent, so that also offsets, keys and texts inside texts are right."""
        if not head.get("literals"):
            return body
        mark = re.escape(head["mark"].encode())
        return re.sub(
            rb'(?<=")(' + mark + rb'\d+)(?=")',
            lambda found: self._arrays.restored(found[1].decode()).encode(),
            bytes(body),
        )

    def _failed(self, error):
        lines = traceback.format_exception(type(error), error, own_frames_left_out(error))
        content = "".join(lines).encode("utf-8", "backslashreplace")
        try:
            print(content.decode(), end="", flush=True)
        except (AttributeError, OSError, ValueError):
            pass  # the module closed or replaced its output
        return Answer(500, TEXT, content if self._debug else b"Internal Server Error")


class Refusal(Exception):
    """A request that is not valid."""

    def __init__(self, status, detail):
        super().__init__(status)
        self.status = status
        self.detail = detail


def parse(head, body):
    """The request's body as Python values; bytes where it is not declared as JSON."""
    if len(body) == 0:
        raise missing()
    if not head["is_json"]:
        return bytes(body)
    try:
        raw = json.loads(bytes(body))
    except json.JSONDecodeError as error:
        raise Refusal(
            422,
            [
                {
                    "type": "json_invalid",
                    "loc": ["body", error.pos],
                    "msg": "JSON decode error",
                    "input": {},
                    "ctx": {"error": error.msg},
                }
            ],
        ) from None
    except Exception:  # too deep, no text, an integer of too many digits
        raise Refusal(400, "There was an error parsing the body") from None
    if raw is None:
        raise missing()
    return raw


def missing():
    """The error of a request without a body."""
    return Refusal(422, [{"type": "missing", "loc": ["body"], "msg": "Field required", "input": None}])


def validated(schema, raw):
    """The payload of an endpoint; errors as FastAPI words them."""
    try:
        return schema.__pydantic_validator__.validate_python(raw, from_attributes=True)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        raise Refusal(422, [{**one, "loc": ["body", *one["loc"]]} for one in errors]) from None


def own_frames_left_out(error):
    """The traceback from the first frame that is not the worker's."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_globals.get("__package__") == "tessera_worker":
        trace = trace.tb_next
    return trace or error.__traceback__


def binref_folder(head):
    """The folder of a call's binref files, below the output path; empty for a command."""
    if head["origin"] == "command":
        return None
    run_id = head["run_id"]
    return f"run_{uuid.uuid4() if run_id is None else run_id}"
