"""What adapters of remote engines share: the HTTP client and its errors."""
