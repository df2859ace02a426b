"""Pages for a browser: the frame that all of them have, what they are made of, and how that is served. What they show is `ui`'s."""
