"""The Celery worker, its jobs and the dispatcher."""
