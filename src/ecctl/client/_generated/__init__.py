"""What the generator makes of the API's description. Not to be edited by hand."""
