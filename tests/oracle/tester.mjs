// The protocol of Segment's actions tester, answered by the published packages: what the local server of action-destinations
// does with a request, without the HTTP around it. `responses` are Attio's answers in turn.

const SENSITIVE = new Set([
  'authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'www-authenticate', 'proxy-authenticate', 'x-csrf-token',
  'x-xsrf-token', 'x-api-key', 'x-client-id', 'x-uid', 'x-requested-with', 'x-forwarded-for', 'x-real-ip',
  'x-amz-security-token', 'x-amz-content-sha256', 'x-amz-date', 'x-amz-user-agent'
])

export function testerOf(load, nock, attio, { copy, answer }) {
  const core = load('@segment/actions-core')
  const plain = (value) => JSON.parse(JSON.stringify(value))

  function fieldsOf(error) {
    if (error.name !== 'AggregateAjvError') return undefined
    return Object.fromEntries([...error].map((one) => [one.path.replace('$.', ''), one.message]))
  }

  function failed(error) {
    const http = error instanceof core.HTTPError
    return {
      statusCode: (http ? error.response?.status : undefined) ?? error?.status ?? 500,
      message: http ? error.response.data ?? error.response.content : error?.message,
      stack: error.stack?.split('\n'),
      fields: fieldsOf(error),
      requestError: true
    }
  }

  async function exchanges(responses) {
    const out = []
    for (const response of responses) {
      const request = response.request.clone()
      const headers = {}
      request.headers.forEach((value, key) => { headers[key] = SENSITIVE.has(key.toLowerCase()) ? '<redacted>' : value })
      out.push({
        request: { url: request.url, method: request.method, headers, body: (await request.text()) ?? '' },
        response: { statusCode: response.status, statusMessage: response.statusText, body: response.data ?? response }
      })
    }
    return out
  }

  async function run(destination, slug, body) {
    const action = destination.actions[slug]
    const defaults = Object.fromEntries(
      Object.entries(action.definition.fields).map(([key, field]) => [key, field.default]).filter(([, one]) => one != null)
    )
    const merged = { ...defaults, ...(body.mapping || {}) }
    const mapping = Object.keys(merged).length ? merged : null
    const data = body.payload || {}
    const given = {
      data, settings: body.settings || {}, auth: body.auth || {},
      audienceSettings: body.payload?.context?.personas?.audience_settings || {},
      features: body.features || {}, subscriptionMetadata: body.subscriptionMetadata || {}
    }
    try {
      if (Array.isArray(data)) await action.executeBatch({ ...given, mapping: mapping || data[0] || {} })
      else await action.execute({ ...given, mapping: mapping || data })
      return { status: 200, body: await exchanges(destination.responses) }
    } catch (error) {
      return { status: 200, body: [failed(error)] }
    }
  }

  async function choices(destination, slug, field, body) {
    try {
      const data = {
        settings: body.settings || {}, payload: body.payload || {}, page: body.page || 1, auth: body.auth || {},
        audienceSettings: body.audienceSettings || {}
      }
      const found = await destination.actions[slug].executeDynamicField(field, data)
      if (found.error) throw found.error
      return { status: 200, body: found }
    } catch (error) {
      return { status: 500, body: [error] }
    }
  }

  async function authenticated(destination, body) {
    try {
      await destination.testAuthentication(body)
      return { status: 200, body: { ok: true } }
    } catch (error) {
      return { status: 200, body: { ok: false, error: error.message, fields: fieldsOf(error) ?? {} } }
    }
  }

  async function refreshed(destination, body) {
    try {
      return { status: 200, body: { ok: true, data: await destination.refreshAccessToken({}, body) } }
    } catch (error) {
      return { status: 400, body: { ok: false, error: (await error?.response?.json()) ?? error.message } }
    }
  }

  return async function tester(test) {
    nock.cleanAll()
    let asked = 0
    const reply = () => {
      const { status, body, headers } = test.responses?.[asked++] ?? answer
      return [status, body, headers ?? {}]
    }
    for (const method of ['GET', 'PUT']) nock('https://api.attio.com').persist().intercept(/.*/, method).reply(reply)
    const destination = new core.Destination(attio)
    const [slug, field] = test.path.split('/').slice(1)
    const body = copy(test.body ?? {})
    const output =
      slug === 'manifest' ? { status: 200, body: { ...destination.definition, directoryName: 'attio' } }
      : slug === 'authenticate' ? await authenticated(destination, body)
      : slug === 'refreshAccessToken' ? await refreshed(destination, body)
      : field ? await choices(destination, slug, field, body)
      : await run(destination, slug, body)
    return { output: plain(output) }
  }
}
