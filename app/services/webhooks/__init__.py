"""Webhooks: who is told what (endpoints), owed (owing), sent (sending) and kept (deliveries)."""
