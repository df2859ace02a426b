"""Faults on request: rules that answer in Attio's place or spoil its answer, so that a client's handling of failures can be tried.

`rules` reads them (`matching`: which requests; `kinds`, `answers`, `latency`: what happens), `in_force` decides by them and keeps the
trace. How a spoiled answer goes over a connection is the business of the faces.
"""

from attio_emulator.faults.carriers import Carrier
from attio_emulator.faults.happened import Happened
from attio_emulator.faults.in_force import Faults
from attio_emulator.faults.kinds import KINDS, Fault
from attio_emulator.faults.named import NAMED
from attio_emulator.faults.rules import Rule
from attio_emulator.faults.wrong import RuleError

__all__ = ["KINDS", "NAMED", "Carrier", "Fault", "Faults", "Happened", "Rule", "RuleError"]
