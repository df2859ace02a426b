"""The handlers, one module per resource of Attio. `routes` assigns calls to handlers, `state` keeps the state.

Two modules are not resources: `base` has what all share, `targets` the things that have attributes.
"""
