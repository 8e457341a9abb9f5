"""The service that the clients of several incidents call. It does nothing wrong by itself.

Every request is answered alike; the arguments say with which status, how large a body, after how
long, and whether an idle connection is closed (most servers do; some load balancers do not).
"""

import argparse
import socketserver
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

parser = argparse.ArgumentParser()
parser.add_argument("--host", default="127.0.0.1")
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--status", type=int, default=200)
parser.add_argument("--body-bytes", type=int, default=43)
parser.add_argument("--idle-timeout-s", type=float, default=0, help="0: none")
parser.add_argument("--answer-after-s", type=float, default=0)
options = parser.parse_args()


class Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = options.idle_timeout_s or None  # http.server closes a connection that is silent for so long
    wbufsize = -1  # headers and a small body leave in one segment, without Nagle's 40 ms between

    def do_GET(self):
        time.sleep(options.answer_after_s)
        self.send_response(options.status)
        self.send_header("Content-Length", str(options.body_bytes))
        self.end_headers()
        self.wfile.write(b"x" * options.body_bytes)

    def log_message(self, *_):
        pass


class Upstream(ThreadingHTTPServer):
    request_queue_size = 128

    def server_bind(self):
        # HTTPServer.server_bind asks the DNS for its own name, which no private network answers.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]


Upstream((options.host, options.port), Answer).serve_forever()
