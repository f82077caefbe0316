"""The pages on which people book, and look after what they booked."""
