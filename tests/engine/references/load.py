"""Read the recorded values."""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def recorded(name: str) -> list[dict[str, Any]]:
    """The cases of one record."""
    cases: list[dict[str, Any]] = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))["cases"]
    return cases


def label(case: dict[str, Any]) -> str:
    """What a case is called in a test report."""
    return f"seed {case['seed']} T {len(case['inputs']['x'])}"
