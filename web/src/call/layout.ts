/**
 * How tiles are packed on the stage: pure geometry over width, height and count. It searches rows × columns for the
 * largest pictures, keeps what stood before unless the gain is worth a jump, and says how a picture sits in its tile.
 */
export interface Size {
  width: number;
  height: number;
}
export interface Place extends Size {
  left: number;
  top: number;
}
export interface Grid {
  columns: number;
  rows: number;
  tile: Size;
  places: Place[];
}

/** Pixels between tiles. */
export const GAP = 8;
export const WIDEST = 16 / 9;
export const NARROWEST = 4 / 3;
/** The part of a camera picture that may be cut away. More would cut faces. */
export const MOST_CUT = 0.1;
/** The narrowest tile that shows a 16:9 picture without bars: used while most tiles are such pictures. */
export const NARROWEST_FOR_PICTURES = WIDEST * (1 - MOST_CUT);
/** How many tiles one page holds: what the device decodes well and a person can overlook. */
export const PAGE = { desktop: 25, phone: 9 } as const;
/** px: below this a face is no face any more, so the page holds fewer. */
const SMALLEST_TILE = { width: 104, height: 70 };
/** A new arrangement must be this much larger before tiles jump to it. Lower: flicker at a dragged window edge. */
const WORTH_A_JUMP = 1.08;

/** How much smaller the pictures of a squarer arrangement may be. Higher: squares where rows would show more. */
const NEARLY = 1.12;

export interface GridWish extends Size {
  count: number;
  /** Aspect below which tiles do not go: NARROWEST, or NARROWEST_FOR_PICTURES. */
  narrowest?: number;
  /** Columns of the arrangement on screen; undefined at first. */
  before?: number | undefined;
}

/** The arrangement of `count` tiles in the middle of the given box. Nothing fits in an empty box: no places. */
export function pack({ width, height, count, narrowest = NARROWEST, before }: GridWish): Grid {
  if (count <= 0 || width <= 0 || height <= 0)
    return { columns: 0, rows: 0, tile: { width: 0, height: 0 }, places: [] };
  // A single tile takes the stage as it is: the picture inside keeps its own shape.
  if (count === 1) return gridOf(1, count, { width, height }, { width, height });
  const stage = { width, height };
  const best = bestColumns(count, stage, narrowest);
  const kept = before !== undefined && before <= count ? before : best;
  const gain = areaOf(best, count, stage, narrowest) / Math.max(1, areaOf(kept, count, stage, narrowest));
  const columns = gain > WORTH_A_JUMP ? best : kept;
  return gridOf(columns, count, stage, tileFor(columns, count, stage, narrowest));
}

/** The squarest of the arrangements whose pictures are nearly the largest: a single file of small tiles is hard to read. */
function bestColumns(count: number, stage: Size, narrowest: number): number {
  const all = Array.from({ length: count }, (_, index) => {
    const columns = index + 1;
    const area = areaOf(columns, count, stage, narrowest);
    return { columns, area, lopsided: Math.abs(columns - Math.ceil(count / columns)) };
  });
  const largest = Math.max(...all.map(({ area }) => area));
  const [best] = all
    .filter(({ area }) => area * NEARLY >= largest)
    .sort((one, other) => one.lopsided - other.lopsided || other.area - one.area);
  return best?.columns ?? 1;
}

function areaOf(columns: number, count: number, stage: Size, narrowest: number): number {
  const { width, height } = tileFor(columns, count, stage, narrowest);
  return width * height;
}

/** The largest tile of an allowed shape when `count` stand in `columns`. */
function tileFor(columns: number, count: number, stage: Size, narrowest: number): Size {
  const rows = Math.ceil(count / columns);
  const width = Math.max(0, (stage.width - GAP * (columns - 1)) / columns);
  const height = Math.max(0, (stage.height - GAP * (rows - 1)) / rows);
  const aspect = height === 0 ? WIDEST : Math.min(WIDEST, Math.max(narrowest, width / height));
  return { width: Math.floor(Math.min(width, height * aspect)), height: Math.floor(Math.min(height, width / aspect)) };
}

function gridOf(columns: number, count: number, stage: Size, tile: Size): Grid {
  const rows = Math.ceil(count / columns);
  const top = (stage.height - rows * tile.height - (rows - 1) * GAP) / 2;
  const places = Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = row === rows - 1 ? count - row * columns : columns;
    const left = (stage.width - inRow * tile.width - (inRow - 1) * GAP) / 2;
    const column = index - row * columns;
    return {
      left: Math.round(left + column * (tile.width + GAP)),
      top: Math.round(top + row * (tile.height + GAP)),
      ...tile,
    };
  });
  return { columns, rows, tile, places };
}

/** How many tiles a page of this stage holds: at most `most`, fewer when tiles would be too small to see a face. */
export function pageSize(stage: Size, most: number): number {
  const columns = Math.max(1, Math.floor((stage.width + GAP) / (SMALLEST_TILE.width + GAP)));
  const rows = Math.max(1, Math.floor((stage.height + GAP) / (SMALLEST_TILE.height + GAP)));
  return Math.max(1, Math.min(most, columns * rows));
}

/** The page `wished` if it exists, otherwise the last; and how many there are (at least 1). */
export function pageOf(wished: number, count: number, perPage: number): { page: number; pages: number } {
  const pages = Math.max(1, Math.ceil(count / Math.max(1, perPage)));
  return { page: Math.min(Math.max(0, wished), pages - 1), pages };
}

/**
 * The box in which the picture fills by `object-fit: cover`, as parts (0…1) of the tile. A picture of another shape
 * than its tile loses at most MOST_CUT; the rest of the difference becomes bars.
 */
export function pictureBox(tile: Size, picture: Size): Size {
  if (tile.width <= 0 || tile.height <= 0 || picture.width <= 0 || picture.height <= 0) return { width: 1, height: 1 };
  const ratio = picture.width / picture.height / (tile.width / tile.height);
  // Wider than the tile: its sides are cut, bars above and below. Taller: the other way round.
  if (ratio >= 1) return { width: 1, height: Math.min(1, 1 / (ratio * (1 - MOST_CUT))) };
  return { width: Math.min(1, ratio / (1 - MOST_CUT)), height: 1 };
}
