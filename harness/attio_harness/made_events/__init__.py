"""Makes events for mappings and a workspace: good ones, which are written, and ones with a known mistake.

    values    what an attribute of each type accepts and refuses
    places    the paths that a mapping reads, and the attributes that they fill
    implied   the workspace that mappings imply if none is given
    triggers  what an event needs to match a trigger
    spared    what it needs to pass every filter
    trial     one event through the subscriptions, as `check` runs it
    recipe    how the events of one subscription are made
    choices   the values for a path, in the order in which they are tried
    finding   the recipe of a subscription, by trials
    mistakes  what loses an event of a recipe, one mistake at a time
    events    the events of all recipes in order of time, and those with a mistake

`run` decides what happens to an event; events are changed until the result is the wanted one.
"""

from attio_harness.made_events.events import MadeEvents
from attio_harness.made_events.finding import Unmade

__all__ = ["MadeEvents", "Unmade"]
