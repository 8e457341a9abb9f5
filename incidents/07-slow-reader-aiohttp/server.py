"""An aiohttp server that streams an export of 50 MB. It does nothing wrong."""

import sys

from aiohttp import web

CHUNK = b"x" * 65536


async def export(request):
    response = web.StreamResponse()
    response.content_length = 800 * len(CHUNK)
    await response.prepare(request)
    for _ in range(800):
        await response.write(CHUNK)  # waits while the client's window is closed
    return response


application = web.Application()
application.router.add_get("/export", export)
web.run_app(application, host="127.0.0.1", port=int(sys.argv[1]), print=None)
