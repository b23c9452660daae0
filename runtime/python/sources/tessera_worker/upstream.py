"""Every part of tesseract-core that the worker touches, so that a new version has one place to be compared with.

Public: runtime.core.{load_module_from_path, check_tesseract_api, create_endpoints, get_input_schema},
runtime.config.update_config, runtime.file_interactions.{output_to_bytes, expand_glob}, runtime.serve.create_rest_api,
runtime.profiler.Profiler, runtime.experimental.SKIP_REQUIRED_FILE_CHECK.
Internal: runtime.file_interactions.TypeAdapter, runtime.schema_types.{decode_array, encode_array,
validate_python_or_gpu_array}, runtime.array_encoding.{_load_base64_arraydict, _dump_base64_arraydict,
(_)load_binref_arraydict, _coerce_shape_dtype, python_to_array}, runtime.mpa.{_current_backend, _create_backend},
runtime.experimental.TesseractReference._get_tesseract_class.
"""

import importlib
import inspect

MINIMUM = (1, 9)


class Unsupported(Exception):
    """The installed tesseract-core cannot be used; the message says why."""


def version():
    """The installed version as text."""
    import tesseract_core

    return str(getattr(tesseract_core, "__version__", "unknown"))


def load():
    """Imports what is needed and checks that it is all there."""
    found = version()
    numbers = tuple(int(part) for part in found.split(".")[:2] if part.isdigit())
    if len(numbers) == 2 and numbers < MINIMUM:
        raise Unsupported(f"tesseract-core {found} is older than 1.9")
    return Upstream(found)


class Upstream:
    """The parts, by the names they have here."""

    def __init__(self, found):
        self.version = found
        core = self._module("core")
        self.files = files = self._module("file_interactions")
        self._part(files, "expand_glob")
        self._part(files, "TypeAdapter")
        self.array_encoding = self._module("array_encoding")
        self.schema_types = self._module("schema_types")
        self.mpa = self._module("mpa")
        self.load_module_from_path = self._part(core, "load_module_from_path")
        self.check_tesseract_api = self._part(core, "check_tesseract_api")
        self.create_endpoints = self._part(core, "create_endpoints")
        self.get_input_schema = self._part(core, "get_input_schema")
        self.update_config = self._part(self._module("config"), "update_config")
        self.get_config = self._part(self._module("config"), "get_config")
        self.output_to_bytes = self._part(files, "output_to_bytes")
        self.join_paths = self._part(files, "join_paths")
        self.is_url = self._part(files, "is_url")
        self.current_backend = self._part(self.mpa, "_current_backend")
        self.create_backend = self._part(self.mpa, "_create_backend")
        self._part(self.array_encoding, "_coerce_shape_dtype")
        self._part(self.array_encoding, "python_to_array")
        self.profiler = self._part(self._module("profiler"), "Profiler")
        self.load_base64 = self._part(self.array_encoding, "_load_base64_arraydict")
        self.dump_base64 = self._part(self.array_encoding, "_dump_base64_arraydict")
        self.load_binref_name = (
            "load_binref_arraydict"
            if hasattr(self.array_encoding, "load_binref_arraydict")
            else "_load_binref_arraydict"
        )
        self.load_binref = self._part(self.array_encoding, self.load_binref_name)
        parameters = inspect.signature(self.output_to_bytes).parameters
        self.has_compression = "compression" in parameters

    def skip_required_files(self):
        """From here on, a file that the module requires may be missing (1.10 and later ask)."""
        experimental = importlib.import_module("tesseract_core.runtime.experimental")
        if hasattr(experimental, "SKIP_REQUIRED_FILE_CHECK"):
            experimental.SKIP_REQUIRED_FILE_CHECK = True

    def openapi(self, module):
        """The OpenAPI document of upstream's own server."""
        app = self._part(self._module("serve"), "create_rest_api")(module)
        return app.openapi()

    def _module(self, name):
        return importlib.import_module(f"tesseract_core.runtime.{name}")

    def _part(self, module, name):
        try:
            return getattr(module, name)
        except AttributeError:
            raise Unsupported(
                f"tesseract-core {self.version} has no {module.__name__}.{name}, which this version of Tessera needs"
            ) from None
