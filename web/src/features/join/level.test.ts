import { describe, expect, it } from "vitest";
import { levelFrom } from "@/call/loudness";
import { tellSilence } from "./level";

const tone = (height: number) => Float32Array.from({ length: 1024 }, (_, i) => height * Math.sin(i / 5));

describe("the level of a sound", () => {
  it("is nothing in silence and for no samples at all", () => {
    expect(levelFrom(new Float32Array(1024))).toBe(0);
    expect(levelFrom(new Float32Array(0))).toBe(0);
  });
  it("is full for a shout and between for speech", () => {
    expect(levelFrom(tone(1))).toBe(1);
    const speech = levelFrom(tone(0.05));
    expect(speech).toBeGreaterThan(0.3);
    expect(speech).toBeLessThan(0.8);
  });
});

describe("silence", () => {
  it("is told once after eight seconds without a sound, and taken back by the first sound", () => {
    let say: (level: number) => void = () => undefined;
    const told: boolean[] = [];
    const levels: number[] = [];
    const source = tellSilence(
      (listener) => {
        say = listener;
        return () => undefined;
      },
      (silent) => told.push(silent),
    );
    source((level) => levels.push(level));
    for (let reading = 0; reading < 159; reading += 1) say(0);
    expect(told).toEqual([]);
    for (let reading = 0; reading < 10; reading += 1) say(0);
    expect(told).toEqual([true]);
    say(0.5);
    expect(told).toEqual([true, false]);
    expect(levels).toHaveLength(170);
  });
});
