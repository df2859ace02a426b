#!/usr/bin/env node
// Segment's published packages on a pipe: one JSON case a line on stdin, one JSON answer a line on stdout, in order.
// What a case and an answer look like is in docs/fidelity.md; nothing here knows our own engine.
process.env.TZ = 'UTC'
import { createRequire } from 'node:module'
import http from 'node:http'
import https from 'node:https'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { synthetic } from './synthetic.mjs'
import { testerOf } from './tester.mjs'

const load = createRequire(fileURLToPath(new URL('.', import.meta.url)))

// The packages stamp some results with the current time: it stands still, so that two runs agree.
const NOW = Date.parse('2024-06-15T12:34:56.789Z')
const SystemDate = Date
globalThis.Date = class extends SystemDate {
  constructor(...given) { given.length ? super(...given) : super(NOW) }
  static now() { return NOW }
}

// So does chance.
Math.random = () => 0

const nock = load('nock')
const core = load('@segment/actions-core')
const triggers = load('@segment/destination-subscriptions')
const { removeEmptyValues } = load('./node_modules/@segment/actions-core/dist/cjs/remove-empty-values.js')
const attio = load('@segment/action-destinations/dist/destinations/attio').default
nock.disableNetConnect()

const keepAlive = new http.Agent({ keepAlive: true })

const copy = (value) => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)))

// JSON has no undefined, no NaN, no infinities and no negative zero.
function encode(value) {
  if (value === undefined) return { $undefined: true }
  if (typeof value === 'number') {
    const plain = Number.isFinite(value) && !Object.is(value, -0)
    return plain ? value : { $number: Object.is(value, -0) ? '-0' : String(value) }
  }
  if (Array.isArray(value)) return Array.from(value, encode)
  if (value instanceof SystemDate) return { $date: value.toISOString() }
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.keys(value).map((key) => [key, encode(value[key])]))
  }
  return value
}

const ENGINE = new Set(['TypeError', 'RangeError', 'SyntaxError', 'ReferenceError'])

function encodeError(error) {
  const out = { name: error.name ?? error.constructor?.name }
  if (out.name === 'AggregateError') out.messages = [...error].map((one) => one.message)
  else out.message = error.message
  for (const key of ['status', 'code']) if (error[key] !== undefined) out[key] = error[key]
  if (error.response?.status !== undefined) {
    out.response = { status: error.response.status, body: encode(error.response.data) }
  }
  if (ENGINE.has(out.name)) out.engine_message = true
  return out
}

const made = synthetic(load, nock, { copy, encode, encodeError })

const attempt = (work) => { try { return work() } catch (error) { return { error: encodeError(error) } } }

const schemas = Object.fromEntries(
  Object.entries(attio.actions).map(([slug, action]) => [slug, core.fieldsToJsonSchema(action.fields)])
)

const ANSWER = {
  status: 200,
  body: {
    data: {
      id: { workspace_id: 'ws_1', object_id: 'obj_1', record_id: 'rec_1' },
      created_at: '2024-01-01T00:00:00.000Z',
      values: {}
    }
  }
}

async function deliver(test, send) {
  nock.cleanAll()
  const requests = []
  nock('https://api.attio.com').persist().intercept(/.*/, 'PUT').reply(function (uri, body) {
    const headers = {}
    for (const name of ['authorization', 'content-type', 'user-agent', 'accept']) {
      const value = this.req.headers[name]
      if (value !== undefined) headers[name] = [value].flat().join(', ')
    }
    const answer = test.responses?.[requests.length] ?? ANSWER
    requests.push({ method: this.req.method, url: `https://api.attio.com${uri}`, headers, body })
    return [answer.status, answer.body, answer.headers ?? {}]
  })
  try {
    const results = await send(new core.Destination(attio), copy(test.settings))
    return { output: { requests: encode(requests), results: encode(results) } }
  } catch (error) {
    if (test.settings?.subscriptions?.length > 1) await made.quiet(requests)
    return { output: { requests: encode(requests) }, error: encodeError(error) }
  }
}

// The published destination at work on a local Attio: what it sends to Attio's host goes to `test.to` instead, with its own fetch.
async function forward(test) {
  const { hostname, port } = new URL(test.to)
  const there = { protocol: 'http:', hostname, port, agent: keepAlive }
  nock.restore()
  const elsewhere = https.request
  https.request = ({ headers: { host, ...headers }, ...asked }, heard) => http.request({ ...asked, headers, ...there }, heard)
  const destination = new core.Destination(attio)
  const failures = []
  try {
    for (const [index, events] of test.deliveries.entries()) {
      try {
        if (test.batch) await destination.onBatch(events, copy(test.settings))
        else await destination.onEvent(events, copy(test.settings))
      } catch (error) {
        failures.push([index, encodeError(error)])
      }
    }
  } finally {
    https.request = elsewhere
    nock.activate()
  }
  return { output: { failures } }
}

const kinds = {
  mapping: (test) => attempt(() => ({ output: encode(core.transform(copy(test.mapping), copy(test.event))) })),

  fql(test) {
    const tree = triggers.parseFql(test.fql)
    const ast = tree.error ? { error: tree.error.message } : encode(tree)
    if (tree.error?.name === 'TypeError') ast.engine_message = true
    const matches = test.events.map((event) => attempt(() => triggers.validate(tree, copy(event))))
    const output = { ast, matches }
    const text = attempt(() => triggers.generateFql(tree))
    if (text?.error) output.regenerated_error = text.error
    else output.regenerated = text
    return { output }
  },

  validate: (test) => attempt(() => {
    const schema = test.action ? schemas[test.action] : core.fieldsToJsonSchema(copy(test.fields))
    const payload = removeEmptyValues(copy(test.payload), schema, test.mode === 'single' ? true : undefined)
    const after_empty_removal = encode(copy(payload))
    try {
      core.validateSchema(payload, schema, { exempt: ['dynamicAuthSettings'] })
    } catch (error) {
      if (error.name !== 'AggregateAjvError') throw error
      return { output: { valid: false, after_empty_removal, message: error.message, errors: error.toJSON() } }
    }
    return { output: { valid: true, after_empty_removal, payload: encode(payload) } }
  }),

  attio_single: (test) => deliver(test, (to, settings) => to.onEvent(copy(test.event), settings)),
  attio_batch: (test) => deliver(test, (to, settings) => to.onBatch(copy(test.events), settings)),

  runtime: made.runtime,
  failure: made.failure,
  error_types: made.error_types,

  forward,

  tester: testerOf(load, nock, attio, { copy, answer: ANSWER }),

  versions: () => ({
    output: Object.fromEntries(
      ['actions-core', 'action-destinations', 'destination-subscriptions'].map((name) =>
        [`@segment/${name}`, load(`./node_modules/@segment/${name}/package.json`).version])
    )
  }),

  // What the published destination declares: its presets with their mappings.
  presets: () => ({ output: encode(attio.presets) })
}

for await (const line of createInterface({ input: process.stdin })) {
  const test = JSON.parse(line)
  const answer = await kinds[test.kind](test)
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
