"""Addresses of cases: for everybody, for the person one is about, and for its writer."""

from __future__ import annotations

from django.urls import path

from lumbar.cases import desk_views, views

urlpatterns = [
    path("cases", views.cases, name="cases"),
    path("cases/like-yours", views.like_yours, name="cases_like_yours"),
    path("cases/counted", views.count_in, name="count_in"),
    path("cases/mine", views.mine, name="cases_mine"),
    path("cases/mine/<uuid:uuid>", views.asked, name="case_asked"),
    path("cases/<uuid:uuid>", views.case, name="case"),
    path("desk/cases", desk_views.cases, name="desk_cases"),
    path("desk/cases/new/<uuid:uuid>", desk_views.new, name="desk_case_new"),
    path("desk/cases/<uuid:uuid>", desk_views.case, name="desk_case"),
]
