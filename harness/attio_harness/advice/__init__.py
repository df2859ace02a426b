"""What to do about each kind of loss: one module per theme, and `table` chooses the advice.

`loss` holds what an advice may look at. `records` is about objects, matching and references, `options` about what exists in
Attio's settings, `contact`, `dates`, `plain` and `texts` about forms of values, `containers` about values inside others, `payloads`
about Segment's own refusals, `directives` about mappings that fail, `platform` about answers that are no fault of the event.
"""
