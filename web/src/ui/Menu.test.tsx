import { fireEvent, render, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { Menu, MenuItem } from "./Menu";

function show(onSelect = vi.fn()) {
  render(
    <Menu
      label="Microphone"
      trigger={(props) => (
        <button type="button" {...props}>
          Open
        </button>
      )}
    >
      <MenuItem kind="radio" onSelect={() => onSelect("a")}>
        Desk
      </MenuItem>
      <MenuItem kind="radio" checked onSelect={() => onSelect("b")}>
        Headset
      </MenuItem>
      <MenuItem disabled onSelect={() => onSelect("c")}>
        Gone
      </MenuItem>
    </Menu>,
  );
  const trigger = screen.getByRole("button", { name: "Open" });
  fireEvent.click(trigger);
  return { trigger, onSelect };
}
const focused = () => document.activeElement?.textContent;

describe("a menu", () => {
  it("opens on the chosen entry and says that it is open", () => {
    const { trigger } = show();
    expect(trigger.getAttribute("aria-expanded")).toBe("true");
    expect(focused()).toBe("Headset");
  });
  it("moves with the arrows, past what is disabled", () => {
    show();
    fireEvent.keyDown(document.activeElement as Element, { key: "ArrowDown" });
    expect(focused()).toBe("Desk");
    fireEvent.keyDown(document.activeElement as Element, { key: "h" });
    expect(focused()).toBe("Headset");
  });
  it("tells the choice, closes, and gives the focus back", () => {
    const { trigger, onSelect } = show();
    fireEvent.click(screen.getByRole("menuitemradio", { name: "Desk" }));
    expect(onSelect).toHaveBeenCalledWith("a");
    expect(screen.queryByRole("menu")).toBeNull();
    expect(document.activeElement).toBe(trigger);
  });
  it("closes on Escape and on a press outside", () => {
    const { trigger, onSelect } = show();
    fireEvent.keyDown(document, { key: "Escape" });
    expect(screen.queryByRole("menu")).toBeNull();
    fireEvent.click(trigger);
    fireEvent.pointerDown(document.body);
    expect(screen.queryByRole("menu")).toBeNull();
    expect(onSelect).not.toHaveBeenCalled();
  });
});
