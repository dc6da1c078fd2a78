import { cleanup, fireEvent, render } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { Avatar } from "./Avatar";

afterEach(cleanup);

describe("somebody's face", () => {
  it("is the picture, or the initials where there is none", () => {
    const { container, rerender } = render(<Avatar id="a" name="Ana Berg" picture="/api/pictures/1" />);
    expect(container.querySelector("img")?.getAttribute("src")).toBe("/api/pictures/1");
    rerender(<Avatar id="a" name="Ana Berg" picture="" />);
    expect(container.querySelector("[data-initials=AB]")).not.toBeNull();
  });
  it("falls back to initials when the picture is gone, and shows the next one", () => {
    const { container, rerender } = render(<Avatar id="a" name="Ana Berg" picture="/api/pictures/1" />);
    const shown = container.querySelector("img");
    if (shown) fireEvent.error(shown);
    expect(container.querySelector("[data-initials=AB]")).not.toBeNull();
    rerender(<Avatar id="a" name="Ana Berg" picture="/api/pictures/2" />);
    expect(container.querySelector("img")).not.toBeNull();
  });
});
