/**
 * Vite plugin: writes a `.br` and a `.gz` beside every text file of the build, so that the server never compresses
 * on the fly. Already compressed kinds (woff2, png) and tiny files are left alone.
 */
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync, constants as zlib } from "node:zlib";
import type { Plugin, ResolvedConfig } from "vite";

const TEXT = /\.(?:html|js|css|json|svg|webmanifest|wasm)$/;
/** Bytes. Below one network packet, compression saves no round trip. */
const SMALLEST = 1024;

export function precompress(): Plugin {
  let config: ResolvedConfig;
  return {
    name: "rapat-precompress",
    apply: "build",
    configResolved(resolved) {
      config = resolved;
    },
    closeBundle() {
      for (const path of filesUnder(join(config.root, config.build.outDir))) compress(path);
    },
  };
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => TEXT.test(path) && statSync(path).isFile());
}

function compress(path: string): void {
  const bytes = readFileSync(path);
  if (bytes.length < SMALLEST) return;
  const params = { [zlib.BROTLI_PARAM_QUALITY]: zlib.BROTLI_MAX_QUALITY, [zlib.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
}
