"""The project and its front door. Empty on purpose: the supervisor lives in this package and must stay small in memory.

The Celery app is loaded by `governance.apps.GovernanceConfig`, hence by every process that loads Django.
"""
