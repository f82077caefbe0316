"""The plan listens: mornings and evenings are read by the progress rules, and the plan follows."""
