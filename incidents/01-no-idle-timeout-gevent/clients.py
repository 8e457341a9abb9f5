"""Honest clients: five new ones each second, at most 70 connected at a time.

Each asks once, reads the whole answer, keeps its connection for a next request as HTTP/1.1 clients
do, and closes it when the server closes it.
"""

import asyncio
import sys

HOST, PORT, AT_MOST = "127.0.0.1", int(sys.argv[1]), 70
REQUEST = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"

connected = answered = 0


async def visit():
    global connected, answered
    connected += 1
    reader, writer = await asyncio.open_connection(HOST, PORT)
    try:
        writer.write(REQUEST)
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
        await reader.readexactly(int(length.split(b":")[1]))
        answered += 1
        await reader.read()  # returns when the server closes
    finally:
        writer.close()
        connected -= 1


async def arrive():
    visits = set()
    while True:
        if connected < AT_MOST:
            visit_task = asyncio.create_task(visit())
            visits.add(visit_task)
            visit_task.add_done_callback(visits.discard)
        await asyncio.sleep(0.2)


async def main():
    arrivals = asyncio.create_task(arrive())
    while not arrivals.done():
        print(f"{connected} connected, {answered} answered so far", flush=True)
        await asyncio.sleep(1)
    await arrivals


asyncio.run(main())
