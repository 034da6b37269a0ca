"""The owner's account: signing in, API keys, credits and usage."""
