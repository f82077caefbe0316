"""Lets `python -m lumbar` do what the `lumbar` command does."""

from __future__ import annotations

import sys

from lumbar.cli import main

if __name__ == "__main__":
    sys.exit(main())
