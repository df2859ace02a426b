"""Powers of ten are V8's to the last digit, also where V8's are not the nearest number."""

from __future__ import annotations

import json
import math
import random
import shutil
import subprocess

import pytest
from segment_actions.js.powers import power_of_ten
from segment_actions.mapping import compile_mapping

# Math.pow(10, x) of Node 20
OBSERVED = {
    -400.0: 0.0,
    -324.0: 0.0,
    -323.5: 5e-324,
    -1e308: 0.0,
    -308.25: 5.62341325190349e-309,
    -32.0: 9.999999999999999e-33,
    -29.0: 1.0000000000000001e-29,
    -4.9: 1.2589254117941661e-05,
    -4.0: 9.999999999999999e-05,
    -1.0: 0.1,
    -0.0: 1.0,
    5e-324: 1.0,
    0.5: 3.1622776601683795,
    1.0: 10.0,
    2.0: 100.0,
    3.5: 3162.277660168379,
    26.0: 9.999999999999999e25,
    58.0: 1.0000000000000001e58,
    308.25: 1.7782794100389228e308,
    309.0: math.inf,
    1e300: math.inf,
    1e308: math.inf,
    math.inf: math.inf,
    -math.inf: 0.0,
}
# observed of the published packages
MAPPED = {
    "{{ 2301234567890 | round: 2.5 }}": "2301234567890",
    "{{ true | round: 2.5 }}": "0.999279740613208",
    "{{ 1.23456789 | round: 4 }}": "1.2346",
    "{{ 15 | round: -0.3 }}": "15.962098519751038",
    "{{ 5 | round: 0.5 }}": "5.059644256269407",
    "{{ 1 | round: 400 }}": "NaN",
}


@pytest.mark.parametrize("exponent", OBSERVED)
def test_a_power_that_was_observed(exponent: float) -> None:
    assert power_of_ten(exponent) == OBSERVED[exponent]


def test_no_number_is_none() -> None:
    assert math.isnan(power_of_ten(math.nan))


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not there")
def test_ten_thousand_powers_are_those_of_node() -> None:
    drawn = random.Random(10)
    exponents = [
        *map(float, range(-330, 312)),
        *(drawn.uniform(-330, 312) for _ in range(5_000)),
        *(drawn.gauss(0, 3) for _ in range(5_000)),
    ]
    script = (
        "let text = ''; process.stdin.on('data', (part) => text += part).on('end', () => console.log(JSON.stringify(JSON.parse(text)"
        ".map((one) => String(Math.pow(10, one))))))"
    )
    asked = subprocess.run(
        ["node", "-e", script], input=json.dumps(exponents), capture_output=True, text=True, check=True
    )
    theirs = [float(one.replace("Infinity", "inf")) for one in json.loads(asked.stdout)]
    assert theirs == [power_of_ten(one) for one in exponents]


@pytest.mark.parametrize("template", MAPPED)
def test_a_number_is_rounded_to_digits_as_there(template: str) -> None:
    assert compile_mapping({"x": {"@liquid": template}})({}) == {"x": MAPPED[template]}
