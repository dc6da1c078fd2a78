/** How the browser app is built (into the Python package), served in development, and tested. */
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { precompress } from "./scripts/precompress.ts";

/** Where `rapat serve` answers while the app runs under `npm run dev`. */
const SERVER = process.env.RAPAT_SERVER ?? "http://127.0.0.1:8080";

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
    // Which file came from which source: scripts/check-bundle.mjs weighs the screens by it.
    manifest: true,
    modulePreload: { polyfill: false },
  },
  server: {
    port: 5173,
    proxy: {
      "/api": { target: SERVER, changeOrigin: true },
      "/rtc": { target: SERVER, changeOrigin: true, ws: true },
      "/trust": { target: SERVER, changeOrigin: true },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/testing.ts"],
    restoreMocks: true,
  },
});
