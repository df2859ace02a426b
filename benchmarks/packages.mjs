// Runs Segment's published packages on the cases: `node packages.mjs PACKAGES INPUTS answers|times [CASE …]` prints a JSON object.
// `answers` gives the results of each case for all events, `times` the microseconds per event (a median of rounds).
// The library's fetch is a stub that builds a Response, so that the engine is timed and not a mock of the network.
process.env.TZ = 'UTC'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'

const [folder, file, wanted, ...named] = process.argv.slice(2)
const load = createRequire(resolve(folder, 'package.json'))
const fromCore = createRequire(load.resolve('@segment/actions-core'))

const ANSWER = JSON.stringify({ data: { id: { workspace_id: 'w', object_id: 'o', record_id: 'r' }, values: {} } })
const network = fromCore('cross-fetch')
const sent = []
const stub = async (request) => {
  sent.push([request.method, request.url, await request.text()])
  return new network.Response(ANSWER, { status: 200, headers: { 'content-type': 'application/json' } })
}
fromCore.cache[fromCore.resolve('cross-fetch')].exports = { ...network, __esModule: true, default: stub, fetch: stub }

const core = load('@segment/actions-core')
const triggers = load('@segment/destination-subscriptions')
const { removeEmptyValues } = load('./node_modules/@segment/actions-core/dist/cjs/remove-empty-values.js')
const { transformBatch } = load('./node_modules/@segment/actions-core/dist/cjs/mapping-kit/index.js')
const attio = load('@segment/action-destinations/dist/destinations/attio').default

const { mappings, events, triggers: fql } = JSON.parse(readFileSync(file, 'utf8'))
const schema = core.fieldsToJsonSchema(attio.actions.identifyUser.fields)
const payloads = events.identify.map((event) => core.transform(mappings.identify, event))
const trees = { short: triggers.parseFql(fql.short), long: triggers.parseFql(fql.long) }
const validated = (payload) => {
  core.validateSchema(payload, schema, { exempt: ['dynamicAuthSettings'] })
  return payload
}
const test = core.createTestIntegration(attio)
const published = new core.Destination(attio)
const auth = { accessToken: 'token', refreshToken: '' }
const thousand = Array.from({ length: 1000 }, (_, i) => ({ ...events.identify[i % 256], userId: `user_${i}` }))
const subscription = { partnerAction: 'identifyUser', subscribe: fql.short, mapping: mappings.identify }

// A delivery is judged by the requests it made.
async function requests(work) {
  sent.length = 0
  await work()
  return sent.splice(0).map(([method, url, body]) => [method, url, JSON.parse(body)])
}
const deliver = (event) => test.testAction('identifyUser', { event, mapping: mappings.identify, auth, settings: {} })
const batch = () => published.onBatch(thousand, { subscription, oauth: { access_token: 'token' } })

// [number of events in a call, call(index)]; async ones are awaited.
const cases = {
  transform_identify: [1, (i) => core.transform(mappings.identify, events.identify[i])],
  transform_group: [1, (i) => core.transform(mappings.group, events.group[i])],
  transform_heavy: [1, (i) => core.transform(mappings.heavy, events.heavy[i])],
  many_identify: [256, () => transformBatch(mappings.identify, events.identify)],
  many_heavy: [256, () => transformBatch(mappings.heavy, events.heavy)],
  trigger_short: [1, (i) => triggers.validate(triggers.parseFql(fql.short), events.identify[i])],
  trigger_long: [1, (i) => triggers.validate(triggers.parseFql(fql.long), events.identify[i])],
  tree_short: [1, (i) => triggers.validate(trees.short, events.identify[i])],
  tree_long: [1, (i) => triggers.validate(trees.long, events.identify[i])],
  validation: [1, (i) => validated(removeEmptyValues(payloads[i], schema, true))],
  way: [1, (i) => {
    const event = events.identify[i]
    if (!triggers.validate(triggers.parseFql(fql.short), event)) return null
    return validated(removeEmptyValues(core.transform(mappings.identify, event), schema, true))
  }],
  deliver: [1, (i) => deliver(events.identify[i]), true],
  deliver_emulator: [1, (i) => deliver(events.written[i]), true],
  deliver_httpx: [1, (i) => deliver(events.identify[i]), true],
  batch: [1000, batch, true]
}
for (const name of Object.keys(cases)) if (named.length && !named.includes(name)) delete cases[name]

async function answers() {
  const out = {}
  for (const [name, [size, call, awaited]] of Object.entries(cases)) {
    out[name] = []
    for (let i = 0; i < (size === 1 ? 256 : 1); i++) out[name].push(awaited ? await requests(() => call(i)) : call(i))
  }
  return out
}

// Nanoseconds. CPU time includes V8's other threads.
function now() {
  if (process.env.BENCH_CLOCK !== 'cpu') return Number(process.hrtime.bigint())
  const { user, system } = process.cpuUsage()
  return (user + system) * 1000
}

async function round(size, call, awaited, least) {
  let calls = 0
  const begin = now()
  let passed = 0
  do {
    for (let i = 0; i < 16; i++) awaited ? await call(calls++ % 256) : call(calls++ % 256)
    passed = now() - begin
    sent.length = 0
  } while (passed < least)
  return passed / 1000 / calls / size
}

async function times() {
  const rounds = Object.fromEntries(Object.keys(cases).map((name) => [name, []]))
  for (const [size, call, awaited] of Object.values(cases)) await round(size, call, awaited, 3e8)
  for (let n = 0; n < 5; n++) {
    for (const [name, [size, call, awaited]] of Object.entries(cases)) rounds[name].push(await round(size, call, awaited, 1e8))
  }
  return Object.fromEntries(Object.entries(rounds).map(([name, all]) => [name, all.sort((a, b) => a - b)[2]]))
}

process.stdout.write(JSON.stringify(wanted === 'times' ? await times() : await answers()))
