/** How the browser app is built (into the Python package), served in development, and tested. */
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { precompress } from "./scripts/precompress.ts";
import { startChunk } from "./scripts/startchunk.ts";

/** Where `rapat serve --dev` answers. The host is left as the browser wrote it: the server compares it with the origin. */
const SERVER = process.env.RAPAT_SERVER ?? "http://127.0.0.1:7880";
const MAIN = fileURLToPath(new URL("./src/main.tsx", import.meta.url));

export default defineConfig({
  plugins: [react(), precompress()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    outDir: "../src/rapat/http/assets",
    emptyOutDir: true,
    target: "es2022",
    // The first browsers with light-dark(), which the theme stands on.
    cssTarget: ["chrome123", "firefox121", "safari17.5"],
    // No inlined data: URLs: the content security policy of the server allows none for fonts.
    assetsInlineLimit: 0,
    // kB before compression. livekit-client is one piece of this size; the true budget is in scripts/check-bundle.mjs.
    chunkSizeWarningLimit: 700,
    // Which file came from which source: scripts/check-bundle.mjs weighs the screens by it.
    manifest: true,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: startChunk(MAIN) }] } } },
  },
  server: {
    port: 5173,
    proxy: {
      // The Host must stay ours: the server compares it with the Origin. (The short form of a proxy would change it.)
      "/api": { target: SERVER, changeOrigin: false },
      "/rtc": { target: SERVER, changeOrigin: false, ws: true },
      "/trust": { target: SERVER, changeOrigin: false },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/testing.ts"],
    restoreMocks: true,
  },
});
