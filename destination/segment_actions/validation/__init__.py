"""Fits a mapped payload to the fields of its action: removes empty values, coerces, refuses the rest. Pure; no I/O."""

from __future__ import annotations

from segment_actions.validation.fields import InputField
from segment_actions.validation.validator import Validator, compile_fields, validate

__all__ = ["InputField", "Validator", "compile_fields", "validate"]
