"""The playground: texts in, what becomes of events out, and the changes that mend a mistake."""
