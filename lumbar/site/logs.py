"""Logs as one JSON object a line: what an operator needs, nothing about a person's health."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

SECRET = re.compile(r"[A-Za-z0-9_-]{32,}(?:[:.][A-Za-z0-9_:.-]+)?")
"""Long random words in an address open a calendar, stop reminders or name a person's row. Nothing
else an operator needs to read looks like one."""


class JsonFormatter(logging.Formatter):
    """Time, level, logger, message and, for an error, its kind and where it arose.

    Left out on purpose: the request (its form holds answers), local variables, the text of an
    exception, which may quote a value somebody typed, and the secret part of an address.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": SECRET.sub("…", record.getMessage()),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _places(record)
        return json.dumps(line, ensure_ascii=False)


def _places(record: logging.LogRecord) -> list[str]:
    """File, line and function of each frame of the traceback, outermost first."""
    places = []
    traceback = record.exc_info[2] if record.exc_info else None
    while traceback is not None:
        code = traceback.tb_frame.f_code
        places.append(f"{code.co_filename}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return places
