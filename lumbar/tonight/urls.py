from __future__ import annotations

from django.urls import path

from lumbar.tonight import views

urlpatterns = [
    path("tonight", views.start, name="tonight"),
    path("tonight/<uuid:uuid>", views.player, name="player"),
    path("tonight/<uuid:uuid>/progress", views.progress, name="progress"),
    path("tonight/<uuid:uuid>/did", views.did, name="did_tonight"),
    path("tonight/<uuid:uuid>/finish", views.finish, name="finish"),
    path("history", views.history, name="history"),
    path("history/<uuid:uuid>", views.evening, name="evening"),
]
