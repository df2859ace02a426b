"""Events made for mappings and a workspace: sound ones, which are written, and ones with a known mistake.

    values    what an attribute of each type takes and refuses
    places    the paths that a mapping reads, and the attributes that they fill
    implied   the workspace that mappings imply where none is given
    triggers  what an event needs so that a trigger takes it
    spared    what it needs so that no filter drops it
    trial     one event through the subscriptions, as `check` runs it
    recipe    how the events of one subscription are made
    choices   what may stand at a path, in the order in which it is tried
    finding   the recipe of a subscription, by trials
    mistakes  what loses an event of a recipe, one mistake at a time
    events    the events of all of them in order of time, and those with a mistake

What becomes of an event is not known here: `run` says it, and what is made is changed until it says what is wanted.
"""

from attio_harness.made_events.events import MadeEvents
from attio_harness.made_events.finding import Unmade

__all__ = ["MadeEvents", "Unmade"]
