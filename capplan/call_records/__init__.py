"""Records of single calls, as telephone systems export them: which column is which, what was when, how it ended."""
