import { describe, expect, it } from "vitest";
import { GAP, MOST_CUT, NARROWEST, NARROWEST_FOR_PICTURES, pack, pageOf, pageSize, pictureBox, WIDEST } from "./layout";

const DESKTOP = { width: 1424, height: 816 };
const PHONE = { width: 344, height: 660 };

describe("packing tiles", () => {
  it.each([
    [DESKTOP, 2, 2, 1],
    [DESKTOP, 4, 2, 2],
    [DESKTOP, 5, 3, 2],
    [DESKTOP, 9, 3, 3],
    [DESKTOP, 12, 4, 3],
    [DESKTOP, 25, 5, 5],
    [PHONE, 2, 1, 2],
    [PHONE, 3, 1, 3],
    [DESKTOP, 6, 3, 2],
    [PHONE, 6, 2, 3],
    [{ width: 344, height: 668 }, 6, 2, 3],
    [PHONE, 9, 2, 5],
  ])("on a stage of %j puts %i people in %i columns and %i rows", (stage, count, columns, rows) => {
    expect(pack({ ...stage, count, narrowest: NARROWEST_FOR_PICTURES })).toMatchObject({ columns, rows });
  });
  it("gives one person the whole stage", () => {
    expect(pack({ ...DESKTOP, count: 1 }).places).toEqual([{ left: 0, top: 0, ...DESKTOP }]);
  });
  it("has no places in an empty box or for nobody", () => {
    expect(pack({ width: 0, height: 400, count: 3 }).places).toEqual([]);
    expect(pack({ ...DESKTOP, count: 0 }).places).toEqual([]);
  });
  it("keeps every tile between 4:3 and 16:9 and inside the stage, at every size and count", () => {
    for (let count = 2; count <= 25; count += 1) {
      for (const stage of [DESKTOP, PHONE, { width: 700, height: 900 }, { width: 1900, height: 400 }]) {
        const { tile, places } = pack({ ...stage, count });
        // One pixel of rounding on each side.
        expect(tile.width / tile.height).toBeLessThan(WIDEST + 0.05);
        expect(tile.width / tile.height).toBeGreaterThan(NARROWEST - 0.05);
        for (const { left, top } of places) {
          expect(left).toBeGreaterThanOrEqual(0);
          expect(top).toBeGreaterThanOrEqual(0);
          expect(left + tile.width).toBeLessThanOrEqual(stage.width + 1);
          expect(top + tile.height).toBeLessThanOrEqual(stage.height + 1);
        }
      }
    }
  });
  it("uses at least 60 % of the stage for two people with 4:3 tiles", () => {
    const { tile } = pack({ ...DESKTOP, count: 2 });
    expect((2 * tile.width * tile.height) / (DESKTOP.width * DESKTOP.height)).toBeGreaterThan(0.6);
  });
  it("centres the last row", () => {
    const { tile, places } = pack({ ...DESKTOP, count: 5 });
    const [fourth, fifth] = places.slice(3);
    expect(fourth && fifth && fifth.left - fourth.left).toBe(tile.width + GAP);
    expect(fourth?.left).toBe(Math.round((DESKTOP.width - 2 * tile.width - GAP) / 2));
  });
  it("keeps the arrangement that stands while the gain is small", () => {
    const edge = { width: 1000, height: 760, count: 4 };
    const best = pack(edge).columns;
    expect(pack({ ...edge, width: 1010, before: best }).columns).toBe(best);
  });
  it("gives the arrangement up when the gain is large", () => {
    expect(pack({ ...DESKTOP, count: 4, before: 4 }).columns).toBe(2);
  });
});

describe("pages", () => {
  it("hold no more than asked, and fewer where faces would be too small", () => {
    expect(pageSize(DESKTOP, 25)).toBe(25);
    expect(pageSize({ width: 300, height: 150 }, 25)).toBe(4);
    expect(pageSize({ width: 10, height: 10 }, 25)).toBe(1);
  });
  it("stay on the last one when people leave", () => {
    expect(pageOf(3, 30, 25)).toEqual({ page: 1, pages: 2 });
    expect(pageOf(0, 0, 25)).toEqual({ page: 0, pages: 1 });
  });
});

describe("a picture in its tile", () => {
  it("fills a tile of its own shape", () => {
    expect(pictureBox({ width: 160, height: 90 }, { width: 1280, height: 720 })).toEqual({ width: 1, height: 1 });
  });
  it("fills a slightly different tile by cutting a little", () => {
    expect(pictureBox({ width: 160, height: 100 }, { width: 1280, height: 720 })).toEqual({ width: 1, height: 1 });
  });
  it.each([
    [
      { width: 400, height: 300 },
      { width: 1280, height: 720 },
    ],
    [
      { width: 160, height: 90 },
      { width: 480, height: 640 },
    ],
    [
      { width: 300, height: 600 },
      { width: 1280, height: 720 },
    ],
  ])("never loses more than a tenth in %j", (tile, picture) => {
    const part = pictureBox(tile, picture);
    const box = (tile.width * part.width) / (tile.height * part.height);
    const own = picture.width / picture.height;
    expect(1 - Math.min(box / own, own / box)).toBeLessThanOrEqual(MOST_CUT + 1e-9);
  });
  it("waits for a size it does not know yet", () => {
    expect(pictureBox({ width: 0, height: 0 }, { width: 0, height: 0 })).toEqual({ width: 1, height: 1 });
  });
});
