"""The healthy twin of both: a `with` block returns the connection on every path, the body is read."""

import sys
import time

import requests
from requests.adapters import HTTPAdapter

session = requests.Session()
session.mount("http://", HTTPAdapter(pool_connections=1, pool_maxsize=8, pool_block=True))
requests_made = 0
while True:
    with session.get(sys.argv[1], stream=True) as response:
        read = sum(len(chunk) for chunk in response.iter_content(65536))
    requests_made += 1
    print(f"request {requests_made}: {response.status_code}, {read} bytes", flush=True)
    time.sleep(0.25)
