"""Three threads ask for a report that takes its time, and wait without a timeout.

WRONG: requests arms no TCP keep-alive (and has no timeout unless told). While the server works, the
connection is silent; a NAT, load balancer or firewall on the path forgets it after its idle timeout
and drops the answer. The client waits for ever, and the server's log says 200.

`--keep-alive-s 2` is the remedy: probes during the silence keep the path open.
"""

import argparse
import logging
import socket
import threading
import time

import requests
from requests.adapters import HTTPAdapter

logging.basicConfig(format="%(message)s", level=logging.INFO)  # whole lines, also from threads
logging.getLogger("urllib3").setLevel(logging.WARNING)
parser = argparse.ArgumentParser()
parser.add_argument("url")
parser.add_argument("--keep-alive-s", type=int, default=0, help="0: none")
options = parser.parse_args()


class KeepAliveAdapter(HTTPAdapter):
    def init_poolmanager(self, *arguments, **settings):
        settings["socket_options"] = [
            (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
            (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, options.keep_alive_s),
            (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, options.keep_alive_s),
        ]
        super().init_poolmanager(*arguments, **settings)


def work(name):
    session = requests.Session()
    if options.keep_alive_s:
        session.mount("http://", KeepAliveAdapter())
    while True:
        began = time.monotonic()
        logging.info("%s: asks", name)
        status = session.get(options.url).status_code
        logging.info("%s: %s after %.1f s", name, status, time.monotonic() - began)


workers = [threading.Thread(target=work, args=(f"thread {number}",)) for number in (1, 2, 3)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
