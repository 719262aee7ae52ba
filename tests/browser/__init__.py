"""Tests in a real browser, against the service as it is really started."""
