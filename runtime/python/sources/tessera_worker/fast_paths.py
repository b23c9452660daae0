"""Shortcuts for arrays that already are what their schema asks for.

tesseract-core checks every array some five times a call, each time with NumPy functions that cost 10 to 40 µs
whatever the size. Where the outcome is plain from shape and dtype alone, it is given at once; every other case
goes to the original function.
"""

import inspect
from functools import lru_cache, wraps

import numpy as np

ALLOWED = (
    "float16 float32 float64 int8 int16 int32 int64 bool uint8 uint16 uint32 uint64 complex64 complex128".split()
)
# NumPy keeps one object for each of these, so identity decides
NATIVE = {name: np.dtype(name) for name in ALLOWED}
NATIVE_SET = frozenset(id(dtype) for dtype in NATIVE.values())
NUMERIC_KINDS = frozenset("biufc")
AFTER_VALUE = ["info", "expected_shape", "expected_dtype"]


def install(array_encoding):
    """Replaces the functions that every array passes through."""
    coerce = array_encoding._coerce_shape_dtype
    to_array = array_encoding.python_to_array

    def _coerce_shape_dtype(arr, expected_shape, expected_dtype, context=None):
        if fits(arr, expected_shape, expected_dtype) and not context_is_strict(context):
            if not arr.shape and expected_shape is not Ellipsis:
                return arr.dtype.type(arr)
            return read_only(arr)
        return coerce(arr, expected_shape, expected_dtype, *(() if context is None else (context,)))

    def python_to_array(val, expected_shape, expected_dtype, context=None):
        if type(val) is np.ndarray and val.flags.c_contiguous and val.dtype.kind in NUMERIC_KINDS:
            return _coerce_shape_dtype(val, expected_shape, expected_dtype, context)
        return to_array(val, expected_shape, expected_dtype, *(() if context is None else (context,)))

    array_encoding._coerce_shape_dtype = _coerce_shape_dtype
    # up to 1.12 it took pydantic's info, too, and did hardly more than call the other one
    if list(inspect.signature(to_array).parameters) == ["val", "expected_shape", "expected_dtype", "context"]:
        array_encoding.python_to_array = python_to_array


def install_in_schemas(schema_types, array_encoding):
    """Replaces what the schemas of a module that is loaded later call for each array."""
    coerce = array_encoding._coerce_shape_dtype

    def decode(original):
        @wraps(original)  # its name stands in messages
        def decode_array(val, info, expected_shape, expected_dtype):
            data = val.data
            if data.encoding != "base64":
                return original(val, info, expected_shape, expected_dtype)
            plain = {"buffer": data.buffer, "compression": getattr(data, "compression", None)}
            try:
                array = array_encoding._load_base64_arraydict({"data": plain, "dtype": val.dtype, "shape": val.shape})
            except Exception:  # the original words the error
                return original(val, info, expected_shape, expected_dtype)
            return coerce(array, expected_shape, expected_dtype, info.context or {})

        return decode_array

    def encode(original):
        @wraps(original)
        def encode_array(arr, info, expected_shape, expected_dtype):
            context = info.context
            if type(arr) is np.ndarray and arr.shape and not context_is_strict(context):
                if not info.mode_is_json():
                    if fits(arr, expected_shape, expected_dtype) and arr.flags.c_contiguous:
                        return read_only(arr)
                elif context and context.get("array_encoding") == "base64" and fits(arr, expected_shape, expected_dtype):
                    return array_encoding._dump_base64_arraydict(arr, compression=context.get("compression"))
            return original(arr, info, expected_shape, expected_dtype)

        return encode_array

    def validate(original):
        @wraps(original)
        def validate_python_or_gpu_array(val, info, expected_shape, expected_dtype):
            if type(val) is np.ndarray and val.shape and val.flags.c_contiguous:
                if fits(val, expected_shape, expected_dtype) and not context_is_strict(info.context):
                    return read_only(val)
            return original(val, info, expected_shape, expected_dtype)

        return validate_python_or_gpu_array

    for name, fast in [("decode_array", decode), ("encode_array", encode), ("validate_python_or_gpu_array", validate)]:
        original = getattr(schema_types, name, None)
        if original is not None and list(inspect.signature(original).parameters)[1:] == AFTER_VALUE:
            setattr(schema_types, name, fast(original))


def install_in_files(files):
    """An adapter for a type is made once, not for every answer."""
    files.TypeAdapter = lru_cache(maxsize=64)(files.TypeAdapter)


def read_only(arr):
    """The same memory, which the receiver cannot change."""
    view = arr.view()
    view.flags.writeable = False
    return view


def fits(arr, expected_shape, expected_dtype):
    """Whether nothing has to be checked, cast or broadcast."""
    if type(arr) is not np.ndarray:
        return False
    if expected_dtype is None:
        if id(arr.dtype) not in NATIVE_SET:
            return False
    elif arr.dtype is not NATIVE.get(expected_dtype):
        return False
    if expected_shape is Ellipsis:
        return bool(arr.shape)
    shape = arr.shape
    if len(shape) != len(expected_shape):
        return False
    for got, expected in zip(shape, expected_shape):
        if expected is not None and got != expected:
            return False
    return True


def context_is_strict(context):
    """Whether broadcasting or casting is an error, which is the original's to word."""
    return bool(context) and ("strict_shapes" in context or "strict_types" in context)
