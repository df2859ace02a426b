"""What handlers do, one module a resource of Attio. Which call is whose stands in `routes`; state is kept by `state`.

Of the modules that are no resource, `base` has what all share, `targets` what has attributes.
"""
