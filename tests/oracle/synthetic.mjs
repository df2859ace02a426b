// A destination made from a JSON description, on the published actions-core: what the cases of kind `runtime` run.
// The other half is harness/segment_conformance/json_destination.py, which says what a description looks like.

export function synthetic(load, nock, { copy, encode, encodeError }) {
  const core = load('@segment/actions-core')
  const kit = load('./node_modules/@segment/actions-core/dist/cjs/create-test-integration.js')
  const classes = {
    ...load('./node_modules/@segment/actions-core/dist/cjs/errors.js'),
    ...load('./node_modules/@segment/actions-core/dist/cjs/request-client.js')
  }
  const HOST = 'https://partner.example'
  const HIDDEN = new Set(['host', 'connection', 'accept-encoding', 'content-length'])
  let made = 0

  const failure = (name, given) => new classes[name](...copy(given))

  function filled(value, known) {
    if (Array.isArray(value)) return value.map((one) => filled(one, known))
    if (!value || typeof value !== 'object') return value
    if (typeof value.$ === 'string') return known[value.$]
    return Object.fromEntries(Object.keys(value).map((key) => [key, filled(value[key], known)]))
  }

  function options(given, known) {
    const out = filled(given ?? {}, known)
    if (out.beforeRequest) out.beforeRequest = out.beforeRequest.map((more) => () => more)
    if (out.afterResponse) {
      out.afterResponse = out.afterResponse.map(([status, name, args]) => (request, all, response) => {
        if (response.status === status) throw failure(name, args)
      })
    }
    return out
  }

  function multistatus(steps) {
    const out = new core.MultiStatusResponse()
    const does = {
      success: (value) => out.pushSuccessResponse(copy(value)),
      error: (value) => out.pushErrorResponse(copy(value)),
      success_at: (index, value) => out.setSuccessResponseAtIndex(index, copy(value)),
      error_at: (index, value) => out.setErrorResponseAtIndex(index, copy(value)),
      unset: (index) => out.unsetResponseAtIndex(index)
    }
    for (const [name, ...args] of steps) does[name](...args)
    return out
  }

  const steps = (list) => async (request, data) => {
    let last
    const known = () => ({
      token: data.auth?.accessToken, payload: data.payload, settings: data.settings, last: last?.data, auth: copy(data.auth),
      page: data.page, where: data.dynamicFieldContext, raw: data.rawData, mapping: data.rawMapping
    })
    for (const [name, ...args] of list) {
      if (name === 'request') last = await request(HOST + args[0], options(args[1], known()))
      if (name === 'try') {
        try { last = await request(HOST + args[0], options(args[1], known())) } catch (error) { last = error }
      }
      if (name === 'raise') throw failure(args[0], args[1])
      if (name === 'multistatus') return multistatus(args[0])
      if (name === 'last') return last
      if (name === 'return') return filled(args[0], known())
    }
  }

  function definition(given) {
    const action = (slug, one) => ({
      title: slug, description: 'd', fields: copy(one.fields) ?? {}, perform: steps(one.perform ?? []),
      ...(one.performBatch ? { performBatch: steps(one.performBatch) } : {}),
      dynamicFields: dynamic(one.dynamicFields ?? {})
    })
    const dynamic = (fields) => Object.fromEntries(Object.entries(fields).map(([key, one]) =>
      [key, Array.isArray(one) ? steps(one) : dynamic(one)]))
    return {
      name: `Synthetic ${made++}`, mode: 'cloud',
      authentication: {
        scheme: given.scheme,
        ...(given.fields ? { fields: copy(given.fields) } : {}),
        ...(given.test ? { testAuthentication: steps(given.test) } : {}),
        ...(given.refresh ? { refreshAccessToken: steps(given.refresh) } : {})
      },
      extendRequest: ({ auth, settings, payload }) =>
        options(given.extend, { token: auth?.accessToken, auth: copy(auth), settings, payload }),
      actions: Object.fromEntries(Object.entries(given.actions).map(([slug, one]) => [slug, action(slug, one)]))
    }
  }

  function listen(answers, requests) {
    nock.cleanAll()
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      nock(HOST).persist().intercept(/.*/, method).reply(async function (uri, body) {
        const headers = {}
        for (const [name, value] of Object.entries(this.req.headers)) {
          if (!HIDDEN.has(name)) headers[name] = [value].flat().join(', ')
        }
        const answer = answers?.[requests.length] ?? { status: 200, body: { ok: true } }
        requests.push({ method: this.req.method, url: HOST + uri, headers, body })
        if (answer.late) return new Promise(() => {})
        if (answer.failure) throw Object.assign(new Error(answer.failure.message), { code: answer.failure.code })
        return [answer.status, answer.body, answer.headers ?? {}]
      })
    }
  }

  // One failure rejects a delivery while other subscriptions still send: wait until nothing is sent any more.
  async function quiet(requests) {
    for (let rounds = 0, seen = requests.length; rounds < 3; rounds++) {
      await new Promise((done) => setTimeout(done, 4))
      if (requests.length !== seen) { rounds = -1; seen = requests.length }
    }
  }

  const runs = {
    event: (to, test, told) => to.onEvent(copy(test.event), copy(test.settings), { onTokenRefresh: told }),
    batch: (to, test, told) => to.onBatch(copy(test.events), copy(test.settings), { onTokenRefresh: told }),
    async test_action(to, test) {
      const responses = await to.testAction(test.action, { ...copy(test.given), event: { messageId: 'm', ...copy(test.event) } })
      return { statuses: responses.map((one) => one.status), results: to.results }
    },
    async test_batch_action(to, test) {
      const events = test.events.map((event) => ({ messageId: 'm', ...copy(event) }))
      const responses = await to.testBatchAction(test.action, { ...copy(test.given), events })
      return { statuses: responses.map((one) => one.status), results: to.results }
    },
    test_authentication: (to, test) => to.testAuthentication(copy(test.settings)),
    dynamic_field: (to, test) => to.testDynamicField(test.action, test.field, copy(test.given))
  }

  return {
    async runtime(test) {
      const requests = []
      const told = []
      listen(test.responses, requests)
      const to = kit.createTestIntegration(definition(test.destination))
      try {
        const results = await runs[test.run](to, test, (tokens) => { told.push(copy(tokens)) })
        return { output: { requests: encode(requests), told, results: encode(results) } }
      } catch (error) {
        if (test.settings?.subscriptions?.length > 1) await quiet(requests)
        return { output: { requests: encode(requests), told }, error: encodeError(error) }
      }
    },
    quiet,
    // What an error class makes of its arguments.
    failure: (test) => ({ error: encodeError(failure(test.class, test.args)) }),
    error_types: () => ({
      output: Object.fromEntries(Array.from({ length: 600 }, (_, status) => [status, classes.getErrorCodeFromHttpStatus(status)]))
    })
  }
}
