"""`ecctl init`: set up a config file with working credentials, from questions or from flags."""
