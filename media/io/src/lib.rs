//! Sockets, worker threads and timers around the sans-IO core.
