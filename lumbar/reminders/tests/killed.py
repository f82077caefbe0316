"""A worker that can be killed: a process that loads the site once and forks a worker for each line
it reads, which holds the time at which that worker wakes. It prints the worker's process id, and
how it ended.

    python -m lumbar.reminders.tests.killed
"""

from __future__ import annotations

import os
import sys
import traceback
from datetime import datetime

import django


def main() -> None:
    django.setup()
    # What a worker loads on its way, so that each of them need not.
    from django.template.loader import get_template
    from django.urls import reverse

    from lumbar.clinical.library import library

    reverse("reminders")
    library()
    for name in ("reminders/mail/message.txt", "reminders/mail/message.html"):
        get_template(name)
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _work(datetime.fromisoformat(line.strip()))
        print(child, flush=True)
        _child, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _work(now: datetime) -> None:
    from lumbar.reminders.worker import Worker

    status = 1
    try:
        worker = Worker(lambda: now)
        while worker.round():
            pass
        status = 0
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(status)


if __name__ == "__main__":
    main()
