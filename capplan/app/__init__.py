"""The local web page: pick a model and inputs, edit a table, plan, stop, compare, read why, download.

It calls the commands as child processes and holds no planning of its own. Starlette and uvicorn are imported only
here, and only by ``capplan app``.
"""
