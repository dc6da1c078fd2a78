import { fireEvent, render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { RovingFocus } from "./RovingFocus";

function Bar({ withChat = true }: { withChat?: boolean }) {
  return (
    <RovingFocus aria-label="Controls">
      <button type="button">Mute</button>
      <button type="button" disabled>
        Share
      </button>
      {withChat && <button type="button">Chat</button>}
      <button type="button">Leave</button>
    </RovingFocus>
  );
}
const tabStops = () =>
  screen.getAllByRole("button").filter((button) => button.tabIndex === 0 && !button.matches(":disabled"));
const press = (key: string) => fireEvent.keyDown(document.activeElement as Element, { key });

describe("a group with roving focus", () => {
  it("is one stop of the Tab key", () => {
    render(<Bar />);
    expect(tabStops().map(({ textContent }) => textContent)).toEqual(["Mute"]);
  });
  it("moves with the arrows past what is disabled, and remembers where it was", () => {
    render(<Bar />);
    screen.getByText("Mute").focus();
    press("ArrowRight");
    expect(document.activeElement?.textContent).toBe("Chat");
    expect(tabStops().map(({ textContent }) => textContent)).toEqual(["Chat"]);
  });
  it("keeps a stop when the control that had it goes away", () => {
    const { rerender } = render(<Bar />);
    screen.getByText("Chat").focus();
    rerender(<Bar withChat={false} />);
    expect(tabStops().map(({ textContent }) => textContent)).toEqual(["Mute"]);
  });
});
