"""A requests client whose pool of eight is full of unread responses, and a thread that waits.

WRONG: `stream=True` and no close: each response keeps its slot. `pool_block=True` makes the ninth
request wait for a slot, without a limit and without a word: the program just stands still.
"""

import sys
import threading
import time

import requests
from requests.adapters import HTTPAdapter

session = requests.Session()
session.mount("http://", HTTPAdapter(pool_connections=1, pool_maxsize=8, pool_block=True))
to_look_at_later = []


def work():
    while True:
        response = session.get(sys.argv[1], stream=True)
        to_look_at_later.append(response)  # neither read nor closed
        print(f"{len(to_look_at_later)} responses kept: {response.status_code}", flush=True)
        time.sleep(0.25)


worker = threading.Thread(target=work, daemon=True)
worker.start()
while worker.is_alive():
    time.sleep(5)
    print(f"still running, {len(to_look_at_later)} responses so far", flush=True)
