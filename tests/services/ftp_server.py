"""A real FTP server for tests: serves FOLDER to one user on a free port and prints "ready PORT"."""

import logging
import sys

from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import FTPServer

user, password, folder = sys.argv[1:]
logging.basicConfig(level=logging.ERROR)
authorizer = DummyAuthorizer()
authorizer.add_user(user, password, folder, perm="elradfmwMT")


class Handler(FTPHandler):
    auth_failed_timeout = 0  # a test that logs in with a wrong password need not wait


Handler.authorizer = authorizer
server = FTPServer(("127.0.0.1", 0), Handler)
print(f"ready {server.address[1]}", flush=True)
server.serve_forever(handle_exit=True)
