"""The queues jobs travel through: one a kind of work, so that long work never delays quick work."""

CAPTIONS, MEDIA, SPEECH = "captions", "media", "speech"
ALL = (CAPTIONS, MEDIA, SPEECH)
