import { describe, expect, it } from "vitest";
import { actOf, groundOf, type Key } from "./hotkeys";

function key(code: string, printed: string, more: Partial<Key> = {}): Key {
  return { code, key: printed, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...more };
}

describe("keys of the call", () => {
  it.each([
    [key("KeyM", "m"), "microphone"],
    [key("KeyV", "v"), "camera"],
    [key("Space", " "), "talk"],
    [key("KeyH", "h"), "hand"],
    [key("KeyC", "c"), "chat"],
    [key("KeyP", "p"), "people"],
    [key("KeyS", "s"), "share"],
    [key("KeyL", "l"), "layout"],
    [key("KeyF", "f"), "fullscreen"],
    [key("Slash", "?", { shiftKey: true }), "help"],
    [key("KeyL", "l", { altKey: true }), "leave"],
    [key("KeyA", "a", { altKey: true }), "microphone"],
    [key("KeyV", "√", { altKey: true }), "camera"],
    [key("KeyD", "d", { ctrlKey: true }), "microphone"],
    [key("KeyE", "e", { metaKey: true }), "camera"],
    [key("F6", "F6"), "region"],
  ])("%j mean %s", (pressed, act) => {
    expect(actOf(pressed, "stage", true)).toBe(act);
  });
  it("work on a Russian keyboard", () => {
    expect(actOf(key("KeyM", "ь"), "stage", true)).toBe("microphone");
    expect(actOf(key("KeyD", "в", { ctrlKey: true }), "stage", true)).toBe("microphone");
    expect(actOf(key("Slash", ",", { shiftKey: true }), "stage", true)).toBe("help");
  });
  it("are what a French or Dvorak keyboard prints", () => {
    expect(actOf(key("Semicolon", "m"), "stage", true)).toBe("microphone");
    expect(actOf(key("KeyM", ","), "stage", true)).toBe("microphone");
  });
  it("do nothing while somebody types", () => {
    expect(actOf(key("KeyM", "m"), "text", true)).toBeNull();
    expect(actOf(key("KeyL", "l", { altKey: true }), "text", true)).toBeNull();
  });
  it("leave Space to the button that has the focus", () => {
    expect(actOf(key("Space", " "), "control", true)).toBeNull();
    expect(actOf(key("KeyM", "m"), "control", true)).toBe("microphone");
  });
  it("leave AltGr, Ctrl+C and Shift+M alone", () => {
    expect(actOf(key("KeyA", "ą", { altKey: true, ctrlKey: true }), "stage", true)).toBeNull();
    expect(actOf(key("KeyC", "c", { ctrlKey: true }), "stage", true)).toBeNull();
    expect(actOf(key("KeyM", "M", { shiftKey: true }), "stage", true)).toBeNull();
  });
  it("can be turned off, but F6 stays", () => {
    expect(actOf(key("KeyM", "m"), "stage", false)).toBeNull();
    expect(actOf(key("F6", "F6"), "stage", false)).toBe("region");
  });
});

describe("the ground of a key", () => {
  it.each([
    ["<textarea></textarea>", "text"],
    ["<input type=text>", "text"],
    ["<input type=checkbox>", "control"],
    ["<button></button>", "control"],
    ["<main></main>", "stage"],
  ])("in %s is %s", (html, ground) => {
    document.body.innerHTML = html;
    expect(groundOf(document.body.firstElementChild)).toBe(ground);
  });
  it("outside of everything is the stage", () => {
    expect(groundOf(null)).toBe("stage");
  });
});
