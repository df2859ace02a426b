"""Sends recorded requests to the emulator and compares its answers with Attio's recorded ones.

`cassettes` reads recordings as exchanges, `situation` restores what the workspace held before, `judge` judges each exchange,
`report` is the result.
"""
