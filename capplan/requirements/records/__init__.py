"""What is estimated from records of single calls: patience, handle time, people on duty, hour by hour."""
