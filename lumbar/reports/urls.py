from __future__ import annotations

from django.urls import path

from lumbar.reports import views
from lumbar.reports.what_helps.views import what_helps, what_helps_coin

urlpatterns = [
    path("report", views.report, name="report"),
    path("report/questions", views.questions, name="report_questions"),
    path("report.pdf", views.report_pdf, name="report_pdf"),
    path("report.csv", views.report_csv, name="report_csv"),
    path("what-helps", what_helps, name="what_helps"),
    path("what-helps/coin", what_helps_coin, name="what_helps_coin"),
]
