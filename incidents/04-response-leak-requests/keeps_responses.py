"""A requests client that keeps streamed responses which it never reads.

WRONG: with `stream=True` only the headers are read. Each response kept in the list holds its
connection, and the body waits: some in this client's receive queue, the rest in the server's send
queue, whose thread is stuck in send().
"""

import sys
import time

import requests

session = requests.Session()
to_look_at_later = []
while True:
    response = session.get(sys.argv[1], stream=True)
    to_look_at_later.append(response)  # neither read nor closed
    print(f"{len(to_look_at_later)} responses kept: {response.status_code}", flush=True)
    time.sleep(0.6)
