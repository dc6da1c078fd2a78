/** The keys of a call as the settings list them; the call itself acts on them. Words: namespace `settings`. */

export const SHORTCUTS = [
  { act: "microphone", keys: ["M", "Alt+A", "Ctrl+D"] },
  { act: "camera", keys: ["V", "Alt+V", "Ctrl+E"] },
  { act: "talk", keys: ["Space"] },
  { act: "hand", keys: ["H"] },
  { act: "react", keys: ["R"] },
  { act: "chat", keys: ["C"] },
  { act: "people", keys: ["P"] },
  { act: "share", keys: ["S"] },
  { act: "layout", keys: ["L"] },
  { act: "fullscreen", keys: ["F"] },
  { act: "help", keys: ["?"] },
  { act: "leave", keys: ["Alt+L"] },
] as const;
