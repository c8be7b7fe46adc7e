"""Celery's app; the only place where periods are written."""

from celery import Celery

app = Celery("governance")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
