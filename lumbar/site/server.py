"""Run gunicorn inside this process, so that one command is the whole server."""

from __future__ import annotations

import importlib
import sys
from typing import Any

from gunicorn.app.base import BaseApplication

THREADS = 4


class LumbarServer(BaseApplication):  # type: ignore[misc]
    """Gunicorn with its options given by us instead of by its own command line."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return importlib.import_module("lumbar.site.wsgi").application


def serve(address: str, port: int, workers: int) -> None:
    """Serve until stopped by a signal. `address` and `port` are where to listen."""
    host = f"[{address}]" if ":" in address else address

    def tell_ready(_server: Any) -> None:
        print(f"Lumbar is ready: http://{host}:{port}", flush=True)

    LumbarServer(
        {
            "bind": f"{host}:{port}",
            "workers": workers,
            "worker_class": "gthread",
            "threads": THREADS,
            # Load the site once, before the processes part: quicker, and they share the memory.
            "preload_app": True,
            "when_ready": tell_ready,
            "loglevel": "warning",
            # The same lines as the rest of the site writes: nothing a person typed gets in.
            "logconfig_dict": {
                "formatters": {"json": {"()": "lumbar.site.logs.JsonFormatter"}},
                "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
                "root": {"handlers": ["stderr"], "level": "WARNING"},
                "loggers": {
                    "gunicorn.error": {
                        "handlers": ["stderr"],
                        "level": "WARNING",
                        "propagate": False,
                    }
                },
            },
            "graceful_timeout": 10,
            # Workers tell the parent they are alive through this folder; memory beats a busy disk.
            **({"worker_tmp_dir": "/dev/shm"} if sys.platform == "linux" else {}),  # noqa: S108
            # A request line carries no answers, only ids; longer ones are not ours.
            "limit_request_line": 4094,
        }
    ).run()
