"""Files of recorded traffic. `files` opens them and has the table of their forms; each form has a module."""
