"""The version of this package, and of the API description that it speaks."""

__version__ = "1.15.0"
API_VERSION = "3.8.0"
