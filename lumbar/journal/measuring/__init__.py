"""Weekly and four-weekly measures, goals, and questionnaires a clinic brings in."""
