"""Every address of the site."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from lumbar.site import journal, offline, pages, patterns, views

# Each app holds the pages of one step, and names its addresses from the root.
APPS = (
    "people",
    "check",
    "booking",
    "plans",
    "tonight",
    "wellbeing",
    "medicines",
    "journal",
    "companion",
    "reminders",
    "reports",
    "conversation",
    "cases",
    "desk",
    "board",
    "patients",
    "clinics",
    "learn",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.home, name="home"),
    path("journal", journal.journal, name="journal"),
    path("how-we-decide", pages.how_we_decide, name="how_we_decide"),
    path("service-worker.js", offline.service_worker, name="service_worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("offline", offline.offline, name="offline"),
    path("healthz", views.healthz, name="healthz"),
    path("token", views.token, name="token"),
    path("set-theme", views.set_theme, name="set_theme"),
    path("set-figure", views.set_figure, name="set_figure"),
    path(
        "figure/<str:version>/<str:look_name>/<str:theme>/<str:name>.svg",
        views.figure_still,
        name="figure_still",
    ),
    path("patterns/figure", patterns.figure, name="figure_patterns"),
    path("set-language", set_language, name="set_language"),
]
urlpatterns += [path("", include(f"lumbar.{app}.urls")) for app in APPS]

handler400 = "lumbar.site.views.bad_request"
handler403 = "lumbar.site.views.permission_denied"
handler404 = "lumbar.site.views.not_found"
handler500 = "lumbar.site.views.server_error"
