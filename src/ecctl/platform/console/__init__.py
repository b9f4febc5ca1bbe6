"""The console: a web page for operators, whose static files run in a browser over the public API."""
