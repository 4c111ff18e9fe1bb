"""The requirement as files and pictures, and how one figure of it comes about, step by step."""
