"""Masks personal data but keeps its shape: the shareable formats of a report show masked values unless told not to.

`shapes` masks one text, `values` decides which parts of a value stay, `texts` and `rejections` mask everything that repeats the
value. Nothing here knows a format. What stays and what does not:

| value | shown as |
|---|---|
| null, booleans, numbers | as they are (a long number that may be a telephone number: `•••••••••••`) |
| numbers written as text, up to seven digits | as they are: `$1,200.25` |
| short titles for a select or status attribute | as they are, unless they look or are named like a person's data: `Janet Miller`, another alphabet than Latin |
| email address | `j•••@a•••.com` |
| web address, domain | `https://a•••.com/•••`, `a•••.com` |
| telephone number, date, any other digits | `(•••) •••-••••`, `••/••/••••` |
| any other text | `J••• D•••`: a word's first letter where three letters or more follow an alphabet with capitals |
| slugs that the mapping itself has written | as they are |
| members of objects | as they are where they begin in lower case, as names of fields do: `first_name` |

Within one report, equal texts have equal masks and different texts have different ones: texts of one shape are numbered by first
appearance (`J••• D•••`, `J••• D•••²`), so that different rows still look different.

Messages and hints are masked where they repeat such a value, also rearranged (`'Doe, Jane'` for `Jane Doe`). In everything else
(subscriptions, triggers, pointers, event files), email addresses and international telephone numbers are masked.
"""

from __future__ import annotations

from attio_harness.formats.masking.rejections import mask_rejection
from attio_harness.formats.masking.shapes import Masks, mask_slug, unnumbered
from attio_harness.formats.masking.texts import (
    Secret,
    mask_addresses,
    mask_file,
    mask_found,
    mask_path,
    mask_quoted,
    mask_text,
    mask_type,
    mask_why,
)
from attio_harness.formats.masking.values import mask_value

__all__ = [
    "Masks", "Secret", "mask_addresses", "mask_file", "mask_found", "mask_path", "mask_quoted", "mask_rejection", "mask_slug", "mask_text", "mask_type", "mask_value", "mask_why",
    "unnumbered",
]  # fmt: skip
