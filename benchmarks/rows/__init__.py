"""How the rows of the report are measured, besides those of the engine. Each gives rounds of figures of both sides; nothing here tells them."""
