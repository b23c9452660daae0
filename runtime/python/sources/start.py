"""Starts a worker of Tessera: `python start.py SOCKET`. The files beside this one are removed once it runs."""

import os
import sys

folder = os.path.dirname(os.path.abspath(__file__))
# the module must not find this folder where upstream's own server has something else or nothing
sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or ".") != folder]
writes_bytecode = sys.dont_write_bytecode
sys.dont_write_bytecode = True
sys.path.insert(0, folder)
from tessera_worker.main import main  # noqa: E402

sys.path.remove(folder)
sys.dont_write_bytecode = writes_bytecode
sys.argv = [sys.argv[0]]

if __name__ == "__main__":
    sys.exit(main(os.environ.pop("TESSERA_WORKER_SOCKET")))
