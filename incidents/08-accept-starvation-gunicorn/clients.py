"""Forty clients, each asking on a connection of its own; patient, without a timeout.

`steady`: four more each second until there are forty; who got an answer asks again after a second.
`burst`:  one client asks every half second; every twenty seconds forty come at once.
"""

import http.client
import sys
import threading
import time

PORT, MANNER = int(sys.argv[1]), sys.argv[2]
answered = 0


def ask():
    global answered
    connection = http.client.HTTPConnection("127.0.0.1", PORT)
    connection.request("GET", "/")
    connection.getresponse().read()
    connection.close()
    answered += 1


def ask_again_and_again(pause_s):
    while True:
        ask()
        time.sleep(pause_s)


def steady():
    for _ in range(40):
        threading.Thread(target=ask_again_and_again, args=(1,), daemon=True).start()
        time.sleep(0.25)


def burst():
    threading.Thread(target=ask_again_and_again, args=(0.5,), daemon=True).start()
    while True:
        time.sleep(20)
        for _ in range(40):
            threading.Thread(target=ask, daemon=True).start()


threading.Thread(target={"steady": steady, "burst": burst}[MANNER], daemon=True).start()
while True:
    print(f"{threading.active_count() - 2} asking, {answered} answered", flush=True)
    time.sleep(1)
