import type { IncomingMessage } from 'node:http'
import { expect, it } from 'vitest'
import { addressOf } from '../../src/web/address-of.js'

const from = (remoteAddress: string, forwarded?: string) =>
  ({ socket: { remoteAddress }, headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } }) as unknown as IncomingMessage

it.each([
  ['directly', from('203.0.113.7'), '203.0.113.7'],
  ['through a proxy on this machine', from('127.0.0.1', '203.0.113.7'), '203.0.113.7'],
  ['the same where both families are listened to', from('::ffff:127.0.0.1', '203.0.113.7'), '203.0.113.7'],
  ['through a proxy in another container', from('172.18.0.2', '2001:db8::7'), '2001:db8::7'],
  ['with an address that the caller has written first', from('10.0.0.2', '198.51.100.1, 203.0.113.7'), '203.0.113.7'],
  ['without a proxy, whatever is written', from('203.0.113.7', '198.51.100.1'), '203.0.113.7'],
  ['through a proxy that says nothing', from('127.0.0.1', ''), '127.0.0.1'],
])('whoever calls %s', (_how, request, address) => {
  expect(addressOf(request)).toBe(address)
})
