"""Runs events through subscriptions into a workspace, and explains why each lost one was lost."""
