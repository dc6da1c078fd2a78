"""ARCHITECTURE.md names the rooms that are there, and no others."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMED = re.findall(r"^\| (.+?) \|", (ROOT / "ARCHITECTURE.md").read_text(), re.MULTILINE)
PLACES = [place for row in NAMED for place in re.findall(r"`([^`]+)`", row)]


def test_every_place_named_exists() -> None:
    assert [place for place in PLACES if not (ROOT / place).exists()] == []


def test_every_room_of_the_package_is_named() -> None:
    rooms = {f"src/rapat/{path.name}/" for path in (ROOT / "src/rapat").iterdir() if (path / "__init__.py").exists()}
    assert rooms <= {place if not place.startswith("src/rapat/engine") else "src/rapat/engine/" for place in PLACES}


def test_every_crate_is_named() -> None:
    crates = {f"media/{path.parent.name}/" for path in (ROOT / "media").glob("*/Cargo.toml")}
    assert crates <= set(PLACES)
