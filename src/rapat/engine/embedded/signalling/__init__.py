"""LIVEKIT CLIENT PROTOCOL over WebSocket."""
