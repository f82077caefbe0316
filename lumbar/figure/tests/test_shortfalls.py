"""The list of shortfalls: nothing new, nothing worse, nothing that has come right."""

from __future__ import annotations

from pathlib import Path

import pytest

from lumbar.figure.making import shortfalls
from lumbar.figure.making.checks import Verdict
from lumbar.figure.making.measure import Row

LISTED = '[[shortfall]]\nclip = "a.standard"\nbody = "man"\ncheck = "sink"\nworst = 14.0\n'


def row(worst: float, clip: str = "a.standard", check: str = "sink") -> Row:
    return Row("man", clip, Verdict(check, worst, 10.0, "mm", "heel"))


@pytest.fixture(autouse=True)
def _listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "shortfalls.toml"
    path.write_text(LISTED, "utf-8")
    monkeypatch.setattr(shortfalls, "LIST", path)


def test_what_is_listed_and_no_worse_is_no_surprise() -> None:
    assert shortfalls.surprises([row(14.0), row(9.0, "b.standard")]) == []


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (row(11.0, "b.standard"), "not listed"),
        (row(11.0, check="gap"), "not listed"),
        (row(17.0), "worse than listed"),
        (row(9.0), "come right"),
    ],
)
def test_everything_else_is_a_surprise(found: Row, said: str) -> None:
    (line,) = shortfalls.surprises([found])
    assert line.startswith(said)


def test_what_is_written_is_read_back() -> None:
    assert shortfalls.write([row(12.5), row(3.0, "b.standard")]) == 1
    assert shortfalls.known() == {("a.standard", "man", "sink"): 12.5}
