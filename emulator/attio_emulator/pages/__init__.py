"""The common parts of web pages: the frame, its elements, and how files are served. `ui` has the contents."""
