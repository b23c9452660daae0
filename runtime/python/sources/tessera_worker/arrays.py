"""Arrays that cross between the processes as bytes in shared memory instead of base64.

A long base64 text of a request arrives decoded in a file in memory; the request holds a mark in its place. A
large array of an answer is left in another such file, and the answer holds a mark.
"""

import mmap
import os

import numpy as np
import pybase64

from tessera_worker.fast_paths import NATIVE

# below this, base64 in the text is as fast
LARGE_BYTES = 48 * 1024
# to ask a dtype for its name takes longer than to encode a small array
NATIVE_NAMES = {dtype: name for name, dtype in NATIVE.items()}


class SharedArrays:
    """Both directions of one worker."""

    def __init__(self, upstream, input_path, output_path):
        self._load_base64 = upstream.load_base64
        self._dump_base64 = upstream.dump_base64
        self._input_file = os.open(input_path, os.O_RDONLY | os.O_CLOEXEC)
        self._output = os.open(output_path, os.O_RDWR | os.O_CLOEXEC)
        self._output_bytes = 0
        self._input = None
        self._mark = None
        self._views = []
        self._taken = set()
        self._written = None
        self._out_mark = ""
        upstream.array_encoding._load_base64_arraydict = self._load
        upstream.array_encoding._dump_base64_arraydict = self._dump

    # what comes

    def receive(self, mark, literals, new_path):
        """The literals of the next request: [offset, length] each, in the file, or in a new one from now on."""
        self._mark = mark
        self._taken = set()
        if new_path is not None:
            os.close(self._input_file)
            self._input_file = os.open(new_path, os.O_RDONLY | os.O_CLOEXEC)
        if not literals:
            return
        self._input = mmap.mmap(self._input_file, 0, prot=mmap.PROT_READ)
        whole = memoryview(self._input)
        self._views = [whole[offset : offset + length] for offset, length in literals]

    @property
    def all_taken(self):
        """Whether every mark of the request became an array."""
        return len(self._taken) == len(self._views)

    def restored(self, node):
        """The same tree with the texts that the marks stand for."""
        if isinstance(node, str):
            index = self._index(node)
            return node if index is None else pybase64.b64encode_as_string(self._views[index])
        if isinstance(node, dict):
            return {key: self.restored(value) for key, value in node.items()}
        if isinstance(node, list):
            return [self.restored(item) for item in node]
        return node

    def forget(self):
        """The request is done. True when the module still holds an array: the file must not be used again."""
        mapped, self._input, self._mark = self._input, None, None
        views, self._views = self._views, []
        if mapped is None:
            return False
        try:
            for view in views:
                view.release()
            mapped.close()
        except BufferError:
            return True
        return False

    def _index(self, text):
        mark = self._mark
        if mark is None or not text.startswith(mark):
            return None
        index = int(text[len(mark) :])
        return index if index < len(self._views) else None

    def _load(self, val):
        data = val["data"]
        index = self._index(data["buffer"])
        if index is None:
            return self._load_base64(val)
        if data.get("compression") is not None:
            text = pybase64.b64encode_as_string(self._views[index])
            array = self._load_base64({**val, "data": {**data, "buffer": text}})
        else:
            array = np.frombuffer(self._views[index], dtype=val["dtype"]).reshape(val["shape"])
        self._taken.add(index)
        return array

    # what goes

    def begin_answer(self, mark):
        """From here on, large arrays are left in shared memory."""
        self._out_mark = mark
        self._written = []
        self._output_bytes = 0

    def end_answer(self):
        """What was left there: [offset, length] each."""
        written, self._written = self._written, None
        return written

    def _dump(self, arr, compression=None):
        if compression is not None:
            return self._dump_base64(arr, compression=compression)
        if self._written is None or arr.nbytes < LARGE_BYTES:
            return self._dump_small(arr)
        offset = self._output_bytes
        self._write(np.ascontiguousarray(arr, dtype=arr.dtype.newbyteorder("=")), offset)
        self._output_bytes = offset + (arr.nbytes + 7) // 8 * 8
        self._written.append([offset, arr.nbytes])
        return {
            "object_type": "array",
            "shape": list(arr.shape),
            "dtype": arr.dtype.name,
            "data": {"buffer": f"{self._out_mark}{len(self._written) - 1}", "encoding": "base64"},
        }

    def _dump_small(self, arr):
        name = NATIVE_NAMES.get(arr.dtype)
        if name is None or not arr.flags.c_contiguous:
            return self._dump_base64(arr)
        data = {"buffer": pybase64.b64encode_as_string(arr.data), "encoding": "base64"}
        return {"object_type": "array", "shape": list(arr.shape), "dtype": name, "data": data}

    def _write(self, arr, offset):
        bytes_ = memoryview(arr).cast("B") if arr.ndim else memoryview(arr.reshape(1)).cast("B")
        written = 0
        while written < len(bytes_):
            written += os.pwrite(self._output, bytes_[written:], offset + written)
