"""What the commands take: of each its arguments, options and help. What it does is imported when it is called.

So a shell completes options, and help is printed, without loading what computes and writes.
"""
