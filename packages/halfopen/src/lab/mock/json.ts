import type { LabMock, MockRequest } from '@halfopen/lab'

import { routeRows } from './routes.js'

/** The first line of `--json`. */
export const startRow = (mock: LabMock): string =>
  JSON.stringify({
    schema: 'halfopen.mock/1',
    url: mock.url,
    front: mock.front,
    replaces: mock.replaces,
    routes: routeRows(mock.config),
  })

/** Every later line. */
export const requestRow = (request: MockRequest): string => JSON.stringify(request)
