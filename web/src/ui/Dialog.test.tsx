import { fireEvent, render, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { Dialog } from "./Dialog";

describe("a dialog", () => {
  it("has the name of its title and closes by its button", () => {
    const onClose = vi.fn();
    render(
      <Dialog title="Settings" onClose={onClose}>
        <p>Words</p>
      </Dialog>,
    );
    expect(screen.getByRole("dialog", { name: "Settings" })).toBeDefined();
    fireEvent.click(screen.getByRole("button", { name: "Close" }));
    expect(onClose).toHaveBeenCalledOnce();
  });

  it("leaves closing to its owner on Escape and on a press beside it", () => {
    const onClose = vi.fn();
    render(
      <Dialog title="Settings" onClose={onClose}>
        <p>Words</p>
      </Dialog>,
    );
    const dialog = screen.getByRole("dialog");
    const cancel = new Event("cancel", { cancelable: true });
    fireEvent(dialog, cancel);
    expect(cancel.defaultPrevented).toBe(true);
    fireEvent.mouseDown(screen.getByText("Words"));
    expect(onClose).toHaveBeenCalledTimes(1);
    fireEvent.mouseDown(dialog);
    expect(onClose).toHaveBeenCalledTimes(2);
  });

  it("stays when only the dialog above it is closed by Escape", () => {
    const [below, above] = [vi.fn(), vi.fn()];
    render(
      <Dialog title="Below" onClose={below}>
        <Dialog title="Above" onClose={above}>
          <p>Words</p>
        </Dialog>
      </Dialog>,
    );
    fireEvent(screen.getByRole("dialog", { name: "Above" }), new Event("cancel", { cancelable: true }));
    expect(above).toHaveBeenCalledOnce();
    expect(below).not.toHaveBeenCalled();
  });

  it("is read from its title, unless an answer is marked as the first", () => {
    const { unmount } = render(
      <Dialog title="Keys" onClose={() => undefined}>
        <input aria-label="Search" />
      </Dialog>,
    );
    expect(document.activeElement).toBe(screen.getByRole("heading", { name: "Keys" }));
    unmount();
    render(
      <Dialog title="Leave?" onClose={() => undefined} footer={<button type="button">Stay</button>}>
        <button type="button" data-first>
          Go
        </button>
      </Dialog>,
    );
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Go" }));
  });

  it("gives the focus back to what opened it", () => {
    render(<button type="button">Open</button>);
    const opener = screen.getByRole("button", { name: "Open" });
    opener.focus();
    const { unmount } = render(
      <Dialog title="Settings" onClose={() => undefined}>
        <input aria-label="Name" />
      </Dialog>,
    );
    screen.getByLabelText("Name").focus();
    unmount();
    expect(document.activeElement).toBe(opener);
  });
});
