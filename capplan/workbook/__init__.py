"""Workbooks: the inputs as one form that is filled in and read, and a plan that is looked at and edited.

place, aliases                 where a cell stands, and which spellings of headings are understood
sheets, tall, wide, reading    a workbook as the records of input tables
form                           the input tables as a workbook to fill in
annotate                       a copy with the wrong cells marked
plan_book                      a written plan as a workbook; edits reads hires back that were changed in it
"""
