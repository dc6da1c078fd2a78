/** A chosen file becomes a small picture here, before it is sent: its ground stays clear, what else the file held stays on this device. */
import { type Encoding, encoded } from "@/features/account/picture";

/** Pixels: sharp in the corner of a page on the densest screens, where it is at most 112 × 36. */
export const WIDEST = 448;
export const TALLEST = 144;
/** Bytes of a file that is taken at all; decoding a larger one can take the page's memory. */
export const LARGEST_FILE = 20 * 1024 * 1024;

export type LogoTrouble = "drawing" | "unreadable" | "large" | "heavy";

/** Why a file cannot become a logo. */
export class LogoRefused extends Error {
  override name = "LogoRefused";
  constructor(readonly trouble: LogoTrouble) {
    super(trouble);
  }
}

/** Tried in this order until one is light enough; PNG is for browsers that write no WebP. */
const TRIES: readonly Encoding[] = [
  { type: "image/webp", quality: 0.95 },
  { type: "image/png", quality: 1 },
  { type: "image/webp", quality: 0.7 },
];

/** The size of a picture that fits into the corner, in whole pixels; nothing is made larger. */
export function fittedSize(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, WIDEST / width, TALLEST / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** The picture as the server takes it. Throws `LogoRefused`. */
export async function fitted(file: Blob): Promise<Blob> {
  if (file.type.startsWith("image/svg")) throw new LogoRefused("drawing");
  if (file.size > LARGEST_FILE) throw new LogoRefused("large");
  const picture = await createImageBitmap(file).catch(() => null);
  if (picture === null) throw new LogoRefused("unreadable");
  const { width, height } = fittedSize(picture.width, picture.height);
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d");
  if (pen === null) throw new LogoRefused("unreadable");
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, 0, 0, width, height);
  picture.close();
  const light = await encoded(canvas, TRIES);
  if (light === null) throw new LogoRefused("heavy");
  return light;
}
