"""Measures the rows of the report. Each measurement gives the figures of both sides, round by round; `results` presents them."""
