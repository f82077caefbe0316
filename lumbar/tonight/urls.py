from __future__ import annotations

from django.urls import path

from lumbar.tonight import views

urlpatterns = [
    path("tonight", views.tonight, name="tonight"),
    path("tonight/sleep", views.set_sleep, name="set_sleep"),
    path("tonight/<uuid:uuid>", views.evening_list, name="evening_list"),
    path("tonight/<uuid:uuid>/record", views.keep_evening, name="keep_evening"),
    path("tonight/<uuid:uuid>/did", views.did, name="did_tonight"),
    path("tonight/<uuid:uuid>/finish", views.finish, name="finish"),
    path("history", views.history, name="history"),
    path("history/<uuid:uuid>", views.evening, name="evening"),
]
