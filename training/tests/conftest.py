import os
from pathlib import Path

import pytest

from nanotype_training.tiny import make_tiny


@pytest.fixture(scope="session")
def tiny(tmp_path_factory) -> Path:
    """The folder of all stages on generated code; where NANOTYPE_TINY names one, it's left there for the server's test."""
    named = os.environ.get("NANOTYPE_TINY")
    out = Path(named) if named else tmp_path_factory.mktemp("tiny")
    make_tiny(out)
    return out
