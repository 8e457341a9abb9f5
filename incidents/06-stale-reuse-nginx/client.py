"""Six sensors. Each POSTs a measurement every 2.0 s on one connection that it keeps.

http.client does not look whether the server has closed before it writes, and a POST must not be
repeated blindly: a request that meets the server's FIN fails with RemoteDisconnected.
"""

import http.client
import logging
import sys
import threading
import time

logging.basicConfig(format="%(message)s", level=logging.INFO)  # whole lines, also from threads
INTERVAL_S = 2.0
lost = sent = 0


def measure(sensor):
    global lost, sent
    connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
    time.sleep(sensor * 0.3)
    while True:
        try:
            sent += 1
            connection.request("POST", "/", body=b"21.5")
            connection.getresponse().read()
        except (http.client.RemoteDisconnected, ConnectionError) as error:
            lost += 1
            logging.info("sensor %s: %r", sensor, error)
            connection.close()  # the next request opens a new one
        time.sleep(INTERVAL_S)


for number in range(6):
    threading.Thread(target=measure, args=(number,), daemon=True).start()
while True:
    logging.info("%s sent, %s lost", sent, lost)
    time.sleep(1)
