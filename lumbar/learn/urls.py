from __future__ import annotations

from django.urls import path

from lumbar.learn import views

urlpatterns = [
    path("learn", views.index, name="learn"),
    path("learn/exercises", views.exercises, name="exercises"),
    path("learn/exercises/<slug:slug>", views.exercise, name="exercise"),
    path("learn/positions", views.positions, name="positions"),
    path("learn/<slug:slug>", views.topic, name="learn_topic"),
]
