"""Every address of the site. Each app names its own under the root."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from lumbar.site import pages, views

# Each app holds the pages of one step.
APPS = ("people", "check", "plans", "tonight", "learn")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.home, name="home"),
    path("how-we-decide", pages.how_we_decide, name="how_we_decide"),
    path("healthz", views.healthz, name="healthz"),
    path("set-theme", views.set_theme, name="set_theme"),
    path("set-language", set_language, name="set_language"),
]
for app in APPS:
    if find_spec(f"lumbar.{app}.urls"):
        urlpatterns.append(path("", include(f"lumbar.{app}.urls")))

handler400 = "lumbar.site.views.bad_request"
handler403 = "lumbar.site.views.permission_denied"
handler404 = "lumbar.site.views.not_found"
handler500 = "lumbar.site.views.server_error"
