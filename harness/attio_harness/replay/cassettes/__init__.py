"""Reads files of recorded traffic. `files` opens them and has the table of formats; each format has a module."""
