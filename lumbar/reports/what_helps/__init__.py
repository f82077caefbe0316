"""What helps you: the self-experiment's page, and the coin that makes it a fair trial."""
