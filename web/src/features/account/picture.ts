/**
 * A chosen picture becomes a small square here, before it is sent: whatever camera data the file held stays on this
 * device, and the server needs no picture library.
 */

/** Pixels of the square's side: sharp at 96 px on a dense screen. */
export const SIDE = 256;
/** Bytes; the server refuses more. */
export const HEAVIEST = 64 * 1024;
export interface Encoding {
  type: string;
  /** 0 to 1; only types that lose something heed it. */
  quality: number;
}
/** Tried in this order until one is light enough; a photograph of 256 px passes with the first. */
const TRIES: readonly Encoding[] = [
  { type: "image/webp", quality: 0.85 },
  { type: "image/jpeg", quality: 0.85 },
  { type: "image/jpeg", quality: 0.6 },
];

/** The largest square in the middle of a picture, in its pixels. */
export function middleSquare(width: number, height: number): { x: number; y: number; side: number } {
  const side = Math.min(width, height);
  return { x: (width - side) / 2, y: (height - side) / 2, side };
}

/** The square as WebP, or JPEG where the browser makes no WebP. Throws when the file is no picture. */
export async function squared(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file);
  const canvas = document.createElement("canvas");
  canvas.width = SIDE;
  canvas.height = SIDE;
  const pen = canvas.getContext("2d");
  if (pen === null) throw new Error("no canvas");
  const { x, y, side } = middleSquare(picture.width, picture.height);
  // Where a drawing has no ground, initials' colours would shine through in some places and not in others.
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, SIDE, SIDE);
  pen.drawImage(picture, x, y, side, side, 0, 0, SIDE, SIDE);
  picture.close();
  const blob = await encoded(canvas, TRIES);
  if (blob === null) throw new Error("too heavy");
  return blob;
}

/** The first of these that the browser writes and the server takes; null = all are too heavy. */
export async function encoded(canvas: HTMLCanvasElement, tries: readonly Encoding[]): Promise<Blob | null> {
  for (const { type, quality } of tries) {
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, quality));
    if (blob !== null && blob.type === type && blob.size <= HEAVIEST) return blob;
  }
  return null;
}
