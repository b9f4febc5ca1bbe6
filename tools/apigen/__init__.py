"""Generator of the source files that follow from the ECE API description."""
