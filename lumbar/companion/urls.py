from __future__ import annotations

from django.urls import path

from lumbar.companion import pack_views, views

urlpatterns = [
    path("companion", views.companion, name="companion"),
    path("companion/danger-signs", views.signs, name="companion_signs"),
    path("companion/review", views.review, name="companion_review"),
    path("companion/time", views.held_time, name="companion_time"),
    path("companion/pain", views.pain, name="companion_pain"),
    path("companion/end", views.end, name="companion_end"),
    path("companion/pack/<slug:method>", pack_views.pack, name="pack"),
    path("companion/pack/<uuid:uuid>/off", pack_views.pack_off, name="pack_off"),
    path("companion/pack/<uuid:uuid>/record", pack_views.keep_pack, name="keep_pack"),
]
