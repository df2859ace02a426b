"""Personal data made unreadable, its shape kept: what the shareable forms of a report show unless asked otherwise.

`shapes` hides one text, `values` decides what of a value stays, `texts` and `rejections` follow it through what repeats it. Nothing
here knows a format. What stays and what does not:

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

Within one report the same text has the same mask, and another text another: of one shape, they are numbered by first appearance
(`J••• D•••`, `J••• D•••²`), so that rows that differ still differ.

Messages and hints lose what they repeat of such a value, also rearranged (`'Doe, Jane'` of `Jane Doe`). Everything else that
is shown (subscriptions, triggers, pointers, files of events) loses email addresses and international telephone numbers.
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
