"""The bench as one command: servers side by side, rows of scenarios, figures, tables and a chart.

It starts programs and reads their lines of JSON; what is measured and how is ``media/bench/src``.
"""
