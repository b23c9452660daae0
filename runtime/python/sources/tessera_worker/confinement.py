"""Keeps the files that a request names inside the folders that it may name."""

import os
import re
import sys

# other kinds that fsspec knows, such as "local" or "zip", would be ways around the folders
REMOTE = re.compile(r"(https?|ftp|sftp|s3a?|gs|gcs|az|abfss?)://")
WILDCARD = re.compile(r"[*?[]")
# as tesseract-core reads binrefs; the second number came with compression (1.11)
BINREF = re.compile(r"^(?P<path>.+?)(?P<numbers>(:\d+(:\d+)?)?)$")
BINREF_UNCOMPRESSED = re.compile(r"^(?P<path>.+?)(?P<numbers>(:\d+)?)$")


def confine_files(upstream, policy):
    """From here on, binref arrays and lazy sequences are read only where `policy` allows.

    `policy["roots"]`: absolute folders, or None for any; `policy["allow_urls"]`: whether URLs are read.
    """
    confinement = Confinement(upstream, policy)
    confine_binrefs(upstream, confinement)
    if policy["roots"] is not None:
        confine_globs(upstream, confinement)


def confine_binrefs(upstream, confinement):
    """What is opened is what was looked at: links are resolved before."""
    original = upstream.load_binref
    grammar = BINREF if upstream.has_compression else BINREF_UNCOMPRESSED

    def load(val, base_dir):
        data = val["data"]
        parts = grammar.match(data["buffer"])
        if parts is None:
            return original(val, base_dir)
        path = confinement.resolved(parts["path"], base_dir or ".")
        return original({**val, "data": {**data, "buffer": path + parts["numbers"]}}, base_dir)

    setattr(upstream.array_encoding, upstream.load_binref_name, load)


def confine_globs(upstream, confinement):
    """Relative patterns start at the input path, which is the working folder unless it is given."""
    original = upstream.files.expand_glob

    def expand_glob(pattern):
        if confinement.is_remote(pattern):
            return original(pattern)
        full = confinement.full_path(pattern, upstream.get_config().input_path)
        # before files are looked for: nobody is to learn which exist elsewhere
        confinement.refuse_outside(os.path.dirname(WILDCARD.split(full)[0]), pattern)
        found = original(full)
        for path in found:
            confinement.refuse_outside(path, pattern)
        return found

    upstream.files.expand_glob = expand_glob


def confine_references(upstream, policy):
    """From here on, a request may name a module inside the folders or a URL, and no image.

    To be called when the module is loaded: only then is it known whether it takes references at all.
    """
    experimental = sys.modules.get("tesseract_core.runtime.experimental")
    reference = getattr(experimental, "TesseractReference", None)
    if policy["roots"] is None or reference is None or not hasattr(reference, "_get_tesseract_class"):
        return
    original = reference._get_tesseract_class
    confinement = Confinement(upstream, policy)

    class Confined:
        """What a reference takes the place of."""

        @staticmethod
        def from_url(ref):
            return original().from_url(ref)

        @staticmethod
        def from_tesseract_api(ref):
            path = confinement.resolved(str(ref), upstream.get_config().input_path)
            return original().from_tesseract_api(path)

        @staticmethod
        def from_image(ref):
            raise ValueError(f'"{ref}" is an image, and requests may not start one: serve it, and refer to its URL')

    reference._get_tesseract_class = classmethod(lambda cls: Confined)


class Confinement:
    """Where files may be."""

    def __init__(self, upstream, policy):
        roots = policy["roots"]
        self._is_url = upstream.is_url
        self._allow_urls = policy["allow_urls"]
        self._folders = None if roots is None else {root for path in roots for root in (path, os.path.realpath(path))}

    def resolved(self, path, base):
        """What to open instead of a path that may be opened."""
        if self._folders is None or self.is_remote(path):
            return path
        full = self.full_path(path, base)
        self.refuse_outside(full, path)
        real = os.path.realpath(full)
        if re.search(r":\d+$", real):
            raise ValueError(f'"{path}" ends in a colon and a number, which reads as an offset')
        return real

    def is_remote(self, path):
        """Whether it is a URL that may be read."""
        if path.startswith("file://") or not self._is_url(path):
            return False
        if not self._allow_urls:
            raise ValueError(f'"{path}" is a URL, and this runtime reads local files only')
        if not REMOTE.match(path) or "::" in path:
            raise ValueError(f'"{path}" is no URL of a kind that requests may read, such as https or s3')
        return True

    def full_path(self, path, base):
        """The absolute path; links stay."""
        # fsspec takes what follows as another address
        if "::" in path:
            raise ValueError(f'"{path}" has two colons in a row, and is not read')
        return os.path.abspath(os.path.join(str(base), path.removeprefix("file://")))

    def refuse_outside(self, full, path):
        """Raises unless a path is inside of the folders, links followed."""
        if not self._is_inside(full) or not self._is_inside(os.path.realpath(full)):
            raise ValueError(f'"{path}" is outside the folders that requests may read')

    def _is_inside(self, full):
        return any(full == folder or full.startswith(folder.rstrip("/") + "/") for folder in self._folders)
