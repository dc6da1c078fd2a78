/**
 * Makes the small picture of a picture, here and not on the server (docs/decisions/0006): a browser decodes hostile
 * pictures in a sandbox, and a canvas writes no place and no camera into them.
 */

/** What every browser draws and the server gives out as a picture. */
const SHOWN = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);
/** bytes; the server takes 48 KiB. */
const LARGEST = 48 * 1024;
/** Longer side in pixels and quality, tried one after the other until the bytes fit. */
const TRIES = [
  [640, 0.8],
  [640, 0.6],
  [480, 0.6],
  [320, 0.5],
] as const;
/** bytes of a file above which no small picture is made: decoding would freeze a phone. */
const MOST = 40_000_000;

export interface Pictured {
  width: number;
  height: number;
  /** null when none of the tries was small enough. */
  preview: Blob | null;
}

/** null for anything that cannot be drawn here. */
export async function pictured(file: Blob): Promise<Pictured | null> {
  if (!SHOWN.has(file.type) || file.size > MOST) return null;
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return null;
  }
  try {
    const { width, height } = bitmap;
    for (const [side, quality] of TRIES) {
      const preview = await drawn(bitmap, side, quality);
      if (preview && preview.size <= LARGEST) return { width, height, preview };
    }
    return { width, height, preview: null };
  } finally {
    bitmap.close();
  }
}

function drawn(bitmap: ImageBitmap, side: number, quality: number): Promise<Blob | null> {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  // Where WebP cannot be written (old Safari) this gives PNG, which the next try makes smaller.
  return new Promise((resolve) => canvas.toBlob(resolve, "image/webp", quality));
}
