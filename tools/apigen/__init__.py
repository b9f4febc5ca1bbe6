"""Makes the parts of the project that follow from the API's own description."""
