"""Made from the API's description by the commands that the files name."""
