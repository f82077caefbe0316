"""The WSGI application, for gunicorn or any other server: `lumbar.site.wsgi:application`."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lumbar.site.settings")

application = get_wsgi_application()

# Needs the apps that the line above has loaded.
from lumbar.site.threads import prepare_for_threads  # noqa: E402

prepare_for_threads()
