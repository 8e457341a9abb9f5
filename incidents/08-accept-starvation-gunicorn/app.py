"""A WSGI application whose every request takes WORK_S seconds.

WRONG, with a very long WORK_S and one synchronous worker: the worker waits for something that does
not come (a lock, an upstream without a timeout), and `--timeout 0` switches off the watchdog. Nobody
calls accept() any more, so the connections pile up in the LISTEN queue until the kernel drops SYNs.
"""

import os
import time

WORK_S = float(os.environ["WORK_S"])


def application(_environ, start_response):
    time.sleep(WORK_S)
    start_response("200 OK", [("Content-Length", "3")])
    return [b"ok\n"]
