"""Reading a knowledge file, or refusing it with its name."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import msgspec

T = TypeVar("T", bound=msgspec.Struct)


class KnowledgeError(Exception):
    """The knowledge cannot be used as it stands; the message says where and why."""


def decode(path: Path, kind: type[T]) -> T:
    """Decode one TOML file into its structure.

    Raises:
        KnowledgeError: the file is missing, is not TOML, or has an unknown, missing or wrong key.
    """
    try:
        return msgspec.toml.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        raise KnowledgeError(f"{path.parent.name}/{path.name} is missing") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{path.parent.name}/{path.name}: {error}") from error
