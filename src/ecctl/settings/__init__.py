"""Settings: which there are, where each value comes from, and the file that holds them."""
