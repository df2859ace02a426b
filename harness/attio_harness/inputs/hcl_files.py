"""The names of the files that Terraform reads by itself in a folder, all as one. Reads none of them."""

from __future__ import annotations

__all__ = ["GIVEN", "READ_BESIDE", "is_given", "is_named_hcl", "is_read_beside", "overrides"]

_CONFIGURATION = (".tf", ".tofu")
GIVEN = ("terraform.tfvars", "terraform.tfvars.json")
"""The files of values, in the order in which they are read; before those that any name may stand in front of."""
_GIVEN_TOO = (".auto.tfvars", ".auto.tfvars.json")
READ_BESIDE = tuple(f"*{ending}" for ending in (*_CONFIGURATION, *_GIVEN_TOO)) + GIVEN
"""Patterns for the names of files that tell names to the others of their folder."""


def is_named_hcl(name: str) -> bool:
    """Whether a file has one of the names of Terraform's configuration."""
    return name.endswith(_CONFIGURATION)


def is_given(name: str) -> bool:
    """Whether a file of this name (without its folder) has the values of variables."""
    return name in GIVEN or name.endswith(_GIVEN_TOO)


def is_read_beside(name: str) -> bool:
    """Whether a file of this name (without its folder) tells names to the others of its folder."""
    return is_named_hcl(name) or is_given(name)


def overrides(name: str) -> bool:
    """Whether what a file of this name declares goes before what the others of its folder do."""
    stem = name.rpartition(".")[0]
    return stem == "override" or stem.endswith("_override")
