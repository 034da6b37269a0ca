"""System: queues, workers, disk, failing webhooks, engines and models of this server."""
