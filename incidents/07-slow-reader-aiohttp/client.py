"""Three downloads of an export.

WRONG, without a rate: each thread reads the headers and then never the body (imagine it waiting for
a full disk, or for a lock). Its receive window closes, and the server can only send zero-window
probes and hold the rest in memory.

`--bytes-per-s 200000` is the healthy twin: slow, but it reads.
"""

import argparse
import http.client
import logging
import threading
import time

logging.basicConfig(format="%(message)s", level=logging.INFO)  # whole lines, also from threads
parser = argparse.ArgumentParser()
parser.add_argument("port", type=int)
parser.add_argument("--bytes-per-s", type=int, default=0)
options = parser.parse_args()


def download(name):
    connection = http.client.HTTPConnection("127.0.0.1", options.port)
    connection.request("GET", "/export")
    response = connection.getresponse()
    logging.info("%s: %s, %s bytes to come", name, response.status, response.length)
    if options.bytes_per_s == 0:
        threading.Event().wait()  # never set
    while response.read(options.bytes_per_s // 10):
        time.sleep(0.1)
    logging.info("%s: done", name)


for number in (1, 2, 3):
    threading.Thread(target=download, args=(f"download {number}",)).start()
