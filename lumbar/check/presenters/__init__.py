"""Knowledge and answers, shaped for the templates. Reads nothing but its arguments."""
