// What an application does with Segment's SDK for Node: calls of every type, one that is too large for Segment, and a flush.
// Prints what the SDK says of each delivery, one JSON value a line.

import { Analytics } from '@segment/analytics-node'

const [host, writeKey] = process.argv.slice(2)
const say = (what) => console.log(JSON.stringify(what))

const analytics = new Analytics({ writeKey, host, flushAt: 4, flushInterval: 100 })
analytics.on('error', (error) => say({ error: error.code ?? String(error), reason: error.reason?.message }))

const done = (error, context) => say({ type: context.event.type, error: error?.message ?? null })
analytics.identify({ userId: 'node-1', traits: { email: 'node@acme.com', about: 'Noé ‎ 木' } }, done)
analytics.group({ userId: 'node-1', groupId: 'g-1', traits: { name: 'Acme', domain: 'node-1.com' } }, done)
analytics.track({ userId: 'node-1', event: 'Signed Up', properties: { plan: 'free' }, timestamp: new Date('2020-01-02T03:04:05Z') }, done)
analytics.page({ anonymousId: 'anon-1', name: 'Home' }, done)
analytics.screen({ anonymousId: 'anon-1', name: 'Settings', category: 'App' }, done)
analytics.alias({ userId: 'node-1', previousId: 'anon-1' }, done)
analytics.track({ userId: 'node-1', event: 'Too Large', properties: { text: 'x'.repeat(40_000) } }, done)
await analytics.closeAndFlush()
