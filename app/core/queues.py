"""The queues jobs travel through, apart from Celery so that naming one costs nothing."""

CAPTIONS, MEDIA, SPEECH = "captions", "media", "speech"
ALL = (CAPTIONS, MEDIA, SPEECH)
