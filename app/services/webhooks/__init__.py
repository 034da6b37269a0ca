"""Webhooks: endpoints, enqueueing, sending, outcomes and deliveries."""
