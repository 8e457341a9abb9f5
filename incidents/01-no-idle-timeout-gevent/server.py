"""A gevent.pywsgi server that keeps every keep-alive connection for ever.

WRONG: gevent.pywsgi has no idle timeout. Between two requests its handler waits in
`read_requestline` without a limit, so each client that came once holds a descriptor until it goes
away by itself. When the descriptors run out, accept fails with "Too many open files", and nothing
ever frees one.
"""

import argparse

from gevent import Timeout, pywsgi

parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--idle-timeout-s", type=float, default=0, help="0: none")
options = parser.parse_args()


class IdleTimeoutHandler(pywsgi.WSGIHandler):
    """The healthy twin: waits for the next request for a bounded time, then closes."""

    def read_requestline(self):
        with Timeout(options.idle_timeout_s, False):
            return super().read_requestline()
        return None


def application(_environ, start_response):
    start_response("200 OK", [("Content-Length", "3")])
    return [b"ok\n"]


handler = IdleTimeoutHandler if options.idle_timeout_s else pywsgi.WSGIHandler
pywsgi.WSGIServer(("127.0.0.1", options.port), application, handler_class=handler, log=None).serve_forever()
