"""The hand-out: a person's exercises on paper, for the bedside or the fridge door."""
