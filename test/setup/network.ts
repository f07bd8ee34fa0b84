import nock from 'nock'
import { afterEach, beforeAll } from 'vitest'

beforeAll(() => {
  nock.disableNetConnect()
  nock.enableNetConnect('127.0.0.1')
})

afterEach(() => {
  const left = nock.pendingMocks()
  nock.cleanAll()
  if (left.length > 0) throw new Error(`never called: ${left.join(', ')}`)
})
