"""Events through subscriptions into a workspace, and why each lost one was lost."""
