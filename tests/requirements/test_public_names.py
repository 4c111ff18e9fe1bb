"""What the package offers."""

from __future__ import annotations

import inspect
from pathlib import Path

from capplan import requirements


def test_every_exported_name_is_there_documented_and_listed_once() -> None:
    assert len(requirements.__all__) == len(set(requirements.__all__))
    for name in requirements.__all__:
        offered = getattr(requirements, name)
        if inspect.isfunction(offered) or inspect.isclass(offered):
            assert inspect.getdoc(offered), name


def test_no_exported_function_hides_a_module_of_its_package() -> None:
    package = Path(requirements.__file__).parent
    modules = {path.stem for path in package.rglob("*.py")} | {path.name for path in package.iterdir()}
    assert "sizing" in modules and "queueing" in modules
    assert modules.isdisjoint(requirements.__all__)


def test_every_public_function_of_the_package_is_exported() -> None:
    functions = {name for name, value in vars(requirements).items() if inspect.isfunction(value)}
    assert functions <= set(requirements.__all__)
