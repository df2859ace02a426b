"""Faults on request: rules that answer in Attio's place or spoil its answer, so that a client's handling of failures can be tried.

`rules` are read here and `in_force` decides by them; how a spoiled answer goes over a connection is the business of the faces.
"""

from attio_emulator.faults.happened import Happened
from attio_emulator.faults.in_force import Faults
from attio_emulator.faults.named import NAMED
from attio_emulator.faults.rules import Fault

__all__ = ["NAMED", "Fault", "Faults", "Happened"]
