"""Planning meetings: series, invited people, agendas, calendar files and feeds, permanent rooms."""
