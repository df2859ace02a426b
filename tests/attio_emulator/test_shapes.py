"""What every shape of a body keeps to, wherever it is written down."""

from __future__ import annotations

import gc
import importlib
import pkgutil

from attio_emulator import resources
from attio_emulator.shapes import Shape


def test_what_has_to_be_there_refuses_null_with_one_row() -> None:
    """Of it the row of a missing member is made; none, or two of them, would end a request in an exception."""
    for module in pkgutil.walk_packages(resources.__path__, f"{resources.__name__}."):
        importlib.import_module(module.name)
    gc.unfreeze()  # what the tests before it imported is frozen, and not among the objects
    shapes = [one for one in gc.get_objects() if type(one) is Shape and one.required]
    gc.freeze()
    assert len(shapes) > 30
    for shape in shapes:
        for name in shape.required:
            alone = Shape(required={name: shape.required[name]})
            (row,) = alone({}, ["data"])
            assert row["path"] == ["data", name]
