"""From a mapped payload to one that fits the fields of its action: empties removed, values coerced, the rest refused. Pure; no I/O."""

from __future__ import annotations

from segment_actions.validation.fields import InputField
from segment_actions.validation.validator import Validator, compile_fields, validate

__all__ = ["InputField", "Validator", "compile_fields", "validate"]
