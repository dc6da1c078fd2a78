"""Chat: stored first, then told by the server to those who may see it. Who missed a packet asks for what changed."""
