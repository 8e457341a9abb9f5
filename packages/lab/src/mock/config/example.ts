/** A configuration that shows everything; `halfopen lab mock --example` prints it. */
export const MOCK_EXAMPLE = `# A mock upstream: halfopen lab mock FILE
# Every key is explained in docs/lab-mock.md. Times: 250ms, 5s, 2m. Sizes: 512, 64k, 1.5m.

front: alb              # alb, nginx, cloudflare or haproxy; leave it out for none
replace: all            # the front replaces all 4xx and 5xx bodies; own: those it replaces by default
keepAliveTimeout: 5s    # the mock closes idle connections after this; never: it does not

routes:
  # The answer that leaks: no body here, an HTML page once a front is there.
  - path: /forbidden
    status: 403

  - path: /users/:id
    method: GET
    headers: { x-mock: "yes" }
    json: { id: 7, name: Ada }
    faults:
      - fault: reset          # the third and the fifth request on this route
        on: [3, 5]
      - fault: status         # every fourth
        every: 4
        status: 503
        text: try again
      - fault: silence        # every request after the hundredth
        after: 100

  # Only with this header and this query.
  - path: /search
    match:
      headers: { accept: application/json }
      query: { q: pool }
    text: found

  # 202 twice, then 200 for ever.
  - path: /jobs/*
    sequence:
      - status: 202
      - status: 202
      - { status: 200, text: done }

  # Slow in three ways.
  - path: /slow
    delay: 200ms              # before the status line
    bodyDelay: 100ms          # between the headers and the body
    rate: 640k                # bytes per second
    size: 64k

  - path: /stream
    framing: chunked          # length, chunked or until-close
    size: 128k

  - path: /cut
    size: 64k
    faults:
      - fault: truncate       # announces 64k, sends 1k, closes
        bytes: 1k

  # The second request on a connection finds it closed.
  - path: /stale
    text: ok
    faults:
      - fault: close
        on: 2
        per: connection

default:
  status: 404
  text: no such route
`
