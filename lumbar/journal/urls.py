from __future__ import annotations

from django.urls import path

from lumbar.journal import views
from lumbar.journal.listening import views as listening
from lumbar.journal.measuring import goal_views as goals
from lumbar.journal.measuring import views as measuring

urlpatterns = [
    path("check-in", measuring.check_in, name="check_in"),
    path("check-in/also", measuring.check_in_also, name="check_in_also"),
    path("check-in/done", measuring.check_in_done, name="check_in_done"),
    path("check-in/<slug:measure>", measuring.check_in_measure, name="check_in_measure"),
    path("goals", goals.goals, name="goals"),
    path("goals/<uuid:identifier>", goals.goal_change, name="goal_change"),
    path("heard/shorter", listening.answer_shorter, name="answer_shorter"),
    path("heard/<uuid:uuid>", listening.answer_heard, name="answer_heard"),
    path("morning", views.morning, name="morning"),
    path("morning/<uuid:uuid>/record", views.keep_morning, name="keep_morning"),
]
