"""`generate` yields the cases. A case depends only on the seed and its own number, so each can be made again by itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from segment_conformance.live.generators.deliveries import batch_case, single_case
from segment_conformance.live.generators.mappings import liquid_case, mapping_case
from segment_conformance.live.generators.payloads import payload_case
from segment_conformance.live.generators.random_values import RandomValues
from segment_conformance.live.generators.runtimes import failure_case, runtime_case
from segment_conformance.live.generators.triggers import trigger_case

__all__ = ["GENERATORS", "Case", "generate"]

Case = dict[str, Any]
"""A case without its answer: `id`, `kind` and the members its kind needs, as in recordings."""

GENERATORS: Mapping[str, Callable[[RandomValues], Case]] = {
    "mapping": mapping_case,
    "liquid": liquid_case,
    "fql": trigger_case,
    "validate": payload_case,
    "attio_single": single_case,
    "attio_batch": batch_case,
    "runtime": runtime_case,
    "failure": failure_case,
}
"""Name -> generator. Cases of `liquid` have the kind `mapping`."""

_WEIGHTS = {
    "mapping": 34,
    "liquid": 22,
    "fql": 18,
    "validate": 14,
    "attio_single": 7,
    "attio_batch": 5,
    "runtime": 8,
    "failure": 1,
}
_ODD = (0.0, 0.0, 0.0, 0.04, 0.15)
"""The values of `oddness`. Most cases have nothing odd, so that an early refusal does not hide everything else."""


def generate(seed: int, count: int, *, kinds: Collection[str] | None = None) -> Iterator[Case]:
    """`count` cases of these kinds of `GENERATORS` (None: all), each as it looks after a round trip through JSON.

    Raises:
        KeyError: there is no generator for a kind.
    """
    weights = _WEIGHTS if kinds is None else {kind: _WEIGHTS[kind] for kind in kinds}
    for index in range(count):
        rng = RandomValues(f"{seed}/{index}")
        kind = rng.weighted(weights)
        rng.oddness = rng.choice(_ODD)
        yield json.loads(json.dumps({"id": f"{seed}-{kind}-{index:05}", **GENERATORS[kind](rng)}))
