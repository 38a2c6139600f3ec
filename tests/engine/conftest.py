"""All models are compiled once before the tests of the engine; later sessions find them kept."""

import pytest

from sim.engine.compiler import find_compiler
from sim.engine.equations import all_models
from sim.engine.programs import programs_for


@pytest.fixture(scope="session", autouse=True)
def compiled_models():
    compiler = find_compiler()
    assert compiler is not None, "these tests need a C++ compiler"
    return programs_for(all_models(), compiler, cancelled=lambda: False, memory_bytes=8_000_000_000)
