"""Keeps the files that a request names inside the folders that it may name."""

import os
from urllib.parse import unquote, urlparse


def confine_binrefs(upstream, policy):
    """From here on, binref arrays are read only where `policy` allows.

    `policy["roots"]`: absolute folders, or None for any; `policy["allow_urls"]`: whether URLs are read.
    """
    original = upstream.load_binref
    roots = policy["roots"]
    folders = None if roots is None else {root for path in roots for root in (path, os.path.realpath(path))}

    def load(val, base_dir):
        refuse_outside(path_of(val["data"]["buffer"]), base_dir)
        return original(val, base_dir)

    def refuse_outside(path, base_dir):
        if upstream.is_url(path) and not path.startswith("file://"):
            if policy["allow_urls"]:
                return
            raise ValueError(f'"{path}" is a URL, and this runtime reads binrefs from local files only')
        if folders is None:
            return
        local = unquote(urlparse(path).path) if path.startswith("file://") else path
        full = os.path.abspath(os.path.join(str(base_dir or "."), local))
        # before the file is looked for: nobody is to learn which files exist elsewhere
        if is_inside(full, folders) and is_inside(os.path.realpath(full), folders):
            return
        raise ValueError(f'"{path}" is outside the folders that requests may read')

    setattr(upstream.array_encoding, upstream.load_binref_name, load)


def path_of(buffer):
    """The path of `<path>[:<offset>[:<size>]]`."""
    path = buffer
    for _ in range(2):
        head, colon, tail = path.rpartition(":")
        if colon and head and tail.isdigit():
            path = head
    return path


def is_inside(path, folders):
    """Whether a path is one of the folders or below one."""
    return any(path == folder or path.startswith(folder.rstrip("/") + "/") for folder in folders)
